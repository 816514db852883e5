"""The calendar's presenter: which days are shown, what stands on them, filters, search, and the day in hand."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from smmdesk.desk.brands import brand_seen
from smmdesk.store.calendar_reads import ALL, Filters, LabelRow
from ui.bridge import Bridge
from ui.models.calendar_days import DAYS_PER_WEEK, WEEKS_SHOWN, titled_month
from ui.models.calendar_entries import ChannelMark, Day, Entry, Page
from ui.presenters.calendar_brands import ShownBrands
from ui.presenters.calendar_modes import (
    AGENDA,
    BOARD,
    MODES,
    MONTH,
    WITH_HOURS,
    days_shown,
    first_shown,
    stepped,
    title_of,
)
from ui.presenters.calendar_pages import Pages
from ui.presenters.calendar_reading import EntryMaker
from ui.presenters.calendar_search import CalendarSearch

if TYPE_CHECKING:
    from smmdesk.model.changes import Changes
    from ui.presenters.calendar_board import Board
    from ui.presenters.calendar_layers import Layers
    from ui.presenters.calendar_moves import CalendarMoves

FIRST_YEAR, LAST_YEAR = 1972, 9990
PER_DAY_MONTH, PER_DAY_MOST = 6, 400
FILTER_FIELDS = ("channels", "progress", "labels")


class CalendarPresenter(QObject):
    """`page`, `title`, `mode`, `focused` (a day; on the board also `column`), `filters`, `channels` and `labels` are
    plain values; `finder` searches.

    changed: any of the values differs.
    """

    changed = Signal()
    scope_wanted = Signal(object)
    """One of a repetition was changed: what else does it hold for?"""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge, self.desk = bridge, bridge.desk
        self.reader = bridge.calendar
        self.maker = EntryMaker(self.desk)
        self.brand = brand_seen(self.desk, self.reader)
        self.mode = str(self.desk.settings.get("calendar_view"))
        places = (self.desk, self.reader, self.maker, self.brand.id, self.brand.zone)
        self.finder, self._pages = CalendarSearch(*places), Pages(*places)
        self._pages.filters = _filters(str(self.desk.settings.get("calendar_filters")))
        self.brands = ShownBrands(bridge.shown_brands, self._pages, self.finder)
        self.maker.know_brands(self.brands.all)
        self.channels: tuple[ChannelMark, ...] = ()
        self.labels: tuple[LabelRow, ...] = ()
        self.weeks, self.per_day, self.column = WEEKS_SHOWN, PER_DAY_MONTH, 0
        self.focused = bridge.day_in_hand or self.today
        self.month = self.focused.replace(day=1)
        self.first = first_shown(self.mode, self.focused, self.month, self.weeks)
        self._page: Page | None = None
        self._closed = False
        self._read_choices()
        self._pages.filters = _own(self, self._pages.filters)
        bridge.changed.connect(self._desk_changed)

    def close(self) -> None:
        """Stop listening."""
        self._closed = True
        self.bridge.day_in_hand = _day_to_keep(self)
        self.bridge.changed.disconnect(self._desk_changed)

    @cached_property
    def moves(self) -> "CalendarMoves":
        """The verbs on posts; loaded with the first of them."""
        from ui.presenters.calendar_moves import CalendarMoves

        return CalendarMoves(self.bridge, self.brand.id, self.brand.zone, self.entries, self.scope_wanted.emit)

    @cached_property
    def board(self) -> "Board":
        """The columns of the board, and what a drag between them means."""
        from ui.presenters.calendar_board import Board

        return Board(self)

    @property
    def page(self) -> Page:
        """The days shown; read when somebody looks, who may have said before how much fits."""
        if self._page is None:
            days = days_shown(self.mode, self.weeks, self.month)
            if self.mode == BOARD:
                self._page = self.board.read(self.first, days, self._pages.now)
            else:
                self._page = self._pages.read(self.first, days, self._most)
        return self._page

    @property
    def today(self) -> date:
        return self._pages.now.day

    @property
    def title(self) -> str:
        return title_of(self.mode, self.first, self.month)

    @property
    def is_untouched(self) -> bool:
        """True while nothing was ever planned, and nobody skipped the doors that stand over the calendar till then."""
        return self.desk.settings.get("first_run") == "open" and self.reader.is_untouched(self.brand.id)

    # ------------------------------------------------------------------ which days
    def set_mode(self, mode: str) -> None:
        """One of MODES, also for the next start; the focused day stays in sight."""
        if mode not in MODES or mode == self.mode:
            return
        self.mode = mode
        self.desk.settings.set("calendar_view", mode)
        self._show_focused()

    def set_room(self, weeks: int, per_day: int) -> None:
        """How many weeks fit on screen, and how many posts of a day are worth reading."""
        if (weeks, per_day) == (self.weeks, self.per_day):
            return
        self.weeks, self.per_day = weeks, per_day
        if self.mode == MONTH:
            self._show_focused()

    def go_to(self, day: date) -> None:
        """Focus a day and show the page that holds it."""
        self.focused = _bounded(day)
        self._show_focused(keep=True)

    def go_today(self) -> None:
        self.focused = self.today
        self._show_focused()

    def step(self, pages: int) -> None:
        """The next or previous page; the focused day keeps its number or weekday."""
        self.focused = _bounded(stepped(self.mode, self.focused, self.month, pages))
        self._show_focused()

    def scroll(self, weeks: int) -> None:
        """Move the month by whole weeks; it is called after the month of most of its days. A list just ends."""
        if self.mode in WITH_HOURS:
            self.step(weeks)
        if self.mode != MONTH:
            return
        self.first = _bounded(self.first + timedelta(days=DAYS_PER_WEEK * weeks))
        self.month = titled_month(self.first, self.weeks)
        self._page = None
        self.changed.emit()

    def _show_focused(self, keep: bool = False) -> None:
        """Show the page of the focused day; `keep` leaves the page where it is if the day is on it already."""
        stays = keep and self.mode in (MONTH, AGENDA) and self.page.position_of(self.focused) >= 0
        if not stays:
            self.month = self.focused.replace(day=1)
            self.first = first_shown(self.mode, self.focused, self.month, self.weeks)
        self._page = None
        self.changed.emit()

    # ------------------------------------------------------------------ what stands there
    def reload(self) -> None:
        """Read the page again."""
        self._pages.forget()
        self._page = None
        self.changed.emit()

    def tick(self) -> None:
        """A minute has passed: the line of now moves on, at midnight the day."""
        self._page = None
        self.changed.emit()

    def read_ahead(self) -> Iterator[Page]:
        """Reads the page after this one, then that before it, so that turning is only painting. For idle moments."""
        if self.mode == BOARD:
            return
        days = len(self.page.days)
        for step in (1, -1):
            focused = _bounded(stepped(self.mode, self.focused, self.month, step))
            first = first_shown(self.mode, focused, focused.replace(day=1), self.weeks)
            if FIRST_YEAR < first.year < LAST_YEAR:
                yield self._pages.read(first, days, self._most)

    def everything(self, first: date, days: int = 1) -> tuple[Day, ...]:
        """Everything of some days, also what a month has no room for."""
        return self._pages.everything(first, days, PER_DAY_MOST)

    def entries(self, ids: Sequence[str]) -> tuple[Entry, ...]:
        """Posts by id, wherever they stand, in the order asked for."""
        return self._pages.entries(ids, self.page)

    # ------------------------------------------------------------------ layers
    @property
    def layers(self) -> "Layers | None":
        """What stands on days beside posts; None until the days were painted once."""
        return self._pages.layers

    async def add_layers(self) -> None:
        """Let holidays, notes and pauses come onto the days: once these stand there, never before."""
        from ui.presenters import calendar_elsewhere, calendar_layers, calendar_slots

        if self._pages.layers is not None:
            return
        await calendar_layers.load(self.desk, self.brand.id)
        if not self._closed:
            slots = calendar_slots.SlotLayer(self.desk, self.brand.id, self.brand.zone, self.maker)
            elsewhere = calendar_elsewhere.ElsewhereLayer(self.desk, self.brand.id, self.brand.zone)
            self._pages.layers = calendar_layers.Layers(self.desk, self.brand.id, slots, elsewhere)
            self.reload()

    # ------------------------------------------------------------------ filters
    @property
    def filters(self) -> Filters:
        """What narrows the calendar now."""
        return self._pages.filters

    @property
    def filter_count(self) -> int:
        """How many choices narrow the calendar."""
        chosen = self.filters
        many = len(chosen.channels) + len(chosen.progress) + len(chosen.labels)
        return many + (chosen.with_media is not None)

    def set_filters(self, filters: Filters, name: str = "") -> None:
        """Narrow the calendar; kept for the next start. `name`: of the saved filter that this is."""
        self._pages.filters = filters
        self.desk.settings.set("calendar_filter_name", name)
        set_ = {key: value for key, value in filters._asdict().items() if value not in ((), None) and key != "text"}
        kept = "" if filters == ALL else json.dumps(set_)
        self.desk.settings.set("calendar_filters", kept)
        self.reload()

    # ------------------------------------------------------------------ reading
    @property
    def _most(self) -> int:
        """How many posts of a day are read."""
        return self.per_day if self.mode == MONTH else PER_DAY_MOST

    def _read_choices(self) -> None:
        channels = [channel for brand in self.brands.all for channel in self.reader.channels(brand.id)]
        self.maker.know(channels)
        live = [channel for channel in channels if not channel.archived]
        self.channels = tuple(self.maker.mark(c.id, c.platform)._replace(name=c.name) for c in live)
        self.labels = tuple(label for brand in self.brands.all for label in self.reader.labels(brand.id))

    def _desk_changed(self, changes: "Changes") -> None:
        """Only `calendar` names posts whose rows differ; another process names nothing."""
        marks = self.layers is not None and changes.touches(
            "day_note", "pause", "brand", "slot", "foreign_post", "channel"
        )
        if marks and self.layers is not None:
            self.layers.forget()
        if marks or changes.touches("channel", "label", "asset"):
            self._read_choices()
            self.reload()
            return
        posts = changes.of("calendar")
        page = self._pages.mended(self.page, posts, self._most) if posts and self.mode != BOARD else None
        if page is not None:
            self._page = page
            self.changed.emit()
        elif posts:
            self.reload()


def _day_to_keep(presenter: CalendarPresenter) -> date | None:
    """The day that the next calendar of this window opens on; None for today, whichever that is by then."""
    scrolled = presenter.mode == MONTH and presenter.focused.replace(day=1) != presenter.month
    day = presenter.month if scrolled else presenter.focused
    return day if day != presenter.today else None


def _own(presenter: CalendarPresenter, filters: Filters) -> Filters:
    """Without channels and labels that are not of the brands shown: another brand's would hide everything."""
    channels = {mark.channel_id for mark in presenter.channels}
    labels = {label.id for label in presenter.labels}
    return filters._replace(
        channels=tuple(one for one in filters.channels if one in channels),
        labels=tuple(one for one in filters.labels if one in labels),
    )


def filter_name(presenter: CalendarPresenter) -> str:
    """What the choices are called, when they are a saved filter."""
    return str(presenter.desk.settings.get("calendar_filter_name")) if presenter.filter_count else ""


def _bounded(day: date) -> date:
    """Dates that the calendar can still surround with whole months."""
    return max(date(FIRST_YEAR, 1, 1), min(date(LAST_YEAR, 12, 31), day))


def _filters(text: str) -> Filters:
    """What was kept at the last start; anything else means no filter."""
    with suppress(ValueError, TypeError, AttributeError):
        return filters_of(json.loads(text) if text else {})
    return ALL


def filters_of(wanted: Mapping[str, object]) -> Filters:
    """What was kept; what is not understood counts as nothing."""
    values: dict[str, tuple[str, ...]] = {}
    for key in FILTER_FIELDS:
        value = wanted.get(key, ())
        values[key] = tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()
    with_media = wanted.get("with_media")
    chosen = Filters(values["channels"], values["progress"], values["labels"])
    return chosen._replace(with_media=with_media if isinstance(with_media, bool) else None)
