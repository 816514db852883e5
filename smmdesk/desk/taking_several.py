"""Several messages, or several things that customers made, taken at once: collected, asked about with one text (each is
asked at its own place), made ideas of. Each is one step; one undo takes it back, but for questions that went out.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from smmdesk.desk import answering, contributions, private_messages, triage
from smmdesk.desk.steps import step
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.contribution import Contribution, Standing, standing
from smmdesk.model.message import Message
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.words import ngettext

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

ASKABLE = frozenset({Standing.NEW, Standing.EXPIRED})


class Askable(NamedTuple):
    """One that a question is for. `against` is why it cannot be asked from here, None where it can; `channel` is who
    asks there."""

    contribution: Contribution
    channel: str
    against: Problem | None


def collect(desk: "Desk", message_ids: Sequence[str]) -> tuple[Contribution, ...]:
    """Keep what these messages say and show, to be asked about; what was kept before is not kept twice. What is gone
    meanwhile is left out. Raises ProblemError(not_found) where all are."""
    message_ids = _still_there(desk, Message, message_ids)
    count = len(message_ids)
    label = ngettext("collecting {count} message", "collecting {count} messages", count).format(count=count)
    with step(desk, label) as tx:
        return tuple(contributions.from_message_in(tx, desk, message_id) for message_id in message_ids)


def make_ideas(desk: "Desk", message_ids: Sequence[str]) -> tuple[Post, ...]:
    """An idea of each. Raises ProblemError as `collect` does."""
    message_ids = _still_there(desk, Message, message_ids)
    count = len(message_ids)
    label = ngettext("{count} idea from messages", "{count} ideas from messages", count).format(count=count)
    with step(desk, label) as tx:
        return tuple(triage.make_idea_in(tx, desk, message_id) for message_id in message_ids)


def make_posts(desk: "Desk", contribution_ids: Sequence[str]) -> tuple[Post, ...]:
    """A draft of each, with its photos, words and credit. Raises ProblemError as `collect` does."""
    contribution_ids = _still_there(desk, Contribution, contribution_ids)
    count = len(contribution_ids)
    label = ngettext("{count} post from contributions", "{count} posts from contributions", count).format(count=count)
    with step(desk, label) as tx:
        return tuple(contributions.make_post_in(tx, desk, one) for one in contribution_ids)


def _still_there(desk: "Desk", kind: type[Message] | type[Contribution], ids: Sequence[str]) -> Sequence[str]:
    """Those of these that are there; all of them where none is, so that it is told."""
    with desk.store.reading() as reader:
        return [key for key in ids if reader.find(kind, key) is not None] or ids


def askable(desk: "Desk", contribution_ids: Sequence[str]) -> tuple[Askable, ...]:
    """Where each of these would be asked, or why it cannot be from here."""
    with desk.store.reading() as reader:
        found = reader.many(Contribution, contribution_ids)
        return tuple(_askable(desk, reader, found[key]) for key in contribution_ids if key in found)


def _askable(desk: "Desk", reader: "Reader", one: Contribution) -> Askable:
    message = reader.find(Message, one.message_id) if one.message_id else None
    channel = reader.find(Channel, message.channel_id) if message is not None else None
    stands = standing(one, contributions.today_of(reader, desk, one))
    if stands is Standing.ASKED:
        return Askable(one, channel.name if channel else "", Problem("asked_already", {"person": one.called}))
    if stands not in ASKABLE:
        return Askable(one, channel.name if channel else "", Problem("nothing_to_ask", {"person": one.called}))
    if message is None or channel is None:
        return Askable(one, "", Problem("ask_by_hand", {"person": one.called}))
    facts = desk.facts_for(channel)
    values = {"channel": channel.name, "platform": facts.name}
    against = None
    if message.removed:
        against = Problem("removed_there", values)
    elif not answering.can_answer(facts, message):
        against = Problem("no_answer_there", values)
    elif channel.status is not ChannelStatus.CONNECTED or not facts.sends_by_itself:
        against = Problem("account_not_connected", values)
    else:
        against = private_messages.too_late(reader, facts, channel, message, desk.now_us())
    return Askable(one, channel.name, against)


def ask_all(desk: "Desk", questions: Mapping[str, str]) -> dict[str, Problem]:
    """Ask each of these contributions with its words, below its own message. Where that is refused nobody is asked, and
    it is returned with its reason; the others go on. Nobody is asked twice, also where they were asked meanwhile."""
    refused = {}
    with desk.store.transaction() as tx:
        for contribution_id, text in questions.items():
            try:
                _require_unasked(tx, desk, contribution_id)
                contributions.ask_in(tx, desk, contribution_id, text)
            except ProblemError as error:
                refused[contribution_id] = error.problem
    return refused


def _require_unasked(tx: "Transaction", desk: "Desk", contribution_id: str) -> None:
    one = tx.get(Contribution, contribution_id)
    if standing(one, contributions.today_of(tx, desk, one)) is Standing.ASKED:
        raise ProblemError("asked_already", person=one.called)
