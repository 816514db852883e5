"""Reading from the right: what is painted by hand is laid out as for the left, and turned over as a whole.

Places count from the side where reading begins. A painter that `turn` turned over puts them on the other side; words
and pictures go through `text`, `picture` and `Texts.draw`, which turn them back where they stand.
"""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from smmdesk.model.for_the_eye import reads_from_right

Flag = Qt.AlignmentFlag


def is_on() -> bool:
    """Whether the language in use is read from the right."""
    return QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft


def turn(painter: QPainter, width: float) -> QPainter:
    """Turn over what `painter` paints on `width` px, where the language is read from the right."""
    if is_on():
        painter.translate(width, 0)
        painter.scale(-1, 1)
    return painter


def painter(widget: QWidget) -> QPainter:
    """A painter on the whole of `widget`, turned over where the language is read from the right."""
    return turn(QPainter(widget), widget.width())


def is_turned(painter: QPainter) -> bool:
    return painter.worldTransform().m11() < 0


def back(painter: QPainter, x: float, width: float) -> None:
    """Turn a place of `width` px at `x` back, for what must not be seen in a mirror; saved before, restored after."""
    painter.translate(2 * x + width, 0)
    painter.scale(-1, 1)


def over(painter: QPainter, rect: QRect) -> QPainter:
    """Turn over what is painted in `rect`, a place that Qt has put where it belongs."""
    if is_on():
        back(painter, rect.x(), rect.width())
    return painter


def picture(painter: QPainter, x: float, y: float, pixmap: QPixmap) -> None:
    """A picture or an icon with its corner at (x, y), as it is."""
    if not is_turned(painter):
        painter.drawPixmap(QPointF(x, y), pixmap)
        return
    painter.save()
    back(painter, x, pixmap.deviceIndependentSize().width())
    painter.drawPixmap(QPointF(x, y), pixmap)
    painter.restore()


def picture_in(painter: QPainter, rect: QRect | QRectF, pixmap: QPixmap, part: QRectF | None = None) -> None:
    """A picture, or a part of it, that fills `rect`, as it is."""
    area = QRectF(rect)
    painter.save()
    if is_turned(painter):
        back(painter, area.x(), area.width())
    painter.drawPixmap(area, pixmap, QRectF(pixmap.rect()) if part is None else part)
    painter.restore()


def text(painter: QPainter, rect: QRect | QRectF, flags: int, words: str) -> None:
    """Words in `rect`, which read as their own letters do; "left" in `flags` means where reading begins."""
    from_right = reads_from_right(words)
    from_right = is_on() if from_right is None else from_right
    way = Qt.TextFlag.TextForceRightToLeft if from_right else Qt.TextFlag.TextForceLeftToRight
    flags = side(flags) | int(way)
    if not is_turned(painter):
        painter.drawText(rect, flags, words)
        return
    painter.save()
    back(painter, rect.x(), rect.width())
    painter.drawText(rect, flags, words)
    painter.restore()


def line(painter: QPainter, x: float, base: float, words: str) -> None:
    """Words that begin at `x` on the base line at `base`."""
    if not is_turned(painter):
        painter.drawText(QPointF(x, base), words)
        return
    painter.save()
    back(painter, x, painter.fontMetrics().horizontalAdvance(words))
    painter.drawText(QPointF(x, base), words)
    painter.restore()


def side(flags: int) -> int:
    """An alignment where "left" is where reading begins, as the side of the screen that it means."""
    left, right, fixed = (int(each) for each in (Flag.AlignLeft, Flag.AlignRight, Flag.AlignAbsolute))
    if flags & fixed or flags & int(Flag.AlignHCenter | Flag.AlignJustify):
        return flags
    is_right = bool(flags & right) is not is_on()
    return flags & ~(left | right) | (right if is_right else left) | fixed


def place(rect: QRect, width: int) -> QRect:
    """Where a place counted from the reading side stands in a widget of `width` px; and the way back."""
    return QRect(width - rect.x() - rect.width(), rect.y(), rect.width(), rect.height()) if is_on() else rect


def point(at: QPoint, width: int) -> QPoint:
    """A point of a widget of `width` px, counted from the reading side; and the way back."""
    return QPoint(width - 1 - at.x(), at.y()) if is_on() else at


def region(area: QRegion, width: int) -> QRegion:
    """An area to paint, counted from the reading side."""
    if not is_on():
        return area
    turned = QRegion()
    for rect in area:  # type: ignore[attr-defined]
        turned += place(rect, width)
    return turned


def forward(key: Qt.Key) -> int:
    """1 for the arrow that points on in reading, -1 for the one that points back, else 0."""
    step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(key, 0)
    return -step if is_on() else step
