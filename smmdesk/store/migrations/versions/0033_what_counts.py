"""Spam is left out of the indexes that count messages, and these alone answer what is counted; what answers another,
and whose one is, has an index. Who passed something on is kept."""

import sqlalchemy as sa
from alembic import op

from smmdesk.store.migrations.columns import big, text

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
    _shares()


def _shares() -> None:
    op.create_table(
        "share",
        *text("channel_id", "remote_id", "brand_id", "platform", "author_remote_id"),
        *text("post_id", null=True),
        *big("at_us"),
        *(_points("channel_id", "CASCADE"), _points("brand_id", "CASCADE"), _points("post_id", "SET NULL")),
        sa.PrimaryKeyConstraint("channel_id", "remote_id", name=op.f("pk_share")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_share_of_late"), "share", ["brand_id", "at_us", "platform", "author_remote_id"])
    op.create_index(op.f("ix_share_author"), "share", ["brand_id", "platform", "author_remote_id", "at_us"])
    op.create_index(op.f("ix_share_post_id"), "share", ["post_id"])


def _points(column: str, ondelete: str) -> sa.ForeignKeyConstraint:
    to = f"{column.removesuffix('_id')}.id"
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_share_{column}"), ondelete=ondelete)


def _index(name: str, columns: tuple[str, ...], where: str) -> None:
    op.create_index(op.f(name), "message", list(columns), sqlite_where=sa.text(where), postgresql_where=sa.text(where))
