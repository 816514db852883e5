"""An older file becomes a current one whole, or stays what it was."""

import os
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.channel import Channel
from smmdesk.model.post import Post
from smmdesk.store import backups, driver, health, migrate
from smmdesk.store.faults import DamagedError
from smmdesk.store.health import Condition
from smmdesk.store.store import Store
from smmdesk.store.versions import HEAD, KNOWN
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths

VERSIONS = Path(migrate.__file__).with_name("migrations") / "versions"
KEPT = {"deleted_at_us": None, "revision": 1, "changed_by": "d"}
ROWS: dict[str, dict[str, Any]] = {
    "brand": {"id": "b", "name": "Forno", "zone": "Europe/Rome", "language": "it", "needs_approval": 0, **KEPT},
    "channel": {
        "id": "c",
        "brand_id": "b",
        "platform": "practice",
        "name": "P",
        "handle": "",
        "server": "",
        "url": "",
        "remote_id": "",
        "status": "connected",
        "hand_off": 1,
        "paused": 0,
        "sort_key": 0,
        "reported": "{}",
        **KEPT,
    },
    "post": {
        "id": "p",
        "brand_id": "b",
        "title": "",
        "text": "Fresh bread",
        "link": "",
        "options": "{}",
        "thread": "[]",
        "first_comment": "",
        "stage": "approved",
        "planned_wall": "2026-11-20T09:00:00",
        "language": "",
        "planned_zone": "Europe/Rome",
        "planned_at_us": 1795161600000000,
        "approved_hash": "",
        "sample": 0,
        "sort_key": 0,
        "created_at_us": 1,
        **KEPT,
    },
    "post_channel": {"post_id": "p", "channel_id": "c", "sort_key": 0},
    "step": {"id": "s", "device": "d", "seq": 1, "stamp": 1, "at_us": 1, "person": "", "label": "new", "undoes": ""},
    "change": {"step_id": "s", "number": 0, "kind": "post", "row_id": "p", "field": "*", "value": "{}", "prev": None},
    "setting": {"key": "k", "value": "1"},
}
"""Rows as version 0001 had them. What a later version adds to 0001 must not change them."""


def populated(path: Path, version: str) -> Path:
    """A file of the oldest version with rows in it, brought up to `version`."""
    migrate.upgrade(path, to=KNOWN[0])
    with closing(driver.connect(path)) as connection:
        for table, row in ROWS.items():
            names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))
        connection.execute("PRAGMA user_version = 0")
    migrate.upgrade(path, to=version)
    return path


@pytest.fixture
def old(paths: Paths) -> Path:
    paths.make()
    return populated(paths.database, KNOWN[0])


def test_each_step_has_a_number_of_its_own() -> None:
    """Two of one number that landed together: one of them would never be taken."""
    numbers = sorted(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))
    assert numbers == list(KNOWN)


def test_every_version_comes_up_with_its_rows(tmp_path: Path, clock: ManualClock) -> None:
    for version in KNOWN:
        paths = Paths(tmp_path / version).make()
        populated(paths.database, version)
        with closing(Store.open(paths, clock)) as store, store.reading() as reader:
            post = reader.get(Post, "p")
            assert (post.content.text, post.channels, post.planned is not None) == ("Fresh bread", ("c",), True)
            assert reader.get(Channel, "c").platform == "practice"
            assert reader._rows.query("SELECT count(*) FROM calendar_row") == [(1,)]
            assert reader._rows.query("SELECT count(*) FROM search WHERE search MATCH 'bread'") == [(1,)]
        assert health.look(paths.database, whole=True).condition is Condition.CURRENT


def test_who_published_by_hand_goes_on_doing_so(old: Path, paths: Paths, clock: ManualClock) -> None:
    with closing(driver.connect(old)) as connection:
        connection.execute(
            "INSERT INTO channel SELECT 'h', brand_id, platform, name, handle, server, 'by-hand-0a', url, "
            "status, hand_off, paused, sort_key, reported, checked_at_us, sign_in_ends_at_us, "
            "deleted_at_us, revision, changed_by FROM channel"
        )
    with closing(Store.open(paths, clock)) as store, store.reading() as reader:
        assert [(channel.id, channel.guided) for channel in reader.all(Channel)] == [("c", False), ("h", True)]


def test_a_copy_is_made_first(paths: Paths, old: Path, clock: ManualClock) -> None:
    with closing(Store.open(paths, clock)) as store:
        assert store.opened is None
        assert store.read_only is None
    (backup,) = backups.list_backups(paths)
    assert backup.reason == "before-update"
    assert backups.verify(backup.path).version == KNOWN[0]
    assert backups.verify(backup.path).rows["post"] == 1


