"""What people write to an account of a Lemmy server: replies, mentions, private messages.

API v3 of Lemmy 0.19: three lists, the newest first by pages, from which nothing is taken away. The newest page of each
is told at every look (a changed or deleted one is noticed there), and the pages behind it until one that was told. Our
own newest comments say what was answered on the server's own pages. Servers of version 1.0 tell all this in version 4
of the API alone, which is not spoken here.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import ConnectorError, Session
from smmdesk.platforms.lemmy.posts import BEFORE, COMMENT, PRIVATE, own_page, parent_number
from smmdesk.platforms.lemmy.server import ask
from smmdesk.platforms.people import name_of, page_of

PAGE = 50
REPLIES, MENTIONS, PRIVATES = "replies", "mentions", "private_messages"
LISTS: Mapping[str, tuple[str, str]] = {
    REPLIES: ("user/replies", "comment_reply"),
    MENTIONS: ("user/mention", "person_mention"),
    PRIVATES: ("private_message/list", PRIVATE),
}
"""List -> its route, and what its rows are numbered by."""


@dataclass(frozen=True, slots=True)
class Walk:
    """How far one list was read: `told` are the newest ids as of the last look, or None before the first; `page` is the
    one to go on with, `newest` the ids of the first page of this look."""

    told: tuple[int, ...] | None = None
    newest: tuple[int, ...] = ()
    page: int = 1

    @classmethod
    def of(cls, kept: Mapping[str, object]) -> "Walk":
        told, newest, page = (kept.get(name) for name in ("told", "newest", "page"))
        numbers = tuple(told) if isinstance(told, list) else None
        return cls(numbers, tuple(newest) if isinstance(newest, list) else (), page if isinstance(page, int) else 1)

    def after(self, ids: tuple[int, ...], is_full: bool) -> "Walk":
        """Behind a page with these."""
        newest = ids if self.page == 1 else self.newest
        is_end = not is_full or self.told is None or any(one in self.told for one in ids)
        return Walk(newest) if is_end else Walk(self.told, newest, self.page + 1)


async def fetch_messages(session: Session, cursor: str) -> HeardPage:
    """See Hears. A page of each list."""
    kept = json.loads(cursor) if cursor else {}
    walks = {name: Walk.of(kept.get(name) or {}) for name in LISTS}
    told: dict[str, Heard] = {}
    after, more = dict[str, Walk](), False
    for name, walk in walks.items():
        views, ids = await _page(session, name, walk.page)
        for heard in _private(session, views) if name == PRIVATES else _comments(session, name, views):
            told.setdefault(heard.remote_id, heard)
        after[name] = walk.after(ids, len(views) >= PAGE)
        more |= after[name].page > 1 or walk.page > 1  # newer ones may have come meanwhile
    told |= {heard.remote_id: heard for heard in await _ours(session)}
    return HeardPage(tuple(told.values()), json.dumps({name: asdict(walk) for name, walk in after.items()}), more)


async def _page(session: Session, name: str, page: int) -> tuple[list[Fields], tuple[int, ...]]:
    route, numbered = LISTS[name]
    asked = {"unread_only": "false", "sort": "New", "limit": str(PAGE), "page": str(page)}
    answer = await ask(session, "GET", route, params=tuple(asked.items()))
    if name not in answer.fields():
        raise answer.strange()
    views = answer.fields().rows(name)
    ids = (view.child(numbered).values.get("id") for view in views)
    return views, tuple(one for one in ids if isinstance(one, int))


def _comments(session: Session, name: str, views: list[Fields]) -> Iterator[Heard]:
    """What is no comment is passed over, the rest is heard."""
    kind = MessageKind.MENTION if name == MENTIONS else MessageKind.COMMENT
    for view in views:
        with suppress(ConnectorError):
            comment = view.child("comment")
            number, post, above = comment.number("id"), comment.number("post_id"), parent_number(comment)
            yield Heard(
                remote_id=f"{BEFORE[COMMENT]}{number}",
                kind=kind,
                text=comment.text("content", ""),
                sent_at_us=to_us(comment.instant("published")),
                author=author_of(session, view.child("creator")),
                answers_remote_id=f"{BEFORE[COMMENT]}{above}" if above > 0 else str(post),
                thread_remote_id=str(post),
                url=page_of(f"{session.channel.server}/comment/{number}"),
                data={"post": post},
                ours=is_me(session, comment),
                removed=comment.flag("deleted") or comment.flag("removed"),
            )


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
                sent_at_us=to_us(said.instant("published")),
                author=author_of(session, view.child("creator")),
                answers_remote_id=answered,
                url=page_of(f"{session.channel.server}/inbox"),
                data={"person": author},
                ours=ours,
                removed=said.flag("deleted"),
            )


async def _ours(session: Session) -> list[Heard]:
    """Our newest comments that answer others'."""
    me = Identity("lemmy", session.channel.remote_id, session.channel.handle)
    told = list[Heard]()
    for row in await own_page(session, COMMENT, 1):
        with suppress(ConnectorError):
            number, above = row.number("id"), parent_number(row)
            at_us = to_us(row.instant("published"))
            if above > 0 and not row.flag("deleted"):
                named, answered = f"{BEFORE[COMMENT]}{number}", f"{BEFORE[COMMENT]}{above}"
                told.append(Heard(named, MessageKind.COMMENT, "", at_us, me, answered, ours=True))
    return told


def is_me(session: Session, row: Fields) -> bool:
    return str(row.number("creator_id", 0)) == session.channel.remote_id.partition("@")[0]


def author_of(session: Session, creator: Fields) -> Identity:
    """Known by the number on our own server, named with the server that they are of."""
    number, name, page = creator.number("id"), creator.text("name", ""), page_of(creator.text("actor_id", ""))
    own = session.channel.server.split("://", 1)[-1]
    host = (urlsplit(page).netloc if page else "") or own
    shown = name_of(creator.text("display_name", "")) or name_of(name)
    return Identity("lemmy", f"{number}@{own}", f"@{name}@{host}" if name else "", shown, page)
