"""An answer that was begun knows whether it is meant for its author alone."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.add_column("answer_draft", sa.Column("in_private", sa.Boolean(), nullable=True))
