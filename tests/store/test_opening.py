"""Opening a folder: whatever lies in it, nothing is lost and the person is told."""

import errno
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from smmdesk.model.content import Content
from smmdesk.model.delivery import Delivery, Part, State
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import set_language
from smmdesk.store import backups, db_settings, driver, health, mending
from smmdesk.store.store import Store
from smmdesk.system.clock import ManualClock
from smmdesk.system.device import read_device
from smmdesk.system.paths import Paths
from smmdesk.system.single import FileLock
from tests.guards import AllowLog
from tests.store.conftest import World


@pytest.fixture
def damage_is_expected(allow_log: AllowLog) -> None:
    allow_log("the calendar was damaged")


def code_of(caught: pytest.ExceptionInfo[ProblemError]) -> str:
    return caught.value.problem.code


def texts(store: Store) -> set[str]:
    with store.reading() as reader:
        return {post.content.text for post in reader.all(Post)}


def test_a_fresh_folder_is_closed_to_others(paths: Paths, clock: ManualClock) -> None:
    Store.open(paths, clock).close()
    assert paths.folder.stat().st_mode & 0o777 == 0o700
    for path in paths.folder.iterdir():
        if path.is_file():
            assert path.stat().st_mode & 0o077 == 0, path


@pytest.mark.parametrize("durable", [True, False])
def test_the_engine_waits_for_the_disk_and_the_window_does_not(paths: Paths, clock: ManualClock, durable: bool) -> None:
    with closing(Store.open(paths, clock, durable=durable)) as store:
        assert store._writer is not None
        safe_log = driver.log_is_safe(driver.version())
        assert store._writer.execute("PRAGMA journal_mode").fetchone()[0] == ("wal" if safe_log else "delete")
        assert store._writer.execute("PRAGMA synchronous").fetchone()[0] == (2 if durable or not safe_log else 1)
        assert store._writer.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert store._writer.execute("PRAGMA secure_delete").fetchone()[0] == 1


