"""Whole chips as pictures, made while nobody waits: a page that stands ready is put on screen chip by chip, not letter
by letter."""

from collections.abc import Callable, Hashable

from PySide6.QtGui import QColor, QPainter, QPixmap

ROOM_BYTES = 8 * 1024 * 1024
"""Some three months on a usual screen. Beyond it, what was made first goes first."""
BYTES_PER_PIXEL = 4


class Rasters:
    """Pictures by what they show. `forget` after the theme changed."""

    def __init__(self, room_bytes: int = ROOM_BYTES) -> None:
        self._room = room_bytes
        self._used = 0
        self._kept: dict[Hashable, QPixmap] = {}

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def used_bytes(self) -> int:
        return self._used

    def forget(self) -> None:
        self._kept.clear()
        self._used = 0

    def get(self, key: Hashable) -> QPixmap | None:
        return self._kept.get(key)

    def make(
        self, key: Hashable, width: int, height: int, ratio: float, ground: QColor, paint: Callable[[QPainter], None]
    ) -> None:
        """Paint a picture of `width` × `height` px on its opaque ground, so that letters look as they do on screen."""
        if key in self._kept:
            return
        made = QPixmap(round(width * ratio), round(height * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill(ground)
        painter = QPainter(made)
        try:
            paint(painter)
        finally:
            painter.end()
        self._kept[key] = made
        self._used += _bytes(made)
        while self._used > self._room and self._kept:
            self._used -= _bytes(self._kept.pop(next(iter(self._kept))))


def _bytes(picture: QPixmap) -> int:
    return picture.width() * picture.height() * BYTES_PER_PIXEL
