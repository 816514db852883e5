"""What is to be done with a part that is out, and when it was last looked at on its platform."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("part", sa.Column("wish", sa.Text(), nullable=True))
    op.add_column("part", sa.Column("looked_at_us", sa.BigInteger(), nullable=True))
    op.create_index("ix_part_wish", "part", ["id"], unique=False, sqlite_where=sa.text("wish IS NOT NULL"))
    op.create_index(
        "ix_part_there",
        "part",
        ["receipt_at_us"],
        unique=False,
        sqlite_where=sa.text("state = 'published' AND receipt_id <> ''"),
    )
