"""What waits at the platforms' own schedulers, or went live there lately, without being ours.

The engine reads their lists, a page at a time, and then once what was published within a day.

Every connected channel is asked one minute after the start and then every half hour (Policy.elsewhere_…), when its
lane has nothing else to do. A list is kept when it was read to its end; a look that fails leaves what was seen before.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from smmdesk.desk.brands import working_channels
from smmdesk.desk.rounds import Rounds, is_connected, what_stood
from smmdesk.desk.sessions import open_session
from smmdesk.desk.workbench import Workbench
from smmdesk.model.channel import Channel
from smmdesk.model.foreign import ForeignPost
from smmdesk.model.moment import to_us
from smmdesk.model.problem import Problem
from smmdesk.platforms import connector_of
from smmdesk.platforms.base import (
    Connector,
    ScheduledThere,
    Session,
)
from smmdesk.platforms.telling import PublishedThere
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


class Elsewhere(Rounds):
    """How far each channel's list was read."""

    verbs = (ScheduledThere, PublishedThere)

    def __init__(self, bench: Workbench, tasks: TaskScope, slots: asyncio.Semaphore) -> None:
        super().__init__(bench, tasks, slots, bench.desk.policy.elsewhere_first)
        self._seen: dict[str, Seen] = {}

    @property
    def again(self) -> timedelta:
        return self._bench.desk.policy.elsewhere_again

    async def ask(self, channel: Channel, verb: Connector, session: Session) -> bool:
        seen = await read_on(verb, session, self._seen.pop(channel.id, Seen()))
        if seen.after:
            self._seen[channel.id] = seen
        else:
            keep(self._bench.desk, channel, seen.posts)
        return bool(seen.after)


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
        channels = [c for c in working_channels(reader) if is_connected(c, desk.facts_for(c))]
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
        except Exception as error:
            problems.append((channel.id, what_stood(desk, channel, error)))
    return Counted(count, tuple(problems))
