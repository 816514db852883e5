"""What people write below a blog's posts. Tumblr lets no program answer it.

`GET /blog/{blog}/notifications` (github.com/tumblr/docs, Oct 2024): activity newest first, by pages that begin at a
second. Each look goes back to ten minutes before the newest that was told; what is told again has the same id.
"""

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass

from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.person import Identity
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import ConnectorError, RefusedError, Session
from smmdesk.platforms.people import name_of
from smmdesk.platforms.tumblr.api import GoneError, ask
from smmdesk.platforms.tumblr.posts import page_of

TYPES = ("reply", "mention_in_reply")
AGAIN_S = 600
LATEST_S = 253_000_000_000


@dataclass(frozen=True, slots=True)
class Walk:
    """All up to the second `until` was told, 0 before the first look; on the way back to it, from `newest` on, the next
    page begins before `before`."""

    until: int = 0
    newest: int = 0
    before: int = 0

    @classmethod
    def of(cls, cursor: str) -> "Walk":
        return cls(*(int(value) for value in json.loads(cursor))) if cursor else cls()

    def __str__(self) -> str:
        return json.dumps([self.until, self.newest, self.before])


async def fetch_messages(session: Session, cursor: str) -> HeardPage:
    """See Hears."""
    walk = Walk.of(cursor)
    params = [("rollups", "false"), *(("types[]", kind) for kind in TYPES)]
    params += [("before", str(walk.before))] if walk.before else []
    try:
        found = await ask(session, "GET", "notifications", params=tuple(params))
    except GoneError as error:
        raise RefusedError(session.http.names.problem("may_not_publish")) from error
    if not isinstance(found.values.get("notifications"), list):
        raise found.strange()
    rows = [(at, row) for row in found.rows("notifications") if 0 < (at := _second(row)) < LATEST_S]
    told = {heard.remote_id: heard for at, row in rows if (heard := _heard(session, at, row)) is not None}
    now = int(session.now_there.timestamp())
    newest = max([walk.newest, walk.until, *(at for at, _ in rows if at <= now)])
    oldest = min((at for at, _ in rows), default=0)
    following = oldest + 1 if oldest + 1 != walk.before else oldest  # that second may go on on the next page
    if walk.until and "next" in found.child("_links") and oldest > walk.until - AGAIN_S and following:
        return HeardPage(tuple(told.values()), str(Walk(walk.until, newest, following)), more=True)
    was_long = bool(walk.before) and newest > walk.until  # newer ones may have come meanwhile
    return HeardPage(tuple(told.values()), str(Walk(newest or now)), more=was_long)


def _second(row: Fields) -> int:
    with suppress(ConnectorError):
        return row.number("timestamp")
    return 0


def _heard(session: Session, at: int, row: Fields) -> Heard | None:
    """None for what is no reply as the documentation has it: the rest is heard. A reply that names the blog may be told
    twice, as two kinds of activity: it is known by who said what below which post, and when."""
    with suppress(ConnectorError):
        post, who, words = row.id("target_post_id"), row.text("from_tumblelog_name"), row.text("reply_text")
        named = hashlib.sha256(json.dumps([post, who, at, words]).encode()).hexdigest()[:24]
        name = name_of(who)
        return Heard(
            remote_id=f"note-{named}",
            kind=MessageKind.COMMENT,
            text=words,
            sent_at_us=at * 1_000_000,
            author=Identity("tumblr", who, f"@{name}", name, _blog(session, who)),
            answers_remote_id=post,
            thread_remote_id=post,
            url=page_of(session, post),
            ours=who == session.channel.handle.lstrip("@"),
        )
    return None


def _blog(session: Session, name: str) -> str:
    return f"{session.facts.endpoints['web']}/{name}" if name.replace("-", "").isalnum() else ""
