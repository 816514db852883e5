"""What was said about posts before they went out, and the files that went to clients for their OK."""

import sqlalchemy as sa
from alembic import op

from smmdesk.store.migrations.columns import big, flag, known, number, text

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "review_file",
        *text("id", "brand_id", "token", "name", "whom", "language", "who", "said"),
        *number("posts"),
        *big("made_at_us"),
        *big("answered_at_us", "deleted_at_us", null=True),
        *number("revision"),
        *text("changed_by"),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("fk_review_file_brand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_file")),
    )
    op.create_index(op.f("ix_review_file_brand_id"), "review_file", ["brand_id"])
    op.create_table(
        "approval_note",
        *text("id", "brand_id", "post_id", "kind", "text", "who", "whom"),
        *big("at_us"),
        *text("content_hash", "channel_id"),
        *text("content", null=True),
        *text("wordings"),
        *text("file_id", null=True),
        *flag("is_foreign"),
        *big("deleted_at_us", null=True),
        *number("revision"),
        *text("changed_by"),
        known("ck_approval_note_kind_known", "kind", "asked approved changes comment returned late_ok"),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("fk_approval_note_brand_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_approval_note_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_note")),
    )
    for column in ("brand_id", "post_id", "file_id"):
        op.create_index(op.f(f"ix_approval_note_{column}"), "approval_note", [column])
