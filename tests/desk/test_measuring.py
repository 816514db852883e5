"""What platforms count is asked for calmly, kept as told, and never made up."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from smmdesk.desk import measuring, measuring_now, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts, InsightsFact, Told
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import Connector, Session
from smmdesk.platforms.facts import PriceFact
from smmdesk.store import numbers_reads
from smmdesk.system.clock import ManualClock
from tests.fakes.connector import FakeConnector, FakePlatform, Fault
from tests.fakes.reach import Bench, made_bench

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TELLS = InsightsFact(("views", "likes"), "2026-11-28", "the test", at_once=2, followers=True)


@dataclass
class Counter:
    """What the platform counts: by remote id, and who follows."""

    posts: dict[str, dict[Count, int]] = field(default_factory=dict)
    followers: int | None = 120
    asked: list[tuple[str, ...]] = field(default_factory=list)
    asked_followers: int = 0
    at_the_same_time: int = 0
    poison: str = ""
    fault: Fault = Fault.REFUSED


class Counting(FakeConnector):
    """A platform that counts, and refuses more at once than it said it takes."""

    def __init__(self, platform: FakePlatform) -> None:
        super().__init__(platform)
        self.counter = Counter()

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        assert 1 <= len(receipts) <= TELLS.at_once
        assert not self.counter.at_the_same_time, "one call at a time"
        self.counter.at_the_same_time += 1
        ids = tuple(receipt.id for receipt in receipts)
        self.counter.asked.append(ids)
        try:
            if self.counter.poison in ids:
                self.platform.fail("insights", self.counter.fault)
            await self._reach("insights")
        finally:
            self.counter.at_the_same_time -= 1
        return {"of nobody": {Count.LIKES: 7}, **self.counter.posts}

    async def followers(self, session: Session) -> int | None:
        await self._reach("followers")
        self.counter.asked_followers += 1
        return self.counter.followers


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand, insights=TELLS) as made:
        made.reach.fake = Counting(made.platform)
        yield made


def counter(bench: Bench) -> Counter:
    assert isinstance(bench.reach.fake, Counting)
    return bench.reach.fake.counter


async def out(bench: Bench, text: str, *channels: Channel, **fields: object) -> tuple[Post, str]:
    """A post that went out, and its remote id."""
    post = bench.post(text, *channels, **fields)  # type: ignore[arg-type]
    await bench.run()
    receipt = bench.part(post).receipt
    assert receipt is not None
    return post, receipt.id


async def go(bench: Bench, step: timedelta) -> None:
    """Hours go by; the engine looks every ten minutes."""
    await bench.pass_time(step, 10 * MINUTE)


def told(bench: Bench, post: Post) -> dict[str, Told]:
    with bench.desk.store.reading() as reader:
        return numbers_reads.of_posts(reader, [post.id]).get(post.id, {})


def asked_about(bench: Bench) -> list[str]:
    return [id_ for call in counter(bench).asked for id_ in call]


# ------------------------------------------------------------------ when
async def test_soon_and_then_ever_more_seldom(bench: Bench) -> None:
    channel = bench.channel()
    post, id_ = await out(bench, "Bread", channel)
    counter(bench).posts[id_] = {Count.VIEWS: 10, Count.LIKES: 1}
    await go(bench, 50 * MINUTE)
    assert asked_about(bench) == []
    calls = []
    for step in (HOUR, 6 * HOUR, DAY, 2 * DAY, 4 * DAY):
        await go(bench, step)
        calls.append(len(asked_about(bench)))
    assert calls == [1, 2, 3, 4, 5]
    assert told(bench, post)[channel.id].counts == {Count.VIEWS: 10, Count.LIKES: 1}
    with bench.desk.store.reading() as reader:
        assert len(numbers_reads.growth(reader, post.id)[channel.id]) == 4


async def test_several_posts_in_one_call_as_many_as_the_platform_takes(bench: Bench) -> None:
    channel = bench.channel()
    ids = {(await out(bench, f"Bread {number}", channel))[1] for number in range(5)}
    await go(bench, 2 * HOUR)
    assert [len(call) for call in counter(bench).asked] == [2, 2, 1]
    assert set(asked_about(bench)) == ids


async def test_followers_once_a_day_of_the_brand(bench: Bench) -> None:
    channel = bench.channel()
    await go(bench, 2 * HOUR)
    assert counter(bench).asked_followers == 1
    counter(bench).followers = 118
    await go(bench, 12 * HOUR)
    assert counter(bench).asked_followers == 2
    counter(bench).followers = None
    await go(bench, DAY)
    assert counter(bench).asked_followers == 3
    today = bench.clock.now().date()
    with bench.desk.store.reading() as reader:
        found = numbers_reads.followers(reader, bench.brand.id, today - DAY * 9, today)
    assert [count for _, count in found[channel.id]] == [120, 118]


async def test_no_longer_than_the_platform_tells(bench: Bench) -> None:
    bench.reach.known = replace(bench.reach.known, insights=replace(TELLS, until_days=2))
    await out(bench, "Bread", bench.channel())
    await go(bench, 2 * DAY)
    before = len(asked_about(bench))
    await go(bench, 3 * DAY)
    assert (before, len(asked_about(bench))) == (3, 3)


# ------------------------------------------------------------------ of whom nothing is asked
@pytest.mark.parametrize("changes", [{"paused": True}, {"status": ChannelStatus.ARCHIVED}, {"guided": True}])
async def test_nothing_is_asked_of_a_paused_archived_or_guided_channel(
    bench: Bench, changes: dict[str, object]
) -> None:
    channel = bench.channel()
    await out(bench, "Bread", channel)
    bench.put(replace(bench.reload(channel), **changes))  # type: ignore[arg-type]
    if "guided" in changes:
        bench.reach.known = bench.reach.known.assisted()
    await go(bench, 7 * HOUR)
    assert (counter(bench).asked, counter(bench).asked_followers) == ([], 0)


async def test_nothing_is_asked_by_itself_where_a_look_costs_money(bench: Bench) -> None:
    price = PriceFact("It costs.", "USD", 0.01, 0.2, "2026-11-28", "the test", read=0.005)
    bench.reach.known = replace(bench.reach.known, price=price)
    await out(bench, "Bread", bench.channel())
    await go(bench, 7 * HOUR)
    assert (counter(bench).asked, counter(bench).asked_followers) == ([], 0)


async def test_of_an_example_only_practice_tells(bench: Bench) -> None:
    channel = bench.channel()
    post, id_ = await out(bench, "Bread", channel)
    bench.put(replace(_now(bench, post), sample=True))
    await go(bench, 2 * HOUR)
    assert asked_about(bench) == []
    bench.reach.known = replace(bench.reach.known, takes_samples=True)
    await go(bench, HOUR)
    assert asked_about(bench) == [id_]


def _now(bench: Bench, post: Post) -> Post:
    with bench.desk.store.reading() as reader:
        return reader.get(Post, post.id)


# ------------------------------------------------------------------ what goes wrong
async def test_what_was_known_stays_when_a_call_fails(bench: Bench) -> None:
    channel = bench.channel()
    post, id_ = await out(bench, "Bread", channel)
    counter(bench).posts[id_] = {Count.LIKES: 3}
    await go(bench, 2 * HOUR)
    counter(bench).posts.clear()
    for fault in (Fault.OFFLINE, Fault.BUSY, Fault.REQUEST_LOST, Fault.REFUSED):
        bench.platform.fail("insights", fault)
    await go(bench, 9 * HOUR)
    assert told(bench, post)[channel.id].counts == {Count.LIKES: 3}
    assert bench.reload(channel).status is ChannelStatus.CONNECTED


async def test_a_busy_platform_is_left_alone(bench: Bench) -> None:
    await out(bench, "Bread", bench.channel())
    bench.platform.fail("insights", Fault.BUSY)
    await go(bench, HOUR + 10 * MINUTE)
    assert len(counter(bench).asked) == 1
    await bench.pass_time(9 * MINUTE)
    assert len(counter(bench).asked) == 1
    await go(bench, 40 * MINUTE)
    assert len(counter(bench).asked) == 2


async def test_a_post_it_cannot_tell_of_keeps_no_other_waiting(bench: Bench) -> None:
    bench.reach.known = replace(bench.reach.known, insights=replace(TELLS, at_once=1))
    channel = bench.channel()
    good, good_id = await out(bench, "Good", channel)
    _, bad_id = await out(bench, "Bad", channel)
    counter(bench).posts[good_id] = {Count.LIKES: 3}
    counter(bench).poison = bad_id
    await go(bench, 4 * HOUR)
    assert told(bench, good)[channel.id].counts == {Count.LIKES: 3}
    assert asked_about(bench).count(bad_id) == measuring.TRIES, "then the next step is waited for"


async def test_a_post_that_fails_again_and_again_as_if_it_passed_keeps_no_other_waiting(bench: Bench) -> None:
    """Graph says "an unknown error" of some objects for ever."""
    bench.reach.known = replace(bench.reach.known, insights=replace(TELLS, at_once=1))
    channel = bench.channel()
    good, good_id = await out(bench, "Good", channel)
    await bench.pass_time(5 * MINUTE)
    _, bad_id = await out(bench, "Bad", channel)
    counter(bench).posts[good_id] = {Count.LIKES: 3}
    counter(bench).poison, counter(bench).fault = bad_id, Fault.OFFLINE
    await go(bench, 2 * HOUR)
    counter(bench).posts[good_id] = {Count.LIKES: 5}
    await go(bench, 6 * HOUR)
    assert told(bench, good)[channel.id].counts == {Count.LIKES: 5}
    assert asked_about(bench).count(bad_id) > measuring.TRIES, "it is not given up"


async def test_followers_that_cannot_be_read_keep_no_post_waiting(bench: Bench) -> None:
    channel = bench.channel()
    bench.platform.fail("followers", *[Fault.REFUSED] * 20)
    post, id_ = await out(bench, "Bread", channel)
    counter(bench).posts[id_] = {Count.LIKES: 3}
    await go(bench, 8 * HOUR)
    assert told(bench, post)[channel.id].counts == {Count.LIKES: 3}
    assert bench.reach.fake.calls.count("followers") == measuring.TRIES, "tomorrow again"


async def test_a_sign_in_that_is_over_is_told_on_the_channel(bench: Bench) -> None:
    channel = bench.channel()
    await out(bench, "Bread", channel)
    bench.platform.fail("insights", Fault.SIGNED_OUT)
    bench.platform.fail("who_am_i", Fault.SIGNED_OUT)
    await go(bench, 2 * HOUR)
    assert bench.reload(channel).status is ChannelStatus.SIGNED_OUT
    assert len(counter(bench).asked) == 1


async def test_a_platform_that_never_answers_holds_nothing_up(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "ASK_S", 0.01)
    channel = bench.channel()
    post, id_ = await out(bench, "Bread", channel)
    counter(bench).posts[id_] = {Count.LIKES: 3}
    bench.platform.fail("insights", Fault.HANGS)
    await go(bench, 3 * HOUR)
    assert told(bench, post)[channel.id].counts == {Count.LIKES: 3}


async def test_sending_goes_first(bench: Bench) -> None:
    """The lane of a channel does one thing at a time: what is due goes out although numbers are asked for."""
    channel = bench.channel()
    await out(bench, "Bread", channel)
    bench.post("Later", channel, at=2 * HOUR)
    await go(bench, 3 * HOUR)
    assert sorted(bench.texts()) == ["Bread", "Later"]
    await asyncio.sleep(0)


async def test_what_was_erased_meanwhile_is_left_alone(bench: Bench) -> None:
    channel = bench.channel()
    post, id_ = await out(bench, "Bread", channel)
    [part] = bench.parts(post)
    with bench.desk.store.transaction() as tx:
        tx.trash(Post, post.id)
        tx.erase(Post, post.id)
    assert measuring.keep(bench.desk, channel, [part], {id_: {Count.LIKES: 3}}) == 0


# ------------------------------------------------------------------ now, for who asks
async def test_sync_asks_at_once_and_says_of_how_many(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = bench.channel()
    post, id_ = await out(bench, "Bread", channel)
    counter(bench).posts[id_] = {Count.LIKES: 3}
    _reached(bench, monkeypatch)
    assert await measuring_now.measure_all(bench.desk) == measuring_now.Measured(posts=1, followers=1)
    assert told(bench, post)[channel.id].counts == {Count.LIKES: 3}
    assert (await measuring_now.measure_all(bench.desk)).posts == 0, "it was asked about a moment ago"
    bench.clock.advance(30 * HOUR)
    assert (await measuring_now.measure_all(bench.desk)).posts == 1
    bench.clock.advance(26 * HOUR)
    bench.platform.online = False
    found = await measuring_now.measure_all(bench.desk)
    assert (found.posts, [problem.code for _, problem in found.problems]) == (0, ["offline"])


def _reached(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk's own way leads to the fake too."""

    async def session(_desk: Desk, channel: Channel) -> Session:
        return await bench.reach.session(channel)

    monkeypatch.setattr(measuring_now, "connector_of", lambda _facts: bench.reach.fake)
    monkeypatch.setattr(measuring_now, "open_session", session)
    monkeypatch.setattr(type(bench.desk), "facts_for", lambda _desk, _channel: bench.reach.known)


