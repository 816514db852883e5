"""Pictures and films made for a test: with a place in them that must never leave, and hostile ones."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

from PIL import Image, PngImagePlugin

PHONE = Path(__file__).parent / "phone.heic"
"""96 x 64 pixels lying, upright as seen (orientation 6): the left half teal, the right orange, then turned."""
CANARY = "smmcanary-trieste"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>{CANARY}</exif:GPSLatitude></x:xmpmeta>'.encode()


def picture(size: tuple[int, int] = (60, 40), mode: str = "RGB", color: Any = "orange") -> Image.Image:
    return Image.new(mode, size, color)


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """A phone's metadata: orientation, maker and place."""
    made = Image.Exif()
    made[274] = orientation
    made[271] = CANARY
    made[0x9286] = CANARY
    place = made.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (45.0, 38.0, 58.0), "E", (13.0, 46.0, 12.0)
    place[29] = CANARY
    return made


def with_place(kind: str, orientation: int = 1, size: tuple[int, int] = (60, 40)) -> bytes:
    """A picture of that format which says in every way it can where it was taken."""
    image = picture(size)
    if kind == "JPEG":
        return encoded(image, kind, exif=exif(orientation), comment=CANARY.encode(), xmp=XMP)
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", CANARY)
        words.add_itxt("XML:com.adobe.xmp", XMP.decode())
        return encoded(image, kind, exif=exif(orientation), pnginfo=words)
    if kind == "HEIC":
        return PHONE.read_bytes()
    if kind in ("WEBP", "AVIF"):
        return encoded(image, kind, exif=exif(orientation).tobytes(), xmp=XMP)
    frames = [image.quantize(), picture(size, color="red").quantize()]
    return encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=120, comment=CANARY.encode())


def huge_png(width: int, height: int) -> bytes:
    """A header that promises so many pixels, and nothing behind it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


# ------------------------------------------------------------------ films
def box(name: bytes, *content: bytes) -> bytes:
    inside = b"".join(content)
    return struct.pack(">I4s", len(inside) + 8, name) + inside


TURNED = (0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)
UPRIGHT = (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def film(
    duration_ms: int = 12_500,
    size: tuple[int, int] = (1920, 1080),
    codec: bytes = b"avc1",
    brand: bytes = b"isom",
    turned: bool = False,
    long: bool = False,
) -> bytes:
    """The boxes of a small MP4, with a place in `udta`, in `meta` and in the track; `mdat` holds 40 bytes of film."""
    if long:
        mvhd = box(b"mvhd", struct.pack(">IQQIQ", 1 << 24, 0, 0, 1000, duration_ms), bytes(80))
    else:
        mvhd = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, duration_ms), bytes(80))
    matrix = struct.pack(">9i", *(TURNED if turned else UPRIGHT))
    tkhd = box(b"tkhd", bytes(40), matrix, struct.pack(">II", size[0] << 16, size[1] << 16))
    sound = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), b"soun", bytes(12))))
    stsd = box(b"stsd", struct.pack(">II", 0, 1), box(codec, bytes(16)))
    place = box(b"udta", box(b"\xa9xyz", CANARY.encode()))
    picture_track = box(
        b"trak", tkhd, place, box(b"mdia", box(b"hdlr", bytes(8), b"vide", bytes(12)), box(b"minf", box(b"stbl", stsd)))
    )
    moov = box(b"moov", mvhd, sound, picture_track, place, box(b"meta", bytes(4), CANARY.encode()))
    return box(b"ftyp", brand, bytes(4), brand) + box(b"mdat", b"film" * 10) + moov
