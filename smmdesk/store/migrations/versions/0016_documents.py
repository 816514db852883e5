"""Documents: how many pages one has."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    with op.batch_alter_table("asset") as batch:
        batch.add_column(sa.Column("pages", sa.Integer, nullable=False, server_default="0"))
    with op.batch_alter_table("asset") as batch:
        batch.alter_column("pages", server_default=None)
