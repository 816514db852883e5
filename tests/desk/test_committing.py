"""Lanes that are ready together share the waiting for the disk and nothing else: each fails and ends for itself."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from smmdesk.desk.committing import Commits, Piece, UnloggedError
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.changes import Changes
from smmdesk.model.delivery import Part, State, Verdict
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import Job
from smmdesk.store import ledger
from smmdesk.store.sent_log import DONE, INTENT, Entry, SentLog
from smmdesk.store.store import Store
from smmdesk.store.transaction import Transaction
from smmdesk.system.clock import ManualClock
from tests.fakes.connector import Live
from tests.fakes.reach import Bench, made_bench
from tests.guards import AllowLog

POINT = "claimed"


class Watched(SentLog):
    """The real log; `story` says when it was written, and when the database was."""

    story: list[str]
    has_room = True

    def append(self, *entries: Entry) -> None:
        if not self.has_room:
            raise ProblemError("disk_full")
        super().append(*entries)
        self.story.append(" ".join(entry.what for entry in entries))


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        yield made


@pytest.fixture
def parts(bench: Bench) -> list[Part]:
    return [bench.part(bench.post(name, bench.channel(name))) for name in ("A", "B", "C")]


@pytest.fixture
def log(desk: Desk, parts: list[Part]) -> Watched:
    """From here on everything is in its story."""
    made = Watched(desk.paths)
    made.prepare()
    made.story = []

    def told(changes: Changes) -> None:
        made.story.append(f"{len(changes.of('part'))} rows")

    desk.store.changed.connect(told)
    return made


@pytest.fixture
def commits(desk: Desk, log: SentLog) -> Commits:
    return Commits(desk.store, log)


def line(what: str, part: Part) -> Entry:
    return Entry(what, 1, part.id, part.generation, id="r1" if what == DONE else "")


def park(part: Part) -> Callable[[Transaction], Part]:
    return lambda tx: ledger.move(tx, tx.get(Part, part.id), State.DRAFT)


def states(desk: Desk, parts: list[Part]) -> list[State]:
    with desk.store.reading() as reader:
        return [reader.get(Part, part.id).state for part in parts]


async def test_one_commit_for_all_that_are_ready(desk: Desk, commits: Commits, log: Watched, parts: list[Part]) -> None:
    """What arrived is in the log before the rows, what leaves behind them."""
    leaving = Piece(park(parts[0]), POINT, waits=True, leaving=lambda part: line(INTENT, part))
    arrived = Piece(park(parts[1]), POINT, arrived=line(DONE, parts[1]))
    await asyncio.gather(*(commits.commit(piece) for piece in (leaving, arrived, Piece(park(parts[2]), POINT))))
    assert log.story == ["done", "3 rows", "intent"]
    assert states(desk, parts) == [State.DRAFT] * 3


async def test_each_fails_for_itself(desk: Desk, commits: Commits, parts: list[Part]) -> None:
    def fall(tx: Transaction) -> Part:
        park(parts[1])(tx)
        raise ProblemError("conflict")

    pieces = [Piece(park(parts[0]), POINT), Piece(fall, POINT), Piece(park(parts[2]), POINT)]
    ended = await asyncio.gather(*(commits.commit(piece) for piece in pieces), return_exceptions=True)
    assert [isinstance(one, ProblemError) for one in ended] == [False, True, False]
    assert states(desk, parts) == [State.DRAFT, State.SCHEDULED, State.DRAFT]


@pytest.mark.fault(43)
async def test_without_room_in_the_log_nothing_leaves(commits: Commits, log: Watched, parts: list[Part]) -> None:
    log.has_room = False
    leaving = Piece(park(parts[0]), POINT, waits=True, leaving=lambda part: line(INTENT, part))
    other = Piece(park(parts[1]), POINT)
    ended = await asyncio.gather(commits.commit(leaving), commits.commit(other), return_exceptions=True)
    assert isinstance(ended[0], UnloggedError)
    assert isinstance(ended[1], Part)


async def test_what_the_log_could_not_keep_waits_in_the_database(
    desk: Desk, commits: Commits, log: Watched, parts: list[Part], monkeypatch: pytest.MonkeyPatch, allow_log: AllowLog
) -> None:
    allow_log("remote id could not be logged")
    waited: list[bool] = []
    real = Store.transaction

    def transaction(store: Store, *words: Any, waits: bool = True, **more: Any) -> Any:
        waited.append(waits)
        return real(store, *words, waits=waits, **more)

    monkeypatch.setattr(Store, "transaction", transaction)
    await commits.commit(Piece(park(parts[0]), POINT, arrived=line(DONE, parts[0])))
    log.has_room = False
    await commits.commit(Piece(park(parts[1]), POINT, arrived=line(DONE, parts[1])))
    assert waited == [False, True]


async def test_cancelled_before_its_turn_it_writes_nothing_but_what_is_sure(
    desk: Desk, commits: Commits, parts: list[Part]
) -> None:
    for part, sure in zip(parts, (False, True), strict=False):
        task = asyncio.ensure_future(commits.commit(Piece(park(part), POINT, sure=sure)))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled()
    await commits.commit(Piece(park(parts[2]), POINT))
    assert states(desk, parts) == [State.SCHEDULED, State.DRAFT, State.DRAFT]


async def test_cancelled_after_its_turn_it_is_undone(desk: Desk, commits: Commits, parts: list[Part]) -> None:
    undone: list[Part] = []
    task = asyncio.ensure_future(commits.commit(Piece(park(parts[0]), POINT, undo=undone.append)))
    commits_seen = desk.store.changed.connect(lambda _: task.cancel())
    await asyncio.gather(task, return_exceptions=True)
    commits_seen()
    assert task.cancelled()
    assert [part.state for part in undone] == [State.DRAFT]


async def test_nobody_sends_before_his_own_intent_is_on_the_disk(
    bench: Bench, parts: list[Part], monkeypatch: pytest.MonkeyPatch
) -> None:
    """I2, with several lanes in one commit: others read state, attempt and line when the first byte arrives."""
    seen: list[tuple[bool, bool, bool]] = []
    accept = bench.platform.accept

    def arrives(job: Job, due: datetime | None = None) -> Live:
        written = any(
            entry.part == job.part_id and entry.what == INTENT for entry in SentLog(bench.desk.paths).entries()
        )
        with bench.desk.store.reading() as reader:
            tried = [one.verdict for one in reader.attempts_of(job.part_id)] == [Verdict.OPEN]
            seen.append((reader.get(Part, job.part_id).state is State.SENDING, tried, written))
        return accept(job, due)

    monkeypatch.setattr(bench.platform, "accept", arrives)
    commits: list[Changes] = []
    bench.desk.store.changed.connect(commits.append)
    await bench.run()
    assert seen == [(True, True, True)] * 3
    assert len(bench.platform.live) == 3
    assert len(commits) < 3 * len(parts), "three commits a part when each goes alone"


async def test_stopped_between_intent_and_call_it_says_not_sent(bench: Bench, parts: list[Part]) -> None:
    """The engine ends while an intent is on its way to the disk: nothing was sent, and the part says so."""

    def ending(changes: Changes) -> None:
        if any(state is State.SENDING for state in states(bench.desk, parts)):
            disconnect()
            for task in list(bench.publisher._tasks._tasks):
                task.cancel()

    disconnect = bench.desk.store.changed.connect(ending)
    await bench.publisher.tick()
    await bench.publisher.idle()
    assert bench.platform.received == []
    assert states(bench.desk, parts) == [State.SCHEDULED] * 3
    attempts = [one for part in parts for one in bench.attempts(part)]
    assert attempts
    assert {one.verdict for one in attempts} == {Verdict.NOT_SENT}


async def test_what_is_ready_a_few_turns_later_shares_the_commit(
    desk: Desk, parts: list[Part], log: Watched, commits: Commits
) -> None:
    """Answers of several servers are read one after the other; none of them waits for what is not there yet."""

    async def after(turns: int, part: Part) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        await commits.commit(Piece(park(part), POINT))

    async with asyncio.timeout(5):
        await asyncio.gather(*(after(number, part) for number, part in enumerate(parts)))
    assert log.story == ["3 rows"]
    assert states(desk, parts) == [State.DRAFT] * 3
