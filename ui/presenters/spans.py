"""Where links, hashtags and mentions stand in a text, and the way from Python's positions to Qt's."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import regex

FIRST_REACH = 1024


class SpanKind(StrEnum):
    LINK = "link"
    TAG = "tag"
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class Span:
    """`start` and `end` are positions in code points, the end excluded."""

    start: int
    end: int
    kind: SpanKind


_LINK = regex.compile(r"https?://[^\s<>\"`]+", regex.IGNORECASE)
_TAG = regex.compile(r"(?<![\w&/#])[#＃](?=[\w]*[^\W\d_])\w+")
_MENTION = regex.compile(r"(?<![\w@/.])@\w[\w.-]*\w(?:@\w[\w.-]*\w)?|(?<![\w@/.])@\w")
_TRAILING = ".,;:!?'’”»)]}"
_GRAPHEME = regex.compile(r"\X")


def spans_of(text: str) -> tuple[Span, ...]:
    """All spans in order, none overlapping; a tag or mention inside a link is part of the link."""
    found = list(_links(text))
    links = list(found)
    for kind, pattern in ((SpanKind.TAG, _TAG), (SpanKind.MENTION, _MENTION)):
        matches = pattern.finditer(text)
        found += [Span(match.start(), match.end(), kind) for match in matches if not _overlaps(match.span(), links)]
    return tuple(sorted(found, key=lambda span: span.start))


def _overlaps(span: tuple[int, int], links: list[Span]) -> bool:
    return any(link.start < span[1] and span[0] < link.end for link in links)


def _links(text: str) -> Iterator[Span]:
    for match in _LINK.finditer(text):
        address = match.group().rstrip(_TRAILING)
        if match.group()[len(address) :].startswith(")") and "(" in address:
            address += ")"
        yield Span(match.start(), match.start() + len(address), SpanKind.LINK)


def first_link(text: str) -> str:
    """The first address in the text, or an empty string."""
    return next((text[span.start : span.end] for span in _links(text)), "")


def fitting_length(text: str, fits: Callable[[str], bool]) -> int:
    """How many code points of `text` fit, cut between graphemes. What fits must also fit when shorter."""
    if fits(text):
        return len(text)
    reach = FIRST_REACH
    while reach < len(text) and fits(text[:reach]):
        reach *= 2
    ends = [match.end() for match in _GRAPHEME.finditer(text[:reach])]  # what lies beyond does not fit
    low = bisect_right(ends, False, key=lambda end: not fits(text[:end]))
    return ends[low - 1] if low else 0


class Utf16Map:
    """From positions in code points to Qt's UTF-16 positions and back, for one text."""

    def __init__(self, text: str) -> None:
        self._wide = [] if text.isascii() else [index for index, char in enumerate(text) if ord(char) > 0xFFFF]
        self._wide_units = [index + before for before, index in enumerate(self._wide)]

    def to_qt(self, position: int) -> int:
        return position + bisect_right(self._wide, position - 1)

    def from_qt(self, units: int) -> int:
        """A position inside a surrogate pair counts as after it."""
        return units - bisect_right(self._wide_units, units - 1)
