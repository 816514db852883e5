"""What platforms count of our posts is asked for calmly: soon after a post went out, then ever more seldom.

A post is asked about when a step of Policy.measure_after has come for it (an hour, six hours, one, three, seven and
thirty days), and no more after Policy.measure_for, or after what the platform's facts say (`until_days`). Followers are
asked for once a day. One call at a time, when the lane of a channel has nothing else to do; where a look costs money
only a person asks, and only about one post. What is not told stays unknown.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from smmdesk.desk.brands import working_channels
from smmdesk.desk.deciding import us
from smmdesk.desk.rounds import Rounds, is_connected
from smmdesk.desk.workbench import Workbench
from smmdesk.model.brand import Brand
from smmdesk.model.channel import NUMBERS, Channel
from smmdesk.model.delivery import Part
from smmdesk.model.moment import Moment
from smmdesk.model.numbers import Counts
from smmdesk.platforms.base import Connector, NotSentError, RefusedError, Session, SignedOutError
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.telling import CountsFollowers, Insights
from smmdesk.store import numbers
from smmdesk.store.numbers import Asked
from smmdesk.system.tasks import TaskScope

if TYPE_CHECKING:
    from datetime import date

    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader

T = TypeVar("T")
ASK_S = 30.0
MOST = 500
"""So many parts are looked through for what is due."""
STALE = timedelta(days=1)
"""`sync` asks again about what was asked about longer ago than that."""
LOOKED_AT = timedelta(days=30)
TRIES = 3
"""So often a call about a post, or the day's followers, may fail before the next time is waited for."""
STRANGE = "answer_strange"
DAY_US = us(timedelta(days=1))


def may_be_asked(channel: Channel, facts: Facts) -> bool:
    """Whether anything is asked there without a person's wish: nothing that costs money."""
    costs = facts.price is not None and bool(facts.price.read)
    return is_connected(channel, facts) and not channel.paused and not costs


def tells_freely(channel: Channel, facts: Facts) -> bool:
    return facts.insights is not None and may_be_asked(channel, facts)


def counts_followers(verb: object, facts: Facts) -> bool:
    return isinstance(verb, CountsFollowers) and facts.insights is not None and facts.insights.followers


def told_for_us(facts: Facts) -> int | None:
    """How long after a post went out its platform tells of it; None: for ever, or it does not say."""
    return facts.insights.until_days * DAY_US if facts.insights is not None and facts.insights.until_days else None


def day_of(reader: "Reader", desk: "Desk", channel: Channel) -> "date":
    """Today, where the channel's brand is."""
    brand = reader.get(Brand, channel.brand_id)
    return Moment.of(desk.clock.now(), brand.zone).day


class Measuring(Rounds):
    """What was asked and told stands in the database; how often a call failed is remembered here."""

    verbs = (Insights, CountsFollowers)

    def __init__(self, bench: Workbench, tasks: TaskScope, slots: asyncio.Semaphore) -> None:
        super().__init__(bench, tasks, slots, bench.desk.policy.measure_first)
        self._due: dict[str, list[Asked]] = {}
        self._failed: dict[str, int] = {}
        self._late: dict[str, int] = {}
        self._asking: dict[str, tuple[Part, ...]] = {}

    @property
    def again(self) -> timedelta:
        return self._bench.desk.policy.measure_again

    @property
    def apart(self) -> timedelta:
        return self._bench.desk.policy.measure_apart

    def _channels_due(self, reader: "Reader", now_us: int) -> list[Channel]:
        facts_of = self._bench.reach.facts
        able = [one.id for one in working_channels(reader) if tells_freely(one, facts_of(one))]
        self._due = due(self._bench.desk, MOST, able)  # once for all of them
        return super()._channels_due(reader, now_us)

    def _may_ask(self, channel: Channel, now_us: int) -> bool:
        facts = self._bench.reach.facts(channel)
        return may_be_asked(channel, facts) and super()._may_ask(channel, now_us) and self._wants(channel, facts)

    def _wants(self, channel: Channel, facts: Facts) -> bool:
        verb = self._bench.reach.connector(channel)
        return bool(self._of(channel, verb, facts)) or self._wants_followers(channel, verb, facts)

    def _of(self, channel: Channel, verb: Connector, facts: Facts) -> list[Asked]:
        found = tellable(self._due.get(channel.id, ()), verb, facts, self._bench.now_us)
        return sorted(found, key=lambda one: self._failed.get(one.part_id, 0) + self._late.get(one.part_id, 0))

    def _wants_followers(self, channel: Channel, verb: Connector, facts: Facts) -> bool:
        if not counts_followers(verb, facts):
            return False
        desk = self._bench.desk
        with desk.store.reading() as reader:
            return not numbers.asked_for_followers(reader, channel.id, day_of(reader, desk, channel))

    async def ask(self, channel: Channel, verb: Connector, session: Session) -> bool:
        """One call: about as many posts as one takes, else for the day's followers."""
        desk, facts = self._bench.desk, session.facts
        self._asking.pop(channel.id, None)
        self._due.update({channel.id: [], **due(desk, MOST, [channel.id])})
        first, rest = at_once(self._of(channel, verb, facts), facts)
        with desk.store.reading() as reader:
            parts = parts_of(reader, first)
        if not parts:
            if self._wants_followers(channel, verb, facts):
                await ask_followers(desk, channel, verb, session)
                self._failed.pop(channel.id, None)
            return False
        self._asking[channel.id] = parts
        await ask_numbers(desk, channel, verb, session, parts)
        for part in parts:
            self._failed.pop(part.id, None)
            self._late.pop(part.id, None)
        return bool(rest) or self._wants_followers(channel, verb, facts)

    def _not_told(self, channel: Channel, error: Exception) -> None:
        """A post that a platform cannot tell of keeps none of the others waiting, and is let go after some tries."""
        super()._not_told(channel, error)
        note_closed(self._bench.desk, channel, error)
        asked = self._asking.pop(channel.id, ())
        if isinstance(error, SignedOutError):
            return
        if isinstance(error, NotSentError) and error.problem.code != STRANGE:  # it may be of this one alone
            self._late.update({part.id: self._late.get(part.id, 0) + 1 for part in asked})
            return
        given_up = [part for part in asked if self._fails_again(part.id)]
        if given_up:
            keep(self._bench.desk, channel, given_up, {})
        if not asked and self._fails_again(channel.id):
            keep_followers(self._bench.desk, channel, None)

    def _fails_again(self, id_: str) -> bool:
        """Whether that was once too often; then it begins anew."""
        self._failed[id_] = self._failed.get(id_, 0) + 1
        return self._failed[id_] >= TRIES and bool(self._failed.pop(id_))


