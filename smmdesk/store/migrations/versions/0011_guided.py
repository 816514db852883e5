"""A channel may be guided where smmdesk could publish; who published by hand goes on doing so."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    with op.batch_alter_table("channel") as batch:
        batch.add_column(sa.Column("guided", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("channel") as batch:
        batch.alter_column("guided", server_default=None)
    op.execute("UPDATE channel SET guided = 1 WHERE remote_id LIKE 'by-hand-%'")
