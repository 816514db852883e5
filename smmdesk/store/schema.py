"""The schema as SQL text: tables, the local part, and the rules that the database holds by itself."""

from sqlalchemy import MetaData
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from smmdesk.model.delivery import State
from smmdesk.model.moves import MOVES
from smmdesk.store import local_tables, search, tables
from smmdesk.store.driver import Connection

NEW_PARTS_MAY_BE = frozenset(State) - {State.CLAIMED, State.SENDING, State.PROCESSING}


def trigger_sql() -> tuple[str, str]:
    """The triggers that forbid every move outside MOVES, and parts that begin in the middle of being sent."""
    moves = ", ".join(f"('{old}', '{new}')" for old, news in MOVES.items() for new in sorted(news))
    births = ", ".join(f"'{state}'" for state in sorted(NEW_PARTS_MAY_BE))
    return (
        "CREATE TRIGGER part_moves BEFORE UPDATE OF state ON part "
        f"WHEN OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (VALUES {moves}) "
        "BEGIN SELECT RAISE(ABORT, 'forbidden move of a part'); END",
        f"CREATE TRIGGER part_births BEFORE INSERT ON part WHEN NEW.state NOT IN ({births}) "
        "BEGIN SELECT RAISE(ABORT, 'a part cannot begin in this state'); END",
    )


def statements(metadata: MetaData) -> list[str]:
    """CREATE statements of all tables and indexes, in an order that works."""
    dialect = sqlite.dialect()
    made: list[str] = []
    for table in metadata.sorted_tables:
        made.append(str(CreateTable(table).compile(dialect=dialect)).strip())
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made += [str(CreateIndex(index).compile(dialect=dialect)).strip() for index in indexes]
    return made


def create(connection: Connection) -> None:
    """Make all tables of the first part and of the local part."""
    for statement in (*statements(tables.metadata), *trigger_sql()):
        connection.execute(statement)
    create_local(connection)


def create_local(connection: Connection) -> None:
    for statement in (*statements(local_tables.metadata), search.CREATE):
        connection.execute(statement)
