"""The schema as SQL text: tables, the rules that the database holds by itself, and the rebuildable local part."""

from functools import cache

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from smmdesk.model.delivery import State
from smmdesk.model.moves import MOVES
from smmdesk.store import (
    calendar_rows,
    driver,
    health,
    local_tables,
    message_search,
    metadata,
    people_rows,
    search,
    tables,
)
from smmdesk.store.declared import Schema
from smmdesk.store.driver import Connection
from smmdesk.store.nouns import POSTS
from smmdesk.store.statements import Rows, conditions
from smmdesk.store.versions import APPLICATION_ID, HEAD

VERSION_TABLE = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)
NEW_PARTS_MAY_BE = frozenset(State) - {State.CLAIMED, State.SENDING, State.PROCESSING}


def trigger_sql() -> tuple[str, ...]:
    """The triggers that forbid moves outside MOVES, parts that begin in the middle of being sent, a second call of a
    generation whose first may be live (I1), sending without an intent (I2), and other words than those that were
    frozen (I8).
    """
    moves = ", ".join(f"('{old}', '{new}')" for old in State for new in sorted(MOVES[old]))
    births = ", ".join(f"'{state}'" for state in sorted(NEW_PARTS_MAY_BE))
    return (
        "CREATE TRIGGER part_births BEFORE INSERT ON part "
        f"WHEN NEW.state NOT IN ({births}) "
        "BEGIN SELECT RAISE(ABORT, 'a part cannot begin in this state'); END",
        "CREATE TRIGGER part_moves BEFORE UPDATE OF state ON part "
        f"WHEN OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (VALUES {moves}) "
        "BEGIN SELECT RAISE(ABORT, 'forbidden move of a part'); END",
        "CREATE TRIGGER part_intent BEFORE UPDATE OF state ON part "
        "WHEN NEW.state = 'sending' AND OLD.state <> 'sending' AND NOT EXISTS "
        "(SELECT 1 FROM attempt WHERE part_id = NEW.id AND generation = NEW.generation AND verdict = 'open') "
        "BEGIN SELECT RAISE(ABORT, 'a part is sent without its intent'); END",
        "CREATE TRIGGER part_frozen BEFORE UPDATE OF content_hash, rendered ON part "
        "WHEN OLD.state IN ('sending', 'processing', 'unknown') AND NEW.generation = OLD.generation "
        "AND OLD.content_hash <> '' AND (NEW.content_hash <> OLD.content_hash OR NEW.rendered <> OLD.rendered) "
        "BEGIN SELECT RAISE(ABORT, 'what is being sent does not change'); END",
        "CREATE TRIGGER attempt_once BEFORE INSERT ON attempt "
        "WHEN NEW.verdict = 'open' AND NEW.op IN ('create', 'schedule') AND EXISTS "
        "(SELECT 1 FROM attempt AS earlier JOIN part ON part.id = earlier.part_id "
        "WHERE earlier.part_id = NEW.part_id AND earlier.generation = NEW.generation "
        "AND earlier.op IN ('create', 'schedule') AND (earlier.key <> NEW.key "
        "OR earlier.request_hash <> NEW.request_hash "
        "OR (part.state = 'claimed' AND earlier.verdict IN ('open', 'unknown', 'done')))) "
        "BEGIN SELECT RAISE(ABORT, 'what may be live is not sent again'); END",
    )


def statements(schema: Schema) -> list[str]:
    """CREATE statements of all tables and indexes, in an order that works."""
    dialect = sqlite.dialect()
    made: list[str] = []
    for table in metadata.made(schema).sorted_tables:
        made.append(str(CreateTable(table).compile(dialect=dialect)).strip())
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made += [str(CreateIndex(index).compile(dialect=dialect)).strip() for index in indexes]
    return made


@cache
def _main() -> list[str]:
    return [*statements(tables.schema), *trigger_sql(), VERSION_TABLE]


@cache
def _local() -> list[str]:
    return [*statements(local_tables.schema), search.CREATE, message_search.CREATE]


def create(connection: Connection) -> None:
    """Make everything in an empty file, inside the caller's transaction. A test holds that migrations make the same."""
    for statement in _main():
        connection.execute(statement)
    connection.execute("INSERT INTO alembic_version (version_num) VALUES (?)", (HEAD,))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    _create_local(connection)


def _create_local(connection: Connection) -> None:
    for statement in _local():
        connection.execute(statement)
    if driver.index_can_forget(driver.version()):
        for table in (search.TABLE, message_search.TABLE):
            connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('secure-delete', 1)")
    connection.execute(f"PRAGMA user_version = {health.local_version()}")


def rebuild_local(connection: Connection) -> None:
    """Make the local part again from the first part, inside the caller's transaction."""
    for table in (*local_tables.schema.tables, search.TABLE, message_search.TABLE):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    _create_local(connection)
    rows = Rows(connection)
    calendar_rows.rebuild(rows)
    search.rebuild(
        rows,
        (POSTS.load(rows, conditions({"id": tuple(batch)})) for batch in calendar_rows.all_post_ids(rows)),
    )
    message_search.rebuild(rows)
    people_rows.rebuild(rows)
