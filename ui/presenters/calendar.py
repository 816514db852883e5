"""The calendar's presenter: which days are shown, what stands on them, filters, search, and the day in hand."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from smmdesk.desk.brands import brand_seen
from smmdesk.model.changes import Changes
from smmdesk.model.moment import Moment
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import language
from smmdesk.store.calendar_reads import ByDay, CalendarReader, Filters, LabelRow
from ui.bridge import Bridge
from ui.models.calendar_days import (
    DAYS_PER_WEEK,
    WEEKS_SHOWN,
    first_of_week,
    first_week_shown,
    month_after,
    same_day_in,
    titled_month,
)
from ui.models.calendar_entries import ChannelMark, Day, Entry, Page
from ui.models.calendar_words import month_title, week_start, week_title
from ui.presenters.calendar_reading import EntryMaker, in_order, span_us

if TYPE_CHECKING:
    from ui.presenters.calendar_moves import CalendarMoves

MONTH, WEEK = "month", "week"
FIRST_YEAR, LAST_YEAR = 1972, 9990
PER_DAY_MONTH, PER_DAY_WEEK = 12, 400
RESULTS = 50
PAGES_KEPT = 8
READ_AGAIN = ("post", "delivery", "part", "channel", "label", "asset")
ALL = Filters()


class CalendarPresenter(QObject):
    """`page`, `title`, `mode`, `focused`, `filters`, `results`, `channels` and `labels` are plain values.

    changed: any of them differs.
    """

    changed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge, self.desk = bridge, bridge.desk
        self.reader = CalendarReader(self.desk.paths.database)
        self.maker = EntryMaker(self.desk)
        self.brand = brand_seen(self.desk, self.reader)
        self.mode = str(self.desk.settings.get("calendar_view"))
        self.filters = _filters(str(self.desk.settings.get("calendar_filters")))
        self.query = ""
        self.results: tuple[Entry, ...] = ()
        self.found_day: date | None = None
        self.channels: tuple[ChannelMark, ...] = ()
        self.labels: tuple[LabelRow, ...] = ()
        self.weeks = WEEKS_SHOWN
        self.focused = self.today
        self.month = self.focused.replace(day=1)
        self.first = first_week_shown(self.month, self.focused, self.weeks, week_start())
        self.page: Page
        self._pages: dict[tuple[date, int, str], ByDay] = {}
        self._read_choices()
        self._read_page()
        bridge.changed.connect(self._desk_changed)

    def close(self) -> None:
        """Stop listening and let the file go."""
        self.bridge.changed.disconnect(self._desk_changed)
        self.reader.close()

    @cached_property
    def moves(self) -> "CalendarMoves":
        """The verbs on posts; loaded with the first of them."""
        from ui.presenters.calendar_moves import CalendarMoves

        return CalendarMoves(self.bridge, self.brand.id, self.brand.zone, self.entries)

    @property
    def today(self) -> date:
        return Moment.of(self.desk.clock.now(), self.brand.zone).day

    @property
    def title(self) -> str:
        if self.mode == WEEK:
            return week_title(self.first, self.first + timedelta(days=DAYS_PER_WEEK - 1))
        return month_title(self.month)

    @property
    def is_untouched(self) -> bool:
        """True while nothing was ever planned: the first run's doors stand over the calendar."""
        return self.reader.is_untouched(self.brand.id)

    # ------------------------------------------------------------------ which days
    def set_mode(self, mode: str) -> None:
        """`month` or `week`; the focused day stays in sight."""
        if mode not in (MONTH, WEEK) or mode == self.mode:
            return
        self.mode = mode
        self.desk.settings.set("calendar_view", mode)
        self._show_focused()

    def set_weeks(self, weeks: int) -> None:
        """How many weeks fit on screen."""
        if weeks == self.weeks:
            return
        self.weeks = weeks
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
        """The next or previous month or week; the focused day keeps its number or weekday."""
        if self.mode == WEEK:
            self.focused = _bounded(self.focused + timedelta(days=DAYS_PER_WEEK * pages))
        else:
            self.focused = _bounded(same_day_in(month_after(self.month, pages), self.focused))
        self._show_focused()

    def scroll(self, weeks: int) -> None:
        """Move the month by whole weeks; it is called after the month of most of its days."""
        if self.mode == WEEK:
            self.step(weeks)
            return
        self.first = _bounded(self.first + timedelta(days=DAYS_PER_WEEK * weeks))
        self.month = titled_month(self.first, self.weeks)
        self._read_page()
        self.changed.emit()

    def _show_focused(self, keep: bool = False) -> None:
        """Show the page of the focused day; `keep` leaves the page where it is if the day is on it already."""
        if self.mode == WEEK:
            self.first = first_of_week(self.focused, week_start())
            self.month = self.focused.replace(day=1)
        elif not (keep and self.page.position_of(self.focused) >= 0 and len(self.page.days) > DAYS_PER_WEEK):
            self.month = self.focused.replace(day=1)
            self.first = first_week_shown(self.month, self.focused, self.weeks, week_start())
        self._read_page()
        self.changed.emit()

    # ------------------------------------------------------------------ what stands there
    def reload(self) -> None:
        """Read the page again."""
        self._pages.clear()
        self._read_page()
        self.changed.emit()

    def tick(self) -> None:
        """A minute has passed: the line of now moves on, at midnight the day."""
        self._read_page()
        self.changed.emit()

    def read_ahead(self) -> tuple[Page, ...]:
        """Read the pages before and after this one, so that turning is only painting. For idle moments."""
        days = len(self.page.days)
        if self.mode == WEEK:
            firsts = [self.first + timedelta(days=step * days) for step in (1, -1)]
        else:
            months = [month_after(self.month, step) for step in (1, -1)]
            firsts = [
                first_week_shown(month, same_day_in(month, self.focused), self.weeks, week_start()) for month in months
            ]
        return tuple(self._page(first, days) for first in firsts if FIRST_YEAR < first.year < LAST_YEAR)

    def posts_of(self, day: date) -> Day:
        """Everything of one day, also what the month had no room for."""
        first, last = span_us(day, 1, self.brand.zone)
        rows = self.reader.month(self.brand.id, first, last, self.filters)
        entries = self.maker.entries(row for row in rows if row.day == day.isoformat())
        return Day(day, entries, len(entries))

    def entries(self, ids: Sequence[str]) -> tuple[Entry, ...]:
        """Posts by id, wherever they stand, in the order asked for."""
        on_page = [entry for day in self.page.days for entry in day.entries if entry.post_id in ids]
        missing = tuple(set(ids) - {entry.post_id for entry in on_page})
        if missing:
            on_page += self.maker.entries(self.reader.rows_of(missing))
        return in_order(ids, on_page)

    # ------------------------------------------------------------------ filters and search
    @property
    def filter_count(self) -> int:
        """How many choices narrow the calendar."""
        return len(self.filters.channels) + len(self.filters.progress) + len(self.filters.labels)

    def set_filters(self, filters: Filters) -> None:
        """Narrow the calendar; kept for the next start."""
        self.filters = filters
        kept = "" if filters == ALL else json.dumps({k: v for k, v in asdict(filters).items() if v and k != "text"})
        self.desk.settings.set("calendar_filters", kept)
        self.reload()

    def search(self, text: str) -> None:
        """Posts that hold all words, best first; `found_day` when the text is a date."""
        from smmdesk.store import search
        from smmdesk.store.reader import rows_of

        self.query = text
        ids: list[str] = []
        if text.strip():
            with self.desk.store.reading() as reader:
                ids = search.post_ids(rows_of(reader), self.brand.id, text, RESULTS)
        found = self.maker.entries(self.reader.rows_of(tuple(ids))) if ids else ()
        self.results = in_order(ids, found)
        self.found_day = self._day_in(text)
        self.changed.emit()

    def _day_in(self, text: str) -> date | None:
        if len(text.strip()) < 3:
            return None
        from smmdesk.model.when import parse_when

        with suppress(ProblemError):
            return parse_when(text, self.desk.clock.now(), self.brand.zone, language()).day
        return None

    # ------------------------------------------------------------------ reading
    def _read_page(self) -> None:
        days = DAYS_PER_WEEK * (self.weeks if self.mode == MONTH else 1)
        self.page = self._page(self.first, days)

    def _page(self, first: date, days: int) -> Page:
        key = (first, days, self.mode)
        found = self._pages.get(key)
        if found is None:
            if len(self._pages) >= PAGES_KEPT:
                self._pages.pop(next(iter(self._pages)))
            start, end = span_us(first, days, self.brand.zone)
            per_day = PER_DAY_MONTH if self.mode == MONTH else PER_DAY_WEEK
            found = self._pages[key] = self.reader.by_day(self.brand.id, start, end, per_day, self.filters)
        now = Moment.of(self.desk.clock.now(), self.brand.zone)
        month = titled_month(first, days // DAYS_PER_WEEK) if days > DAYS_PER_WEEK else first.replace(day=1)
        made = self.maker.days(first, days, found)
        return Page(made, month, now.day, now.wall.hour * 60 + now.wall.minute)

    def _read_choices(self) -> None:
        channels = self.reader.channels(self.brand.id)
        self.maker.know(channels)
        live = [channel for channel in channels if not channel.archived]
        self.channels = tuple(self.maker.mark(c.id, c.platform)._replace(name=c.name) for c in live)
        self.labels = self.reader.labels(self.brand.id)

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("channel", "label"):
            self._read_choices()
        if changes.touches(*READ_AGAIN):
            self.reload()


def _bounded(day: date) -> date:
    """Dates that the calendar can still surround with whole months."""
    return max(date(FIRST_YEAR, 1, 1), min(date(LAST_YEAR, 12, 31), day))


def _filters(text: str) -> Filters:
    """What was kept at the last start; anything else means no filter."""
    with suppress(ValueError, TypeError, AttributeError):
        kept = json.loads(text) if text else {}
        names = [tuple(str(item) for item in kept.get(name, ())) for name in ("channels", "progress", "labels")]
        return Filters(channels=names[0], progress=names[1], labels=names[2])
    return ALL
