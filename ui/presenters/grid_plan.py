"""The grid of an account: what is out and what is planned there, in the order in which people will see it."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import QObject, Signal

from smmdesk.desk import planning
from smmdesk.model.changes import Changes
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.dates import say_time
from smmdesk.model.moment import to_us
from smmdesk.model.post import Post
from smmdesk.model.stages import Progress, state_of, state_word
from smmdesk.model.words import _
from smmdesk.platforms.facts import Facts
from smmdesk.store.calendar_reads import CalendarReader, CalendarRow, Filters
from ui.bridge import Bridge

BACK, AHEAD = timedelta(days=180), timedelta(days=180)
MOST = 60
MOVABLE = (Progress.DRAFT, Progress.REVIEW, Progress.SCHEDULED, Progress.HANDED_OFF)
"""What has not left yet: its date can still be given to another post."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One post in the grid. `when` in words, `state` as `stages.state_of`; `can_move`: its date can be swapped."""

    post_id: str
    sha256: str
    words: str
    when: str
    state: str
    can_move: bool

    @property
    def spoken(self) -> str:
        return ", ".join(part for part in (self.when, state_word(self.state), self.words or _("No text yet")) if part)


class GridPlan(QObject):
    """`cells` of the chosen channel, the newest first, as the platform shows them. `changed` after each change."""

    changed = Signal()

    def __init__(self, bridge: Bridge, brand_id: str, channel_id: str = "") -> None:
        super().__init__()
        self._bridge, self._desk, self._brand_id = bridge, bridge.desk, brand_id
        self.channels: tuple[tuple[Channel, Facts], ...] = with_grids(bridge, brand_id)
        ids = [channel.id for channel, _facts in self.channels]
        self.channel_id = channel_id if channel_id in ids else next(iter(ids), "")
        self.cells: tuple[GridCell, ...] = ()
        bridge.changed.connect(self._desk_changed)
        self._read()

    def close(self) -> None:
        self._bridge.changed.disconnect(self._desk_changed)

    @property
    def ratio(self) -> float:
        """Width over height of a cell."""
        found = [facts.preview.grid_ratio for channel, facts in self.channels if channel.id == self.channel_id]
        return found[0] if found else 1.0

    def choose(self, channel_id: str) -> None:
        self.channel_id = channel_id
        self._read()

    def swap(self, one: str, other: str) -> bool:
        """Two planned posts exchange their dates, as one step that can be undone; False when that cannot be."""
        movable = {cell.post_id for cell in self.cells if cell.can_move}
        if one == other or not {one, other} <= movable:
            return False
        with self._desk.store.reading() as reader:
            first, second = reader.get(Post, one), reader.get(Post, other)
        if first.planned is None or second.planned is None:
            return False
        dates = {first.id: second.planned, second.id: first.planned}
        moved = self._bridge.attempt(lambda: planning.move_posts(self._desk, dates))
        if moved:
            self._bridge.announce(_("The two posts exchanged their dates"), True)
        return bool(moved)

    def _read(self) -> None:
        now = self._desk.clock.now()
        with closing(CalendarReader(self._desk.paths.database)) as reader:
            filters = Filters(channels=(self.channel_id,))
            rows = (
                reader.month(self._brand_id, to_us(now - BACK), to_us(now + AHEAD), filters) if self.channel_id else ()
            )
            held = any(one.held for one in reader.channels(self._brand_id) if one.id == self.channel_id)
        kept = [row for row in reversed(rows) if self._progress(row) is not Progress.REMOVED][:MOST]
        left_out = self._not_in_grids(kept)
        self.cells = tuple(self._cell(row, held) for row in kept if row.post_id not in left_out)
        self.changed.emit()

    def _cell(self, row: CalendarRow, held: bool) -> GridCell:
        progress = self._progress(row)
        when = say_time(row.moment) if row.moment is not None else ""
        can_move = progress in MOVABLE and row.published == 0
        state = state_of(row.stage, progress, paused=held and progress is Progress.SCHEDULED)
        return GridCell(row.post_id, row.thumb_sha256, row.words, when, state, can_move)

    def _progress(self, row: CalendarRow) -> Progress:
        """How the post stands on this channel; a draft goes nowhere yet."""
        own = next((chip.progress for chip in row.channels if chip.channel_id == self.channel_id), None)
        return own or row.progress

    def _not_in_grids(self, rows: Sequence[CalendarRow]) -> set[str]:
        """Posts of a kind that no grid shows (stories)."""
        facts = next((facts for channel, facts in self.channels if channel.id == self.channel_id), None)
        outside = {kind.key for kind in facts.kinds if not kind.in_grid} if facts is not None else set()
        if facts is None or not outside:
            return set()
        with self._desk.store.reading() as reader:
            posts = reader.many(Post, {row.post_id for row in rows})
        options = {post_id: post.content_for(self.channel_id).options for post_id, post in posts.items()}
        return {post_id for post_id, chosen in options.items() if facts.kind_of(chosen) in outside}

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("post", "part", "delivery", "channel"):
            self._read()


def with_grids(bridge: Bridge, brand_id: str) -> tuple[tuple[Channel, Facts], ...]:
    """The channels whose platform shows its posts in a grid."""
    with bridge.desk.store.reading() as reader:
        channels = reader.all(Channel, brand_id=brand_id)
    found = [
        (channel, bridge.desk.shown_facts(channel))
        for channel in channels
        if channel.status is not ChannelStatus.ARCHIVED
    ]
    return tuple((channel, facts) for channel, facts in found if facts.preview.grid_ratio)
