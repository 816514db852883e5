"""Photos and videos: taken in as they are, shown small, and made fit to leave.

The given bytes are kept untouched under their hash. What leaves is a derivative: converted, shrunk to the platform's
limits, without the place, the camera and every other word that the file carried (security.md T7, T11).
"""

import hashlib
import math
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from smmdesk.desk import origins
from smmdesk.model.limits import Limits
from smmdesk.model.media import Asset, MediaKind, MediaUse
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.platforms.base import Picture
from smmdesk.store.files import LARGEST_BYTES, Stored
from smmdesk.store.plain import dumps, loads
from smmdesk.system.pictures import Made, PictureError
from smmdesk.system.video import VideoError, probe_video, strip_video

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

IMAGE_MAX_BYTES = 100_000_000
MEGAPIXELS_MOST = 50
SIDE_WHEN_UNKNOWN_PX = 4096
THUMBNAIL_PX = 320
NAME_MOST = 120
IMAGES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif"}
HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"})
Box = tuple[int, int]


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


# ------------------------------------------------------------------ in
async def take_files(desk: "Desk", brand_id: str, paths: Sequence[Path]) -> Taken:
    """Take files into the library of a brand, reading them off the loop's thread. Never raises for a single file."""
    return await _take(desk, brand_id, [(path.name, path) for path in paths])


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


def _look_into(desk: "Desk", name: str, source: Path | bytes) -> Seen:
    """Keep the bytes and find out what they are; what is refused is not kept."""
    name = _plain_name(name)
    kind = _kind_of(_head(name, source), name)
    largest = IMAGE_MAX_BYTES if kind is MediaKind.IMAGE else LARGEST_BYTES
    if isinstance(source, bytes):
        stored = desk.files.put_bytes(source, name)
    else:
        stored = desk.files.put_file(source, largest)
    try:
        seen = _picture(desk, name, stored) if kind is MediaKind.IMAGE else _film(name, stored)
    except BaseException:
        if stored.fresh:
            stored.path.unlink(missing_ok=True)
        raise
    if isinstance(source, Path):
        origins.remember(desk, stored.sha256, source)
    return seen


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
        if head[8:12] in HEIC_BRANDS:
            raise ProblemError("file_heic", name=name, field="media")
        return MediaKind.VIDEO
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free"):
        return MediaKind.VIDEO
    raise ProblemError("file_not_taken", name=name, field="media")


def _picture(desk: "Desk", name: str, stored: Stored) -> Seen:
    try:
        facts = desk.pictures.probe(stored.path)
        _make_thumbnail(desk, stored.sha256, facts.mime, THUMBNAIL_PX)  # decodes it all: a torn file shows now
    except PictureError as error:
        raise _refusal(name, error) from error
    return Seen(stored, name, facts.mime, facts.width_px, facts.height_px)


def _film(name: str, stored: Stored) -> Seen:
    try:
        facts = probe_video(stored.path)
    except (VideoError, OSError) as error:
        raise ProblemError("file_not_taken", name=name, field="media") from error
    with stored.path.open("rb") as file:
        mime = "video/quicktime" if file.read(12)[4:12] in (b"ftypqt  ",) else "video/mp4"
    return Seen(stored, name, mime, facts.width_px, facts.height_px, facts.duration_ms)


def _refusal(name: str, error: PictureError) -> ProblemError:
    if error.why in ("too_large", "hung"):
        limit = f"{MEGAPIXELS_MOST} MP"
        return ProblemError("file_too_large", name=name, actual=error.actual or "?", limit=limit, field="media")
    return ProblemError("file_not_taken", name=name, field="media")


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
                added_at_us=desk.now_us(),
            )
        )


# ------------------------------------------------------------------ small pictures
async def thumbnail(desk: "Desk", asset: Asset, side_px: int = THUMBNAIL_PX) -> Path | None:
    """A small picture, at most `side_px` wide and high, made when it is missing.

    None for what has none: a video, a file that is gone.
    """
    if asset.kind is not MediaKind.IMAGE:
        return None
    known = thumbnail_path(desk, asset, side_px)
    return known if known.exists() else await desk.pool.run(_thumbnail_or_none, desk, asset, side_px)


def thumbnail_path(desk: "Desk", asset: Asset, side_px: int = THUMBNAIL_PX) -> Path:
    """Where the small picture lies once it is made: for painting without waiting."""
    return desk.files.cache_path(asset.sha256, f"thumb-{side_px}", _thumbnail_suffix(asset.mime))


def _thumbnail_or_none(desk: "Desk", asset: Asset, side_px: int) -> Path | None:
    try:
        return _make_thumbnail(desk, asset.sha256, asset.mime, side_px)
    except PictureError:
        return None


def _thumbnail_suffix(mime: str) -> str:
    return ".jpg" if mime == "image/jpeg" else ".png"


