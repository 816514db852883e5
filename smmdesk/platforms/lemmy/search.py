"""Looking for words and accounts on a Lemmy server: what this server knows of, posts and comments. No hashtags.

Lemmy 0.19 (API v3): `search` and `user` by pages, both lists of a page from the newest on. Lemmy 1.0 (1.0.0-beta.1,
August 2026): version 3 has no `user` any more, and its `search` knows neither order nor page (routes_v3); that of
version 4 tells posts by how much they are talked of. So words are looked for in `post/list` and `comment/list` of
version 4, which take both, and what an account wrote stands in `person/content`.
"""

import json
from collections.abc import Iterator, Mapping

from smmdesk.model.lookout import LookoutKind
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.url_parts import split_url
from smmdesk.platforms import newest_first
from smmdesk.platforms.answers import Answer, Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.lemmy.heard import author_of, is_me
from smmdesk.platforms.lemmy.posts import BEFORE, COMMENT, POST, written_at
from smmdesk.platforms.lemmy.server import API, API_4, ask, is_gone, speaks_4
from smmdesk.platforms.newest_first import Leaf, Walk, nobody, readable, times_of
from smmdesk.platforms.people import page_of

PAGE, MOST_PAGES = 25, 40
LISTS = {POST: "posts", COMMENT: "comments"}


async def search(session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
    """See Searches."""
    walk = Walk.of(cursor)
    look = _look_4 if await speaks_4(session) else _look_3
    return newest_first.page_of(session, walk, await look(session, kind, words, walk))


def _whom(session: Session, words: str) -> str:
    """An account of our own server is known by its bare name."""
    return words.removesuffix(f"@{split_url(session.channel.server).netloc}")


async def _ask(session: Session, route: str, asked: Mapping[str, str], api: str = API) -> Answer:
    answer = await ask(session, "GET", route, api=api, params=tuple(asked.items()), also=frozenset({400, 404}))
    if not answer.ok and not is_gone(answer):
        raise answer.strange()
    return answer


# ------------------------------------------------------------------ version 3
async def _look_3(session: Session, kind: LookoutKind, words: str, walk: Walk) -> Leaf:
    page = int(walk.back) if walk.back.isdecimal() else 1
    asked = {"sort": "New", "limit": str(PAGE), "page": str(page)}
    if kind is LookoutKind.ACCOUNT:
        answer = await _ask(session, "user", {"username": _whom(session, words), **asked})
        if answer.status in (400, 404):
            raise nobody(session, words)
    else:
        answer = await _ask(session, "search", {"q": words, "type_": "All", "listing_type": "All", **asked})
    found = answer.fields()
    if any(not isinstance(found.values.get(name), list) for name in LISTS.values()):
        raise answer.strange()
    lists = {kind: found.rows(name)[:PAGE] for kind, name in LISTS.items()}
    leaf = _leaf(session, lists, {kind for kind, views in lists.items() if len(views) == PAGE})
    return Leaf(leaf.told, leaf.times, str(page + 1) if len(leaf.times) > 1 and page < MOST_PAGES else "")


# ------------------------------------------------------------------ version 4
async def _look_4(session: Session, kind: LookoutKind, words: str, walk: Walk) -> Leaf:
    if kind is LookoutKind.ACCOUNT:
        asked = {"username": _whom(session, words), "type_": "all"}
        rows, following = await _page_4(session, "person/content", asked, _place(walk).get("all", ""), words)
        lists = {POST: [row for row in rows if COMMENT not in row], COMMENT: [row for row in rows if COMMENT in row]}
        told = _told(session, lists)
        times = tuple(_times(rows))
        return Leaf(tuple(told), times, json.dumps({"all": following}) if following else "")
    place, more, lists = _place(walk), dict[str, str](), dict[str, list[Fields]]()
    for name in (POST, COMMENT):
        if place and name not in place:  # this list came to its end before
            continue
        asked = {"search_term": words, "type_": "all", "sort": "new", **({"show_read": "true"} if name == POST else {})}
        lists[name], following = await _page_4(session, f"{name}/list", asked, place.get(name, ""))
        more |= {name: following} if following and following != place.get(name) else {}
    leaf = _leaf(session, lists, set(more))
    return Leaf(leaf.told, leaf.times, json.dumps(more) if more else "")


def _place(walk: Walk) -> dict[str, str]:
    """List -> where its next page begins. A number is a page of version 3, from before the server was renewed."""
    if not walk.back.startswith("{"):
        return {}
    kept = json.loads(walk.back)
    return {name: place for name, place in kept.items() if isinstance(place, str)}


async def _page_4(
    session: Session, route: str, asked: Mapping[str, str], place: str, whom: str = ""
) -> tuple[list[Fields], str]:
    params = {**asked, "limit": str(PAGE), **({"page_cursor": place} if place else {})}
    answer = await _ask(session, route, params, API_4)
    if not answer.ok:
        raise nobody(session, whom) if whom else answer.strange()
    found = answer.fields()
    if not isinstance(found.values.get("items"), list):
        raise answer.strange()
    return found.rows("items")[:PAGE], found.text("next_page", "")


def _times(rows: list[Fields]) -> Iterator[int]:
    for row in rows:
        yield from times_of([row.child(COMMENT if COMMENT in row else POST)], "published_at")


# ------------------------------------------------------------------ what is found
def _leaf(session: Session, lists: Mapping[str, list[Fields]], going_on: set[str]) -> Leaf:
    """Of two lists the page goes back as far as the one that goes on and is the newer."""
    told, ends = _told(session, lists), list[int]()
    for kind in going_on:
        things = [view.child(kind) for view in lists[kind]]
        ends += (times_of(things, "published") or times_of(things, "published_at"))[-1:]
    newest = max((one.sent_at_us for one in told), default=0)
    return Leaf(tuple(told), (newest, max(ends)) if ends else (newest,) if newest else ())


def _told(session: Session, lists: Mapping[str, list[Fields]]) -> list[Heard]:
    told = list[Heard]()
    for kind, views in lists.items():

        def read(view: Fields, kind: str = kind) -> Heard | None:
            return _heard(session, kind, view)

        told += readable(views, read)
    return told


def _heard(session: Session, kind: str, view: Fields) -> Heard:
    thing = view.child(kind)
    number = thing.number("id")
    post = number if kind == POST else thing.number("post_id")
    words = (thing.text("name", ""), thing.text("body", "")) if kind == POST else (thing.text("content", ""),)
    return Heard(
        remote_id=f"{BEFORE[kind]}{number}",
        kind=MessageKind.FOUND,
        text="\n".join(filter(None, words)),
        sent_at_us=to_us(written_at(thing)),
        author=author_of(session, view.child("creator")),
        thread_remote_id=str(post),
        url=page_of(thing.text("ap_id", "")) or page_of(f"{session.channel.server}/{kind}/{number}"),
        data={"post": post},
        ours=is_me(session, thing),
        removed=thing.flag("deleted") or thing.flag("removed"),
    )
