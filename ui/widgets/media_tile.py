"""The tiles of the media strip: a photo with its number and description badge, a file being read in, the plus."""

from PySide6.QtCore import QMimeData, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDrag,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QSizePolicy

from smmdesk.model.for_the_eye import literal
from smmdesk.model.words import _
from ui.look import icons, mirror
from ui.look.theme import theme
from ui.presenters.composer_state import Tile
from ui.presenters.media_words import say_pages
from ui.previews.pictures import fitted
from ui.widgets.press_button import PressButton
from ui.widgets.safe_label import set_tool_tip

TILE_MIME = "application/x-smmdesk-photo"
WIDTH_PX, HEIGHT_PX, RADIUS_PX = 74, 92, 8


class _Slot(PressButton):
    """What all tiles share: size, focus, a rounded clip."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(WIDTH_PX), theme().px(HEIGHT_PX))

    def _clip(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), theme().px(RADIUS_PX), theme().px(RADIUS_PX))
        painter.setClipPath(path)


class PhotoTile(_Slot):
    """step_wanted: -1 or +1 along the strip.  remove_wanted: take this photo out."""

    step_wanted = Signal(int)
    remove_wanted = Signal()

    def __init__(self, tile: Tile) -> None:
        super().__init__(f"photo_{tile.number}")
        self._pressed_at = QPoint()
        self.setCheckable(True)
        self.show_tile(tile, 1)

    def show_tile(self, tile: Tile, count: int) -> None:
        self.tile = tile
        self.setObjectName(f"photo_{tile.number}")
        kind = _("Video {number} of {count}") if tile.is_video else _("Photo {number} of {count}")
        described = tile.alt or _("no description yet")
        if tile.pages:
            kind, described = _("Document {number} of {count}"), say_pages(tile.pages)
        if tile.crop is not None or tile.turn:
            described = _("cropped, {described}").format(described=described)
        name = kind.format(number=tile.number, count=count)
        self.setAccessibleName(f"{name}, {tile.name}, {described}")
        set_tool_tip(self, f"{literal(tile.name)} – {described}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), mirror.painter(self)
        painter.save()
        self._clip(painter)
        size = self.width(), self.height(), self.devicePixelRatioF()
        pixmap = fitted(self.tile.path, *size, turn=self.tile.turn, crop=self.tile.crop)
        if pixmap.isNull():
            painter.fillRect(self.rect(), look.color("surface-hover"))
            icon = "film" if self.tile.is_video else "image-off" if self.tile.missing else "image"
            icon = "file-text" if self.tile.pages else icon
            side = look.px(20)
            icons.draw(painter, icon, (self.width() - side) / 2, (self.height() - side) / 2, 20, "text-muted")
        else:
            mirror.picture(painter, 0, 0, pixmap)
        painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_number(painter)
        if not self.tile.is_video and not self.tile.missing and not self.tile.pages:
            self._draw_badge(painter)
        if self.isChecked() and not self.hasFocus():
            pen = QPen(look.color("focus"), look.px(2))
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), look.px(RADIUS_PX), look.px(RADIUS_PX))

    def _draw_number(self, painter: QPainter) -> None:
        look = theme()
        painter.setFont(look.font("micro", 600))
        words = str(self.tile.number)
        wide = max(look.px(16), painter.fontMetrics().horizontalAdvance(words) + look.px(8))
        box = QRectF(look.px(4), look.px(4), wide, look.px(16))
        self._draw_box(painter, box, look.px(8), words, "tooltip", "tooltip-text")

    def _draw_badge(self, painter: QPainter) -> None:
        """Whether the photo has a description: word and colour."""
        look = theme()
        words, ground, ink = (_("text"), "tooltip", "tooltip-text")
        if not self.tile.alt:
            words, ground, ink = (_("missing"), "warning-soft", "warning")
        painter.setFont(look.font("micro", 600))
        check = look.px(13) if self.tile.alt else 0
        wide = painter.fontMetrics().horizontalAdvance(words) + look.px(8) + check
        box = QRectF(look.px(4), self.height() - look.px(20), min(wide, self.width() - look.px(8)), look.px(16))
        self._draw_box(painter, box, look.radius("glyph"), "", ground, ink)
        if check:
            icons.draw(painter, "check", box.x() + look.px(3), box.y() + look.px(3), 10, ink)
        mirror.text(painter, box.adjusted(check + look.px(4), 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), words)

    def _draw_box(self, painter: QPainter, box: QRectF, radius: float, words: str, ground: str, ink: str) -> None:
        color = QColor(theme().color(ground))
        if ground == "tooltip":
            color.setAlphaF(0.88)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(box, radius, radius)
        painter.setPen(theme().color(ink))
        mirror.text(painter, box, int(Qt.AlignmentFlag.AlignCenter), words)

    # -- keys and drags
    def keyPressEvent(self, event: QKeyEvent) -> None:
        alone = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_wanted.emit()
        elif alone == Qt.KeyboardModifier.AltModifier and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.step_wanted.emit(-1 if event.key() == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        far = (event.position().toPoint() - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        if not event.buttons() & Qt.MouseButton.LeftButton or not far:
            super().mouseMoveEvent(event)
            return
        self.setDown(False)
        drag = QDrag(self)
        drag.setMimeData(tile_mime(self.tile.number - 1))
        drag.setPixmap(self._ghost())
        drag.setHotSpot(self._pressed_at)
        drag.exec(Qt.DropAction.MoveAction)

    def _ghost(self) -> QPixmap:
        return self.grab()


def tile_mime(index: int) -> QMimeData:
    """What a dragged photo carries: its place, from 0."""
    data = QMimeData()
    data.setData(TILE_MIME, str(index).encode())
    return data


class TakingTile(_Slot):
    """A file that is being read in."""

    def __init__(self, name: str) -> None:
        super().__init__("photo_taking")
        self._name = name
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Reading {name}").format(name=name))
        set_tool_tip(self, literal(name))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), mirror.painter(self)
        self._clip(painter)
        painter.fillRect(self.rect(), look.color("surface-hover"))
        side = look.px(20)
        icons.draw(painter, "loader-circle", (self.width() - side) / 2, self.height() / 2 - side, 20, "info")
        painter.setFont(look.font("micro"))
        painter.setPen(look.color("text-muted"))
        wide = self.width() - look.px(8)
        words = QFontMetrics(painter.font()).elidedText(literal(self._name), Qt.TextElideMode.ElideMiddle, wide)
        area = QRectF(look.px(4), self.height() / 2 + look.px(6), wide, look.px(16))
        mirror.text(painter, area, int(Qt.AlignmentFlag.AlignCenter), words)


class PlusTile(_Slot):
    """The dashed place that opens the file picker; wide with words while there is no photo."""

    def __init__(self) -> None:
        super().__init__("add_media")
        self.setText(_("Add media"))
        self.setAccessibleName(_("Add media"))
        self._wide = True

    def set_wide(self, wide: bool) -> None:
        self._wide = wide
        set_tool_tip(self, "" if wide else self.text())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        if not self._wide:
            return QSize(look.px(44), look.px(HEIGHT_PX))
        words = QFontMetrics(look.font("caption", 500)).horizontalAdvance(self.text())
        return QSize(words + look.px(60), look.px(44))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(look.color("border"))
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(look.color("surface-hover" if self.underMouse() else "surface"))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, look.px(RADIUS_PX), look.px(RADIUS_PX))
        side = look.px(16)
        if not self._wide:
            icons.draw(painter, "plus", (self.width() - side) / 2, (self.height() - side) / 2, 16, "text-muted")
            return
        icons.draw(painter, "image-plus", look.px(16), (self.height() - side) / 2, 16, "accent-ink")
        painter.setFont(look.font("caption", 500))
        painter.setPen(look.color("text"))
        mirror.text(painter, area.adjusted(look.px(40), 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), self.text())
