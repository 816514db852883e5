"""Whether Meta tells a sign-in of private messages, and for how long its app may answer them.

Conversations API of Messenger (11 February 2026) and "Get Conversations" of Instagram with Instagram Login (v26.0),
both read on 29 November 2026. With standard access Meta tells of people with a role in the app alone, and an empty list
looks as if nobody had written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from smmdesk.model.private import LONGER, NONE, REFUSED, SOME, SWITCHED_OFF, TOLD
from smmdesk.platforms import meta
from smmdesk.platforms.base import ConnectorError, Session
from smmdesk.platforms.http import Call
from smmdesk.platforms.meta import Graph, GraphError

DM_OFF = 2_534_041
"""Subcode of 200: the account's owner lets no program see messages (a switch in the settings of Instagram's app)."""
READ_ITSELF = frozenset({400, 403})
HUMAN_AGENT = "human_agent"
"""What the field of a sign-in's form says where Meta gave the owner's app that feature."""


@dataclass(frozen=True, slots=True)
class Talks:
    """What differs between the two. `home` begins the account's paths; `newest_only`: a conversation has one page;
    `from_comment` is the field of a comment that names the conversation which its private answer began, or ""."""

    platform: str
    graph: Callable[[Session], Graph]
    home: Callable[[str], str]
    newest_only: bool = False
    from_comment: str = ""


# ------------------------------------------------------------------ whether they are told
async def told(graph: Graph, talks: Talks, own_id: str, before: object) -> dict[str, object]:
    """For `Account.reported`: whether this sign-in is told of private messages. Where nobody can tell just now it stays
    as it was `before`; at first nothing was told so far, which every look asks for again."""
    unknown: dict[str, object] = {TOLD: before if before in (SOME, REFUSED, SWITCHED_OFF) else NONE}
    asked = (("fields", "id"), ("platform", talks.platform), ("limit", "1"))
    url = f"{graph.base}/{talks.home(own_id)}/conversations"
    try:
        answer = await graph.call(Call(method="GET", url=url, params=asked, also=READ_ITSELF))
        error = GraphError.of(answer)
        if error is None:
            return {TOLD: SOME if answer.fields().rows("data") else NONE}
    except ConnectorError:
        return unknown
    if error.code not in meta.NO_RIGHT | {meta.INVALID}:
        return unknown
    return {TOLD: SWITCHED_OFF if error.subcode == DM_OFF else REFUSED}


def answers_longer(fields: Mapping[str, str]) -> dict[str, object]:
    """For `Account.reported`: what the owner said of their app when they signed in. Meta tells it to nobody."""
    return {LONGER: True} if fields.get(LONGER) == HUMAN_AGENT else {}


def still_longer(session: Session) -> dict[str, object]:
    return {LONGER: True} if session.channel.reported.get(LONGER) is True else {}


def may_read(session: Session) -> bool:
    return session.channel.reported.get(TOLD) in (SOME, NONE)
