"""Looking for words and accounts on a Lemmy server: what this server knows of, posts and comments.

API v3 of Lemmy 0.19: `search` and `user` by pages, both lists of a page from the newest on. There are no hashtags.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from smmdesk.model.lookout import LookoutKind
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.platforms import newest_first
from smmdesk.platforms.answers import Answer, Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.lemmy.heard import author_of, is_me
from smmdesk.platforms.lemmy.posts import BEFORE, COMMENT, POST
from smmdesk.platforms.lemmy.server import ask, is_gone
from smmdesk.platforms.newest_first import Leaf, Walk, nobody, readable, times_of
from smmdesk.platforms.people import page_of

PAGE, MOST_PAGES = 25, 40
LISTS = {POST: "posts", COMMENT: "comments"}


async def search(session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
    """See Searches."""
    walk = Walk.of(cursor)
    page = int(walk.back or 1)
    asked = {"sort": "New", "limit": str(PAGE), "page": str(page)}
    if kind is LookoutKind.ACCOUNT:
        own = urlsplit(session.channel.server).netloc
        answer = await _ask(session, "user", {"username": words.removesuffix(f"@{own}"), **asked})
        if answer.status in (400, 404):
            raise nobody(session, words)
    else:
        answer = await _ask(session, "search", {"q": words, "type_": "All", "listing_type": "All", **asked})
    found = answer.fields()
    if any(not isinstance(found.values.get(name), list) for name in LISTS.values()):
        raise answer.strange()
    return newest_first.page_of(session, walk, _leaf(session, found, page))


async def _ask(session: Session, route: str, asked: Mapping[str, str]) -> Answer:
    answer = await ask(session, "GET", route, params=tuple(asked.items()), also=frozenset({400, 404}))
    if not answer.ok and not is_gone(answer):
        raise answer.strange()
    return answer


def _leaf(session: Session, found: Fields, page: int) -> Leaf:
    """Of two lists the page goes back as far as the one that goes on and is the newer."""
    told, ends = list[Heard](), list[int]()
    for kind, name in LISTS.items():
        views = found.rows(name)[:PAGE]
        times = times_of((view.child(kind) for view in views), "published")
        ends += times[-1:] if len(views) == PAGE else ()

        def read(view: Fields, kind: str = kind) -> Heard | None:
            return _heard(session, kind, view)

        told += readable(views, read)
    newest = max((one.sent_at_us for one in told), default=0)
    times = (newest, max(ends)) if ends else (newest,) if newest else ()
    return Leaf(tuple(told), times, str(page + 1) if ends and page < MOST_PAGES else "")


def _heard(session: Session, kind: str, view: Fields) -> Heard:
    thing = view.child(kind)
    number = thing.number("id")
    post = number if kind == POST else thing.number("post_id")
    words = (thing.text("name", ""), thing.text("body", "")) if kind == POST else (thing.text("content", ""),)
    return Heard(
        remote_id=f"{BEFORE[kind]}{number}",
        kind=MessageKind.FOUND,
        text="\n".join(filter(None, words)),
        sent_at_us=to_us(thing.instant("published")),
        author=author_of(session, view.child("creator")),
        thread_remote_id=str(post),
        url=page_of(thing.text("ap_id", "")) or page_of(f"{session.channel.server}/{kind}/{number}"),
        data={"post": post},
        ours=is_me(session, thing),
        removed=thing.flag("deleted") or thing.flag("removed"),
    )
