"""A copy is written anew without what was taken out of it, beside itself: the whole of it is never in memory."""

from contextlib import closing
from pathlib import Path

import pytest

from smmdesk.store import driver

WORDS = "words that nobody may find again"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "copy.sqlite"
    with closing(driver.dbapi.connect(str(path), isolation_level=None)) as connection:
        connection.execute("CREATE TABLE said (id INTEGER PRIMARY KEY, words TEXT)")
        connection.execute("PRAGMA user_version = 7")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO said (words) VALUES (?)", [(WORDS * 20,)] * 2_000)
        connection.execute("INSERT INTO said (words) VALUES ('kept')")
        connection.execute("COMMIT")
        connection.execute("DELETE FROM said WHERE words <> 'kept'")
    return path


def rows(path: Path) -> list[tuple[object, ...]]:
    with closing(driver.connect(path, read_only=True)) as connection:
        version = connection.execute("PRAGMA user_version").fetchall()
        return [*connection.execute("SELECT words FROM said").fetchall(), *version]


def test_what_was_taken_out_is_gone_with_its_room(file: Path) -> None:
    before = file.stat().st_size
    driver.compact(file)
    assert file.stat().st_size < before / 50
    assert WORDS.encode() not in file.read_bytes()
    assert rows(file) == [("kept",), (7,)]
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_ended_on_the_way_the_copy_is_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "STEPS_AT_ONCE", 1)
    before = file.read_bytes()
    with pytest.raises(driver.EndedError):
        driver.compact(file, lambda: False)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_what_a_killed_program_left_stands_in_nobodys_way(file: Path) -> None:
    file.with_name(file.name + ".small").write_bytes(b"half")
    driver.compact(file)
    assert rows(file) == [("kept",), (7,)]
