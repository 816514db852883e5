"""Photos, videos and PDFs, taken in as they are: looked into, kept untouched under their hash, in the library once.

What may leave of them is made by `media_leaving`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from smmdesk.desk import origins
from smmdesk.desk.media_files import gather
from smmdesk.desk.media_leaving import THUMBNAIL_PX, make_thumbnail, refusal
from smmdesk.model.media import Asset, MediaKind
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.store.files import LARGEST_BYTES, Stored
from smmdesk.system.heic import HEIC_BRANDS
from smmdesk.system.pictures import PictureError
from smmdesk.system.video import VideoError, probe_video

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

IMAGE_MAX_BYTES = 100_000_000
NAME_MOST = 120
PDF = "application/pdf"
STILL_BRANDS = HEIC_BRANDS | {b"avif", b"avis"}


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of some files: the assets in the order given, and a problem for each file that was not taken."""

    assets: tuple[Asset, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """A file that was looked into and kept, not in the library yet."""

    stored: Stored
    name: str
    mime: str
    width_px: int
    height_px: int
    duration_ms: int = 0
    codec: str = ""
    pages: int = 0


# ------------------------------------------------------------------ in
async def take_files(desk: "Desk", brand_id: str, paths: Sequence[Path]) -> Taken:
    """Take files into the library of a brand, reading them off the loop's thread. Never raises for a single file."""
    found = await desk.pool.run(gather, paths)
    taken = await _take(desk, brand_id, [(path.name, path) for path in found.files])
    return Taken(taken.assets, found.problems + taken.problems)


async def take_bytes(desk: "Desk", brand_id: str, data: bytes, name: str) -> Taken:
    """Take what was pasted or dragged from a browser; `name` is what it will be called."""
    return await _take(desk, brand_id, [(name, data)])


def take_files_now(desk: "Desk", brand_id: str, paths: Iterable[Path]) -> Taken:
    """`take_files` on the thread that calls, for commands."""
    assets: list[Asset] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            assets.append(_add(desk, brand_id, _look_into(desk, path.name, path)))
        except ProblemError as error:
            problems.append(error.problem)
    return Taken(tuple(assets), tuple(problems))


async def _take(desk: "Desk", brand_id: str, given: Sequence[tuple[str, Path | bytes]]) -> Taken:
    """Looking into a file belongs to the pool; the library is written on the loop's thread, as everything is."""
    assets: list[Asset] = []
    problems: list[Problem] = []
    for name, source in given:
        try:
            assets.append(_add(desk, brand_id, await desk.pool.run(_look_into, desk, name, source)))
        except ProblemError as error:
            problems.append(error.problem)
    return Taken(tuple(assets), tuple(problems))


def _plain_name(name: str) -> str:
    """One line without control characters, its ending kept."""
    clean = "".join(c for c in name if c.isprintable()).strip() or "?"
    stem, dot, ending = clean.rpartition(".")
    return clean if len(clean) <= NAME_MOST else f"{(stem or clean)[: NAME_MOST - 10]}…{dot}{ending[:8]}"


def look_into(desk: "Desk", source: Path, *, follow: bool = True) -> Seen:
    """One file looked into and kept, not in the library yet; blocks. `follow`: also what a link leads to.

    Raises ProblemError(file_unreadable, file_not_taken, file_too_large, document_locked, document_damaged,
    document_too_large, disk_full).
    """
    return _look_into(desk, source.name, source, follow=follow)


def keep(desk: "Desk", brand_id: str, seen: Seen) -> Asset:
    """What was looked into, in the library; the same bytes stand there once."""
    return _add(desk, brand_id, seen)


def _look_into(desk: "Desk", name: str, source: Path | bytes, *, follow: bool = True) -> Seen:
    """Keep the bytes and find out what they are; what is refused is not kept."""
    name = _plain_name(name)
    kind = _kind_of(_head(name, source), name)
    largest = LARGEST_BYTES if kind is MediaKind.VIDEO else IMAGE_MAX_BYTES
    if isinstance(source, bytes):
        stored = desk.files.put_bytes(source, name)
    else:
        stored = desk.files.put_file(source, largest, follow=follow)
    try:
        seen = _seen(desk, kind, name, stored)
    except BaseException:
        if stored.fresh:
            stored.path.unlink(missing_ok=True)
        raise
    if isinstance(source, Path):
        origins.remember(desk, stored.sha256, source)
    return seen


def _seen(desk: "Desk", kind: MediaKind, name: str, stored: Stored) -> Seen:
    if kind is MediaKind.VIDEO:
        return _film(name, stored)
    return _picture(desk, name, stored) if kind is MediaKind.IMAGE else _document(desk, name, stored)


def _head(name: str, source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source[:32]
    try:
        if not source.is_file():  # a folder, a pipe, a device: opening one may wait for ever
            raise ProblemError("file_unreadable", name=name)
        with source.open("rb") as file:
            return file.read(32)
    except (OSError, ValueError) as error:
        raise ProblemError("file_unreadable", name=name) from error


def _kind_of(head: bytes, name: str) -> MediaKind:
    """By the first bytes, whatever the name says."""
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")):
        return MediaKind.IMAGE
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return MediaKind.IMAGE
    if head[4:8] == b"ftyp":
        return MediaKind.IMAGE if head[8:12] in STILL_BRANDS else MediaKind.VIDEO
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free"):
        return MediaKind.VIDEO
    if head.startswith(b"%PDF-"):
        return MediaKind.DOCUMENT
    raise ProblemError("file_not_taken", name=name, field="media")


def _picture(desk: "Desk", name: str, stored: Stored) -> Seen:
    try:
        facts = desk.pictures.probe(stored.path)
        make_thumbnail(desk, stored.sha256, facts.mime, THUMBNAIL_PX)  # decodes it all: a torn file shows now
    except PictureError as error:
        raise refusal(name, error) from error
    return Seen(stored, name, facts.mime, facts.width_px, facts.height_px)


def _document(desk: "Desk", name: str, stored: Stored) -> Seen:
    """Its pages are counted in the decoder's process; nothing of it is run or drawn."""
    try:
        facts = desk.pictures.document(stored.path)
    except PictureError as error:
        codes = {"encrypted": "document_locked", "unreadable": "document_damaged"}
        raise ProblemError(codes.get(error.why, "document_too_large"), name=name, field="media") from error
    return Seen(stored, name, PDF, facts.width, facts.height, pages=facts.pages)


def _film(name: str, stored: Stored) -> Seen:
    try:
        facts = probe_video(stored.path)
    except (VideoError, OSError) as error:
        raise ProblemError("file_not_taken", name=name, field="media") from error
    with stored.path.open("rb") as file:
        mime = "video/quicktime" if file.read(12)[4:12] in (b"ftypqt  ",) else "video/mp4"
    return Seen(stored, name, mime, facts.width_px, facts.height_px, facts.duration_ms, facts.codec)


def _add(desk: "Desk", brand_id: str, seen: Seen) -> Asset:
    """Into the library; the same bytes stand there once."""
    with desk.store.transaction() as tx:
        known = tx.all(Asset, deleted=True, brand_id=brand_id, sha256=seen.stored.sha256)
        if known:
            return tx.restore(Asset, known[0].id)
        return tx.put(
            Asset(
                id=desk.clock.new_id(),
                brand_id=brand_id,
                sha256=seen.stored.sha256,
                name=seen.name,
                mime=seen.mime,
                size_bytes=seen.stored.size_bytes,
                width_px=seen.width_px,
                height_px=seen.height_px,
                duration_ms=seen.duration_ms,
                codec=seen.codec,
                pages=seen.pages,
                added_at_us=desk.now_us(),
            )
        )