def _make_thumbnail(desk: "Desk", sha256: str, mime: str, side_px: int) -> Path:
    suffix = _thumbnail_suffix(mime)
    target = desk.files.cache_path(sha256, f"thumb-{side_px}", suffix)
    if not target.exists():
        types = ("image/jpeg",) if suffix == ".jpg" else ("image/png",)
        _make(desk, sha256, target, (side_px, side_px), types)
    return target


def _make(
    desk: "Desk",
    sha256: str,
    target: Path,
    box: Box,
    types: tuple[str, ...],
    max_bytes: int = 0,
    crop: tuple[float, float, float, float] | None = None,
) -> Made:
    """Made beside its place, then renamed: complete or not there."""
    draft = target.with_name(f"{target.name}.{os.getpid()}-{os.urandom(4).hex()}.part")
    try:
        made = desk.pictures.make(desk.files.path(sha256), draft, box, types, max_bytes, crop)
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return made


# ------------------------------------------------------------------ out
def picture_for(desk: "Desk", asset: Asset, use: MediaUse, limits: Limits) -> Picture:
    """One file as it may leave for a platform with these limits; blocks, so call it on the pool.

    Made once and found in the cache after that. Raises ProblemError(media_missing, file_not_taken, media_too_big).
    """
    if not desk.files.has(asset.sha256):
        raise ProblemError("media_missing", name=asset.name, field="media")
    made = _clean_film(desk, asset) if asset.kind is MediaKind.VIDEO else _clean_picture(desk, asset, use, limits)
    return replace(made, alt=use.alt_for(""), name=asset.name, focus=use.focus)


def _clean_picture(desk: "Desk", asset: Asset, use: MediaUse, limits: Limits) -> Picture:
    crop = next(iter(use.crops.values()), None)
    types = tuple(mime for mime in limits.image_types if mime in IMAGES) or ("image/jpeg",)
    box = _box(asset, crop, limits)
    recipe = dumps([crop, box, types, limits.image_max_bytes])
    what = f"out-{hashlib.sha256(recipe.encode()).hexdigest()[:16]}"
    facts = desk.files.cache_path(asset.sha256, what, ".json")
    if facts.exists():
        made = loads(Made, facts.read_text("utf-8"))
        path = desk.files.cache_path(asset.sha256, what, IMAGES[made.mime])
        if path.exists() and path.stat().st_size == made.size_bytes:
            return Picture(path, made.mime, made.size_bytes, made.width_px, made.height_px)
    return _make_clean_picture(desk, asset, what, facts, (box, types, limits.image_max_bytes, crop))


def _make_clean_picture(
    desk: "Desk",
    asset: Asset,
    what: str,
    facts: Path,
    how: tuple[Box, tuple[str, ...], int, tuple[float, float, float, float] | None],
) -> Picture:
    draft = facts.with_suffix(f".{os.getpid()}-{os.urandom(4).hex()}.new")
    try:
        made = _make(desk, asset.sha256, draft, *how)
        path = desk.files.cache_path(asset.sha256, what, IMAGES[made.mime])
        os.replace(draft, path)
    except PictureError as error:
        raise _refusal(asset.name, error) from error
    finally:
        draft.unlink(missing_ok=True)
    facts.write_text(dumps(asdict(made)), "utf-8")
    return Picture(path, made.mime, made.size_bytes, made.width_px, made.height_px)


def _box(asset: Asset, crop: tuple[float, float, float, float] | None, limits: Limits) -> Box:
    """How large the picture may be, in its own shape."""
    left, top, right, bottom = crop or (0.0, 0.0, 1.0, 1.0)
    width, height = max(1.0, asset.width_px * (right - left)), max(1.0, asset.height_px * (bottom - top))
    side = limits.image_max_side_px or SIDE_WHEN_UNKNOWN_PX
    factor = min(1.0, side / max(width, height))
    if limits.image_max_px:
        factor = min(factor, math.sqrt(limits.image_max_px / (width * height)))
    return max(1, math.floor(width * factor + 0.001)), max(1, math.floor(height * factor + 0.001))


def _clean_film(desk: "Desk", asset: Asset) -> Picture:
    suffix = ".mov" if asset.mime == "video/quicktime" else ".mp4"
    target = desk.files.cache_path(asset.sha256, "clean", suffix)
    if not target.exists():
        draft = target.with_name(f"{target.name}.{os.getpid()}-{os.urandom(4).hex()}.part")
        try:
            strip_video(desk.files.path(asset.sha256), draft)
            os.replace(draft, target)
        except VideoError as error:
            raise ProblemError("file_not_taken", name=asset.name, field="media") from error
        finally:
            draft.unlink(missing_ok=True)
    return Picture(target, asset.mime, target.stat().st_size, asset.width_px, asset.height_px)