def test_a_current_file_is_not_touched(paths: Paths, clock: ManualClock) -> None:
    Store.open(paths, clock).close()
    before = paths.database.read_bytes()
    Store.open(paths, clock).close()
    assert paths.database.read_bytes() == before
    assert backups.list_backups(paths) == ()


def statements_of_an_upgrade(path: Path) -> int:
    """How many statements the whole upgrade of a copy runs."""
    copy = path.with_name("counted.sqlite")
    copy.write_bytes(path.read_bytes())
    seen = 0

    def count(_sql: str) -> None:
        nonlocal seen
        seen += 1

    with closing(driver.connect(copy)) as connection:
        connection.set_trace_callback(count)
        migrate._run(connection, migrate.SCRIPTS, "head")
        connection.execute("PRAGMA journal_mode = DELETE")
    return seen


@pytest.mark.fault(83)
@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed by fork, which Windows does not have")
@pytest.mark.parametrize("every", [37, pytest.param(1, marks=pytest.mark.long)])
def test_killed_at_any_statement_it_is_old_or_new(old: Path, tmp_path: Path, every: int) -> None:
    with closing(driver.connect(old)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    total = statements_of_an_upgrade(old)
    assert total > 20
    versions = set()
    for number in range(0, total, every):
        copy = tmp_path / f"killed-{number}.sqlite"
        copy.write_bytes(old.read_bytes())
        if (child := os.fork()) == 0:
            _upgrade_and_die(copy, number)
        assert os.waitpid(child, 0)[1] in (0, 9 << 8)
        found = health.look(copy, whole=True)
        assert found.condition in (Condition.OLDER, Condition.CURRENT), number
        with closing(driver.connect(copy)) as connection:
            assert connection.execute("SELECT text FROM post").fetchall() == [("Fresh bread",)]
        versions.add(found.version)
        copy.unlink()
    assert versions == {KNOWN[0], HEAD} or versions == {KNOWN[0]}


def _upgrade_and_die(path: Path, number: int) -> None:
    """In the child: die, without any clean-up, when the statement of this number begins."""
    left = number

    def step(_sql: str) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os._exit(9)

    try:
        connection = driver.connect(path)
        connection.set_trace_callback(step)
        migrate._run(connection, migrate.SCRIPTS, "head")
    finally:
        os._exit(0)


SCRIPT = """
from alembic import op
revision = "later"
down_revision = "{head}"
def upgrade():
    {body}
"""


def scripts_with(folder: Path, body: str) -> Path:
    """The program's migrations and one more."""
    (folder / "versions").mkdir(parents=True)
    for path in [*migrate.SCRIPTS.glob("*.py"), *migrate.SCRIPTS.glob("versions/*.py")]:
        (folder / path.relative_to(migrate.SCRIPTS)).write_bytes(path.read_bytes())
    (folder / "versions" / "later.py").write_text(SCRIPT.format(head=HEAD, body=body), encoding="utf-8")
    return folder


def test_a_table_made_anew_does_not_delete_what_points_to_it(old: Path, tmp_path: Path) -> None:
    body = 'with op.batch_alter_table("brand", recreate="always") as batch: batch.drop_column("logo_asset_id")'
    migrate.upgrade(old, scripts_with(tmp_path / "more", body))
    with closing(driver.connect(old)) as connection:
        assert connection.execute("SELECT count(*) FROM post").fetchone() == (1,)
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("later",)]


def test_a_migration_that_breaks_a_reference_is_taken_back(old: Path, tmp_path: Path) -> None:
    with pytest.raises(DamagedError):
        migrate.upgrade(old, scripts_with(tmp_path / "more", 'op.execute("DELETE FROM brand")'))
    assert health.look(old).version == KNOWN[0]


def test_a_migration_that_fails_leaves_the_file_as_it_was(old: Path, tmp_path: Path) -> None:
    body = 'op.execute("DROP TABLE post_label"); raise ValueError("half way")'
    with pytest.raises(ValueError, match="half way"):
        migrate.upgrade(old, scripts_with(tmp_path / "more", body))
    assert health.look(old, whole=True).version == KNOWN[0]
    with closing(driver.connect(old)) as connection:
        assert connection.execute("SELECT count(*) FROM post_label").fetchone() == (0,)


def test_the_scripts_are_found_where_the_program_lies() -> None:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(migrate.config())
    assert [script.revision for script in reversed(list(scripts.walk_revisions()))] == list(KNOWN)
    assert scripts.get_current_head() == HEAD
