"""The board: posts of a month by what they wait for, and what moving one from column to column means.

Only moves that a person can mean are taken; the others say why not. Nothing here publishes.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from smmdesk.model.moment import Moment
from smmdesk.model.stages import Progress
from smmdesk.model.words import _, ngettext
from smmdesk.store.calendar_reads import CalendarRow
from ui.bridge import Bridge
from ui.models.calendar_entries import ON_ITS_WAY, URGENT, Day, Entry, Page
from ui.models.calendar_words import column_title, day_and_time
from ui.presenters.calendar_moves import Answer, CalendarMoves, Find, said
from ui.presenters.calendar_reading import span_us
from ui.presenters.recalls import recall_words

if TYPE_CHECKING:
    from ui.presenters.calendar import CalendarPresenter

IDEAS, DRAFTS, REVIEW, SCHEDULED, PUBLISHED, NEEDS = "ideas", "drafts", "review", "scheduled", "published", "needs"
COLUMNS: Mapping[str, frozenset[Progress]] = {
    IDEAS: frozenset({Progress.IDEA}),
    DRAFTS: frozenset({Progress.DRAFT}),
    REVIEW: frozenset({Progress.REVIEW}),
    SCHEDULED: frozenset(
        {Progress.SCHEDULED, Progress.HANDED_OFF, Progress.RETRY, Progress.SENDING, Progress.PROCESSING}
    ),
    PUBLISHED: frozenset({Progress.PUBLISHED, Progress.REMOVED}),
    NEEDS: URGENT,
}
"""In the order of the screen; every progress stands in exactly one."""
MOST_UNDATED, MOST_SHOWN = 500, 200
ALWAYS = date(1972, 1, 1)
"""What needs a person stands there from every month."""
ORDER = {progress: number for number, progress in enumerate(Progress)}


def column_of(progress: Progress) -> str:
    return next(key for key, held in COLUMNS.items() if progress in held)


class Board:
    """The columns of a month for the calendar's brand, and what moving between them means."""

    def __init__(self, calendar: "CalendarPresenter") -> None:
        self._calendar = calendar
        self.moves = BoardMoves(calendar.bridge, calendar.moves, calendar.entries)

    def read(self, first: date, days: int, now: Moment) -> Page:
        """Dated posts of the month, everything without date, and what needs a person from any month."""
        kept: dict[str, list[Entry]] = {key: [] for key in COLUMNS}
        focused = self._calendar.focused
        for entry in self._calendar.maker.entries(self._rows(first, days)):
            kept[column_of(entry.progress)].append(entry)
        kept[PUBLISHED].reverse()
        columns = tuple(
            Day(focused, tuple(entries[:MOST_SHOWN]), len(entries), stage=key) for key, entries in kept.items()
        )
        return Page(columns, first.replace(day=1), now.day, now.wall.hour * 60 + now.wall.minute)

    def _rows(self, first: date, days: int) -> list[CalendarRow]:
        """One row of each post: where it stands worst."""
        calendar, filters = self._calendar, self._calendar.filters
        reader, brand = calendar.reader, calendar.brand
        start, end = span_us(first, days, brand.zone)
        undated = reader.undated(calendar.brands.ids, filters, limit=MOST_UNDATED)
        used = reader.ideas_in_use(row.post_id for row in undated if row.progress is Progress.IDEA)
        found = [row for row in undated if row.post_id not in used]
        found += reader.month(calendar.brands.ids, start, end, filters)
        wanted = filters.progress or tuple(map(str, URGENT))
        urgent = tuple(str(progress) for progress in URGENT if str(progress) in wanted)
        if urgent:
            before, _end = span_us(ALWAYS, 1, brand.zone)
            late = reader.month(calendar.brands.ids, before, start, filters._replace(progress=urgent))
            found += late
        worst: dict[str, CalendarRow] = {}
        for row in found:
            known = worst.get(row.post_id)
            if known is None or ORDER[row.progress] < ORDER[known.progress]:
                worst[row.post_id] = row
        return sorted(worst.values(), key=lambda row: (row.planned_us is not None, row.planned_us or 0))


