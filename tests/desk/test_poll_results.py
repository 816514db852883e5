"""What came of polls is asked for calmly, once more at the end, kept, and never made up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from smmdesk.desk import poll_results, several_brands
from smmdesk.desk.desk import Desk
from smmdesk.desk.listening import keep
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content, Poll
from smmdesk.model.delivery import Receipt
from smmdesk.model.message import HeardPage
from smmdesk.model.moment import to_us
from smmdesk.model.numbers import Counts, InsightsFact
from smmdesk.model.polls import Choice, PollResult, PollsFact, PollTold
from smmdesk.model.post import Post
from smmdesk.platforms.base import Session
from smmdesk.platforms.facts import PriceFact
from smmdesk.store import polls_reads
from smmdesk.system.clock import ManualClock
from tests.fakes.connector import FakeConnector, FakePlatform, Fault
from tests.fakes.reach import Bench, made_bench

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TAKES = {"poll_options_max": 4}
TELLS = PollsFact("2026-11-29", "the test")
ASKS = Content(text="Which filling?", poll=Poll(("Apricot", "Chocolate"), 2 * 1440))


@dataclass
class Urn:
    """What was chosen so far, and how often somebody looked."""

    votes: tuple[int | None, int | None] = (0, 0)
    over: bool = False
    ends_at_us: int | None = None
    asked: list[tuple[str, ...]] = field(default_factory=list)
    fault: Fault | None = None

    def result(self) -> PollResult:
        return PollResult(
            (Choice("Apricot", self.votes[0]), Choice("Chocolate", self.votes[1])), None, self.ends_at_us, self.over
        )


class Polling(FakeConnector):
    def __init__(self, platform: FakePlatform) -> None:
        super().__init__(platform)
        self.urn = Urn()

    async def poll_results(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, PollResult]:
        ids = tuple(receipt.id for receipt in receipts)
        self.urn.asked.append(ids)
        if self.urn.fault is not None:
            self.platform.fail("polls", self.urn.fault)
        await self._reach("polls")
        return {"of nobody": self.urn.result(), **{own_id: self.urn.result() for own_id in ids}}


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand, polls=TELLS) as made:
        made.reach.fake = Polling(made.platform)
        yield made


def urn(bench: Bench) -> Urn:
    assert isinstance(bench.reach.fake, Polling)
    return bench.reach.fake.urn


async def asked(bench: Bench, *channels: Channel) -> Post:
    post = bench.post("", *channels, content=ASKS)
    await bench.run()
    return post


def told(bench: Bench, post: Post) -> tuple[PollTold, ...]:
    with bench.desk.store.reading() as reader:
        return polls_reads.of_posts(reader, [post.id]).get(post.id, ())


async def go(bench: Bench, step: timedelta) -> None:
    await bench.pass_time(step, 10 * MINUTE)


async def test_while_it_goes_on_and_once_more_at_its_end(bench: Bench) -> None:
    post = await asked(bench, bench.channel(reported=TAKES))
    urn(bench).votes = (3, 1)
    await go(bench, 50 * MINUTE)
    assert told(bench, post) == ()
    await go(bench, HOUR)
    [one] = told(bench, post)
    assert [choice.votes for choice in one.result.choices] == [3, 1]
    urn(bench).votes = (30, 20)
    await go(bench, 46 * HOUR)
    looks = len(urn(bench).asked)
    assert looks == 3, "after an hour, six, a day"
    urn(bench).over = True
    await go(bench, HOUR)
    assert len(urn(bench).asked) == looks + 1
    [one] = told(bench, post)
    assert (one.result.closed, one.result.people) == (True, 50)
    await go(bench, 10 * DAY)
    assert len(urn(bench).asked) == looks + 1, "what is over is over"


async def test_many_numbers_to_ask_for_leave_a_poll_its_turn(bench: Bench) -> None:
    """Both look as often: the numbers were always there first, and polls waited until all of them were told."""
    bench.reach.known = replace(bench.reach.known, insights=InsightsFact(("likes",), "2026-11-29", "the test"))
    channel = bench.channel(reported=TAKES)
    fake = bench.reach.fake
    counted: list[str] = []

    async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        counted.extend(receipt.id for receipt in receipts)
        return {}

    fake.insights = insights  # type: ignore[attr-defined]
    for number in range(12):
        bench.post(f"Bread {number}", channel)
    await asked(bench, channel)
    await bench.pass_time(64 * MINUTE, tick=MINUTE)
    assert 0 < len(counted) < 12
    assert urn(bench).asked, "a poll has its turn in between"


async def test_a_platform_that_does_not_say_that_it_is_over_is_asked_seldom(bench: Bench) -> None:
    await asked(bench, bench.channel(reported=TAKES))
    await go(bench, 2 * DAY + HOUR)
    looks = len(urn(bench).asked)
    await go(bench, DAY)
    assert len(urn(bench).asked) - looks == 4


async def test_the_end_is_what_the_platform_says(bench: Bench) -> None:
    post = await asked(bench, bench.channel(reported=TAKES))
    urn(bench).ends_at_us = to_us(bench.clock.now() + 12 * HOUR)
    await go(bench, 12 * HOUR)
    looks = len(urn(bench).asked)
    urn(bench).over = True
    await go(bench, 30 * MINUTE)
    assert len(urn(bench).asked) == looks + 1
    assert told(bench, post)[0].result.closed


async def test_a_brand_that_was_put_away_asks_for_nothing(bench: Bench) -> None:
    await asked(bench, bench.channel(reported=TAKES))
    several_brands.add_brand(bench.desk, "Cafe Lume", "Europe/Rome", "it")
    several_brands.put_away(bench.desk, bench.brand.id)
    await go(bench, 5 * HOUR)
    assert await poll_results.ask_all(bench.desk) == (0, ())
    assert urn(bench).asked == []


async def test_only_posts_that_ask_are_asked_about(bench: Bench) -> None:
    channel = bench.channel(reported=TAKES)
    bench.post('Bread with "poll":{ in it', channel)
    await bench.run()
    await go(bench, 2 * DAY)
    assert urn(bench).asked == []


async def test_days_offline_bring_one_question(bench: Bench) -> None:
    post = await asked(bench, bench.channel(reported=TAKES))
    urn(bench).votes, urn(bench).over = (7, 9), True
    bench.clock.advance(5 * DAY)
    await go(bench, HOUR)
    assert len(urn(bench).asked) == 1
    assert told(bench, post)[0].result.people == 16


@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.BUSY])
async def test_what_cannot_be_told_waits_for_its_next_turn_and_keeps_what_was(bench: Bench, fault: Fault) -> None:
    post = await asked(bench, bench.channel(reported=TAKES))
    urn(bench).votes = (3, 1)
    await go(bench, 2 * HOUR)
    before = told(bench, post)
    urn(bench).fault = fault
    await go(bench, 4 * DAY)
    assert len(urn(bench).asked) <= (13 if fault is Fault.REFUSED else 200), "not again and again"
    assert told(bench, post) == before


async def test_nonsense_is_no_vote(bench: Bench) -> None:
    post = await asked(bench, bench.channel(reported=TAKES))
    urn(bench).votes = (-3, 10**14)
    await go(bench, 2 * HOUR)
    assert [choice.votes for choice in told(bench, post)[0].result.choices] == [None, None]


async def test_where_a_look_costs_money_only_a_person_asks(
    desk: Desk, clock: ManualClock, brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    price = PriceFact("It costs.", "USD", 0.01, 0.2, "2026-11-28", "the test", read=0.005)
    with made_bench(desk, clock, brand, polls=TELLS, price=price) as bench:
        bench.reach.fake = Polling(bench.platform)
        post = await asked(bench, bench.channel(reported=TAKES))
        await go(bench, 3 * DAY)
        assert urn(bench).asked == []
        assert await poll_results.ask_all(bench.desk) == (0, ())
        assert told(bench, post) == ()


async def test_it_goes_with_an_erased_post_and_not_from_the_trash(bench: Bench) -> None:
    post = await asked(bench, bench.channel(reported=TAKES))
    urn(bench).votes = (3, 1)
    await go(bench, 2 * HOUR)
    with bench.desk.store.transaction() as tx:
        tx.trash(Post, post.id)
    looks = len(urn(bench).asked)
    await go(bench, DAY)
    assert len(urn(bench).asked) == looks
    with bench.desk.store.transaction() as tx:
        tx.erase(Post, post.id)
    assert told(bench, post) == ()


async def test_of_a_brand_that_is_put_away_nothing_is_asked(bench: Bench) -> None:
    post = await asked(bench, bench.channel(reported=TAKES))
    several_brands.add_brand(bench.desk, "Cafe Lume")
    several_brands.put_away(bench.desk, post.brand_id)
    await go(bench, 2 * HOUR)
    assert urn(bench).asked == []
    assert await poll_results.ask_all(bench.desk) == (0, ())
    several_brands.bring_back(bench.desk, post.brand_id)
    await go(bench, HOUR)
    assert len(urn(bench).asked) == 1


async def test_a_platform_that_tells_by_itself_is_not_asked(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    """By the name that the receipt has for the poll, on the channel that told."""
    heard = PollsFact("2026-11-29", "the test", heard=True)
    with made_bench(desk, clock, brand, polls=heard) as bench:
        bench.reach.fake = Polling(bench.platform)
        channel, other = bench.channel(reported=TAKES), bench.channel(reported=TAKES)
        post = await asked(bench, channel)
        await go(bench, 3 * HOUR)
        assert urn(bench).asked == []
        with desk.store.transaction() as tx:
            [part] = tx.deliveries_of(post.id)[0].parts
            assert part.receipt is not None
            tx._rows.update("part", {"receipt_data": '{"poll": "p1"}'}, id=part.id)
        urn(bench).votes = (3, 1)
        for place, name in ((other, "p1"), (channel, "p2")):
            keep(desk, place, HeardPage(polls={name: urn(bench).result()}), "")
            assert told(bench, post) == ()
        keep(desk, channel, HeardPage(polls={"p1": urn(bench).result()}), "")
        [one] = told(bench, post)
        assert [choice.votes for choice in one.result.choices] == [3, 1]
