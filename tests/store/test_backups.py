"""Copies: whole, checked, without sign-ins and other people's words, and good enough to work from."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.model.channel import ELSEWHERE, Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.delivery import Delivery, Part, State
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.person import Person
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.store import backups, db_settings, driver, heard_before, sealed
from smmdesk.store.store import Store
from smmdesk.system.clock import ManualClock
from smmdesk.system.device import read_device
from smmdesk.system.paths import Paths
from smmdesk.system.secrets import KeyRecord, Sealed
from smmdesk.system.single import FileLock
from tests.store.conftest import NINE, World

CANARY = b"smmcanary-ciphertext"
PRIVATE = "a private word of a customer"
REMOTE = "did:plc:the-customer"


@pytest.fixture
def full(world: World) -> World:
    """A world with a sealed sign-in, a message with a reply, and a post that went out."""
    new = world.clock.new_id
    with world.store.transaction() as tx:
        owner = sealed.channel_owner(world.channel.id)
        sealed.put(tx, Sealed(owner, b"n" * 12, CANARY, "key", "keyring", "https://practice.example", 5))
        sealed.name_key(tx, KeyRecord("key", "keyring"))
        person = tx.put(Person(new(), world.brand.id, "Ada", notes="likes bread"))
        message = Message(
            new(), world.brand.id, world.channel.id, MessageKind.PRIVATE, REMOTE, PRIVATE, 1, person_id=person.id
        )
        message = tx.put(message)
        made = new()
        reply = Content(text="Thanks")
        parts = (Part(new(), made, 0),)
        tx.put(Delivery(made, world.brand.id, world.channel.id, NINE, parts, message_id=message.id, content=reply))
    with world.store.transaction("read") as tx:
        tx.put(replace(message, read=True))
    _, delivery = world.sent("Fresh bread")
    world.brought_to(delivery.parts[0], State.PUBLISHED)
    return world


def opened(copy: Path) -> driver.Connection:
    return driver.connect(copy, read_only=True)


def test_a_copy_holds_the_work_and_no_secret(full: World, paths: Paths, clock: ManualClock) -> None:
    path = backups.create(paths, clock)
    assert path.name == "desk-20261118-102000-asked.sqlite"
    assert path.stat().st_mode & 0o077 == 0
    data = path.read_bytes()
    assert CANARY not in data
    assert b"sealing_key" not in data
    assert PRIVATE.encode() not in data
    assert any(PRIVATE.encode() in part.read_bytes() for part in paths.folder.glob("desk.sqlite*"))
    assert backups.verify(path).rows == {
        "brand": 1,
        "channel": 1,
        "post": 1,
        "asset": 0,
        "delivery": 1,
        "part": 1,
        "attempt": 0,
        "label": 0,
        "campaign": 0,
        "series": 0,
        "person": 1,
        **dict.fromkeys(("evergreen", "slot", "day_note", "snippet", "template", "saved_filter", "pause"), 0),
    }
    with closing(opened(path)) as copy:
        assert copy.execute("SELECT status FROM channel").fetchone() == ("signed_out",)
        [[reported]] = copy.execute("SELECT reported FROM channel").fetchall()
        assert json.loads(reported)[ELSEWHERE] is True, "no platform ended it"
        assert copy.execute("SELECT count(*) FROM change WHERE kind = 'message'").fetchone() == (0,)
        assert copy.execute("SELECT state FROM part").fetchone() == ("published",)
        marks = copy.execute("SELECT mark, read, done FROM heard_before").fetchall()
    assert marks == [(heard_before.mark_of(full.channel.id, REMOTE), 1, 0)], "that it was read is the shop's own"
    assert REMOTE.encode() not in data
    assert list(paths.backups.iterdir()) == [path]


def test_messages_come_along_when_asked(full: World, paths: Paths, clock: ManualClock) -> None:
    path = backups.create(paths, clock, with_messages=True)
    data = path.read_bytes()
    assert PRIVATE.encode() in data
    assert CANARY not in data
    assert backups.verify(path).rows["delivery"] == 2


def test_a_copy_is_made_while_the_desk_is_written(full: World, paths: Paths, clock: ManualClock) -> None:
    with full.store.transaction() as tx:
        tx.put(Post(clock.new_id(), full.brand.id, Content(text="not committed yet")))
        path = backups.create(paths, clock)
    with closing(opened(path)) as copy:
        assert copy.execute("SELECT text FROM post").fetchall() == [("Fresh bread",)]


def test_ten_are_kept_and_two_of_one_second_are_two(full: World, paths: Paths, clock: ManualClock) -> None:
    made = [backups.create(paths, clock) for _ in range(12)]
    kept = backups.list_backups(paths)
    assert [backup.path for backup in kept] == made[:1:-1]
    assert {backup.reason for backup in kept} == {"asked"}
    assert all(backup.size_bytes > 0 for backup in kept)


@pytest.mark.statement(112)
def test_one_a_day(full: World, paths: Paths, clock: ManualClock) -> None:
    assert backups.daily(paths, clock) is not None
    assert backups.daily(paths, clock) is None
    clock.advance(timedelta(hours=21))
    again = backups.daily(paths, clock)
    assert again is not None
    assert again.name.endswith("-daily.sqlite")


def test_a_copy_that_does_not_prove_sound_gets_no_name(
    full: World, paths: Paths, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    strip = backups._strip

    def lose_a_post(copy: driver.Connection, with_messages: bool) -> None:
        strip(copy, with_messages)
        copy.execute("DELETE FROM post")

    monkeypatch.setattr(backups, "_strip", lose_a_post)
    with pytest.raises(ProblemError) as caught:
        backups.create(paths, clock)
    assert caught.value.problem.code == "backup_bad"
    assert list(paths.backups.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"Dear diary", b"SQLite format 3\x00" + bytes(5000)])
def test_what_is_no_copy_is_said(paths: Paths, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "copy.sqlite"
    path.write_bytes(content)
    with pytest.raises(ProblemError) as caught:
        backups.verify(path)
    assert caught.value.problem.code == "backup_bad"
    with pytest.raises(ProblemError):
        backups.verify(tmp_path / "none.sqlite")


@pytest.mark.vector(100)
@pytest.mark.fault(84)
def test_a_copy_of_a_newer_program_is_not_restored(full: World, paths: Paths, clock: ManualClock) -> None:
    path = backups.create(paths, clock)
    with closing(driver.connect(path)) as copy:
        copy.execute("UPDATE alembic_version SET version_num = '9999'")
    full.store.close()
    before = paths.database.read_bytes()
    with pytest.raises(ProblemError) as caught:
        backups.restore(paths, clock, path)
    assert caught.value.problem.code == "backup_bad"
    assert paths.database.read_bytes() == before


@pytest.mark.fault(87)
def test_restoring(full: World, paths: Paths, clock: ManualClock) -> None:
    path = backups.create(paths, clock)
    full.post("after the copy")
    device = full.store.device
    full.store.close()
    kept = backups.restore(paths, clock, path)
    assert kept is not None
    assert backups.verify(kept).rows["post"] == 2
    with closing(Store.open(paths, clock)) as store:
        assert store.opened is None
        assert store.device != device
        with store.reading() as reader:
            assert [post.content.text for post in reader.all(Post)] == ["Fresh bread"]
            assert db_settings.get(reader, db_settings.RESTORED_AT) is not None
            assert reader.get(Channel, full.channel.id).status is ChannelStatus.SIGNED_OUT
            assert sealed.all_of_them(reader) == ()
            assert reader._rows.query("SELECT count(*) FROM calendar_row") == [(1,)]
        with store.transaction() as tx:
            db_settings.remove(tx, db_settings.RESTORED_AT)
    assert read_device(paths, clock).asks
    assert read_device(paths, clock).before == device


@pytest.mark.parametrize("lock", ["window_lock", "engine_lock"])
def test_a_folder_in_use_is_not_restored(full: World, paths: Paths, clock: ManualClock, lock: str) -> None:
    path = backups.create(paths, clock)
    with FileLock(getattr(paths, lock)) as held:
        assert held.acquire()
        with pytest.raises(ProblemError) as caught:
            backups.restore(paths, clock, path)
    assert caught.value.problem.code == "desk_busy"


def test_a_damaged_calendar_is_put_aside_by_a_restore(full: World, paths: Paths, clock: ManualClock) -> None:
    path = backups.create(paths, clock)
    full.store.close()
    paths.database.write_bytes(b"nothing that can be read" * 500)
    kept = backups.restore(paths, clock, path)
    assert kept is not None
    assert kept.parent.name == "damaged"
    with closing(Store.open(paths, clock)) as store, store.reading() as reader:
        assert len(reader.all(Post)) == 1


def test_an_empty_folder_takes_a_copy(full: World, paths: Paths, clock: ManualClock, tmp_path: Path) -> None:
    path = backups.create(paths, clock)
    other = Paths(tmp_path / "other").make()
    assert backups.restore(other, clock, path) is None
    with closing(Store.open(other, clock)) as store, store.reading() as reader:
        assert len(reader.all(Post)) == 1


def test_the_oldest_copy_can_be_put_back_too(paths: Paths, clock: ManualClock) -> None:
    """What is there is copied first, which makes eleven: the one that was asked for is not the one to go."""
    Store.open(paths, clock).close()
    made = []
    for _ in range(backups.KEPT):
        clock.advance(timedelta(days=1))
        made.append(backups.create(paths, clock))
    assert backups.restore(paths, clock, made[0]) is not None
    assert made[0].exists()
    assert backups.list_backups(paths)[0].reason == "before-restore"
