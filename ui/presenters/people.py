"""The people: who they are, found again, and what a person does with their cards."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer, Signal

from smmdesk.desk import forgetting, people
from smmdesk.model.brand import Brand
from smmdesk.model.changes import Changes
from smmdesk.model.words import _
from smmdesk.store import people_reads
from smmdesk.store.people_reads import Asked, Counts, Group, Order
from ui.bridge import Bridge
from ui.presenters.people_acts import CardDecisions
from ui.presenters.people_card import HISTORY_PAGE, CardReader, CardShown
from ui.presenters.people_rows import PeopleRows, PersonRow

PAGE = 80
SOON_MS = 200
"""Many are heard one after the other: read once."""
SHOWN = ("person", "message", "share", "delivery", "brand", "channel", "contribution", "post", "part")
"""What a list or a card says something of."""
FIRST_ORDER = {Group.REMINDED: Order.REMINDER, Group.ADVOCATES: Order.MOST}


class PeoplePresenter(CardDecisions):
    """`rows` are those read so far of `total`; `chosen` the keys of the selected ones, the first leads. `card` is the
    one that is shown beside, None where none or several are chosen."""

    changed = Signal()
    card_changed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._is_closed = False
        self.asked = Asked()
        self.rows: tuple[PersonRow, ...] = ()
        self.total, self.has_any = 0, False
        self.counts = Counts(0, 0)
        self.own_tags: list[str] = []
        self.chosen: tuple[str, ...] = ()
        self.card: CardShown | None = None
        self._wanted, self._history = PAGE, HISTORY_PAGE
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
    def show_only(self, group: str) -> None:
        """One of Group, in the order that fits it."""
        wanted = Group(group)
        self._ask(replace(self.asked, group=wanted, order=FIRST_ORDER.get(wanted, Order.LAST)))

    def sort(self, order: str) -> None:
        self._ask(replace(self.asked, order=Order(order)))

    def show_tag(self, tag: str) -> None:
        """Only people with this tag; "" for all."""
        self._ask(replace(self.asked, tag=tag))

    def search(self, words: str) -> None:
        self._ask(replace(self.asked, words=words))

    def _ask(self, asked: Asked) -> None:
        if asked != self.asked:
            self.asked, self._wanted = asked, PAGE
            self.reload()

    @property
    def has_more(self) -> bool:
        return len(self.rows) < self.total

    def read_more(self) -> None:
        """The next page, at the end of the list."""
        if self.has_more:
            self._wanted += PAGE
            self.reload()

    def choose(self, keys: Sequence[str]) -> None:
        """These rows are selected; who was chosen first stays first."""
        first = self.chosen[:1] if self.chosen[:1] and self.chosen[0] in keys else ()
        wanted = tuple(dict.fromkeys((*first, *keys)))
        if wanted != self.chosen:
            self.chosen, self._history = wanted, HISTORY_PAGE
            self._read_card()

    def show_earlier(self) -> None:
        """More of what was said."""
        self._history += HISTORY_PAGE
        self._read_card()

    def names_of_chosen(self) -> list[str]:
        names = {row.key: row.name for row in self.rows}
        return [names[key] for key in self.chosen if key in names]

    # ------------------------------------------------------------------ what the person decides

    def merge(self) -> None:
        """What is chosen becomes one card; the first one's name stays."""
        keys = self.chosen
        if len(keys) > 1:
            merge = partial(people.merge, self.desk, keys)
            self._act_long(keys, _("Making one card of them"), merge, lambda kept: self._merged(keys, kept is not None))

    def _merged(self, keys: Sequence[str], is_whole: bool) -> None:
        if is_whole and self.chosen == keys:
            self.choose(keys[:1])
        self._say_done(is_whole, _("They are one card now"))

    def forget(self, person_id: str, name: str = "") -> None:
        """For good."""
        forget = partial(forgetting.forget, self.desk, person_id)
        title = _("Forgetting {name}").format(name=name)
        self._act_long([person_id], title, forget, lambda _count: self._forgotten(person_id), can_stop=False)

    def _forgotten(self, person_id: str) -> None:
        if person_id in self.chosen:
            self.choose([])
        self.reload()
        self.bridge.announce(_("Forgotten"))

    # ------------------------------------------------------------------ reading
    def reload(self) -> None:
        """Read the list again, as far as it was read, and the card beside it. Closed it does nothing."""
        if self._is_closed:
            return
        desk = self.desk
        self._soon.stop()
        with desk.store.reading() as reader:
            self.brand = reader.get(Brand, self.brand.id)
            now_us, today = desk.now_us(), people.today(desk, self.brand.zone)
            found, self.total = people_reads.cards(reader, self.brand.id, self.asked, now_us, self._wanted)
            self.counts = people_reads.counts(reader, self.brand.id, today, now_us)
            self.own_tags = people_reads.own_tags(reader, self.brand.id)
            self.has_any = bool(found) or people_reads.has_any(reader, self.brand.id)
        maker = PeopleRows(desk, self.brand.zone, self.asked.group)
        self.rows = tuple(maker.row(card) for card in found)
        self.changed.emit()
        self._read_card()

    def _read_card(self) -> None:
        if self._is_closed:
            return
        before = self.card
        with self.desk.store.reading() as reader:
            read = CardReader(self.desk, reader, self.brand)
            one = self.chosen[0] if len(self.chosen) == 1 else ""
            self.card = read.read(one, self._history, self.own_tags) if one else None
        if self.card is None and len(self.chosen) == 1:
            self.chosen = ()
        if self.card != before or self.card is None:
            self.card_changed.emit()

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches(*SHOWN):
            self._soon.start()
