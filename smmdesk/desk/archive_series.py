"""A repetition that two desks went on with: for one time each has made a post, and a series has one at a time.

The one that comes is then a post of its own. Ours goes into the trash, where it keeps its time, so that the series
makes none there again and undo brings it back. Where ours was tried already, or a person threw either of them away, it
is the one that comes that lies in the trash, unless the other desk has sent it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from smmdesk.desk.arming import DORMANT, disarm, parts_of
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.post import Post

if TYPE_CHECKING:
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

NOT_BEGUN = DORMANT | {State.SCHEDULED}


class Met(NamedTuple):
    """The posts as they arrive, and the ids of those whose deliveries do not."""

    posts: dict[str, Post]
    without: frozenset[str]


def ours(reader: "Reader", coming: Sequence[Post]) -> dict[str, Post]:
    """By the id of a post that comes: ours of the same repetition and time, also in the trash."""
    series = tuple({post.series_id for post in coming if post.series_id})
    here = reader.all(Post, deleted=True, series_id=series) if series else ()
    places = {(post.series_id, post.planned.wall): post for post in here if post.planned}
    found = {post.id: places.get((post.series_id, post.planned.wall)) for post in coming if post.planned}
    return {key: post for key, post in found.items() if post is not None and post.id != key}


def meet(tx: "Transaction", coming: Mapping[str, Post], deliveries: Mapping[str, Sequence[Delivery]]) -> Met:
    """Make room for posts that come, in the transaction that writes them."""
    known, arriving, without = ours(tx, tuple(coming.values())), dict(coming), set[str]()
    for post_id, mine in known.items():
        post = replace(coming[post_id], series_id=None)
        if mine.deleted_at_us is None and post.deleted_at_us is None and not _is_begun(tx, mine):
            disarm(tx, mine.id)
            tx.trash(Post, mine.id)
        elif all(part.state in NOT_BEGUN for part in parts_of(deliveries.get(post_id, ()))):
            post = replace(post, deleted_at_us=post.deleted_at_us or tx.now_us)
            without.add(post_id)
        arriving[post_id] = post
    return Met(arriving, frozenset(without))


def _is_begun(tx: "Transaction", post: Post) -> bool:
    parts = parts_of(tx.deliveries_of(post.id))
    return any(part.state not in NOT_BEGUN or tx.attempts_of(part.id) for part in parts)
