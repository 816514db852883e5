"""What the calendar shows, as frozen values: posts as chips know them, days, and a page of days."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from smmdesk.model.moment import Moment
from smmdesk.model.stages import Progress

STAYS = frozenset({Progress.SENDING, Progress.PROCESSING, Progress.UNKNOWN, Progress.PUBLISHED, Progress.REMOVED})
"""What has left, or is leaving, does not move; it can be copied."""
URGENT = frozenset({Progress.NEEDS_YOU, Progress.MISSED, Progress.UNKNOWN})
EXPLAINED = URGENT | {Progress.RETRY}
"""States whose reason is said at the first click."""
ON_ITS_WAY = frozenset({Progress.SENDING, Progress.PROCESSING, Progress.UNKNOWN})


class ChannelMark(NamedTuple):
    """One channel of a post as a glyph: `platform` a key of PLATFORMS, `tint` a token, `name` the platform's name."""

    channel_id: str
    platform: str
    tint: str
    name: str
    progress: str = ""


class Entry(NamedTuple):
    """One post at one moment. `label` is a token of label colours or empty; `picture` the SHA-256 of its first picture.

    `day` and `minutes` (after midnight, 0–1439) are what people will see on the clock; `published` of `live` deliveries
    are out. A post without date (in the tray) has neither moment nor day. `paused`: a channel of it keeps it.
    `repeats`: it is one of a repetition. `language`: its code, where the post has siblings in other languages.
    `brand` is named where several are shown; then `label` is its colour. `approved`: a draft that has its OK.
    """

    post_id: str
    progress: Progress
    words: str
    moment: Moment | None = None
    day: date | None = None
    minutes: int = 0
    channels: tuple[ChannelMark, ...] = ()
    picture: str = ""
    label: str = ""
    published: int = 0
    live: int = 0
    goes_out_anyway: bool = False
    sample: bool = False
    media_count: int = 0
    paused: bool = False
    repeats: bool = False
    language: str = ""
    brand: str = ""
    approved: bool = False

    @classmethod
    def dated(cls, post_id: str, progress: Progress, words: str, moment: Moment, **fields: Any) -> "Entry":
        """An entry whose day and minutes follow from `moment`."""
        shown = moment.shown
        return cls(post_id, progress, words, moment, shown.date(), shown.hour * 60 + shown.minute, **fields)

    @property
    def key(self) -> str:
        """Which chip this is: a post may stand on one day twice, at two times."""
        return f"{self.post_id}@{self.minutes}"

    @property
    def time(self) -> str:
        """`09:00`; empty for a post without date."""
        return f"{self.minutes // 60:02d}:{self.minutes % 60:02d}" if self.day is not None else ""

    @property
    def look(self) -> str:
        """By which name its words, its colours and its icon are found, as `stages.state_of` has them."""
        return "paused" if self.paused else "approved" if self.approved else self.progress

    @property
    def marks(self) -> tuple[str, ...]:
        """Icons beside the state, in order: where it is kept, and whether it comes again."""
        return (*([self.mark] if self.mark else []), *(["repeat-2"] if self.repeats else []))

    @property
    def mark(self) -> str:
        """`plug`: this computer must be on; `lock`: on the platform's own list; empty for others and what is kept."""
        if self.paused:
            return ""
        return {Progress.SCHEDULED: "plug", Progress.HANDED_OFF: "lock"}.get(self.progress, "")

    @property
    def stays(self) -> bool:
        return self.progress in STAYS


NEXT_SLOT = "next"
"""The `id` of the mark of the free slots of a day that has the very next one."""


class Mark(NamedTuple):
    """What a day is beside its posts. `kind` is a MarkKind; `id` names a note or a pause, or is NEXT_SLOT.

    The rest is of a post that waits elsewhere: its minutes after midnight, its words, its platform's key and tint.
    """

    kind: str
    text: str
    id: str = ""
    minutes: int = -1
    words: str = ""
    platform: str = ""
    tint: str = ""


class FreeSlot(NamedTuple):
    """Free places of one moment: `minutes` after midnight, one channel each. `soonest`: the next free one of all."""

    minutes: int
    places: tuple[Any, ...]
    channels: tuple[ChannelMark, ...] = ()
    soonest: bool = False


class Day(NamedTuple):
    """One day of a page: its first posts in order of time, and how many it has in all.

    A column of the board is one too: `stage` says which, and `day` is the day in hand.
    """

    day: date
    entries: tuple[Entry, ...] = ()
    total: int = 0
    note: str = ""
    urgent: int = 0
    marks: tuple[Mark, ...] = ()
    stage: str = ""
    free: tuple[FreeSlot, ...] = ()

    @property
    def key(self) -> date | str:
        """Which day or column this is."""
        return self.stage or self.day

    def hidden_urgent(self, shown: int) -> int:
        """How many posts that need a person stand behind the first `shown` ones."""
        return self.urgent - sum(entry.progress in URGENT for entry in self.entries[:shown]) if self.urgent else 0


class Page(NamedTuple):
    """The days on screen in order. `month` is the one the page is called after (its 1st), `today` the current day."""

    days: tuple[Day, ...]
    month: date
    today: date
    now_minutes: int = 0

    @property
    def first(self) -> date:
        return self.days[0].day

    @property
    def counts(self) -> tuple[int, ...]:
        return tuple(day.total for day in self.days)

    def position_of(self, day: date) -> int:
        """Where `day` stands on the page, -1 when it is elsewhere."""
        number = (day - self.first).days
        return number if 0 <= number < len(self.days) else -1

    def entry(self, post_id: str) -> Entry | None:
        """A post of this page by its id, among those the days carry."""
        return next((entry for day in self.days for entry in day.entries if entry.post_id == post_id), None)


def empty_page(first: date, days: int, month: date, today: date) -> Page:
    """A page without posts."""
    return Page(tuple(Day(first + timedelta(days=number)) for number in range(days)), month, today)


def shown_entries(page: Page, shown: Sequence[int]) -> tuple[tuple[Entry, ...], ...]:
    """The posts that stand on screen when the day at each position shows `shown` chips."""
    return tuple(day.entries[:count] for day, count in zip(page.days, shown, strict=True))
