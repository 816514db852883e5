"""What people answered a post so far: the votes of its poll, and what they wrote below it (a question, a call for
ideas); each made an idea, or taken as done."""

from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from smmdesk.desk import triage
from smmdesk.model import poll_words
from smmdesk.model.brand import Brand
from smmdesk.model.changes import Changes
from smmdesk.model.channel import Channel
from smmdesk.model.dates import say_time
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.person import Person
from smmdesk.model.polls import PollTold
from smmdesk.model.words import _, ngettext
from smmdesk.store import polls_reads
from ui.bridge import Bridge

MOST = 200


class AnswerRow(NamedTuple):
    """One answer; `done`: nothing more is to be said to it."""

    message_id: str
    name: str
    text: str
    done: bool


class VoteRow(NamedTuple):
    """One answer of a poll; `share` is how many in a hundred chose it, None where that is not known."""

    label: str
    said: str
    share: int | None


class PollShown(NamedTuple):
    """The poll on one channel. `state`: how many voted, until when; `as_of` when that was told."""

    channel: str
    platform: str
    tint: str
    state: str
    as_of: str
    votes: tuple[VoteRow, ...]


class AnswersSoFar(QObject):
    """`polls` are what the channels told of the post's poll. `rows` are the newest MOST, the oldest of them first;
    private messages are nobody's answer to a post."""

    changed = Signal()

    def __init__(self, bridge: Bridge, post_id: str) -> None:
        super().__init__()
        self._bridge, self._desk, self._post_id = bridge, bridge.desk, post_id
        self.rows: tuple[AnswerRow, ...] = ()
        self.polls: tuple[PollShown, ...] = ()
        self.count, self.people = 0, 0
        bridge.changed.connect(self._desk_changed)
        self._read()

    def close(self) -> None:
        self._bridge.changed.disconnect(self._desk_changed)

    @property
    def says(self) -> str:
        """ "12 answers by 9 people"."""
        if not self.count:
            return _("Nobody has written yet.") if self.polls else _("Nobody has answered yet.")
        answers = ngettext("{count} answer", "{count} answers", self.count).format(count=self.count)
        people = ngettext("{count} person", "{count} people", self.people).format(count=self.people)
        return _("{answers} by {people}").format(answers=answers, people=people)

    def make_idea(self, message_id: str) -> None:
        if self._bridge.attempt(lambda: triage.make_idea(self._desk, message_id)) is not None:
            self._bridge.announce(_("It stands among the ideas"), True)

    def take_as_done(self, message_id: str) -> None:
        self._bridge.attempt(lambda: triage.done(self._desk, [message_id]))

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("message", "person", "part_poll"):
            self._read()
            self.changed.emit()

    def _read(self) -> None:
        with self._desk.store.reading() as reader:
            found = [
                one
                for one in reader.all(Message, post_id=self._post_id, hidden=False)
                if one.kind is not MessageKind.PRIVATE and not one.removed
            ]
            found.sort(key=lambda one: one.sent_at_us)
            people = reader.many(Person, {one.person_id for one in found if one.person_id})
            told = polls_reads.of_posts(reader, [self._post_id]).get(self._post_id, ())
            channels = reader.many(Channel, {one.channel_id for one in told})
            zone = reader.get(Brand, channels[told[0].channel_id].brand_id).zone if told else ""
        self.polls = tuple(
            self._poll(one, channels[one.channel_id], zone) for one in told if one.channel_id in channels
        )
        self.count, self.people = len(found), len({one.person_id or one.id for one in found})
        self.rows = tuple(self._row(one, people) for one in found[-MOST:])

    def _poll(self, told: PollTold, channel: Channel, zone: str) -> PollShown:
        facts, now = self._desk.shown_facts(channel), self._desk.clock.now()
        result = told.result
        votes = (VoteRow(one.label, poll_words.say_votes(result, one), result.share_of(one)) for one in result.choices)
        as_of = _("As of {time}").format(time=say_time(Moment.of(from_us(told.told_at_us), zone), now))
        state = poll_words.say_state(result, zone, now)
        return PollShown(channel.name, facts.key, facts.tint, state, as_of, tuple(votes))

    def _row(self, one: Message, people: dict[str, Person]) -> AnswerRow:
        person = people.get(one.person_id or "")
        return AnswerRow(one.id, person.name if person is not None else _("Somebody"), one.text, one.done)
