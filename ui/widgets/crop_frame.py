"""The photo with its frame: pulled, pushed and zoomed by mouse, wheel and keys; the rest of it lies in shade."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from smmdesk.model.words import _
from ui.look.theme import theme
from ui.presenters.cropping import UNSAFE, Cropping
from ui.previews.pictures import whole_picture

HANDLE_PX, GRIP_PX, FOCUS_PX = 18, 20, 22
STEP, FINE_STEP, ZOOM_STEP = 0.02, 0.004, 1.08
SHADE = 0.55
CORNERS = ((0, 0), (1, 0), (0, 1), (1, 1))


class CropFrame(QWidget):
    """Draws and changes a `Cropping`; `changed` after each change. `picks_focus`: clicks set the focal point."""

    changed = Signal()

    def __init__(self, cropping: Cropping, path: str) -> None:
        super().__init__()
        self._cut = cropping
        self._path = path
        self._corner: tuple[int, int] | None = None
        self._pushed: QPointF | None = None
        self.picks_focus = False
        self.setObjectName("crop_frame")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.tell()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(640), theme().px(330))

    def set_path(self, path: str) -> None:
        """A sharper small picture arrived."""
        if path != self._path:
            self._path = path
            self.update()

    def tell(self) -> None:
        """Say the frame to a screen reader, and draw it again."""
        left, top, right, bottom = (round(value * 100) for value in self._cut.box)
        said = _("From {left} to {right} percent across, from {top} to {bottom} percent down")
        self.setAccessibleName(_("Frame of the photo"))
        self.setAccessibleDescription(said.format(left=left, right=right, top=top, bottom=bottom))
        self.update()

    # -- where things are
    @property
    def photo(self) -> QRectF:
        """The whole photo on this widget."""
        room = QRectF(self.rect()).adjusted(HANDLE_PX / 2, HANDLE_PX / 2, -HANDLE_PX / 2, -HANDLE_PX / 2)
        wide = min(room.width(), room.height() * self._cut.shape)
        high = wide / self._cut.shape
        return QRectF(room.center().x() - wide / 2, room.center().y() - high / 2, wide, high)

    @property
    def frame(self) -> QRectF:
        """The frame on this widget."""
        left, top, right, bottom = self._cut.box
        photo = self.photo
        return QRectF(
            photo.x() + left * photo.width(),
            photo.y() + top * photo.height(),
            (right - left) * photo.width(),
            (bottom - top) * photo.height(),
        )

    def _fractions(self, point: QPointF) -> tuple[float, float]:
        photo = self.photo
        return (point.x() - photo.x()) / photo.width(), (point.y() - photo.y()) / photo.height()

    def _corner_at(self, point: QPointF) -> tuple[int, int] | None:
        frame = self.frame
        for corner in CORNERS:
            place = QPointF(frame.right() if corner[0] else frame.x(), frame.bottom() if corner[1] else frame.y())
            if (place - point).manhattanLength() <= theme().px(GRIP_PX):
                return corner
        return None

    # -- mouse
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position()
        if self.picks_focus:
            self._cut.set_focus(*self._fractions(point))
            self._done()
            return
        self._corner = self._corner_at(point)
        self._pushed = point

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if self._pushed is None:
            self._show_cursor(point)
            return
        if self._corner is not None:
            self._cut.pull(self._corner, *self._fractions(point))
        else:
            photo, step = self.photo, point - self._pushed
            self._cut.move(step.x() / photo.width(), step.y() / photo.height())
            self._pushed = point
        self._done()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._pushed = self._corner = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if steps:
            self._cut.zoom(ZOOM_STEP**-steps)
            self._done()
        event.accept()

    def _show_cursor(self, point: QPointF) -> None:
        corner = self._corner_at(point)
        if self.picks_focus:
            self.setCursor(Qt.CursorShape.CrossCursor)
        elif corner is not None:
            slants = Qt.CursorShape.SizeFDiagCursor if corner[0] == corner[1] else Qt.CursorShape.SizeBDiagCursor
            self.setCursor(slants)
        else:
            self.setCursor(Qt.CursorShape.SizeAllCursor if self.frame.contains(point) else Qt.CursorShape.ArrowCursor)

    # -- keys
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = FINE_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        moves = {
            Qt.Key.Key_Left: (-step, 0.0),
            Qt.Key.Key_Right: (step, 0.0),
            Qt.Key.Key_Up: (0.0, -step),
            Qt.Key.Key_Down: (0.0, step),
        }
        key = Qt.Key(event.key())
        if key in moves:
            self._move(*moves[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._cut.zoom(1 / ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self._cut.zoom(ZOOM_STEP)
        else:
            super().keyPressEvent(event)
            return
        self._done()

    def _move(self, right: float, down: float) -> None:
        """The frame, or the focal point while that is chosen."""
        if not self.picks_focus:
            self._cut.move(right, down)
            return
        x, y = (self._cut.use.focus[0] + 1) / 2, (1 - self._cut.use.focus[1]) / 2
        self._cut.set_focus(x + right, y + down)

    def _done(self) -> None:
        self.tell()
        self.changed.emit()

    # -- drawing
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, photo, frame = QPainter(self), self.photo, self.frame
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        pixmap: QPixmap = whole_picture(self._path, self._cut.use.turn)
        if pixmap.isNull():
            painter.fillRect(photo, theme().color("surface-hover"))
        else:
            painter.drawPixmap(photo, pixmap, QRectF(pixmap.rect()))
        self._draw_shade(painter, photo, frame)
        if self._cut.is_story:
            self._draw_unsafe(painter, frame)
        self._draw_thirds(painter, frame)
        self._draw_focus(painter, photo)
        self._draw_handles(painter, frame)

    def _draw_shade(self, painter: QPainter, photo: QRectF, frame: QRectF) -> None:
        around = QPainterPath()
        around.addRect(photo)
        inner = QPainterPath()
        inner.addRect(frame)
        painter.fillPath(around - inner, _dark(SHADE))

    def _draw_unsafe(self, painter: QPainter, frame: QRectF) -> None:
        """Where a story's names and buttons lie over the picture."""
        high = frame.height() * UNSAFE
        for top in (frame.y(), frame.bottom() - high):
            area = QRectF(frame.x(), top, frame.width(), high)
            painter.fillRect(area, _dark(0.28))
            painter.fillRect(area, Qt.BrushStyle.BDiagPattern)

    def _draw_thirds(self, painter: QPainter, frame: QRectF) -> None:
        painter.setPen(QPen(_light(0.55), 1))
        for part in (1, 2):
            x, y = frame.x() + frame.width() * part / 3, frame.y() + frame.height() * part / 3
            painter.drawLine(QPointF(x, frame.y()), QPointF(x, frame.bottom()))
            painter.drawLine(QPointF(frame.x(), y), QPointF(frame.right(), y))

    def _draw_focus(self, painter: QPainter, photo: QRectF) -> None:
        if not (self.picks_focus or self._cut.use.focus != (0.0, 0.0)):
            return
        x = photo.x() + (self._cut.use.focus[0] + 1) / 2 * photo.width()
        y = photo.y() + (1 - self._cut.use.focus[1]) / 2 * photo.height()
        side = theme().px(FOCUS_PX)
        circle = QRectF(x - side / 2, y - side / 2, side, side)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width in ((_dark(0.7), 4), (theme().color("accent") if self.picks_focus else _light(1.0), 2)):
            painter.setPen(QPen(color, theme().px(width)))
            painter.drawEllipse(circle)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_light(1.0))
        painter.drawEllipse(QPointF(x, y), theme().px(2), theme().px(2))

    def _draw_handles(self, painter: QPainter, frame: QRectF) -> None:
        look, length = theme(), theme().px(HANDLE_PX)
        line = look.color("focus") if self.hasFocus() else _light(1.0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(_dark(0.5), look.px(3)))
        painter.drawRect(frame)
        painter.setPen(QPen(line, look.px(1.5)))
        painter.drawRect(frame)
        painter.setPen(QPen(line, look.px(4), Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
        for right, low in CORNERS:
            x, y = frame.right() if right else frame.x(), frame.bottom() if low else frame.y()
            painter.drawLine(QPointF(x, y), QPointF(x - length if right else x + length, y))
            painter.drawLine(QPointF(x, y), QPointF(x, y - length if low else y + length))


def _dark(alpha: float) -> QColor:
    color = QColor(theme().color("shadow"))
    color.setAlphaF(alpha)
    return color


def _light(alpha: float) -> QColor:
    color = QColor(theme().color("on-glyph"))
    color.setAlphaF(alpha)
    return color
