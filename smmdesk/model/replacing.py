"""Finding words in what posts say, and putting others in their place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

from smmdesk.model.content import Content, ThreadItem, Wording
from smmdesk.model.post import Post

LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
ADDRESS = re.compile(r"\w[.@/]\w|^[@#]")
S = TypeVar("S", Content, Wording)
TEXTS = ("title", "text", "first_comment")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, literally. `links`: also inside links, and in the link of a post."""

    find: str
    put: str = ""
    whole_word: bool = False
    same_case: bool = False
    links: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        edges = (r"(?<!\w)", r"(?!\w)") if self.whole_word else ("", "")
        return re.compile(edges[0] + re.escape(self.find) + edges[1], 0 if self.same_case else re.IGNORECASE)


class Place(NamedTuple):
    """Where it was found: in the common words (`channel_id` empty) or a channel's own.

    `part` counts a thread from 1.
    """

    post_id: str
    channel_id: str
    field: str
    part: int = 0


class Hit(NamedTuple):
    """One field that would differ; `times`: how often it was found there."""

    place: Place
    before: str
    after: str
    times: int


def hits_in(post: Post, wanted: Wanted) -> Iterator[Hit]:
    """Every field of a post, and of its channels' own wordings, that would be another."""
    if not wanted.find:
        return
    everywhere: list[tuple[Content | Wording, str]] = [(post.content, "")]
    everywhere += [(own, own.channel_id) for own in post.wordings]
    for said, channel_id in everywhere:
        for field, part, text in _texts(said, wanted.links):
            after, times = _put(text, wanted, whole_is_link=field == "link")
            if times and after != text:
                yield Hit(Place(post.id, channel_id, field, part), text, after, times)


def with_hits(post: Post, hits: "tuple[Hit, ...]") -> Post:
    """`post` with these changes; a field that says something else by now keeps what it says."""
    for hit in hits:
        if hit.place.post_id != post.id:
            continue
        if not hit.place.channel_id:
            post = replace(post, content=_said(post.content, hit))
        else:
            own = tuple(_said(one, hit) if one.channel_id == hit.place.channel_id else one for one in post.wordings)
            post = replace(post, wordings=own)
    return post


def _texts(said: Content | Wording, links: bool) -> Iterator[tuple[str, int, str]]:
    for field in (*TEXTS, *(["link"] if links else [])):
        text = getattr(said, field)
        if text:
            yield field, 0, text
    for number, item in enumerate(said.thread or (), 1):
        yield "thread", number, item.text


def _put(text: str, wanted: Wanted, whole_is_link: bool) -> tuple[str, int]:
    links = [] if wanted.links or whole_is_link else [match.span() for match in LINK.finditer(text)]
    count = 0

    def put(match: re.Match[str]) -> str:
        nonlocal count
        if any(first < match.end() and match.start() < last for first, last in links):
            return match[0]
        count += 1
        return wanted.put if wanted.same_case else in_the_case_of(match[0], wanted.put)

    return wanted.pattern.sub(put, text), count


def in_the_case_of(found: str, put: str) -> str:
    """`put` with the capitals of what it takes the place of: `Pane` -> `Filone`, `PANE` -> `FILONE`.

    Only what was typed in small letters throughout follows; a capital that a person typed is meant so, and an address
    stays as it is.
    """
    if put != put.lower() or ADDRESS.search(put) or not found[:1].isupper():
        return put
    if found == found.upper() and sum(letter.isalpha() for letter in found) > 1:
        return put.upper()
    return put[:1].upper() + put[1:]


def _said(said: S, hit: Hit) -> S:
    field = hit.place.field
    if field != "thread":
        changes: dict[str, Any] = {field: hit.after}
        return replace(said, **changes) if getattr(said, field) == hit.before else said
    items: tuple[ThreadItem, ...] = said.thread or ()
    place = hit.place.part - 1
    if place >= len(items) or items[place].text != hit.before:
        return said
    changed: tuple[ThreadItem, ...] = tuple(
        replace(item, text=hit.after) if number == place else item for number, item in enumerate(items)
    )
    return replace(said, thread=changed)
