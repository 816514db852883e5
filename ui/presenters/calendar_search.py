"""Search while typing: posts that hold all words, and the day that a typed date means."""

from contextlib import suppress
from datetime import date

from smmdesk.desk.desk import Desk
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import language
from smmdesk.store.calendar_reads import CalendarReader
from ui.models.calendar_entries import Entry
from ui.presenters.calendar_reading import EntryMaker, in_order

MOST = 50
SHORTEST_DATE = 3


class CalendarSearch:
    """`results` and `day` are what the last `look` found."""

    def __init__(self, desk: Desk, reader: CalendarReader, maker: EntryMaker, brand_id: str, zone: str) -> None:
        self._desk, self._reader, self._maker = desk, reader, maker
        self.brand_ids: tuple[str, ...] = (brand_id,)
        self._zone = zone
        self.results: tuple[Entry, ...] = ()
        self.day: date | None = None

    def look(self, text: str) -> None:
        """Find posts, best first, and the date that `text` may be."""
        ids = self._ids(text) if text.strip() else []
        found = self._maker.entries(self._reader.rows_of(tuple(ids))) if ids else ()
        self.results = in_order(ids, found)
        self.day = self._date(text)

    def _ids(self, text: str) -> list[str]:
        from smmdesk.store import search
        from smmdesk.store.reader import rows_of

        with self._desk.store.reading() as reader:
            found = [search.post_ids(rows_of(reader), one, text, MOST) for one in self.brand_ids]
        return [post_id for ids in found for post_id in ids][:MOST]

    def _date(self, text: str) -> date | None:
        if len(text.strip()) < SHORTEST_DATE:
            return None
        from smmdesk.model.when import parse_when

        with suppress(ProblemError):
            return parse_when(text, self._desk.clock.now(), self._zone, language()).day
        return None
