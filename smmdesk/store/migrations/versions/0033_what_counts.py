"""Spam is left out of the indexes that count messages, and these alone answer what is counted; what answers another,
and whose one is, has an index."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

SHOWN, GENUINE = "NOT hidden AND deleted_at_us IS NULL", "NOT spam AND NOT spam_there"
SAME = ("hidden", "deleted_at_us")
LISTED = ("brand_id", "post_id", "sent_at_us", "kind", "read", "removed")
WEIGHED = (
    *("brand_id", "person_id", "sent_at_us", "kind", "rating", "done", "removed"),
    *("hushed", *SAME, "spam", "spam_there"),
)


def upgrade() -> None:
    for name in ("ix_message_open", "ix_message_done", "ix_message_all", "ix_message_people"):
        op.drop_index(op.f(name), "message")
    more = ("snoozed_until_us", "done", "spam", "spam_there")
    _index("ix_message_open", (*LISTED, *more, *SAME), f"NOT done AND {SHOWN} AND {GENUINE}")
    _index("ix_message_done", (*LISTED, "done", *SAME), f"done AND {SHOWN}")
    _index("ix_message_all", (*LISTED, *SAME), SHOWN)
    _index("ix_message_people", WEIGHED, f"{SHOWN} AND {GENUINE}")
    _index("ix_message_assigned", ("brand_id", "assigned_to"), "assigned_to <> ''")
    op.create_index(op.f("ix_message_channel_id_answers_remote_id"), "message", ["channel_id", "answers_remote_id"])


def _index(name: str, columns: tuple[str, ...], where: str) -> None:
    op.create_index(op.f(name), "message", list(columns), sqlite_where=sa.text(where), postgresql_where=sa.text(where))
