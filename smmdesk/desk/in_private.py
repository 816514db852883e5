"""An answer in private to what somebody wrote for everybody: where a platform lets a program give it, until when, and
what stands against it. It is a delivery like every answer, whose options say so (`model.private.IN_PRIVATE`)."""

from typing import TYPE_CHECKING

from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moment import from_us
from smmdesk.model.private import IN_PRIVATE, REFUSED, SWITCHED_OFF, TOLD, is_in_private
from smmdesk.model.problem import Problem

if TYPE_CHECKING:
    from datetime import datetime

    from smmdesk.platforms.facts import Facts
    from smmdesk.store.reader import Reader

SECOND_US = 1_000_000
GONE = frozenset({State.DRAFT, State.CANCELLED})
"""An answer in one of these was given up: nothing of it is out."""


def is_offered(facts: "Facts", message: Message) -> bool:
    """Whether the platform knows such an answer to a message of this kind, may it be given now or not."""
    return facts.can_answer and facts.in_private is not None and str(message.kind) in facts.in_private.kinds


def closes_at(facts: "Facts", message: Message) -> "datetime | None":
    """Until when it may be given; None where there is no end."""
    within_s = facts.in_private.within_s if facts.in_private is not None else 0
    return from_us(message.sent_at_us + within_s * SECOND_US) if within_s else None


def options_of(facts: "Facts") -> dict[str, str | bool]:
    """What such an answer has for options, beside what the message itself asks for."""
    assert facts.in_private is not None, "it is offered there"
    return {**dict(facts.in_private.options), IN_PRIVATE: True}


def against(
    reader: "Reader", facts: "Facts", channel: Channel, message: Message, now_us: int, own: str = ""
) -> Problem | None:
    """What stands against such an answer; `own` is the delivery that is asked about, which does not stand against
    itself. Whatever stands against any answer is not looked at."""
    values = {"channel": channel.name, "platform": facts.name}
    closes = closes_at(facts, message)
    if not is_offered(facts, message) or facts.in_private is None:
        return Problem("no_private_answer", values)
    if not is_permitted(facts, channel):
        return Problem("private_not_allowed", values)
    if facts.in_private.once and _given(reader, message, own):
        return Problem("private_answer_given", values)
    if closes is not None and from_us(now_us) >= closes:
        return Problem("private_answer_too_late", values)
    reaches_nobody = facts.in_private.named_read_it and not message.data.get("names")
    if message.data.get(IN_PRIVATE) is False or reaches_nobody:
        return Problem("no_private_answer", values)
    return None


def is_permitted(facts: "Facts", channel: Channel) -> bool:
    """Whether the sign-in has what private messages want there."""
    return facts.private is None or channel.reported.get(TOLD) not in (None, REFUSED, SWITCHED_OFF)


def _given(reader: "Reader", message: Message, own: str) -> bool:
    """Whether one is out, on its way, or in doubt."""
    answers = (one for one in reader.all(Delivery, message_id=message.id) if one.id != own and is_private_one(one))
    return any(part.state not in GONE for answer in answers for part in answer.parts)


def is_private_one(delivery: Delivery) -> bool:
    """Whether a delivery is an answer in private to what everybody reads."""
    return delivery.content is not None and is_in_private(delivery.content.options)


def asked_by_hand(reader: "Reader", delivery: Delivery, facts: "Facts") -> str:
    """The code of what a person is asked to do themselves: an answer is no post, and what one person alone is to read
    says so."""
    if not delivery.message_id or facts.sends_by_itself:
        return Problem("by_hand").code
    answered = reader.find(Message, delivery.message_id)
    is_for_one = is_private_one(delivery) or (answered is not None and answered.kind is MessageKind.PRIVATE)
    return "private_answer_by_hand" if is_for_one else "answer_by_hand"
