"""The database holds two rules of sending by itself: nothing is sent without its intent, and what is sent is frozen."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute(
        "CREATE TRIGGER part_intent BEFORE UPDATE OF state ON part "
        "WHEN NEW.state = 'sending' AND OLD.state <> 'sending' AND NOT EXISTS "
        "(SELECT 1 FROM attempt WHERE part_id = NEW.id AND generation = NEW.generation AND verdict = 'open') "
        "BEGIN SELECT RAISE(ABORT, 'a part is sent without its intent'); END"
    )
    op.execute(
        "CREATE TRIGGER part_frozen BEFORE UPDATE OF content_hash, rendered ON part "
        "WHEN OLD.state IN ('sending', 'processing', 'unknown') AND NEW.generation = OLD.generation "
        "AND OLD.content_hash <> '' AND (NEW.content_hash <> OLD.content_hash OR NEW.rendered <> OLD.rendered) "
        "BEGIN SELECT RAISE(ABORT, 'what is being sent does not change'); END"
    )
