"""Comments below a blog's posts, also those that wait to be approved. Blogger lets no program answer them.

API v3 (comments.listByBlog, discovery revision 20260707): what was written since an instant, by pages in an order that
is not documented. So all pages are read before the instant moves on, and each look begins two hours before it: what was
let through late is seen for that long.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity
from smmdesk.platforms.answers import Answer, Fields
from smmdesk.platforms.base import ConnectorError, Session
from smmdesk.platforms.google import ask, is_gone, stamp
from smmdesk.platforms.http import Call
from smmdesk.platforms.markup import plain_of
from smmdesk.platforms.own_app import Access
from smmdesk.platforms.people import name_of, page_of
from smmdesk.platforms.trail import AT_FIRST, Trail

PAGE = 50
FIRST, AGAIN = timedelta(days=7), timedelta(hours=2)
REFUSED = frozenset({400})
GONE = frozenset({404})


@dataclass(frozen=True, slots=True)
class Walk:
    """All up to `since` was told; on the way to `newest`, `place` is Blogger's own word for where to go on, to which it
    came by `trail`."""

    since: datetime
    newest: datetime
    place: str = ""
    trail: Trail = AT_FIRST

    @classmethod
    def of(cls, session: Session, cursor: str) -> "Walk":
        if not cursor:
            begin = session.now_there - FIRST
            return cls(begin, begin)
        kept = json.loads(cursor)
        since, newest = (datetime.fromisoformat(kept[name]) for name in ("since", "newest"))
        return cls(since, newest, str(kept["place"]), Trail(**kept.get("trail", {})))

    def __str__(self) -> str:
        since, newest = self.since.isoformat(), self.newest.isoformat()
        return json.dumps({"since": since, "newest": newest, "place": self.place, "trail": asdict(self.trail)})


async def fetch_messages(session: Session, cursor: str) -> HeardPage:
    """See Hears."""
    walk = Walk.of(session, cursor)
    answer = await _asked(session, walk)
    if not answer.ok:  # the place is not known there any more: this walk begins again
        walk = Walk(walk.since, walk.since)
        answer = await _asked(session, walk)
    found = answer.fields()
    if found.text("kind", "") != "blogger#commentList":
        raise answer.strange()
    rows, me = found.rows("items"), await _own_id(session)
    told = [heard for heard in (_heard(session, row, me) for row in rows) if heard is not None]
    moments = [at for row in rows if (at := _moment(row)) is not None and at <= session.now_there]
    newest, place = max([walk.newest, *moments]), found.text("nextPageToken", "")
    trail = walk.trail.to(place, walk.place)
    if trail is not None:
        return HeardPage(tuple(told), str(Walk(walk.since, newest, place, trail)), more=True)
    was_long = bool(walk.place) and newest > walk.since  # newer ones may have come meanwhile
    return HeardPage(tuple(told), str(Walk(newest, newest)), more=was_long)


async def _asked(session: Session, walk: Walk) -> Answer:
    asked = [("status", "LIVE"), ("status", "PENDING"), ("maxResults", str(PAGE)), ("fetchBodies", "true")]
    asked.append(("startDate", stamp(walk.since - AGAIN)))
    asked += [("pageToken", walk.place)] if walk.place else []
    url = f"{session.facts.endpoints['api']}/blogs/{session.channel.remote_id}/comments"
    call = Call(method="GET", url=url, params=tuple(asked))
    return await ask(session.http, Access(session), replace(call, also=REFUSED if walk.place else frozenset()))


async def _own_id(session: Session) -> str:
    """By what our own comments are known; "" where the account never had a profile there."""
    url = f"{session.facts.endpoints['api']}/users/self"
    answer = await ask(session.http, Access(session), Call(method="GET", url=url, also=GONE))
    found = answer.fields() if not answer.says_gone(is_gone) else None
    return found.id() if found is not None and "id" in found else ""


def _moment(row: Fields) -> datetime | None:
    with suppress(ConnectorError):
        return row.instant("published")
    return None


def _heard(session: Session, row: Fields, me: str) -> Heard | None:
    """None for what is no comment as the reference has it: the rest is heard."""
    with suppress(ConnectorError):
        own_id, post_id, above, author = row.id(), row.child("post").id(), row.child("inReplyTo"), row.child("author")
        name = name_of(author.text("displayName", ""))
        who = author.id() if "id" in author else ""
        waits = row.text("status", "").upper() == "PENDING"
        known = who or f"{name.casefold()}@{session.channel.remote_id}"
        return Heard(
            remote_id=own_id,
            kind=MessageKind.COMMENT,
            text=plain_of(row.text("content", "")),
            sent_at_us=to_us(row.instant("published")),
            author=Identity("blogger", known, "", name, page_of(author.text("url", ""))),
            answers_remote_id=above.id() if "id" in above else post_id,
            thread_remote_id=post_id,
            url=page_of(f"{session.facts.endpoints['web']}/blog/comments/{session.channel.remote_id}"),
            data={"waits": waits, "post": post_id},
            ours=bool(me) and who == me,
            hushed=waits,
        )
    return None
