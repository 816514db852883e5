"""A picture of the guide, as wide as the page lets it be, in its own proportions."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImageReader, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import mirror
from ui.look.theme import theme

LEAST_PX, LINE_PX = 120, 2


class GuidePicture(QWidget):
    """Screen readers pass over it: the words below say the same. It is read from disk when it is first painted."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.setObjectName("help_picture")
        self._file, self._pixmap = str(file), QPixmap()
        self._whole = QImageReader(self._file).size().expandedTo(QSize(1, 1))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(min(theme().px(LEAST_PX), self._whole.width()))
        self.setMaximumWidth(self._whole.width() + LINE_PX)

    def sizeHint(self) -> QSize:
        return QSize(self._whole.width() + LINE_PX, self.heightForWidth(self._whole.width() + LINE_PX))

    def heightForWidth(self, width: int) -> int:
        """In px, with the line around it; never larger than the picture is."""
        inside = max(1, min(width - LINE_PX, self._whole.width()))
        return round(inside * self._whole.height() / self._whole.width()) + LINE_PX

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        mirror.picture_in(painter, self.rect().adjusted(1, 1, -1, -1), self._in_size())
        painter.setPen(theme().color("hairline-strong"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _in_size(self) -> QPixmap:
        """Made smaller of all of its pixels: the words in it stay readable."""
        ratio = self.devicePixelRatioF()
        width = min(round((self.width() - LINE_PX) * ratio), self._whole.width())
        if self._pixmap.width() != width:
            whole = QPixmap(self._file)
            self._pixmap = whole.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        return self._pixmap
