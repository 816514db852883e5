"""The calendar's screen: its views, the tray beside them, and what floats over both."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from smmdesk.model.words import _, language
from ui.calendar.chip_painter import ChipPainter
from ui.calendar.find import FindField
from ui.calendar.grid import Grid
from ui.calendar.layout import Rect
from ui.calendar.life import Life
from ui.calendar.month import MonthView
from ui.calendar.pictures import Pictures
from ui.calendar.toolbar import CalendarToolbar, FiltersButton
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.models.calendar_entries import Entry
from ui.presenters.calendar import CalendarPresenter
from ui.presenters.calendar_modes import BOARD, MONTH
from ui.widgets.tab_order import KeyboardPage, put_in_reading_order

if TYPE_CHECKING:
    from ui.calendar.bring import Bringing
    from ui.calendar.cards import Cards
    from ui.calendar.first_run import FirstRun
    from ui.views.ideas_tray import IdeasTray

DOCKED_FROM_PX = 1204
"""From this width of the calendar's place on, the tray stands beside the days: a window of 1280 with the rail."""
COMPACT_UNDER_PX, TIGHT_UNDER_PX, LEAST_UNDER_PX = 1100, 784, 640
RAIL_PX = 76
TRAY_WIDTHS = ((1920, 300), (1440, 248), (0, 224))
"""From this width of the window on, the tray is so wide (look/README.md §2)."""


def tray_width(window_px: int) -> int:
    """The tray's width in a window of this width, both in device-independent px at the user's scale."""
    return next(theme().px(wide) for start, wide in TRAY_WIDTHS if window_px >= theme().px(start))


