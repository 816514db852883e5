"""What a brand listens for is looked for on its channels: words, hashtags, accounts.

Each lookout has a place on each channel whose platform can look for its kind (facts `[search]`); two accounts on one
server would be told the same, so that the first of them is asked. A channel asks for one thing at a time, for what has
waited longest, and no sooner than its platform wants: `again_s` between two looks for the same thing, and `per_day`
looks of an account spread over the day, whatever they are for. A page, what was found in it and where the next one
begins are kept in one transaction; pages behind it take their turn like everything else, so that days offline bring no
burst.
"""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from smmdesk.desk import feed_rounds, findings, forgetting
from smmdesk.desk.brands import put_away_ids
from smmdesk.desk.deciding import us
from smmdesk.desk.feed_rounds import AGAIN, GONE, GONE_AGAIN, MOST_SELDOM, REFUSED, SEEN_MOST, SILENT
from smmdesk.desk.listening import clean
from smmdesk.desk.rounds import Rounds, is_connected, proven, what_stood
from smmdesk.desk.sessions import open_session
from smmdesk.desk.workbench import Workbench
from smmdesk.model.channel import Channel
from smmdesk.model.lookout import Lookout, LookoutKind, Place, SearchFact
from smmdesk.model.message import Heard, HeardPage, Message, MessageKind
from smmdesk.model.problem import Problem
from smmdesk.platforms import connector_of
from smmdesk.platforms.base import Connector, ConnectorError, NotSentError, RefusedError, Session, SignedOutError
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.newest_first import NOBODY
from smmdesk.platforms.telling import Searches
from smmdesk.store import lookouts, messages
from smmdesk.system.tasks import TaskScope

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

FIRST, APART, ASK_S = timedelta(seconds=50), timedelta(seconds=20), 20.0
OFFLINE_AGAIN, NOW_APART = timedelta(minutes=5), timedelta(seconds=30)
DAY_US = us(timedelta(days=1))
SYNC_MOST = 200
"""So many turns `sync` takes of what is looked for, and so many feeds."""
OFTEN = 24
"""So many looks a day are "again and again"."""


class Turn(NamedTuple):
    """What a channel looks for next, and how far that was read."""

    lookout: Lookout
    place: Place


class Searching(Rounds):
    """How far each lookout was read on each channel stands in the database."""

    verbs = (Searches,)

    def __init__(self, bench: Workbench, tasks: TaskScope, slots: asyncio.Semaphore) -> None:
        super().__init__(bench, tasks, slots, FIRST)
        self._turns: dict[str, Turn] = {}

    @property
    def again(self) -> timedelta:
        return APART

    @property
    def apart(self) -> timedelta:
        return APART

    def _channels_due(self, reader: "Reader", now_us: int) -> list[Channel]:
        self._turns = turns(reader, self._bench.reach.facts, now_us)
        return (
            [channel for channel in super()._channels_due(reader, now_us) if channel.id in self._turns]
            if self._turns
            else []
        )

    async def ask(self, channel: Channel, verb: Connector, session: Session) -> bool:
        bench = self._bench
        turn = self._turns.get(channel.id)  # gone where somebody paused it, or looked, a moment ago
        if turn is not None:
            await look(bench.desk, channel, verb, session, turn, bench.rng.random())
        return False  # what is behind the page has a time of its own


# ------------------------------------------------------------------ whose turn it is
FactsOf = Callable[[Channel], Facts]


def turns(reader: "Reader", facts_of: FactsOf, now_us: int) -> dict[str, Turn]:
    """By channel id what is to be looked for there now, where anything is."""
    wanted = [one for one in reader.all(Lookout, paused=False) if one.kind is not LookoutKind.FEED]
    if not wanted:
        return {}
    places = lookouts.all_places(reader, [one.id for one in wanted])
    looked = lookouts.last_looks(reader)
    found: dict[str, Turn] = {}
    for brand_id in {one.brand_id for one in wanted} - put_away_ids(reader):
        mine = [one for one in wanted if one.brand_id == brand_id]
        every = reader.all(Channel, brand_id=brand_id)
        for channel, fact in searched(facts_of, every):
            if not rests(fact, channel, every, looked, now_us):
                turn = _longest_waiting(channel, fact, mine, places, now_us)
                found.update({channel.id: turn} if turn is not None else {})
    return found


