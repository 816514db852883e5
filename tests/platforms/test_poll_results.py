"""What came of a poll, as each platform tells it: votes, voters, its end; what is not told is not nought."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.content import Poll
from smmdesk.model.delivery import Receipt
from smmdesk.model.moment import to_us
from smmdesk.model.polls import Choice, PollResult
from smmdesk.platforms import PLATFORMS, connector, facts_of
from smmdesk.platforms.base import ConnectorError, RefusedError, SignedOutError
from smmdesk.platforms.telling import Hears, TellsPolls
from smmdesk.system.clock import ManualClock
from tests.fakes.mastodon import FakeMastodon
from tests.fakes.voting import Votes
from tests.platforms.accounts import at_mastodon
from tests.platforms.bench import Bench
from tests.platforms.counting import PLACES, Place
from tests.platforms.test_numbers_told import FAILS, UNKNOWN

TELLING = ("mastodon", "discord", "discourse", "x", "linkedin", "threads", "reddit")
OPTIONS = ("Albicocca & miele", "Cioccolato")
ASKED = Poll(OPTIONS, 1440)
TITLES = {"reddit": "Quale ripieno?", "discourse": "Il ripieno di domani"}
EXTRA: dict[str, dict[str, Any]] = {"reddit": {"subreddit": "r/Italy"}}
SHY = {"reddit"}
"""What each answer has is told after the end."""
NOT_COUNTED = {"discord", "x"}
"""How many voted is not told."""
ON_TIME = {"linkedin", "threads", "reddit"}
"""Its end is known by its time alone."""


@dataclass
class Asked:
    """A poll of ours; `vote` is what people did."""

    bench: Bench
    receipt: Receipt
    vote: Callable[[Votes], object]
    fake: Any
    check: Callable[[], None] = lambda: None

    async def result(self, *receipts: Receipt) -> dict[str, PollResult]:
        verb = self.bench.connector
        assert isinstance(verb, TellsPolls)
        return dict(await verb.poll_results(self.bench.session(), receipts or (self.receipt,)))


def _voter(fake: Any, own_id: str) -> Callable[[Votes], object]:
    def find() -> Any:
        if hasattr(fake, "things"):
            return fake.things[f"t3_{own_id}"]
        if hasattr(fake, "topics"):
            return next(post for post in fake.posts if post.topic.id == int(own_id))
        rows = fake.messages if hasattr(fake, "messages") else fake.posts
        return next(row for row in rows if own_id in (getattr(row, "id", None), getattr(row, "urn", None)))

    return lambda votes: setattr(find(), "votes", votes)


@asynccontextmanager
async def asked_at(place: Place, poll: Poll = ASKED) -> AsyncIterator[Asked]:
    bench, key = place.bench, place.bench.platform
    async with place.open():
        more = {"options": EXTRA[key]} if key in EXTRA else {}
        job = bench.job("Quale ripieno per domani?", title=TITLES.get(key, ""), poll=poll, **more)
        _, receipt = await bench.publish(job)
        yield Asked(bench, receipt, _voter(place.fake, receipt.id), place.fake, place.check)


Opened = Callable[..., AbstractAsyncContextManager[Asked]]


@pytest.fixture
def opened(key: str, tmp_path: Path, clock: ManualClock, fake_mastodon: FakeMastodon) -> Iterator[Opened]:
    """Opens a poll at the platform."""
    with ExitStack() as stack:
        place = PLACES[key](tmp_path, stack) if key in PLACES else None

        @asynccontextmanager
        async def opening(poll: Poll = ASKED) -> AsyncIterator[Asked]:
            if place is not None:
                async with asked_at(place, poll) as asked:
                    yield asked
                return
            async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
                _, receipt = await bench.publish(bench.job("Quale ripieno?", poll=poll))
                status = fake_mastodon.book.statuses[receipt.id]
                yield Asked(bench, receipt, lambda votes: setattr(status, "votes", votes), fake_mastodon)

        yield opening


everywhere = pytest.mark.parametrize("key", TELLING)


def test_every_platform_that_takes_polls_tells_of_them_or_says_why() -> None:
    told = {key: fact for key in PLATFORMS if (fact := facts_of(key).polls) is not None}
    offered, heard = set(told), {key for key, fact in told.items() if fact.heard}
    assert offered - heard == set(TELLING)
    assert {key for key in PLATFORMS if isinstance(connector(key), TellsPolls)} == offered - heard
    assert all(isinstance(connector(key), Hears) for key in heard)
    takes = {key for key in PLATFORMS if facts_of(key).limits.poll_options_max and facts_of(key).sends_by_itself}
    assert all(facts_of(key).why.get("polls") for key in takes - offered)


@everywhere
async def test_votes_while_it_goes_on_and_when_it_is_over(key: str, opened: Opened) -> None:
    async with opened() as asked:
        asked.vote(Votes((31, 19)))
        told = (await asked.result())[asked.receipt.id]
        assert tuple(choice.label for choice in told.choices) == OPTIONS
        assert [choice.votes for choice in told.choices] == ([None, None] if key in SHY else [31, 19])
        assert told.people == 50
        assert (told.voters is None) == (key in NOT_COUNTED)
        assert not told.closed
        assert told.ends_at_us is not None
        now = asked.bench.clock.now()
        assert abs(told.ends_at_us - to_us(now) - 86_400_000_000) < 1_800_000_000, "a day from now"
        asked.vote(Votes((40, 20), over=True))
        if key in ON_TIME:
            asked.bench.clock.advance(_until(told, now))  # type: ignore[attr-defined]
        told = (await asked.result())[asked.receipt.id]
        assert (told.closed, told.people) == (True, 60)
        assert told.choices == (Choice(OPTIONS[0], 40), Choice(OPTIONS[1], 20))
        assert [told.share_of(choice) for choice in told.choices] == [67, 33]
        asked.check()


def _until(told: PollResult, now: datetime) -> timedelta:
    assert told.ends_at_us is not None
    return timedelta(microseconds=told.ends_at_us - to_us(now)) + timedelta(minutes=1)


@everywhere
async def test_what_has_no_poll_or_is_gone_tells_none(key: str, opened: Opened) -> None:
    async with opened() as asked:
        more = {"options": EXTRA[key]} if key in EXTRA else {}
        _, plain = await asked.bench.publish(
            asked.bench.job("Il pane è pronto sul banco", title="Il pane di oggi", **more)
        )
        stranger = Receipt(UNKNOWN.get(key, "999999999"))
        assert set(await asked.result(asked.receipt, plain, stranger, Receipt(""))) == {asked.receipt.id}


@everywhere
async def test_the_page_of_a_wifi_tells_no_votes(key: str, opened: Opened) -> None:
    async with opened() as asked:
        await asked.result()
        fails = FAILS.get(key, "/api/*" if key == "mastodon" else "/*")
        http = getattr(asked.fake, "http", asked.fake)
        http.fail_next(fails, status=200, body="<html>Wi-Fi</html>")
        with pytest.raises(ConnectorError) as caught:
            await asked.result()
        assert not isinstance(caught.value, RefusedError | SignedOutError)


@pytest.mark.parametrize("key", ["mastodon", "discord", "discourse"])
async def test_several_answers_of_one_person(key: str, opened: Opened) -> None:
    async with opened(replace(ASKED, many=True)) as asked:
        asked.vote(Votes((30, 30), people=40))
        told = (await asked.result())[asked.receipt.id]
        assert told.many
        assert told.people == (None if key == "discord" else 40)
        assert told.share_of(told.choices[0]) == (50 if key == "discord" else 75)


@pytest.mark.parametrize("key", ["mastodon", "discourse"])
async def test_a_poll_that_hides_its_votes_tells_them_at_the_end(key: str, opened: Opened) -> None:
    async with opened(replace(ASKED, hides_totals=True)) as asked:
        asked.vote(Votes((31, 19)))
        told = (await asked.result())[asked.receipt.id]
        assert ([choice.votes for choice in told.choices], told.people) == ([None, None], 50)
        asked.vote(Votes((31, 19), over=True))
        assert (await asked.result())[asked.receipt.id].choices[0].votes == 31


@pytest.mark.parametrize("key", ["discord"])
async def test_before_anything_is_counted_nothing_is_known(opened: Opened) -> None:
    async with opened() as asked:
        told = (await asked.result())[asked.receipt.id]
        assert ([choice.votes for choice in told.choices], told.people, told.is_told) == ([None, None], None, False)
