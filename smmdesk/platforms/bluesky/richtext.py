"""Links, tags and mentions of a Bluesky text as facets: ranges of UTF-8 bytes, end exclusive, in order, never over
each other (app.bsky.richtext.facet, lexicon of August 2026). Without a facet an address is plain text."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

LINK = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
TAG = re.compile(r"(?:(?<=\s)|(?<=^)|(?<=\())[#＃](?![\d_]*(?:\s|$))([^\s#＃()]+)", re.MULTILINE)
MENTION = re.compile(
    r"(?:(?<=\s)|(?<=^)|(?<=\())@((?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.)+[a-zA-Z]{2,})", re.MULTILINE
)
TAG_MOST_CHARS = 64
_END = ".,;:!?…'\"»”’"
Span = tuple[int, int]


def trimmed(address: str) -> str:
    """An address without the punctuation that ends the sentence around it."""
    while address:
        if address[-1] in _END or (address[-1] == ")" and address.count(")") > address.count("(")):
            address = address[:-1]
        else:
            return address
    return address


def links(text: str) -> Iterator[tuple[Span, str]]:
    for match in LINK.finditer(text):
        address = trimmed(match.group())
        if len(address) > len("https://"):
            yield (match.start(), match.start() + len(address)), address


def tags(text: str) -> Iterator[tuple[Span, str]]:
    for match in TAG.finditer(text):
        tag = match.group(1).rstrip(_END + "-_/")
        if 0 < len(tag) <= TAG_MOST_CHARS:
            yield (match.start(), match.start(1) + len(tag)), tag


def mentions(text: str) -> Iterator[tuple[Span, str]]:
    """Handles as they were written, with their places; each has to be resolved before it becomes a facet."""
    for match in MENTION.finditer(text):
        yield (match.start(), match.end()), match.group(1).lower()


def facets(text: str, dids: Mapping[str, str]) -> list[dict[str, Any]]:
    """All facets of a text. `dids` are the resolved handles; a mention that is not among them stays plain text."""
    kind = "app.bsky.richtext.facet#"
    found: list[tuple[Span, dict[str, str]]] = []
    found += [(span, {"$type": f"{kind}link", "uri": address}) for span, address in links(text)]
    found += [(span, {"$type": f"{kind}tag", "tag": tag}) for span, tag in tags(text)]
    found += [(span, {"$type": f"{kind}mention", "did": dids[name]}) for span, name in mentions(text) if name in dids]
    made, free_from = [], 0
    for (start, end), feature in sorted(found, key=lambda entry: entry[0]):
        if start >= free_from:
            free_from = end
            made.append({"index": _bytes(text, start, end), "features": [feature]})
    return made


def _bytes(text: str, start: int, end: int) -> dict[str, int]:
    first = len(text[:start].encode("utf-8"))
    return {"byteStart": first, "byteEnd": first + len(text[start:end].encode("utf-8"))}
