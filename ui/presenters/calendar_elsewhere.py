"""Posts that wait at the platforms' own schedulers and are not ours: read once, and what can be done with one."""

from datetime import date

from smmdesk.desk import planning, waiting_elsewhere
from smmdesk.desk.desk import Desk
from smmdesk.model.content import Content
from smmdesk.model.foreign import ForeignEntry
from smmdesk.model.moment import Moment, from_us, to_us
from smmdesk.model.words import _
from ui.bridge import Bridge
from ui.models import calendar_elsewhere
from ui.models.calendar_entries import Mark


class ElsewhereLayer:
    """Reads what is known of a brand's channels with the first page and keeps it; `forget` after it changed."""

    def __init__(self, desk: Desk, brand_id: str, zone: str) -> None:
        self._desk, self._brand_id, self._zone = desk, brand_id, zone
        self._entries: dict[str, ForeignEntry] | None = None
        self._marks: dict[date, tuple[Mark, ...]] = {}

    def forget(self) -> None:
        self._entries = None

    def of_day(self, day: date) -> tuple[Mark, ...]:
        """What waits on a day, in order of time; what has had its moment waits no more."""
        if self._entries is None:
            self._read()
        assert self._entries is not None
        now_us = to_us(self._desk.clock.now())
        return tuple(mark for mark in self._marks.get(day, ()) if self._entries[mark.id].post.at_us > now_us)

    def entry(self, mark: Mark) -> ForeignEntry | None:
        """The post of a mark, while it is there."""
        if self._entries is None:
            self._read()
        return (self._entries or {}).get(mark.id)

    def moment(self, entry: ForeignEntry) -> Moment:
        return Moment.of(from_us(entry.post.at_us), self._zone)

    def _read(self) -> None:
        self._entries, self._marks = {}, {}
        for entry in waiting_elsewhere.waiting(self._desk, self._brand_id):
            entry_id = f"{entry.channel_id} {entry.post.remote_id}"
            facts, shown = self._desk.facts(entry.platform), self.moment(entry).shown
            minutes = shown.hour * 60 + shown.minute
            mark = calendar_elsewhere.mark_of(entry_id, minutes, facts.key, facts.name, facts.tint, entry.post)
            self._entries[entry_id] = entry
            self._marks[shown.date()] = (*self._marks.get(shown.date(), ()), mark)


def not_by_us(desk: Desk, entry: ForeignEntry) -> str:
    """Said where the pointer rests on one, and in its menu."""
    return _("Scheduled on {platform}, not by smmdesk").format(platform=desk.facts(entry.platform).name)


def make_draft(bridge: Bridge, brand_id: str, entry: ForeignEntry, moment: Moment) -> str:
    """A draft with its words at its moment, for no channel yet: sent there too it would be out twice. Returns its id,
    empty when that failed."""
    content = Content(text=entry.post.words)
    post = bridge.attempt(
        lambda: planning.add_post(bridge.desk, brand_id, content=content, planned=moment, channels=())
    )
    if post is None:
        return ""
    bridge.announce(_("A draft with these words, for no channel yet"), True)
    return post.id
