"""How many pages a PDF has and how large its first one is, read without drawing anything (ISO 32000-1).

Runs in the decoder's process, which may die. Objects are gathered from the first byte to the last, a later one in place
of an earlier one, so that tables of places that are a little wrong do no harm; what has no whole tree of pages is
damaged, what is locked is not opened.
"""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

MOST_BYTES = 100_000_000
MOST_INFLATED = 64_000_000
MOST_OBJECTS = 500_000
MOST_PAGES = 20_000
TAIL = 2048
A4_POINTS = (595, 842)
SIDE_MOST_POINTS = 14_400  # the largest page of ISO 32000-1

_OBJECT = re.compile(rb"(?<!\d)(\d{1,10})\s{1,8}\d{1,5}\s{1,8}obj\b")
_END = re.compile(rb"\bstream\r?\n|\bendobj\b")
_TRAILER = re.compile(rb"\btrailer\s{0,8}<<")
_LENGTH = re.compile(rb"/Length\s{1,8}(\d{1,10})(?!\s{1,8}\d{1,5}\s{1,8}R)")
_ROOT = re.compile(rb"/Root\s{1,8}(\d{1,10})\s{1,8}\d{1,5}\s{1,8}R")
_PAGES = re.compile(rb"/Pages\s{1,8}(\d{1,10})\s{1,8}\d{1,5}\s{1,8}R")
_KIDS = re.compile(rb"/Kids\s{0,8}(?:\[([^\]]*)\]|(\d{1,10})\s{1,8}\d{1,5}\s{1,8}R)")
_REFERENCE = re.compile(rb"(\d{1,10})\s{1,8}\d{1,5}\s{1,8}R")
_BOX = re.compile(rb"/MediaBox\s{0,8}\[([^\]]{1,200})\]")
_TURN = re.compile(rb"/Rotate\s{1,8}(-?\d{1,4})")
_NUMBERS = re.compile(rb"/(N|First)\s{1,8}(\d{1,9})(?!\s{1,8}\d{1,5}\s{1,8}R)")


