"""The tray beside the calendar: ideas, drafts without date, and what this computer is needed for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from smmdesk.desk.brands import brand_seen
from smmdesk.model.changes import Changes
from smmdesk.model.moment import Moment, to_us
from smmdesk.model.stages import Progress, Stage
from smmdesk.model.words import _, ngettext
from smmdesk.store.calendar_reads import Waiting
from smmdesk.system.device import read_device
from ui.bridge import Bridge
from ui.models.calendar_entries import Entry
from ui.models.calendar_words import day_and_time
from ui.presenters.calendar_reading import EntryMaker, in_order

if TYPE_CHECKING:
    from ui.presenters.calendar_moves import CalendarMoves

IDEAS, DRAFTS = "ideas", "drafts"
MOST = 300
SETTLED_MS = 250
"""So long after the last change it counts what needs the computer, which walks all that is planned."""
AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class ComputerCard:
    """What to say about this computer; empty sentences are not shown, a card without any is not there."""

    needs: str = ""
    next: str = ""
    anyway: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.needs or self.anyway)


class IdeasTrayPresenter(QObject):
    """`ideas`, `drafts`, `tab`, `computer` and `has_samples` are plain values; `changed`: any of them differs."""

    changed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge, self.desk = bridge, bridge.desk
        self.reader = bridge.calendar
        self.maker = EntryMaker(self.desk)
        self.brand = brand_seen(self.desk, self.reader)
        self.tab = IDEAS
        self.ideas: tuple[Entry, ...] = ()
        self.drafts: tuple[Entry, ...] = ()
        self.computer = ComputerCard()
        self.has_samples = False
        self._has_own_samples = False
        self._soon = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._soon.timeout.connect(self._look_at_computer)
        bridge.changed.connect(self._desk_changed)
        self._read()

    def close(self) -> None:
        self._soon.stop()
        self.bridge.changed.disconnect(self._desk_changed)

    @cached_property
    def moves(self) -> "CalendarMoves":
        """The verbs on posts; loaded with the first of them."""
        from ui.presenters.calendar_moves import CalendarMoves

        return CalendarMoves(self.bridge, self.brand.id, self.brand.zone, self.entries)

    @property
    def shown(self) -> tuple[Entry, ...]:
        """The cards of the chosen tab."""
        return self.ideas if self.tab == IDEAS else self.drafts

    def show_tab(self, tab: str) -> None:
        """`ideas` or `drafts`."""
        if tab in (IDEAS, DRAFTS) and tab != self.tab:
            self.tab = tab
            self.changed.emit()

    @property
    def owner(self) -> str:
        """Whose ideas these are, where the calendar shows several brands; else empty."""
        return self.brand.name if len(self.bridge.shown_brands) > 1 else ""

    @property
    def waiting(self) -> str:
        """An idea of this brand that was typed and could not be written down yet."""
        if not self.bridge.unwritten:  # nearly always: a start loads nothing for it
            return ""
        from smmdesk.desk.unwritten import What

        typed = self.bridge.unwritten.get((str(What.IDEA), self.brand.id, ""))
        return typed.text if typed is not None else ""

    def note(self, text: str) -> str:
        """Write an idea down, or each line of a list as one; returns its id, empty when there was nothing to write."""
        from smmdesk.desk import planning
        from smmdesk.desk.unwritten import Unwritten, What
        from smmdesk.model.content import Content
        from smmdesk.model.listed import listed

        words, made = text.strip(), self.desk.clock.new_id()
        if not words:
            return ""

        several, step = listed(words), ""

        def write() -> None:
            nonlocal step
            if several:
                planning.add_ideas(self.desk, self.brand.id, several)
            else:
                content = Content(text=words)
                planning.add_post(self.desk, self.brand.id, made, content=content, stage=Stage.IDEA)
            step = self.desk.store.own_step.take()

        if not self.bridge.write_down(Unwritten(What.IDEA, "", words, brand_id=self.brand.id, made=made), write):
            return ""
        said = ngettext("{count} idea written down", "{count} ideas written down", len(several))
        self.bridge.announce(said.format(count=len(several)) if several else _("Idea written down"), True, step=step)
        return made

    def fill_slots(self, ids: Sequence[str]) -> None:
        """These cards, else all that are shown, into the next free weekly slots from the top: drafts with a date."""
        from ui.presenters.weekly_slots import fill_slots

        fill_slots(self.bridge, tuple(ids) or tuple(entry.post_id for entry in self.shown))

    def take_in(self, ids: Sequence[str]) -> str:
        """What dropping posts here would do, for the label; empty when it can be done."""
        entries = self.entries(ids)
        if any(entry.stays for entry in entries):
            return _("Already out: it stays on the calendar")
        if all(entry.moment is None for entry in entries):
            return _("Already here")
        return ""

    def unschedule(self, ids: Sequence[str]) -> None:
        """Take posts off the calendar; the tab that now holds them is shown."""
        done = self.moves.unschedule(ids)
        if done:
            ideas = any(entry.progress is Progress.IDEA for entry in self.entries(done))
            self.show_tab(IDEAS if ideas else DRAFTS)

    def subline(self, entry: Entry) -> str:
        """What stands small on a card: where it goes, how many pictures."""
        parts = list(dict.fromkeys(mark.name for mark in entry.channels))[:2]
        if entry.media_count:
            words = ngettext("{count} picture", "{count} pictures", entry.media_count)
            parts.append(words.format(count=entry.media_count))
        return ", ".join(parts)

    def entries(self, ids: Sequence[str]) -> tuple[Entry, ...]:
        """Posts by id, wherever they stand."""
        return in_order(ids, self.maker.entries(self.reader.rows_of(tuple(ids)))) if ids else ()

    def reload(self) -> None:
        self._read()
        self.changed.emit()

    def _read(self) -> None:
        rows = self.reader.undated(self.brand.id, limit=MOST)
        used = self.reader.ideas_in_use(row.post_id for row in rows if row.progress is Progress.IDEA)
        self.ideas = self.maker.entries(
            row for row in rows if row.progress is Progress.IDEA and row.post_id not in used
        )
        self.drafts = self.maker.entries(row for row in rows if row.progress is not Progress.IDEA)
        self._has_own_samples = any(row.sample for row in rows)
        self.can_fill = bool(rows) and self.reader.has_slots(self.brand.id)
        self._read_computer()

    def _read_computer(self) -> None:
        """What depends on the dated posts alone."""
        found = {brand_id: self._waiting(brand_id) for brand_id in self._brand_ids()}
        self.has_samples = found[self.brand.id].samples or self._has_own_samples
        every = found.values()
        first = min((one.next for one in every if one.next is not None), key=lambda at: at.instant, default=None)
        anyway = _anyway(sum(one.anyway for one in every))
        if read_device(self.desk.paths, self.desk.clock).asks:  # from elsewhere: nothing goes out here yet
            self.computer = ComputerCard(anyway=anyway)
            return
        self.computer = ComputerCard(
            _needs(sum(one.soon for one in every), sum(one.needing for one in every)),
            _next(first, self._clocks),
            anyway,
        )

    def _brand_ids(self) -> tuple[str, ...]:
        """All in use: the computer stays on for what goes out of any of them."""
        return tuple(dict.fromkeys([self.brand.id, *(brand.id for brand in self.reader.brands())]))

    @cached_property
    def _clocks(self) -> str:
        """The zone in which times here are read without being told."""
        if len(self.bridge.shown_brands) < 2:
            return self.brand.zone
        from smmdesk.system.zones import local_zone

        return local_zone()

    def _waiting(self, brand_id: str) -> Waiting:
        """What goes out by itself from now on."""
        now = self.desk.clock.now()
        today = Moment.of(now, self._clocks)
        soon = replace(today, wall=datetime.combine(today.day + timedelta(days=2), time.min))
        return self.reader.waiting(brand_id, to_us(now), soon.instant_us, to_us(now + AHEAD))

    def _desk_changed(self, changes: Changes) -> None:
        posts = changes.of("calendar")
        if changes.touches("channel", "label", "asset", "slot") or (
            changes.touches("calendar") and self._concerned(posts)
        ):
            self.reload()
        elif posts:
            self._soon.start()  # again with each change: of several drops in a row it counts after the last

    def _look_at_computer(self) -> None:
        before = self.computer, self.has_samples
        self._read_computer()
        if (self.computer, self.has_samples) != before:
            self.changed.emit()

    def _concerned(self, posts: frozenset[str]) -> bool:
        """Whether other cards may stand here after these posts changed; True when nobody says which."""
        here = {entry.post_id for entry in (*self.ideas, *self.drafts)}
        return not posts or bool(here & posts) or self.reader.has_undated_or_of_ideas(posts)


def _needs(soon: int, all_of_them: int) -> str:
    if soon:
        words = ngettext("{count} post needs it by tomorrow.", "{count} posts need it by tomorrow.", soon)
        return words.format(count=soon)
    if all_of_them:
        words = ngettext("{count} post needs it later.", "{count} posts need it later.", all_of_them)
        return words.format(count=all_of_them)
    return ""


def _next(first: Moment | None, zone: str) -> str:
    """When it is, by its own brand's clocks, which are named where they are not those of `zone`."""
    if first is None:
        return ""
    shown = first.shown
    time = day_and_time(shown.date(), shown.hour * 60 + shown.minute)
    if first.zone != zone:
        from smmdesk.model.dates import say_zone

        time = _("{time} in {zone}").format(time=time, zone=say_zone(first.zone))
    return _("Next: {time}.").format(time=time)


def _anyway(count: int) -> str:
    words = ngettext("{count} post goes out even if it is off.", "{count} posts go out even if it is off.", count)
    return words.format(count=count) if count else ""
