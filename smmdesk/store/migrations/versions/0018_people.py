"""People: reminders, which account of theirs wrote a message, how long messages are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

SHOWN, REMINDED = "NOT hidden AND deleted_at_us IS NULL", "remind_on IS NOT NULL"
WEIGHED = ["brand_id", "person_id", "sent_at_us", "kind", "rating", "done", "removed", "hidden", "deleted_at_us"]


def upgrade() -> None:
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("remind_on", sa.Text(), nullable=True))
        batch.add_column(sa.Column("remind_about", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("person") as batch:
        batch.alter_column("remind_about", server_default=None)
    with op.batch_alter_table("brand") as batch:
        batch.add_column(sa.Column("messages_kept_days", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("brand") as batch:
        batch.alter_column("messages_kept_days", server_default=None)
    op.add_column("message", sa.Column("author_remote_id", sa.Text(), nullable=True))
    _index("ix_message_people", "message", WEIGHED, SHOWN)
    _index("ix_person_reminded", "person", ["brand_id", "remind_on"], REMINDED)


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(op.f(name), table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