class BoardMoves:
    """What dropping posts on a column does. `find` gives entries by id; `moves` are the calendar's own verbs."""

    def __init__(self, bridge: Bridge, moves: CalendarMoves, find: Find) -> None:
        self._bridge, self._desk = bridge, bridge.desk
        self._moves, self._find = moves, find

    def answer(self, ids: Sequence[str], column: str, today: date, *, copy: bool = False) -> Answer:
        """What leaving `ids` on `column` does, or why it does nothing."""
        entries = self._find(ids)
        reason = "" if entries else _("These posts are no longer there")
        for entry in entries:
            reason = reason or (self._copy_refusal(column) if copy else self._refusal(entry, column, len(entries)))
        if reason:
            return Answer(reason, True, today, 0, {})
        return Answer(self._result(entries, column, copy), False, today, 0, {})

    def asks_time(self, ids: Sequence[str], column: str) -> bool:
        """Whether a moment has to be asked for first: it has none, or its moment is over."""
        return column == SCHEDULED and any(self._needs_time(entry) for entry in self._find(ids))

    def drop(self, ids: Sequence[str], column: str, today: date, *, copy: bool = False) -> tuple[str, ...]:
        """Do what `answer` says as one step; returns the ids that now stand there. A refusal is announced."""
        answer = self.answer(ids, column, today, copy=copy)
        if answer.refused:
            self._bridge.announce(answer.sentence)
            return ()
        if copy:
            return self._moves.duplicate(ids)
        from smmdesk.desk import approving, staging

        also = recall_words(self._desk, ids) if column == DRAFTS else ""
        intent = {DRAFTS: staging.to_drafts, REVIEW: approving.ask_approval, SCHEDULED: staging.to_scheduled}[column]
        found = self._bridge.attempt(lambda: intent(self._desk, ids)) or ()
        if found:
            words = ngettext("Now in “{column}”", "{count} posts are now in “{column}”", len(found))
            words = words.format(count=len(found), column=column_title(column))
            self._bridge.announce(said(words, also), True)
        return tuple(post.id for post in found)

    def _refusal(self, entry: Entry, column: str, count: int) -> str:
        if entry.progress in ON_ITS_WAY:
            return _("On its way: it stays")
        if entry.stays:
            return _("Already out: it can only be copied")
        if column == column_of(entry.progress):
            return _("It is here already")
        if column == IDEAS:
            return _("A post does not turn back into an idea")
        if column == PUBLISHED:
            return _("Posts get here by themselves, at their time")
        if column == NEEDS:
            return _("Posts come here by themselves")
        if column != DRAFTS and entry.progress is Progress.IDEA:
            return _("Make it a draft first")
        return self._schedule_refusal(entry, count) if column == SCHEDULED else ""

    def _schedule_refusal(self, entry: Entry, count: int) -> str:
        if not entry.channels:
            return _("Choose its channels first")
        if count > 1 and self._needs_time(entry):
            return _("Give each of them a time first")
        return ""

    def _copy_refusal(self, column: str) -> str:
        return "" if column == DRAFTS else _("A copy begins among the drafts")

    def _needs_time(self, entry: Entry) -> bool:
        return entry.moment is None or entry.moment.instant <= self._desk.clock.now()

    def _result(self, entries: Sequence[Entry], column: str, copy: bool) -> str:
        first = entries[0]
        if copy:
            return _("copy, {time}").format(time=column_title(DRAFTS))
        if column == SCHEDULED and len(entries) == 1:
            if self._needs_time(first) or first.day is None:
                return _("asks when it goes out")
            return _("goes out {time}").format(time=day_and_time(first.day, first.minutes))
        return column_title(column)
