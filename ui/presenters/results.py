"""The place of results: which period and channels are looked at, and what came of them."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from smmdesk.desk import people, planning, results
from smmdesk.desk.brands import open_brand
from smmdesk.desk.results import Results
from smmdesk.model.brand import Brand
from smmdesk.model.changes import Changes
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.periods import Period, Span
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge
from ui.models.calendar_words import week_start
from ui.presenters.results_rows import Bar, Mark, title_of
from ui.presenters.results_shown import Shown, shown_of

SOON_MS = 300
"""Many are heard one after the other: read once."""
READ = "results"
FOLLOWED = ("post", "delivery", "part", "message", "person", "channel", "label", "brand", "day_note", "pause")


class ResultsPresenter(QObject):
    """`results` and what is `shown` of them are None until the first reading ends. Read beside the screen's thread.

    changed: something else is to be shown.
    """

    changed = Signal()
    post_opened = Signal(str)

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge, self.desk = bridge, bridge.desk
        self.brand: Brand = open_brand(self.desk)
        self.today = people.today(self.desk, self.brand.zone)
        self.period = Period.of(Span.MONTH, self.today, week_start())
        self.chosen: frozenset[str] = frozenset()
        self.channels: tuple[Channel, ...] = ()
        self.results: Results | None = None
        self.shown: Shown | None = None
        self.is_reading = False
        self._is_seen, self._is_old, self._is_closed = True, False, False
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.reload)
        bridge.changed.connect(self._desk_changed)
        self.reload()

    def close(self) -> None:
        """Closing again does nothing."""
        if not self._is_closed:
            self._is_closed = True
            self._soon.stop()
            self.bridge.changed.disconnect(self._desk_changed)

    # ------------------------------------------------------------------ which
    @property
    def title(self) -> str:
        return title_of(self.period)

    @property
    def can_go_on(self) -> bool:
        """Whether a later period has begun."""
        return self.period.last < self.today

    def show_span(self, span: str) -> None:
        """A week, month or year: the one of today where it lies in what is shown, else the first in it."""
        day = self.today if self.period.holds(self.today) else self.period.first
        self._look_at(Period.of(Span(span), day, week_start()))

    def show_week(self, bar: Bar) -> None:
        """The week of a column of a year."""
        self._look_at(Period.of(Span.WEEK, bar.column.first, week_start()))

    def step(self, by: int) -> None:
        """The period before or after."""
        if by < 0 or self.can_go_on:
            self._look_at(self.period.stepped(by))

    def go_today(self) -> None:
        self._look_at(Period.of(self.period.span, self.today, week_start()))

    def toggle_channel(self, channel_id: str) -> None:
        """Look at this channel too, or no more; none chosen means all."""
        self.chosen ^= {channel_id}
        self.reload()

    def show_all_channels(self) -> None:
        self.chosen = frozenset()
        self.reload()

    @property
    def channels_said(self) -> str:
        """ "All channels", the name of the one, "3 channels"."""
        names = [channel.name for channel in self.channels if channel.id in self.chosen]
        if not names:
            return _("All channels")
        count = len(names)
        return names[0] if count == 1 else ngettext("{count} channel", "{count} channels", count).format(count=count)

    def _look_at(self, period: Period) -> None:
        if period != self.period:
            self.period = period
            self.reload()

    def marks(self) -> dict[str, Mark]:
        """The glyph of each channel, for the filter."""
        made = {}
        for channel in self.channels:
            facts = self.desk.shown_facts(channel)
            made[channel.id] = Mark(facts.key, facts.tint, channel.name)
        return made

    # ------------------------------------------------------------------ doing
    def use_again(self, post_id: str) -> None:
        """A twin of a post, as a draft without date, opened."""
        twins = self.bridge.attempt(lambda: planning.copy_posts(self.desk, {post_id: None}))
        if twins:
            self.bridge.announce(_("This is the copy: a draft without date"), True)
            self.post_opened.emit(twins[0].id)

    def newest_message(self, bar: Bar) -> str:
        """The last message of a column; "" where none came."""
        column = bar.column
        return results.newest_message(self.desk, self.brand.id, column.first, column.last, self.chosen)

    # ------------------------------------------------------------------ reading
    def set_seen(self, seen: bool) -> None:
        """Out of sight nothing is read; what changed meanwhile is, when it comes back."""
        self._is_seen = seen
        if seen and self._is_old:
            self.reload()

    def reload(self) -> None:
        """Read again what is shown."""
        self._soon.stop()
        self._is_old = False
        self.today = people.today(self.desk, self.brand.zone)
        self._read_channels()
        self.is_reading = True
        if self.bridge.can_run:
            self.bridge.run(self._read_beside(self._reading(self.period, self.chosen)), READ)
            self.changed.emit()
        else:
            self.read_now()

    def read_now(self) -> None:
        """On this thread, for where nothing will run beside it."""
        self._take(self._reading(self.period, self.chosen)())

    def _reading(self, period: Period, chosen: frozenset[str]) -> Callable[[], Results]:
        return lambda: results.read(self.desk, self.brand.id, period, chosen)

    async def _read_beside(self, read: Callable[[], Results]) -> None:
        try:
            found = await self.desk.pool.run(read)
        except Exception:
            self.is_reading = False
            self.changed.emit()
            raise
        if not self._is_closed:
            self._take(found)

    def _take(self, found: Results) -> None:
        self.results, self.is_reading = found, False
        self.shown = shown_of(self.desk, self.brand, self.channels, found)
        self.changed.emit()

    def _read_channels(self) -> None:
        with self.desk.store.reading() as reader:
            self.brand = reader.get(Brand, self.brand.id)
            channels = reader.all(Channel, brand_id=self.brand.id)
        self.channels = tuple(channel for channel in channels if channel.status is not ChannelStatus.ARCHIVED)
        self.chosen &= {channel.id for channel in self.channels}

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches(*FOLLOWED):
            self._is_old = True
            if self._is_seen:
                self._soon.start()
