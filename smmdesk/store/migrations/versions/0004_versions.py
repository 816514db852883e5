"""Earlier versions of what a post says, for as long as a person may want them back."""

import sqlalchemy as sa
from alembic import op

from smmdesk.store.migrations.columns import big, text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "post_version",
        *text("id", "post_id"),
        *big("begun_us", "at_us"),
        *text("fields"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_version")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_version_post_id"), ondelete="CASCADE"),
    )
    op.create_index(op.f("ix_post_version_post_id_at_us"), "post_version", ["post_id", "at_us"], unique=False)