# ------------------------------------------------------------------ what is due
def due(desk: "Desk", limit: int, channel_ids: Iterable[str], *, now: bool = False) -> dict[str, list[Asked]]:
    """The parts to ask these channels about, by channel, the newest first; those that nobody tells of would take the
    places of the others. `now`: a person asks, and what was never asked about, or more than a day ago, is due too where
    it went out in the last thirty days."""
    policy = desk.policy
    steps = [us(step) for step in policy.measure_after]
    stale_us = us(STALE) if now else None
    most = us(policy.measure_for), limit, stale_us, us(LOOKED_AT), channel_ids
    with desk.store.reading() as reader:
        found = numbers.due(reader, desk.now_us(), [0, *steps] if now else steps, *most)
    by_channel: dict[str, list[Asked]] = {}
    for asked in found:
        by_channel.setdefault(asked.channel_id, []).append(asked)
    return by_channel


def tellable(waiting: Iterable[Asked], verb: object, facts: Facts, now_us: int) -> list[Asked]:
    """Those that the platform may still tell of: not what is too old there, and no example."""
    if not isinstance(verb, Insights):
        return []
    most_us = told_for_us(facts)
    return [
        one
        for one in waiting
        if (most_us is None or now_us - one.out_at_us <= most_us) and (facts.takes_samples or not one.sample)
    ]


def at_once(waiting: Sequence[T], facts: Facts) -> tuple[Sequence[T], Sequence[T]]:
    """What one call takes, and the rest."""
    count = max(1, facts.insights.at_once if facts.insights is not None else 1)
    return waiting[:count], waiting[count:]


def parts_of(reader: "Reader", asked: Iterable[Asked]) -> tuple[Part, ...]:
    """The parts that are still out by a name of the platform's."""
    found = reader.many(Part, [one.part_id for one in asked])
    return tuple(part for part in found.values() if part.is_there)


# ------------------------------------------------------------------ one call
async def ask_numbers(desk: "Desk", channel: Channel, verb: Connector, session: Session, parts: Sequence[Part]) -> int:
    """One call about these parts, and what it told kept; returns of how many it told. Raises ConnectorError,
    TimeoutError."""
    assert isinstance(verb, Insights)
    receipts = [part.receipt for part in parts if part.receipt is not None]
    async with asyncio.timeout(ASK_S):
        told = await verb.insights(session, receipts)
    return keep(desk, channel, parts, told)


def keep(desk: "Desk", channel: Channel, parts: Iterable[Part], told: Mapping[str, Counts]) -> int:
    """Write down what was told, by remote ids; that of anything not asked about is let fall. Returns of how many parts
    something was told."""
    count = 0
    with desk.store.transaction() as tx:
        if tx.find(Channel, channel.id) is None:
            return 0
        day, now_us = day_of(tx, desk, channel), desk.now_us()
        for part in parts:
            counts = told.get(part.receipt.id) if part.receipt is not None else None
            count += numbers.note(tx, part.id, counts, now_us, day)
    return count


async def ask_followers(desk: "Desk", channel: Channel, verb: Connector, session: Session) -> bool:
    """How many follow the account today; whether it was told. Raises ConnectorError, TimeoutError."""
    assert isinstance(verb, CountsFollowers)
    async with asyncio.timeout(ASK_S):
        followers = await verb.followers(session)
    return keep_followers(desk, channel, followers)


def keep_followers(desk: "Desk", channel: Channel, followers: int | None) -> bool:
    """Write down how many follow today; None: it is not told today. Returns whether it is."""
    with desk.store.transaction() as tx:
        if tx.find(Channel, channel.id) is None:
            return False
        return numbers.note_followers(tx, channel.id, day_of(tx, desk, channel), followers)


def note_closed(desk: "Desk", channel: Channel, error: Exception) -> None:
    """The sign-in is good and was made without the permission for numbers: told on the channel until the next one."""
    if not isinstance(error, RefusedError) or error.problem.code != "permission_missing":
        return
    with desk.store.transaction() as tx:
        found = tx.find(Channel, channel.id)
        if found is not None and found.reported.get(NUMBERS) is not False:
            tx.put(replace(found, reported={**found.reported, NUMBERS: False}))
