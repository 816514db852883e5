"""What people write to an account of a Lemmy server: replies, mentions, private messages.

Lemmy 0.19 (API v3): three lists, the newest first by pages, from which nothing is taken away. The newest page of each
is told at every look (a changed or deleted one is noticed there), and the pages behind it until one that was told.
Lemmy 1.0 (API v4, account/notification/list of 1.0.0-beta.1): one list of everything, and one of private messages in
which ours stand too; what was deleted is left out there. Our own newest comments say what was answered on the server's
own pages.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity
from smmdesk.model.url_parts import split_url
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import ConnectorError, Session
from smmdesk.platforms.lemmy.posts import (
    BEFORE,
    COMMENT,
    POST,
    PRIVATE,
    me,
    own_page,
    page_4,
    parent_number,
    written_at,
)
from smmdesk.platforms.lemmy.server import ask, speaks_4
from smmdesk.platforms.people import name_of, page_of
from smmdesk.platforms.trail import AT_FIRST, Trail

PAGE = 50
REPLIES, MENTIONS, PRIVATES = "replies", "mentions", "private_messages"
LISTS: Mapping[str, tuple[str, str]] = {
    REPLIES: ("user/replies", "comment_reply"),
    MENTIONS: ("user/mention", "person_mention"),
    PRIVATES: ("private_message/list", PRIVATE),
}
"""List of version 3 -> its route, and what its rows are numbered by."""
ALL = "all"
LISTS_4 = (ALL, PRIVATE)
KINDS_4 = {"reply": MessageKind.COMMENT, "mention": MessageKind.MENTION}
"""What a notification is about, where somebody spoke to us."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: what it tells, the ids of its rows, and where the next one begins (empty behind the last)."""

    told: tuple[Heard, ...]
    ids: tuple[int, ...]
    following: str


@dataclass(frozen=True, slots=True)
class Walk:
    """How far one list was read: `told` are the newest ids as of the last look, or None before the first; `place` is
    the page to go on with (empty: the newest), to which it came by `trail`, `newest` the ids of the first page of this
    look."""

    told: tuple[int, ...] | None = None
    newest: tuple[int, ...] = ()
    place: str = ""
    trail: Trail = AT_FIRST

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Walk":
        told, newest, trail = kept.get("told"), kept.get("newest") or (), kept.get("trail") or {}
        numbers = tuple(told) if isinstance(told, list) else None
        return cls(numbers, tuple(newest), kept.get("place") or "", Trail(**trail))

    def after(self, page: Page) -> "Walk":
        """Behind a page. One that leads back, or holds nothing, is the last."""
        newest, trail = self.newest if self.place else page.ids, self.trail.to(page.following, self.place)
        if trail is None or not page.ids or self.told is None or any(one in self.told for one in page.ids):
            return Walk(newest)
        return Walk(self.told, newest, page.following, trail)


async def fetch_messages(session: Session, cursor: str) -> HeardPage:
    """See Hears. A page of each list."""
    newer = await speaks_4(session)
    kept = json.loads(cursor) if cursor else {}
    walks = {name: Walk.of(kept.get(name) or {}) for name in (LISTS_4 if newer else LISTS)}
    told: dict[str, Heard] = {}
    after, more = dict[str, Walk](), False
    for name, walk in walks.items():
        page = await (_page_4 if newer else _page_3)(session, name, walk.place)
        for heard in page.told:
            told.setdefault(heard.remote_id, heard)
        after[name] = walk.after(page)
        more |= bool(after[name].place or walk.place)  # newer ones may have come meanwhile
    told |= {heard.remote_id: heard for heard in await _ours(session, newer)}
    return HeardPage(tuple(told.values()), json.dumps({name: asdict(walk) for name, walk in after.items()}), more)


async def _page_3(session: Session, name: str, place: str) -> Page:
    route, numbered = LISTS[name]
    asked = {"unread_only": "false", "sort": "New", "limit": str(PAGE), "page": place or "1"}
    answer = await ask(session, "GET", route, params=tuple(asked.items()))
    if name not in answer.fields():
        raise answer.strange()
    views = answer.fields().rows(name)
    ids = (view.child(numbered).values.get("id") for view in views)
    kind = MessageKind.MENTION if name == MENTIONS else MessageKind.COMMENT
    told = _private(session, views) if name == PRIVATES else _each(views, lambda view: _comment(session, kind, view))
    following = str(int(place or "1") + 1) if len(views) >= PAGE else ""
    return Page(tuple(told), tuple(one for one in ids if isinstance(one, int)), following)


async def _page_4(session: Session, name: str, place: str) -> Page:
    rows, following = await page_4(session, "account/notification/list", {"type_": name}, place)
    ids = (row.child("notification").values.get("id") for row in rows)
    if name == PRIVATE:
        told = _private(session, [row.child("data") for row in rows])
    else:
        told = _each(rows, lambda row: _notified(session, row))
    return Page(tuple(told), tuple(one for one in ids if isinstance(one, int)), following)


