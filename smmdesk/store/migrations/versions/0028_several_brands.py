"""A brand has a colour of its own, and can be put away."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0026"


def upgrade() -> None:
    with op.batch_alter_table("brand") as batch:
        batch.add_column(sa.Column("color", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("archived", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("brand") as batch:
        batch.alter_column("color", server_default=None)
        batch.alter_column("archived", server_default=None)
