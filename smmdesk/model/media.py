"""Photos, videos and documents: the bytes once, by their hash, and each use of them in a post."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

Crop = tuple[float, float, float, float]
FULL: Crop = (0.0, 0.0, 1.0, 1.0)
FREE = "free"
WHOLE = "whole"
SMALLEST = 0.01
SAME_SHAPE = 0.01
"""Ratios that differ by less are the same to the eye, and to a platform that counts whole pixels."""


class MediaKind(StrEnum):
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Asset:
    """Given bytes, kept untouched in the media folder under their SHA-256; what leaves is a stripped derivative.

    `width_px` and `height_px` are as seen (orientation applied). `alt` is the description by language that a new use
    begins with; `credit` a note on whose it is and what it may be used for; `codec` the common name of a film's;
    `pages` how many a document has (its width and height are those of the first one, in points).
    """

    id: str
    brand_id: str
    sha256: str
    name: str
    mime: str
    size_bytes: int
    width_px: int = 0
    height_px: int = 0
    duration_ms: int = 0
    alt: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""
    tags: tuple[str, ...] = ()
    credit: str = ""
    codec: str = ""
    pages: int = 0
    added_at_us: int = 0
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""

    @property
    def kind(self) -> MediaKind:
        head = self.mime.split("/", 1)[0]
        return MediaKind(head) if head in ("image", "video", "audio") else MediaKind.DOCUMENT


@dataclass(frozen=True, slots=True)
class MediaUse:
    """One asset in one post: description per language, focal point (-1..1, y up), crop per ratio.

    `turn` is clockwise in degrees: 0, 90, 180 or 270. Focal point and crops are those of the turned picture. A crop is
    (left, top, right, bottom) in fractions, keyed by its ratio ("4:5", or "free"), which holds for every platform, or
    by platform and ratio, which holds for that one alone. The cover of a video is a moment of it or a picture of its
    own, where the platform takes one.
    """

    asset_id: str
    alt: Mapping[str, str] = field(default_factory=dict)
    focus: tuple[float, float] = (0.0, 0.0)
    crops: Mapping[str, Crop] = field(default_factory=dict)
    cover_ms: int | None = None
    cover_asset_id: str | None = None
    turn: int = 0

    def alt_for(self, language: str) -> str:
        """The description in `language`, else in any language, else empty."""
        return self.alt.get(language) or next((text for text in self.alt.values() if text), "")

    def crop_key(self, platform: str = "") -> str:
        """The key of the crop that `platform` gets (empty: what all get); empty when it gets the whole picture."""
        own = [key for key in self.crops if " " in key and key.split(" ", 1)[0] == platform]
        return next(iter(own or [key for key in self.crops if " " not in key]), "")

    def with_crop(self, platform: str, ratio: str, crop: Crop | None) -> "MediaUse":
        """With another crop for a platform (empty: for all that have none of their own); None: the whole picture."""
        kept = {key: box for key, box in self.crops.items() if (key.split(" ", 1)[0] if " " in key else "") != platform}
        if crop is not None:
            kept[f"{platform} {ratio}".strip()] = crop
        elif platform and any(" " not in key for key in kept):
            kept[f"{platform} {WHOLE}"] = FULL  # the others' crop is not for this one
        return replace(self, crops=kept)


def crop_for(use: MediaUse, platform: str, shape: float, narrowest: float = 0.0, widest: float = 0.0) -> Crop | None:
    """What of a picture goes to a platform that shows ratios (width over height) from `narrowest` to `widest` only.

    `shape` is the ratio of the turned picture; 0 means no bound. None for all of it.
    """
    key = use.crop_key(platform)
    crop = use.crops.get(key) if key else None
    crop = clamped(crop) if crop is not None else None
    left, top, right, bottom = crop or FULL
    seen = shape * (right - left) / (bottom - top)
    wanted = max(seen, narrowest) if narrowest else seen
    wanted = min(wanted, widest) if widest else wanted
    if abs(wanted - seen) > SAME_SHAPE * seen:
        crop = inside(crop or FULL, shape, wanted, use.focus)
    return None if crop in (None, FULL) else crop


def clamped(crop: Crop) -> Crop:
    """Within the picture and at least a hundredth of it wide and high, whatever the numbers were."""
    left, top = (min(max(0.0, value), 1.0 - SMALLEST) for value in crop[:2])
    right, bottom = (min(1.0, max(edge + SMALLEST, value)) for edge, value in zip((left, top), crop[2:], strict=True))
    return left, top, right, bottom


def inside(crop: Crop, shape: float, ratio: float, focus: tuple[float, float]) -> Crop:
    """The largest part of `crop` with that ratio, as near to the focal point as its edges let it."""
    left, top, right, bottom = crop
    wide, high = right - left, bottom - top
    new_wide, new_high = min(wide, high * ratio / shape), min(high, wide * shape / ratio)
    x = min(max((focus[0] + 1) / 2 - new_wide / 2, left), right - new_wide)
    y = min(max((1 - focus[1]) / 2 - new_high / 2, top), bottom - new_high)
    return x, y, x + new_wide, y + new_high


def focus_within(focus: tuple[float, float], crop: Crop | None) -> tuple[float, float]:
    """A focal point of the whole picture as one of its crop."""
    if crop is None:
        return focus
    left, top, right, bottom = crop
    x = ((focus[0] + 1) / 2 - left) / (right - left) * 2 - 1
    y = 1 - ((1 - focus[1]) / 2 - top) / (bottom - top) * 2
    return min(1.0, max(-1.0, x)), min(1.0, max(-1.0, y))


def ratio_of(name: str) -> float:
    """Width over height of "4:5" or "1.91:1"; 0 for a free one."""
    wide, colon, high = name.partition(":")
    try:
        return float(wide) / float(high) if colon else 0.0
    except (ValueError, ZeroDivisionError):
        return 0.0
