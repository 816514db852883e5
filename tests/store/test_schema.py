"""The schema: what every column says of itself, and that migrations and program make the same file."""

import re
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import ForeignKeyConstraint, create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateIndex, CreateTable

from smmdesk.model.delivery import State
from smmdesk.model.moves import MOVES
from smmdesk.store import driver, health, local_tables, metadata, migrate, schema, tables
from smmdesk.store.declared import Home, Type
from smmdesk.store.nouns import NOUNS
from smmdesk.store.statements import TABLES
from smmdesk.store.versions import HEAD, KNOWN

DECLARED = sorted(TABLES.values(), key=lambda table: table.name)
MADE = [*metadata.made(tables.schema).sorted_tables, *metadata.made(local_tables.schema).sorted_tables]
LOCAL = frozenset(local_tables.schema.tables)


@pytest.fixture
def migrated(tmp_path: Path) -> Path:
    path = tmp_path / "migrated.sqlite"
    migrate.upgrade(path)
    return path


@pytest.fixture
def created(tmp_path: Path) -> Path:
    path = tmp_path / "created.sqlite"
    with closing(driver.connect(path)) as connection:
        connection.execute("BEGIN")
        schema.create(connection)
        connection.execute("COMMIT")
    return path


def schema_of(path: Path) -> dict[str, list[str]]:
    """Every table, index and trigger as the sorted parts of its SQL."""
    with closing(driver.connect(path, read_only=True)) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    made_again = ("search", "calendar_row", "person_row", "person_account")
    own = {name: sql for name, sql in found if not any(part in name for part in made_again)}
    own = {name: re.sub(r'^CREATE TABLE "(\w+)"', r"CREATE TABLE \1", sql) for name, sql in own.items()}  # made anew
    return {
        name: sorted(re.sub(r"[\s()]+", " ", part).strip() for part in re.split(r",|(?=WITHOUT ROWID)", sql))
        for name, sql in own.items()
    }


@pytest.mark.parametrize("table", DECLARED, ids=lambda table: table.name)
def test_every_column_says_where_its_values_belong(table) -> None:
    assert {type(column.home) for column in table.columns.values()} == {Home}, table.name


def test_secrets_lie_in_one_table_and_caches_in_theirs() -> None:
    homes = {table.name: {column.home for column in table.columns.values()} for table in DECLARED}
    assert {name for name, found in homes.items() if Home.SECRET in found} == {"secret"}
    assert homes["secret"] == {Home.SECRET}
    assert {name for name, found in homes.items() if found == {Home.LOCAL}} == {
        *LOCAL,
        "foreign_post",
        "hearing",
        "idea_file",
        "idea_folder",
        "lease",
        "lookout_place",
        "setting",
    }


def test_a_person_has_fields_that_are_journaled() -> None:
    journaled = {noun.kind: noun.spec.journaled for noun in NOUNS.values()}
    assert {"stage", "planned", "deleted_at_us"} <= journaled["post"]
    assert {"name", "hand_off", "paused"} <= journaled["channel"]
    assert "status" not in journaled["channel"]
    assert journaled["part"] == journaled["delivery"] == frozenset()
    triage = {
        "read",
        "done",
        "hidden",
        "snoozed_until_us",
        "assigned_to",
        "note",
        "person_id",
        "liked",
        "hushed",
        "spam",
        "passed_on",
    }
    assert journaled["message"] == triage | {"deleted_at_us"}


@pytest.mark.parametrize("table", MADE, ids=lambda table: table.name)
def test_every_table_compiles_for_postgresql(table) -> None:
    dialect = postgresql.dialect()
    assert str(CreateTable(table).compile(dialect=dialect))
    for index in table.indexes:
        assert str(CreateIndex(index).compile(dialect=dialect))


@pytest.mark.parametrize("table", MADE, ids=lambda table: table.name)
def test_every_constraint_has_a_name(table) -> None:
    for line in str(CreateTable(table)).splitlines():
        if re.search(r"\b(PRIMARY KEY|UNIQUE|FOREIGN KEY|CHECK)\b", line):
            assert line.strip().startswith("CONSTRAINT"), line
    for constraint in table.constraints:
        assert constraint.name or isinstance(constraint, ForeignKeyConstraint), constraint


def test_nothing_hangs_on_numbers_that_the_database_makes() -> None:
    """No autoincrement and no meaning in a rowid (design.md §9); the search index has its own, and is local."""
    counted = {(table.name, column.name) for table in DECLARED for column in table.columns.values() if column.counted}
    assert counted == {("search_row", "number"), ("message_search_row", "number")}
    for table in tables.schema.tables.values():
        keys = [column for column in table.columns.values() if column.primary_key]
        assert len(keys) > 1 or keys[0].type is Type.TEXT, table.name


def test_the_program_makes_what_the_migrations_make(created: Path, migrated: Path) -> None:
    expected, found = schema_of(migrated), schema_of(created)
    assert found.keys() == expected.keys()
    for name, parts in expected.items():
        assert found[name] == parts, name


def test_head_equals_the_tables(migrated: Path) -> None:
    assert health.look(migrated).version == HEAD == KNOWN[-1]
    with closing(driver.connect(migrated)) as connection:
        engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool, module=driver.dbapi)
        with engine.connect() as link:
            context = MigrationContext.configure(link, opts={"compare_type": True, "include_object": is_not_local})
            assert compare_metadata(context, metadata.made(tables.schema)) == []


def is_not_local(_thing: object, name: str | None, kind: str, *_more: object) -> bool:
    return not (kind == "table" and name in {"alembic_version", *LOCAL})


def test_the_file_says_whose_it_is(created: Path, migrated: Path) -> None:
    for path in (created, migrated):
        with closing(driver.connect(path, read_only=True)) as connection:
            assert connection.execute("PRAGMA application_id").fetchone()[0] == 0x736D6D64


def test_the_trigger_holds_exactly_the_moves_of_the_model(created: Path) -> None:
    with closing(driver.connect(created, read_only=True)) as connection:
        sql = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'part_moves'").fetchone()[0]
    found = set(re.findall(r"\('(\w+)', '(\w+)'\)", sql))
    assert found == {(old.value, new.value) for old in State for new in MOVES[old]}