def _notified(session: Session, row: Fields) -> Heard | None:
    """A comment, or a post that names us; None for what is said to others, or done by a moderator."""
    kind, view = KINDS_4.get(row.child("notification").text("kind", "")), row.child("data")
    if kind is None:
        return None
    return _comment(session, kind, view) if COMMENT in view else _post(session, kind, view)


def _each(views: list[Fields], read: Callable[[Fields], Heard | None]) -> Iterator[Heard]:
    """What is no such row is passed over, the rest is heard."""
    for view in views:
        with suppress(ConnectorError):
            heard = read(view)
            if heard is not None:
                yield heard


def _comment(session: Session, kind: MessageKind, view: Fields) -> Heard:
    comment = view.child(COMMENT)
    number, post, above = comment.number("id"), comment.number("post_id"), parent_number(comment)
    may_hide = _may_hide(session, view)
    return Heard(
        remote_id=f"{BEFORE[COMMENT]}{number}",
        kind=kind,
        text=comment.text("content", ""),
        sent_at_us=to_us(written_at(comment)),
        author=author_of(session, view.child("creator")),
        answers_remote_id=f"{BEFORE[COMMENT]}{above}" if above > 0 else str(post),
        thread_remote_id=str(post),
        url=page_of(f"{session.channel.server}/comment/{number}"),
        data={"post": post, "may": ["like", *(["hide"] if may_hide else [])]},
        ours=is_me(session, comment),
        removed=comment.flag("deleted") or (comment.flag("removed") and not may_hide),
        liked=is_liked(view, COMMENT),
        hushed=comment.flag("removed") if may_hide else None,
    )


def _post(session: Session, kind: MessageKind, view: Fields) -> Heard:
    """Somebody's post that names us, in version 4."""
    post = view.child(POST)
    number = post.number("id")
    words = [post.text("name", ""), post.text("body", "")]
    return Heard(
        remote_id=str(number),
        kind=kind,
        text="\n\n".join(filter(None, words)),
        sent_at_us=to_us(written_at(post)),
        author=author_of(session, view.child("creator")),
        thread_remote_id=str(number),
        url=page_of(f"{session.channel.server}/post/{number}"),
        data={"post": number, "may": ["like"]},
        ours=is_me(session, post),
        liked=is_liked(view, POST),
    )


def is_liked(view: Fields, kind: str) -> bool:
    """Whether we gave it a vote, as version 3 and version 4 say it."""
    return view.number("my_vote", 0) > 0 or view.child(f"{kind}_actions").flag("vote_is_upvote")


def _may_hide(session: Session, view: Fields) -> bool:
    """Whether we look after the community: version 4 says it, of version 3 what it said when we signed in."""
    ours = session.channel.reported.get("moderates")
    known = isinstance(ours, list | tuple) and view.child("community").values.get("id") in ours
    return known or view.flag("can_mod")


def _private(session: Session, views: list[Fields]) -> Iterator[Heard]:
    """Ours among them answers the newest one of that person before it: nothing else ties them."""
    last_of = dict[int, str]()
    for view in reversed(views):
        with suppress(ConnectorError):
            said = view.child(PRIVATE)
            remote_id = f"{BEFORE[PRIVATE]}{said.number('id')}"
            author, ours = said.number("creator_id"), is_me(session, said)
            answered = last_of.get(said.number("recipient_id"), "") if ours else ""
            if not ours:
                last_of[author] = remote_id
            yield Heard(
                remote_id=remote_id,
                kind=MessageKind.PRIVATE,
                text=said.text("content", ""),
                sent_at_us=to_us(written_at(said)),
                author=author_of(session, view.child("creator")),
                answers_remote_id=answered,
                url=page_of(f"{session.channel.server}/inbox"),
                data={"person": author},
                ours=ours,
                removed=said.flag("deleted"),
            )


async def _ours(session: Session, newer: bool) -> list[Heard]:
    """Our newest comments that answer others'."""
    us = Identity("lemmy", session.channel.remote_id, session.channel.handle)
    told = list[Heard]()
    for row in (await own_page(session, COMMENT, "", newer))[0]:
        with suppress(ConnectorError):
            number, above = row.number("id"), parent_number(row)
            at_us = to_us(written_at(row))
            if above > 0 and not row.flag("deleted"):
                named, answered = f"{BEFORE[COMMENT]}{number}", f"{BEFORE[COMMENT]}{above}"
                told.append(Heard(named, MessageKind.COMMENT, "", at_us, us, answered, ours=True))
    return told


def is_me(session: Session, row: Fields) -> bool:
    return str(row.number("creator_id", 0)) == me(session)


def author_of(session: Session, creator: Fields) -> Identity:
    """Known by the number on our own server, named with the server that they are of."""
    number, name, page = (
        creator.number("id"),
        creator.text("name", ""),
        page_of(creator.text("actor_id", "") or creator.text("ap_id", "")),
    )
    own = session.channel.server.split("://", 1)[-1]
    host = (split_url(page).netloc if page else "") or own
    shown = name_of(creator.text("display_name", "")) or name_of(name)
    return Identity("lemmy", f"{number}@{own}", f"@{name}@{host}" if name else "", shown, page)