class PdfError(Exception):
    """Why a document is not taken: `unreadable`, `encrypted` or `too_large`."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class PdfFacts(NamedTuple):
    """Pages, and the size of the first one in points (1/72 inch) as it is seen."""

    pages: int
    width: int
    height: int


class _Found(NamedTuple):
    """One object as it stands in the file: its words, and what its stream holds."""

    number: int
    words: bytes
    stream: bytes


def read_pdf(path: Path) -> PdfFacts:
    """Raises PdfError, OSError."""
    if path.stat().st_size > MOST_BYTES:
        raise PdfError("too_large")
    data = path.read_bytes()
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-TAIL:]:
        raise PdfError("unreadable")  # it is none, or its end is missing
    objects, ends = _gather(data)
    if any(b"/Encrypt" in end for end in ends):
        raise PdfError("encrypted")
    roots = [found[1] for end in ends for found in _ROOT.finditer(end)]
    pages = _PAGES.search(objects.get(int(roots[-1]), b"")) if roots else None
    if pages is None:
        raise PdfError("unreadable")
    return _count(objects, int(pages[1]))


def _gather(data: bytes) -> tuple[dict[int, bytes], list[bytes]]:
    """The words of every object by its number, and of what ends a file: its trailers, in either form."""
    objects: dict[int, bytes] = {}
    ends = [data[found.end() : data.find(b"startxref", found.end())][:65_536] for found in _TRAILER.finditer(data)]
    left = MOST_INFLATED
    for found in _objects(data):
        objects[found.number] = found.words
        if b"/XRef" in found.words:
            ends.append(found.words)
        if b"/ObjStm" in found.words:
            inflated = _inflated(found, left)
            left -= len(inflated)
            objects |= _packed(found.words, inflated)
        if len(objects) > MOST_OBJECTS:
            raise PdfError("too_large")
    return objects, ends


def _objects(data: bytes) -> Iterator[_Found]:
    """Every object from the first byte on; what streams hold is passed over."""
    place = 0
    while (begin := _OBJECT.search(data, place)) is not None:
        end = _END.search(data, begin.end())
        if end is None:
            return
        words, place = data[begin.end() : end.start()], end.end()
        stream = b""
        if end.group().startswith(b"stream"):
            stop = _end_of_stream(data, words, place)
            if b"/ObjStm" in words:
                stream = data[place:stop]
            place = stop
        yield _Found(int(begin[1]), words, stream)


def _end_of_stream(data: bytes, words: bytes, place: int) -> int:
    """Where it says, if that is right; else at the next word that ends one."""
    said = _LENGTH.search(words)
    if said is not None:
        stop = place + int(said[1])
        if data[stop : stop + 12].lstrip().startswith(b"endstream"):
            return stop
    stop = data.find(b"endstream", place)
    if stop < 0:
        raise PdfError("unreadable")
    return stop


def _inflated(found: _Found, most: int) -> bytes:
    """What a stream of objects holds; empty where it is packed in another way. Raises PdfError(too_large)."""
    if b"/FlateDecode" not in found.words:
        return found.stream if b"/Filter" not in found.words else b""
    tool = zlib.decompressobj()
    try:
        made = tool.decompress(found.stream, most + 1)
    except zlib.error:
        return b""
    if len(made) > most:
        raise PdfError("too_large")
    return made


def _packed(words: bytes, inflated: bytes) -> dict[int, bytes]:
    """The objects of a stream of objects: pairs of numbers and places, then the objects."""
    numbers = {name: int(value) for name, value in _NUMBERS.findall(words)}
    first, count = numbers.get(b"First", 0), min(numbers.get(b"N", 0), MOST_OBJECTS)
    pairs = [int(word) for word in inflated[:first].split()[: 2 * count] if word.isdigit() and len(word) < 11]
    places = list(zip(pairs[::2], pairs[1::2], strict=False))
    after = [place for _number, place in places[1:]] + [len(inflated)]
    return {
        number: inflated[first + place : first + stop] for (number, place), stop in zip(places, after, strict=False)
    }


def _count(objects: dict[int, bytes], root: int) -> PdfFacts:
    """The leaves of the tree of pages, in order. Raises PdfError where a piece of it is missing or comes twice."""
    waiting, seen = [(root, b"")], set[int]()
    pages, size = 0, A4_POINTS
    while waiting:
        number, above = waiting.pop()
        words = objects.get(number)
        if words is None or number in seen or pages >= MOST_PAGES:
            raise PdfError("unreadable" if pages < MOST_PAGES else "too_large")
        seen.add(number)
        inherited = words if _BOX.search(words) else above
        kids = _kids(objects, words)
        if kids is not None:
            waiting += [(kid, inherited) for kid in reversed(kids)]
            continue
        size = _size(inherited, words) if pages == 0 else size
        pages += 1
    if pages == 0:
        raise PdfError("unreadable")
    return PdfFacts(pages, *size)


def _kids(objects: dict[int, bytes], words: bytes) -> list[int] | None:
    """What a knot of the tree holds; None of a page."""
    found = _KIDS.search(words)
    if found is None:
        return None
    held = found[1] if found[1] is not None else objects.get(int(found[2]), b"")
    return [int(number) for number in _REFERENCE.findall(held)]


def _size(boxed: bytes, words: bytes) -> tuple[int, int]:
    """Of a page as it is seen; A4 where it says nothing that can be understood."""
    box, turn = _BOX.search(boxed), _TURN.search(words)
    try:
        left, bottom, right, top = (float(word) for word in box[1].split()) if box is not None else (0.0,) * 4
        wide, high = round(abs(right - left)), round(abs(top - bottom))
    except (ValueError, OverflowError):
        return A4_POINTS
    if not (1 <= wide <= SIDE_MOST_POINTS and 1 <= high <= SIDE_MOST_POINTS):
        return A4_POINTS
    return (high, wide) if turn is not None and int(turn[1]) % 180 else (wide, high)
