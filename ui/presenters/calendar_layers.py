"""What stands on days beside posts: holidays, days that people talk about, notes and pauses; each can be turned off."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from smmdesk.desk import day_marks
from smmdesk.desk.day_marks import MarkKind
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.moment import Moment
from smmdesk.model.planning_aids import DayNote
from smmdesk.model.words import _, language
from ui.bridge import Bridge
from ui.models import calendar_clashes, calendar_elsewhere
from ui.models.calendar_entries import Day, Mark
from ui.presenters import calendar_slots
from ui.presenters.calendar_elsewhere import ElsewhereLayer
from ui.presenters.calendar_slots import SlotLayer

SETTING = "calendar_layers_off"
SPANS_KEPT = 12
BEGINS_A_POST = frozenset({MarkKind.HOLIDAY, MarkKind.AWARENESS})
"""What a click makes a draft of."""


def layer_names() -> tuple[tuple[str, str], ...]:
    """Every layer with its words, in the order of the card."""
    return (
        (MarkKind.HOLIDAY, _("Public holidays")),
        (MarkKind.AWARENESS, _("Days people talk about")),
        (MarkKind.NOTE, _("Notes")),
        (MarkKind.PAUSE, _("Pauses")),
        (calendar_slots.KIND, _("Free slots")),
        (calendar_elsewhere.KIND, _("Scheduled elsewhere")),
        (calendar_clashes.KIND, _("Posts close together")),
    )


def hidden_layers(desk: Desk) -> frozenset[str]:
    """The layers that are turned off."""
    return frozenset(str(desk.settings.get(SETTING)).split())


def show_layer(desk: Desk, kind: str, shown: bool) -> None:
    """Turn one on or off, also for the next start."""
    hidden = hidden_layers(desk) - {kind} if shown else hidden_layers(desk) | {kind}
    desk.settings.set(SETTING, " ".join(sorted(hidden)))


class Layers:
    """Reads per page and keeps it; `forget` after notes, pauses or the brand changed."""

    def __init__(self, desk: Desk, brand_id: str, slots: SlotLayer, elsewhere: ElsewhereLayer) -> None:
        self._desk, self._brand_id, self._slots = desk, brand_id, slots
        self.elsewhere = elsewhere
        self._spans: dict[tuple[date, date, str], dict[date, tuple[Mark, ...]]] = {}

    @property
    def hidden(self) -> frozenset[str]:
        """The layers that are turned off."""
        return hidden_layers(self._desk)

    def forget(self) -> None:
        self._spans.clear()
        self._slots.forget()
        self.elsewhere.forget()

    def follow(self, days: Sequence[Day], touched: Collection[int]) -> tuple[Day, ...]:
        """`days` after posts moved: what depends on posts again, on those at the positions `touched`."""
        if calendar_slots.KIND not in self.hidden and self._slots.has_any:
            return self.dress(days)
        return tuple(
            day._replace(marks=self._with_clashes(day, day.marks)) if number in touched else day
            for number, day in enumerate(days)
        )

    def _with_clashes(self, day: Day, marks: Sequence[Mark]) -> tuple[Mark, ...]:
        kept = tuple(mark for mark in marks if mark.kind != calendar_clashes.KIND)
        hidden = calendar_clashes.KIND in self.hidden
        return kept if hidden else (*kept, *calendar_clashes.marks_of(day.entries))

    def dress(self, days: Sequence[Day]) -> tuple[Day, ...]:
        """`days` with what stands on them."""
        if not days:
            return ()
        found, hidden = self._span(min(day.day for day in days), max(day.day for day in days)), self.hidden
        free = self._slots.of_days(days) if calendar_slots.KIND not in hidden else {}
        dressed = []
        for day in days:
            slots = free.get(day.day, ())
            marks = tuple(mark for mark in found.get(day.day, ()) if mark.kind not in hidden)
            if calendar_elsewhere.KIND not in hidden:
                marks = (*marks, *self.elsewhere.of_day(day.day))
            marks = (*marks, calendar_slots.mark_of(slots)) if slots else marks
            dressed.append(day._replace(marks=self._with_clashes(day, marks), free=slots))
        return tuple(dressed)

    def _span(self, first: date, last: date) -> dict[date, tuple[Mark, ...]]:
        key = (first, last, language())
        found = self._spans.get(key)
        if found is None:
            if len(self._spans) >= SPANS_KEPT:
                self._spans.pop(next(iter(self._spans)))
            with self._desk.store.reading() as reader:
                brand = reader.get(Brand, self._brand_id)
            found = self._spans[key] = {}
            for mark in day_marks.marks(self._desk, brand, first, last):
                found[mark.day] = (*found.get(mark.day, ()), Mark(mark.kind, mark.text, mark.id))
        return found


async def load(desk: Desk, brand_id: str) -> None:
    """Bring the holidays of this year in, which takes a tenth of a second: beside the screen's thread."""

    def read() -> None:
        with desk.store.reading() as reader:
            brand = reader.get(Brand, brand_id)
        day = Moment.of(desk.clock.now(), brand.zone).day
        day_marks.marks(desk, brand, day, day)

    await desk.pool.run(read)


def note_of(desk: Desk, note_id: str) -> DayNote | None:
    with desk.store.reading() as reader:
        return reader.find(DayNote, note_id)


def write_note(
    bridge: Bridge, brand_id: str, note: DayNote | None, text: str, days: tuple[date, date], yearly: bool
) -> None:
    """A new note, or `note` with other words and days; the last day may be the first."""
    desk = bridge.desk
    first, last = min(days), max(days)
    made = note or DayNote(desk.clock.new_id(), brand_id, text, first)
    made = replace(made, text=text, first_day=first, last_day=last if last != first else None, yearly=yearly)
    if bridge.attempt(lambda: day_marks.save_note(desk, made)) is not None:
        bridge.announce(_("Noted"), True)


def remove_note(bridge: Bridge, note_id: str) -> None:
    bridge.attempt(lambda: day_marks.remove_note(bridge.desk, note_id))
    bridge.announce(_("Note deleted"), True)
