"""A brand is taken out for good: nothing of it goes out from the first commit on, it goes in pieces, and nothing of it
is left."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.app import close_now, open_desk
from smmdesk.desk import (
    connecting,
    keys,
    planning,
    removing_brand,
    several_brands,
    undo,
)
from smmdesk.desk.desk import Desk
from smmdesk.desk.import_plan import Going
from smmdesk.desk.media_intake import take_files_now
from smmdesk.desk.removing_brand import remove, what_goes
from smmdesk.model.brand import Brand
from smmdesk.model.changes import Changes
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.delivery import State
from smmdesk.model.idea_folder import IdeaFolder
from smmdesk.model.label import Label
from smmdesk.model.media import MediaUse
from smmdesk.model.planning_aids import DayNote, Template
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.mastodon import Mastodon
from smmdesk.store import brand_erasing, driver, idea_folders, sealed
from smmdesk.store.nouns import KINDS
from smmdesk.store.tables import schema
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from smmdesk.system.single import engine_lock
from tests.desk.heard import person, wrote
from tests.desk.pictures import encoded, picture
from tests.desk.signed_in import browsing, connected, desk_in, problem_of
from tests.desk.support import add_channel, add_post, drive, publish, rome
from tests.desk.test_publishing import HOUR, MINUTE
from tests.fakes.mastodon import FakeMastodon
from tests.fakes.reach import LISTING, Bench, made_bench
from tests.guards import AllowLog

FEW = 2
SECRET_WORDS = "Zwiebelkuchen"


class Killed(BaseException):
    """The process ended here."""


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MESSAGES_AT_ONCE", "POSTS_AT_ONCE", "AT_ONCE"):
        monkeypatch.setattr(brand_erasing, name, FEW)
    monkeypatch.setattr(removing_brand, "GIVING_WAY_S", 0.0)


@pytest.fixture
def other(desk: Desk, brand: Brand) -> Brand:
    return several_brands.add_brand(desk, "Cafe Lume", "America/New_York", "en")


@pytest.fixture
def client(desk: Desk, other: Brand, tmp_path: Path) -> Brand:
    """A brand with something of everything: three posts, one of which is out, one planned, one in the trash."""
    channel = add_channel(desk, other, "Window")
    (tmp_path / "own.png").write_bytes(encoded(picture(color="red")))
    asset = take_files_now(desk, other.id, [tmp_path / "own.png"]).assets[0]
    with desk.store.transaction() as tx:
        label = tx.put(Label(desk.clock.new_id(), other.id, "Brunch"))
        tx.put(DayNote(desk.clock.new_id(), other.id, "Closed", rome("2026-12-24 09:00").day))
        tx.put(Template(desk.clock.new_id(), other.id, "Usual", Content(text=SECRET_WORDS)))
        idea_folders.put_folder(tx, IdeaFolder(other.id, str(tmp_path), desk.now_us()))
    media = (MediaUse(asset.id, {}),)
    content = Content(text=f"{SECRET_WORDS} at ten", media=media)
    out = add_post(desk, other, "", channel, content=content, labels=(label.id,))
    planning.publish_now(desk, out.id)
    publish(desk, out, channel)
    planned = add_post(desk, other, SECRET_WORDS, channel)
    planning.schedule(desk, planned.id, rome("2026-12-01 09:00"))
    planning.trash(desk, [add_post(desk, other, SECRET_WORDS, channel).id])
    who = person(desk, channel, "Grete")
    for number in range(5):
        wrote(desk, channel, f"{SECRET_WORDS} {number}", by=who, about=out.id, hours_ago=number + 1)
    return other


def rows_of_brand(desk: Desk, brand_id: str) -> dict[str, int]:
    """How many rows of each table name it, in whatever column; nothing in the file is left out."""
    found = {}
    with closing(driver.connect(desk.paths.database, read_only=True)) as file:
        tables = [row[0] for row in file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for table in tables:
            columns = [row[1] for row in file.execute(f"PRAGMA table_info({table})")]
            if "brand_id" in columns:
                found[table] = file.execute(f"SELECT count(*) FROM {table} WHERE brand_id = ?", (brand_id,)).fetchone()[
                    0
                ]
    return {table: count for table, count in found.items() if count}


def go(desk: Desk, brand: Brand, **how: Any) -> tuple[str, ...] | None:
    return asyncio.run(remove(desk, brand.id, **how))


def left(desk: Desk, brand: Brand) -> int:
    with desk.store.reading() as reader:
        return brand_erasing.held(reader, brand.id)


# ------------------------------------------------------------------ what goes
def test_it_is_said_in_numbers_what_goes(desk: Desk, client: Brand) -> None:
    goes = what_goes(desk, client.id)
    assert (goes.posts, goes.planned, goes.out) == (3, 1, 1)
    assert (goes.messages, goes.people, goes.media, goes.channels) == (5, 1, 1, ("Window",))
    assert removing_brand.in_words(goes) == (
        "3 posts, 1 of them planned",
        "5 messages, 1 person",
        "1 photo or film",
        "The sign-in of Window",
    )
    assert what_goes(desk, client.id).listed == ()


def test_every_kind_of_thing_that_a_brand_holds_is_erased() -> None:
    """A new table that names a brand is put into the order, or goes with what it hangs on."""
    kinds = {kind for kind, noun in KINDS.items() if "brand_id" in schema.tables[kind].columns}
    ordered = {kind for kind, noun in KINDS.items() if noun in brand_erasing.IN_ORDER}
    assert kinds - ordered == {"delivery"}, "it goes with its post or its message"


# ------------------------------------------------------------------ gone
def test_nothing_of_it_is_left_and_nothing_of_others_is_touched(desk: Desk, brand: Brand, client: Brand) -> None:
    channel = add_channel(desk, brand, "Ours")
    mine = add_post(desk, brand, "Ours", channel)
    planning.schedule(desk, mine.id, rome("2026-12-01 09:00"))
    wrote(desk, channel, "To us", by=person(desk, channel, "Anna"))
    before = rows_of_brand(desk, brand.id)
    assert go(desk, client) == ()
    assert rows_of_brand(desk, client.id) == {}
    assert rows_of_brand(desk, brand.id) == before
    assert [one.id for one in several_brands.all_of(desk)] == [brand.id]
    with desk.store.reading() as reader:
        assert brand_erasing.leaving(reader) == ()
    undo.undo(desk)  # what is left to take back is of the other brand
    assert rows_of_brand(desk, client.id) == {}


def test_no_word_of_it_stays_in_the_file(desk: Desk, client: Brand) -> None:
    go(desk, client)
    folder = desk.paths.folder
    desk.store.close()
    data = b"".join(path.read_bytes() for path in folder.glob("desk.sqlite*"))
    assert SECRET_WORDS.encode() not in data
    assert b"Grete" not in data


def test_files_that_another_brand_shows_stay(desk: Desk, brand: Brand, client: Brand, tmp_path: Path) -> None:
    (tmp_path / "both.png").write_bytes(encoded(picture(color="blue")))
    both = take_files_now(desk, client.id, [tmp_path / "both.png"]).assets[0]
    take_files_now(desk, brand.id, [tmp_path / "both.png"])
    with desk.store.reading() as reader:
        (own,) = brand_erasing.hashes(reader, client.id) - {both.sha256}
    for sha256 in (own, both.sha256):
        old = desk.clock.now().timestamp() - HOUR.total_seconds()
        os.utime(desk.files.path(sha256), (old, old))
    go(desk, client)
    assert (desk.files.has(own), desk.files.has(both.sha256)) == (False, True)


def test_a_file_that_was_given_again_just_now_is_not_swept(
    desk: Desk, brand: Brand, client: Brand, tmp_path: Path
) -> None:
    with desk.store.reading() as reader:
        (own,) = brand_erasing.hashes(reader, client.id)
    old = desk.clock.now().timestamp() - HOUR.total_seconds()
    os.utime(desk.files.path(own), (old, old))
    desk.files.put_file(tmp_path / "own.png")  # its asset comes a moment later
    assert desk.files.path(own).stat().st_mtime > old
    now_s = desk.files.path(own).stat().st_mtime + 1
    assert desk.files.sweep((), removing_brand.YOUNG_S, now_s, among={own}) == 0


# ------------------------------------------------------------------ what stands against it
def test_the_last_brand_stays(desk: Desk, brand: Brand) -> None:
    with pytest.raises(ProblemError) as refused:
        go(desk, brand)
    assert problem_of(refused) == "last_brand_stays"
    several_brands.put_away(desk, several_brands.add_brand(desk, "Away").id)
    with pytest.raises(ProblemError) as refused:
        go(desk, brand)
    assert problem_of(refused) == "last_brand_stays"


@pytest.mark.parametrize("state", [State.SENDING, State.UNKNOWN])
def test_what_may_be_out_stands_against_it_and_says_what_to_do(desk: Desk, client: Brand, state: State) -> None:
    with desk.store.reading() as reader:
        (post,) = (one for one in reader.all(Post, brand_id=client.id) if one.planned == rome("2026-12-01 09:00"))
        ((part,),) = (delivery.parts for delivery in reader.deliveries_of(post.id))
    way = (State.CLAIMED, State.SENDING, State.UNKNOWN)
    drive(desk, part, *way[: way.index(state) + 1])
    with pytest.raises(ProblemError) as refused:
        go(desk, client)
    assert problem_of(refused) == "brand_in_doubt"
    assert "outbox" in refused.value.problem.advice
    with desk.store.reading() as reader:
        assert not reader.get(Brand, client.id).archived, "nothing was changed"


# ------------------------------------------------------------------ pieces
def after_commits(desk: Desk, count: int, work: Callable[[], object]) -> Callable[[], None]:
    seen: list[int] = []

    def each(changes: Changes) -> None:
        with desk.store.reading() as reader:
            begun = bool(brand_erasing.leaving(reader))
        seen.extend([1] * begun)
        if len(seen) == count:
            work()

    return desk.store.changed.connect(each)


def test_others_write_between_two_pieces(desk: Desk, brand: Brand, client: Brand) -> None:
    after_commits(desk, 5, lambda: add_post(desk, brand, "Meanwhile"))
    assert go(desk, client) == ()
    with desk.store.reading() as reader:
        assert [post.content.text for post in reader.all(Post)] == ["Meanwhile"]


def test_stopped_it_goes_on_and_cannot_be_brought_back(desk: Desk, client: Brand) -> None:
    going = Going()
    after_commits(desk, 6, lambda: setattr(going, "stopping", True))
    assert go(desk, client, going=going) is None
    assert left(desk, client) > 0
    with desk.store.reading() as reader:
        assert brand_erasing.leaving(reader) == (client.id,)
    for back in (lambda: several_brands.bring_back(desk, client.id), lambda: undo.undo(desk)):
        with suppress(ProblemError):
            back()
        with desk.store.reading() as reader:
            assert reader.get(Brand, client.id).archived, "a half brand publishes nothing"
    with pytest.raises(ProblemError) as refused:
        several_brands.named(desk, "cafe")
    assert problem_of(refused) == "brand_leaving"
    assert go(desk, client) == ()
    assert rows_of_brand(desk, client.id) == {}


@pytest.mark.parametrize("commits", [1, 3, 6, 9, 12])
def test_killed_between_two_pieces_it_publishes_nothing_and_goes_on(
    desk: Desk, client: Brand, clock: ManualClock, commits: int
) -> None:
    def die() -> None:
        raise Killed

    ended = after_commits(desk, commits, die)
    with pytest.raises(Killed):
        go(desk, client)
    ended()
    after = open_desk(desk.paths, clock)
    try:
        with after.store.reading() as reader:
            assert brand_erasing.leaving(reader) == (client.id,)
            assert reader.get(Brand, client.id).archived
        assert asyncio.run(remove(after, client.id)) == ()
        assert rows_of_brand(after, client.id) == {}
    finally:
        close_now(after)


def test_stopped_before_it_was_let_go_it_is_put_away_and_comes_back(desk: Desk, client: Brand) -> None:
    going = Going(stopping=True)
    held = left(desk, client)
    assert go(desk, client, going=going) is None
    undo.undo(desk)
    with desk.store.reading() as reader:
        assert not reader.get(Brand, client.id).archived
    assert left(desk, client) == held


def test_what_is_written_into_it_meanwhile_goes_too(desk: Desk, client: Brand) -> None:
    """A terminal that was open on it: nothing keeps the brand from ending."""
    after_commits(desk, 8, lambda: add_post(desk, client, "Too late"))
    assert go(desk, client) == ()
    assert rows_of_brand(desk, client.id) == {}


# ------------------------------------------------------------------ the engine beside it
@pytest.fixture
def listing(desk: Desk, clock: ManualClock, other: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, other, schedule=LISTING) as made, engine_lock(desk.paths) as lock:
        assert lock.acquire()
        yield made


async def beside(bench: Bench, **how: Any) -> tuple[str, ...] | None:
    """The removal, with the engine ticking beside it."""
    work = asyncio.ensure_future(remove(bench.desk, bench.brand.id, **how))
    while not work.done():
        await bench.pass_time(timedelta(seconds=1), tick=timedelta(seconds=1))
        await asyncio.sleep(0.001)  # what erases works on a thread, which no clock of the test moves on
    return await work


async def test_what_stands_on_a_list_is_taken_off_first(listing: Bench) -> None:
    post = listing.post("Bread", listing.channel(), at=5 * HOUR)
    await listing.run()
    assert listing.state(post) is State.HANDED_OFF
    assert [one.why for one in what_goes(listing.desk, listing.brand.id).listed] == [""]
    assert await beside(listing) == ()
    assert dict(listing.platform.listed) == {}
    await listing.pass_time(6 * HOUR, tick=HOUR)
    assert listing.texts() == []


async def test_what_cannot_be_taken_off_is_said_and_left_only_where_that_is_wanted(listing: Bench) -> None:
    channel = listing.channel()
    listing.post("Bread", channel, at=5 * HOUR)
    await listing.run()
    listing.put(Channel(**{**_fields(listing.reload(channel)), "status": ChannelStatus.SIGNED_OUT}))
    (one,) = what_goes(listing.desk, listing.brand.id).listed
    assert (one.channel, one.why) == ("Bakery", "signed_out")
    with pytest.raises(ProblemError) as refused:
        await beside(listing)
    assert problem_of(refused) == "brand_still_listed"
    assert left(listing.desk, listing.brand) > 0
    assert await beside(listing, leave=[one.part_id]) == ()
    assert len(listing.platform.listed) == 1


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


async def test_from_the_first_commit_on_nothing_goes_out(listing: Bench) -> None:
    """Due while it is removed, and the engine at work all the time."""
    channel = listing.channel()
    for minutes in range(4):
        listing.post(f"Bread {minutes}", channel, at=timedelta(seconds=2 + minutes))
    for _ in range(3):
        listing.post("Cakes", channel, at=5 * HOUR)
    assert await beside(listing) == ()
    await listing.pass_time(10 * MINUTE, tick=MINUTE)
    assert listing.texts() == []
    assert dict(listing.platform.listed) == {}


# ------------------------------------------------------------------ sign-ins
async def test_its_channels_are_signed_out_and_their_keys_destroyed(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        brand = planning.first_brand(desk)
        await connecting.browser_sign_in(desk, brand.id, "mastodon", {"server": mastodon.url}, browsing(mastodon))
        await keys.save_app_keys(desk, brand.id, "threads", Secret("client_id=a"))
        several_brands.add_brand(desk, "Another")
        assert await remove(desk, brand.id) == ()
        assert not mastodon.book.tokens
        with desk.store.reading() as reader:
            assert sealed.all_of_them(reader) == ()


async def test_who_could_not_be_told_is_named(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        channel = await connected(desk, mastodon)
        several_brands.add_brand(desk, "Another")
        mastodon.http.unplug()
        going = Going()
        stop = desk.store.changed.connect(lambda made: setattr(going, "stopping", made.touches("channel")))
        assert await remove(desk, channel.brand_id, going) is None, "stopped when it had signed out"
        stop()
        mastodon.http.plug_in()
        assert (untold := await remove(desk, channel.brand_id)) == (channel.name,), "said when somebody goes on"
        assert removing_brand.not_told("X", untold).title == f"X is removed, but {channel.name} could not be told"
        with desk.store.reading() as reader:
            assert sealed.all_of_them(reader) == ()


async def test_a_fault_of_ours_at_one_platform_keeps_no_brand_from_going(
    folder: Path, mastodon: FakeMastodon, monkeypatch: pytest.MonkeyPatch, allow_log: AllowLog
) -> None:
    async def sign_out(*_given: object) -> None:
        raise KeyError("access")

    allow_log("signing out of mastodon failed")
    monkeypatch.setattr(Mastodon, "sign_out", sign_out)
    async with desk_in(folder) as desk:
        channel = await connected(desk, mastodon)
        several_brands.add_brand(desk, "Another")
        assert await remove(desk, channel.brand_id) == (channel.name,)
