"""What people answer to an account's posts, and where they name it.

Threads API reference of Apr 2026: `conversation` tells all answers below one post, flat and the newest first; no list
holds those of all posts. So the newest 25 posts that have answers are read at every look, a few calls a page, each from
its newest answer back to what was told. Mentions are a list of their own, and want a permission of their own.

Answers and mentions tell their photos: `media_type`, `media_url`, of several `children` (developers.facebook.com,
Threads, "Replies and conversations", read on 29 November 2026). Descriptions are not among what answers tell.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta

from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import from_us, to_us
from smmdesk.model.person import Identity
from smmdesk.platforms import meta
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import ConnectorError, RefusedError, Session
from smmdesk.platforms.meta import Graph, instant_of, next_of
from smmdesk.platforms.people import name_of, page_of
from smmdesk.platforms.shown import told as pictures_told
from smmdesk.platforms.threads.account import lasting_graph_of
from smmdesk.platforms.trail import AT_FIRST, Trail

FIRST = timedelta(days=7)
"""What was said before that stays there when an account is heard for the first time."""
AGAIN = timedelta(minutes=2)
POSTS, ANSWERS, CALLS = 25, 50, 4
WORDS = "id,text,username,timestamp,permalink,replied_to,root_post,media_type,media_url,children{media_type,media_url}"
PHOTO, SEVERAL = "IMAGE", "CAROUSEL_ALBUM"
MENTIONS, MENTIONED = "me/mentions", "threads_manage_mentions"


@dataclass(frozen=True, slots=True)
class Walk:
    """Nothing before `floor` is told; of each list everything up to the moment in `told` was. `todo` are the lists that
    are left of this walk; the first of them goes on `after`, to which it came by `trail`, and its newest entry was of
    `newest`. Moments are ISO."""

    floor: str
    told: dict[str, str] = field(default_factory=dict)
    todo: tuple[str, ...] = ()
    after: str = ""
    newest: str = ""
    trail: Trail = AT_FIRST

    @classmethod
    def of(cls, session: Session, cursor: str) -> "Walk":
        if not cursor:
            return cls((session.now_there - FIRST).isoformat())
        kept = json.loads(cursor)
        return cls(**{**kept, "todo": tuple(kept["todo"]), "trail": Trail(**kept.get("trail", {}))})

    def __str__(self) -> str:
        return json.dumps(asdict(self))

    @property
    def until(self) -> datetime:
        """Up to when the first list was told."""
        return datetime.fromisoformat(self.told.get(self.todo[0], self.floor))

    def next_list(self, told: bool = True) -> "Walk":
        """The first list is done, and was told to its newest unless it broke off."""
        known = {**self.told, self.todo[0]: self.newest} if told and self.newest else self.told
        return Walk(self.floor, known, self.todo[1:])


async def fetch_messages(session: Session, cursor: str) -> HeardPage:
    """See Hears."""
    graph, walk = await lasting_graph_of(session), Walk.of(session, cursor)
    if not walk.todo:
        lists = await _lists(session, graph)
        walk = Walk(walk.floor, {name: at for name, at in walk.told.items() if name in lists}, lists)
    heard = list[Heard]()
    for _call in range(CALLS):
        if walk.todo:
            found, walk = await _one(session, graph, walk)
            heard += found
    return HeardPage(tuple(heard), str(walk), more=bool(walk.todo))


async def _lists(session: Session, graph: Graph) -> tuple[str, ...]:
    """What is read in one walk: the newest posts that have answers, and the mentions where we may."""
    rows = (await graph.get("me/threads", "id,has_replies", limit=str(POSTS))).rows("data")
    posts = [f"{row.id()}/conversation" for row in rows if row.values.get("has_replies") is not False]
    granted = session.channel.reported.get("granted")
    may = isinstance(granted, dict) and granted.get(MENTIONED) is True
    return (*posts, *((MENTIONS,) if may else ()))


async def _one(session: Session, graph: Graph, walk: Walk) -> tuple[list[Heard], Walk]:
    """One page of the first list. A post that is gone meanwhile has no answers; a place in a list that is not known any
    more is begun anew at the next look."""
    name = walk.todo[0]
    asked = {"limit": str(ANSWERS), **({"after": walk.after} if walk.after else {})}
    asked |= {} if name == MENTIONS else {"reverse": "true"}
    try:
        answer = await graph.read(name, WORDS, asked, gone=True)
    except RefusedError:
        if walk.after or name == MENTIONS:
            return [], walk.next_list(told=False)
        raise
    if meta.is_unknown(answer):
        return [], walk.next_list(told=False)
    found = answer.fields()
    heard = [one for row in found.rows("data") if (one := _heard(session, name, row)) is not None]
    moments = [from_us(one.sent_at_us) for one in heard]
    known = [at.isoformat() for at in moments if at <= session.now_there + AGAIN]  # one dated ahead passes nothing by
    walk = walk if walk.after else replace(walk, newest=max([*known, walk.told.get(name, "")]))
    floor_us = to_us(datetime.fromisoformat(walk.floor))
    told = [one for one in heard if one.sent_at_us >= floor_us]
    after = next_of(found)
    trail = walk.trail.to(after, walk.after)
    if trail is not None and (not moments or moments[-1] >= walk.until - AGAIN):
        return told, replace(walk, after=after, trail=trail)
    return told, walk.next_list()


def _heard(session: Session, name: str, row: Fields) -> Heard | None:
    """None for what is no answer as the reference has it: it is passed over, the rest is heard."""
    with suppress(ConnectorError):
        user, above, root = name_of(row.text("username", "")), row.child("replied_to"), row.child("root_post")
        below = name.partition("/")[0] if name != MENTIONS else ""
        return Heard(
            remote_id=row.id(),
            kind=MessageKind.COMMENT if below else MessageKind.MENTION,
            text=row.text("text", ""),
            sent_at_us=to_us(instant_of(row, "timestamp")),
            author=Identity("threads", user, f"@{user}" if user else "", user, _profile(session, user)),
            answers_remote_id=above.id() if "id" in above else below,
            thread_remote_id=below or (root.id() if "id" in root else ""),
            url=page_of(row.text("permalink", "")),
            data={
                "may": ["hide"] if below and "id" in above and above.id() == below else [],
                **pictures_told((url, "") for url in _photos(row)),
            },
            ours=bool(user) and user.casefold() == session.channel.handle.lstrip("@").casefold(),
        )
    return None


def _photos(row: Fields) -> list[object]:
    """The addresses of the photos of a post: films are none."""
    shown = [row] if row.values.get("media_type") != SEVERAL else row.child("children").rows("data")
    return [each.values.get("media_url") for each in shown if each.values.get("media_type") == PHOTO]


def _profile(session: Session, user: str) -> str:
    return page_of(f"{session.facts.endpoints['web']}/@{user}") if user else ""
