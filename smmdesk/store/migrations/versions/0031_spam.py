"""What somebody wrote is marked as spam on its platform."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

FLAGS = ("spam", "spam_there")
WHERE = "wish IS NOT NULL OR liked <> liked_there OR hushed <> hushed_there OR spam <> spam_there"


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
