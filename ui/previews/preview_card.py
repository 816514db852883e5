"""A preview on screen: the card that draws the blocks of its look, and the line above it that says how it stands."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from smmdesk.model.for_the_eye import MOST_IN_A_LINE, sentences, tame
from smmdesk.model.words import _, ngettext
from ui.look import glyphs, icons, mirror
from ui.look.theme import theme
from ui.presenters.previews import Preview
from ui.previews import draw_of
from ui.previews.blocks import Inset, Ways
from ui.previews.common import note_blocks
from ui.previews.shade import Shade

_PRESSES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class PreviewCard(QWidget):
    """Draws one preview at any width; its height follows. Enter or a click on a fold or warning opens it.

    height_changed: it wants another height at the same width.
    """

    height_changed = Signal()

    def __init__(self, preview: Preview, dark: bool, wide: bool) -> None:
        super().__init__()
        self._opened: frozenset[str] = frozenset()
        self._laid_out_for = -1
        self._height = 0
        self._shown: tuple[Preview, bool, bool] | None = None
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # the drawing is the platform's, not ours
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_preview(preview, dark, wide)
        theme().changed.connect(self._theme_changed)

    def set_preview(self, preview: Preview, dark: bool, wide: bool) -> None:
        """Draw another post, in another shade or width."""
        if self._shown == (preview, dark, wide):
            return
        self._shown = (preview, dark, wide)
        self.preview = preview
        self.setObjectName(f"preview_{preview.channel_id}")
        self.setAccessibleName(_("Preview on {channel}").format(channel=preview.caption))
        self.setAccessibleDescription(_spoken(preview))
        self._make()

    @property
    def ways(self) -> Ways:
        """How it is drawn now, with the toggles of the drawing."""
        return self._ways

    def toggle(self, key: str) -> None:
        """Open or close a fold or a warning."""
        self._opened ^= {key}
        self._make()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width != self._laid_out_for:
            self._height = round(self._body.lay_out(width - 2)) + 2
            self._laid_out_for = width
        return self._height

    def sizeHint(self) -> QSize:
        width = self.width() or theme().px(250)
        return QSize(width, self.heightForWidth(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.heightForWidth(self.width())

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.heightForWidth(self.width())
        shade = self._ways.shade
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())  # of itself it takes the program's
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        radius = theme().radius("card")
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade.color("surface-raised"))
        painter.drawRoundedRect(box, radius, radius)
        clip = QPainterPath()
        clip.addRoundedRect(box, radius, radius)
        painter.save()
        painter.setClipPath(clip)
        self._body.paint(painter, 1, 1)
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(shade.color("hairline-strong")))
        painter.drawRoundedRect(box, radius, radius)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._toggle_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        key = self._toggle_at(event.position())
        if key and event.button() is Qt.MouseButton.LeftButton:
            self.toggle(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _PRESSES and self._ways.toggles:
            self.toggle(self._ways.toggles[0].key)
        else:
            super().keyPressEvent(event)

    def _toggle_at(self, place: QPointF) -> str:
        return next((toggle.key for toggle in self._ways.toggles if toggle.area.contains(place)), "")

    def _make(self) -> None:
        assert self._shown is not None
        preview, dark, wide = self._shown
        self._ways = Ways(Shade(dark), wide, self._opened)
        self._body = Inset([*draw_of(preview.look)(preview, self._ways), *note_blocks(preview, self._ways)], 0, 0)
        self._laid_out_for = -1
        before = self._height
        if self.width() and self.heightForWidth(self.width()) != before:
            self.updateGeometry()
            self.height_changed.emit()
        self.update()

    def _theme_changed(self) -> None:
        self._make()


class PreviewCaption(QWidget):
    """The line above a card: glyph, platform, and whether it is ready or what is too much.

    `asked`: a press wants to see what is too much or missing; the keyboard has the problems themselves.
    """

    asked = Signal()

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_preview(preview)
        theme().changed.connect(self._theme_changed)

    def set_preview(self, preview: Preview) -> None:
        self._preview = preview
        self.setAccessibleName(f"{preview.caption}: {preview.verdict}" if preview.verdict else preview.caption)
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._is_against else Qt.CursorShape.ArrowCursor)
        self.update()

    @property
    def _is_against(self) -> bool:
        return self._preview.level not in ("", "ok")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._is_against and event.button() is Qt.MouseButton.LeftButton:
            self.asked.emit()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(160), theme().px(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, preview = theme(), self._preview
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, middle = look.px(16), self.height() / 2
        glyphs.draw(painter, preview.platform, preview.tint, 0, middle - side / 2, 16)
        right = float(self.width())
        if preview.verdict:
            right = self._draw_verdict(painter, right, middle)
        painter.setFont(look.font("caption", 600))
        painter.setPen(look.color("text"))
        left = side + look.px(7)
        area = QRectF(left, 0, max(0.0, right - left - look.px(6)), self.height())
        shown = painter.fontMetrics().elidedText(
            tame(preview.caption, MOST_IN_A_LINE), Qt.TextElideMode.ElideRight, int(area.width())
        )
        mirror.text(painter, area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)

    def _draw_verdict(self, painter: QPainter, right: float, middle: float) -> float:
        """The words at the right with their icon; returns where they begin."""
        look = theme()
        icon, token = ("check", "success") if self._preview.level == "ok" else ("circle-alert", "danger")
        painter.setFont(look.font("caption", 500))
        painter.setPen(look.color(token))
        wide = painter.fontMetrics().horizontalAdvance(self._preview.verdict)
        area = QRectF(right - wide - 1, 0, wide + 1, self.height())
        mirror.text(painter, area, int(Qt.AlignmentFlag.AlignVCenter), self._preview.verdict)
        side = look.px(14)
        start = area.x() - look.px(5) - side
        icons.draw(painter, icon, start, middle - side / 2, 14, token)
        return start

    def _theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


def _spoken(preview: Preview) -> str:
    """What a screen reader hears of the drawing."""
    photos = sum(len(part.pictures) for part in preview.parts)
    said = (words for part in preview.parts for words in (part.text, part.more))
    words = [preview.verdict, preview.title, *said, *preview.notes]
    if photos:
        words.append(ngettext("{count} photo", "{count} photos", photos).format(count=photos))
    if preview.first_comment:
        words.append(_("First comment: {text}").format(text=preview.first_comment))
    return sentences(*words)
