"""The feeds that a brand listens to are asked now and then, politely: each at its own pace, one of a site at a time.

A feed is asked every half hour, or as seldom as it wishes (Cache-Control, up to a day), only for what is new since
(ETag, Last-Modified), and ever more seldom while it does not answer (Retry-After counts). What it held last time is
remembered, so that nothing is found twice when messages were deleted since.
"""

import asyncio
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from smmdesk.desk import findings
from smmdesk.desk.brands import put_away_ids
from smmdesk.desk.deciding import us
from smmdesk.model.lookout import Lookout, LookoutKind, Place
from smmdesk.model.message import Heard, MessageKind
from smmdesk.model.person import Identity
from smmdesk.model.url_parts import split_url
from smmdesk.store import lookouts

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.desk.workbench import Workbench
    from smmdesk.platforms.feeds import Entry, Feed
    from smmdesk.platforms.fetch import Read
    from smmdesk.system.tasks import TaskScope

log = logging.getLogger(__name__)
FIRST, LOOK_EVERY = timedelta(seconds=40), timedelta(minutes=1)
AGAIN, MOST_SELDOM, GONE_AGAIN = timedelta(minutes=30), timedelta(days=1), timedelta(days=7)
GONE, REFUSED, STRANGE, SILENT, CLOSED = "gone", "refused", "no_feed", "silent", "not_public"
"""What a place may be told of (`Place.told`); `ui` has the words for each."""
SEEN_MOST = 400
PUBLIC_PAGE = re.compile(r"/(?:@[\w.-]+|tags/\w+)")
"""The public page of an account or a hashtag on servers of the fediverse: its feed is the same address and ".rss"."""
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=(\d{1,9})")


class FeedRounds:
    """Belongs to one engine."""

    def __init__(self, bench: "Workbench", tasks: "TaskScope", slots: asyncio.Semaphore) -> None:
        self._bench, self._tasks, self._slots = bench, tasks, slots
        self._next_us = bench.now_us + us(FIRST)
        self._sites: set[str] = set()

    def begin(self) -> None:
        """Ask those whose time has come."""
        now_us = self._bench.now_us
        if self._next_us - us(LOOK_EVERY) <= now_us < self._next_us:
            return
        self._next_us = now_us + us(LOOK_EVERY)
        for lookout, place in due(self._bench.desk, now_us):
            site = split_url(place.cursor or lookout.words).hostname or ""
            if site not in self._sites:
                self._sites.add(site)
                self._tasks.start(self._look(lookout, place, site))

    async def _look(self, lookout: Lookout, place: Place, site: str) -> None:
        try:
            async with self._slots:
                if not self._bench.stopping:
                    await look(self._bench.desk, lookout, place, self._bench.rng.random())
        finally:
            self._sites.discard(site)


def due(desk: "Desk", now_us: int) -> list[tuple[Lookout, Place]]:
    """The feeds whose time has come, those that waited longest first."""
    with desk.store.reading() as reader:
        away = put_away_ids(reader)
        used = [lookout for lookout in reader.all(Lookout, paused=False) if lookout.brand_id not in away]
        every = [lookout for lookout in used if lookout.kind is LookoutKind.FEED]
        places = [(lookout, lookouts.place_of(reader, lookout.id)) for lookout in every]
    latest_us = now_us + us(GONE_AGAIN) + us(MOST_SELDOM)  # later than that, the clock was set back
    waiting = [pair for pair in places if pair[1].next_at_us <= now_us or pair[1].next_at_us > latest_us]
    return sorted(waiting, key=lambda pair: pair[1].next_at_us)


async def look_now(desk: "Desk", lookout_id: str) -> int:
    """Ask one feed now, whenever its time is; how many are new."""
    with desk.store.reading() as reader:
        lookout, place = reader.get(Lookout, lookout_id), lookouts.place_of(reader, lookout_id)
    return await look(desk, lookout, place)


async def look(desk: "Desk", lookout: Lookout, place: Place, dice: float = 0.5) -> int:
    """Ask one feed and keep what is new; how many that are. What stood against it is noted at its place."""
    from smmdesk.platforms import feeds
    from smmdesk.platforms.fetch import FetchError

    try:
        read = await feeds.read(desk.fetcher, place.cursor or lookout.words, place.marks)
        problem = _problem_of(read)
        feed = await desk.pool.run(feeds.taken_apart, read) if read.status == 200 else None
    except FetchError as error:
        return _note(desk, lookout, _failed(desk, place, SILENT if error.__cause__ else CLOSED, dice))
    except feeds.NoFeedError:
        return _note(desk, lookout, _failed(desk, place, STRANGE, dice))
    except Exception as error:  # else it would be asked again at once, and end the look at all the others
        log.error("a feed was not taken apart", exc_info=error)
        return _note(desk, lookout, _failed(desk, place, STRANGE, dice))
    if problem:
        return _note(desk, lookout, _failed(desk, place, problem, dice, read))
    now_us = desk.now_us()
    pause_us = round(pause_s(read) * 1_000_000 * (0.9 + 0.2 * dice))
    moved = read.moved if read.status == 200 else place.cursor
    told = replace(place, cursor=moved, told="", fails=0, checked_at_us=now_us, next_at_us=now_us + pause_us)
    if feed is None:
        return _note(desk, lookout, told)
    return _note(desk, lookout, replace(told, marks=feed.marks), feed)


