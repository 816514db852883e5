"""`sync` asks all channels: what nobody foresaw about one of them is said of it, and keeps none of the others."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from smmdesk.desk import elsewhere, feed_rounds, listening, measuring_now, poll_results, remote_checks, searching
from smmdesk.desk.desk import Desk
from smmdesk.desk.lookouts import add
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content, Poll
from smmdesk.model.foreign import ForeignPost
from smmdesk.model.lookout import LookoutKind, SearchFact
from smmdesk.model.message import HeardPage
from smmdesk.model.numbers import InsightsFact
from smmdesk.model.polls import PollsFact
from smmdesk.platforms import feeds
from smmdesk.platforms.base import Session
from smmdesk.store import inbox_reads, lookouts
from smmdesk.system.clock import ManualClock
from tests.fakes.connector import FakeConnector, FakePlatform
from tests.fakes.reach import Bench, made_bench
from tests.guards import AllowLog

ASKS = Content(text="Which filling?", poll=Poll(("Apricot", "Chocolate"), 1440))
TAKES = {"poll_options_max": 4}
BROKEN, SOUND = "Broken", "Sound"
ASKED = {
    listening: "fetch_messages",
    searching: "search",
    poll_results: "poll_results",
    measuring_now: "insights",
    elsewhere: "published_there",
    remote_checks: "look_up",
}
"""What `sync` asks, and the verb of a connector that it asks with."""


class FallingOver(FakeConnector):
    """It answers about one account, and falls over the other."""

    def __init__(self, platform: FakePlatform) -> None:
        super().__init__(platform)
        self.falls, self.answered = "", list[str]()

    def _said(self, verb: str, session: Session) -> None:
        if verb == self.falls and session.channel.name == BROKEN:
            raise KeyError(verb)
        self.answered += [session.channel.name] if verb == self.falls else []

    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        self._said("fetch_messages", session)
        return HeardPage((), "x")

    async def search(self, session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
        self._said("search", session)
        return HeardPage((), "x")

    async def poll_results(self, session: Session, receipts: Any) -> dict[str, Any]:
        self._said("poll_results", session)
        return {}

    async def insights(self, session: Session, receipts: Any) -> dict[str, Any]:
        self._said("insights", session)
        return {}

    async def published_there(self, session: Session, since: Any) -> tuple[ForeignPost, ...]:
        self._said("published_there", session)
        return ()

    async def look_up(self, session: Session, job: Any) -> Any:
        self._said("look_up", session)
        return await super().look_up(session, job)


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    facts = {
        "polls": PollsFact("2026-11-29", "the test"),
        "insights": InsightsFact(("likes",), "2026-11-29", "the test"),
        "search": SearchFact(("words",), "2026-11-29", "the test", again_s=600),
    }
    with made_bench(desk, clock, brand, **facts) as made:
        made.reach.fake = FallingOver(made.platform)
        yield made


def _fake(bench: Bench) -> FallingOver:
    assert isinstance(bench.reach.fake, FallingOver)
    return bench.reach.fake


def _led(bench: Bench, monkeypatch: pytest.MonkeyPatch, asks: ModuleType) -> None:
    """The desk's own way leads to the fake."""

    async def session(_desk: Desk, channel: Channel) -> Session:
        return await bench.reach.session(channel)

    monkeypatch.setattr(asks, "connector_of", lambda _facts: bench.reach.fake)
    monkeypatch.setattr(asks, "open_session", session)
    monkeypatch.setattr(type(bench.desk), "facts_for", lambda _desk, _channel: bench.reach.known)


async def _problems(asks: ModuleType, desk: Desk) -> list[tuple[str, str]]:
    every: dict[ModuleType, Callable[[Desk], Awaitable[Any]]] = {
        listening: listening.listen_to_all,
        searching: searching.look_for_all,
        poll_results: poll_results.ask_all,
        measuring_now: measuring_now.measure_all,
        elsewhere: elsewhere.look_at_all,
        remote_checks: remote_checks.look_at_published,
    }
    told = await every[asks](desk)
    problems = told[1] if isinstance(told, tuple) else told.problems
    return [(channel_id, problem.code) for channel_id, problem in problems]


@pytest.mark.parametrize("asks", ASKED, ids=lambda asks: asks.__name__.rpartition(".")[2])
async def test_what_nobody_foresaw_about_one_channel_ends_no_look_at_the_others(
    asks: ModuleType, bench: Bench, monkeypatch: pytest.MonkeyPatch, allow_log: AllowLog
) -> None:
    broken = bench.channel(BROKEN, reported=TAKES)
    sound = bench.channel(SOUND, reported=TAKES, server="https://another.example")
    post = bench.post("Bread", broken, sound, content=ASKS)
    await bench.run()
    assert all(part.is_there for part in bench.parts(post))
    add(bench.desk, bench.brand.id, LookoutKind.WORDS, "pane")
    bench.clock.advance(timedelta(hours=3))
    _fake(bench).falls = ASKED[asks]
    _led(bench, monkeypatch, asks)
    allow_log("was not asked to its end")
    assert await _problems(asks, bench.desk) == [(broken.id, "app_fault")]
    assert _fake(bench).answered == [SOUND]


async def test_whoever_looks_at_the_inbox_is_told_too(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, allow_log: AllowLog
) -> None:
    broken = bench.channel(BROKEN)
    _fake(bench).falls = "fetch_messages"
    allow_log("was not read")
    await bench.pass_time(timedelta(minutes=1))
    with bench.desk.store.reading() as reader:
        told = [(one.channel_id, one.problem.code) for one in inbox_reads.unreadable(reader)]
    assert told == [(broken.id, "app_fault")]


async def test_a_feed_that_nobody_foresaw_is_asked_more_seldom_and_keeps_no_other(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, allow_log: AllowLog
) -> None:
    asked = list[str]()

    async def read(_fetcher: object, address: str, *_more: object) -> None:
        asked.append(address)
        raise KeyError(address)

    monkeypatch.setattr(feeds, "read", read)
    allow_log("a feed was not taken apart")
    odd, other = (
        add(bench.desk, bench.brand.id, LookoutKind.FEED, f"https://{name}.example/feed") for name in ("a", "b")
    )
    for _look in range(2):
        assert (await searching.look_for_all(bench.desk)).problems == ()
    assert sorted(asked) == [odd.words, other.words]
    with bench.desk.store.reading() as reader:
        assert lookouts.place_of(reader, odd.id).told == feed_rounds.STRANGE
