"""The calendar's part of the toolbar: title, pages, today, month or week, undo, filters, search, the tray."""

from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from smmdesk.model.words import _, language
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.presenters.calendar import CalendarPresenter, filter_name
from ui.presenters.calendar_brands import pick_brand
from ui.presenters.calendar_modes import AGENDA, BOARD, DAY, MONTH, WEEK, title_of
from ui.widgets.brand_filter import BrandFilter
from ui.widgets.buttons import IconButton, TextButton, icon_button, text_button
from ui.widgets.safe_label import ElidedLabel
from ui.widgets.segments import Segments, toolbar_px

if TYPE_CHECKING:
    from ui.calendar.filters import FiltersCard
    from ui.calendar.find import FindField

TURN_STEPS = 12
MODE_ICONS = {
    DAY: "calendar", WEEK: "calendar-range", MONTH: "calendar-days", AGENDA: "list", BOARD: "columns-3",
}  # fmt: skip
TITLED = (DAY, WEEK, MONTH, AGENDA)
"""The board is called as its month is."""


class PageButton(IconButton):
    """Turns the page; while something is dragged over it, it fills up and then turns (600 ms)."""

    turned = Signal()

    def __init__(self, icon: str, label: str, name: str) -> None:
        super().__init__(icon, label, name, small=True)
        self._filled = 0
        self.setAcceptDrops(True)
        self._fill = QTimer(self)
        self._fill.timeout.connect(self._step)
        self.clicked.connect(self.turned)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        from ui.calendar.drag import POSTS

        if event.mimeData().hasFormat(POSTS) or event.mimeData().hasUrls():
            self._filled = 0
            self._fill.start((theme().duration_ms("page-turn-hover") or 600) // TURN_STEPS)
            event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.ignore()  # nothing is left on the button itself

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._fill.stop()
        self._filled = 0
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._filled:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("selection"))
            high = self.height() * self._filled / TURN_STEPS
            radius = theme().radius("control")
            painter.setClipRect(QRectF(0, self.height() - high, self.width(), high))
            painter.drawRoundedRect(self.rect(), radius, radius)
            painter.end()
        super().paintEvent(event)

    def _step(self) -> None:
        self._filled += 1
        if self._filled >= TURN_STEPS:
            self._filled = 0
            self.turned.emit()
        self.update()


class CalendarToolbar(QObject):
    """Makes the widgets once; `show` brings them up to date. `compact` leaves words out in a small window."""

    tray_toggled = Signal(bool)

    def __init__(self, presenter: CalendarPresenter, filters: QWidget, find: "FindField") -> None:
        super().__init__()
        self._presenter = presenter
        self._filters, self._find = filters, find
        self._room, self._is_narrow, self._is_tight = (0, False, False), False, False
        find.opened.connect(lambda _is_open: self.show())
        self.title = ElidedLabel(presenter.title, "heading")
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.title.setObjectName("calendar_title")
        self.previous = PageButton("chevron-left", _("Earlier"), "calendar_previous")
        self.next = PageButton("chevron-right", _("Later"), "calendar_next")
        self.previous.turned.connect(lambda: presenter.step(-1))
        self.next.turned.connect(lambda: presenter.step(1))
        self.today = text_button(_("Today"), "calendar_today", small=True)
        self.today.clicked.connect(presenter.go_today)
        entries = [
            (DAY, _("Day")), (WEEK, _("Week")), (MONTH, _("Month")), (AGENDA, _("Agenda")), (BOARD, _("Board")),
        ]  # fmt: skip
        self.modes = Segments(entries, _("How much to show"), presenter.mode)
        self.modes.setObjectName("calendar_modes")
        self.modes.let_shrink()
        self.modes.chosen.connect(presenter.set_mode)
        self.brands = BrandFilter(presenter.brands.all, "calendar_brands")
        self.brands.chosen.connect(partial(pick_brand, presenter))
        self._pages = _together(self.previous, self.today, self.next)
        self.undo = icon_button("undo-2", _("Undo"), "calendar_undo")
        self.redo = icon_button("redo-2", _("Redo"), "calendar_redo")
        self.undo.clicked.connect(self._undo)
        self.redo.clicked.connect(self._redo)
        for button in (self.undo, self.redo):
            button.setEnabled(False)
        self.tray = icon_button("panel-right", _("Ideas"), "calendar_tray")
        self.tray.setCheckable(True)
        self.tray.toggled.connect(self.tray_toggled)
        self.line = QFrame()
        self.line.setFixedSize(1, theme().px(20))
        set_kind(self.line, line="v")

    def items(self) -> list[QWidget | None]:
        """In the order of the toolbar; None is the stretch."""
        return [
            self.title, self._pages, self.modes, self.brands, None,
            self.undo, self.redo, self.line, self._filters, self._find, self.tray,
        ]  # fmt: skip

    def show(self) -> None:
        """What the presenter shows now."""
        presenter, (width, compact, tight) = self._presenter, self._room
        if width:
            self._fit(width, compact, tight)
        narrow = self._is_narrow
        short = title_of(presenter.mode, presenter.first, presenter.month, is_short=True)
        self.title.setText(short if narrow else presenter.title)
        self.title.setAccessibleName(presenter.title)
        set_shown(self.title, not (narrow and compact and self._find.is_open))
        self.modes.set_current(self._presenter.mode)

    def set_compact(self, width: int, compact: bool, tight: bool = False, least: bool = False) -> None:
        """The words of the views have `width` px with everything else; a small window has icons for them where there
        is no room, one with large words does without what has a key and a menu too."""
        self._room = (width, compact, tight)
        self.title.set_style("title" if tight else "heading")
        set_shown(self.undo, not least)
        set_shown(self.redo, not tight)
        set_shown(self.line, not tight)
        self.show()

    def has_room(self, width: int) -> bool:
        """Whether the words of all views, of the filters and the field that finds stand beside each other in it."""
        return self._fits(width, self._short_px, self.modes.width_of_words(), is_compact=False)

    def _fit(self, width: int, compact: bool, tight: bool) -> None:
        """Beside the longest title of any page: nothing changes its look when pages are turned."""
        in_words = not tight and self._fits(width, self._short_px, self.modes.width_of_words(), is_compact=compact)
        if in_words is self.modes.shows_icons or tight is not self._is_tight:
            self._is_tight = tight
            self.modes.show_icons({} if in_words else MODE_ICONS, is_tight=tight)
        title = widest_title(language(), theme().font("heading"), (self._presenter.mode,), False)
        whole = self._fits(width, title, self.modes.sizeHint().width(), is_compact=compact)
        self._is_narrow = tight or not whole or (compact and in_words)

    def _fits(self, width: int, title: int, modes: int, *, is_compact: bool) -> bool:
        shown = [self._pages, self.undo, self.redo, self.line, self._filters, self.tray]
        find = self._find.button.sizeHint().width() if is_compact else self._find.field.minimumWidth()
        brands = [] if self.brands.isHidden() else [self.brands.minimumWidth()]
        return toolbar_px([title, modes, find, *brands, *(each.sizeHint().width() for each in shown)]) <= width

    @property
    def _short_px(self) -> int:
        return widest_title(language(), theme().font("heading"), TITLED, True)

    def show_steps(self) -> None:
        """What can be undone and done again, after something was written."""
        from smmdesk.desk import undo

        state = undo.peek(self._presenter.desk)
        self._name(self.undo, _("Undo"), _("Undo: {step}"), state.undo_label)
        self._name(self.redo, _("Redo"), _("Redo: {step}"), state.redo_label)

    def _name(self, button: IconButton, plain: str, named: str, step: str) -> None:
        button.setEnabled(bool(step))
        button.set_label(named.format(step=step) if step else plain)

    def _undo(self) -> None:
        from ui.views import undoing

        undoing.undo(self.undo, self._presenter.bridge)

    def _redo(self) -> None:
        from ui.views import undoing

        undoing.redo(self.redo, self._presenter.bridge)


