"""An archive whose zip file is in order and whose rows are not: a stranger's, or edited by hand (vectors 54, 100)."""

import hashlib
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from smmdesk.desk import archive, importing
from smmdesk.desk.demo import fill
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.problem import ProblemError
from smmdesk.store import numbers
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import add_post, everything, made_desk
from tests.desk.test_archive import count_something


def kept_numbers(desk: Desk) -> numbers.Kept:
    with desk.store.reading() as reader:
        return numbers.kept(reader, list(everything(desk)), [channel.id for channel in reader.all(Channel)])


ROWS = {
    "a hash that leads out": "UPDATE asset SET sha256 = substr('../../../../etc/passwd' || printf('%064d', 0), 1, 64)",
    "a hash that is none": "UPDATE asset SET sha256 = upper(substr(sha256, 1, 63)) || 'G'",
    "a zone that leads out": "UPDATE post SET planned_zone = '../../etc/localtime' WHERE planned_zone IS NOT NULL",
    "a zone of nowhere": "UPDATE brand SET zone = 'Mars/Base'",
    "a moment that is none": "UPDATE post SET planned_wall = '2026-13-45T99:00' WHERE planned_wall IS NOT NULL",
    "a delivery of nowhen": "UPDATE delivery SET due_zone = 'Mars/Base'",
    "an instant of nowhen": "UPDATE post SET created_at_us = -9223372036854775808",
    "deep options": "UPDATE post SET options = replace(hex(zeroblob(50000)), '00', '[')",
    "options that are none": "UPDATE post SET options = 'x'",
    "a thread of numbers": "UPDATE post SET thread = '[1, 2]'",
    "a platform of nowhere": "UPDATE channel SET platform = '../evil'",
    "a look of nowhere": 'UPDATE channel SET reported = \'{"shown_as": "../evil"}\'',
    "bytes for a text": "UPDATE post SET text = zeroblob(10)",
    "a language that leads out": "UPDATE brand SET language = '../../x'",
    "a word for a width": "UPDATE asset SET width_px = 'wide'",
    "less than no size": "UPDATE asset SET size_bytes = -5",
    "a list for descriptions": "UPDATE asset SET alt = '[]'",
    "a table that is not there": "DROP TABLE slot",
    "a column that is not there": "ALTER TABLE brand DROP COLUMN color",
    "a view in the place of a table": (
        "ALTER TABLE label RENAME TO old_label; CREATE VIEW label AS WITH RECURSIVE n(i) AS "
        "(SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT old_label.* FROM n, old_label"
    ),
}


def changed(source: Path, target: Path, statements: str) -> Path:
    """The archive with rows changed, and its list in step again."""
    with zipfile.ZipFile(source) as given:
        members = {name: given.read(name) for name in given.namelist()}
    database = target.with_suffix(".sqlite")
    database.write_bytes(members["desk.sqlite"])
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.executescript(statements)
    members["desk.sqlite"] = database.read_bytes()
    manifest = json.loads(members["manifest.json"])
    manifest["files"]["desk.sqlite"] = {
        "size": len(members["desk.sqlite"]),
        "sha256": hashlib.sha256(members["desk.sqlite"]).hexdigest(),
    }
    members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return target


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of another desk with the example week in it."""
    folder = tmp_path_factory.mktemp("given")
    with made_desk(Paths(folder / "desk"), ManualClock()) as desk:
        fill(desk)
        count_something(desk)
        archive.export_archive(desk, folder / "good.zip")
    return folder / "good.zip"


@pytest.mark.vector(54)
@pytest.mark.vector(100)
@pytest.mark.parametrize("name", ROWS)
def test_rows_that_no_smmdesk_writes_are_refused_before_any_is_in(
    given: Path, desk: Desk, tmp_path: Path, name: str
) -> None:
    with pytest.raises(ProblemError, match="import_bad"):
        importing.read_import(desk, changed(given, tmp_path / "odd.zip", ROWS[name]))
    assert everything(desk) == {}
    assert list(desk.paths.cache.glob("import-*")) == []


NUMBERS = {
    "a word for a day of followers": "UPDATE followers_day SET day = 'soon ' || day",
    "a word for a day": "UPDATE part_numbers_day SET day = 'soon ' || day",
    "a word for a moment": "UPDATE part_numbers SET out_at_us = 'soon'",
    "a moment of nowhen": "UPDATE part_numbers SET told_at_us = 9223372036854775807",
    "a word for a count": "UPDATE part_numbers SET likes = 'many', own_answers = 'some'",
    "a word for the moment of a poll": "UPDATE part_poll SET told_at_us = 'soon'",
    "a poll of nowhen": "UPDATE part_poll SET told_at_us = 9223372036854775807",
    "a deep poll": "UPDATE part_poll SET result = replace(hex(zeroblob(50000)), '00', '[')",
}


@pytest.mark.vector(54)
@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_that_no_smmdesk_writes_are_left_out_and_all_else_is_in(
    given: Path, desk: Desk, tmp_path: Path, name: str
) -> None:
    odd = changed(given, tmp_path / "odd.zip", NUMBERS[name])
    assert importing.apply_import(desk, importing.read_import(desk, odd)).new == len(everything(desk)) > 20
    found = kept_numbers(desk)
    told = {cell for row in (*found.latest, *found.by_day, *found.followers, *found.polls) for cell in row}
    assert not {cell for cell in told if isinstance(cell, int) and cell > 2**52}
    assert not {cell for cell in told if isinstance(cell, str) and cell.startswith(("soon", "many", "some"))}


def test_the_rows_of_a_smmdesk_are_taken(given: Path, desk: Desk, tmp_path: Path) -> None:
    same = changed(given, tmp_path / "same.zip", "UPDATE post SET title = '=1+1 <img src=x>'")
    assert importing.apply_import(desk, importing.read_import(desk, same)).new == len(everything(desk)) > 20


def test_a_language_as_a_table_calls_it_keeps_no_archive_of_ours_out(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    """Nor do platforms hear of it; a post from before may have it still."""
    table, file = tmp_path / "posts.csv", tmp_path / "all.smmdesk"
    table.write_text("text,language\nPane,Italiano (CH)\nBrot,de\n", "utf-8")
    importing.apply_import(desk, importing.read_import(desk, table))
    assert {post.content.text: post.language for post in everything(desk).values()} == {"Pane": "en", "Brot": "de"}
    add_post(desk, brand, "Torta", language="Italiano (CH)")
    archive.export_archive(desk, file)
    with made_desk(Paths(tmp_path / "other"), ManualClock()) as other:
        assert importing.apply_import(other, importing.read_import(other, file)).new == 3
