"""SQLAlchemy's schema made of the declared tables: for CREATE statements, and to compare with the migrations."""

from typing import Any

import sqlalchemy as sa

from smmdesk.store.declared import Check, Column, Index, Schema, Table, Type, Unique

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
TYPES: dict[Type, type[sa.types.TypeEngine[Any]]] = {
    Type.TEXT: sa.Text,
    Type.INTEGER: sa.Integer,
    Type.BIG: sa.BigInteger,
    Type.FLAG: sa.Boolean,
    Type.FLOAT: sa.Float,
    Type.OCTETS: sa.LargeBinary,
}


def made(schema: Schema) -> sa.MetaData:
    """The schema as SQLAlchemy has it; every constraint gets a name, so that a migration can name it."""
    metadata = sa.MetaData(naming_convention=NAMES)
    for table in schema.tables.values():
        _table(metadata, table)
    return metadata


def _table(metadata: sa.MetaData, table: Table) -> None:
    columns = [_column(column) for column in table.columns.values()]
    sa.Table(table.name, metadata, *columns, *map(_rule, table.rules), sqlite_with_rowid=table.rowid)


def _column(column: Column) -> sa.Column[Any]:
    pointer = [sa.ForeignKey(column.points_to.target, ondelete=column.points_to.ondelete)] if column.points_to else []
    return sa.Column(
        column.name,
        TYPES[column.type],
        *pointer,
        nullable=column.null,
        primary_key=column.primary_key,
        unique=column.unique or None,
        autoincrement=column.counted,
    )


def _rule(rule: Index | Unique | Check) -> sa.Index | sa.UniqueConstraint | sa.CheckConstraint:
    match rule:
        case Unique():
            return sa.UniqueConstraint(*rule.columns, name=rule.name)
        case Check():
            return sa.CheckConstraint(rule.condition, name=rule.name)
        case Index():
            where = sa.text(rule.where) if rule.where else None
            columns = [sa.text(column) if " " in column else column for column in rule.columns]
            return sa.Index(rule.name, *columns, unique=rule.unique, sqlite_where=where, postgresql_where=where)