async def test_a_person_may_ask_where_a_look_costs_money(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    price = PriceFact("It costs.", "USD", 0.01, 0.2, "2026-11-28", "the test", read=0.005)
    bench.reach.known = replace(bench.reach.known, price=price)
    channel = bench.channel()
    post, id_ = await out(bench, "Bread", channel)
    _reached(bench, monkeypatch)
    [delivery] = bench.deliveries(post)
    assert not await measuring_now.measure_post(bench.desk, delivery.id)
    counter(bench).posts[id_] = {Count.LIKES: 3}
    assert (await measuring_now.measure_all(bench.desk)).posts == 0
    assert await measuring_now.measure_post(bench.desk, delivery.id)
    assert told(bench, post)[channel.id].counts == {Count.LIKES: 3}
    bench.platform.fail("insights", Fault.REFUSED)
    with pytest.raises(ProblemError) as found:
        await measuring_now.measure_post(bench.desk, delivery.id)
    assert found.value.problem.code == "refused"
    assert asked_about(bench) == [id_] * 3, "only when the person asked"


async def test_a_thread_is_asked_about_whole_and_a_trashed_post_not(bench: Bench) -> None:
    channel = bench.channel()
    content = Content(text="One", thread=(ThreadItem("Two"),), first_comment="Three")
    post = bench.post("One", channel, content=content)
    await bench.run()
    gone, _ = await out(bench, "Gone", channel)
    planning.trash(bench.desk, [gone.id])
    await go(bench, 2 * HOUR)
    wanted = {part.receipt.id for part in bench.parts(post)[:2] if part.receipt is not None}
    assert set(asked_about(bench)) == wanted


async def test_what_nobody_tells_of_takes_no_others_place(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "MOST", 3)
    silent, telling = bench.channel("Silent"), bench.channel("Telling")
    _post, id_ = await out(bench, "Bread", telling)
    for number in range(4):
        await bench.pass_time(MINUTE)
        await out(bench, f"Rolls {number}", silent)
    with bench.desk.store.transaction() as tx:
        tx.put(replace(tx.get(Channel, silent.id), paused=True))
    await go(bench, 3 * HOUR)
    assert asked_about(bench) == [id_]


async def test_what_is_due_is_looked_up_once_a_round_however_many_channels(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock that goes on between two channels, as every real one does."""
    for number in range(6):
        bench.channel(f"Shop {number}")
    await go(bench, 2 * HOUR)
    looked, due, connector = [], measuring.due, bench.reach.connector

    def counted(*given: object, **more: object) -> object:
        looked.append(bench.clock.now())
        return due(*given, **more)  # type: ignore[arg-type]

    def a_moment_later(channel: Channel) -> Connector:
        bench.clock.advance(timedelta(milliseconds=3))
        return connector(channel)

    monkeypatch.setattr(measuring, "due", counted)
    monkeypatch.setattr(bench.reach, "connector", a_moment_later)
    bench.clock.advance(HOUR)
    await bench.publisher.tick()
    await bench.publisher.idle()
    assert len(looked) == 1
