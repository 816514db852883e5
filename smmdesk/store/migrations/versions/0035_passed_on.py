"""What somebody made is passed on as it is."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

FLAGS = ("passed_on", "passed_on_there")
WHERE = (
    "wish IS NOT NULL OR liked <> liked_there OR hushed <> hushed_there OR spam <> spam_there"
    " OR passed_on <> passed_on_there"
)


def upgrade() -> None:
    op.drop_index(op.f("ix_message_wish"), "message")
    with op.batch_alter_table("message") as batch:
        for name in FLAGS:
            batch.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("message") as batch:
        for name in FLAGS:
            batch.alter_column(name, server_default=None)
    op.create_index(
        op.f("ix_message_wish"), "message", ["id"], sqlite_where=sa.text(WHERE), postgresql_where=sa.text(WHERE)
    )