def searched(facts_of: FactsOf, channels: Iterable[Channel]) -> Iterator[tuple[Channel, SearchFact]]:
    """Those of a brand's channels that are asked: of two on one server the first."""
    seen = set[tuple[str, str]]()
    for channel in sorted(channels, key=lambda one: one.id):
        facts = facts_of(channel)
        if facts.search is not None and is_connected(channel, facts) and (channel.platform, channel.server) not in seen:
            seen.add((channel.platform, channel.server))
            yield channel, facts.search


def rests(fact: SearchFact, channel: Channel, every: Iterable[Channel], looked: dict[str, int], now_us: int) -> bool:
    """Whether the day's looks are spread so that none is due yet. The accounts of a brand on one platform share them:
    some count by the owner's keys."""
    if not fact.per_day:
        return False
    last_us = max((looked.get(one.id, 0) for one in every if one.platform == channel.platform), default=0)
    return last_us <= now_us < last_us + DAY_US // fact.per_day


def _longest_waiting(
    channel: Channel, fact: SearchFact, mine: Sequence[Lookout], places: dict[tuple[str, str], Place], now_us: int
) -> Turn | None:
    latest_us = now_us + us(GONE_AGAIN) + us(MOST_SELDOM)  # later than that, the clock was set back
    open_ = [
        Turn(one, places.get((one.id, channel.id)) or Place(one.id, channel.id))
        for one in mine
        if one.kind in fact.kinds
    ]
    due = [turn for turn in open_ if turn.place.next_at_us <= now_us or turn.place.next_at_us > latest_us]
    return min(due, key=lambda turn: (turn.place.next_at_us, turn.lookout.created_at_us, turn.lookout.id), default=None)


# ------------------------------------------------------------------ one look
async def look(desk: "Desk", channel: Channel, verb: Connector, session: Session, turn: Turn, dice: float = 0.5) -> int:
    """Ask for one page and keep it; how many are new. What stood against it is noted, and raised: ConnectorError,
    TimeoutError. Also what nobody foresaw: else it would be the first again, and nothing else have its turn."""
    assert isinstance(verb, Searches)
    lookout, place = turn
    try:
        async with asyncio.timeout(ASK_S):
            page = await verb.search(session, lookout.kind, lookout.words, place.cursor)
        fact = session.facts.search
        assert fact is not None
        return keep(desk, channel, turn, page, pause_us(fact, page.more and page.cursor != place.cursor, dice))
    except Exception as error:
        meant = await proven(verb, session, error)
        _note_failure(desk, channel, turn, meant, dice)
        raise meant from error


def pause_us(fact: SearchFact, more: bool, dice: float) -> int:
    """How long the same is not looked for again; what is behind a page is asked for soon."""
    return us(APART) if more else round(fact.again_s * 1_000_000 * (1 + 0.1 * dice))


def keep(desk: "Desk", channel: Channel, turn: Turn, page: HeardPage, rest_us: int) -> int:
    """Write down what is new of a page, what changed, and where the next one begins; nothing when the lookout changed
    or somebody else was faster."""
    now_us = desk.now_us()
    with desk.store.transaction() as tx:
        now = _still(tx, channel, turn)
        if now is None:
            return 0
        heard = [clean(one) for one in page.messages if one.kind is MessageKind.FOUND]
        heard = forgetting.welcome(tx, desk, channel, heard)
        old = messages.known(tx, channel.id, [one.remote_id for one in heard])
        for one in heard:
            _changed(tx, old.get(one.remote_id), one)
        fresh = [one for one in heard if one.remote_id not in old and mark_of(one) not in turn.place.seen]
        new = findings.keep(tx, desk, now, channel.id, fresh, first=not turn.place.seen)
        marks = dict.fromkeys([*map(mark_of, heard), *turn.place.seen])
        place = replace(turn.place, cursor=page.cursor, seen=tuple(marks)[:SEEN_MOST] or ("",), told="", fails=0)
        lookouts.put_place(tx, replace(place, checked_at_us=now_us, next_at_us=now_us + rest_us))
    return new


