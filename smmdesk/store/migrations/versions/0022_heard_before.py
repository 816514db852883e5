"""What was read and answered stays known where the words of strangers are left out; why a channel could not be read."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    with op.batch_alter_table("hearing") as batch:
        batch.add_column(sa.Column("problem", sa.Text(), nullable=True))
        batch.add_column(sa.Column("failed_at_us", sa.BigInteger(), nullable=True))
    op.create_table(
        "heard_before",
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("read", sa.Boolean(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("snoozed_until_us", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_heard_before")),
        sqlite_with_rowid=False,
    )
