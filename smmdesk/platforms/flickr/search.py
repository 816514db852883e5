"""Looking for words, tags and people on Flickr: public photos and films.

`flickr.photos.search` (flickr.com/services/api, Nov 2026), the newest posted first, by pages; what is found by words
has them in its title, its description or its tags.
"""

from urllib.parse import quote

from smmdesk.model.lookout import LookoutKind
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.person import Identity
from smmdesk.platforms import newest_first
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.flickr.api import Flickr, number
from smmdesk.platforms.flickr.photos import words_of
from smmdesk.platforms.newest_first import Leaf, Walk, nobody, readable
from smmdesk.platforms.people import name_of, page_of

PAGE, MOST_PAGES = 50, 20
EXTRAS = "description,date_upload,owner_name,path_alias,tags"
NO_SUCH_PERSON = frozenset({1})


async def search(session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
    """See Searches."""
    walk, flickr = Walk.of(cursor), Flickr.of(session)
    page = int(walk.back or 1)
    if kind is LookoutKind.ACCOUNT:
        walk = walk if walk.whom else Walk(whom=await _person(session, words))
        what = {"user_id": walk.whom}
    else:
        what = {"tags": words} if kind is LookoutKind.TAG else {"text": words}
    asked = {"sort": "date-posted-desc", "extras": EXTRAS, "per_page": str(PAGE), "page": str(page)}
    photos = (await flickr.found("photos.search", **what, **asked)).child("photos")
    if not isinstance(photos.values.get("photo"), list):
        raise photos.strange()
    rows = photos.rows("photo")[:PAGE]
    times = tuple(at * 1_000_000 for row in rows if (at := number(row, "dateupload")))
    back = str(page + 1) if page < min(number(photos, "pages"), MOST_PAGES) else ""
    told = tuple(readable(rows, lambda row: _heard(session, row)))
    return newest_first.page_of(session, walk, Leaf(told, times, back))


async def _person(session: Session, words: str) -> str:
    """The number of a person, by their name there or the last part of their page's address."""
    flickr, page = Flickr.of(session), f"{session.facts.endpoints['web']}/photos/{quote(words)}/"
    found = await flickr.read("people.findByUsername", NO_SUCH_PERSON, username=words)
    found = found if found is not None else await flickr.read("urls.lookupUser", NO_SUCH_PERSON, url=page)
    if found is None:
        raise nobody(session, words)
    return found.child("user").text("id")


def _heard(session: Session, row: Fields) -> Heard:
    own_id, owner, web = row.id(), row.text("owner"), session.facts.endpoints["web"]
    shown = name_of(row.text("ownername", "")) or owner
    return Heard(
        remote_id=own_id,
        kind=MessageKind.FOUND,
        text="\n".join(filter(None, (row.text("title", ""), words_of(row.child("description").values)))),
        sent_at_us=number(row, "dateupload") * 1_000_000,
        author=Identity("flickr", owner, "", shown, page_of(f"{web}/people/{quote(owner)}/")),
        url=page_of(f"{web}/photos/{quote(owner)}/{own_id}/"),
        ours=owner == session.channel.remote_id,
    )
