"""What people write to a Bluesky account: answers, mentions and quotes; and who reposts what it wrote.

`app.bsky.notification.listNotifications` (lexicons of August 2026) is a question for the AppView, which the account's
own server passes on. It begins with the newest and goes back: a walk goes on, page by page, until it is two hours
behind the newest that was told before; only then does the next one stop later. What is deleted there is not told.

A server alone keeps the records of its own accounts and knows of no answer to them. Where it names no AppView, the open
one is asked without a sign-in for the threads of the latest posts: so answers are heard, mentions and quotes are not.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from smmdesk.model.contribution import MEDIA_MOST
from smmdesk.model.message import Heard, HeardPage, MessageKind, Shared
from smmdesk.model.moderation import QUOTES_US
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity
from smmdesk.platforms.answers import Answer, Fields
from smmdesk.platforms.base import ConnectorError, Session
from smmdesk.platforms.bluesky.identity import DID, HANDLE
from smmdesk.platforms.bluesky.records import POST
from smmdesk.platforms.bluesky.repository import latest
from smmdesk.platforms.bluesky.xrpc import Xrpc, address
from smmdesk.platforms.people import name_of, page_of
from smmdesk.platforms.shown import told
from smmdesk.platforms.trail import Trail

NOTIFICATIONS, THREAD = "app.bsky.notification.listNotifications", "app.bsky.feed.getPostThread"
KINDS = {"reply": MessageKind.COMMENT, "mention": MessageKind.MENTION, "quote": MessageKind.MENTION}
PASSED_ON = "repost"
PAGE = 100
AGAIN_US = timedelta(hours=2) // timedelta(microseconds=1)
"""A server may hear of a post late, and lists it then by the moment that its writer gave it."""
NONE_THERE = frozenset({400, 404, 501})
POSTS_A_CALL = 5
MOST_IN_THREAD = 500
POST_URI = re.compile(rf"at://(?P<did>{DID.pattern})/{re.escape(POST)}/(?P<rkey>[A-Za-z0-9._~:-]{{1,512}})")
CID = re.compile(r"[A-Za-z0-9+/=_-]{8,256}")


@dataclass(frozen=True, slots=True)
class Place:
    """How far was read, in microseconds: `since` all is told; a walk goes back from `top`, on at `back`, having come by
    `pages` and `mark` (Trail). `own`: the key of our own newest answer that was told. `chat`: up to when private
    messages are told, or stand in conversations (`talks`) that are still to be read. `post`: which of the latest posts
    is next where there are only threads."""

    since: int = 0
    top: int = 0
    back: str = ""
    own: str = ""
    chat: int = 0
    post: int = 0
    pages: int = 0
    mark: str = ""
    talks: tuple[tuple[Any, ...], ...] = ()

    @classmethod
    def of(cls, cursor: str) -> "Place":
        return cls(**json.loads(cursor)) if cursor else cls()

    def __str__(self) -> str:
        return json.dumps({name: getattr(self, name) for name in self.__slots__})


async def fetch_messages(session: Session, cursor: str) -> HeardPage:
    """See Hears."""
    place = Place.of(cursor)
    reasons = (*KINDS, PASSED_ON) if cursor else KINDS  # the one page of a first look is for what was written
    asked = [("limit", str(PAGE)), *(("reasons", reason) for reason in reasons)]
    if place.back:
        asked.append(("cursor", place.back))
    answer = await Xrpc(session).ask(NOTIFICATIONS, asked, also=NONE_THERE)
    if answer.ok:
        page = _told(session, answer.fields(), place, first=not cursor)
        return page if page.more else await _with_own(session, page)
    if place.back:  # it does not know that page any more: the walk begins again
        return HeardPage((), str(replace(place, top=0, back="", pages=0, mark="")))
    return await _from_threads(session, place) if has_none(answer) else HeardPage((), cursor)


def _told(session: Session, found: Fields, place: Place, *, first: bool) -> HeardPage:
    """One page, and where the next one begins. An instant that is yet to come passes nothing by."""
    rows = found.rows("notifications")[:PAGE]
    times = [at_us for at_us in map(_indexed, rows) if at_us is not None]
    top = max([place.top, *(min(at_us, to_us(session.now_there)) for at_us in times)])
    back = found.text("cursor", "")
    trail = Trail(place.pages, place.mark).to(back, place.back) if not first else None
    more = trail is not None and (not times or times[-1] >= place.since - AGAIN_US)
    end = replace(place, since=max(place.since, top), top=0, back="", post=0, pages=0, mark="")
    following = replace(place, top=top, back=back, **asdict(trail)) if more and trail is not None else end
    return HeardPage(tuple(_each_of(session, rows)), str(following), more, shares=tuple(_shares_of(session, rows)))


def _indexed(row: Fields) -> int | None:
    with suppress(ConnectorError):
        return to_us(row.instant("indexedAt"))
    return None


def _each_of(session: Session, rows: list[Fields]) -> Iterator[Heard]:
    for row in rows:
        with suppress(ConnectorError):  # what is no message as the lexicon has it is passed over
            kind = KINDS.get(row.text("reason"))
            heard = heard_of(session, row, row.child("record"), kind) if kind is not None else None
            if heard is not None:
                yield heard


def _shares_of(session: Session, rows: list[Fields]) -> Iterator[Shared]:
    for row in rows:
        with suppress(ConnectorError):
            about = row.text("reasonSubject", "") if row.text("reason") == PASSED_ON else ""
            if POST_URI.fullmatch(about) and row.child("author").text("did") != session.channel.remote_id:
                yield Shared(row.text("uri"), author_of(session, row.child("author")), _sent_us(row, row), about)


def author_of(session: Session, author: Fields) -> Identity:
    did, handle = author.text("did"), author.text("handle", "").lower()
    shown = f"@{handle}" if HANDLE.fullmatch(handle) and handle != "handle.invalid" else ""
    page = _page(session.facts.endpoints["web"], did)
    return Identity("bluesky", did, shown, name_of(author.text("displayName", "")) or handle, page)


def heard_of(session: Session, view: Fields, record: Fields, kind: MessageKind) -> Heard | None:
    """None for what is no post of its author, or names itself so that it could not be answered."""
    author, uri, cid = view.child("author"), view.text("uri"), view.text("cid")
    did, match = author.text("did"), POST_URI.fullmatch(uri)
    if match is None or match["did"] != did or not CID.fullmatch(cid) or record.text("$type", POST) != POST:
        return None
    reply = record.child("reply")
    root, parent = _ref(reply.child("root")), _ref(reply.child("parent"))
    quoted = view.text("reasonSubject", "") if kind is MessageKind.MENTION and parent is None else ""
    ours = {QUOTES_US: about} if (about := quoted_of_ours(session, record)) else {}
    web, photos = session.facts.endpoints["web"], pictures(session.facts.endpoints["pictures"], did, record)
    return Heard(
        remote_id=uri,
        kind=kind,
        text=record.text("text", ""),
        sent_at_us=_sent_us(view, record),
        author=author_of(session, author),
        answers_remote_id=parent["uri"] if parent is not None else (quoted if POST_URI.fullmatch(quoted) else ""),
        thread_remote_id=root["uri"] if root is not None else "",
        url=page_of(f"{_page(web, did)}/post/{match['rkey']}"),
        data={"cid": cid, **({"root": root} if root is not None else {}), "may": _may(session, root), **photos, **ours},
        ours=did == session.channel.remote_id,
    )


def pictures(at: str, did: str, record: Fields) -> dict[str, object]:
    """Photos of a post, from the open server that shows them to everybody: a record names them by their hash alone."""
    embed = record.child("embed")
    found: list[tuple[object, object]] = []
    rows = [row for one in (embed, embed.child("media")) for row in (*one.rows("images"), *one.rows("items"))]
    for row in rows[:MEDIA_MOST]:  # more than four are the items of a gallery
        link = row.child("image").child("ref").values.get("$link")
        if isinstance(link, str) and CID.fullmatch(link):
            found.append((f"{at}/{did}/{link}@jpeg", row.values.get("alt")))
    return told(found)


def quoted_of_ours(session: Session, record: Fields) -> str:
    """The post of ours that stands in it, beside files or not, also where it is told as what names us; "" for none."""
    quoted = record.child("embed").child("record")
    for uri in (quoted.values.get("uri"), quoted.child("record").values.get("uri")):
        match = POST_URI.fullmatch(uri) if isinstance(uri, str) else None
        if match is not None and match["did"] == session.channel.remote_id:
            return match.group()
    return ""


def _may(session: Session, root: dict[str, str] | None) -> list[str]:
    """An answer in a thread of ours can be hidden there."""
    ours = root is not None and root["uri"].startswith(f"at://{session.channel.remote_id}/")
    return ["like", "hide"] if ours else ["like"]


def _page(web: str, did: str) -> str:
    return page_of(f"{web}/profile/{did}")


def _sent_us(view: Fields, record: Fields) -> int:
    """When it was written, as its writer says, but no later than a server saw it."""
    seen_us = to_us(view.instant("indexedAt"))
    with suppress(ConnectorError):
        return min(to_us(record.instant("createdAt")), seen_us)
    return seen_us


def _ref(found: Fields) -> dict[str, str] | None:
    """A strong reference as it is told, None where it is none."""
    return strong_ref(found.values)


def strong_ref(said: object) -> dict[str, str] | None:
    """Address and content id of a post, out of a record or of what was kept of one; None for anything else."""
    if not isinstance(said, Mapping):
        return None
    uri, cid = said.get("uri"), said.get("cid")
    if not isinstance(uri, str) or not isinstance(cid, str) or not POST_URI.fullmatch(uri) or not CID.fullmatch(cid):
        return None
    return {"uri": uri, "cid": cid}


# ------------------------------------------------------------------ what we wrote ourselves
async def _with_own(session: Session, page: HeardPage) -> HeardPage:
    """The page with our own answers since the last one, whatever program wrote them: each is told once."""
    place, told = Place.of(page.cursor), list[Heard]()
    for row in await latest(session):
        with suppress(ConnectorError):
            uri, parent = row.text("uri"), _ref(row.child("value").child("reply").child("parent"))
            match = POST_URI.fullmatch(uri)
            if match is not None and parent is not None and match["rkey"] > place.own:
                told.append(_own(session, uri, parent["uri"], row.child("value")))
    newest = max((one.remote_id.rsplit("/", 1)[-1] for one in told), default=place.own)
    return replace(page, messages=(*page.messages, *told), cursor=str(replace(place, own=newest)))


def _own(session: Session, uri: str, answers: str, record: Fields) -> Heard:
    channel, at_us = session.channel, to_us(record.instant("createdAt"))
    me, words = Identity("bluesky", channel.remote_id, channel.handle), record.text("text", "")
    return Heard(uri, MessageKind.COMMENT, words, at_us, me, answers_remote_id=answers, ours=True)


# ------------------------------------------------------------------ without an AppView of its own
def has_none(answer: Answer) -> bool:
    """The reference server's words (seen on November 2026's): "No service configured for …"."""
    return answer.status == 501 or answer.maybe().text("message", "").startswith("No service configured")


async def _from_threads(session: Session, place: Place) -> HeardPage:
    """What stands below a few of the account's latest posts, and which come next."""
    uris = [row.text("uri", "") for row in await latest(session)]
    told: list[Heard] = []
    for uri in uris[place.post : place.post + POSTS_A_CALL]:
        asked = (("uri", uri), ("depth", "10"), ("parentHeight", "0"))
        url = address(session.facts.endpoints["app_view"], THREAD)
        answer = await session.http.get(url, params=asked, also=NONE_THERE)  # it may not know of the post (yet)
        told += _below(session, answer.maybe().child("thread")) if answer.ok else ()
    following = place.post + POSTS_A_CALL
    more = following < len(uris)
    return HeardPage(
        tuple(told), str(replace(Place(chat=place.chat, talks=place.talks), post=following if more else 0)), more
    )


def _below(session: Session, thread: Fields) -> Iterator[Heard]:
    """All that hangs below a post. What is deleted or blocked is another kind of node, and is passed over."""
    waiting = thread.rows("replies")
    for _node in range(MOST_IN_THREAD):
        if not waiting:
            return
        node = waiting.pop()
        waiting += node.rows("replies")
        post = node.child("post")
        with suppress(ConnectorError):
            heard = heard_of(session, post, post.child("record"), MessageKind.COMMENT)
            if heard is not None:
                yield heard
