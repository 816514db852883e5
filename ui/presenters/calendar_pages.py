"""The pages of the calendar: read, kept while they hold, and mended day by day after a change."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from smmdesk.desk.desk import Desk
from smmdesk.model.moment import Moment
from smmdesk.store.brand_reads import Brands
from smmdesk.store.calendar_reads import ALL, CalendarReader
from ui.models.calendar_days import DAYS_PER_WEEK, titled_month
from ui.models.calendar_entries import Day, Entry, Page
from ui.presenters.calendar_reading import EntryMaker, in_order, span_us

if TYPE_CHECKING:
    from ui.presenters.calendar_layers import Layers

PAGES_KEPT = 8
A_DAY_US = 86_400_000_000
MENDED_AT_MOST = 40
"""So many changed posts are looked up one by one; more, and the page is read again."""
Key = tuple[date, int, int]


class Pages:
    """Reads for one brand or several; `filters` narrow what is read. `forget` after a change that nobody can name."""

    def __init__(self, desk: Desk, reader: CalendarReader, maker: EntryMaker, brand_id: str, zone: str) -> None:
        self.filters = ALL
        self.layers: Layers | None = None
        self._desk, self._reader, self._maker = desk, reader, maker
        self.brands: Brands = brand_id
        self._zone = zone
        self._kept: dict[Key, tuple[Day, ...]] = {}

    def forget(self) -> None:
        self._kept.clear()

    @property
    def now(self) -> Moment:
        """This moment in the brand's zone."""
        return Moment.of(self._desk.clock.now(), self._zone)

    def read(self, first: date, count: int, per_day: int) -> Page:
        """`count` days from `first`, each with at most `per_day` posts and the number of all."""
        key = (first, count, per_day)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= PAGES_KEPT:
                self._kept.pop(next(iter(self._kept)))
            found = self._kept[key] = self._dressed(self._days(first, count, per_day))
        now = self.now
        month = titled_month(first, count // DAYS_PER_WEEK) if count > DAYS_PER_WEEK else first.replace(day=1)
        return Page(found, month, now.day, now.wall.hour * 60 + now.wall.minute)

    def mended(self, page: Page, ids: Iterable[str], per_day: int) -> Page | None:
        """`page` after these posts changed, only their days read again; None when that cannot be known.

        It cannot where a post was not among those shown: the day that it left is not named then.
        """
        wanted = frozenset(ids)
        if len(wanted) > MENDED_AT_MOST:
            return None
        shown = [entry for day in page.days for entry in day.entries if entry.post_id in wanted]
        if {entry.post_id for entry in shown} != wanted:
            return None
        now_on = [entry.day for entry in self._maker.entries(self._reader.rows_of(tuple(wanted)))]
        touched = {day for day in (*(entry.day for entry in shown), *now_on) if day is not None}
        days = list(page.days)
        positions = [position for day in touched if (position := page.position_of(day)) >= 0]
        for position in positions:
            marks, free = days[position].marks, days[position].free
            days[position] = self._days(days[position].day, 1, per_day)[0]._replace(marks=marks, free=free)
        if self.layers is not None:
            days = list(self.layers.follow(days, positions))
        self.forget()
        self._kept[(page.first, len(days), per_day)] = tuple(days)
        return page._replace(days=tuple(days))

    def everything(self, first: date, count: int, per_day: int) -> tuple[Day, ...]:
        """All posts of some days."""
        return self._dressed(self._days(first, count, per_day))

    def entries(self, ids: Sequence[str], page: Page) -> tuple[Entry, ...]:
        """Posts by id in the order asked for, from `page` where they stand there."""
        wanted = frozenset(ids)
        found = [entry for day in page.days for entry in day.entries if entry.post_id in wanted]
        missing = tuple(wanted - {entry.post_id for entry in found})
        if missing:
            found += self._maker.entries(self._reader.rows_of(missing))
        return in_order(ids, found)

    def _dressed(self, days: tuple[Day, ...]) -> tuple[Day, ...]:
        return self.layers.dress(days) if self.layers is not None else days

    def _days(self, first: date, count: int, per_day: int) -> tuple[Day, ...]:
        start, end = span_us(first, count, self._zone)
        if not isinstance(self.brands, str):  # days of other zones begin and end at other instants
            start, end = start - A_DAY_US, end + A_DAY_US
        found = self._reader.by_day(self.brands, start, end, per_day, self.filters)
        return self._maker.days(first, count, found, self._zone)
