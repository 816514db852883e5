"""The process that opens pictures and looks into PDFs. It may be killed at any time: it only reads one file and writes
another.

Started by `pictures` as `main.py --decoder`; one JSON request per line on standard input, one answer per line on
standard output. Opens JPEG, PNG, WEBP, GIF, AVIF and HEIC only, refuses what is larger than 50 megapixels, lives within
a limit of memory and processor time, ends by itself when idle. What it writes carries no metadata of the original: no
camera, no comment, and no place unless it is asked to keep that; colours are converted to sRGB.
"""

import io
import math
import re
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps, ImageSequence

from smmdesk.system.child import serve
from smmdesk.system.heic import HEIC_BRANDS
from smmdesk.system.pdf import PdfError, read_pdf

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MIME_OF = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "AVIF": "image/avif",
    "HEIF": "image/heic",
}
LOSSLESS = frozenset({"image/png", "image/gif"})
READ_ONLY = frozenset({"image/heic"})
"""Opened, never written: the encoder is not ours to ship."""
FORMAT_OF = {mime: name for name, mime in MIME_OF.items()}
MAX_PIXELS = 50_000_000
MAX_PIXELS_OF = {"WEBP": 32_000_000}
"""Where opening takes more than the pixels themselves: this process stays below half a gigabyte (security.md G9)."""
MAX_FRAMES = 600
MAX_ANIMATED_PIXELS = 400_000_000  # all frames together
MAX_PROFILE_BYTES = 1_000_000
MEMORY_BYTES = 1 << 30
PROCESSOR_S = 15
IDLE_S = 20.0
QUALITY_BEST = 92
QUALITY_LEAST = 60
ORIENTATION_TAG = 274
PLACE_TAG = 0x8825
SIDEWAYS = (5, 6, 7, 8)
TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
"""Pillow counts the other way round."""
KEPT_INFO = frozenset({"transparency", "duration", "loop", "disposal"})


class RefusedError(Exception):
    """Why a file is not opened: `unreadable`, or `too_large` (then `actual` says its size)."""

    def __init__(self, why: str, actual: str = "") -> None:
        self.why, self.actual = why, actual
        super().__init__(why)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Do one request: `probe` a picture, `make` a new one from it, or look into a `document`. Never raises."""
    work: dict[str, Callable[..., dict[str, Any]]] = {"probe": probe, "make": make, "document": document}
    try:
        return {"ok": True, **work[request.pop("do")](**request)}
    except RefusedError as refusal:
        return {"ok": False, "why": refusal.why, "actual": refusal.actual}
    except PdfError as refusal:
        return {"ok": False, "why": refusal.why, "actual": ""}
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        return {"ok": False, "why": "too_large", "actual": _megapixels(str(error))}
    except Exception:  # a broken file raises anything at all in a decoder
        return {"ok": False, "why": "unreadable", "actual": ""}


def _megapixels(said: str) -> str:
    """From Pillow's "Image size (900000000 pixels) exceeds limit…"; empty when it says no number."""
    found = re.search(r"(\d+) pixels", said)
    return f"{int(found[1]) // 1_000_000} MP" if found else ""


def open_picture(path: str) -> Image.Image:
    """The picture, its header read. Raises RefusedError, or what Pillow raises for a broken file."""
    with open(path, "rb") as file:
        head = file.read(12)
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        _learn_heic()
        picture = Image.open(path, formats=("HEIF", "AVIF"))  # "mif1" may be either
    else:
        picture = Image.open(path, formats=FORMATS)
    pixels = picture.width * picture.height
    if pixels > MAX_PIXELS_OF.get(str(picture.format), MAX_PIXELS):
        raise RefusedError("too_large", f"{pixels // 1_000_000} MP")
    return picture


def _learn_heic() -> None:
    """Only a process that is given a HEIC loads its library."""
    import pi_heif

    pi_heif.register_heif_opener(thumbnails=False, decode_threads=1)


def moves(picture: Image.Image) -> bool:
    """Whether it is an animation; a HEIC of many pictures is a burst, and its first one counts."""
    return picture.format != "HEIF" and bool(getattr(picture, "is_animated", False))


def probe(path: str) -> dict[str, Any]:
    """Type, size as seen (orientation applied) and whether it moves."""
    with open_picture(path) as picture:
        width, height = picture.size
        if picture.getexif().get(ORIENTATION_TAG) in SIDEWAYS:
            width, height = height, width
        mime = MIME_OF[str(picture.format)]
        return {"mime": mime, "width": width, "height": height, "animated": moves(picture)}


def document(path: str) -> dict[str, Any]:
    """Pages of a PDF, and the size of the first one."""
    return read_pdf(Path(path))._asdict()


