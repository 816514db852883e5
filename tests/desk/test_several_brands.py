"""Several brands on one desk: each with its own channels, putting one away and back, and an archive of one alone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from smmdesk.desk import archive, brands, importing, open_problems, planning, sending, several_brands, standstill, undo
from smmdesk.desk.desk import Desk
from smmdesk.desk.missed import missed_posts
from smmdesk.desk.news import Kind, Watcher
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content, Wording
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.store import outbox
from smmdesk.store.nouns import KINDS
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import add_channel, add_post, made_desk, post_now, rome
from tests.desk.test_publishing import HOUR, MINUTE, code
from tests.fakes.reach import LISTING, Bench, made_bench


@pytest.fixture
def other(desk: Desk, brand: Brand) -> Brand:
    return several_brands.add_brand(desk, "Cafe Lume", "America/New_York", "en")


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        yield made


@pytest.fixture
def listing(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand, schedule=LISTING) as made:
        yield made


# ------------------------------------------------------------------ having them
def test_another_brand_has_a_zone_a_language_and_a_colour_of_its_own(desk: Desk, brand: Brand, other: Brand) -> None:
    third = several_brands.add_brand(desk, "  Bottega  ")
    assert (other.zone, other.language, third.name, third.zone) == ("America/New_York", "en", "Bottega", brand.zone)
    assert len({brand.color, other.color, third.color}) == 3
    assert [one.id for one in several_brands.all_of(desk)] == [brand.id, other.id, third.id]


@pytest.mark.parametrize(
    ("name", "zone", "expected"),
    [("", "", "brand_without_name"), ("CAFE lume", "", "brand_name_taken"), ("Bottega", "Rome", "zone_unknown")],
)
def test_a_brand_that_cannot_be_is_said_and_not_made(
    desk: Desk, other: Brand, name: str, zone: str, expected: str
) -> None:
    with pytest.raises(ProblemError) as refused:
        several_brands.add_brand(desk, name, zone)
    assert (refused.value.problem.code, len(several_brands.all_of(desk))) == (expected, 2)


def test_what_is_changed_can_be_undone(desk: Desk, other: Brand) -> None:
    several_brands.change_brand(desk, other.id, name="Lume", color="feste", zone="Asia/Tokyo")
    undo.undo(desk)
    with desk.store.reading() as reader:
        assert replace(reader.get(Brand, other.id), revision=other.revision) == other


def test_a_new_brand_can_be_undone_until_something_is_in_it(desk: Desk, brand: Brand, other: Brand) -> None:
    undo.undo(desk)
    assert [one.id for one in several_brands.all_of(desk)] == [brand.id]
    undo.redo(desk)
    add_channel(desk, other)
    with pytest.raises(ProblemError) as refused:
        undo.undo(desk)
    assert refused.value.problem.code == "cannot_undo"
    assert len(several_brands.all_of(desk)) == 2


def test_the_window_opens_on_the_brand_of_last_time(desk: Desk, brand: Brand, other: Brand) -> None:
    reader = desk.store.calendar()
    several_brands.change_brand(desk, other.id, name="Aaa, the first by name")
    assert brands.open_brand(desk).id == brands.brand_seen(desk, reader).id == brand.id, "at first the oldest"
    brands.choose(desk, other.id)
    assert brands.open_brand(desk).id == brands.brand_seen(desk, reader).id == other.id
    brands.choose(desk, "")
    assert brands.shows_all(desk, reader)
    assert brands.open_brand(desk).id == other.id, "what is new is for the one that was open"
    assert {one.id for one in brands.shown_brands(desk, reader)} == {brand.id, other.id}
    several_brands.put_away(desk, other.id)
    assert brands.open_brand(desk).id == brands.brand_seen(desk, reader).id == brand.id
    assert not brands.shows_all(desk, reader), "one alone is no choice"
    reader.close()


# ------------------------------------------------------------------ whose channel
def test_no_brand_writes_on_the_channel_of_another(desk: Desk, brand: Brand, other: Brand) -> None:
    mine, theirs = add_channel(desk, brand), add_channel(desk, other, "Theirs")
    post = add_post(desk, brand, "Bread", mine)
    attempts = (
        lambda: add_post(desk, brand, "Bread", theirs),
        lambda: planning.save_post(desk, replace(post, channels=(mine.id, theirs.id))),
        lambda: planning.save_post(desk, replace(post, wordings=(Wording(theirs.id, text="Ours"),))),
        lambda: _put_delivery(desk, brand, theirs),
        lambda: _put_many(desk, brand, theirs),
    )
    for attempt in attempts:
        with pytest.raises(ProblemError) as refused:
            attempt()
        assert refused.value.problem.code == "channel_of_other_brand"
        assert refused.value.problem.title == "Theirs belongs to Cafe Lume"
    assert post_now(desk, post) == post


def _put_delivery(desk: Desk, brand: Brand, channel: Channel) -> None:
    post = add_post(desk, brand)
    with desk.store.transaction() as tx:
        tx.put(Delivery("d", brand.id, channel.id, rome("2027-03-01 09:00"), post_id=post.id))


def _put_many(desk: Desk, brand: Brand, channel: Channel) -> None:
    made = Post(desk.clock.new_id(), brand.id, Content(text="Brought in"), channels=(channel.id,))
    with desk.store.transaction() as tx:
        tx.put_new([made])


# ------------------------------------------------------------------ putting away
async def test_nothing_of_a_brand_that_is_put_away_goes_out(bench: Bench, other: Brand) -> None:
    post = bench.post("Bread", bench.channel(), at=5 * MINUTE)
    with bench.desk.store.reading() as reader:
        assert several_brands.waiting(reader, bench.brand.id) == standstill.Stopped(here=1, listed=0)
        assert several_brands.waiting(reader, other.id) == standstill.Stopped(here=0, listed=0)
    several_brands.put_away(bench.desk, bench.brand.id)
    await bench.pass_time(10 * MINUTE, tick=MINUTE)
    assert (bench.state(post), bench.texts()) == (State.SCHEDULED, [])
    with bench.desk.store.reading() as reader:
        assert outbox.open_deliveries(reader) == ()
        assert outbox.waiting_for_computer(reader) == 0
        assert outbox.next_out(reader, 0) is None


async def test_a_brand_that_is_put_away_while_its_post_is_made_ready_sends_nothing(
    bench: Bench, other: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = sending.begin

    async def later(*case: Any) -> Any:
        several_brands.put_away(bench.desk, bench.brand.id)
        return await begin(*case)

    monkeypatch.setattr(sending, "begin", later)
    post = bench.post("Bread", bench.channel())
    await bench.run()
    assert (bench.state(post), bench.texts()) == (State.SCHEDULED, [])


@pytest.mark.parametrize("how", ["bring back", "undo"])
async def test_what_became_late_meanwhile_is_asked_about(bench: Bench, other: Brand, how: str) -> None:
    channel = bench.channel()
    late, ahead = bench.post("Bread", channel, at=5 * MINUTE), bench.post("Cakes", channel, at=2 * HOUR)
    several_brands.put_away(bench.desk, bench.brand.id)
    await bench.pass_time(40 * MINUTE, tick=5 * MINUTE)
    if how == "undo":
        undo.undo(bench.desk)
    else:
        several_brands.bring_back(bench.desk, bench.brand.id)
    assert (bench.state(late), code(bench.part(late))) == (State.MISSED, "was_paused")
    await bench.pass_time(2 * HOUR, tick=5 * MINUTE)
    assert (bench.state(ahead), bench.texts()) == (State.PUBLISHED, ["Cakes"])


async def test_what_stands_on_a_list_comes_off_and_goes_back_on(listing: Bench, other: Brand) -> None:
    bench = listing
    post = bench.post("Bread", bench.channel(), at=5 * HOUR)
    await bench.run()
    assert bench.state(post) is State.HANDED_OFF
    several_brands.put_away(bench.desk, bench.brand.id)
    await bench.pass_time(10 * MINUTE, tick=MINUTE)
    assert (bench.state(post), dict(bench.platform.listed)) == (State.SCHEDULED, {})
    several_brands.bring_back(bench.desk, bench.brand.id)
    await bench.pass_time(5 * HOUR, tick=15 * MINUTE)
    assert (bench.state(post), bench.texts()) == (State.PUBLISHED, ["Bread"]), "once"


async def test_a_brand_that_is_put_away_asks_for_nothing(bench: Bench, other: Brand) -> None:
    post = bench.post("Bread", bench.channel(), at=5 * MINUTE)
    several_brands.put_away(bench.desk, bench.brand.id)
    watcher = Watcher(bench.desk)
    await bench.pass_time(30 * HOUR, tick=HOUR)
    assert bench.state(post) is State.MISSED
    with bench.desk.store.reading() as reader:
        assert (missed_posts(reader), open_problems.open_problems(reader, bench.desk)) == ((), ())
    assert watcher.look() == ()
    several_brands.bring_back(bench.desk, bench.brand.id)
    (news,) = watcher.look()
    assert (news.kind, news.title.partition(":")[0]) == (Kind.MISSED, bench.brand.name)
    with bench.desk.store.reading() as reader:
        assert [one.post.id for one in missed_posts(reader)] == [post.id]


async def test_what_went_out_before_is_no_news_when_a_brand_comes_back(bench: Bench, other: Brand) -> None:
    bench.post("Bread", bench.channel())
    await bench.run()
    several_brands.put_away(bench.desk, bench.brand.id)
    watcher = Watcher(bench.desk)
    several_brands.bring_back(bench.desk, bench.brand.id)
    assert watcher.look() == ()
    bench.post("Rolls", bench.channel("Two"))
    await bench.run()
    (news,) = watcher.look()
    assert news.title == f"{bench.brand.name}: Published"


async def test_with_one_brand_news_do_not_name_it(bench: Bench) -> None:
    watcher = Watcher(bench.desk)
    bench.post("Bread", bench.channel())
    await bench.run()
    assert [news.title for news in watcher.look()] == ["Published"]


def test_one_brand_stays(desk: Desk, brand: Brand) -> None:
    with pytest.raises(ProblemError) as refused:
        several_brands.put_away(desk, brand.id)
    assert refused.value.problem.code == "last_brand"


# ------------------------------------------------------------------ by name
def test_a_brand_is_named_by_the_beginning_of_its_name_or_id(desk: Desk, brand: Brand, other: Brand) -> None:
    several_brands.change_brand(desk, brand.id, name="Cafe")
    assert several_brands.named(desk, "cafe").id == brand.id, "the whole name, though another begins with it"
    assert several_brands.named(desk, "cafe l").id == other.id
    assert several_brands.named(desk, other.id[:20]).id == other.id
    for wish, expected in (("", "brand_unclear"), ("ca", "brand_unclear"), ("Bottega", "brand_unknown")):
        with pytest.raises(ProblemError) as refused:
            several_brands.named(desk, wish)
        assert refused.value.problem.code == expected
        assert "Cafe Lume" in refused.value.problem.advice
    several_brands.put_away(desk, other.id)
    assert several_brands.named(desk).id == brand.id


# ------------------------------------------------------------------ an archive of one
def test_an_archive_of_one_brand_comes_beside_those_of_another_desk(
    full: Post, desk: Desk, brand: Brand, other: Brand, clock: ManualClock, tmp_path: Path
) -> None:
    theirs = add_channel(desk, other, "Theirs")
    post = add_post(desk, other, "Only theirs", theirs)
    planning.schedule(desk, post.id, Moment.of(clock.now() + HOUR, other.zone))
    path = tmp_path / "lume.smmdesk"
    assert archive.export(desk, "archive", path, other.id) == 1
    assert b"Prima riga" not in path.read_bytes()
    with made_desk(Paths(tmp_path / "second"), clock) as second:
        home = planning.first_brand(second)
        own = add_post(second, home, "Ours", add_channel(second, home))
        importing.apply_import(second, importing.read_import(second, path))
        assert {one.id for one in several_brands.all_of(second)} == {home.id, other.id}
        with second.store.reading() as reader:
            assert {one.id: one.brand_id for one in reader.all(Post)} == {own.id: home.id, post.id: other.id}
            assert [one.name for one in reader.all(Channel, brand_id=other.id)] == ["Theirs"]
            (delivery,) = reader.deliveries_of(post.id)
            assert delivery.home == desk.device != second.device, "only the computer it came from may send it"
        again = importing.read_import(second, path)
        assert (again.new, again.same) == ((), 1), "nothing comes twice"


def test_an_archive_of_one_brand_holds_no_word_of_another(
    full: Post, desk: Desk, brand: Brand, other: Brand, clock: ManualClock, tmp_path: Path
) -> None:
    path = tmp_path / "lume.smmdesk"
    archive.export(desk, "archive", path, other.id)
    with made_desk(Paths(tmp_path / "second"), clock) as second:
        importing.apply_import(second, importing.read_import(second, path))
        with second.store.reading() as reader:
            every: list[type[Any]] = list(KINDS.values())
            held: list[Any] = [value for kind in every for value in reader.all(kind, deleted=True)]
        assert {getattr(value, "brand_id", other.id) for value in held} <= {other.id, second_home(held, other)}


def test_a_brand_that_was_put_away_does_not_come_as_the_only_one(
    desk: Desk, brand: Brand, other: Brand, clock: ManualClock, tmp_path: Path
) -> None:
    several_brands.put_away(desk, other.id)
    path = tmp_path / "lume.smmdesk"
    archive.export(desk, "archive", path, other.id)
    with made_desk(Paths(tmp_path / "second"), clock) as second:
        home = planning.first_brand(second)
        importing.apply_import(second, importing.read_import(second, path))
        assert brands.open_brand(second).id == home.id
        with second.store.reading() as reader:
            assert [one.id for one in brands.used_brands(reader)] == [home.id]


def second_home(held: list[Any], other: Brand) -> str:
    """The brand that the second desk began with, where it was kept."""
    return next((one.id for one in held if isinstance(one, Brand) and one.id != other.id), other.id)


@pytest.mark.parametrize("kind", ["csv", "json", "ics"])
def test_a_table_of_one_brand_holds_its_posts_alone(
    desk: Desk, brand: Brand, other: Brand, tmp_path: Path, kind: str
) -> None:
    at = rome("2027-03-01 09:00")
    add_post(desk, brand, "Ours", planned=at)
    add_post(desk, other, "Theirs", planned=at)
    assert archive.export(desk, kind, tmp_path / "one", other.id) == 1
    assert archive.export(desk, kind, tmp_path / "all") == 2
    assert b"Ours" not in (tmp_path / "one").read_bytes()
