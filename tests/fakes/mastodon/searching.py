"""What is found on the server: by a hashtag, by words where it searches texts, and people by their whole names."""

import re
from typing import TYPE_CHECKING

from ..exchange import Answer
from . import entities, quotes
from .book import Book, Draft, Status
from .entities import TAG
from .posting import publish
from .reading import paged
from .routes import Call, route
from .rules import Refusal

if TYPE_CHECKING:
    from .server import FakeMastodon


def publishes(fake: "FakeMastodon", text: str, by: str = "carla@elsewhere.test", visibility: str = "public") -> Status:
    """Somebody of another server publishes something that this one hears of."""
    name, _, domain = by.partition("@")
    author = next((each for each in fake.book.accounts if each.acct == by), None)
    author = author or fake.add_account(name, domain=domain)
    with fake.http.lock:
        return publish(fake.book, author, Draft(text=text, visibility=visibility))


@route("GET", "/api/v1/timelines/tag/:tag")
def tagged(book: Book, call: Call, tag: str) -> Answer:
    if not book.shows_tags:
        raise Refusal(422, "This method requires an authenticated user")
    found = [each for each in book.statuses.values() if _is_public(each) and tag.casefold() in _tags(each)]
    shown, link = paged(book, call, found, 20, 40)
    me = call.token.account if call.token else None
    return Answer(json=[entities.status(book, each, me) for each in shown], headers=link)


@route("GET", "/api/v2/search", "read:search")
def search(book: Book, call: Call) -> Answer:
    """Texts the newest first; `resolve` asks other servers, which here know those who were added already."""
    asked, kind = call.text("q").strip(), call.text("type")
    limit, offset = min(int(call.text("limit") or 20), 40), int(call.text("offset") or 0)
    found: dict[str, list[object]] = {"accounts": [], "statuses": [], "hashtags": []}
    if kind == "accounts":
        wanted = asked.removeprefix("@").casefold()
        names = {each.acct.casefold(): each for each in book.accounts}
        own = book.domain or book.url.removeprefix("http://")
        who = names.get(wanted) or names.get(wanted.removesuffix(f"@{own}"))
        found["accounts"] = [entities.account(book, who)] if who is not None else []
    if kind == "statuses" and asked.startswith("http"):
        seen = [each for each in book.statuses.values() if asked == quotes.address(book, each)]
        found["statuses"] = [entities.status(book, each, call.me) for each in seen if call.text("resolve")]
    elif kind == "statuses" and book.searches_texts:
        words = [one or other for one, other in re.findall(r'"([^"]+)"|(\S+)', asked)]
        hits = [each for each in book.statuses.values() if _is_public(each) and _says(each, words)]
        hits.sort(key=lambda each: -int(each.id))
        found["statuses"] = [entities.status(book, each, call.me) for each in hits[offset : offset + limit]]
    return Answer(json=found)


def _is_public(status: Status) -> bool:
    return status.visibility == "public"


def _tags(status: Status) -> set[str]:
    return {name.casefold() for name in TAG.findall(status.draft.text)}


def _says(status: Status, words: list[str]) -> bool:
    return all(word.casefold() in status.draft.text.casefold() for word in words)
