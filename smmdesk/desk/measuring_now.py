"""The numbers of what went out, asked for now because somebody wants them: by `sync`, or of one post."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smmdesk.desk import poll_results
from smmdesk.desk.brands import working_channels
from smmdesk.desk.measuring import (
    ask_followers,
    ask_numbers,
    at_once,
    counts_followers,
    due,
    may_be_asked,
    note_closed,
    parts_of,
    tellable,
    tells_freely,
)
from smmdesk.desk.rounds import what_stood
from smmdesk.desk.sessions import open_session
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery, Part, PartKind
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.platforms import connector_of
from smmdesk.platforms.base import Connector, ConnectorError
from smmdesk.store.numbers import Asked

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

SYNC_MOST = 200
"""So many parts `sync` asks about."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Of how many posts and channels something was told, and what stood against asking, by channel id."""

    posts: int = 0
    followers: int = 0
    problems: tuple[tuple[str, Problem], ...] = ()


async def measure_all(desk: "Desk") -> Measured:
    """The numbers of what went out in the last thirty days, now, where asking is free: what `sync` does."""
    with desk.store.reading() as reader:
        channels = [one for one in working_channels(reader) if may_be_asked(one, desk.facts_for(one))]
    able = [one.id for one in channels if tells_freely(one, desk.facts_for(one))]
    waiting = due(desk, SYNC_MOST, able, now=True)
    counts = {"posts": 0, "followers": 0}
    problems: list[tuple[str, Problem]] = []
    for channel in channels:
        facts = desk.facts_for(channel)
        verb: Connector = connector_of(facts)
        wanted = tellable(waiting.get(channel.id, ()), verb, facts, desk.now_us())
        if not wanted and not counts_followers(verb, facts):
            continue
        try:
            await _ask_all(desk, channel, verb, wanted, counts)
        except Exception as error:
            note_closed(desk, channel, error)
            problems.append((channel.id, what_stood(desk, channel, error)))
    return Measured(**counts, problems=tuple(problems))


async def measure_post(desk: "Desk", delivery_id: str) -> bool:
    """Ask now about what went out on one channel, its poll too, also where a look costs money: a person wants it.
    Whether anything was told. Raises ProblemError."""
    with desk.store.reading() as reader:
        delivery = reader.get(Delivery, delivery_id)
        channel = reader.get(Channel, delivery.channel_id)
    facts = desk.facts_for(channel)
    verb: Connector = connector_of(facts)
    waiting: Sequence[Part] = [
        part for part in delivery.parts if part.is_there and part.kind is not PartKind.FIRST_COMMENT
    ]
    told = 0
    try:
        session = await open_session(desk, channel)
        while waiting:
            parts, waiting = at_once(waiting, facts)
            told += await ask_numbers(desk, channel, verb, session, parts)
        told += await poll_results.ask_of(desk, session, verb, delivery)
    except ConnectorError as error:
        raise ProblemError.of(error.problem) from error
    except TimeoutError as error:
        raise ProblemError("server_unreachable", platform=facts.name) from error
    return told > 0


async def _ask_all(
    desk: "Desk", channel: Channel, verb: Connector, waiting: Sequence[Asked], counts: dict[str, int]
) -> None:
    session = await open_session(desk, channel)
    while waiting:
        first, waiting = at_once(waiting, session.facts)
        with desk.store.reading() as reader:
            parts = parts_of(reader, first)
        if parts:
            counts["posts"] += await ask_numbers(desk, channel, verb, session, parts)
    if counts_followers(verb, session.facts):
        counts["followers"] += await ask_followers(desk, channel, verb, session)
