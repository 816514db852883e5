"""When the next message that was put off comes back is found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

WHERE = "snoozed_until_us IS NOT NULL"


def upgrade() -> None:
    op.create_index(
        op.f("ix_message_put_off"),
        "message",
        ["brand_id", "snoozed_until_us"],
        sqlite_where=sa.text(WHERE),
        postgresql_where=sa.text(WHERE),
    )
