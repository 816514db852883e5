"""Cards that list posts: what a search found, and everything of one day. Loaded with the first of them."""

from datetime import date
from functools import partial

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from smmdesk.model.words import _, ngettext
from ui.calendar.chip_painter import ChipPainter
from ui.calendar.elsewhere_painter import paint_elsewhere
from ui.calendar.layout import Rect
from ui.calendar.popover import Popover
from ui.calendar.rows import EntryRows
from ui.calendar.texts import Texts
from ui.dialogs import height_within
from ui.look import mirror
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.models.calendar_elsewhere import marks_at_hours
from ui.models.calendar_entries import Day, Entry, Mark
from ui.widgets.buttons import icon_button
from ui.widgets.safe_label import SafeLabel
from ui.widgets.sheet_form import empty

CARD_PX, LINE_PX = 380, 26
MOST_PX, BESIDE_PX = 420, 130
"""How high the rows may be, and what the window needs beside them, in px of the design."""


class FoundCard(Popover):
    """The list under the field; the field keeps the keys."""

    def __init__(self, window: QWidget, chips: ChipPainter) -> None:
        super().__init__(window, "found_card", takes_focus=False, escapes=False)
        self.rows = EntryRows(chips, "found_rows", _("Found"), with_day=True)
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.setProperty("byArrows", True)
        self._none = SafeLabel(_("Nothing found. Try another word, or a date like 24/11."), "body", "muted", wrap=True)
        self._count = SafeLabel("", "micro", "muted")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.rows)
        self._pages.addWidget(self._none)
        self.body.addWidget(self._pages)
        self.body.addWidget(self._count)

    def fill(self, rows: list[Entry | date], posts: int) -> None:
        self.rows.set_rows(rows)
        self._pages.setCurrentWidget(self.rows if rows else self._none)
        height = self.rows.height_wanted(height_within(self._window, MOST_PX, BESIDE_PX)) if rows else theme().px(44)
        self._pages.setFixedSize(theme().px(CARD_PX), max(height, theme().px(36)))
        self._count.setText(ngettext("{count} post", "{count} posts", posts).format(count=posts))
        set_shown(self._count, posts > 0)

    @property
    def spoken(self) -> str:
        """The row that Enter would take, and how many posts there are; or that there is none."""
        current = self.rows.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
        return f"{current}; {self._count.text()}" if current else self._none.text()


class ElsewhereLine(QAbstractButton):
    """A post that waits elsewhere, as the calendar draws it; a press says what can be done with it."""

    def __init__(self, texts: Texts, mark: Mark) -> None:
        super().__init__()
        self._texts, self._mark = texts, mark
        self.setObjectName("day_elsewhere")
        self.setAccessibleName(mark.text)
        self.setProperty("ringRadius", theme().radius("chip"))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(theme().px(LINE_PX))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        place = Rect(0, 0, self.width(), self.height())
        paint_elsewhere(painter, self._texts, place, self._mark, self.underMouse(), tall=True)


class DayCard(Popover):
    """Everything of one day, for "+2 more": the calendar stays where it is. Below the posts, what waits elsewhere."""

    chosen = Signal(object)
    post_wanted = Signal(object)
    mark_wanted = Signal(object, object)  # date, Mark

    def __init__(self, window: QWidget, chips: ChipPainter) -> None:
        super().__init__(window, "day_card")
        self._day: date | None = None
        self._chips = chips
        self._title = SafeLabel("", "title")
        add = icon_button("plus", _("New post on this day"), "day_new", small=True)
        add.clicked.connect(self._wish)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(add)
        self.rows = EntryRows(chips, "day_rows", _("Posts of the day"))
        self.rows.chosen.connect(self._take)
        column = QVBoxLayout()
        column.setSpacing(theme().space(3))
        column.addLayout(head)
        column.addWidget(self.rows)
        self._none = SafeLabel(_("Nothing on this day yet"), "body", "muted")
        column.addWidget(self._none)
        self._elsewhere = QVBoxLayout()
        self._elsewhere.setSpacing(theme().space(2))
        column.addLayout(self._elsewhere)
        self.body.addLayout(column)

    def show_day(self, title: str, day: Day, anchor: QRect) -> None:
        """Open beside `anchor` with the posts of `day`."""
        self._day = day.day
        self._title.setText(title)
        self.setAccessibleName(title)
        self.rows.set_rows(day.entries)
        lines = self._show_elsewhere(day)
        most = height_within(self._window, MOST_PX, BESIDE_PX + len(lines) * LINE_PX)
        self.rows.setFixedSize(theme().px(CARD_PX - 40), self.rows.height_wanted(most))
        set_shown(self.rows, bool(day.entries))
        set_shown(self._none, not day.entries and not lines)
        self.open_beside(anchor)
        first = self.rows if day.entries else next(iter(lines), self)
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def _show_elsewhere(self, day: Day) -> list[ElsewhereLine]:
        empty(self._elsewhere)
        made = [ElsewhereLine(self._chips.texts, mark) for _number, mark in marks_at_hours(day)]
        for line, (_number, mark) in zip(made, marks_at_hours(day), strict=True):
            line.clicked.connect(partial(self._take_mark, mark))
            self._elsewhere.addWidget(line)
        return made

    def _take_mark(self, mark: Mark) -> None:
        day = self._day
        self.close_now()
        self.mark_wanted.emit(day, mark)

    def _take(self, entry: object) -> None:
        self.close_now()
        self.chosen.emit(entry)

    def _wish(self) -> None:
        self.close_now()
        self.post_wanted.emit({"day": self._day})
