"""What platforms count of our posts, now and by days, and how many follow a channel; the trash has an index."""

import sqlalchemy as sa
from alembic import op

from smmdesk.store.migrations.columns import big, number, text

revision = "0024"
down_revision = "0023"

COUNTS = ("views", "reach", "likes", "answers", "shares", "saves", "clicks")
TRASHED = "deleted_at_us IS NOT NULL"


def points(table: str, column: str, *, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    target = f"{column.removesuffix('_id')}.id"
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "part_numbers",
        *text("part_id", "brand_id", "channel_id", "post_id"),
        *big("out_at_us"),
        *number("own_answers"),
        *big("asked_at_us"),
        *big("told_at_us", *COUNTS, null=True),
        points("part_numbers", "part_id", ondelete="CASCADE"),
        points("part_numbers", "brand_id"),
        points("part_numbers", "channel_id"),
        points("part_numbers", "post_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("part_id", name=op.f("pk_part_numbers")),
    )
    op.create_index(op.f("ix_part_numbers_brand_id_out_at_us"), "part_numbers", ["brand_id", "out_at_us"])
    op.create_index(op.f("ix_part_numbers_post_id"), "part_numbers", ["post_id"])
    op.create_table(
        "part_numbers_day",
        *text("part_id", "day"),
        *big(*COUNTS, null=True),
        points("part_numbers_day", "part_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("part_id", "day", name=op.f("pk_part_numbers_day")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "followers_day",
        *text("channel_id", "day"),
        *big("followers", null=True),
        points("followers_day", "channel_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("channel_id", "day", name=op.f("pk_followers_day")),
        sqlite_with_rowid=False,
    )
    where = sa.text(TRASHED)
    op.create_index(
        op.f("ix_post_trash"), "post", ["brand_id", "deleted_at_us"], sqlite_where=where, postgresql_where=where
    )
