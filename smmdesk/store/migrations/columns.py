"""Short words for the migrations: columns of one type by their names. What is here never changes its meaning."""

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op


def columns(kind: Any, *names: str, null: bool = False) -> list[Any]:
    """Columns of one type, not null unless said."""
    return [sa.Column(name, kind(), nullable=null) for name in names]


text, big, number = partial(columns, sa.Text), partial(columns, sa.BigInteger), partial(columns, sa.Integer)
flag, fraction, octets = partial(columns, sa.Boolean), partial(columns, sa.Float), partial(columns, sa.LargeBinary)


def known(name: str, column: str, values: str) -> sa.CheckConstraint:
    """A named check that `column` holds one of the words of `values`."""
    listed = ", ".join(f"'{value}'" for value in values.split())
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(name))