def _still(tx: "Transaction", channel: Channel, turn: Turn) -> Lookout | None:
    """The lookout as it is now; None where a page of it has no place any more."""
    now = tx.find(Lookout, turn.lookout.id)
    there = tx.find(Channel, channel.id)
    if now is None or now.deleted_at_us is not None or there is None or there.deleted_at_us is not None:
        return None
    if (now.kind, now.words) != (turn.lookout.kind, turn.lookout.words):
        return None
    return now if lookouts.place_of(tx, now.id, channel.id).cursor == turn.place.cursor else None


def mark_of(heard: Heard) -> str:
    return hashlib.sha256(heard.remote_id.encode()).hexdigest()[:12]


def _changed(tx: "Transaction", message: Message | None, heard: Heard) -> None:
    """Told again: what was edited or taken away there is shown so."""
    if message is None or message.kind is not MessageKind.FOUND:
        return
    text = message.text if heard.removed else heard.text
    if (text, heard.removed) != (message.text, message.removed):
        tx.put(replace(message, text=text, removed=heard.removed))


# ------------------------------------------------------------------ what stands against it
def _note_failure(desk: "Desk", channel: Channel, turn: Turn, error: Exception, dice: float) -> None:
    """Ever more seldom, up to a day; what is not there once a week. Without a network nothing is held against it, and a
    sign-in that is over is told on the channel."""
    now_us = desk.now_us()
    told, wait_s, fails = SILENT, OFFLINE_AGAIN.total_seconds(), turn.place.fails
    code = error.problem.code if isinstance(error, ConnectorError) else ""
    if code == "offline" or isinstance(error, SignedOutError):
        told = turn.place.told
    else:
        fails += 1
        wait_s = min(AGAIN.total_seconds() * 2 ** min(fails - 1, 10), MOST_SELDOM.total_seconds())
    if isinstance(error, RefusedError):
        told = GONE if code == NOBODY else REFUSED
        wait_s = GONE_AGAIN.total_seconds() if code == NOBODY else wait_s
    if isinstance(error, NotSentError) and error.retry_after_s is not None:
        wait_s = max(wait_s, error.retry_after_s)
    rest_us = round(wait_s * 1_000_000 * (1 + 0.1 * dice))
    with desk.store.transaction() as tx:
        if _still(tx, channel, turn) is not None:
            place = replace(turn.place, told=told, fails=fails, checked_at_us=now_us, next_at_us=now_us + rest_us)
            lookouts.put_place(tx, place)


# ------------------------------------------------------------------ now, for who asks
@dataclass(frozen=True, slots=True)
class LookedNow:
    """How many are new; whether any channel was asked at all: those that were asked a moment ago, or have no look left
    for now, are not."""

    new: int = 0
    asked: int = 0


async def look_now(desk: "Desk", lookout_id: str) -> LookedNow:
    """Look for one thing on every channel that may be asked now."""
    with desk.store.reading() as reader:
        lookout = reader.get(Lookout, lookout_id)
        every = reader.all(Channel, brand_id=lookout.brand_id)
        looked, places = lookouts.last_looks(reader), lookouts.places_of(reader, lookout_id)
    new = asked = 0
    for channel, fact in searched(desk.facts_for, every):
        place = places.get(channel.id) or Place(lookout_id, channel.id)
        now_us = desk.now_us()
        is_early = place.checked_at_us <= now_us < place.checked_at_us + us(NOW_APART)
        if lookout.kind not in fact.kinds or is_early or rests(fact, channel, every, looked, now_us):
            continue
        asked += 1
        try:
            session = await open_session(desk, channel)
            new += await look(desk, channel, connector_of(session.facts), session, Turn(lookout, place))
        except Exception as error:
            what_stood(desk, channel, error)
            continue  # what stood against it is said at its place
    return LookedNow(new, asked)


