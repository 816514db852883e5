"""Messages come in: how far each channel was read, and what answering one needs."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    with op.batch_alter_table("message") as batch:
        batch.add_column(sa.Column("data", sa.Text(), nullable=False, server_default="{}"))
    with op.batch_alter_table("message") as batch:
        batch.alter_column("data", server_default=None)
    op.create_index(op.f("ix_message_brand_id_done_sent_at_us"), "message", ["brand_id", "done", "sent_at_us"])
    op.create_table(
        "hearing",
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_hearing_channel_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_hearing")),
        sqlite_with_rowid=False,
    )
