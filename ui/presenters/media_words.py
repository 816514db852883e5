"""Sizes, lengths and kinds of files in the words of people."""

from smmdesk.model.film_times import say_length
from smmdesk.model.media import Asset, MediaKind
from smmdesk.model.sizes import say_bytes
from smmdesk.model.words import _, ngettext

KIND_NAMES = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WebP",
    "image/avif": "AVIF",
    "image/heic": "HEIC",
    "video/mp4": "MP4",
    "video/quicktime": "MOV",
    "application/pdf": "PDF",
}
CODEC_NAMES = {"h264": "H.264", "hevc": "HEVC (H.265)", "av1": "AV1", "vp9": "VP9"}


def say_facts(asset: Asset) -> tuple[str, ...]:
    """ "JPEG, 4000 × 3000" and "2.1 MB"; of a film also its length and how it is made, of a document its pages."""
    sizes = f"{asset.width_px} × {asset.height_px}" if asset.width_px and asset.height_px else ""
    if asset.kind is MediaKind.DOCUMENT:
        sizes = say_pages(asset.pages)
    kind = KIND_NAMES.get(asset.mime, asset.mime.rpartition("/")[2].upper())
    first = ", ".join(filter(None, (kind, sizes, say_bytes(asset.size_bytes))))
    if asset.kind is not MediaKind.VIDEO:
        return (first,)
    length = say_length(asset.duration_ms)
    codec = CODEC_NAMES.get(asset.codec, asset.codec.upper())
    return (first, _("{length} long, {codec}").format(length=length, codec=codec) if codec else length)


def say_pages(count: int) -> str:
    """ "1 page", "12 pages"."""
    return ngettext("{count} page", "{count} pages", count).format(count=count)


def say_most(seconds: int) -> str:
    """A limit in its own unit: "60 s", "15 min", "12 h"."""
    if seconds < 120:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h"
