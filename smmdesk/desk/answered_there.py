"""What we wrote on a platform's own pages answers what it is about, and that waits for no answer any more.

A platform may hang an answer to an answer on the comment above both (Facebook, Instagram). Its own apps put the name of
whom it is for before the words then: an answer of ours that begins so is to what that person said there, up to then.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from smmdesk.desk import private_messages
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.message import Heard, Message, MessageKind
from smmdesk.model.person import Identity, Person
from smmdesk.platforms.markup import same_words
from smmdesk.store import inbox_reads, ledger, messages

if TYPE_CHECKING:
    from smmdesk.store.transaction import Transaction

ANSWERS_HEARD, MOST_ANSWERS = "answers_heard", 50
"""Which answers of ours to a message were heard of, in its data; a platform tells of fewer in one round."""

UNPROVEN = frozenset({State.SENDING, State.UNKNOWN, State.NEEDS_YOU, State.PROCESSING})


def note(tx: "Transaction", channel: Channel, ours: Iterable[Heard]) -> None:
    """Once, as a platform may tell of an answer in every round. What a person opens again stays open until another
    answer is there. One that went out here says nothing: what it was written to is done since then, and some platforms
    hang all answers on the comment above, which is still to be answered."""
    ours = [heard for heard in ours if ledger.owner_of(tx, channel.id, heard.remote_id) is None]
    there = messages.hanging_on(tx, channel.id, [each.answers_remote_id for each in ours if each.to])
    answers: dict[str, list[Heard]] = {}
    for heard in ours:
        for above in _meant(tx, channel, heard, there):
            answers.setdefault(above, []).append(heard)
    for remote_id, seen in messages.known(tx, channel.id, set(answers)).items():
        message = tx.get(Message, seen.id)  # the answer to a later one may have settled it a moment ago
        before = _heard_of(message)
        told = [one for one in answers[remote_id] if one.remote_id not in before]
        to_comments = _to_their_comments(tx, message) if told else ()
        new = list(dict.fromkeys(one.remote_id for one in told if not _says_one_of(one, to_comments)))
        if new:
            data = {**message.data, ANSWERS_HEARD: [*before, *new][-MOST_ANSWERS:]}
            tx.put(replace(message, done=True, read=True, data=data))
            private_messages.settle_earlier(tx, message)


def _to_their_comments(tx: "Transaction", message: Message) -> tuple[str, ...]:
    """The words of answers in private to comments of whoever wrote a private message, whose end is not known yet: they
    come back among the private messages, without a number that is known here."""
    if message.kind is not MessageKind.PRIVATE:
        return ()
    sent = tx.many(Delivery, inbox_reads.answered_in_private(tx, message)).values()
    in_doubt = [one for one in sent if any(part.state in UNPROVEN for part in one.parts)]
    return tuple(one.content.text for one in in_doubt if one.content is not None)


def _says_one_of(heard: Heard, words: Iterable[str]) -> bool:
    return any(same_words(heard.text, each) for each in words)


def _heard_of(message: Message) -> list[str]:
    found = message.data.get(ANSWERS_HEARD)
    return [str(own_id) for own_id in found] if isinstance(found, list | tuple) else []


def _meant(tx: "Transaction", channel: Channel, heard: Heard, there: Mapping[str, Sequence[Message]]) -> Sequence[str]:
    """Remote ids of what an answer of ours is about."""
    above = heard.answers_remote_id
    if not above:
        return ()
    until = [message for message in there.get(above, ()) if message.sent_at_us <= heard.sent_at_us]
    for name in heard.to:
        theirs = [message.remote_id for message in until if name.casefold() in _names(tx, channel, message)]
        if theirs:
            return theirs
    return [above]  # somebody else is named, or nobody that is known here


def _names(tx: "Transaction", channel: Channel, message: Message) -> set[str]:
    """By what whoever wrote it may be named there."""
    person = tx.find(Person, message.person_id) if message.person_id else None
    own = [one for one in person.identities if _wrote(one, channel, message)] if person is not None else []
    names = [name for one in own for name in (one.handle, one.name)]
    return {name.casefold() for name in (message.author_remote_id or "", *names) if name}


def _wrote(one: Identity, channel: Channel, message: Message) -> bool:
    return one.platform == channel.platform and one.remote_id == message.author_remote_id
