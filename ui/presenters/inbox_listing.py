"""The inbox's list as far as it was read: rows and headings, how many there are, and what of it changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from smmdesk.desk.brands import BrandSeen
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.changes import Changes
from smmdesk.model.channel import Channel
from smmdesk.model.message import MessageKind
from smmdesk.model.words import ngettext
from smmdesk.store import inbox_reads
from smmdesk.store.inbox_reads import Only, Which
from smmdesk.store.reader import Reader
from ui.presenters.inbox_items import Item, ItemReader, without
from ui.presenters.inbox_rows import HOUR_US, InboxHead, InboxRow, InboxRows

PAGE = 80
"""So many messages are read at first, and with each step to the end of the list."""
PATCHED_MOST = 20
A_DAY = 24
"""Hours, where the brand has set itself no goal."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person narrows the list by; `late`: waiting longer than the brand's goal."""

    channels: frozenset[str] = field(default_factory=frozenset)
    kinds: frozenset[MessageKind] = field(default_factory=frozenset)
    assigned_to: str | None = None
    late: bool = False

    def __bool__(self) -> bool:
        return self != Filters()

    def only(self, hours: int, now_us: int) -> Only:
        before_us = now_us - (hours or A_DAY) * HOUR_US if self.late else 0
        return Only(self.channels, self.kinds, self.assigned_to, before_us)


class InboxListing:
    """`items` are the rows read so far, headings among them; `total` is how many the list holds, `count` how many wait
    for an answer in all, whatever is shown."""

    def __init__(self, desk: Desk, brand: Brand, shown: Sequence[BrandSeen] = ()) -> None:
        """`brand` is the one that is open, `shown` those whose messages stand here: it alone, or several."""
        self._desk = desk
        self.brand = brand
        self.shown = {one.id: one for one in shown} or {brand.id: BrandSeen(brand.id, brand.name, brand.zone)}
        self.brand_ids = tuple(self.shown)
        self.which, self.words, self.filters = Which.OPEN, "", Filters()
        self.items: tuple[Item, ...] = ()
        self.total = self.count = 0
        self.has_any = False
        self.wanted = PAGE

    def only(self, brand_id: str) -> None:
        """Of all brands one; empty for all of them."""
        self.brand_ids = (brand_id,) if brand_id in self.shown else tuple(self.shown)
        self.wanted = PAGE

    @property
    def is_search(self) -> bool:
        return bool(self.words.strip())

    @property
    def has_more(self) -> bool:
        return not self.is_search and len(self.keys()) < self.total

    def keys(self) -> list[str]:
        return [item.key for item in self.items if isinstance(item, InboxRow)]

    @property
    def waiting(self) -> str:
        """What waits for an answer, in one sentence; "" for nothing. Late ones are named where all of them are read."""
        if not self.count:
            return ""
        words = ngettext("{count} message waits for an answer", "{count} messages wait for an answer", self.count)
        late = sum(isinstance(item, InboxRow) and item.is_late for item in self.items)
        said = words.format(count=self.count)
        if not late or self.has_more or self.which is not Which.OPEN or self.is_search:
            return said
        longer = ngettext("{count} of them for too long", "{count} of them for too long", late)
        return f"{said}, {longer.format(count=late)}"

    def step(self, key: str, by: int) -> str:
        """The message `by` rows further down (up where negative), else the one there is; "" in an empty list."""
        keys = self.keys()
        if key not in keys:
            return keys[0] if keys else ""
        return keys[max(0, min(len(keys) - 1, keys.index(key) + by))]

    def team(self) -> list[str]:
        """Whoever was given a message before."""
        with self._desk.store.reading() as reader:
            return inbox_reads.assigned_names(reader, self.brand.id)

    # ------------------------------------------------------------------ reading
    def read(self, *, counts: bool = True) -> int | None:
        """Read it again as far as it was read; `counts`: how many wait may have changed too. When the next one that
        was put off comes back (an instant), None for never."""
        now_us = self._desk.now_us()
        with self._desk.store.reading() as reader:
            self.brand = reader.get(Brand, self.brand.id)
            read = ItemReader(reader, self.brand_ids, self._maker(reader), now_us)
            if self.is_search:
                self.items, self.total = read.found(self.words)
            else:
                only = self.filters.only(self.brand.answer_hours, now_us)
                self.items, self.total = read.grouped(self.which, self.wanted, only)
            self.has_any = bool(self.items) or inbox_reads.has_any(reader, self.brand_ids)
            if counts:
                self.count = inbox_reads.count(reader, self.brand_ids, Which.OPEN, now_us)
            return inbox_reads.wakes_next_us(reader, self.brand_ids, now_us)

    def patch(self, ids: frozenset[str]) -> bool:
        """Show again what changed in rows that stand there; False where the list has to be read."""
        places = {item.key: place for place, item in enumerate(self.items) if isinstance(item, InboxRow)}
        is_plain = self.which is Which.OPEN and not self.is_search and not self.filters
        if not is_plain or len(ids) > PATCHED_MOST or not ids <= places.keys():
            return False
        with self._desk.store.reading() as reader:
            maker = self._maker(reader)
            found = {line.id: line for line in inbox_reads.lines(reader, sorted(ids))}
        is_odd = (line.snoozed_until_us is not None or line.kind is MessageKind.FOUND for line in found.values())
        if found.keys() != ids or any(is_odd):
            return False
        items = list(self.items)
        for key, line in found.items():
            items[places[key]] = maker.row(line)
        gone = [line for line in found.values() if line.done or line.removed]
        self.items = without(items, [places[line.id] for line in gone])
        self.count -= sum(line.kind is not MessageKind.FOUND for line in gone)
        self.total -= len(gone)
        return True

    def _maker(self, reader: Reader) -> InboxRows:
        channels = {channel.id: channel for channel in reader.all(Channel, deleted=True)}
        return InboxRows(self._desk, channels, self.brand.zone, self.brand.answer_hours, self._several)

    @property
    def _several(self) -> Mapping[str, BrandSeen]:
        return self.shown if len(self.shown) > 1 else {}

    def is_named_in(self, changes: Changes) -> bool:
        """Whether names or headings that stand there may have changed: not with every post that is being written."""
        people = {item.person_id for item in self.items if isinstance(item, InboxRow)}
        posts = {item.post_id for item in self.items if isinstance(item, InboxHead)}
        shown = changes.of("person") & people or changes.of("post") & posts
        return bool(shown) or changes.touches("brand", "channel")
