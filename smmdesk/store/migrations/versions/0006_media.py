"""Photos: whose they are, how they are turned in a post, and whether a brand lets the place out; films: their codec."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    widen("asset", credit=(sa.Text, ""), codec=(sa.Text, ""))
    widen("post_media", turn=(sa.Integer, "0"))
    widen("brand", keeps_place=(sa.Boolean, sa.false()))


def widen(table: str, **columns: tuple[type, object]) -> None:
    """New columns that are never null, and what old rows get."""
    with op.batch_alter_table(table) as batch:
        for name, (kind, value) in columns.items():
            batch.add_column(sa.Column(name, kind, nullable=False, server_default=value))
    with op.batch_alter_table(table) as batch:
        for name in columns:
            batch.alter_column(name, server_default=None)
