"""The grid of an account to come: three columns, planned posts exchange their dates by drag, click or key."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFrame, QGridLayout, QScrollArea, QWidget

from smmdesk.model.for_the_eye import MOST_IN_A_LINE, tame
from smmdesk.model.words import _
from ui.calendar.pictures import Pictures
from ui.dialogs import Sheet
from ui.look import icons, mirror
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.grid_plan import GridCell, GridPlan
from ui.widgets.empty_state import EmptyState
from ui.widgets.pages import put_page
from ui.widgets.safe_label import name_choice
from ui.widgets.tab_order import holds_keys

COLUMNS, CELL_PX, GAP_PX, HIGH_PX = 3, 164, 3, 440
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -COLUMNS, Qt.Key.Key_Down: COLUMNS}
_SWAPS = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier


class GridPlace(QAbstractButton):
    """One post. `dragged`: from this one to a place of the screen; `stepped`: an arrow key, and whether it swaps."""

    dragged = Signal(QPoint)
    stepped = Signal(int, bool)

    def __init__(self, cell: GridCell, pictures: Pictures, size: QSize) -> None:
        super().__init__()
        self.cell, self._pictures = cell, pictures
        self._pressed_at: QPointF | None = None
        self._lifted = False
        self.setObjectName(f"grid_{cell.post_id}")
        self.setAccessibleName(cell.spoken)
        self.setFixedSize(size)
        self.setCheckable(cell.can_move)
        self.setCursor(Qt.CursorShape.OpenHandCursor if cell.can_move else Qt.CursorShape.ArrowCursor)
        pictures.arrived.connect(self.update)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position() if self.cell.can_move else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        far = (event.position() - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        if far and not self._lifted:
            self._lifted = True
            self.setDown(False)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_lifted, self._lifted, self._pressed_at = self._lifted, False, None
        self.setCursor(Qt.CursorShape.OpenHandCursor if self.cell.can_move else Qt.CursorShape.ArrowCursor)
        self.update()
        if was_lifted:
            self.dragged.emit(event.globalPosition().toPoint())
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(step, event.modifiers() & _SWAPS == _SWAPS)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = theme()
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(0.4 if self._lifted else 1.0)
        box = QRectF(self.rect())
        picture = self._picture()
        if picture is not None:
            mirror.picture(painter, 0, 0, picture)
        else:
            self._draw_words(painter, box)
        if self.cell.can_move:
            self._draw_when(painter, box)
        else:
            side = look.px(18)
            circle = QRectF(box.right() - side - look.px(5), look.px(5), side, side)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("tooltip"))
            painter.drawEllipse(circle)
            icon = icons.STATE_ICONS[self.cell.state]
            icons.draw(painter, icon, circle.x() + look.px(3), circle.y() + look.px(3), 12, look.color("tooltip-text"))
        if self.isChecked():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.color("focus"), look.px(4)))
            inset = look.px(2)
            painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), look.px(4), look.px(4))

    def _picture(self) -> QPixmap | None:
        if not self.cell.sha256:
            return None
        return self._pictures.of_size(self.cell.sha256, self.width(), self.height(), self.devicePixelRatioF())

    def _draw_words(self, painter: QPainter, box: QRectF) -> None:
        """A post without a picture: its first words on plain ground."""
        look = theme()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("surface-hover"))
        painter.drawRoundedRect(box, look.px(4), look.px(4))
        painter.setPen(look.color("text-muted"))
        painter.setFont(look.font("caption"))
        inner = box.adjusted(look.px(10), look.px(10), -look.px(10), -look.px(34))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        mirror.text(painter, inner, int(flags), self.cell.words or _("No text yet"))

    def _draw_when(self, painter: QPainter, box: QRectF) -> None:
        look = theme()
        high = look.px(24)
        strip = QRectF(look.px(5), box.bottom() - high - look.px(5), box.width() - look.px(10), high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("tooltip"))
        painter.drawRoundedRect(strip, look.px(5), look.px(5))
        icon = icons.STATE_ICONS[self.cell.state]
        top = strip.y() + (high - look.px(12)) / 2
        icons.draw(painter, icon, strip.x() + look.px(6), top, 12, look.color("tooltip-text"))
        painter.setPen(look.color("tooltip-text"))
        painter.setFont(look.font("micro", 600))
        words = strip.adjusted(look.px(23), 0, -look.px(5), 0)
        shown = painter.fontMetrics().elidedText(self.cell.when, Qt.TextElideMode.ElideRight, int(words.width()))
        mirror.text(painter, words, int(Qt.AlignmentFlag.AlignVCenter), shown)


class GridSheet(Sheet):
    """Every exchange holds at once and can be undone."""

    def __init__(self, window: QWidget, plan: GridPlan, pictures: Pictures) -> None:
        text = _(
            "How your account will look: the newest first. Drag one planned post onto another and they exchange their"
            " dates; or press one, then the other (Alt+Shift+arrows by key)."
        )
        super().__init__(window, _("Grid of the account"), text)
        self.setObjectName("grid_sheet")
        self._plan, self._pictures = plan, pictures
        self._places: list[GridPlace] = []
        self._picked = ""
        self._channel = QComboBox()
        self._channel.setObjectName("grid_channel")
        name_choice(self._channel, _("Channel"))
        for channel, _facts in plan.channels:
            self._channel.addItem(tame(channel.name, MOST_IN_A_LINE), channel.id)
        self._channel.setCurrentIndex(max(0, self._channel.findData(plan.channel_id)))
        set_shown(self._channel, len(plan.channels) > 1)
        self._channel.currentIndexChanged.connect(lambda _at: plan.choose(str(self._channel.currentData() or "")))
        self.body.addWidget(self._channel)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        wide = COLUMNS * theme().px(CELL_PX) + (COLUMNS - 1) * theme().px(GAP_PX) + theme().px(16)
        self._scroll.setMinimumWidth(wide)
        self._scroll.setFixedHeight(theme().px(HIGH_PX))
        self.body.addWidget(self._scroll)
        self.add_button(_("Done"), "sheet_confirm", None, "primary")
        plan.changed.connect(self._show)
        self.finished.connect(plan.close)
        self._show()

    def places(self) -> list[GridPlace]:
        return list(self._places)

    def _show(self) -> None:
        focused = next((place.cell.post_id for place in self._places if holds_keys(place)), "")
        self._places, self._picked = [], ""
        page = QWidget()
        page.setObjectName("page")
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme().px(GAP_PX))
        grid.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        wide = theme().px(CELL_PX)
        size = QSize(wide, round(wide / self._plan.ratio))
        for number, cell in enumerate(self._plan.cells):
            place = GridPlace(cell, self._pictures, size)
            place.clicked.connect(lambda _on=False, it=place: self._pressed(it))
            place.dragged.connect(lambda at, it=place: self._dropped(it, at))
            place.stepped.connect(lambda step, swaps, it=place: self._stepped(it, step, swaps))
            grid.addWidget(place, number // COLUMNS, number % COLUMNS)
            self._places.append(place)
        if not self._places:
            grid.setAlignment(Qt.AlignmentFlag(0))  # in the middle
            grid.addWidget(EmptyState("layout-grid", _("Nothing is planned for this account yet.")), 0, 0)
        put_page(self._scroll, page)
        self._scroll.setWidgetResizable(True)
        again = next((place for place in self._places if place.cell.post_id == focused), None)
        if again is not None:
            again.setFocus()

    def _pressed(self, place: GridPlace) -> None:
        """The first press picks one up, the second exchanges it with another, the same again lets it go."""
        if not place.cell.can_move:
            return
        picked, self._picked = self._picked, ""
        if not picked:
            self._picked = place.cell.post_id
        elif picked != place.cell.post_id:
            self._swap(picked, place.cell.post_id)
        for other in self._places:
            other.setChecked(other.cell.post_id == self._picked)

    def _dropped(self, place: GridPlace, at: QPoint) -> None:
        target = next((other for other in self._places if other.rect().contains(other.mapFromGlobal(at))), None)
        if target is not None:
            self._swap(place.cell.post_id, target.cell.post_id)

    def _stepped(self, place: GridPlace, step: int, swaps: bool) -> None:
        at = self._places.index(place) + step
        if not 0 <= at < len(self._places):
            return
        other = self._places[at]
        if swaps:
            self._swap(place.cell.post_id, other.cell.post_id)
        else:
            other.setFocus(Qt.FocusReason.TabFocusReason)
            self._scroll.ensureWidgetVisible(other)

    def _swap(self, one: str, other: str) -> None:
        self._plan.swap(one, other)


def open_grid(window: QWidget, plan: GridPlan, pictures: Pictures) -> GridSheet:
    """The sheet over a window."""
    sheet = GridSheet(window, plan, pictures)
    sheet.open()
    return sheet
