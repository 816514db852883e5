"""Small pictures for long lists: what was asked for last comes first, what scrolled away is forgotten."""

from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from ui.bridge import Bridge

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

KEPT = 500
WAITING_MOST = 120
AT_ONCE = 2
Key = tuple[str, int, int]


class MediaThumbs(QObject):
    """Call `of` while painting: the pixmap when it is ready, else None, and `arrived` fires once it is."""

    arrived = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._ready: OrderedDict[Key, QPixmap] = OrderedDict()
        self._waiting: OrderedDict[Key, None] = OrderedDict()
        self._running: set[Key] = set()

    def of(self, asset_id: str, width: int, height: int) -> QPixmap | None:
        """The middle of the picture in device pixels; a null pixmap where there is none to be had."""
        key = (asset_id, width, height)
        if key in self._ready:
            self._ready.move_to_end(key)
            return self._ready[key]
        if key not in self._running and self._bridge.can_run:
            self._waiting[key] = None
            self._waiting.move_to_end(key)
            while len(self._waiting) > WAITING_MOST:
                self._waiting.popitem(last=False)
            self._go_on()
        return None

    def forget(self) -> None:
        """Nothing more is waited for."""
        self._waiting.clear()

    def _go_on(self) -> None:
        while self._waiting and len(self._running) < AT_ONCE and self._bridge.can_run:
            key, _none = self._waiting.popitem()
            self._running.add(key)
            self._bridge.run(self._load(key))

    async def _load(self, key: Key) -> None:
        asset_id, width, height = key
        desk = self._bridge.desk
        try:
            path = await _thumbnail(desk, asset_id, max(width, height))
            image = await desk.pool.run(filled, path, width, height) if path is not None else None
            self._ready[key] = QPixmap.fromImage(image) if image is not None else QPixmap()
            while len(self._ready) > KEPT:
                self._ready.popitem(last=False)
        finally:
            self._running.discard(key)
        self.arrived.emit()
        self._go_on()


async def _thumbnail(desk: "Desk", asset_id: str, side_px: int) -> Path | None:
    from smmdesk.desk import media_leaving
    from smmdesk.model.media import Asset

    with desk.store.reading() as reader:
        asset = reader.find(Asset, asset_id)
    side = media_leaving.THUMBNAIL_PX if side_px <= media_leaving.THUMBNAIL_PX else media_leaving.LARGE_PX
    return await media_leaving.thumbnail(desk, asset, side) if asset is not None else None


def filled(path: Path, width: int, height: int) -> QImage | None:
    """The middle of a picture file at exactly this size; None when it cannot be read."""
    image = QImageReader(str(path)).read()
    if image.isNull():
        return None
    size = image.size().scaled(QSize(width, height), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    smooth = Qt.TransformationMode.SmoothTransformation
    scaled = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    return scaled.copy((scaled.width() - width) // 2, (scaled.height() - height) // 2, width, height)
