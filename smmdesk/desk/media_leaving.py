"""What is made of the photos and videos of the library: small pictures to look at, and what may leave.

What leaves is a derivative: turned, cropped, converted, shrunk to the platform's limits at the best quality that fits,
without the place, the camera and every other word that the file carried (security.md T7, T11). Documents alone leave
as they are.
"""

import hashlib
import math
import os
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from smmdesk.model.brand import Brand
from smmdesk.model.crops import crop_of, turned
from smmdesk.model.limits import Limits
from smmdesk.model.media import Asset, Crop, MediaKind, MediaUse, focus_within
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import Picture
from smmdesk.store.plain import dumps, loads
from smmdesk.system.pictures import Made, PictureError
from smmdesk.system.video import VideoError, strip_video

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

MEGAPIXELS_MOST = 50
SIDE_WHEN_UNKNOWN_PX = 4096
THUMBNAIL_PX = 320
LARGE_PX = 640
IMAGES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/avif": ".avif",
}
AS_JPEG = ("image/jpeg", "image/heic")
Box = tuple[int, int]


class Recipe(NamedTuple):
    """How a picture is made: size, types and bytes at most, what of it, turned how, with its place or without."""

    box: Box
    types: tuple[str, ...]
    max_bytes: int = 0
    crop: Crop | None = None
    turn: int = 0
    keep_place: bool = False


# ------------------------------------------------------------------ small pictures
async def thumbnail(desk: "Desk", asset: Asset, side_px: int = THUMBNAIL_PX) -> Path | None:
    """A small picture, at most `side_px` wide and high, made when it is missing.

    None for what has none: a video, a document, a file that is gone.
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
        return make_thumbnail(desk, asset.sha256, asset.mime, side_px)
    except PictureError:
        return None


def _thumbnail_suffix(mime: str) -> str:
    return ".jpg" if mime in AS_JPEG else ".png"


def make_thumbnail(desk: "Desk", sha256: str, mime: str, side_px: int) -> Path:
    suffix = _thumbnail_suffix(mime)
    target = desk.files.cache_path(sha256, f"thumb-{side_px}", suffix)
    if not target.exists():
        types = ("image/jpeg",) if suffix == ".jpg" else ("image/png",)
        _make(desk, sha256, target, Recipe((side_px, side_px), types))
    return target


def _make(desk: "Desk", sha256: str, target: Path, how: Recipe) -> Made:
    """Made beside its place, then renamed: complete or not there."""
    draft = target.with_name(f"{target.name}.{os.getpid()}-{os.urandom(4).hex()}.part")
    try:
        made = desk.pictures.make(desk.files.path(sha256), draft, *how)
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return made


def refusal(name: str, error: PictureError) -> ProblemError:
    if error.why in ("too_large", "hung"):
        limit = f"{MEGAPIXELS_MOST} MP"
        return ProblemError("file_too_large", name=name, actual=error.actual or "?", limit=limit, field="media")
    return ProblemError("file_not_taken", name=name, field="media")


# ------------------------------------------------------------------ out
def picture_for(desk: "Desk", asset: Asset, use: MediaUse, limits: Limits, platform: str = "") -> Picture:
    """One file as it may leave for a platform with these limits; blocks, so call it on the pool.

    Made once and found in the cache after that. Raises ProblemError(media_missing, file_not_taken, media_too_big).
    """
    if not desk.files.has(asset.sha256):
        raise ProblemError("media_missing", name=asset.name, field="media")
    with desk.store.reading() as reader:
        brand = reader.find(Brand, asset.brand_id)
    keep_place = brand is not None and brand.keeps_place
    if asset.kind is MediaKind.VIDEO:
        made = _clean_film(desk, asset, keep_place)
        moment = use.cover_ms if limits.video_cover_moment else None
        return replace(made, alt=use.alt_for(""), name=asset.name, cover_ms=moment)
    if asset.kind is MediaKind.DOCUMENT:  # as it is: what it says of itself stays in it, and the person was told
        path = desk.files.path(asset.sha256)
        return Picture(path, asset.mime, asset.size_bytes, asset.width_px, asset.height_px, name=asset.name)
    crop = crop_of(asset, use, limits, platform)
    made = _clean_picture(desk, asset, recipe_for(asset, use, limits, crop, keep_place))
    return replace(made, alt=use.alt_for(""), name=asset.name, focus=focus_within(use.focus, crop))


def small_picture(desk: "Desk", asset: Asset, use: MediaUse, side_px: int, max_bytes: int) -> Picture:
    """A picture as all channels get it, small, for somebody to look at: never with its place, whatever the brand
    chose. Blocks, so call it on the pool. Raises ProblemError(media_missing, file_not_taken)."""
    if not desk.files.has(asset.sha256):
        raise ProblemError("media_missing", name=asset.name, field="media")
    limits = Limits(image_types=("image/jpeg",), image_max_side_px=side_px, image_max_bytes=max_bytes)
    return _clean_picture(desk, asset, recipe_for(asset, use, limits, crop_of(asset, use, limits, "")))


def film_to_show(desk: "Desk", asset: Asset) -> Picture:
    """A film for somebody to look at: as it is, never with its place. Blocks, so call it on the pool.

    Raises ProblemError(media_missing, file_not_taken).
    """
    if not desk.files.has(asset.sha256):
        raise ProblemError("media_missing", name=asset.name, field="media")
    return _clean_film(desk, asset, keep_place=False)


def recipe_for(asset: Asset, use: MediaUse, limits: Limits, crop: Crop | None, keep_place: bool = False) -> Recipe:
    """The biggest picture that the platform's limits let through."""
    types = tuple(mime for mime in limits.image_types if mime in IMAGES) or ("image/jpeg",)
    return Recipe(_box(turned(asset, use), crop, limits), types, limits.image_max_bytes, crop, use.turn, keep_place)