@dataclass(frozen=True, slots=True)
class FoundNow:
    """How many are new, how many places were asked, and what stood against it, by channel id."""

    new: int = 0
    asked: int = 0
    problems: tuple[tuple[str, Problem], ...] = ()


async def look_for_all(desk: "Desk") -> FoundNow:
    """One look for everything on every channel, and at every feed, whose time has come; as the engine takes them, and
    each once. What `sync` does."""
    new = 0
    asked = set[tuple[str, str]]()
    problems: dict[str, Problem] = {}
    for _turn in range(SYNC_MOST):
        with desk.store.reading() as reader:
            waiting = turns(reader, desk.facts_for, desk.now_us())
            found = reader.many(Channel, waiting.keys() - problems.keys())
        fresh = [one for one in found.values() if (one.id, waiting[one.id].lookout.id) not in asked]
        if not fresh:
            break
        for channel in fresh:
            asked.add((channel.id, waiting[channel.id].lookout.id))
            told = await _told_now(desk, channel, waiting[channel.id])
            new += told if isinstance(told, int) else 0
            problems |= {channel.id: told} if isinstance(told, Problem) else {}
    feeds = feed_rounds.due(desk, desk.now_us())[:SYNC_MOST]
    for lookout, place in feeds:
        new += await feed_rounds.look(desk, lookout, place)
    return FoundNow(new, len(asked) + len(feeds), tuple(problems.items()))


async def _told_now(desk: "Desk", channel: Channel, turn: Turn) -> int | Problem:
    """How many are new, or what stood against looking."""
    try:
        session = await open_session(desk, channel)
        return await look(desk, channel, connector_of(session.facts), session, turn)
    except Exception as error:
        return what_stood(desk, channel, error)


# ------------------------------------------------------------------ where it is looked for, for who reads
class Where(NamedTuple):
    """One platform of a brand, as far as one kind is concerned. `per_day` is how often each of `count` things comes to
    its turn there, 0 for again and again; `why` says why it is not looked for, "" where it is; `says` what is found.
    Both are English source sentences."""

    platform: str
    per_day: int = 0
    why: str = ""
    says: str = ""


def reach_of(desk: "Desk", brand_id: str, kind: LookoutKind, count: int) -> tuple[Where, ...]:
    """Each platform of the brand once, in the order of its channels; nothing for feeds, which need no channel."""
    with desk.store.reading() as reader:
        every = sorted(reader.all(Channel, brand_id=brand_id), key=lambda one: (one.sort_key, one.id))
    asked = {channel.id for channel, _fact in searched(desk.facts_for, every)}
    found: dict[str, Where] = {}
    for channel in every:
        where = _where(desk.facts_for(channel), kind, count, channel.id in asked)
        if where is not None and (where.platform not in found or found[where.platform].why):
            found[where.platform] = where
    return tuple(found.values()) if kind is not LookoutKind.FEED else ()


def _where(facts: Facts, kind: LookoutKind, count: int, asked: bool) -> Where | None:
    fact = facts.search
    if fact is None or kind not in fact.kinds:
        why = facts.search_not if fact is None else fact.says
        return Where(facts.name, why=why) if why else None
    if not asked:
        return None
    per_day = max(1, fact.per_day // max(1, count)) if fact.per_day else DAY_US // 1_000_000
    times = min(per_day, 86_400 // fact.again_s)
    return Where(facts.name, 0 if times >= OFTEN else times, says=fact.says)