def make(
    path: str,
    target: str,
    box: list[int],
    types: list[str],
    max_bytes: int = 0,
    crop: list[float] | None = None,
    turn: int = 0,
    keep_place: bool = False,
) -> dict[str, Any]:
    """Write a clean copy to `target`: turned clockwise (0, 90, 180, 270), cropped (fractions of the turned picture), at
    most `box` wide and high in pixels, of one of the mime `types`, at most `max_bytes` (0: any)."""
    with open_picture(path) as picture:
        if moves(picture) and MIME_OF[str(picture.format)] in types:
            made = _moving(picture, box, max_bytes, crop, turn)
            if made is not None:
                return _write(target, made, MIME_OF[str(picture.format)], picture.size)
        place = _place(picture) if keep_place else None
        still = _scaled(_upright(picture, box, crop, turn), box)
        content, mime = _fitting(still, str(picture.format), types, max_bytes, place)
        with Image.open(io.BytesIO(content)) as seen:
            return _write(target, content, mime, seen.size)


def _write(target: str, content: bytes, mime: str, size: tuple[int, int]) -> dict[str, Any]:
    with Image.open(io.BytesIO(content)) as seen:
        size = seen.size
    Path(target).write_bytes(content)
    return {"mime": mime, "size_bytes": len(content), "width": size[0], "height": size[1]}


def _place(picture: Image.Image) -> bytes | None:
    """Where it was taken as the only metadata, in EXIF; None when it does not say."""
    found = picture.getexif().get_ifd(PLACE_TAG)
    if not found:
        return None
    kept = Image.Exif()
    kept.get_ifd(PLACE_TAG).update(found)
    return kept.tobytes()


def _upright(picture: Image.Image, box: list[int], crop: list[float] | None, turn: int) -> Image.Image:
    """The first frame as people see it, turned and cropped, in RGB, RGBA or L, in sRGB."""
    left, top, right, bottom = crop or (0.0, 0.0, 1.0, 1.0)
    wide, high = math.ceil(box[0] / max(right - left, 0.001)), math.ceil(box[1] / max(bottom - top, 0.001))
    sideways = (picture.getexif().get(ORIENTATION_TAG) in SIDEWAYS) != (turn in (90, 270))
    picture.draft("RGB", (high, wide) if sideways else (wide, high))  # decode no larger than needed
    profile = picture.info.get("icc_profile") or b""
    picture.load()
    small = _reduced(picture, (high, wide) if sideways else (wide, high))
    ImageOps.exif_transpose(small, in_place=True)
    return _in_srgb(_cut(small, crop, turn), profile)


