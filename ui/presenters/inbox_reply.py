"""The reply box: what is typed under a message, how long it may be, who will read it, and sending it."""

from datetime import datetime
from math import ceil

from PySide6.QtCore import QObject, QTimer, Signal

from smmdesk.desk import answering, private_messages, triage
from smmdesk.desk.snippets import Filled, filled, listed, values_for
from smmdesk.desk.unwritten import Unwritten, What
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.dates import say_time
from smmdesk.model.for_the_eye import isolated
from smmdesk.model.limits import count_text
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moment import Moment
from smmdesk.model.person import Person
from smmdesk.model.planning_aids import Snippet
from smmdesk.model.words import _
from smmdesk.platforms.facts import Facts
from smmdesk.store.reader import Reader
from ui.bridge import Bridge
from ui.presenters.audience import AUDIENCE_OPTIONS
from ui.presenters.composer_rows import counter
from ui.presenters.composer_state import Counter, Voice
from ui.presenters.found import shown_author
from ui.presenters.reply_audience import ReplyAudience
from ui.presenters.reply_photos import ReplyPhotos
from ui.presenters.timers import MakeDelay, QtDelay

UNDO_MOST = 200
SAVE_AFTER_MS = 1_000
"""After the last key; a stop of the machine costs at most two seconds of typing (reliability.md)."""
LOOK_AGAIN_MS = 600_000
"""How far ahead the box looks for its end: a timer stands still while the computer sleeps."""


