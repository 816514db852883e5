"""When and how what is new is told: not to who is looking, not in quiet hours, many as one, never the same twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from smmdesk.desk.news import Kind, News, Watcher
from smmdesk.model.for_the_eye import tame
from smmdesk.model.moment import zone_of
from smmdesk.model.words import ngettext
from smmdesk.system.zones import local_zone
from ui.bridge import Bridge

if TYPE_CHECKING:
    from smmdesk.model.changes import Changes
    from smmdesk.system.settings import Settings

GATHER_MS = 1_500
"""What comes in one go is told in one go."""
APART_MS = 6_000
"""Between two notifications: a click is about the last one shown."""
LONGEST_WAIT_MS = 600_000
SINGLY_MOST = 3
BEAT_MS = 300_000
TITLE_MOST, TEXT_MOST = 80, 160


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification. `news` is what a click opens; None: the list, `place`."""

    title: str
    text: str
    news: News | None = None
    place: str = ""


class Notifier(QObject):
    """Lives as long as the window. `shown` is told each Notice at its time; `is_seen` says whether somebody looks."""

    shown = Signal(object)  # Notice

    def __init__(self, bridge: Bridge, is_seen: Callable[[], bool]) -> None:
        super().__init__()
        self._bridge, self._desk, self._is_seen = bridge, bridge.desk, is_seen
        self._watcher = Watcher(self._desk, () if is_seen() else (Kind.MISSED, Kind.NEEDS_YOU))
        self._kept: list[News] = []
        self._queue: list[Notice] = []
        self._gather = self._timer(self.look, GATHER_MS)
        self._quiet_over = self._timer(self.look, LONGEST_WAIT_MS)
        self._next = self._timer(self._show_next, APART_MS)
        self._beat = QTimer(self, interval=BEAT_MS)  # a post that waits for an OK comes near by time alone
        self._beat.timeout.connect(self.look)
        self._beat.start()
        bridge.changed.connect(self._desk_changed)
        self._gather.start()

    def close(self) -> None:
        for timer in (self._gather, self._quiet_over, self._next, self._beat):
            timer.stop()
        self._bridge.changed.disconnect(self._desk_changed)

    def look(self) -> None:
        """Tell what is new and wanted, and what quiet hours kept back as soon as they are over."""
        settings = self._desk.settings
        wanted = wanted_kinds(settings)
        self._kept += [one for one in self._watcher.look() if one.kind in wanted]
        if self._is_seen():
            self._kept.clear()
        quiet = quiet_for(settings, self._here())
        if self._kept and quiet:
            self._quiet_over.start(min(LONGEST_WAIT_MS, round(quiet.total_seconds() * 1000) + 1000))
            return
        still = [one for one in self._kept if one.kind in wanted and self._watcher.is_open(one)]
        self._kept.clear()
        self._queue += notices(still, words=settings.get("tell_words") == "on")
        if not self._next.isActive():
            self._show_next()

    def _show_next(self) -> None:
        if self._queue:
            self.shown.emit(self._queue.pop(0))
            self._next.start()

    def _here(self) -> datetime:
        return self._desk.clock.now().astimezone(zone_of(local_zone()))

    def _timer(self, done: Callable[[], None], interval_ms: int) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=interval_ms)
        timer.timeout.connect(done)
        return timer

    def _desk_changed(self, changes: "Changes") -> None:
        if changes.touches("part", "delivery", "channel", "message", "approval_note") and not self._gather.isActive():
            self._gather.start()


def wanted_kinds(settings: "Settings") -> frozenset[Kind]:
    """What the person wants to be told."""
    choices = {
        "tell_needs_you": (Kind.NEEDS_YOU, Kind.MISSED),
        "tell_messages": (Kind.MESSAGE,),
        "tell_published": (Kind.PUBLISHED,),
    }
    return frozenset(kind for name, kinds in choices.items() if settings.get(name) == "on" for kind in kinds)


def quiet_for(settings: "Settings", here: datetime) -> timedelta:
    """How long the quiet hours still last at `here`, the wall clock of this computer; zero outside of them."""
    if settings.get("quiet") != "on":
        return timedelta()
    first, last = (time.fromisoformat(str(settings.get(name))) for name in ("quiet_from", "quiet_until"))
    now = here.time().replace(tzinfo=None)
    inside = first <= now < last if first <= last else (now >= first or now < last)
    if not inside:
        return timedelta()
    end = datetime.combine(here.date(), last)
    if end.time() <= now:
        end += timedelta(days=1)
    return end - here.replace(tzinfo=None)


def notices(news: Sequence[News], *, words: bool) -> list[Notice]:
    """One for each, or one for all of them when they are more than three. Without `words` they name nothing."""
    if len(news) > SINGLY_MOST:
        return [_of_many(news)]
    return [Notice(tame(one.title, TITLE_MOST), tame(one.text, TEXT_MOST) if words else "", one) for one in news]


def _of_many(news: Sequence[News]) -> Notice:
    messages = sum(one.kind is Kind.MESSAGE for one in news)
    out = sum(one.kind is Kind.PUBLISHED for one in news)
    asking = len(news) - messages - out
    said = []
    if asking:
        said.append(ngettext("{count} post needs you", "{count} posts need you", asking).format(count=asking))
    if messages:
        said.append(ngettext("{count} new message", "{count} new messages", messages).format(count=messages))
    if out:
        said.append(ngettext("{count} post went out", "{count} posts went out", out).format(count=out))
    return Notice(said[0], ", ".join(said[1:]), None, "inbox" if messages and not asking else "outbox")
