"""How somebody we know is written to in private: by answering what they wrote to us, since nobody is written to who did
not write first. One person, one message, written by a person: there is no way to write to several."""

from typing import TYPE_CHECKING

from smmdesk.desk import answering, in_private, private_messages
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.message import Message, MessageKind
from smmdesk.store import inbox_reads

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader

LATEST = 50
"""So many of their newest messages are looked at."""


def way_to(reader: "Reader", desk: "Desk", person_id: str) -> Message | None:
    """What is answered: the newest that they wrote in private, as a conversation goes on where it is; else the newest
    of what everybody reads that a private answer can be given to. None where nothing allows it now."""
    ids = inbox_reads.last_of(reader, person_id, LATEST)
    found = reader.many(Message, ids)
    newest_first = [found[name] for name in ids if name in found]
    channels = reader.many(Channel, {message.channel_id for message in newest_first})
    able = [each for each in newest_first if _can_be(reader, desk, channels.get(each.channel_id), each)]
    private = (each for each in able if each.kind is MessageKind.PRIVATE)
    return next(private, able[0] if able else None)


def _can_be(reader: "Reader", desk: "Desk", channel: Channel | None, message: Message) -> bool:
    if channel is None or channel.deleted_at_us is not None or channel.status is not ChannelStatus.CONNECTED:
        return False
    facts, now_us = desk.facts_for(channel), desk.now_us()
    if message.removed or message.spam or not facts.sends_by_itself or not answering.can_answer(facts, message):
        return False
    if message.kind is MessageKind.PRIVATE:
        return private_messages.too_late(reader, facts, channel, message, now_us) is None
    return in_private.against(reader, facts, channel, message, now_us) is None