class CalendarView(KeyboardPage):
    """post_opened: a post's id.  post_wanted: what a new post begins with.  place_wanted: another place.
    mend_wanted: a problem whose button was pressed.
    """

    post_opened = Signal(str)
    mend_wanted = Signal(object)
    post_wanted = Signal(object)
    place_wanted = Signal(str)

    def __init__(self, presenter: CalendarPresenter) -> None:
        super().__init__()
        self.presenter = presenter
        self.setObjectName("calendar")
        self.setWindowTitle(_("Calendar"))
        self.pictures = Pictures(presenter.bridge)
        self.chips = ChipPainter(self.pictures)
        self.month = MonthView(presenter, self.chips)
        self._grids: dict[str, Grid] = {MONTH: self.month}
        self.search_field = FindField(presenter, self.chips)
        self.filters = FiltersButton(presenter)
        self.toolbar = CalendarToolbar(presenter, self.filters, self.search_field)
        self.first_run: FirstRun | None = None
        self._closed = False
        self._may_be_untouched = True  # once something was planned it is not asked again
        self._tray_open: bool | None = None  # None: as the window's width has it
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.month)
        self.told = lambda: self.grid.choice.place()
        self._life = Life(self)
        self._connect_grid(self.month)
        self._connect()
        self._show()

    # what is there once it is needed: none of it stands between a start and the month

    @cached_property
    def tray(self) -> "IdeasTray":
        """Ideas and drafts beside the days: made once the days stand there, or when somebody wants it."""
        from ui.presenters.ideas_tray import IdeasTrayPresenter
        from ui.views.ideas_tray import IdeasTray

        made = self.__dict__["tray"] = IdeasTray(IdeasTrayPresenter(self.presenter.bridge), self.chips)
        made.setParent(self)
        put_in_reading_order(made)  # a new parent mixes up the order it was made in
        made.post_opened.connect(self.post_opened)
        made.menu_wanted.connect(lambda ids, where: self.cards.open_tray_menu(ids, where))
        made.samples_unwanted.connect(self._life.remove_samples)
        self._place()
        return made

    @cached_property
    def cards(self) -> "Cards":
        """What floats over the days."""
        from ui.calendar.cards import Cards

        return Cards(self)

    @cached_property
    def _bringing(self) -> "Bringing":
        from ui.calendar.bring import Bringing

        return Bringing(self, self.presenter, self.post_wanted.emit)

    @property
    def grids(self) -> tuple[Grid, ...]:
        """The month, and the other views that were made already."""
        return tuple(self._grids.values())

    @property
    def grid(self) -> Grid:
        """The view that is shown; made when it is first shown."""
        mode = self.presenter.mode
        if mode not in self._grids:
            from ui.calendar.kinds import make_grid

            made = self._grids[mode] = make_grid(mode, self.presenter, self.chips)
            self._stack.addWidget(made)
            QWidget.setTabOrder(self.month, made)  # Tab goes on from it as from the month
            self._connect_grid(made)
        return self._grids[mode]

    def toolbar_items(self) -> Sequence[QWidget | None]:
        return self.toolbar.items()

    def open_tray(self, is_open: bool) -> None:
        """Show or hide the tray; in a small window it lies over the days."""
        self._tray_open = is_open
        if is_open:
            set_shown(self.tray, True)
        self._place()

    def bring_in(self, paths: tuple[Path, ...] = ()) -> None:
        """Photos, tables, a whole calendar: those files, or what the person chooses."""
        if paths:
            self._bringing.bring({"day": self.presenter.today, "paths": paths})
        else:
            self._bringing.choose()

    def show_first_run(self) -> None:
        """The three doors stand over an untouched calendar, and go once something is planned."""
        wanted = self._may_be_untouched and self.presenter.is_untouched
        self._may_be_untouched = wanted
        if wanted and self.first_run is None:
            from ui.calendar.first_run import FirstRun

            self.first_run = FirstRun(self, self._stack)
            self.first_run.write_first_post.connect(lambda: self.post_wanted.emit({"day": self.presenter.today}))
            self.first_run.show_sample_week.connect(self._life.fill_sample_week)
            self.first_run.import_requested.connect(self.bring_in)
            self.first_run.skipped.connect(self._skip_first_run)
            self.first_run.show()
            self.first_run.place()
            self.leads = self.first_run.first
        elif not wanted and self.first_run is not None:
            self.first_run.hide()
            self.first_run.deleteLater()
            self.first_run = None
            self.leads = self.grid

    def _skip_first_run(self) -> None:
        self.presenter.desk.settings.set("first_run", "skipped")
        self.show_first_run()
        self.grid.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._life.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._life.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if self._closed:
            return
        self._closed = True
        self._life.stop()
        for part in (self.filters, self.search_field):
            part.close()
        if "cards" in self.__dict__:
            self.cards.close()
        theme().changed.disconnect(self._dress)
        self.presenter.close()
        if "tray" in self.__dict__:
            self.tray.presenter.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.changed.connect(self._show)
        presenter.bridge.changed.connect(self._desk_changed)
        self.pictures.arrived.connect(self._pictures_arrived)
        presenter.scope_wanted.connect(lambda asked: self.cards.ask_scope(asked))
        theme().changed.connect(self._dress)
        self.toolbar.tray_toggled.connect(self.open_tray)
        self.search_field.chosen.connect(self._go_to_found)
        self.search_field.left.connect(lambda: self.grid.setFocus(Qt.FocusReason.TabFocusReason))
        for keys, action in (("Ctrl+F", self.search_field.begin), ("Ctrl+G", self._ask_day)):
            QShortcut(QKeySequence(keys), self).activated.connect(action)

    def _connect_grid(self, grid: Grid) -> None:
        grid.painted.connect(self._life.see)
        grid.post_opened.connect(self.post_opened)
        grid.post_wanted.connect(lambda wish: self._bringing.bring(wish))
        grid.day_wanted.connect(lambda day: self.cards.show_day(day))
        grid.preview_wanted.connect(self._show_preview)
        grid.menu_wanted.connect(lambda ids, where: self.cards.open_menu(ids, where))
        grid.edge_rested.connect(lambda: self.open_tray(True))
        grid.time_wanted.connect(lambda ids: self.cards.menu.ask_schedule(ids[0]))
        grid.slot_wanted.connect(lambda day, slot: self.cards.day_menu.open_slot(day, slot))
        grid.mark_wanted.connect(lambda day, mark: self.cards.day_menu.open_mark(day, mark))
        self.leads = grid

    def _show_preview(self, entry: Entry | None, rect: Rect | None) -> None:
        if entry is not None or "cards" in self.__dict__:
            self.cards.show_preview(entry, rect)

    def _show(self) -> None:
        grid, was = self.grid, self._stack.currentWidget()
        assert isinstance(was, Grid)
        if was is not grid:
            had_focus = any(one.hasFocus() for one in self.grids)
            self._stack.setCurrentWidget(grid)
            self._place()
            self.leads = grid
            if had_focus:
                grid.setFocus(Qt.FocusReason.OtherFocusReason)
        grid.setAccessibleName(self.presenter.title)
        grid.refresh()
        if was is not grid:
            grid.choice.carry_over(was)
        self.toolbar.show()
        self.show_first_run()
        self._life.shown()

    def _desk_changed(self, _changes: object) -> None:
        self.toolbar.show_steps()

    def _pictures_arrived(self) -> None:
        self.grid.viewport().update()
        for card in self.tray.cards() if "tray" in self.__dict__ else ():
            card.update()

    def _dress(self) -> None:
        self.chips.forget()
        for grid in self.grids:
            grid.dress()
        self._place()

    def _place(self) -> None:
        """Days left, tray right: beside them where there is room, else over them when it is wanted."""
        width, height = self.width(), self.height()
        docks = width >= theme().px(DOCKED_FROM_PX)
        beside = docks and self.presenter.mode != BOARD  # which has columns for what the tray holds
        is_open = beside if self._tray_open is None else self._tray_open
        tray = tray_width(width + theme().px(RAIL_PX)) if is_open else 0
        self._stack.setGeometry(0, 0, width - (tray if docks else 0), height)
        if "tray" in self.__dict__:
            holder = self.window().focusWidget()
            if not is_open and holder is not None and self.tray.isAncestorOf(holder):
                self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
            set_shown(self.tray, is_open)
            self.tray.setGeometry(QRect(width - tray, 0, tray, height))
            self.tray.raise_()
        self.toolbar.tray.blockSignals(True)
        self.toolbar.tray.setChecked(is_open)
        self.toolbar.tray.blockSignals(False)
        self.filters.set_compact(False)
        compact = width < theme().px(COMPACT_UNDER_PX) or not self.toolbar.has_room(width)
        tight, least = (width < theme().px(each) for each in (TIGHT_UNDER_PX, LEAST_UNDER_PX))
        self.filters.set_compact(compact)
        self.toolbar.set_compact(width, compact, tight, least)
        self.search_field.set_compact(compact, least)
        if self.first_run is not None:
            self.first_run.place()

    def _go_to_found(self, found: object) -> None:
        if isinstance(found, date):
            self.presenter.go_to(found)
        elif isinstance(found, Entry) and found.day is None:
            self.post_opened.emit(found.post_id)
            return
        elif isinstance(found, Entry) and found.day is not None:
            self.presenter.go_to(found.day)
            self.grid.choice.take((found.post_id,))
            self.grid.choice.focus(found.post_id)
        self.grid.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _ask_day(self) -> None:
        """Ctrl+G: go to a date as people type it."""
        from smmdesk.model.when import parse_when
        from ui import dialogs

        presenter = self.presenter

        def go(text: str) -> None:
            now, zone = presenter.desk.clock.now(), presenter.brand.zone
            moment = presenter.bridge.attempt(lambda: parse_when(text, now, zone, language()))
            if moment is not None:
                presenter.go_to(moment.day)

        dialogs.ask_text(
            self.window(), _("Go to a day"), _("Write it like “24/11” or “next friday”."), _("Day"), go, action=_("Go")
        )
