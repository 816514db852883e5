"""What people wrote in the example week: invented, on practice channels, so that an answer stays on this computer."""

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from smmdesk.desk import demo_week
from smmdesk.desk.desk import SHOWN_AS
from smmdesk.model.delivery import Delivery
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity, Person
from smmdesk.model.post import Post, delivery_progress
from smmdesk.model.stages import Progress, Stage

if TYPE_CHECKING:
    from smmdesk.desk.demo import Shop
    from smmdesk.store.transaction import Transaction

SAMPLE = "sample"
"""A mark in `Message.data`."""


class Said(NamedTuple):
    """One message: how long before the example week was made, who, where, and the words (Italian, English)."""

    hours: float
    name: str
    look: str
    kind: MessageKind
    words: tuple[str, str]


ANNA, MARCO, GIULIA = "Anna Pertot", "Marco D’Angelo", "Giulia Furlan"
SAID = (
    Said(
        26,
        GIULIA,
        demo_week.SKEET,
        MessageKind.MENTION,
        ("Da Muggia presente! Spedite anche a Gorizia?", "All the way from Muggia! Do you ship to Gorizia too?"),
    ),
    Said(
        3,
        MARCO,
        demo_week.STATUS,
        MessageKind.COMMENT,
        ("Ieri la focaccia era finita alle 10 😢", "Yesterday the focaccia was gone at 10 😢"),
    ),
    Said(
        0.5,
        ANNA,
        demo_week.STATUS,
        MessageKind.COMMENT,
        (
            "Si può avere senza canditi? Mia figlia non li sopporta, ma l’uvetta sì.",
            "Can I have it without candied fruit? My daughter cannot stand it, but raisins are fine.",
        ),
    ),
)


def add(tx: "Transaction", shop: "Shop") -> None:
    """Comments hang on the newest post that is out on their channel."""
    now = shop.desk.clock.now()
    for number, said in enumerate(SAID, start=1):
        channel, first = shop.channels[said.look], said.name.split()[0].lower()
        platform = str(channel.reported.get(SHOWN_AS) or channel.platform)
        identity = Identity(platform, f"sample-{number}", f"@{first}", said.name)
        person = tx.put(Person(shop.desk.clock.new_id(), shop.brand.id, said.name, (identity,)))
        tx.put(
            Message(
                id=shop.desk.clock.new_id(),
                brand_id=shop.brand.id,
                channel_id=channel.id,
                kind=said.kind,
                remote_id=f"sample-{number}",
                text=shop.say(said.words),
                sent_at_us=to_us(now - timedelta(hours=said.hours)),
                person_id=person.id,
                post_id=_newest_out(tx, shop, channel.id) if said.kind is MessageKind.COMMENT else None,
                data={SAMPLE: True},
            )
        )


def _newest_out(tx: "Transaction", shop: "Shop", channel_id: str) -> str | None:
    now_us = shop.desk.now_us()
    out = [post for post in tx.all(Post, stage=Stage.APPROVED) if channel_id in post.channels and post.planned]
    sent = (one for one in tx.all(Delivery, channel_id=channel_id) if delivery_progress(one) is Progress.PUBLISHED)
    published = {delivery.post_id for delivery in sent}
    past = [post for post in out if post.planned and post.planned.instant_us < now_us and post.id in published]
    return max(past, key=lambda post: (post.planned.instant_us if post.planned else 0, post.id)).id if past else None


def remove(tx: "Transaction") -> None:
    """The invented messages into the trash; inside the caller's step."""
    for message in tx.all(Message):
        if message.data.get(SAMPLE) is True:
            tx.trash(Message, message.id)
