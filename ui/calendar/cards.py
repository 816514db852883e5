"""What floats over the days: the preview of a post, everything of a day, the menus. Made when first wanted."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QMenu, QWidget

from smmdesk.model.words import ngettext
from ui.calendar.layout import Rect
from ui.look.theme import theme
from ui.models.calendar_entries import Entry
from ui.models.calendar_words import full_day
from ui.widgets.buttons import add_action

if TYPE_CHECKING:
    from ui.calendar.day_menu import DayMenu
    from ui.calendar.lists import DayCard
    from ui.calendar.menu import CalendarMenu
    from ui.calendar.preview import PreviewCard
    from ui.views.calendar import CalendarView
    from ui.views.scope_bar import ScopeBar

DAY_HEADER_PX = 24


class Cards:
    """Belongs to a view; its cards are children of the view's window and end with the view."""

    def __init__(self, view: "CalendarView") -> None:
        self._view = view
        self.preview: PreviewCard | None = None
        self.day: DayCard | None = None

    @cached_property
    def menu(self) -> "CalendarMenu":
        from ui.calendar.menu import CalendarMenu

        view = self._view
        return CalendarMenu(view, view.presenter, view.post_opened.emit, self._press)

    @cached_property
    def day_menu(self) -> "DayMenu":
        from ui.calendar.day_menu import DayMenu

        view = self._view
        return DayMenu(view, view.presenter, view.post_wanted.emit)

    def show_preview(self, entry: Entry | None, rect: Rect | None) -> None:
        """The card of a post beside its chip; None twice takes it away unless the pointer is on it."""
        if entry is None or rect is None:
            if self.preview is not None and not self.preview.underMouse():
                self.preview.close_now()
            return
        from ui.calendar.preview import PreviewCard
        from ui.presenters.calendar_preview import preview_of

        view = self._view
        if self.preview is None:
            self.preview = PreviewCard(view.window(), view.pictures, view.presenter.desk.paths.practice)
            self.preview.opened.connect(view.post_opened)
            self.preview.mend_wanted.connect(view.mend_wanted)
            self.preview.move_wanted.connect(lambda post_id: self.menu.ask_time((post_id,)))
        position = view.presenter.page.position_of(entry.day) if entry.day is not None else -1
        day = view.presenter.page.days[position] if position >= 0 else None
        preview = preview_of(view.presenter.desk, view.presenter.maker, entry, day)
        self.preview.show_post(preview, self._anchor(rect), by_key=view.grid.hand.keyboard)

    def show_day(self, day: object) -> None:
        """Everything of a day, beside the day."""
        from ui.calendar.lists import DayCard

        assert isinstance(day, date)
        view = self._view
        if self.day is None:
            self.day = DayCard(view.window(), view.chips)
            self.day.chosen.connect(lambda entry: view.post_opened.emit(entry.post_id))
            self.day.post_wanted.connect(view.post_wanted)
            self.day.mark_wanted.connect(lambda day, mark: self.day_menu.open_mark(day, mark))
        cell = view.presenter.page.position_of(day)
        rect = view.grid.scene.day_rect(cell) if cell >= 0 else Rect(0, 0, 1, 1)
        anchor = self._anchor(rect._replace(height=theme().px(DAY_HEADER_PX)))
        self.day.show_day(full_day(day), view.presenter.everything(day)[0], anchor)

    def open_menu(self, ids: tuple[str, ...], where: QPoint) -> None:
        """The menu of posts, or of the focused day."""
        view = self._view
        if ids:
            self.menu.open_for_posts(ids, where)
            return
        day = view.presenter.focused
        cell = max(0, view.grid.scene.focused_cell)
        wish = lambda: view.post_wanted.emit(view.grid.scene.wish_at(cell, None))  # noqa: E731
        self.menu.open_for_day(day, where, wish, lambda menu: self.day_menu.add_to(menu, day))

    def open_tray_menu(self, ids: tuple[str, ...], where: QPoint) -> None:
        """The menu of a card of the tray; it can also date all that lie there with it."""
        together = tuple(card.entry.post_id for card in self._view.tray.cards())
        self.menu.open_for_posts(ids, where, partial(self._add_fill_all, together) if len(together) > 1 else None)

    def _add_fill_all(self, together: Sequence[str], menu: QMenu) -> None:
        from ui.presenters.weekly_slots import fill_slots

        bridge, count = self._view.presenter.bridge, len(together)
        words = ngettext("Fill slots with the {count} here", "Fill slots with all {count} here", count)
        name, done = "menu_fill_all", partial(fill_slots, bridge, together)
        add_action(menu, "calendar-plus", words.format(count=count), name, done)

    @cached_property
    def scope(self) -> "ScopeBar":
        """What a change of one of a repetition holds for."""
        from ui.views.scope_bar import ScopeBar

        return ScopeBar(self._view, self._view.presenter.bridge)

    def ask_scope(self, asked: object) -> None:
        """The bar over the days."""
        from ui.presenters.repeating import Asked

        if isinstance(asked, Asked):
            self.scope.ask(asked)

    def close(self) -> None:
        """The view ends."""
        for card in (self.preview, self.day):
            if card is not None:
                card.close_now()
                card.deleteLater()
        self.preview = self.day = None

    def _anchor(self, rect: Rect) -> QRect:
        grid = self._view.grid
        return anchor_in(self._view.window(), grid.viewport(), grid.scene.on_screen(rect))

    def _press(self, name: str) -> None:
        """The menu's cut, copy and paste."""
        keys = self._view.grid.hands.keys
        {"cut": lambda: keys.take(cut=True), "copy": lambda: keys.take(cut=False), "paste": keys.paste}[name]()


def anchor_in(window: QWidget, widget: QWidget, place: QRect) -> QRect:
    """A rectangle of `widget` in the coordinates of `window`."""
    return QRect(widget.mapTo(window, place.topLeft()), place.size())
