"""The process that opens pictures. It may be killed at any time: it only reads one file and writes another.

Started by `pictures` as `main.py --decoder`; one JSON request per line on standard input, one answer per line on
standard output. Opens JPEG, PNG, WEBP and GIF only, refuses what is larger than 50 megapixels, lives within a limit of
memory and processor time, ends by itself when idle. What it writes carries no metadata of the original: no place, no
camera, no comment; colours are converted to sRGB.
"""

import io
import json
import math
import queue
import re
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from PIL import Image, ImageCms, ImageOps, ImageSequence

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MIME_OF = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
FORMAT_OF = {mime: name for name, mime in MIME_OF.items()}
MAX_PIXELS = 50_000_000
MAX_FRAMES = 600
MAX_ANIMATED_PIXELS = 400_000_000  # all frames together
MAX_PROFILE_BYTES = 1_000_000
MEMORY_BYTES = 1 << 30
PROCESSOR_S = 15
IDLE_S = 20.0
QUALITIES = (88, 80, 70)
ORIENTATION_TAG = 274
SIDEWAYS = (5, 6, 7, 8)
KEPT_INFO = frozenset({"transparency", "duration", "loop", "disposal"})


class RefusedError(Exception):
    """Why a file is not opened: `unreadable` or `too_large` (then `actual` says its size)."""

    def __init__(self, why: str, actual: str = "") -> None:
        self.why, self.actual = why, actual
        super().__init__(why)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Do one request: `probe` a file, or `make` a new picture from it. Never raises."""
    work: dict[str, Callable[..., dict[str, Any]]] = {"probe": probe, "make": make}
    try:
        return {"ok": True, **work[request.pop("do")](**request)}
    except RefusedError as refusal:
        return {"ok": False, "why": refusal.why, "actual": refusal.actual}
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
    picture = Image.open(path, formats=FORMATS)
    pixels = picture.width * picture.height
    if pixels > MAX_PIXELS:
        raise RefusedError("too_large", f"{pixels // 1_000_000} MP")
    return picture


def probe(path: str) -> dict[str, Any]:
    """Type, size as seen (orientation applied) and whether it moves."""
    with open_picture(path) as picture:
        width, height = picture.size
        if picture.getexif().get(ORIENTATION_TAG) in SIDEWAYS:
            width, height = height, width
        animated = bool(getattr(picture, "is_animated", False))
        return {"mime": MIME_OF[str(picture.format)], "width": width, "height": height, "animated": animated}


def make(
    path: str,
    target: str,
    box: list[int],
    types: list[str],
    max_bytes: int = 0,
    crop: list[float] | None = None,
) -> dict[str, Any]:
    """Write a clean copy to `target`: cropped (fractions of the picture), at most `box` wide and high in pixels, of one
    of the mime `types`, at most `max_bytes` (0: any)."""
    with open_picture(path) as picture:
        if getattr(picture, "is_animated", False) and MIME_OF[str(picture.format)] in types:
            made = _moving(picture, box, max_bytes)
            if made is not None:
                return _write(target, made, MIME_OF[str(picture.format)], picture.size)
        still = _scaled(_upright(picture, box, crop), box)
        content, mime = _fitting(still, str(picture.format), types, max_bytes)
        with Image.open(io.BytesIO(content)) as seen:
            return _write(target, content, mime, seen.size)


def _write(target: str, content: bytes, mime: str, size: tuple[int, int]) -> dict[str, Any]:
    with Image.open(io.BytesIO(content)) as seen:
        size = seen.size
    Path(target).write_bytes(content)
    return {"mime": mime, "size_bytes": len(content), "width": size[0], "height": size[1]}


def _upright(picture: Image.Image, box: list[int], crop: list[float] | None) -> Image.Image:
    """The first frame as people see it, cropped, in RGB, RGBA or L, in sRGB."""
    left, top, right, bottom = crop or (0.0, 0.0, 1.0, 1.0)
    wide, high = math.ceil(box[0] / max(right - left, 0.001)), math.ceil(box[1] / max(bottom - top, 0.001))
    sideways = picture.getexif().get(ORIENTATION_TAG) in SIDEWAYS
    picture.draft("RGB", (high, wide) if sideways else (wide, high))  # decode no larger than needed
    profile = picture.info.get("icc_profile") or b""
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    if crop is not None:
        width, height = upright.size
        upright = upright.crop((round(left * width), round(top * height), round(right * width), round(bottom * height)))
    return _in_srgb(upright, profile)


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
    return picture.convert("RGBA" if transparent else ("L" if picture.mode in ("L", "1") else "RGB"))


def _scaled(picture: Image.Image, box: list[int]) -> Image.Image:
    picture.thumbnail((max(1, box[0]), max(1, box[1])), Image.Resampling.LANCZOS, reducing_gap=2.0)
    picture.info = {}
    return picture


def _fitting(picture: Image.Image, source: str, types: list[str], max_bytes: int) -> tuple[bytes, str]:
    """Encoded as one of `types`, smaller and smaller until it has at most `max_bytes`."""
    mime = _type_for(picture, MIME_OF[source], types)
    while True:
        for quality in QUALITIES:
            content = _encoded(picture, mime, quality)
            if not max_bytes or len(content) <= max_bytes:
                return content, mime
            if mime == "image/png" and "image/jpeg" in types:
                mime = "image/jpeg"
        if min(picture.size) < 16:
            raise RefusedError("too_large", f"{len(content) // 1000} kB")
        picture = picture.resize((max(1, picture.width * 4 // 5), max(1, picture.height * 4 // 5)))


def _type_for(picture: Image.Image, own: str, types: list[str]) -> str:
    """Its own type where it is taken, else the best of the others (JPEG, unless it is see-through)."""
    if own in types and own != "image/gif":
        return own
    wanted = ("image/png", "image/webp", "image/jpeg") if picture.mode == "RGBA" else ("image/jpeg", "image/png")
    for mime in (*wanted, "image/webp", "image/gif"):
        if mime in types:
            return str(mime)
    raise RefusedError("unreadable")


def _encoded(picture: Image.Image, mime: str, quality: int) -> bytes:
    out = io.BytesIO()
    if mime == "image/jpeg":
        _flat(picture).save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    elif mime == "image/webp":
        picture.save(out, "WEBP", quality=quality, method=4)
    else:
        picture.save(out, FORMAT_OF[mime])
    return out.getvalue()


def _flat(picture: Image.Image) -> Image.Image:
    """Without transparency: on white."""
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _moving(picture: Image.Image, box: list[int], max_bytes: int) -> bytes | None:
    """The animation cleaned and scaled; None when it is too long or cannot be made small enough."""
    frames: list[Image.Image] = []
    pixels = 0
    for frame in ImageSequence.Iterator(picture):
        pixels += frame.width * frame.height
        if len(frames) >= MAX_FRAMES or pixels > MAX_ANIMATED_PIXELS:
            return None
        kept = {name: value for name, value in frame.info.items() if name in KEPT_INFO}
        clean = frame.convert("RGBA")
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


def main(source: IO[bytes] | None = None, sink: IO[bytes] | None = None) -> int:
    """Answer requests until the input ends or nothing came for a while."""
    lines: queue.Queue[bytes] = queue.Queue()
    given = source or sys.stdin.buffer
    out = sink or sys.stdout.buffer
    limit_memory()
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    threading.Thread(target=_read_lines, args=(given, lines), daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=IDLE_S)
        except queue.Empty:
            return 0
        if not line:
            return 0
        limit_processor()
        out.write(json.dumps(answer(json.loads(line))).encode() + b"\n")
        out.flush()


def _read_lines(source: IO[bytes], lines: "queue.Queue[bytes]") -> None:
    for line in iter(source.readline, b""):
        lines.put(line)
    lines.put(b"")


if __name__ == "__main__":
    sys.exit(main())
