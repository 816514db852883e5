"""Events of a calendar file as posts of ours that come back, as notes on days, or as drafts and ideas of their own."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from smmdesk.desk import recurrence
from smmdesk.desk.ics_reading import Event, Start
from smmdesk.desk.import_ids import made_id
from smmdesk.desk.import_plan import EventsAs, RowProblem
from smmdesk.desk.import_rows import NOON, Wish
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content
from smmdesk.model.dates import say_clock, say_in_figures
from smmdesk.model.moment import FIRST_YEAR, LAST_YEAR, Moment, zone_of
from smmdesk.model.planning_aids import DayNote
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.series import Series
from smmdesk.platforms.markup import plain_of

if TYPE_CHECKING:
    from smmdesk.store.reader import Reader

AHEAD, BEHIND = timedelta(days=366), timedelta(days=31)
"""Of what comes again and again, as far as notes are written ahead, and back."""
MOST_TIMES = 400
MOST_NOTES = 20_000
MOST_STEPS = 2_000_000
"""Times that all rules of a file together may be counted through: further ones are taken once."""
NOTE_MOST = 200
_DAYS_OF = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 365}


def as_wishes(events: Sequence[Event], how: EventsAs) -> list[Wish]:
    """Posts of ours, and where drafts or ideas are wished for, those of the other events too."""
    replaced = {(event.uid, str(event.instead_of)) for event in events if event.instead_of is not None}
    return [
        _of_ours(event) if event.ours else _of_other(event, how, replaced)
        for event in events
        if event.ours or (how is not EventsAs.NOTES and not event.cancelled)
    ]


def _of_ours(event: Event) -> Wish:
    """A post that comes back: its hour as it was written, unless the event was moved by another program."""
    return Wish(
        number=event.number,
        id=event.ours,
        title=event.title,
        text=event.description or ("" if event.wall is not None else event.summary),
        link=event.url if event.url or event.wall is not None else None,
        labels=event.categories,
        **_time(event),  # type: ignore[arg-type]
    )


def _of_other(event: Event, how: EventsAs, replaced: set[tuple[str, str]]) -> Wish:
    words = _plain(event.description)
    named = f"{event.uid}\0{event.instead_of or ''}" if event.uid else ""
    wish = Wish(
        number=event.number,
        id=named,
        title=event.summary if words else None,
        text=words or event.summary,
        link=event.url,
        labels=event.categories,
        idea=how is EventsAs.IDEAS,
        **_time(event),  # type: ignore[arg-type]
    )
    repeats = event.rule or event.more_dates
    return replace(wish, problems=(*wish.problems, Problem("import_repeats"))) if repeats else wish


def _time(event: Event) -> dict[str, object]:
    if event.wall is not None:
        return {"has_time": True, "wall": event.wall, "zone": event.zone}
    start = event.start
    if start is None:
        problem = Problem("time_not_understood", {"text": event.said[:80], "field": "when"})
        return {"has_time": True, "problems": (problem,)}
    wall = start if isinstance(start, datetime) else datetime.combine(start, NOON)
    return {"has_time": True, "wall": wall, "zone": event.zone}


def _plain(text: str) -> str:
    """A description without the HTML that some calendars write."""
    text = text.replace("\r\n", "\n").replace("\xa0", " ").replace("&nbsp;", " ")
    return plain_of(text) if "</" in text or "<br" in text.lower() else text.strip()


# ------------------------------------------------------------------ notes
@dataclass(slots=True)
class Notes:
    """The notes of one file: `fresh` to be written (those with a revision change), `same` are there as they are."""

    reader: "Reader"
    brand: Brand
    today: date
    fresh: list[DayNote] = field(default_factory=list)
    same: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    steps: int = 0

    def read(self, events: Sequence[Event]) -> None:
        """Turn all events that are no posts of ours into notes."""
        wanted = [event for event in events if not event.ours and not event.cancelled]
        instead = _instead(wanted)
        made: dict[str, DayNote] = {}
        seen: Counter[str] = Counter()
        for event in wanted:
            said = event.uid or f"{event.summary}\0{event.start}"
            seen[said] += event.instead_of is None
            name = f"{self.brand.id}\0note\0{said}\0{seen[said] if event.instead_of is None else event.instead_of}"
            for note in self._notes(event, name, instead.get(event.uid, ())):
                made[note.id] = note
            if len(made) > MOST_NOTES:
                break
        known = self.reader.many(DayNote, list(made))
        for note in made.values():
            before = known.get(note.id)
            whole = replace(note, revision=before.revision, changed_by=before.changed_by) if before else note
            if whole == before:
                self.same += 1
            else:
                self.fresh.append(whole)

    def _notes(self, event: Event, name: str, instead: Sequence[Start]) -> Iterator[DayNote]:
        words = _note_words(event)
        if event.start is None:
            text = {"text": event.said[:80], "field": "when"}
            self.problems.append(RowProblem(event.number, Problem("time_not_understood", text), skipped=True))
            return
        if not words:
            self.problems.append(RowProblem(event.number, Problem("import_empty"), skipped=True))
            return
        first = self._local(event.start, event.zone)
        if not FIRST_YEAR <= first.year <= LAST_YEAR - 1:
            text = {"text": say_in_figures(first.date()), "field": "when"}
            self.problems.append(RowProblem(event.number, Problem("time_not_understood", text), skipped=True))
            return
        length = self._length(event, first)
        yearly = _is_yearly(event, first) and not instead
        clock = "" if not isinstance(event.start, datetime) else f"{say_clock(first)} "
        for wall in [first] if yearly else self._walls(event, first, instead):
            last = wall.date() + length if length else None
            yield DayNote(
                made_id(f"{name}\0{wall.date() if event.rule else ''}"),
                self.brand.id,
                f"{clock}{words}"[:NOTE_MOST],
                wall.date(),
                last,
                yearly,
            )

    def _local(self, start: Start, zone: str) -> datetime:
        """A start by the brand's clock."""
        if not isinstance(start, datetime):
            return datetime(start.year, start.month, start.day)
        if start.tzinfo is None:
            try:
                start = start.replace(tzinfo=zone_of(zone or self.brand.zone))
            except ValueError:
                return start
        return start.astimezone(zone_of(self.brand.zone)).replace(tzinfo=None)

    def _length(self, event: Event, first: datetime) -> timedelta:
        """How many days further it goes on; what ends at midnight does not touch the next day."""
        if event.end is None:
            return timedelta()
        end = self._local(event.end, event.zone)
        last = (end - timedelta(seconds=1)).date() if end > first else first.date()
        return min(last - first.date(), timedelta(days=3660))

    def _walls(self, event: Event, first: datetime, instead: Sequence[Start]) -> Iterator[datetime]:
        if not event.rule:
            yield first
            return
        left_out = {self._local(start, event.zone) for start in (*event.left_out, *instead)}
        series = self._series(event, first)
        if series is None:
            self.problems.append(RowProblem(event.number, Problem("import_repeats")))
            yield first
            return
        begin, end = self.today - BEHIND, self.today + AHEAD
        span = (datetime(begin.year, begin.month, begin.day), datetime(end.year, end.month, end.day))
        for number, wall in enumerate(recurrence.walls(series, *span)):
            if number >= MOST_TIMES:
                return
            if wall not in left_out:
                yield wall

    def _series(self, event: Event, first: datetime) -> Series | None:
        """The rule as ours are kept; None for one that we do not keep, or that would be counted too long."""
        try:
            rule = recurrence.checked(event.rule, first)
        except ProblemError:
            return None
        often = _DAYS_OF[recurrence.parts_of(rule)["FREQ"]]
        self.steps += max(0, (self.today - first.date()).days) // often
        if self.steps > MOST_STEPS:
            return None
        return Series("", self.brand.id, Content(), Moment(first, self.brand.zone), rule)


def _note_words(event: Event) -> str:
    words = event.summary or next(iter(_plain(event.description).splitlines()), "")
    return " ".join(words.split())


def _instead(events: Sequence[Event]) -> dict[str, list[Start]]:
    """By UID the times of a series that events of their own stand for."""
    found: dict[str, list[Start]] = {}
    for event in events:
        if event.instead_of is not None:
            found.setdefault(event.uid, []).append(event.instead_of)
    return found


def _is_yearly(event: Event, first: datetime) -> bool:
    """Comes every year on its day, for good: a birthday."""
    try:
        parts = recurrence.parts_of(event.rule) if event.rule else {}
    except ProblemError:
        return False
    plain = {"FREQ": "YEARLY", "INTERVAL": "1", "BYMONTH": str(first.month), "BYMONTHDAY": str(first.day)}
    said = {name: value.lstrip("0") for name, value in parts.items() if name != "WKST"}
    return said.get("FREQ") == "YEARLY" and not event.left_out and said.items() <= plain.items()
