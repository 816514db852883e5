"""What a post is made to say on its platform it says here too, and what it said before stays among its versions."""

from dataclasses import replace
from typing import TYPE_CHECKING

from smmdesk.desk.fingerprint import content_hash
from smmdesk.model.content import Wording
from smmdesk.model.delivery import Delivery
from smmdesk.model.post import Post
from smmdesk.store import drafts
from smmdesk.store.reader import rows_of

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.transaction import Transaction


def say_here(tx: "Transaction", desk: "Desk", delivery: Delivery, text: str) -> None:
    """The post of this delivery says `text` where the delivery went; what it says elsewhere stays.

    No undo step: it is what the world sees. An approval goes along, for the person gave it to these words by asking.
    """
    post = tx.find(Post, delivery.post_id) if delivery.post_id else None
    if post is None or post.content_for(delivery.channel_id).text == text:
        return
    said = _saying(post, delivery.channel_id, text)
    if post.approved_hash and post.approved_hash == content_hash(post):
        said = replace(said, approved_hash=content_hash(said))
    drafts.keep(rows_of(tx), post, desk.clock.new_id())
    tx.put(said)


def _saying(post: Post, channel_id: str, text: str) -> Post:
    """In the channel's own wording where it has one or is not the only one, else in the words for all."""
    own = next((wording for wording in post.wordings if wording.channel_id == channel_id), None)
    if post.channels == (channel_id,) and (own is None or own.text is None):
        return replace(post, content=replace(post.content, text=text))
    others = tuple(wording for wording in post.wordings if wording is not own)
    return replace(post, wordings=(*others, replace(own or Wording(channel_id), text=text)))
