"""Icons as pixels, kept in the folder's cache from one start to the next: a start that finds them parses no drawing."""

import json
import os
import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, qVersion
from PySide6.QtGui import QImage, QPainter, QPixmap

import smmdesk

NAME = "icons.drawn"
MOST_KEPT = 256
MOST_BYTES = 8 * 1024 * 1024
PIXEL = 4
_FORMAT = QImage.Format.Format_ARGB32_Premultiplied


class Drawings:
    """What was drawn by name, size and ratio. `recall` before the first, `keep` after the first picture."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[str, QImage]] = {}
        self._used: dict[str, tuple[str, QImage]] = {}
        self._is_new = False

    def draw(self, name: str, source: str, svg: Callable[[], str], side: int, ratio: float) -> QPixmap:
        """A square of `side` device-independent pixels; `svg` is asked for its text where `source` is not the file
        that it was drawn from before."""
        key = f"{name} {side} {ratio}"
        stamp = _stamp(source)
        before = self._found.get(key)
        if before is not None and before[0] == stamp:
            self._used[key] = before
            made = QPixmap.fromImage(before[1])
        else:
            made = render(svg(), side, ratio)
            self._used[key] = (stamp, made.toImage().convertToFormat(_FORMAT))
            self._is_new = True
        made.setDevicePixelRatio(ratio)
        return made

    def recall(self, folder: Path) -> None:
        """Take in what another start kept; what is damaged or of another version counts as nothing."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            path = folder / NAME
            if path.stat().st_size <= MOST_BYTES:
                self._found = _read(path.read_bytes())

    def keep(self, folder: Path) -> None:
        """Write down what has been drawn so far, where something is new; nothing happens when that cannot be."""
        if not self._is_new:
            return
        self._is_new = False
        kept = {**{key: one for key, one in self._found.items() if key not in self._used}, **self._used}
        written = _written(dict(list(kept.items())[-MOST_KEPT:]))
        draft = folder / f"{NAME}.new"
        with suppress(OSError):
            draft.write_bytes(written)
            os.replace(draft, folder / NAME)


def render(svg: str, side: int, ratio: float) -> QPixmap:
    """An SVG text as a square pixmap of `side` device-independent pixels."""
    from PySide6.QtSvg import QSvgRenderer

    pixmap = QPixmap(QSize(side, side) * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side * ratio, side * ratio))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _stamp(source: str) -> str:
    """Which state of a file a drawing was made from."""
    state = os.stat(source)
    return f"{state.st_mtime_ns} {state.st_size}"


def _made_by() -> list[str]:
    """Another program, another Qt or another machine draws for itself."""
    return [smmdesk.__version__, qVersion(), sys.byteorder]


def _written(drawings: dict[str, tuple[str, QImage]]) -> bytes:
    """A line of JSON that says what follows, then the pixels, one drawing after the other. A power cut may leave a file
    of the right length with nothing in its end: the pixels have a checksum."""
    pixels = b"".join(bytes(image.constBits()) for _stamp, image in drawings.values())
    entries = [[key, stamp, image.width()] for key, (stamp, image) in drawings.items()]
    head = json.dumps({"made_by": _made_by(), "drawings": entries, "sum": zlib.crc32(pixels)})
    return b"\n".join((head.encode(), pixels))


def _read(written: bytes) -> dict[str, tuple[str, QImage]]:
    """Raises ValueError, KeyError or TypeError for what `_written` has not written, whole."""
    head, _, pixels = written.partition(b"\n")
    told: dict[str, Any] = json.loads(head)
    if told["made_by"] != _made_by():
        return {}
    if told["sum"] != zlib.crc32(pixels):
        raise ValueError("not whole")
    found, place = {}, 0
    for key, stamp, side in told["drawings"]:
        end = place + side * side * PIXEL
        if not 0 < side <= 1024 or end > len(pixels):
            raise ValueError(f"{key}: cut off")
        image = QImage(pixels[place:end], side, side, side * PIXEL, _FORMAT).copy()
        found[str(key)] = (str(stamp), image)
        place = end
    return found


drawings = Drawings()
