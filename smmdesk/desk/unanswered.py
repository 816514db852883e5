"""An answer that goes no more, whoever decided that: the message waits for one again, and its words are not lost."""

from dataclasses import replace
from typing import TYPE_CHECKING

from smmdesk.model.delivery import Delivery, Part, State
from smmdesk.model.message import Message
from smmdesk.model.private import is_in_private
from smmdesk.store import answer_drafts, messages

if TYPE_CHECKING:
    from smmdesk.store.transaction import Transaction


def waits_again(tx: "Transaction", part: Part) -> None:
    """`part` went to sleep. Of an answer the words stand before what was typed under its message since; the message
    waits, unless another answer is out or on its way."""
    delivery = tx.get(Delivery, part.delivery_id)
    message = tx.find(Message, delivery.message_id) if delivery.message_id else None
    if message is None or any(other.state is not State.DRAFT for other in delivery.parts):
        return
    if message.done and not messages.is_answered(tx, message.id):
        tx.put(replace(message, done=False))
    words = delivery.content.text if delivery.content is not None else ""
    typed = answer_drafts.draft_of(tx, message.id)
    meant_for_one = delivery.content is not None and is_in_private(delivery.content.options)
    answer_drafts.keep(tx, message.id, f"{words}\n{typed}" if typed else words, meant_for_one)
    sent, chosen = (
        delivery.content.media if delivery.content is not None else (),
        answer_drafts.photos_of(tx, message.id),
    )
    known = {use.asset_id for use in sent}
    photos = (*sent, *(use for use in chosen if use.asset_id not in known))
    answer_drafts.keep_photos(tx, message.id, photos, meant_for_one)
