"""What a site's feed says (RSS, Atom, JSON Feed): read by the guarded fetcher, taken apart, turned into plain words.

`feedparser` gets an open stream alone (text, and bytes too, it takes for an address or a file's name first); what it
makes of it is cleaned again.
Before it, whatever a feed never needs is refused: entities of its own (security.md vectors 41 to 44), endless nesting
(45), charsets that hide what is said (46). Facts: RFC 4287, RSS 2.0.11, JSON Feed 1.1; sheet feeds.md of November 2026.
"""

import calendar
import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlunsplit

from smmdesk.model.url_parts import joined, split_url
from smmdesk.platforms.answers import UnreadableError, parse_json, plain_words
from smmdesk.platforms.fetch import Fetcher, FetchError, Read, checked_address

MOST_BYTES = 4 * 1024 * 1024
MOST_ENTRIES, MOST_DEPTH = 200, 100
TITLE_MOST, SAID_MOST, NAME_MOST, ADDRESS_MOST = 300, 1500, 80, 2000
ACCEPT = b"application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
CHARSETS = re.compile(
    r"utf-?8|utf-?16(le|be)?|us-ascii|ascii|iso-8859-\d{1,2}|latin-?1|windows-125\d|cp125\d|koi8-[ru]"
)
KINDS = ("application/rss+xml", "application/atom+xml", "application/feed+json")
SPIES = re.compile(r"utm_\w+|fbclid|gclid|mc_cid|mc_eid", re.IGNORECASE)
_DECLARED = re.compile(rb"encoding\s*=\s*[\"']([^\"']{1,40})[\"']")
_TAG = re.compile(rb"<(/?)[A-Za-z_][^<>]{0,4000}?(/?)>")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a feed tells. `key` names it for good within its feed; `at_us` is None where no time is told."""

    key: str
    title: str
    text: str
    url: str = ""
    author: str = ""
    at_us: int | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """What the feed at `url` (after redirects) says now, the newest MOST_ENTRIES at most. `marks` are what the server
    wants back to say "nothing new"."""

    url: str
    name: str
    entries: tuple[Entry, ...]
    marks: tuple[str, str] = ("", "")


class NoFeedError(Exception):
    """The page is no feed, or one that is not read. `offered` are the feeds that a page names."""

    def __init__(self, why: str, offered: tuple[str, ...] = ()) -> None:
        self.offered = offered
        super().__init__(why)


async def read(fetcher: Fetcher, url: str, marks: tuple[str, str] = ("", "")) -> Read:
    """Ask for a feed; with `marks` only for what is new (status 304 then). Raises FetchError."""
    more = [(b"Accept", ACCEPT)]
    for name, mark in zip((b"If-None-Match", b"If-Modified-Since"), marks, strict=True):
        if mark:
            more.append((name, mark.encode("latin-1", "replace")))
    return await fetcher.read(url, more, most_bytes=MOST_BYTES)


def taken_apart(page: Read) -> Feed:
    """What stands in it; takes up to a second, on a thread. Raises NoFeedError."""
    marks = (_mark(page.headers.get("etag", "")), _mark(page.headers.get("last-modified", "")))
    if page.body.lstrip()[:1] == b"{":
        return _json_feed(page, marks)
    _guard(page)
    import feedparser  # loads slowly, and only who listens to feeds needs it

    charset = _charset(page.mime_line)
    headers = {"content-location": page.url}
    if charset:
        headers["content-type"] = f"application/xml; charset={charset}"
    try:
        found = feedparser.parse(io.BytesIO(page.body), response_headers=headers)
    except Exception as error:  # a library that takes everything apart falls over something some day
        raise NoFeedError(type(error).__name__) from error
    if not found.get("version") and not found.get("entries"):
        raise NoFeedError("no feed", offered(page))
    entries = _each_once(_entry(one, page.url) for one in found.entries[:MOST_ENTRIES])
    return Feed(page.url, plain_words(_text(found.feed, "title"), NAME_MOST), entries, marks)


def _guard(page: Read) -> None:
    """Refuse what no feed needs and what costs too much. Raises NoFeedError."""
    bare = page.body.replace(b"\x00", b"")  # UTF-16, read as the letters it has
    declared = _DECLARED.search(bare[:400])
    for charset in (_charset(page.mime_line), declared.group(1).decode("ascii", "replace") if declared else ""):
        if charset and not CHARSETS.fullmatch(charset.lower()):
            raise NoFeedError("charset")
    if b"<!entity" in bare.lower():
        raise NoFeedError("entities")
    depth = 0
    for closing, alone in _TAG.findall(bare):
        depth += 0 if alone else (-1 if closing else 1)
        if depth > MOST_DEPTH and b"<html" not in bare[:2000].lower():
            raise NoFeedError("too deep")


def _charset(line: str) -> str:
    found = re.search(r"charset=[\"']?([\w-]{1,40})", line, re.IGNORECASE)
    return found.group(1) if found else ""


def _mark(said: str) -> str:
    """An ETag or a date as it is sent back: one line, not endless."""
    return said if len(said) <= 500 and said.isascii() and said.isprintable() else ""


# ------------------------------------------------------------------ one entry
def _entry(found: Mapping[str, Any], base: str) -> Entry | None:
    """None for one that says nothing."""
    title = plain_words(_text(found, "title"), TITLE_MOST)
    said = _text(found, "summary") or next((_text(one, "value") for one in found.get("content") or ()), "")
    text = plain_words(said, SAID_MOST)
    url = page_address(joined(base, _text(found, "link")))
    when = found.get("published_parsed") or found.get("updated_parsed")
    return _made(_text(found, "id"), title, text, url, plain_words(_text(found, "author"), NAME_MOST), _instant(when))


def _made(own: str, title: str, text: str, url: str, author: str, at_us: int | None) -> Entry | None:
    if not title and not text:
        return None
    named = own or bare_link(url) or f"{title}\n{at_us}\n{text}"
    if text.startswith(title):
        title = ""
    return Entry(hashlib.sha256(named.encode()).hexdigest()[:32], title, text, url, author, at_us)


def _each_once(found: Iterable[Entry | None]) -> tuple[Entry, ...]:
    """Ids that come twice in one feed belong to two things where their links differ."""
    kept: dict[str, Entry] = {}
    for entry in found:
        if entry is None:
            continue
        before = kept.get(entry.key)
        if before is not None and bare_link(before.url) != bare_link(entry.url):
            both = hashlib.sha256(f"{entry.key} {bare_link(entry.url)}".encode()).hexdigest()[:32]
            entry = Entry(both, entry.title, entry.text, entry.url, entry.author, entry.at_us)
        kept.setdefault(entry.key, entry)
    return tuple(kept.values())


def _text(found: Any, name: str) -> str:
    value = found.get(name) if isinstance(found, Mapping) else None
    return value if isinstance(value, str) else ""


def _instant(when: Any) -> int | None:
    """Microseconds UTC of a struct_time in UTC; None for none, or one out of this world."""
    try:
        at_s = calendar.timegm(when)
    except (TypeError, ValueError, OverflowError):
        return None
    return at_s * 1_000_000 if 0 < at_s < 4_102_444_800 else None


def page_address(url: str) -> str:
    """A link of a feed that may be kept: of a web page, and not endless; else none."""
    try:
        checked_address(url)
    except FetchError:
        return ""
    return url.strip() if len(url) <= ADDRESS_MOST else ""


def bare_link(url: str) -> str:
    """A link without what only says where a reader came from."""
    if not url:
        return ""
    parts = split_url(url)
    asked = [(name, value) for name, value in parse_qsl(parts.query, True) if not SPIES.fullmatch(name)]
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", urlencode(asked), ""))


# ------------------------------------------------------------------ JSON Feed, and pages that name a feed
def _json_feed(page: Read, marks: tuple[str, str]) -> Feed:
    try:
        found = parse_json(page.body)
    except UnreadableError as error:
        raise NoFeedError("no feed") from error
    if not isinstance(found, dict) or not _text(found, "version").startswith("https://jsonfeed.org/version/"):
        raise NoFeedError("no feed")
    rows = found.get("items")
    rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    entries = _each_once(_json_entry(row, page.url) for row in rows[:MOST_ENTRIES])
    return Feed(page.url, plain_words(_text(found, "title"), NAME_MOST), entries, marks)


def _json_entry(row: Mapping[str, Any], base: str) -> Entry | None:
    said = _text(row, "content_text") or _text(row, "summary") or _text(row, "content_html")
    authors = row.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else row.get("author")
    try:
        at_us = _instant(datetime.fromisoformat(_text(row, "date_published")).utctimetuple())
    except (ValueError, OverflowError):
        at_us = None
    own = row.get("id")
    return _made(
        str(own) if isinstance(own, str | int) else "",
        plain_words(_text(row, "title"), TITLE_MOST),
        plain_words(said, SAID_MOST),
        page_address(joined(base, _text(row, "url"))),
        plain_words(_text(first, "name"), NAME_MOST),
        at_us,
    )


def offered(page: Read) -> tuple[str, ...]:
    """The feeds that an HTML page names, the first ones first."""
    finder = _Links()
    finder.feed(page.body[:300_000].decode("utf-8", "replace"))
    found = (page_address(joined(page.url, link)) for link in finder.found)
    return tuple(dict.fromkeys(filter(None, found)))[:5]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: (value or "") for name, value in attrs}
        is_feed = have.get("type", "").strip().lower() in KINDS
        if tag == "link" and is_feed and "alternate" in have.get("rel", "").lower().split() and have.get("href"):
            self.found.append(have["href"])
