"""Photos and videos: the bytes once, by their hash, and each use of them in a post."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class MediaKind(StrEnum):
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Asset:
    """Given bytes, kept untouched in the media folder under their SHA-256; what leaves is a stripped derivative.

    `width_px` and `height_px` are as seen (orientation applied). `alt` is the description by language that a new use
    begins with.
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

    A crop is (left, top, right, bottom) in fractions of the picture, keyed by ratio as "4:5". The cover of a video is a
    moment of it or a picture of its own, where the platform takes one.
    """

    asset_id: str
    alt: Mapping[str, str] = field(default_factory=dict)
    focus: tuple[float, float] = (0.0, 0.0)
    crops: Mapping[str, tuple[float, float, float, float]] = field(default_factory=dict)
    cover_ms: int | None = None
    cover_asset_id: str | None = None

    def alt_for(self, language: str) -> str:
        """The description in `language`, else in any language, else empty."""
        return self.alt.get(language) or next((text for text in self.alt.values() if text), "")
