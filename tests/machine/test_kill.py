"""Killed for real: the engine's own process dies at every commit point, and a second one finds the world as it is.

Against the practice platform (files named by our own id) and, over a socket, against the Mastodon fake, which counts
what it received and keeps its promise of a key for an hour.
"""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.app import close_now, open_desk
from smmdesk.desk import planning
from smmdesk.desk.connecting import add_channel
from smmdesk.desk.crash_points import CRASH_AT
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import first_brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import Part, State
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.store import driver
from smmdesk.system.paths import Paths
from smmdesk.system.secrets import Secret
from tests.fakes.mastodon import FakeMastodon
from tests.machine.engine_process import KILLED, run

PASSPHRASE = "four words for a test"
POINTS = (
    "claimed",
    "prepared",
    "intent_committed",
    "intent_logged",
    "first_byte",
    "answered",
    "receipt_logged",
    "receipt_committed",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "desk"


def with_desk(folder: Path, work: Callable[[Desk], object], passphrase: str = "") -> object:
    desk = open_desk(Paths(folder), passphrase=Secret(passphrase) if passphrase else None)
    try:
        return work(desk)
    finally:
        close_now(desk)


def parts(folder: Path) -> list[Part]:
    def read(desk: Desk) -> list[Part]:
        with desk.store.reading() as reader:
            [post] = reader.all(Post)
            return [part for delivery in reader.deliveries_of(post.id) for part in delivery.parts]

    found = with_desk(folder, read)
    assert isinstance(found, list)
    return found


def is_sound(folder: Path) -> bool:
    connection = driver.connect(Paths(folder).database, read_only=True)
    try:
        return bool(connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    finally:
        connection.close()


# ------------------------------------------------------------------ practice
def practice_post(folder: Path, content: Content) -> None:
    def plan(desk: Desk) -> None:
        brand = first_brand(desk)
        with desk.store.transaction() as tx:
            channel = tx.put(
                Channel(
                    desk.clock.new_id(),
                    brand.id,
                    "practice",
                    "Window",
                    remote_id="practice-w",
                    status=ChannelStatus.CONNECTED,
                )
            )
        post = planning.add_post(desk, brand.id, content=content, channels=(channel.id,))
        planning.publish_now(desk, post.id)

    with_desk(folder, plan)


def practice_texts(folder: Path) -> list[str]:
    return sorted(
        json.loads(path.read_text("utf-8"))["text"] for path in (folder / "practice" / "data").rglob("*.json")
    )


@pytest.mark.fault(1, 2, 4, 5, 6, 7, 8)
@pytest.mark.parametrize("point", [point for point in POINTS if point != "first_byte"])
def test_killed_with_a_thread_on_the_practice_platform(folder: Path, point: str) -> None:
    practice_post(folder, Content(text="1", thread=(ThreadItem("2"),), first_comment="3"))
    killed = run(folder, "publish", "--once", **{CRASH_AT: point})
    assert killed.returncode in KILLED, killed.stderr
    assert is_sound(folder)
    again = run(folder, "publish", "--once", "--json")
    assert again.returncode == 0, again.stdout + again.stderr
    assert practice_texts(folder) == ["1", "2", "3"]
    assert {part.state for part in parts(folder)} == {State.PUBLISHED}


# ------------------------------------------------------------------ over a socket
@pytest.fixture
def mastodon() -> Iterator[FakeMastodon]:
    with FakeMastodon() as server:
        yield server


def mastodon_post(folder: Path, server: FakeMastodon, at: timedelta | None = None) -> None:
    import asyncio

    async def connect(desk: Desk) -> Channel:
        from smmdesk.app import leave_network

        try:
            values = {"server": server.url, "secret": Secret(server.token())}
            return await add_channel(desk, first_brand(desk).id, "mastodon", values)
        finally:
            await leave_network(desk)

    def plan(desk: Desk) -> None:
        channel = asyncio.run(connect(desk))
        post = planning.add_post(desk, channel.brand_id, content=Content(text="Bread"), channels=(channel.id,))
        if at is None:
            planning.publish_now(desk, post.id)
        else:
            planning.schedule(desk, post.id, Moment.of(desk.clock.now() + at, "Europe/Rome"))

    with_desk(folder, plan, PASSPHRASE)


def clock_file(tmp_path: Path, shift_s: float) -> str:
    path = tmp_path / "clock"
    path.write_text(str(shift_s), "ascii")
    return str(path)


@pytest.mark.fault(4, 5, 6)
@pytest.mark.parametrize("point", ["intent_logged", "first_byte", "answered", "receipt_logged"])
def test_killed_around_the_call_to_a_real_socket(
    tmp_path: Path, folder: Path, mastodon: FakeMastodon, point: str
) -> None:
    mastodon_post(folder, mastodon)
    killed = run(folder, "publish", "--once", SMMDESK_PASSPHRASE=PASSPHRASE, **{CRASH_AT: point})
    assert killed.returncode in KILLED, killed.stderr
    arrived = point in ("answered", "receipt_logged")
    assert len(mastodon.statuses) == arrived
    [part] = parts(folder)
    assert part.state is State.SENDING
    later = clock_file(tmp_path, 120)  # past the minute in which the first request might still be on its way
    again = run(folder, "publish", "--once", "--json", SMMDESK_PASSPHRASE=PASSPHRASE, SMMDESK_CLOCK_FILE=later)
    assert again.returncode == 0, again.stdout + again.stderr
    assert [status.draft.text for status in mastodon.statuses] == ["Bread"]
    [part] = parts(folder)
    assert part.state is State.PUBLISHED
    assert part.receipt is not None
    assert part.receipt.id == mastodon.statuses[0].id


@pytest.mark.fault(9)
@pytest.mark.parametrize("point", ["intent_logged", "answered"])
def test_killed_during_a_hand_off_over_a_real_socket(
    tmp_path: Path, folder: Path, mastodon: FakeMastodon, point: str
) -> None:
    mastodon_post(folder, mastodon, at=timedelta(hours=2))
    killed = run(folder, "publish", "--once", SMMDESK_PASSPHRASE=PASSPHRASE, **{CRASH_AT: point})
    assert killed.returncode in KILLED, killed.stderr
    again = run(folder, "publish", "--once", "--json", SMMDESK_PASSPHRASE=PASSPHRASE)
    assert again.returncode == 0, again.stdout + again.stderr
    [part] = parts(folder)
    if point == "answered":
        assert part.state is State.HANDED_OFF
        assert [each.draft.text for each in mastodon.scheduled] == ["Bread"]
    else:
        assert part.state is State.UNKNOWN, "its key does not protect the list: never put there twice blindly"
        assert mastodon.scheduled == []
    assert mastodon.statuses == []
