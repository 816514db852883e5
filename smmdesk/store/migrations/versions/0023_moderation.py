"""What is done with messages on their platform: liked, hidden, deleted there."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

FLAGS = ("liked", "hushed", "liked_there", "hushed_there")
WHERE = "wish IS NOT NULL OR liked <> liked_there OR hushed <> hushed_there"


def upgrade() -> None:
    with op.batch_alter_table("message") as batch:
        for name in FLAGS:
            batch.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("wish", sa.Text(), nullable=True))
    with op.batch_alter_table("message") as batch:
        for name in FLAGS:
            batch.alter_column(name, server_default=None)
    op.create_index(
        op.f("ix_message_wish"), "message", ["id"], sqlite_where=sa.text(WHERE), postgresql_where=sa.text(WHERE)
    )
