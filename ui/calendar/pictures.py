"""Small pictures for chips and cards: made and decoded off the screen's thread, kept as ready pixmaps."""

from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPixmap

from smmdesk.desk.desk import Desk
from ui.bridge import Bridge
from ui.look.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

MOST_KEPT = 600
LARGE_FROM_PX = 24
Key = tuple[str, int, int, float]


class Pictures(QObject):
    """Call it for a picture: the pixmap when it is ready, else None, and `arrived` fires once it is."""

    arrived = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._ready: OrderedDict[Key, QPixmap | None] = OrderedDict()
        self._asked: set[Key] = set()

    def __call__(self, sha256: str, side: int, ratio: float) -> QPixmap | None:
        """The square picture with rounded corners, `side` device-independent px."""
        return self.of_size(sha256, side, side, ratio)

    def of_size(self, sha256: str, width: int, height: int, ratio: float) -> QPixmap | None:
        """The middle of the picture, filling `width` × `height` px, corners rounded."""
        key = (sha256, width, height, ratio)
        if key in self._ready:
            self._ready.move_to_end(key)
            return self._ready[key]
        if key not in self._asked and self._bridge.can_run:
            self._asked.add(key)
            self._bridge.run(self._load(key))
        return None

    async def _load(self, key: Key) -> None:
        sha256, width, height, ratio = key
        desk = self._bridge.desk
        try:
            path = await _thumbnail(desk, sha256)
            image = None
            if path is not None:
                radius = theme().px(4 if min(width, height) >= theme().px(LARGE_FROM_PX) else 3) * ratio
                image = await desk.pool.run(rounded, path, round(width * ratio), round(height * ratio), radius)
            pixmap = None if image is None else QPixmap.fromImage(image)
            if pixmap is not None:
                pixmap.setDevicePixelRatio(ratio)
            self._keep(key, pixmap)
        finally:
            self._asked.discard(key)
        self.arrived.emit()

    def _keep(self, key: Key, pixmap: QPixmap | None) -> None:
        self._ready[key] = pixmap
        if len(self._ready) > MOST_KEPT:
            self._ready.popitem(last=False)


async def _thumbnail(desk: Desk, sha256: str) -> Path | None:
    from smmdesk.desk import media_leaving
    from smmdesk.model.media import Asset

    with desk.store.reading() as reader:
        assets = reader.all(Asset, sha256=sha256)
    return await media_leaving.thumbnail(desk, assets[0]) if assets else None


def rounded(path: Path, width: int, height: int, radius: float) -> "QImage | None":
    """The middle of a picture file at exactly this size, corners cut round; None when it cannot be read."""
    from PySide6.QtGui import QImage, QImageReader, QPainterPath  # none of it before the first picture

    image = QImageReader(str(path)).read()
    if image.isNull():
        return None
    fill = Qt.AspectRatioMode.KeepAspectRatioByExpanding
    scaled = image.scaled(width, height, fill, Qt.TransformationMode.SmoothTransformation)
    made = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path_round = QPainterPath()
    path_round.addRoundedRect(QRectF(0, 0, width, height), radius, radius)
    painter.setClipPath(path_round)
    painter.drawImage((width - scaled.width()) // 2, (height - scaled.height()) // 2, scaled)
    painter.end()
    return made
