"""What people write below an account's photos.

`flickr.activity.userPhotos` says which photos had comments of late; Flickr asks not to call it more than once an hour
(flickr.com/services/api, Nov 2026). It is an extract: the comments themselves are read photo by photo, all of them, so
that no clock of ours decides which is new. They have no threads: an answer stands below the photo.
"""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.person import Identity
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import ConnectorError, Session
from smmdesk.platforms.flickr.api import Flickr, number
from smmdesk.platforms.flickr.photos import GONE, words_of
from smmdesk.platforms.people import name_of, page_of

HOUR = timedelta(hours=1)
FIRST_H, MOST_H = 7 * 24, 90 * 24
PAGE, MOST_PAGES = 50, 10
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Place:
    """When Flickr was asked last, and the photos of which the comments are still to be read."""

    looked: datetime | None = None
    photos: tuple[str, ...] = ()

    @classmethod
    def of(cls, cursor: str) -> "Place":
        kept = json.loads(cursor) if cursor else {}
        looked = kept.get("looked")
        return cls(datetime.fromisoformat(looked) if looked else None, tuple(kept.get("photos") or ()))

    def __str__(self) -> str:
        return json.dumps({"looked": self.looked.isoformat() if self.looked else "", "photos": self.photos})


async def fetch_messages(session: Session, cursor: str) -> HeardPage:
    """See Hears. Nothing is asked before an hour is over, unless the clock was set back."""
    place, now = Place.of(cursor), session.clock.now()
    if not place.photos:
        if place.looked is not None and place.looked <= now < place.looked + HOUR:
            return HeardPage((), cursor)
        place = Place(now, await _commented(session, place, now))
    told: list[Heard] = []
    for photo in place.photos[:AT_ONCE]:
        told += await _comments(session, photo)
    rest = place.photos[AT_ONCE:]
    return HeardPage(tuple(told), str(Place(place.looked, rest)), more=bool(rest))


async def _commented(session: Session, place: Place, now: datetime) -> tuple[str, ...]:
    """The photos that had comments since an hour before the last look."""
    since = place.looked if place.looked is not None and place.looked <= now else None
    hours = min(ceil((now - since) / HOUR) + 1, MOST_H) if since is not None else FIRST_H
    found: dict[str, None] = {}
    for page in range(1, MOST_PAGES + 1):
        asked = {"timeframe": f"{hours}h", "per_page": str(PAGE), "page": str(page)}
        items = (await Flickr.of(session).found("activity.userPhotos", **asked)).child("items")
        for item in items.rows("item"):
            events = item.child("activity").rows("event")
            if item.values.get("type") == "photo" and any(one.values.get("type") == "comment" for one in events):
                with suppress(ConnectorError):
                    found[item.id()] = None
        if page >= number(items, "pages"):
            break
    return tuple(found)


async def _comments(session: Session, photo: str) -> list[Heard]:
    """All below one photo, the oldest first; nothing where it is gone. Ours among them answers the one before."""
    found = await Flickr.of(session).read("photos.comments.getList", GONE, photo_id=photo)
    rows = found.child("comments").rows("comment") if found is not None else []
    told, last = list[Heard](), ""
    for row in sorted(rows, key=lambda one: number(one, "datecreate")):
        with suppress(ConnectorError):
            heard = _heard(session, photo, row, last)
            last = last if heard.ours else heard.remote_id
            told.append(heard)
    return told


def _heard(session: Session, photo: str, row: Fields, before: str) -> Heard:
    own_id, author = row.id(), row.text("author", "")
    ours, web = author == session.channel.remote_id, session.facts.endpoints["web"]
    name = name_of(row.text("realname", "")) or name_of(row.text("authorname", ""))
    page = f"{web}/photos/{session.channel.remote_id}/{photo}/#comment{own_id.rpartition('-')[2]}"
    return Heard(
        remote_id=own_id,
        kind=MessageKind.COMMENT,
        text=words_of(row.values),
        sent_at_us=number(row, "datecreate") * 1_000_000,
        author=Identity("flickr", author, "", name, page_of(f"{web}/people/{author}/") if author else ""),
        answers_remote_id=before if ours and before else photo,
        thread_remote_id=photo,
        url=page_of(row.text("permalink", "")) or page,
        data={"photo": photo},
        ours=ours,
    )
