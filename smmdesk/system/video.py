"""What an MP4 or MOV file says about itself, and a copy of it without the places where it was taken.

Reads the `moov` box only (ISO/IEC 14496-12; Apple's QuickTime file format for MOV). Nothing is decoded. All numbers
come from strangers: sizes, depths and counts are bounded, and whatever does not fit raises VideoError.
"""

import os
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

MAX_MOOV_BYTES = 64_000_000
MAX_BOXES = 20_000
CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl"})
PRIVATE_BOXES = frozenset({b"udta", b"meta", b"uuid"})
"""Boxes that hold where, when and with what it was filmed (©xyz, loci, com.apple.quicktime.location, XMP)."""
CODECS = {b"avc1": "h264", b"avc3": "h264", b"hvc1": "hevc", b"hev1": "hevc", b"av01": "av1", b"vp09": "vp9"}


class VideoError(Exception):
    """Not a film that can be read: no `moov`, no picture, or numbers that cannot be."""


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """`width_px` and `height_px` as seen, rotation applied; `codec` a common name, or the four letters of the file."""

    duration_ms: int
    width_px: int
    height_px: int
    codec: str


@dataclass(frozen=True, slots=True)
class Box:
    """A box in a file: its four letters, where its content begins and where it ends."""

    name: bytes
    start: int
    end: int


def probe_video(path: Path) -> VideoFacts:
    """Length, size and codec of the first picture track. Raises VideoError, OSError."""
    with path.open("rb") as file:
        moov = next((box for box in _boxes(file, 0, path.stat().st_size) if box.name == b"moov"), None)
        if moov is None or moov.end - moov.start > MAX_MOOV_BYTES:
            raise VideoError("no moov box")
        try:
            return _facts(file, moov)
        except struct.error as error:
            raise VideoError("cut off") from error


PLACE_BOXES = frozenset({b"\xa9xyz", b"loci"})


def strip_video(source: Path, target: Path, keep_place: bool = False) -> None:
    """Copy a film, with all its boxes of private facts emptied in place: no byte of picture or sound moves.

    `keep_place` leaves the boxes of `udta` that say where it was filmed, and no other. Raises VideoError, OSError.
    """
    shutil.copyfile(source, target)
    os.chmod(target, 0o600)
    with target.open("r+b") as file:
        size = target.stat().st_size
        for box in [*_private(file, 0, size, keep_place)]:
            file.seek(box.start)
            _blank(file, box.end - box.start)
            file.seek(_header_of(box))
            file.write(b"free")


def _private(file: IO[bytes], start: int, end: int, keep_place: bool) -> Iterator[Box]:
    """Private boxes at the top, in `moov` and in its tracks."""
    for box in _boxes(file, start, end):
        if box.name == b"udta" and keep_place:
            yield from (inner for inner in _boxes(file, box.start, box.end) if inner.name not in PLACE_BOXES)
        elif box.name in PRIVATE_BOXES:
            yield box
        elif box.name in (b"moov", b"trak"):
            yield from _private(file, box.start, box.end, keep_place)


def _header_of(box: Box) -> int:
    """Where the four letters stand: they end the header, eight bytes earlier when a long size follows them."""
    return box.start - 4


def _blank(file: IO[bytes], length: int) -> None:
    while length > 0:
        step = min(length, 1 << 20)
        file.write(bytes(step))
        length -= step


def _boxes(file: IO[bytes], start: int, end: int) -> Iterator[Box]:
    """The boxes between two places, not those inside them."""
    for _ in range(MAX_BOXES):
        if end - start < 8:
            return
        file.seek(start)
        size, name = struct.unpack(">I4s", file.read(8))
        header = 8
        if size == 1:
            size = struct.unpack(">Q", file.read(8))[0]
            header = 16
        elif size == 0:  # to the end of the file
            size = end - start
        if size < header or start + size > end:
            raise VideoError("a box does not fit")
        yield Box(name, start + header, start + size)
        start += size
    raise VideoError("too many boxes")


def _facts(file: IO[bytes], moov: Box) -> VideoFacts:
    inside = {box.name: box for box in reversed([*_boxes(file, moov.start, moov.end)])}
    if b"mvhd" not in inside:
        raise VideoError("no mvhd box")
    duration_ms = _duration_ms(file, inside[b"mvhd"])
    for box in _boxes(file, moov.start, moov.end):
        if box.name == b"trak":
            track = _inside(file, box)
            if b"hdlr" in track and _read(file, track[b"hdlr"], 8, 4) == b"vide" and b"tkhd" in track:
                width, height = _size(file, track[b"tkhd"])
                return VideoFacts(duration_ms, width, height, _codec(file, track))
    raise VideoError("no picture")


def _inside(file: IO[bytes], box: Box, depth: int = 0) -> dict[bytes, Box]:
    """The first box of each name anywhere inside."""
    found: dict[bytes, Box] = {}
    for inner in _boxes(file, box.start, box.end):
        found.setdefault(inner.name, inner)
        if inner.name in CONTAINERS and depth < 6:
            for name, deeper in _inside(file, inner, depth + 1).items():
                found.setdefault(name, deeper)
    return found


def _read(file: IO[bytes], box: Box, offset: int, length: int) -> bytes:
    if box.start + offset + length > box.end:
        raise VideoError("a box is too short")
    file.seek(box.start + offset)
    return file.read(length)


def _duration_ms(file: IO[bytes], mvhd: Box) -> int:
    if _read(file, mvhd, 0, 1) == b"\x01":
        scale, duration = struct.unpack(">IQ", _read(file, mvhd, 20, 12))
    else:
        scale, duration = struct.unpack(">II", _read(file, mvhd, 12, 8))
    if not scale:
        raise VideoError("no time scale")
    return int(duration * 1000 // scale)


def _size(file: IO[bytes], tkhd: Box) -> tuple[int, int]:
    """Width and height in whole pixels; a quarter turn in the matrix swaps them."""
    skip = 52 if _read(file, tkhd, 0, 1) == b"\x01" else 40
    matrix = struct.unpack(">9i", _read(file, tkhd, skip, 36))
    width, height = (value >> 16 for value in struct.unpack(">II", _read(file, tkhd, skip + 36, 8)))
    return (height, width) if matrix[0] == 0 and matrix[1] != 0 else (width, height)


def _codec(file: IO[bytes], track: dict[bytes, Box]) -> str:
    if b"stsd" not in track:
        raise VideoError("no sample description")
    letters = _read(file, track[b"stsd"], 12, 4)
    return CODECS.get(letters, letters.decode("latin-1").strip())
