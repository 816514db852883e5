"""Private messages where a platform lets programs read and answer them under conditions: until when one may be answered
from here, and what a channel's line says of them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moment import from_us
from smmdesk.model.private import NONE, TOLD
from smmdesk.model.problem import Problem
from smmdesk.model.words import _
from smmdesk.platforms.sign_in_facts import ALSO
from smmdesk.store import messages

if TYPE_CHECKING:
    from datetime import datetime

    from smmdesk.desk.desk import Desk
    from smmdesk.platforms.facts import Facts
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

SECOND_US = 1_000_000


# ------------------------------------------------------------------ until when
def closes_us(reader: "Reader", facts: "Facts", channel: Channel, message: Message) -> int | None:
    """Until when a program may answer it there (microseconds UTC), by the newest that its author wrote in private; None
    where there is no end."""
    if message.kind is not MessageKind.PRIVATE or facts.private is None:
        return None
    within_s = facts.private.answers_within_s(channel.reported)
    return messages.newest_private_us(reader, message) + within_s * SECOND_US if within_s else None


def closes_at(reader: "Reader", facts: "Facts", channel: Channel, message: Message) -> "datetime | None":
    """The same as an instant."""
    found = closes_us(reader, facts, channel, message)
    return from_us(found) if found is not None else None


def too_late(reader: "Reader", facts: "Facts", channel: Channel, message: Message, now_us: int) -> Problem | None:
    """That it can be answered on the platform's own page alone by now."""
    closes = closes_us(reader, facts, channel, message)
    if closes is None or now_us < closes:
        return None
    return Problem("answer_too_late", {"channel": channel.name, "platform": facts.name, "url": message.url})


# ------------------------------------------------------------------ a conversation
def settle_earlier(tx: "Transaction", message: Message) -> None:
    """An answer to a private message answers what the same account wrote before it in that conversation."""
    if message.kind is MessageKind.PRIVATE:
        for earlier in tx.many(Message, messages.waiting_before(tx, message)).values():
            tx.put(replace(earlier, done=True, read=True))


# ------------------------------------------------------------------ a channel
def note_of(desk: "Desk", channel: Channel) -> str:
    """What there is to say of a channel's private messages, in the language in use; "" where they come in."""
    facts = desk.facts_for(channel)
    if facts.private is None or channel.status is not ChannelStatus.CONNECTED or not facts.sends_by_itself:
        return ""
    told = channel.reported.get(TOLD)
    if told == NONE:
        with desk.store.reading() as reader:
            if messages.has_private(reader, channel.id):
                return ""
    words = facts.private.words.get(told, "")
    return _(words) if words else ""


def asked_before(facts: "Facts", channel: Channel) -> Mapping[str, str]:
    """How the form of a new sign-in stands first: what the last one was given beyond the usual is asked for again."""
    granted, oauth = channel.reported.get("granted"), facts.oauth
    given = granted if isinstance(granted, Mapping) else {}
    has = {scope for scope in (oauth.on_demand if oauth is not None else ()) if given.get(scope) is True}
    found = {}
    for field in facts.own_sign_in.fields:
        values = [value for value, _words in field.choices if value]
        if field.key == ALSO:
            found[ALSO] = next((value for value in values if has & set(value.split())), "")
        elif values and channel.reported.get(field.key) is True:  # that it is a forum, or may be answered for longer
            found[field.key] = values[0]
    return found
