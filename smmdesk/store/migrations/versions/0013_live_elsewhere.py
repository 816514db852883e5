"""What went live on a channel without us is kept beside what waits there."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    with op.batch_alter_table("foreign_post") as batch:
        batch.add_column(sa.Column("live", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("foreign_post") as batch:
        batch.alter_column("live", server_default=None)
