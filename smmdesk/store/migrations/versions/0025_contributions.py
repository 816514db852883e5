"""What customers made, and what they said to its being used; a post knows whose photo or words it shows."""

import sqlalchemy as sa
from alembic import op

from smmdesk.store.migrations.columns import big, flag, number, text

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "contribution",
        *text("id", "brand_id", "text", "author", "credit", "platform", "url"),
        *big("said_at_us", null=True),
        *number("rating", null=True),
        *text("person_id", "message_id", null=True),
        *text("media", "assets"),
        *big("asked_at_us", null=True),
        *text("asked_words"),
        *big("refused_at_us", null=True),
        *text("consents", "note"),
        *flag("forgotten"),
        *big("created_at_us"),
        *big("deleted_at_us", null=True),
        *number("revision"),
        *text("changed_by"),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("fk_contribution_brand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
    )
    for column in ("brand_id", "person_id", "message_id"):
        op.create_index(op.f(f"ix_contribution_{column}"), "contribution", [column])
    with op.batch_alter_table("post") as batch:
        batch.add_column(sa.Column("contribution_id", sa.Text(), nullable=True))
    op.create_index(op.f("ix_post_contribution_id"), "post", ["contribution_id"])
