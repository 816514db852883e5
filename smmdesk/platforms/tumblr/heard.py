"""What people write below a blog's posts, and who reblogs them. Tumblr lets no program answer it.

`GET /blog/{blog}/notifications` (github.com/tumblr/docs, Oct 2024): activity newest first, by pages that begin at a
second. Each look goes back to ten minutes before the newest that was told; what is told again has the same id.
"""

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass

from smmdesk.model.message import Heard, HeardPage, MessageKind, Shared
from smmdesk.model.person import Identity
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import ConnectorError, RefusedError, Session
from smmdesk.platforms.people import name_of
from smmdesk.platforms.trail import AT_FIRST, Trail
from smmdesk.platforms.tumblr.api import GoneError, ask
from smmdesk.platforms.tumblr.posts import page_of

TYPES, PASSED_ON = ("reply", "mention_in_reply"), ("reblog_naked", "reblog_with_content")
AGAIN_S = 600
LATEST_S = 253_000_000_000


@dataclass(frozen=True, slots=True)
class Walk:
    """All up to the second `until` was told, 0 before the first look; on the way back to it, from `newest` on, the next
    page begins before `before`, to which it came by `trail`."""

    until: int = 0
    newest: int = 0
    before: int = 0
    trail: Trail = AT_FIRST

    @classmethod
    def of(cls, cursor: str) -> "Walk":
        until, newest, before, *trail = json.loads(cursor) if cursor else (0, 0, 0)
        return cls(int(until), int(newest), int(before), Trail(*trail))

    def __str__(self) -> str:
        return json.dumps([self.until, self.newest, self.before, self.trail.pages, self.trail.mark])


async def fetch_messages(session: Session, cursor: str) -> HeardPage:
    """See Hears."""
    walk = Walk.of(cursor)
    kinds = (*TYPES, *PASSED_ON) if cursor else TYPES  # the one page of a first look is for what was written
    params = [("rollups", "false"), *(("types[]", kind) for kind in kinds)]
    params += [("before", str(walk.before))] if walk.before else []
    try:
        found = await ask(session, "GET", "notifications", params=tuple(params))
    except GoneError as error:
        raise RefusedError(session.http.names.problem("may_not_publish")) from error
    if not isinstance(found.values.get("notifications"), list):
        raise found.strange()
    rows = [(at, row) for row in found.rows("notifications") if 0 < (at := _second(row)) < LATEST_S]
    told = {heard.remote_id: heard for at, row in rows if (heard := _heard(session, at, row)) is not None}
    shares = tuple(shared for at, row in rows if (shared := _shared(session, at, row)) is not None)
    now = int(session.now_there.timestamp())
    newest = max([walk.newest, walk.until, *(at for at, _ in rows if at <= now)])
    oldest = min((at for at, _ in rows), default=0)
    following = oldest + 1 if oldest + 1 != walk.before else oldest  # that second may go on on the next page
    trail = walk.trail.to(str(following)) if walk.until and following and "next" in found.child("_links") else None
    if trail is not None and oldest > walk.until - AGAIN_S:
        place = str(Walk(walk.until, newest, following, trail))
        return HeardPage(tuple(told.values()), place, more=True, shares=shares)
    was_long = bool(walk.before) and newest > walk.until  # newer ones may have come meanwhile
    return HeardPage(tuple(told.values()), str(Walk(newest or now)), more=was_long, shares=shares)


def _second(row: Fields) -> int:
    with suppress(ConnectorError):
        return row.number("timestamp")
    return 0


def _heard(session: Session, at: int, row: Fields) -> Heard | None:
    """None for what is no reply as the documentation has it: the rest is heard. A reply that names the blog may be told
    twice, as two kinds of activity: it is known by who said what below which post, and when."""
    with suppress(ConnectorError):
        if row.values.get("type") in PASSED_ON:
            return None
        post, who, words = row.id("target_post_id"), row.text("from_tumblelog_name"), row.text("reply_text")
        return Heard(
            remote_id=_named(post, who, at, words),
            kind=MessageKind.COMMENT,
            text=words,
            sent_at_us=at * 1_000_000,
            author=_author(session, who),
            answers_remote_id=post,
            thread_remote_id=post,
            url=page_of(session, post),
            ours=who == session.channel.handle.lstrip("@"),
        )
    return None


def _shared(session: Session, at: int, row: Fields) -> Shared | None:
    """Another blog passed a post of ours on; what it adds stands on that blog."""
    with suppress(ConnectorError):
        if row.text("type") in PASSED_ON:
            post, who = row.id("target_post_id"), row.text("from_tumblelog_name")
            if who != session.channel.handle.lstrip("@"):
                return Shared(_named(post, who, at, ""), _author(session, who), at * 1_000_000, post)
    return None


def _named(*said: object) -> str:
    return f"note-{hashlib.sha256(json.dumps(said).encode()).hexdigest()[:24]}"


def _author(session: Session, who: str) -> Identity:
    name = name_of(who)
    return Identity("tumblr", who, f"@{name}", name, _blog(session, who))


def _blog(session: Session, name: str) -> str:
    return f"{session.facts.endpoints['web']}/{name}" if name.replace("-", "").isalnum() else ""
