"""The database holds one more rule of sending by itself: what may be live is not sent again as something new."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute(
        "CREATE TRIGGER attempt_once BEFORE INSERT ON attempt "
        "WHEN NEW.verdict = 'open' AND NEW.op IN ('create', 'schedule') AND EXISTS "
        "(SELECT 1 FROM attempt AS earlier JOIN part ON part.id = earlier.part_id "
        "WHERE earlier.part_id = NEW.part_id AND earlier.generation = NEW.generation "
        "AND earlier.op IN ('create', 'schedule') AND (earlier.key <> NEW.key "
        "OR earlier.request_hash <> NEW.request_hash "
        "OR (part.state = 'claimed' AND earlier.verdict IN ('open', 'unknown', 'done')))) "
        "BEGIN SELECT RAISE(ABORT, 'what may be live is not sent again'); END"
    )
