"""What came of polls; when posts went out has an index of its own; the photos of an answer that is being written."""

import sqlalchemy as sa
from alembic import op

from smmdesk.store.migrations.columns import big, flag, text

revision = "0030"
down_revision = "0028"

OUT = "kind = 'root' AND state = 'published'"


def points(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_part_poll_{column}"), ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "part_poll",
        *text("part_id", "post_id"),
        *big("asked_at_us"),
        *big("told_at_us", "ends_at_us", null=True),
        *flag("closed"),
        *text("result"),
        points("part_id", "part.id"),
        points("post_id", "post.id"),
        sa.PrimaryKeyConstraint("part_id", name=op.f("pk_part_poll")),
    )
    op.create_index(op.f("ix_part_poll_post_id"), "part_poll", ["post_id"])
    where = sa.text(OUT)
    op.create_index(
        op.f("ix_part_out"),
        "part",
        ["receipt_at_us", "op", "delivery_id"],
        sqlite_where=where,
        postgresql_where=where,
    )
    op.add_column("answer_draft", sa.Column("media", sa.Text(), nullable=True))
