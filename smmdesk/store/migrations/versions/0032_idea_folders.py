"""Folders whose files become ideas, and what came of each file."""

import sqlalchemy as sa
from alembic import op

from smmdesk.store.migrations.columns import big, flag, known, text

revision = "0032"
down_revision = "0031"

FATES = "taken copy before refused left_out"


def of_brand(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f(f"fk_{table}_brand_id"), ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "idea_folder",
        *text("brand_id", "path"),
        *big("chosen_at_us"),
        *text("told"),
        *flag("told_closed"),
        of_brand("idea_folder"),
        sa.PrimaryKeyConstraint("brand_id", name=op.f("pk_idea_folder")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "idea_file",
        *text("brand_id", "name", "sha256"),
        *big("size_bytes", "mtime_ns"),
        *text("fate", "why"),
        *text("post_id", null=True),
        *big("at_us"),
        of_brand("idea_file"),
        known("ck_idea_file_fate_known", "fate", FATES),
        sa.PrimaryKeyConstraint("brand_id", "name", "sha256", name=op.f("pk_idea_file")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_idea_file_brand_id_sha256"), "idea_file", ["brand_id", "sha256"])