def _clean_picture(desk: "Desk", asset: Asset, how: Recipe) -> Picture:
    what = f"out-{hashlib.sha256(dumps(list(how)).encode()).hexdigest()[:16]}"
    facts = desk.files.cache_path(asset.sha256, what, ".json")
    if facts.exists():
        made = loads(Made, facts.read_text("utf-8"))
        path = desk.files.cache_path(asset.sha256, what, IMAGES[made.mime])
        if path.exists() and path.stat().st_size == made.size_bytes:
            return Picture(path, made.mime, made.size_bytes, made.width_px, made.height_px)
    return _make_clean_picture(desk, asset, what, facts, how)


def _make_clean_picture(desk: "Desk", asset: Asset, what: str, facts: Path, how: Recipe) -> Picture:
    draft = facts.with_suffix(f".{os.getpid()}-{os.urandom(4).hex()}.new")
    try:
        made = _make(desk, asset.sha256, draft, how)
        path = desk.files.cache_path(asset.sha256, what, IMAGES[made.mime])
        os.replace(draft, path)
    except PictureError as error:
        raise refusal(asset.name, error) from error
    finally:
        draft.unlink(missing_ok=True)
    facts.write_text(dumps(asdict(made)), "utf-8")
    return Picture(path, made.mime, made.size_bytes, made.width_px, made.height_px)


def _box(size: Box, crop: Crop | None, limits: Limits) -> Box:
    """How large the picture may be, in its own shape."""
    left, top, right, bottom = crop or (0.0, 0.0, 1.0, 1.0)
    width, height = max(1.0, size[0] * (right - left)), max(1.0, size[1] * (bottom - top))
    side = limits.image_max_side_px or SIDE_WHEN_UNKNOWN_PX
    factor = min(1.0, side / max(width, height))
    if limits.image_max_px:
        factor = min(factor, math.sqrt(limits.image_max_px / (width * height)))
    return max(1, math.floor(width * factor + 0.001)), max(1, math.floor(height * factor + 0.001))


def _clean_film(desk: "Desk", asset: Asset, keep_place: bool) -> Picture:
    suffix = ".mov" if asset.mime == "video/quicktime" else ".mp4"
    target = desk.files.cache_path(asset.sha256, "placed" if keep_place else "clean", suffix)
    if not target.exists():
        draft = target.with_name(f"{target.name}.{os.getpid()}-{os.urandom(4).hex()}.part")
        try:
            strip_video(desk.files.path(asset.sha256), draft, keep_place)
            os.replace(draft, target)
        except VideoError as error:
            raise ProblemError("file_not_taken", name=asset.name, field="media") from error
        finally:
            draft.unlink(missing_ok=True)
    return Picture(target, asset.mime, target.stat().st_size, asset.width_px, asset.height_px)
