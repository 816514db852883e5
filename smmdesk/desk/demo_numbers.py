"""The numbers of the example week: invented by practice, so that the screens that show numbers are alive at once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery, PartKind, State
from smmdesk.model.message import Message
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.numbers import Counts
from smmdesk.model.post import Post
from smmdesk.platforms.practice.numbers import invented, invented_followers
from smmdesk.store import numbers

if TYPE_CHECKING:
    from smmdesk.desk.demo import Shop
    from smmdesk.model.delivery import Part
    from smmdesk.store.transaction import Transaction

FOLLOWED_DAYS = 60
DAY_US = 86_400_000_000


def add(tx: "Transaction", shop: "Shop") -> None:
    """Numbers of all that is out, day by day since it went out, and followers of two months."""
    names = {channel.id: channel.name for channel in tx.all(Channel)}
    for post in tx.all(Post, sample=True):
        for delivery in tx.deliveries_of(post.id):
            for part in delivery.parts:
                if part.state is State.PUBLISHED and part.kind is not PartKind.FIRST_COMMENT and not part.removed:
                    _grown(tx, shop, names, delivery, part)
    today = Moment.of(shop.desk.clock.now(), shop.brand.zone).day
    for channel in tx.all(Channel):
        for back in range(FOLLOWED_DAYS, -1, -1):
            followers = invented_followers(channel.name, FOLLOWED_DAYS - back)
            numbers.note_followers(tx, channel.id, today - timedelta(days=back), followers)


def _grown(tx: "Transaction", shop: "Shop", names: Mapping[str, str], delivery: Delivery, part: "Part") -> None:
    out_us = part.receipt.at_us if part.receipt is not None else 0
    now_us, zone = shop.desk.now_us(), shop.brand.zone
    seed = f"{names[delivery.channel_id]} {delivery.due.wall:%H:%M} {part.position}"
    answers = _answers(tx, delivery) if part.kind is PartKind.ROOT else 0
    for at_us in [*range(out_us + DAY_US, now_us, DAY_US), now_us]:
        counts: Counts = invented(seed, at_us - out_us, answers)
        numbers.note(tx, part.id, counts, at_us, Moment.of(from_us(at_us), zone).day)


def _answers(tx: "Transaction", delivery: Delivery) -> int:
    """How many of the example messages are about the post on this channel."""
    return len(tx.all(Message, post_id=delivery.post_id, channel_id=delivery.channel_id))
