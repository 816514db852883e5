"""For whom an answer is: for everybody, below what they wrote, or for its author alone where a platform knows it."""

from datetime import datetime

from smmdesk.desk import in_private, triage
from smmdesk.desk.unwritten import What
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.dates import say_time
from smmdesk.model.for_the_eye import isolated
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moment import Moment
from smmdesk.model.private import TOLD
from smmdesk.model.problem import Problem
from smmdesk.model.words import _
from smmdesk.platforms.facts import Facts
from smmdesk.store.reader import Reader
from ui.bridge import Bridge


class ReplyAudience:
    """`is_offered`: the platform knows an answer in private to this message, or did when one was begun. `in_private`:
    it is the one that is written. What is chosen stays with the words that were begun: what was meant for one goes to
    everybody by a person's choice alone."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge, self._desk = bridge, bridge.desk
        self.is_offered = self.in_private = False
        self._chosen: dict[str, bool] = {}
        self._message: Message | None = None
        self._channel: Channel | None = None
        self._facts: Facts | None = None
        self._zone = ""
        self._against: Problem | None = None

    def show(
        self, reader: Reader, message: Message, channel: Channel | None, facts: Facts | None, brand: Brand | None
    ) -> None:
        """Another message, or the same again: then what is chosen stays."""
        self._message, self._channel, self._facts = message, channel, facts
        self._zone = brand.zone if brand is not None else ""
        self.is_offered = bool(channel and facts and not message.removed and in_private.is_offered(facts, message))
        self._against = None
        if self.is_offered and channel is not None and facts is not None:
            self._against = in_private.against(reader, facts, channel, message, self._desk.now_us())
        self._take_in(reader, message)

    def _take_in(self, reader: Reader, message: Message) -> None:
        """What stands there may have come back meanwhile, from the outbox or another window: where any of it is meant
        for one person all of it is, whatever was chosen before."""
        waiting = self._bridge.unwritten.get((str(What.ANSWER), message.id, ""))
        kept = triage.is_in_private(reader, message.id) or (waiting is not None and waiting.private)
        self._chosen[message.id] = kept or self.is_meant_for_one(message.id)
        if self._chosen[message.id] and not self.is_offered and message.kind is not MessageKind.PRIVATE:
            self._hold_back(message)
        self.in_private = self.is_offered and self._chosen[message.id]

    def _hold_back(self, message: Message) -> None:
        """It was begun in private, and the platform knows none to this message any more."""
        if self._channel is not None and self._facts is not None and not message.removed:
            values = {"channel": self._channel.name, "platform": self._facts.name}
            self.is_offered, self._against = True, Problem("no_private_answer", values)

    def is_meant_for_one(self, message_id: str) -> bool:
        """Whether the answer to a message is written in private, as it was chosen here."""
        return self._chosen.get(message_id, False)

    def choose(self, is_private: bool) -> None:
        """Write it in private, or for everybody."""
        if self._message is None or not self.is_offered:
            return
        self.in_private = self._chosen[self._message.id] = is_private
        self.keep()
        if is_private and self._against is not None and self._against.code == "private_not_allowed":
            self._bridge.fail(self._against)  # with the way to sign in

    def keep(self) -> None:
        """Write down what is chosen beside the words, as far as there are some."""
        message = self._message
        if message is not None and self.is_offered:
            self._bridge.attempt(lambda: triage.keep_audience(self._desk, message.id, self.in_private))

    def taken_back(self, reader: Reader) -> None:
        """Words came back into the box, with whom they were for."""
        if self._message is not None:
            self._take_in(reader, self._message)

    def sent(self) -> None:
        """It went out; the next one is for everybody again."""
        if self._message is not None:
            self._chosen[self._message.id] = self.in_private = False

    # ------------------------------------------------------------------ words
    @property
    def until(self) -> datetime | None:
        """Until when it may be given."""
        if self._facts is None or self._message is None or not self.is_offered:
            return None
        return in_private.closes_at(self._facts, self._message)

    def says(self, name: str) -> str:
        """Who reads it, and until when it can be given."""
        if self.until is None:
            return _("only {name} reads it").format(name=isolated(name))
        words = _("only {name} reads it; once, until {time}")
        return words.format(name=isolated(name), time=say_time(Moment.of(self.until, self._zone)))

    @property
    def closed(self) -> str:
        """Why no answer in private can be given now, or ""."""
        channel, facts, problem = self._channel, self._facts, self._against
        if problem is None or channel is None or facts is None or not self.in_private:
            return ""
        if problem.code == "private_not_allowed" and facts.private is not None:
            words = facts.private.words.get(channel.reported.get(TOLD), "")
            return _(words) if words else problem.title
        return f"{problem.title}. {problem.advice}"
