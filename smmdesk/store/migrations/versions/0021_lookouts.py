"""What a brand listens for, and how far each was read; what is found in a feed belongs to no channel."""

import sqlalchemy as sa
from alembic import op

from smmdesk.store.migrations.columns import big, flag, known, number, text

revision = "0021"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "lookout",
        *text("id", "brand_id", "kind", "words", "name", "becomes", "muted_words", "muted_people"),
        *flag("paused"),
        *big("created_at_us"),
        *big("deleted_at_us", null=True),
        *number("revision"),
        *text("changed_by"),
        known("ck_lookout_kind_known", "kind", "words tag account feed"),
        known("ck_lookout_becomes_known", "becomes", "message idea"),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("fk_lookout_brand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lookout")),
    )
    op.create_index(op.f("ix_lookout_brand_id"), "lookout", ["brand_id"])
    op.create_table(
        "lookout_place",
        *text("lookout_id", "channel_id", "cursor", "marks", "seen", "told"),
        *number("fails"),
        *big("checked_at_us", "next_at_us"),
        sa.ForeignKeyConstraint(
            ["lookout_id"], ["lookout.id"], name=op.f("fk_lookout_place_lookout_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("lookout_id", "channel_id", name=op.f("pk_lookout_place")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("message") as batch:
        batch.alter_column("channel_id", existing_type=sa.Text(), nullable=True)