@pytest.mark.parametrize(
    ("number", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_the_log_is_used_only_where_it_is_mended(number: tuple[int, ...], safe: bool) -> None:
    assert driver.log_is_safe(number) is safe


def test_an_old_sqlite_works_with_a_rollback_journal(
    paths: Paths, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the driver's wheel is missing, the standard library's SQLite does everything too."""
    monkeypatch.setattr(driver, "dbapi", sqlite3)
    for name in ("Error", "DatabaseError", "OperationalError", "IntegrityError"):
        monkeypatch.setattr(driver, name, getattr(sqlite3, name))
    with closing(Store.open(paths, clock)) as store:
        assert store._writer is not None
        assert isinstance(store._writer, sqlite3.Connection)
        with store.transaction() as tx:
            from smmdesk.model.brand import Brand

            brand = tx.put(Brand(clock.new_id(), "Forno"))
            tx.put(Post(clock.new_id(), brand.id, Content(text="Bread")))
        store.poll()
    monkeypatch.undo()
    with closing(Store.open(paths, clock)) as store:  # the index's format differs and is made again
        assert texts(store) == {"Bread"}
        assert health.look(paths.database).local_is_current


# ------------------------------------------------------------------ another version
@pytest.mark.fault(84)
def test_a_newer_file_is_opened_for_reading(world: World, paths: Paths, clock: ManualClock) -> None:
    post = world.post("from the future")
    world.store.close()
    with closing(driver.connect(paths.database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = paths.database.read_bytes()
    with closing(Store.open(paths, clock)) as store:
        assert store.read_only is not None
        assert store.read_only.code == "desk_newer"
        with store.reading() as reader:
            assert reader.get(Post, post.id) == post
        with pytest.raises(ProblemError) as caught, store.transaction():
            pass
        assert code_of(caught) == "desk_newer"
        store.poll()
    assert paths.database.read_bytes() == before
    assert backups.list_backups(paths) == ()


# ------------------------------------------------------------------ damaged
expected = pytest.mark.usefixtures("damage_is_expected")


def cut(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2 + 77])


def no_header(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[:100] = bytes(100)
    path.write_bytes(data)


def scrambled(path: Path) -> None:
    data = bytearray(path.read_bytes())
    chance = random.Random(7)
    for start in range(4096, len(data) - 4096, 8192):
        data[start : start + 512] = chance.randbytes(512)
    path.write_bytes(data)


def something_else(path: Path) -> None:
    path.write_text("Dear diary, " * 500, encoding="ascii")


def other_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url)")


def lost_index_entry(path: Path) -> None:
    with closing(driver.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("PRAGMA journal_mode = DELETE")
        root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'ix_post_brand_id_planned_at_us'")
        page = root.fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    data = bytearray(path.read_bytes())
    data[(page - 1) * size + 3 : (page - 1) * size + 5] = b"\x00\x00"  # an index page that says it is empty
    path.write_bytes(data)


WAYS_TO_BREAK = [cut, no_header, scrambled, something_else, other_database, lost_index_entry]


@expected
@pytest.mark.fault(81)
@pytest.mark.parametrize("damage", WAYS_TO_BREAK, ids=lambda way: way.__name__)
def test_a_damaged_file_is_kept_and_the_newest_copy_restored(
    world: World, paths: Paths, clock: ManualClock, damage: Callable[[Path], None]
) -> None:
    world.post("before the copy")
    backups.create(paths, clock)
    world.post("after the copy")
    device = world.store.device
    world.store.close()
    damage(paths.database)
    damaged = paths.database.read_bytes()
    (paths.folder / health.CHECK_WANTED).touch()
    with closing(Store.open(paths, clock)) as store:
        assert store.opened is not None
        assert store.opened.code == "desk_damaged"
        assert "restored the copy of Wed 18 Nov," in store.opened.advice
        assert store.opened.advice.endswith("may be missing.")
        set_language("it")
        assert "ripristinato la copia di mer 18 nov," in store.opened.advice
        assert store.opened.advice.endswith("potrebbero mancare.")
        set_language("en")
        assert "before the copy" in texts(store)
        assert store.device != device
        with store.reading() as reader:
            assert db_settings.get(reader, db_settings.RESTORED_AT)
    assert read_device(paths, clock).asks
    (kept,) = (paths.backups / "damaged").glob("*.sqlite")
    assert kept.read_bytes() == damaged
    assert not (paths.folder / health.CHECK_WANTED).exists()
    with closing(Store.open(paths, clock)) as store:
        assert store.opened is None


@expected
@pytest.mark.fault(81)
def test_what_can_still_be_read_is_brought_over(world: World, paths: Paths, clock: ManualClock) -> None:
    old, sent = world.sent("sent before")
    backups.create(paths, clock)
    world.brought_to(sent.parts[0], State.SENDING)
    world.put(replace(old, content=Content(text="changed after")))
    fresh, _ = world.sent("made after")
    world.store.close()
    lost_index_entry(paths.database)
    (paths.folder / health.CHECK_WANTED).touch()
    with closing(Store.open(paths, clock)) as store:
        assert store.opened is not None
        assert texts(store) == {"changed after", "made after"}
        assert "saved from the damaged file" in store.opened.advice
        with store.reading() as reader:
            assert reader.get(Part, sent.parts[0].id).state is State.UNKNOWN
            assert len(reader.deliveries_of(fresh.id)) == 1
            assert reader.get(Post, fresh.id).channels == (world.channel.id,)
            assert reader._rows.query("SELECT count(*) FROM calendar_row") == [(2,)]


@expected
@pytest.mark.fault(81)
def test_a_damaged_file_without_a_copy_is_kept_and_said(world: World, paths: Paths, clock: ManualClock) -> None:
    world.post("gone")
    world.store.close()
    something_else(paths.database)
    with closing(Store.open(paths, clock)) as store:
        assert store.opened is not None
        assert store.opened.code == "desk_damaged_no_copy"
        (kept,) = (paths.backups / "damaged").glob("*.sqlite")
        assert kept.name in store.opened.advice
        assert texts(store) == set()
        with store.transaction() as tx:
            tx.put(replace(world.brand, revision=0))


@expected
@pytest.mark.fault(81)
def test_a_copy_that_is_damaged_itself_is_passed_over(world: World, paths: Paths, clock: ManualClock) -> None:
    world.post("in the older copy")
    good = backups.create(paths, clock)
    world.post("in the newer copy")
    bad = backups.create(paths, clock)
    world.store.close()
    scrambled(bad)
    no_header(paths.database)
    with closing(Store.open(paths, clock)) as store:
        assert "in the older copy" in texts(store)
    assert good.exists()


@expected
@pytest.mark.fault(81)
@pytest.mark.parametrize(
    "gone", [lambda path: path.unlink(), lambda path: path.write_bytes(b"")], ids=["gone", "empty"]
)
def test_a_file_that_is_gone_is_no_wish_to_delete_everything(
    world: World, paths: Paths, clock: ManualClock, gone: Callable[[Path], None]
) -> None:
    world.post("kept")
    backups.create(paths, clock)
    world.store.close()
    gone(paths.database)
    with closing(Store.open(paths, clock)) as store:
        assert store.opened is not None
        assert store.opened.code == "desk_gone"
        assert texts(store) == {"kept"}


@pytest.mark.fault(82)
def test_a_file_copied_without_its_log_opens(world: World, paths: Paths, clock: ManualClock, tmp_path: Path) -> None:
    """What was still in the log only is not there; the file itself is sound and the engine has read it all."""
    world.post("first")
    assert world.store._writer is not None
    world.store._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    world.post("second")
    copy = Paths(tmp_path / "copy").make()
    shutil.copy(paths.database, copy.database)
    with closing(Store.open(copy, clock, durable=True)) as store:
        assert store.opened is None
        assert "first" in texts(store)


@expected
@pytest.mark.fault(81)
def test_damage_that_shows_later_is_said_and_mended_at_the_next_start(
    world: World, paths: Paths, clock: ManualClock
) -> None:
    posts = [world.post(f"n{number} " + "word " * 400) for number in range(40)]
    backups.create(paths, clock)
    world.store.close()
    with closing(Store.open(paths, clock)) as store:
        scrambled(paths.database)
        with pytest.raises(ProblemError) as caught, store.reading() as reader:
            reader.many(Post, [post.id for post in posts])
        assert code_of(caught) == "desk_hurt"
    with closing(Store.open(paths, clock)) as store:
        assert store.opened is not None
        assert len(texts(store)) == 40


@pytest.mark.fault(81)
@pytest.mark.parametrize(
    "damage",
    [scrambled, lambda path: path.unlink(), lambda path: path.write_bytes(b"")],
    ids=["damaged", "gone", "empty"],
)
def test_a_file_is_not_exchanged_under_a_process_that_has_it_open(
    world: World, paths: Paths, clock: ManualClock, damage: Callable[[Path], None]
) -> None:
    """What the window writes would go into a file that is no longer the calendar."""
    world.post("in the copy")
    backups.create(paths, clock)
    assert world.store._writer is not None
    world.store._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damage(paths.database)
    with pytest.raises(ProblemError) as caught:
        Store.open(paths, clock, durable=True)
    assert code_of(caught) == "desk_hurt"
    assert (paths.folder / health.CHECK_WANTED).exists()
    assert not (paths.backups / "damaged").exists()


# ------------------------------------------------------------------ the disk and the folder
@pytest.mark.fault(77)
def test_a_full_disk_is_said_and_nothing_is_lost(world: World) -> None:
    post = world.post("short")
    writer = world.store._writer
    assert writer is not None
    pages = writer.execute("PRAGMA page_count").fetchone()[0]
    writer.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(ProblemError) as caught:
        world.put(replace(post, content=Content(text="long " * 50_000)))
    assert code_of(caught) == "disk_full"
    assert world.read(Post, post.id) == post
    writer.execute("PRAGMA max_page_count = 100000000")
    assert world.put(replace(post, content=Content(text="long " * 50_000))).revision == 2


@pytest.mark.fault(85)
@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EPERM])
def test_a_folder_that_may_not_be_written(
    paths: Paths, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_more: object, **_named: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(ProblemError) as caught:
        Store.open(paths, clock)
    assert code_of(caught) == "folder_not_writable"
    assert str(paths.folder) in caught.value.problem.title


@pytest.mark.fault(85)
def test_a_folder_inside_a_file(tmp_path: Path, clock: ManualClock) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ProblemError) as caught:
        Store.open(Paths(tmp_path / "file" / "desk"), clock)
    assert code_of(caught) == "folder_not_writable"


def test_only_one_process_makes_ready(paths: Paths, clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mending, "PATIENCE_S", 0.05)
    paths.make()
    with FileLock(paths.folder / mending.LOCK_NAME) as other:
        assert other.acquire()
        with pytest.raises(ProblemError) as caught:
            Store.open(paths, clock)
    assert code_of(caught) == "desk_busy"
    Store.open(paths, clock).close()


def test_a_delivery_survives_being_opened_again(world: World, paths: Paths, clock: ManualClock) -> None:
    _, delivery = world.sent()
    world.store.close()
    with closing(Store.open(paths, clock)) as store, store.reading() as reader:
        assert reader.get(Delivery, delivery.id) == delivery