@lru_cache(maxsize=16)
def widest_title(_language: str, font: QFont, modes: tuple[str, ...], is_short: bool) -> int:
    """The px of the longest title that any page of a year has in these modes, in the language in use."""
    year = [date(2026, month, day) for month in range(1, 13) for day in range(22, 29)]
    titles = [title_of(mode, day, day, is_short=is_short) for mode in modes for day in year]
    metrics = QFontMetrics(font)
    return max(metrics.horizontalAdvance(title) for title in titles)


def _together(*buttons: QWidget) -> QWidget:
    """Buttons that belong together, 2 px apart."""
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(theme().space(1))
    for button in buttons:
        line.addWidget(button)
    return row


class CompactButton(TextButton):
    """Words and icon, or the icon alone in a small window."""

    def __init__(self, label: str, name: str, icon: str) -> None:
        super().__init__(label, name, "quiet", icon)
        self._label, self._count, self._compact, self._name = label, 0, False, ""

    def set_compact(self, compact: bool) -> None:
        self._compact = compact
        self._say()

    def set_count(self, count: int, name: str = "") -> None:
        """How many choices are active, shown after the word; a saved choice is called by its name."""
        self._count, self._name = count, name
        self._say()

    def _say(self) -> None:
        shown = "" if self._compact else self._name or self._label
        number = str(self._count) if self._count else ""
        words = _("{name}, {count} chosen").format(name=self._label, count=self._count)
        self.set_label(f" {shown}  {number}".rstrip(), words if self._count else self._label)
        set_kind(self, kind="normal" if self._count else "quiet")


class FiltersButton(CompactButton):
    """Opens the card; says how many choices narrow the calendar."""

    def __init__(self, presenter: CalendarPresenter) -> None:
        super().__init__(_("Filters"), "calendar_filters", "list-filter")
        self._presenter = presenter
        self._card: FiltersCard | None = None
        self.clicked.connect(self._open)
        presenter.changed.connect(self._show)
        self._show()

    def close(self) -> bool:
        if self._card is not None:
            self._card.close_now()
            self._card.deleteLater()
            self._card = None
        return super().close()

    def _show(self) -> None:
        self.set_count(self._presenter.filter_count, filter_name(self._presenter))

    def _open(self) -> None:
        if self._card is not None:
            self._card.deleteLater()
        from ui.calendar.filters import FiltersCard

        window = self.window()
        self._card = FiltersCard(window, self._presenter)
        place = self.mapTo(window, self.rect().topLeft())
        self._card.open_beside(QRect(place, self.size()))
