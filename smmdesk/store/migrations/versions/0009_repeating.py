"""What repeats may leave holidays out and end after some times; what share of the posts a label should have."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    widen("series", "skips_holidays", sa.Boolean, sa.false())
    widen("evergreen", "most_times", sa.Integer, "0")
    widen("label", "wanted_percent", sa.Integer, "0")


def widen(table: str, name: str, kind: type, value: object) -> None:
    """A new column that is never null, and what old rows get."""
    with op.batch_alter_table(table) as batch:
        batch.add_column(sa.Column(name, kind, nullable=False, server_default=value))
    with op.batch_alter_table(table) as batch:
        batch.alter_column(name, server_default=None)