def _note(desk: "Desk", lookout: Lookout, place: Place, feed: "Feed | None" = None) -> int:
    """What was found and how far it was read, in one transaction; nothing where the lookout changed meanwhile."""
    with desk.store.transaction() as tx:
        now = tx.find(Lookout, lookout.id)
        if now is None or now.deleted_at_us is not None or now.words != lookout.words:
            return 0
        new = 0
        if feed is not None:
            first = not place.seen
            fresh = [entry for entry in feed.entries if entry.key not in place.seen]
            new = findings.keep(tx, desk, now, "", heard_of(now, fresh, desk.now_us()), first=first)
            keys = dict.fromkeys([*(entry.key for entry in feed.entries), *place.seen])
            place = replace(place, seen=tuple(keys)[:SEEN_MOST] or ("",))
            if feed.name and not now.name:
                tx.put(replace(now, name=feed.name))
        lookouts.put_place(tx, place)
    return new


def heard_of(lookout: Lookout, entries: "Sequence[Entry]", now_us: int) -> list[Heard]:
    """Entries as messages; what tells no time was written when it was seen first."""
    return [
        Heard(
            remote_id=f"{lookout.id}:{entry.key}",
            kind=MessageKind.FOUND,
            text="\n".join(filter(None, (entry.title, entry.text))),
            sent_at_us=now_us if entry.at_us is None else entry.at_us,
            author=Identity("", "", name=entry.author),
            url=entry.url,
        )
        for entry in entries
    ]


# ------------------------------------------------------------------ when again
def _problem_of(read: "Read") -> str:
    if read.status in (200, 304):
        return ""
    return GONE if read.status in (404, 410) else SILENT if read.status >= 500 or read.status == 429 else REFUSED


def _failed(desk: "Desk", place: Place, told: str, dice: float, read: "Read | None" = None) -> Place:
    """Half an hour, an hour, two, up to a day; what is gone for good once a week; as late as the server wishes."""
    from smmdesk.platforms.answers import retry_after_s

    fails = place.fails + 1
    wait_s = min(AGAIN.total_seconds() * 2 ** min(fails - 1, 10), MOST_SELDOM.total_seconds())
    if read is not None and read.status == 410:
        wait_s = GONE_AGAIN.total_seconds()
    wish_s = retry_after_s(read.headers, desk.clock.now()) if read is not None else None
    wait_s = max(wait_s, wish_s or 0.0) * (1 + 0.1 * dice)
    now_us = desk.now_us()
    return replace(place, told=told, fails=fails, checked_at_us=now_us, next_at_us=now_us + round(wait_s * 1_000_000))


def pause_s(read: "Read") -> float:
    """How long a feed that answered is left alone."""
    said = _MAX_AGE.search(read.headers.get("cache-control", "").lower())
    wish_s = float(said.group(1)) if said else 0.0
    return min(max(wish_s, AGAIN.total_seconds()), MOST_SELDOM.total_seconds())


@dataclass(frozen=True, slots=True)
class Tried:
    """What one look at a feed says: its address (found on a page of a site too), its name, how many are of the last
    week; `told` where it was not read."""

    address: str = ""
    name: str = ""
    count: int = 0
    told: str = ""


async def try_out(desk: "Desk", address: str) -> Tried:
    """Look at an address once, and at the first feed that its page names. Nothing is kept."""
    from smmdesk.platforms import feeds
    from smmdesk.platforms.fetch import FetchError

    tried = [address]
    for each in tried:
        try:
            read = await feeds.read(desk.fetcher, each)
            if problem := _problem_of(read):
                return Tried(each, told=problem)
            feed = await desk.pool.run(feeds.taken_apart, read)
        except FetchError as error:
            return Tried(each, told=SILENT if error.__cause__ else CLOSED)
        except feeds.NoFeedError as error:
            guess = f"{each}.rss" if PUBLIC_PAGE.fullmatch(split_url(each).path) else ""
            following = next(iter(error.offered), guess)
            if len(tried) == 1 and following:
                tried.append(following)
            continue
        since_us = desk.now_us() - findings.FIRST_US
        count = sum(entry.at_us is None or entry.at_us > since_us for entry in feed.entries)
        return Tried(read.moved, feed.name, count)
    return Tried(address, told=STRANGE)
