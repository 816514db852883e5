"""What a post is as an h-entry (microformats2 as JSON), and how ours is known again."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

from smmdesk.model.content import with_link
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Job
from smmdesk.platforms.steps import kept

LINK_IS = frozenset({"bookmark-of", "repost-of", "like-of", "in-reply-to"})
"""What an entry may be to another page: properties of the h-entry (microformats.org/wiki/h-entry, indieweb.org)."""
_BREAK = re.compile(r"<(?:br ?/?|/p|/div|/li)>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w{3,}")


def text_of(job: Job) -> str:
    """The words, the link below them; not the link that the entry names by what it is to us, unless it is all there
    is."""
    said = job.outgoing
    return said.text if link_of(job) and said.text.strip() else with_link(said.text, said.link)


def link_of(job: Job) -> dict[str, list[Any]]:
    """The link as a property of its own, where a person said what it is: {"bookmark-of": [link]}."""
    kind, link = str(job.outgoing.options.get("link_is") or ""), job.outgoing.link
    return {kind: [link]} if kind in LINK_IS and link else {}


def entry(job: Job, now: datetime) -> dict[str, Any]:
    """The post as JSON. A text that is no object is plain: the site escapes it."""
    said, options = job.outgoing, job.outgoing.options
    properties: dict[str, list[Any]] = {
        "name": [said.title.strip()],
        "content": [text_of(job)],
        "category": [tag.strip() for tag in str(options.get("tags") or "").split(",")],
        "mp-slug": [str(options.get("slug") or "").strip()],
        "post-status": [str(options.get("status") or "")],
        "mp-syndicate-to": [uid.strip() for uid in str(options.get("syndicate_to") or "").split(",")],
        "published": [now.astimezone(UTC).isoformat(timespec="seconds")],
        **link_of(job),
        **_media(job),
    }
    full = {name: [value for value in values if value] for name, values in properties.items()}
    return {"type": ["h-entry"], "properties": {name: values for name, values in full.items() if values}}


def _media(job: Job) -> dict[str, list[Any]]:
    """Photos with their descriptions, films; by the addresses that the site gave them."""
    found: dict[str, list[Any]] = {}
    for number, picture in enumerate(job.outgoing.media):
        url = str(kept(job, f"media:{number}"))
        if picture.mime.startswith("video/"):
            found.setdefault("video", []).append(url)
        else:
            found.setdefault("photo", []).append({"value": url, "alt": picture.alt} if picture.alt else url)
    return found


def words_in(properties: Fields) -> str:
    """The plain words of a post's content: a text as it is, of HTML what it shows."""
    values = properties.values.get("content")
    first = values[0] if isinstance(values, list) and values else values
    if isinstance(first, Mapping):
        if isinstance(first.get("value"), str):
            return str(first["value"])
        html = first.get("html")
        return unescape(_TAG.sub("", _BREAK.sub("\n", html))).strip() if isinstance(html, str) else ""
    return first if isinstance(first, str) else ""


def same_words(one: str, other: str) -> bool:
    return one.split() == other.split()


def shows(page: str, text: str) -> bool:
    """Whether a page has most of the longer words of a text: sites set other quotation marks and leave out markup."""
    wanted = set(_WORD.findall(text.casefold()))
    there = set(_WORD.findall(unescape(_TAG.sub(" ", page)).casefold()))
    return len(wanted & there) * 2 >= len(wanted)


def first_text(properties: Fields, name: str) -> str:
    """The first value of a property, empty where it has none."""
    return next(iter(properties.texts(name)), "")


def instant_of(properties: Fields) -> datetime | None:
    """When a post says that it was published."""
    try:
        found = datetime.fromisoformat(first_text(properties, "published"))
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
