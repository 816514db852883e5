"""What a person does with messages: put off, given to somebody, noted; answers begun; how soon a brand answers."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_SHOWN = "NOT hidden AND deleted_at_us IS NULL"
_LISTED = ["brand_id", "post_id", "sent_at_us", "kind", "read", "removed"]


def upgrade() -> None:
    with op.batch_alter_table("message") as batch:
        batch.add_column(sa.Column("snoozed_until_us", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("assigned_to", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("message") as batch:
        batch.alter_column("assigned_to", server_default=None)
        batch.alter_column("note", server_default=None)
    with op.batch_alter_table("brand") as batch:
        batch.add_column(sa.Column("answer_hours", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("brand") as batch:
        batch.alter_column("answer_hours", server_default=None)
    _index("ix_message_open", [*_LISTED, "snoozed_until_us"], f"NOT done AND {_SHOWN}")
    _index("ix_message_done", _LISTED, f"done AND {_SHOWN}")
    _index("ix_message_all", _LISTED, _SHOWN)
    op.create_table(
        "answer_draft",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_answer_draft_message_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_answer_draft")),
        sqlite_with_rowid=False,
    )


def _index(name: str, columns: list[str], where: str) -> None:
    op.create_index(op.f(name), "message", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
