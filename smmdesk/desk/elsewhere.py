"""What waits at the platforms' own schedulers, or went live there lately, without being ours.

The engine reads their lists, a page at a time, and then once what was published within a day.

Every connected channel is asked one minute after the start and then every half hour (Policy.elsewhere_…), when its
lane has nothing else to do. A list is kept when it was read to its end; a look that fails leaves what was seen before.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from smmdesk.desk.deciding import us
from smmdesk.desk.looking import heed
from smmdesk.desk.sessions import open_session
from smmdesk.desk.switched_off import is_off
from smmdesk.desk.workbench import LOCKED, SIGNED_OUT, Workbench, log
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.foreign import ForeignPost
from smmdesk.model.moment import to_us
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.platforms import connector_of
from smmdesk.platforms.base import (
    Connector,
    ConnectorError,
    NotSentError,
    PublishedThere,
    ScheduledThere,
    Session,
    SignedOutError,
)
from smmdesk.platforms.facts import Facts
from smmdesk.store import foreign_posts
from smmdesk.system.tasks import TaskScope

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

MOST = 300
"""So many of one channel are shown; a longer list is cut off."""
MOST_PAGES = 20
AHEAD_MOST = timedelta(days=3650)
LATELY = timedelta(hours=24)
"""How far back the same words count as published twice."""
LOOK_S = 20.0
"""A look never keeps a post waiting longer than this."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How far the list of a channel was read: what was on it so far, and where it goes on."""

    posts: tuple[ForeignPost, ...] = ()
    after: str = ""
    pages: int = 0


async def read_on(verb: Connector, session: Session, seen: Seen) -> Seen:
    """One page more; `after` is empty when that was the last one. Raises ConnectorError, TimeoutError."""
    if not isinstance(verb, ScheduledThere):
        return Seen(await read_live(verb, session))
    async with asyncio.timeout(LOOK_S):
        page = await verb.scheduled_there(session, seen.after)
    last_us = to_us(session.clock.now() + AHEAD_MOST)
    posts = (*seen.posts, *(post for post in page.posts if post.at_us < last_us))[:MOST]
    ends = len(posts) == MOST or seen.pages + 1 >= MOST_PAGES or page.more == seen.after
    after = "" if ends else page.more
    return Seen(posts if after else (*posts, *await read_live(verb, session)), after, seen.pages + 1)


async def read_live(verb: Connector, session: Session) -> tuple[ForeignPost, ...]:
    """What went live on the account within a day, where the platform tells. Raises ConnectorError, TimeoutError."""
    if not isinstance(verb, PublishedThere):
        return ()
    now = session.clock.now()
    async with asyncio.timeout(LOOK_S):
        found = await verb.published_there(session, now - LATELY)
    lately = (replace(post, live=True) for post in found if to_us(now - LATELY) <= post.at_us <= to_us(now + LATELY))
    return tuple(lately)[:MOST]


def _lists(channel: Channel, facts: Facts) -> bool:
    """Whether the platform may tell what is on the account: such ones alone have their code loaded."""
    return channel.status is ChannelStatus.CONNECTED and facts.sends_by_itself