class ReplyBox(QObject):
    """`text` is what stands there. `closed` says why nothing can be answered here, or ""."""

    changed = Signal()

    def __init__(self, bridge: Bridge, make_delay: MakeDelay | None = None) -> None:
        super().__init__()
        self.bridge = self._bridge = bridge
        self._desk = bridge.desk
        self.message: Message | None = None
        self.text, self._reads, self.closed, self.name = "", "", "", ""
        self._channel: Channel | None = None
        self._facts: Facts | None = None
        self._brand: Brand | None = None
        self._closes: datetime | None = None
        self._saved = ""
        self._before: list[str] = []
        self.for_whom = ReplyAudience(bridge)
        self.photos = ReplyPhotos(bridge, self.changed.emit, self.for_whom.is_meant_for_one)
        self._timer = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._timer.timeout.connect(self.keep)
        self._ending = make_delay(self._look_at_end) if make_delay else QtDelay(self._look_at_end, self)

    def close(self) -> None:
        self.keep()
        self._ending.stop()

    def leave(self, message_id: str) -> None:
        """Write down what is typed before another message is read; where that fails the bridge remembers it."""
        if self.message is not None and self.message.id != message_id:
            self.keep()

    def show(self, reader: Reader, message: Message | None) -> None:
        """Another message, or the same again: then what is being typed stays. Whoever calls it tells of it."""
        is_same = message is not None and self.message is not None and message.id == self.message.id
        self.message = message
        self._ending.stop()
        if message is not None:
            self._read(reader, message)
            self._wait_for_end()
            if not is_same:
                self._saved = triage.draft_of(reader, message.id)
                waiting = self._bridge.unwritten.get((str(What.ANSWER), message.id, ""))
                self.text = waiting.text if waiting is not None else self._saved
                self._before = []
            else:
                self._take_in(triage.draft_of(reader, message.id))

    def _take_in(self, stored: str) -> None:
        """An answer that was taken back elsewhere put its words before what is typed here: none of both is lost."""
        if stored != self._saved and stored.endswith(self._saved):
            words = stored.removesuffix(self._saved).rstrip("\n")
            self.text, self._saved = f"{words}\n{self.text}" if self.text else words, stored

    def _read(self, reader: Reader, message: Message) -> None:
        self._channel = reader.find(Channel, message.channel_id)
        self._brand = reader.find(Brand, message.brand_id)
        person = reader.find(Person, message.person_id) if message.person_id else None
        self._facts = self._desk.facts_for(self._channel) if self._channel is not None else None
        self.name = person.name if person is not None else shown_author(message) or _("Somebody")
        self._closes = None
        if self._channel is not None and self._facts is not None:
            self._closes = private_messages.closes_at(reader, self._facts, self._channel, message)
        self.for_whom.show(reader, message, self._channel, self._facts, self._brand)
        self._read_audience(message)

    def _wait_for_end(self) -> None:
        """A box that stands open when its time is over says so by itself, also of an answer in private."""
        ends = [end for end in (self._closes, self.for_whom.until) if end is not None]
        left_s = [left for end in ends if (left := (end - self._desk.clock.now()).total_seconds()) > 0]
        if left_s:
            self._ending.start(min(ceil(min(left_s) * 1000), LOOK_AGAIN_MS))

    def _look_at_end(self) -> None:
        self._wait_for_end()
        if self.message is not None and not self._ending.is_waiting:
            with self._desk.store.reading() as reader:
                self.for_whom.show(reader, self.message, self._channel, self._facts, self._brand)
            self._read_audience(self.message)
            self.changed.emit()

    def _read_audience(self, message: Message) -> None:
        """What follows from for whom it is."""
        in_private = self.for_whom.in_private
        self._reads = self.for_whom.says(self.name) if in_private else self._who_reads(message)
        self.closed = self._why_not(message) or self.for_whom.closed
        language = self._brand.language if self._brand else ""
        self.photos.show(message, self._channel, self._facts, language, in_private=in_private)

    def answer_in_private(self, is_private: bool) -> None:
        """For its author alone, or for everybody."""
        if self.message is not None and is_private != self.for_whom.in_private:
            self.for_whom.choose(is_private)
            self.keep()  # words that could not be written down know it too
            self._read_audience(self.message)
            self.changed.emit()

    @property
    def audience(self) -> str:
        """Who reads it, as it is written by now."""
        message, facts = self.message, self._facts
        if message is None or facts is None or not (message.kind is MessageKind.PRIVATE or self.for_whom.in_private):
            return self._reads
        if not answering.names_others(facts, message, self.text):
            return self._reads
        return _("{name} reads it, and so does whoever else you name with an @").format(name=isolated(self.name))

    def _who_reads(self, message: Message) -> str:
        if message.kind is MessageKind.PRIVATE and self._closes is not None and self._brand is not None:
            until = say_time(Moment.of(self._closes, self._brand.zone))
            words = _("only {name} reads it; from here until {time}")
            return words.format(name=isolated(self.name), time=until)
        if message.kind is MessageKind.PRIVATE:
            return _("only {name} reads it").format(name=isolated(self.name))
        options = message.data.get("options")
        for fact in self._facts.options if self._facts is not None else ():
            value = options.get(fact.key) if isinstance(options, dict) and fact.key in AUDIENCE_OPTIONS else None
            label = next((label for key, label in fact.choices if key == value), "")
            if value and label and value != fact.choices[1][0]:
                return _("who reads it: {audience}").format(audience=_(label))
        return _("everybody can read it")

    def _why_not(self, message: Message) -> str:
        channel, facts = self._channel, self._facts
        if message.removed:
            return _("It was deleted there, so there is nothing to answer.")
        if not message.channel_id:
            return _("It stands on a site of somebody else: answer it there.")
        if channel is None or facts is None or channel.deleted_at_us is not None:
            return _("Its channel is no longer connected.")
        if channel.status is not ChannelStatus.CONNECTED:
            return _("{channel} is not signed in: sign in again to answer.").format(channel=channel.name)
        if self._closes is not None and self._closes <= self._desk.clock.now():
            words = _(
                "{platform} lets programs answer for a time after their last message only, and that is over. Answer it "
                "there; once {name} writes again, it works here too."
            )
            return words.format(platform=_(facts.name), name=isolated(self.name))
        can = facts.sends_by_itself and answering.can_answer(facts, message)
        return "" if can else _("Answer it on {platform} itself.").format(platform=_(facts.name))

    # ------------------------------------------------------------------ typing
    def type(self, text: str) -> None:
        """The words as they stand now; they are kept a moment later."""
        if text != self.text:
            self._before = [*self._before[-UNDO_MOST:], self.text]
            self.text = text
            self._timer.start()
            self.changed.emit()

    def undo(self) -> bool:
        """What was typed last is taken back; False when there is nothing of it left."""
        if not self._before:
            return False
        self.text = self._before.pop()
        self._timer.start()
        self.changed.emit()
        return True

    def keep(self) -> None:
        """Write down what is typed."""
        message, text = self.message, self.text
        if message is not None and text != self._saved:
            self._timer.stop()
            before, self._saved = self._saved, text
            one = self.for_whom.in_private
            typed = Unwritten(What.ANSWER, message.id, text, before, brand_id=message.brand_id, private=one)
            if not self._bridge.write_down(
                typed, lambda: triage.keep_draft(self._desk, message.id, text, in_private=one)
            ):
                self._saved = before
        elif message is not None:  # typed and taken back again
            self._bridge.unwritten.pop((str(What.ANSWER), message.id, ""), None)

    @property
    def counter(self) -> Counter | None:
        """How much of the platform's room the answer takes, with the name it has to begin with."""
        message, channel, facts = self.message, self._channel, self._facts
        if message is None or channel is None or facts is None:
            return None
        whole = answering.as_said(facts, message, self.text, self.for_whom.in_private)
        is_private = message.kind is MessageKind.PRIVATE
        limits = facts.limits_of_answer(channel.reported, is_private, self.for_whom.in_private)
        limits = limits.of(Content(media=self.photos.uses))  # words beside photos may be shorter
        count = count_text(whole if self.text.strip() else "", limits)
        return counter(Voice(channel, facts, limits, self._desk.shown_facts(channel)), count)

    @property
    def can_send(self) -> bool:
        counted = self.counter
        fits = counted is not None and not counted.count.over and not self.photos.is_taking
        return bool(self.text.strip()) and not self.closed and fits

    def send(self) -> bool:
        """Answer; False, and the words stay, where that was refused."""
        message = self.message
        if message is None or not self.can_send:
            return False
        self.keep()
        uses, in_private = self.photos.uses, self.for_whom.in_private
        sent = self._bridge.attempt(
            lambda: answering.reply(self._desk, message.id, self.text, uses, in_private=in_private)
        )
        if sent is None:
            return False
        self._timer.stop()
        self.text, self._saved, self._before = "", "", []
        self.photos.clear()
        self.for_whom.sent()
        return True

    def take_back(self, part_id: str) -> str:
        """An answer that was refused: it goes no more, its words stand in the box of the message that they answer,
        which may be another one of the thread, with another audience. Returns its id; "" where it was refused."""
        self.keep()
        if self.text != self._saved:
            return ""
        taken = self._bridge.attempt(lambda: answering.take_back(self._desk, part_id))
        if taken is None:
            return ""
        answered, text = taken
        if self.message is not None and answered == self.message.id:
            self.text = self._saved = text
            with self._desk.store.reading() as reader:
                self.for_whom.taken_back(reader)
            self._read_audience(self.message)
            self.changed.emit()
        return answered

    # ------------------------------------------------------------------ saved texts
    def snippets(self) -> tuple[Snippet, ...]:
        return listed(self._desk, self._brand.id) if self._brand is not None else ()

    def filled(self, snippet: Snippet) -> Filled:
        """A saved text with its variables: the day is today."""
        brand = self._brand
        assert brand is not None
        now = Moment.of(self._desk.clock.now(), brand.zone)
        return filled(snippet.text, values_for(brand, now, "", brand.language))
