"""The inbox: what people wrote, grouped by post, and what a person does with it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from smmdesk.desk import answering, triage
from smmdesk.desk.brands import open_brand
from smmdesk.model.brand import Brand
from smmdesk.model.changes import Changes
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moment import Moment
from smmdesk.model.problem import Problem
from smmdesk.model.when import parse_when
from smmdesk.model.words import _
from smmdesk.store.inbox_reads import Which
from ui.bridge import Bridge
from ui.presenters.inbox_items import Item
from ui.presenters.inbox_listing import PAGE, Filters, InboxListing
from ui.presenters.inbox_person import PersonColumn
from ui.presenters.inbox_reply import ReplyBox
from ui.presenters.inbox_thread import MOST, Thread, ThreadReader
from ui.presenters.waking import Waking


class InboxPresenter(QObject):
    """`list` is what stands at the left. `changed` fires after it changed, `thread_changed` after what stands beside
    it did."""

    changed = Signal()
    thread_changed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge, self.desk = bridge, bridge.desk
        self.list = InboxListing(self.desk, open_brand(self.desk), bridge.shown_brands)
        self.selected = ""
        self.talk: Thread | None = None
        self._said_most = MOST
        self._written_to: Brand | None = None
        self.reply = ReplyBox(bridge)
        self.person = PersonColumn(bridge)
        self._is_closed = False
        self._wake = Waking(self, self.reload)
        bridge.changed.connect(self._desk_changed)
        self.reload()

    def close(self) -> None:
        """What is typed is kept. Closing again does nothing."""
        if not self._is_closed:
            self._is_closed = True
            self._wake.stop()
            self.reply.close()
            self.bridge.changed.disconnect(self._desk_changed)

    @property
    def brand(self) -> Brand:
        """Who was written to, in what stands beside the list; else the one that is open."""
        return self._written_to or self.list.brand

    @property
    def items(self) -> tuple[Item, ...]:
        return self.list.items

    # ------------------------------------------------------------------ which
    def show_only(self, which: str) -> None:
        """One of Which; a search goes on within everything."""
        self.list.which, self.list.wanted = Which(which), PAGE
        self.reload()

    def narrow(self, filters: Filters) -> None:
        """Of the list only what these let through."""
        self.list.filters, self.list.wanted = filters, PAGE
        self.reload()

    def search(self, words: str) -> None:
        """Show what holds these words, in every list; "" shows the list again."""
        if words != self.list.words:
            self.list.words, self.list.wanted = words, PAGE
            self.reload(counts=False)

    def read_more(self) -> None:
        """The next page, at the end of the list."""
        self.list.wanted += PAGE
        self.reload(counts=False)

    def select(self, key: str) -> None:
        """Show a message with what was said before; it counts as read then. "" shows none."""
        if key == self.selected:
            return
        self.reply.leave(key)
        self.selected, self.talk, self._said_most = key, None, MOST
        if key:
            self.bridge.attempt(lambda: answering.mark(self.desk, key, read=True))
        self._read_thread()

    def step(self, by: int) -> str:
        """The message `by` rows further down (up where negative), else the one there is; "" in an empty list."""
        return self.list.step(self.selected, by)

    # ------------------------------------------------------------------ what the person decides
    def toggle_done(self) -> None:
        """Done, and on to the next one; what was done waits again."""
        if self.talk is None:
            return
        key, was_done = self.selected, self.talk.message.done
        if was_done:
            self._act(lambda: triage.reopen(self.desk, [key]), _("Waits for an answer again"))
        else:
            self._leave(lambda: triage.done(self.desk, [key]), _("Done"))

    def snooze(self, until: Moment) -> None:
        key = self.selected
        self._leave(lambda: triage.snooze(self.desk, key, until), _("Put off"))

    def snooze_until(self, words: str, language: str) -> None:
        """Until the time that these words say; a time that is past or not understood is said so."""
        now = self.desk.clock.now()
        until = self.bridge.attempt(lambda: parse_when(words, now, self.brand.zone, language))
        if until is not None and until.instant <= now:
            self.bridge.fail(Problem("time_past"))
        elif until is not None:
            self.snooze(until)

    def assign(self, name: str) -> None:
        key = self.selected
        self._act(lambda: triage.assign(self.desk, key, name), _("Given to {name}").format(name=name) if name else "")

    def write_note(self, message_id: str, text: str) -> None:
        """On the message that it was typed for: another one may be selected by now."""
        self._act(lambda: triage.note(self.desk, message_id, text), _("Note kept"))

    def make_idea(self) -> None:
        key = self.selected
        self._act(lambda: triage.make_idea(self.desk, key), _("It stands among the ideas"))

    def send(self) -> bool:
        """Answer with what was typed; on to the next one in the list of what waits. False where it stays."""
        key, following = self.selected, self._following()
        if not key or not self.reply.send():
            return False
        self.reload()
        if self._is_waiting_list and following:
            self.bridge.announce(_("The answer is on its way"))
        self._read_thread()
        return True

    def _act(self, intent: Callable[[], Any], said: str) -> bool:
        """Do one thing with the selected message. An intent without a value counts as done."""
        if not self.selected:
            return False
        if self.bridge.attempt(lambda: (intent(), True)) is None:
            return False
        if said:
            self.bridge.announce(said, True)
        return True

    def _leave(self, intent: Callable[[], Any], said: str) -> None:
        """Do what takes the message out of the list of what waits; the next one is selected."""
        following = self._following() if self._is_waiting_list else self.selected
        shown = self.talk
        if following != self.selected:
            self.reply.leave(following)
            self.talk = None  # not read again for what goes
        if not self._act(intent, said):
            self.talk = shown
        elif following != self.selected:
            self.select(following)
            self.changed.emit()

    @property
    def _is_waiting_list(self) -> bool:
        return self.list.which is Which.OPEN and not self.list.is_search

    def _following(self) -> str:
        """The message after the selected one, else before it, else none."""
        after, before = self.step(1), self.step(-1)
        return next((key for key in (after, before) if key != self.selected), "")

    # ------------------------------------------------------------------ reading
    def reload(self, *, counts: bool = True) -> None:
        """Read the list again, as far as it was read; `counts`: how many wait may have changed too."""
        self._wake.at(self.list.read(counts=counts), self.desk.now_us())
        self.changed.emit()

    def _read_thread(self) -> None:
        key = self.selected
        self.reply.leave(key)
        with self.desk.store.reading() as reader:
            message = reader.find(Message, key) if key else None
            self._written_to = reader.get(Brand, message.brand_id) if message else None
            read = ThreadReader(self.desk, reader, self.brand.zone).read
            self.talk = read(message, self._said_most) if message else None
            self.person.show(reader, message.person_id if message else None, self.brand.zone)
            self.reply.show(reader, message)
        self.reply.changed.emit()
        self.thread_changed.emit()

    def _desk_changed(self, changes: Changes) -> None:
        ids = changes.of("message") | changes.of("answer_draft")
        if self.list.is_named_in(changes) or (ids and not self.list.patch(ids)):
            self.reload()
        elif ids:
            self.changed.emit()
        if self._is_about_talk(changes):
            self._read_thread()

    def _is_about_talk(self, changes: Changes) -> bool:
        """Whether what is shown beside the list may have changed. A private conversation goes on while it is read."""
        if self.talk is None:
            return False
        if self.talk.message.kind is MessageKind.PRIVATE and changes.touches("message"):
            return True
        said = {bubble.key for bubble in self.talk.bubbles}
        mine = changes.of("message") & said or self.talk.message.person_id in changes.of("person")
        return bool(mine) or changes.touches("delivery", "part", "post", "channel")


def read_more_said(presenter: InboxPresenter) -> None:
    """More of what the same person wrote, before and after."""
    presenter._said_most += MOST
    presenter._read_thread()


def pick_brand(presenter: InboxPresenter, brand_id: str) -> None:
    """Of all brands only what was written to one; empty for all of them."""
    presenter.list.only(brand_id)
    presenter.reload()