class Elsewhere:
    """Belongs to one engine: when each channel may be asked again, and how far its list was read."""

    def __init__(self, bench: Workbench, tasks: TaskScope, slots: asyncio.Semaphore) -> None:
        self._bench, self._tasks, self._slots = bench, tasks, slots
        self._from_us: dict[str, int] = {}
        self._seen: dict[str, Seen] = {}
        self._next_us = bench.now_us + us(bench.desk.policy.elsewhere_first)

    def begin(self) -> None:
        """Let every lane that is idle look after its channel's list when it is time."""
        bench, now_us, policy = self._bench, self._bench.now_us, self._bench.desk.policy
        most_us = max(us(policy.watch_apart), us(policy.elsewhere_first))
        if self._next_us - most_us <= now_us < self._next_us:
            return
        self._next_us = now_us + us(policy.watch_apart)
        with bench.desk.store.reading() as reader:
            channels = [channel for channel in reader.all(Channel) if self._may_ask(channel, now_us)]
        for channel in channels:
            lane, verb = bench.lane(channel.id), bench.reach.connector(channel)
            if isinstance(verb, ScheduledThere | PublishedThere) and not lane.working:
                lane.working = True
                self._tasks.start(self._work(channel, verb))

    def _may_ask(self, channel: Channel, now_us: int) -> bool:
        bench, facts = self._bench, self._bench.reach.facts(channel)
        if not _lists(channel, facts) or is_off(bench.switched_off, channel, facts):
            return False
        from_us = self._from_us.get(channel.id, 0)
        waits = from_us - us(bench.desk.policy.retry_after_most) <= now_us < from_us  # else the clock was set back
        return not waits and bench.lane(channel.id).next_call_us(now_us, facts) <= now_us

    async def _work(self, channel: Channel, verb: Connector) -> None:
        bench = self._bench
        try:
            async with self._slots:
                if not bench.stopping:
                    await self._look(channel, verb)
        finally:
            bench.lane(channel.id).working = False
            bench.wake()

    async def _look(self, channel: Channel, verb: Connector) -> None:
        bench = self._bench
        before = self._seen.pop(channel.id, Seen())
        self._from_us[channel.id] = bench.now_us + us(bench.desk.policy.elsewhere_again)
        try:
            session = await bench.reach.session(channel)
            bench.lane(channel.id).called(bench.now_us)
            seen = await read_on(verb, session, before)
        except ProblemError as error:
            if error.problem.code in LOCKED:
                bench.locked = error.problem
            elif error.problem.code in SIGNED_OUT:
                bench.sign_out(channel.id)
        except Exception as error:
            self._not_told(channel, error)
        else:
            if seen.after:
                self._seen[channel.id] = seen
                self._from_us[channel.id] = bench.now_us
            else:
                keep(bench.desk, channel, seen.posts)

    def _not_told(self, channel: Channel, error: Exception) -> None:
        """What was seen before stays; what the platform said of the whole account is heeded."""
        bench = self._bench
        if isinstance(error, NotSentError) and error.retry_after_s is not None:
            until_us = bench.now_us + round(error.retry_after_s * 1_000_000)
            bench.lane(channel.id).block(until_us)
        if isinstance(error, SignedOutError):
            bench.sign_out(channel.id)
        elif not isinstance(error, ConnectorError | TimeoutError):
            log.error("the list of %s was not read", channel.platform, exc_info=error)
        heed(bench, channel, error)


def keep(desk: "Desk", channel: Channel, posts: tuple[ForeignPost, ...]) -> int:
    """Write down what a whole look found; returns how many of it are not ours."""
    with desk.store.transaction() as tx:
        found = tx.find(Channel, channel.id)
        return foreign_posts.replace(tx, channel.id, posts) if found is not None else 0


@dataclass(frozen=True, slots=True)
class Counted:
    """How many posts wait elsewhere, and what stood against a look, by channel id."""

    count: int = 0
    problems: tuple[tuple[str, Problem], ...] = ()


async def look_at_all(desk: "Desk") -> Counted:
    """Read every list to its end, now: what `sync` does."""
    count, problems = 0, []
    with desk.store.reading() as reader:
        channels = [c for c in reader.all(Channel) if _lists(c, desk.facts_for(c))]
    for channel in channels:
        verb: Connector = connector_of(desk.facts_for(channel))
        if not isinstance(verb, ScheduledThere | PublishedThere):
            continue
        try:
            session = await open_session(desk, channel)
            seen = await read_on(verb, session, Seen())
            while seen.after:
                seen = await read_on(verb, session, seen)
            count += keep(desk, channel, seen.posts)
        except (ProblemError, ConnectorError) as error:
            problems.append((channel.id, error.problem))
        except TimeoutError:
            platform = desk.facts_for(channel).name
            problems.append((channel.id, Problem("server_unreachable", {"platform": platform})))
    return Counted(count, tuple(problems))
