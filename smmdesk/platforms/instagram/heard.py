"""What people write below an account's posts and reels, the answers to it, and the posts in which they tag the account.

Instagram Platform, November 2026: there is no list of all comments, none asks for them by time, and those of a post
come newest first, fifty at most. So the newest 25 posts are read at every look, each with its newest comments and the
first answers to them, and the pages behind those until what was told. An answer below a comment that is older than
those fifty is not seen. A comment has no photo there (IG Comment: id, text, from, replies, …). Where somebody names the
account in words is told to servers alone (webhooks); in which posts it is tagged, photo by photo, the edge `tags` tells
("media that they are tagged in": reference of v26.0, and Meta's own description of Instagram Login,
facebook-business-sdk-codegen, IGUserForIGOnlyAPI.json; read on 29 November 2026). In which order is not written, nor
whether every app is told (unverified: without it the rest is heard); no call answers below somebody else's post.

An answer to an answer hangs on the comment above both; Instagram's own app begins it with the name of whom it is for
(seen, and not promised: unverified).
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from smmdesk.model.message import UNANSWERED, Heard, HeardPage, MessageKind
from smmdesk.model.moment import from_us, to_us
from smmdesk.model.person import Identity
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import ConnectorError, NotSentError, RefusedError, Session
from smmdesk.platforms.instagram.account import TALKS, graph_of
from smmdesk.platforms.meta import instant_of, next_of
from smmdesk.platforms.meta_talks import news, waits
from smmdesk.platforms.people import name_of, page_of
from smmdesk.platforms.shown import told as pictures_told
from smmdesk.platforms.trail import AT_FIRST, Trail

FIRST = timedelta(days=7)
"""What was said before that stays there when an account is heard for the first time."""
AGAIN = timedelta(minutes=2)
POSTS, POST_PAGES = 5, 5
COMMENTS, ANSWERS = 50, 25
WORDS = "id,text,timestamp,username,from"
TAGGED, TAGS = "id,caption,timestamp,username,permalink,media_type,media_url,children{media_type,media_url}", 25
PHOTO, SEVERAL = "IMAGE", "CAROUSEL_ALBUM"
NAMED_FIRST = re.compile(r"\s*(@[A-Za-z0-9_.]{1,30})")


@dataclass(frozen=True, slots=True)
class Behind:
    """A list that goes on `after`, to which it came by `trail`: the comments of a post, or the answers below one of
    them (`above`); without a post those posts in which the account is tagged."""

    post: str
    url: str
    after: str
    above: str = ""
    trail: Trail = AT_FIRST

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Behind":
        return cls(**{**kept, "trail": Trail(**kept.get("trail", {}))})

    def then(self, after: str) -> "list[Behind]":
        """Where the list goes on, if it does: one that leads back ends."""
        trail = self.trail.to(after, self.after)
        return [replace(self, after=after, trail=trail)] if trail is not None else []


@dataclass(frozen=True, slots=True)
class Walk:
    """Nothing before `floor` is told, everything up to `until` was. `newest` is of the first page of this walk; `pages`
    of posts were read, and go on at `place`; what lies `behind` comes after them. `private` is how far what is written
    in private was told. `own` is what the account is called now, which it may change: asked for at the beginning of
    each walk, since a post that it shares with others has their name. Moments are ISO 8601."""

    floor: str
    until: str
    newest: str = ""
    place: str = ""
    pages: int = 0
    behind: tuple[Behind, ...] = ()
    private: str = ""
    own: str = ""

    @classmethod
    def of(cls, session: Session, cursor: str) -> "Walk":
        if not cursor:
            floor = (session.now_there - FIRST).isoformat()
            return cls(floor, floor)
        kept = json.loads(cursor)
        return cls(**{**kept, "behind": tuple(map(Behind.of, kept["behind"]))})

    def __str__(self) -> str:
        return json.dumps(asdict(self))

    @property
    def anew(self) -> "Walk":
        return Walk(self.floor, self.until, private=self.private, own=self.own)

    def is_own(self, session: Session, who: str, user: str) -> bool:
        """Whether this is the account itself: by its number, and where that says nothing by its name of now."""
        own = self.own or session.channel.handle.lstrip("@")
        return who == session.channel.remote_id or (bool(own) and user.casefold() == own.casefold())


async def fetch_messages(session: Session, cursor: str) -> HeardPage:
    """See Hears. Private messages come between two walks through the posts; where they bring nothing further, they keep
    no comment away."""
    walk = Walk.of(session, cursor)
    if not walk.pages and waits(session, walk.private):
        private = await news(session, TALKS, walk.private)
        if private.cursor != walk.private:
            return HeardPage(private.messages, str(replace(walk, private=private.cursor)), private.more)
    page = await _next(session, walk)
    if page.more:
        return page
    private = await news(session, TALKS, walk.private)
    after = replace(Walk.of(session, page.cursor), private=private.cursor)
    return HeardPage((*page.messages, *private.messages), str(after), private.more)


async def _next(session: Session, walk: Walk) -> HeardPage:
    """A page of the walk. A place that is not known there any more: from the newest on again, at the next look."""
    if not walk.pages:
        return await _posts(session, walk)
    try:
        return await (_posts(session, walk) if walk.place else _behind(session, walk))
    except RefusedError:
        return HeardPage((), str(walk.anew))


async def _posts(session: Session, walk: Walk) -> HeardPage:
    """One page of posts, with what stands below them."""
    answers = f"replies.limit({ANSWERS}){{{WORDS}}}"
    fields = f"id,permalink,comments.limit({COMMENTS}){{{WORDS},{answers}}}"
    if not walk.pages:
        walk = replace(walk, own=await _called(session) or walk.own)
    asked = {"limit": str(POSTS), **({"after": walk.place} if walk.place else {})}
    found = await graph_of(session).get(f"{session.channel.remote_id}/media", fields, **asked)
    told, behind = list[Heard](), list(walk.behind)
    for row in found.rows("data"):
        with suppress(ConnectorError):
            post = Behind(row.id(), page_of(row.text("permalink", "")), "")
            told += _list(session, walk, post, row.child("comments"), behind)
    if not walk.pages:
        told += await _tagged(session, walk, Behind("", "", ""), behind)
        walk = replace(walk, newest=_newest(session, told))
    place = next_of(found) if walk.pages + 1 < POST_PAGES else ""
    place = "" if place == walk.place else place
    return _page(told, replace(walk, place=place, pages=walk.pages + 1, behind=tuple(behind)))


async def _called(session: Session) -> str:
    """What the account is called now; empty where it is not told."""
    with suppress(ConnectorError):
        return name_of((await graph_of(session).get("me", "username")).text("username", ""))
    return ""


async def _behind(session: Session, walk: Walk) -> HeardPage:
    """One page of a list that is longer than what is told with its post."""
    place, *rest = walk.behind
    if not place.post:
        behind = list[Behind]()
        told = await _tagged(session, walk, place, behind)
        return _page(told, replace(walk, behind=(*rest, *behind)))
    path = f"{place.above}/replies" if place.above else f"{place.post}/comments"
    fields = WORDS if place.above else f"{WORDS},replies.limit({ANSWERS}){{{WORDS}}}"
    limit = ANSWERS if place.above else COMMENTS
    found = await graph_of(session).get(path, fields, limit=str(limit), after=place.after)
    behind = list[Behind]()
    told = list(_list(session, walk, place, found, behind))
    return _page(told, replace(walk, behind=(*rest, *behind)))


def _page(told: list[Heard], walk: Walk) -> HeardPage:
    """Once nothing is left of a walk, everything up to the newest of its first page was told."""
    kept = tuple(heard for heard in told if heard.sent_at_us >= to_us(datetime.fromisoformat(walk.floor)))
    if walk.place or walk.behind:
        return HeardPage(kept, str(walk), more=True)
    return HeardPage(kept, str(Walk(walk.floor, max(walk.until, walk.newest), private=walk.private, own=walk.own)))


def _newest(session: Session, told: list[Heard]) -> str:
    """What is dated ahead passes nothing by."""
    latest_us = to_us(session.now_there + AGAIN)
    moments = [heard.sent_at_us for heard in told if heard.sent_at_us <= latest_us]
    return from_us(max(moments)).isoformat() if moments else ""


# ------------------------------------------------------------------ one list
def _list(session: Session, walk: Walk, place: Behind, found: Fields, behind: list[Behind]) -> Iterator[Heard]:
    """The entries of a list and what hangs on them; where it goes on is added to `behind`."""
    moments = []
    for row in found.rows("data"):
        heard = _heard(session, walk, place, row)
        if heard is None:
            continue
        yield heard
        moments.append(heard.sent_at_us)
        if not place.above:
            below = Behind(place.post, place.url, "", heard.remote_id)
            yield from _list(session, walk, below, row.child("replies"), behind)
    if _goes_on(moments, walk):
        behind += place.then(next_of(found))


def _goes_on(moments: list[int], walk: Walk) -> bool:
    """Whether a further page may hold something new. A list that is not the newest first is read to its end."""
    until_us = to_us(datetime.fromisoformat(walk.until) - AGAIN)
    return not moments or moments[0] <= moments[-1] or moments[-1] >= until_us


def _heard(session: Session, walk: Walk, place: Behind, row: Fields) -> Heard | None:
    """None for what is no comment as the reference has it: it is passed over, the rest is heard."""
    with suppress(ConnectorError):
        own_id, by = row.id(), row.child("from")
        user = name_of(row.text("username", "") or by.text("username", ""))
        who = by.id() if "id" in by else user
        ours = walk.is_own(session, who, user)
        named = {"names": f"@{user}"} if place.above and user and not ours else {}
        first = NAMED_FIRST.match(row.text("text", "")) if place.above and ours else None
        return Heard(
            remote_id=own_id,
            kind=MessageKind.COMMENT,
            text=row.text("text", ""),
            sent_at_us=to_us(instant_of(row, "timestamp")),
            author=Identity("instagram", who, f"@{user}" if user else "", user, _profile(session, user)),
            answers_remote_id=place.above or place.post,
            thread_remote_id=place.post,
            url=place.url,
            data={"comment": place.above or own_id, **named},  # an answer to an answer stands beside it, and names whom
            ours=ours,
            to=(first[1].rstrip("."),) if first is not None else (),
        )
    return None


# ------------------------------------------------------------------ where the account is tagged
async def _tagged(session: Session, walk: Walk, place: Behind, behind: list[Behind]) -> list[Heard]:
    """A page of the posts in which it is; where they go on is added to `behind`. None where they are not told."""
    asked = {"limit": str(TAGS), **({"after": place.after} if place.after else {})}
    try:
        found = await graph_of(session).get("me/tags", TAGGED, **asked)
    except RefusedError:
        return []
    except NotSentError as error:
        if place.after or error.retry_after_s is not None:
            raise
        return []  # what stands below posts is heard all the same; the next look begins here too
    heard = [one for row in found.rows("data") if (one := _tagging(session, walk, row)) is not None]
    if _goes_on([one.sent_at_us for one in heard], walk):
        behind += place.then(next_of(found))
    return heard


def _tagging(session: Session, walk: Walk, row: Fields) -> Heard | None:
    with suppress(ConnectorError):
        user = name_of(row.text("username", ""))
        shown = [row] if row.values.get("media_type") != SEVERAL else row.child("children").rows("data")
        photos = [(each.values.get("media_url"), "") for each in shown if each.values.get("media_type") == PHOTO]
        return Heard(
            remote_id=row.id(),
            kind=MessageKind.MENTION,
            text=row.text("caption", ""),
            sent_at_us=to_us(instant_of(row, "timestamp")),
            author=Identity("instagram", user, f"@{user}" if user else "", user, _profile(session, user)),
            url=page_of(row.text("permalink", "")),
            data={"may": [], UNANSWERED: True, **pictures_told(photos)},
            ours=walk.is_own(session, "", user),
        )
    return None


def _profile(session: Session, user: str) -> str:
    return page_of(f"{session.facts.endpoints['web']}/{user}/") if user else ""
