"""Where people name a page in posts of their own.

Graph API v26.0, edge `tagged` of a page (developers.facebook.com/docs/graph-api/reference/page/tagged, read on
29 November 2026): all public posts in which the page has been tagged, for whoever has a role on it (pages_show_list,
pages_read_user_content); who wrote a post of a person's own is not told. In which order it lists them is not written
(the newest first: unverified), nor whether a page may answer every one of them (unverified: Facebook says so then).
"""

from collections.abc import Iterator
from datetime import datetime

from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import NotSentError, RefusedError, Session
from smmdesk.platforms.facebook.account import graph_of
from smmdesk.platforms.facebook.posts import COMMENT
from smmdesk.platforms.meta import instant_of, next_of
from smmdesk.platforms.newest_first import Walk, begun_again, leaf_of, page_of, readable
from smmdesk.platforms.people import name_of
from smmdesk.platforms.people import page_of as address_of
from smmdesk.platforms.shown import told

POSTS = 25
ASKED = (
    "id,message,created_time,permalink_url,from{id,name},attachments{media_type,media,subattachments{media_type,media}}"
)
PHOTOS = ("photo", "album")


async def page(session: Session, cursor: str, first: datetime) -> HeardPage:
    """One page of them; for the first time none from before `first`. Nothing where this page is not told, or
    not just now: what stands below posts is heard all the same."""
    walk = Walk.of(cursor)
    asked = {"limit": str(POSTS), **({"after": walk.back} if walk.back else {})}
    try:
        found = await graph_of(session).get(f"{session.channel.remote_id}/tagged", ASKED, **asked)
    except RefusedError:
        return begun_again(walk) if walk.back else HeardPage((), cursor)
    except NotSentError as error:
        if error.retry_after_s is not None:
            raise
        return HeardPage((), cursor)  # the next look goes on just here
    heard = tuple(readable(found.rows("data"), lambda row: _heard(session, row)))
    kept = page_of(session, walk, leaf_of(heard, next_of(found)))
    since_us = 0 if walk.since else to_us(first)
    return HeardPage(tuple(one for one in heard if one.sent_at_us >= since_us), kept.cursor, kept.more)


def _heard(session: Session, row: Fields) -> Heard:
    """Raises ConnectorError for what is no post as the reference has it."""
    own_id, author = row.id(), row.child("from")
    who = author.id() if "id" in author else ""
    return Heard(
        remote_id=own_id,
        kind=MessageKind.MENTION,
        text=row.text("message", ""),
        sent_at_us=to_us(instant_of(row, "created_time")),
        author=Identity("facebook", who, "", name_of(author.text("name", "")), ""),
        url=address_of(row.text("permalink_url", "")),
        data={"shape": COMMENT, "post": own_id, "may": [], **told((url, "") for url in _photos(row))},
        ours=who == session.channel.remote_id,
    )


def _photos(row: Fields) -> Iterator[object]:
    """The addresses of the photos of a post: no film, no card of a link."""
    for one in row.child("attachments").rows("data"):
        below = one.child("subattachments").rows("data")
        for each in below or [one]:
            if each.values.get("media_type") in PHOTOS:
                yield each.child("media").child("image").values.get("src")