def _reduced(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """At least twice as large as needed, where it is larger still: what follows works on copies."""
    if picture.mode.startswith("I;16"):
        picture = picture.point(lambda value: value / 256).convert("L")
    times = min(picture.width // (2 * max(1, size[0])), picture.height // (2 * max(1, size[1])))
    if times < 2 or picture.mode not in ("L", "RGB", "RGBA", "CMYK"):
        return picture
    small = picture.reduce(times)
    small.info = dict(picture.info)
    return small


def _cut(picture: Image.Image, crop: list[float] | None, turn: int) -> Image.Image:
    if turn in TURNS:
        picture = picture.transpose(TURNS[turn])
    if crop is None:
        return picture
    (width, height), (left, top, right, bottom) = picture.size, crop
    x, y = min(round(left * width), width - 1), min(round(top * height), height - 1)
    return picture.crop((x, y, max(x + 1, round(right * width)), max(y + 1, round(bottom * height))))


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    if picture.mode.startswith("I") or picture.mode == "F":
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    transparent = "transparency" in picture.info or picture.mode in ("RGBA", "LA", "PA", "La", "RGBa")
    if profile and len(profile) <= MAX_PROFILE_BYTES and picture.mode in ("RGB", "RGBA", "CMYK"):
        try:
            mode = "RGBA" if picture.mode == "RGBA" else "RGB"
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
            picture = converted or picture
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    mode = "RGBA" if transparent else ("L" if picture.mode in ("L", "1") else "RGB")
    return picture if picture.mode == mode else picture.convert(mode)


def _scaled(picture: Image.Image, box: list[int]) -> Image.Image:
    picture.thumbnail((max(1, box[0]), max(1, box[1])), Image.Resampling.LANCZOS, reducing_gap=2.0)
    picture.info = {}
    return picture


def _fitting(
    picture: Image.Image, source: str, types: list[str], max_bytes: int, place: bytes | None = None
) -> tuple[bytes, str]:
    """Encoded as one of `types` within `max_bytes`: all pixels if any quality lets it, at the best one that fits."""
    mime = _type_for(picture, MIME_OF[source], types)
    while True:
        content = _encoded(picture, mime, QUALITY_BEST, place)
        if not max_bytes or len(content) <= max_bytes:
            return content, mime
        lossy = next((kind for kind in _lossy(picture) if kind in types), None)
        if mime in LOSSLESS and lossy is not None:
            mime = lossy
            continue
        found = _best_quality(picture, mime, max_bytes, place) if mime not in LOSSLESS else None
        if found is not None:
            return found, mime
        if min(picture.size) < 16:
            raise RefusedError("too_large", f"{len(content) // 1000} kB")
        # At the least quality a picture has about a third of the bytes it has at the best.
        factor = min(0.9, max(0.3, math.sqrt(max_bytes / len(content) * (1 if mime in LOSSLESS else 2.5))))
        picture = picture.resize((max(1, int(picture.width * factor)), max(1, int(picture.height * factor))))


def _lossy(picture: Image.Image) -> tuple[str, ...]:
    """What a picture may become where its own kind is too large: what keeps the transparency first."""
    return ("image/webp", "image/jpeg") if picture.mode == "RGBA" else ("image/jpeg", "image/webp")


def _best_quality(picture: Image.Image, mime: str, max_bytes: int, place: bytes | None) -> bytes | None:
    """The highest quality that fits, in five tries; None when not even the least does."""
    best = None
    low, high = QUALITY_LEAST, QUALITY_BEST - 1
    quality = low
    while low <= high:
        content = _encoded(picture, mime, quality, place)
        if len(content) <= max_bytes:
            best, low = content, quality + 1
        elif best is None:
            return None
        else:
            high = quality - 1
        quality = (low + high + 1) // 2
    return best


def _type_for(picture: Image.Image, own: str, types: list[str]) -> str:
    """Its own type where it is taken, else the best of the others (JPEG, unless it is see-through)."""
    if own in types and own not in ("image/gif", *READ_ONLY):
        return own
    wanted = ("image/png", "image/webp", "image/jpeg") if picture.mode == "RGBA" else ("image/jpeg", "image/png")
    for mime in (*wanted, "image/webp", "image/avif", "image/gif"):
        if mime in types:
            return str(mime)
    raise RefusedError("unreadable")


def _encoded(picture: Image.Image, mime: str, quality: int, place: bytes | None = None) -> bytes:
    out = io.BytesIO()
    kept = {"exif": place} if place and mime != "image/gif" else {}
    if mime == "image/jpeg":
        _flat(picture).save(out, "JPEG", quality=quality, optimize=True, progressive=True, **kept)
    elif mime in ("image/webp", "image/avif"):
        speed = {"method": 4} if mime == "image/webp" else {"speed": 8, "max_threads": 1}
        picture.save(out, FORMAT_OF[mime], quality=quality, **speed, **kept)
    else:
        picture.save(out, FORMAT_OF[mime], **kept)
    return out.getvalue()


def _flat(picture: Image.Image) -> Image.Image:
    """Without transparency: on white."""
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _moving(picture: Image.Image, box: list[int], max_bytes: int, crop: list[float] | None, turn: int) -> bytes | None:
    """The animation cleaned and scaled; None when it is too long or cannot be made small enough."""
    frames: list[Image.Image] = []
    pixels = 0
    for frame in ImageSequence.Iterator(picture):
        pixels += frame.width * frame.height
        if len(frames) >= MAX_FRAMES or pixels > MAX_ANIMATED_PIXELS:
            return None
        kept = {name: value for name, value in frame.info.items() if name in KEPT_INFO}
        clean = _cut(frame.convert("RGBA"), crop, turn)
        clean.thumbnail((box[0], box[1]))
        clean.info = {name: value for name, value in kept.items() if name == "duration"}
        frames.append(clean)
    out = io.BytesIO()
    durations = [int(frame.info.get("duration", 100)) for frame in frames]
    loop = int(picture.info.get("loop", 0))
    frames[0].save(out, str(picture.format), save_all=True, append_images=frames[1:], duration=durations, loop=loop)
    return out.getvalue() if not max_bytes or out.tell() <= max_bytes else None


# ------------------------------------------------------------------ the process
def limit_memory() -> None:
    """Where the system can (not on Windows): the address space of this process has an end."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_processor() -> None:
    """Give the next request so much processor time; the system ends the process that takes more."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime) + PROCESSOR_S
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def main() -> int:
    """Answer requests until the input ends or nothing came for a while."""
    limit_memory()
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    return serve(_answer_in_time, IDLE_S)


def _answer_in_time(request: dict[str, Any]) -> dict[str, Any]:
    limit_processor()
    return answer(request)


if __name__ == "__main__":
    sys.exit(main())
