"""One idea or undated draft as a card of the tray: words, what it has, picture; it can be dragged onto a day."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QSizePolicy

from smmdesk.model.stages import Progress
from smmdesk.model.words import _
from ui.calendar.chip_painter import ChipPainter
from ui.calendar.drag import carry
from ui.look import mirror
from ui.look.theme import theme
from ui.models.calendar_entries import Entry
from ui.models.calendar_words import chip_state

GHOST_PX = 152


class IdeaCard(QFrame):
    """opened: by double click or Enter.  menu_wanted: with the point of the screen.  stepped: Up or Down, -1 or 1."""

    opened = Signal(str)
    menu_wanted = Signal(str, QPoint)
    stepped = Signal(int)
    picked = Signal(object)  # the keys held: Ctrl adds or takes away, Shift stretches, none takes this one alone

    def __init__(self, entry: Entry, subline: str, chips: ChipPainter) -> None:
        super().__init__()
        plain = (
            entry.progress in (Progress.IDEA, Progress.DRAFT) and not entry.approved
        )  # as the place of the card says
        state = "" if plain else chip_state(entry)
        self.entry, self._subline, self._chips = entry, ", ".join(filter(None, (state, subline))), chips
        self._pressed: QPoint | None = None
        self._carried = self._is_chosen = self._is_over = False
        self.carried_ids: Callable[[], tuple[str, ...]] = lambda: (entry.post_id,)
        self.setObjectName(f"idea_{entry.post_id}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        words = entry.words or _("No text yet")
        self.setAccessibleName(", ".join(part for part in (chip_state(entry), words, subline) if part))
        self.setAccessibleDescription(_("Enter opens it, the menu gives it a day"))

    @property
    def is_chosen(self) -> bool:
        return self._is_chosen

    def set_chosen(self, chosen: bool) -> None:
        """Several cards may be chosen, to be carried or dated together."""
        if chosen != self._is_chosen:
            self._is_chosen = chosen
            words = _("Chosen") + ". " if chosen else ""
            self.setAccessibleDescription(words + _("Enter opens it, the menu gives it a day"))
            self.update()

    def retire(self) -> None:
        """It shows no more and goes; while its post hangs from the hand, it goes once that let go."""
        self.hide()
        self._is_over = True
        if not self._carried:
            self.deleteLater()

    def sizeHint(self) -> QSize:
        px = theme().px
        lines = sum(bool(line) for line in self._lines(max(px(120), self.width())))
        text = lines * px(17) + (px(16) if self._subline else 0)
        return QSize(px(200), max(px(56), text + px(16)))

    def resizeEvent(self, _event: object) -> None:
        wanted = self.sizeHint().height()
        if self.height() != wanted:
            self.setFixedHeight(wanted)

    def _lines(self, width: int) -> tuple[str, ...]:
        px = theme().px
        room = width - px(22) - (px(46) if self.entry.picture else 0)
        return self._chips.texts.broken("card", self.entry.words or _("No text yet"), (room, room))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, texts = theme().px, self._chips.texts
        if self._carried:
            painter.setOpacity(0.4)
        self._paint_ground(painter)
        lines = [line for line in self._lines(self.width()) if line]
        height = len(lines) * px(17) + (px(16) if self._subline else 0)
        y = (self.height() - height) // 2
        painter.setPen(theme().color("text"))
        for line in lines:
            texts.draw(painter, "card", line, px(14), y)
            y += px(17)
        if self._subline:
            painter.setPen(theme().color("text-faint"))
            room = self.width() - px(22) - (px(46) if self.entry.picture else 0)
            texts.draw(painter, "hour", texts.elided("hour", self._subline, room), px(14), y + px(2))
        if self.entry.picture:
            side = px(38)
            picture = self._chips.pictures(self.entry.picture, side, self.devicePixelRatioF())
            if picture is not None:
                mirror.picture(painter, self.width() - side - px(8), (self.height() - side) // 2, picture)

    def _paint_ground(self, painter: QPainter) -> None:
        px, hovered = theme().px, self.underMouse()
        pen = QPen(theme().color("border" if hovered else "hairline-strong"), 1)
        if self.entry.progress is not Progress.IDEA:
            pen.setDashPattern([3, 2])
            pen.setColor(theme().color("border"))
        painter.setPen(pen)
        ground = "selection" if self._is_chosen else "surface-hover" if hovered else "surface-raised"
        if self._is_chosen:
            painter.setPen(QPen(theme().color("focus"), 1))
        painter.setBrush(theme().color(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(8), px(8))
        if self.entry.label:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().label_color(self.entry.label))
            painter.drawRoundedRect(QRectF(px(6), px(8), px(3), self.height() - px(16)), px(1.5), px(1.5))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        held = event.modifiers()
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
            if held & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
                self.picked.emit(held)
        elif event.button() is Qt.MouseButton.RightButton and not self._is_chosen:
            self.picked.emit(Qt.KeyboardModifier.NoModifier)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        far = (event.position().toPoint() - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if far:
            self._pressed = None
            self._carried = True
            self.update()
            try:
                ids = self.carried_ids()
                carry(self, self._chips, ids, self.entry, theme().px(GHOST_PX), tall=True)
            finally:
                self._carried = False
                if self._is_over:
                    self.deleteLater()
                self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and not event.modifiers():
            self.picked.emit(Qt.KeyboardModifier.NoModifier)
        self._pressed = None

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self._pressed = None
        self.opened.emit(self.entry.post_id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(self.entry.post_id, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.opened.emit(self.entry.post_id)
        elif Qt.Key(event.key()) in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Space:
            self.picked.emit(Qt.KeyboardModifier.ControlModifier)
        elif event.key() == Qt.Key.Key_Menu:
            self.menu_wanted.emit(self.entry.post_id, self.mapToGlobal(self.rect().center()))
        else:
            super().keyPressEvent(event)
