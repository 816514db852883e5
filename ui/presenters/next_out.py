"""What goes out next, in one line: for the tray."""

from typing import NamedTuple

from smmdesk.desk import brands
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.dates import say_time
from smmdesk.model.for_the_eye import tame
from smmdesk.model.post import Post
from smmdesk.model.words import _
from smmdesk.store import outbox

MOST_LETTERS = 40


class NextOut(NamedTuple):
    """`line`: "Next: Tue 24 Nov, 09:00, Bakery: Fresh bread"."""

    delivery_id: str
    line: str


def next_out(desk: Desk) -> NextOut | None:
    """The delivery whose moment comes first, None when nothing is scheduled."""
    with desk.store.reading() as reader:
        delivery = outbox.next_out(reader, desk.now_us())
        if delivery is None:
            return None
        channel = reader.find(Channel, delivery.channel_id)
        post = reader.find(Post, delivery.post_id) if delivery.post_id else None
        brand = brands.names_of(reader).get(delivery.brand_id, "")
    words = post.content.first_words if post is not None else ""
    line = _("Next: {time}, {channel}: {words}") if words else _("Next: {time}, {channel}")
    name = channel.name if channel is not None else ""
    said = line.format(time=say_time(delivery.due), channel=tame(name, MOST_LETTERS), words=tame(words, MOST_LETTERS))
    return NextOut(delivery.id, f"{said} ({tame(brand, MOST_LETTERS)})" if brand else said)
