"""What can still be changed of a post that is out, place by place, from the platforms' facts: its words and until when,
what stays as it is, whether it can be taken down from here; else why not, and the page to do it by hand.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from smmdesk.desk import taking_down
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import CHANGED_THERE, Delivery, Op, Part, Verdict, Wish
from smmdesk.model.moment import from_us
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.store import drafts

if TYPE_CHECKING:
    from datetime import datetime

    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader


@dataclass(frozen=True, slots=True)
class LivePlace:
    """One delivery that is out. `words_until` is the last instant at which its words can be changed there, None for as
    long as it stands; `no_words` and `no_delete` say why that cannot be done from here (None: it can). `wish` is what
    is being done there, `changed_there` whether it was changed there by somebody else. `says` is its text there as far
    as we know. `changed_us` is when its words were last changed from here, `is_gone` that it is there no more, and
    `gone_us` when that was done from here; 0 for never."""

    delivery_id: str
    channel: Channel
    platform: str
    tint: str
    name: str
    url: str
    words_until: "datetime | None"
    no_words: Problem | None
    no_delete: Problem | None
    wish: Wish | None
    changed_there: bool
    parts: int
    says: str = ""
    changed_us: int = 0
    is_gone: bool = False
    gone_us: int = 0


def places(desk: "Desk", post_id: str) -> tuple[LivePlace, ...]:
    """Where the post is out, or was and is taken down; in the order of its channels."""
    with desk.store.reading() as reader:
        post = reader.get(Post, post_id)
        found = [one for one in reader.deliveries_of(post_id) if any(part.is_known_there for part in one.parts)]
        channels = reader.many(Channel, {one.channel_id for one in found})
        done = {one.id: _done_here(reader, one) for one in found}
    order = {channel_id: place for place, channel_id in enumerate(post.channels)}
    found.sort(key=lambda one: order.get(one.channel_id, len(order)))
    return tuple(_place(desk, one, channels[one.channel_id], done[one.id]) for one in found)


def _done_here(reader: "Reader", delivery: Delivery) -> dict[Op, int]:
    """When its words were last changed from here, and when it was taken down."""
    attempts = [each for part in delivery.parts for each in reader.attempts_of(part.id)]
    done = [each for each in attempts if each.verdict is Verdict.DONE and each.end_at_us is not None]
    return {op: max((each.end_at_us or 0 for each in done if each.op is op), default=0) for op in (Op.EDIT, Op.DELETE)}


def _place(desk: "Desk", delivery: Delivery, channel: Channel, done: dict[Op, int]) -> LivePlace:
    facts, shown = desk.facts_for(channel), desk.shown_facts(channel)
    root = delivery.parts[0]
    receipt = root.receipt
    until = None
    if facts.can_edit and facts.edit_until_s and receipt is not None and receipt.at_us:
        until = from_us(receipt.at_us) + timedelta(seconds=facts.edit_until_s)
    there = [part for part in delivery.parts if part.is_there]
    return LivePlace(
        delivery.id,
        channel,
        shown.key,
        shown.tint,
        facts.name,
        receipt.url if receipt is not None else "",
        until,
        taking_down.obstacle(delivery, channel, facts, Op.EDIT, desk.now_us()),
        taking_down.obstacle(delivery, channel, facts, Op.DELETE, desk.now_us()),
        next((part.wish for part in there if part.wish is not None), None),
        any(part.prepared.get(CHANGED_THERE) for part in there),
        len(there),
        _says(root),
        done[Op.EDIT],
        not there,
        done[Op.DELETE] if not there else 0,
    )


def _says(root: Part) -> str:
    there = root.said_there
    return there[0] if there is not None else str(root.rendered.get("text") or "")


def kept_versions(desk: "Desk", post_id: str) -> int:
    """How many earlier wordings of it are kept here."""
    with desk.store.reading() as reader:
        return len(drafts.versions_of(reader, reader.get(Post, post_id)))
