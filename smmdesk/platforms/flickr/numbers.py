"""How often photos were looked at (flickr.photos.getInfo, flickr.photos.getFavorites; November 2026).

A post is all of its photos, so their numbers are summed; each photo is two calls. Comments of ours have no numbers.
"""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import by_number, counts_of, one_by_one, total, whole
from smmdesk.platforms.flickr.api import Flickr
from smmdesk.platforms.flickr.photos import GONE, read_photo


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    flickr = Flickr.of(session)

    async def one(receipt: Receipt) -> Counts | None:
        each = [photo for own_id in _photos(receipt) if (photo := await _photo(flickr, own_id)) is not None]
        counts = {
            count: total(photo.get(count) for photo in each) for count in (Count.VIEWS, Count.LIKES, Count.ANSWERS)
        }
        return counts_of(counts)

    return await one_by_one(receipts, one)


def _photos(receipt: Receipt) -> list[str]:
    """None for a comment."""
    kept = receipt.data.get("photos")
    known = [own_id for own_id in kept if isinstance(own_id, str)] if isinstance(kept, list | tuple) else []
    return known or ([] if "photo" in receipt.data else by_number([receipt]))


async def _photo(flickr: Flickr, own_id: str) -> Counts | None:
    """None for one that is gone: the others of the post go on."""
    photo = await read_photo(flickr, own_id)
    if photo is None:
        return None
    liked = await flickr.read("photos.getFavorites", known=GONE, photo_id=own_id, per_page="1")
    return counts_of(
        {
            Count.VIEWS: whole(photo, "views"),
            Count.LIKES: whole(liked.child("photo"), "total") if liked is not None else None,
            Count.ANSWERS: whole(photo.child("comments"), "_content"),
        }
    )


class Numbers:
    """The verbs, for the connector."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        return await insights(session, receipts)
