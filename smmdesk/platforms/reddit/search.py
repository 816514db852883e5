"""Looking for words and accounts on Reddit, for those who still have keys: posts, no comments.

`GET /search` and `/user/NAME/submitted` (reddit.com/dev/api, 22 Nov 2026), both from the newest on (`sort=new`), go on
behind a thing (`after`). There are no hashtags.
"""

from smmdesk.model.lookout import LookoutKind
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.person import Identity
from smmdesk.platforms import newest_first
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.newest_first import Walk, leaf_of, nobody, phrase, readable
from smmdesk.platforms.people import name_of, page_of
from smmdesk.platforms.reddit.api import ask, is_place

PAGE = 50
LATEST_S = 1e11


async def search(session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
    """See Searches."""
    walk = Walk.of(cursor)
    params = [("sort", "new"), ("limit", str(PAGE)), *([("after", walk.back)] if walk.back else [])]
    if kind is LookoutKind.ACCOUNT:
        name = words.removeprefix("u/")
        if not is_place(name):
            raise nobody(session, words)
        answer = await ask(session, "GET", f"user/{name}/submitted", params=params, also=frozenset({404}))
        if answer.status == 404 and answer.maybe().values.get("error") == 404:
            raise nobody(session, words)
    else:
        params += [("q", phrase(words)), ("type", "link")]
        answer = await ask(session, "GET", "search", params=params)
    listing = answer.fields()
    if listing.text("kind", "") != "Listing":
        raise answer.strange()
    data = listing.child("data")
    things = [child.child("data") for child in data.rows("children") if child.values.get("kind") == "t3"]
    after = data.text("after", "")
    return newest_first.page_of(session, walk, leaf_of(readable(things, lambda row: _heard(session, row)), after))


def _heard(session: Session, row: Fields) -> Heard | None:
    at, web = row.values.get("created_utc"), session.facts.endpoints["web"]
    who, name = row.text("author", ""), row.id("name")
    if not isinstance(at, int | float) or isinstance(at, bool) or not 0 < at < LATEST_S or who == "[deleted]":
        return None
    shown, path = name_of(who), row.text("permalink", "")
    return Heard(
        remote_id=name.removeprefix("t3_"),
        kind=MessageKind.FOUND,
        text="\n".join(filter(None, (row.text("title", ""), row.text("selftext", "")))),
        sent_at_us=int(at * 1_000_000),
        author=Identity(
            "reddit", row.text("author_fullname", ""), f"u/{shown}", shown, page_of(f"{web}/user/{shown}/")
        ),
        url=page_of(f"{web}{path}") if path.startswith("/") else "",
        ours=f"u/{who}".casefold() == session.channel.handle.casefold(),
    )
