"""What came of the polls of our posts is asked for calmly, and once more when voting is over.

A poll is asked about when a step of Policy.measure_after has come for it, and after its end until its platform says
that it is over. One call at a time, when the lane of a channel has nothing else to do; where a look costs money only a
person asks. What is not told stays unknown.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from smmdesk.desk.brands import working_channels
from smmdesk.desk.deciding import us
from smmdesk.desk.measuring import ASK_S, at_once, may_be_asked
from smmdesk.desk.rounds import Rounds, what_stood
from smmdesk.desk.sessions import open_session
from smmdesk.desk.workbench import Workbench
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery, Part
from smmdesk.model.problem import Problem
from smmdesk.platforms import connector_of
from smmdesk.platforms.base import Connector, NotSentError, Session, SignedOutError
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.telling import TellsPolls
from smmdesk.store import polls
from smmdesk.store.polls import Asking
from smmdesk.system.tasks import TaskScope

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader

SETTLED = timedelta(minutes=2)
"""So long after its end a platform has counted."""
ENDED_AGAIN = timedelta(hours=6)
"""How long until a poll is asked about again whose end has passed, and whose platform has not said so."""


def tells(verb: object, facts: Facts) -> bool:
    return isinstance(verb, TellsPolls) and _is_asked(facts)


def _is_asked(facts: Facts) -> bool:
    return facts.polls is not None and not facts.polls.heard


class PollRounds(Rounds):
    """What was asked and told stands in the database."""

    verbs = (TellsPolls,)

    def __init__(self, bench: Workbench, tasks: TaskScope, slots: asyncio.Semaphore) -> None:
        super().__init__(bench, tasks, slots, bench.desk.policy.measure_first)
        self._due: dict[str, list[Asking]] = {}
        self._asking: dict[str, tuple[Part, ...]] = {}

    @property
    def again(self) -> timedelta:
        return self._bench.desk.policy.measure_again

    @property
    def apart(self) -> timedelta:
        return self._bench.desk.policy.measure_apart

    def _channels_due(self, reader: "Reader", now_us: int) -> list[Channel]:
        facts_of = self._bench.reach.facts
        able = [one for one in working_channels(reader) if _is_asked(facts_of(one))]
        able = [one for one in able if may_be_asked(one, facts_of(one))]
        self._due = due(self._bench.desk, able) if able else {}
        return [one for one in able if one.id in self._due and self._may_ask(one, now_us)]

    async def ask(self, channel: Channel, verb: Connector, session: Session) -> bool:
        waiting = self._due.pop(channel.id, [])
        with self._bench.desk.store.reading() as reader:
            parts = _parts_of(reader, waiting[:1])
        self._asking[channel.id] = parts
        if parts:
            await ask_polls(self._bench.desk, channel, verb, session, parts)
        self._asking.pop(channel.id, None)
        return len(waiting) > 1

    def _not_told(self, channel: Channel, error: Exception) -> None:
        """A poll that cannot be told of keeps none of the others waiting: its next turn comes."""
        super()._not_told(channel, error)
        asked = self._asking.pop(channel.id, ())
        later = isinstance(error, NotSentError) and error.problem.code != "answer_strange"
        if not later and not isinstance(error, SignedOutError):
            _note_asked(self._bench.desk, channel, asked)


# ------------------------------------------------------------------ what is due
def due(desk: "Desk", channels: Iterable[Channel], *, now: bool = False) -> dict[str, list[Asking]]:
    """The polls to ask these channels about, by channel, those that ended first, and no example; `now`: a person asks,
    about all that were not told to the end."""
    ids = [channel.id for channel in channels]
    now_us = desk.now_us()
    with desk.store.reading() as reader:
        found = polls.open_polls(reader, now_us, us(desk.policy.measure_for), ids)
    by_channel: dict[str, list[Asking]] = {}
    for one in sorted(found, key=lambda one: one.ends_at_us):
        if not one.sample and (now or _is_due(desk, one, now_us)):
            by_channel.setdefault(one.channel_id, []).append(one)
    return by_channel


def _is_due(desk: "Desk", one: Asking, now_us: int) -> bool:
    over_us = one.ends_at_us + us(SETTLED)
    if now_us >= over_us:
        return one.asked_at_us < over_us or now_us - one.asked_at_us >= us(ENDED_AGAIN)
    steps = [one.out_at_us + us(step) for step in desk.policy.measure_after]
    return any(one.asked_at_us < step <= now_us for step in steps)


def _parts_of(reader: "Reader", asked: Iterable[Asking]) -> tuple[Part, ...]:
    found = reader.many(Part, [one.part_id for one in asked])
    return tuple(part for part in found.values() if part.is_there)


# ------------------------------------------------------------------ one call
async def ask_polls(desk: "Desk", channel: Channel, verb: Connector, session: Session, parts: Sequence[Part]) -> int:
    """One call about these parts, and what it told kept; returns of how many it told. Raises ConnectorError,
    TimeoutError."""
    assert isinstance(verb, TellsPolls)
    receipts = [part.receipt for part in parts if part.receipt is not None]
    async with asyncio.timeout(ASK_S):
        told = await verb.poll_results(session, receipts)
    with desk.store.transaction() as tx:
        if tx.find(Channel, channel.id) is None:
            return 0
        return sum(
            polls.note(tx, part.id, told.get(part.receipt.id), desk.now_us())
            for part in parts
            if part.receipt is not None
        )


def _note_asked(desk: "Desk", channel: Channel, parts: Iterable[Part]) -> None:
    """Nothing was told of them now."""
    with desk.store.transaction() as tx:
        for part in parts if tx.find(Channel, channel.id) is not None else ():
            polls.note(tx, part.id, None, desk.now_us())


# ------------------------------------------------------------------ now, for who asks
async def ask_all(desk: "Desk") -> tuple[int, tuple[tuple[str, Problem], ...]]:
    """Of how many polls something was told, where asking is free, and what stood against it, by channel id: what `sync`
    does."""
    with desk.store.reading() as reader:
        channels = [one for one in working_channels(reader) if may_be_asked(one, desk.facts_for(one))]
    count, problems = 0, []
    for channel in channels:
        facts = desk.facts_for(channel)
        verb: Connector = connector_of(facts)
        waiting = due(desk, [channel], now=True).get(channel.id, []) if tells(verb, facts) else []
        if waiting:
            told, problem = await _ask_about(desk, channel, verb, waiting)
            count += told
            problems += [(channel.id, problem)] if problem is not None else []
    return count, tuple(problems)


async def _ask_about(
    desk: "Desk", channel: Channel, verb: Connector, waiting: Sequence[Asking]
) -> tuple[int, Problem | None]:
    """How many were told of, and what stood against the rest."""
    count = 0
    try:
        session = await open_session(desk, channel)
        with desk.store.reading() as reader:
            parts: Sequence[Part] = _parts_of(reader, waiting)
        while parts:
            first, parts = at_once(parts, session.facts)
            count += await ask_polls(desk, channel, verb, session, first)
    except Exception as error:
        return count, what_stood(desk, channel, error)
    return count, None


async def ask_of(desk: "Desk", session: Session, verb: Connector, delivery: Delivery) -> int:
    """The polls of what went out on one channel, also where a look costs money: a person wants it. Raises
    ConnectorError, TimeoutError."""
    if not tells(verb, session.facts):
        return 0
    with desk.store.reading() as reader:
        parts = [part for part in delivery.parts if part.is_there and polls.asks_poll(reader, part.id)]
    return await ask_polls(desk, session.channel, verb, session, parts) if parts else 0
