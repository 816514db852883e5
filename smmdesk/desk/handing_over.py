"""What people wrote passes to another card: thousands of messages piece by piece, so that others write in between.

The cards themselves come last. Half done, by Stop or a power cut, everybody still has their accounts and the step has
its name: undo takes back what of it was done, and the same thing asked again goes on with the rest, in the same step.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from smmdesk.desk.import_plan import Going
from smmdesk.desk.mentioning import platform_of
from smmdesk.desk.steps import step
from smmdesk.model.channel import Channel
from smmdesk.model.message import Message
from smmdesk.model.person import Person
from smmdesk.store import journal
from smmdesk.system.clock import pause

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

AT_ONCE = 100
"""Messages of one commit."""
GIVING_WAY_S = 0.025
"""Between two commits: whoever waits for the file looks every now and then whether it is free."""

Write = Callable[["Transaction", Message], object]


def in_pieces(desk: "Desk", label: str, step_id: str, message_ids: Sequence[str], going: Going, write: Write) -> bool:
    """Write these messages into the step; False where `going` stopped it. Few of them are left to the commit of the
    cards."""
    if len(message_ids) <= AT_ONCE:
        return True
    going.total, going.done = len(message_ids), 0
    for start in range(0, len(message_ids), AT_ONCE):
        if going.stopping:
            return False
        piece = message_ids[start : start + AT_ONCE]
        with step(desk, label, joins=step_id) as tx:
            for message in tx.many(Message, piece).values():
                write(tx, message)
        going.done += len(piece)
        pause(GIVING_WAY_S)
    return True


class Accounts:
    """Which account wrote what nobody noted it of: there is only one that can have."""

    def __init__(self, reader: "Reader", cards: Sequence[Person]) -> None:
        self._only: dict[tuple[str, str], str] = {}  # by person and channel
        for card in cards:
            for platform in dict.fromkeys(each.platform for each in card.identities):
                there = [each.remote_id for each in card.identities if each.platform == platform and each.remote_id]
                if len(there) == 1:
                    for channel_id in sorted(channels_on(reader, card.brand_id, platform)):
                        self._only.setdefault((card.id, channel_id), there[0])

    def noted(self, message: Message) -> Message:
        """It, with its account where that is known."""
        if message.author_remote_id or message.person_id is None or message.channel_id is None:
            return message
        only = self._only.get((message.person_id, message.channel_id))
        return message if only is None else replace(message, author_remote_id=only)

    def unnoted(self, reader: "Reader", person_id: str) -> list[Message]:
        """Those of somebody of which it knows the account, and none is noted."""
        channels = tuple(channel_id for owner_id, channel_id in self._only if owner_id == person_id)
        if not channels:
            return []
        found = reader.all(Message, deleted=True, person_id=person_id, author_remote_id=None, channel_id=channels)
        return [message for message in found if self.noted(message) is not message]


def channels_on(reader: "Reader", brand_id: str, platform: str) -> frozenset[str]:
    """The channels whose people have their accounts on a platform."""
    found = reader.all(Channel, deleted=True, brand_id=brand_id)
    return frozenset(each.id for each in found if platform in (each.platform, platform_of(each)))


def half_done(desk: "Desk", reader: "Reader", label: str) -> str:
    """The id of the newest step, where it has this name and has not come to the cards; else empty."""
    last = journal.last_step(reader, desk.device)
    if last is None or last.label != label or last.undoes:
        return ""
    return "" if journal.writes(reader, last.id, "person", (journal.WHOLE,)) else last.id


def came_from(reader: "Reader", step_id: str) -> frozenset[str]:
    """The cards whose messages a step handed over."""
    return journal.before(reader, step_id, "message", "person_id")


def handed(reader: "Reader", step_id: str, to_id: str, from_id: str | None = None) -> bool:
    """Whether a step handed messages to that card, from that other one where it is given."""
    return journal.passed(reader, step_id, "message", "person_id", to_id, from_id)
