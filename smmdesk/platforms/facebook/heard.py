"""What people write below a page's posts, in one call a round for the newest posts with their comments, and where they
name the page (tagged.py), and in private (meta_talks.py).

Graph API v26.0 (comments edge: filter, order, since; November 2026): there is no list of all comments of a page, so
those of its newest 25 posts are read, from the moment on up to which all was told. Needs pages_read_user_content;
without it Facebook leaves the authors out. That a comment has `user_likes`, `can_like`, `can_hide`, `can_remove` stands
in Meta's own description (facebook-business-sdk-codegen, Comment.json, v25 of April 2026), as do `attachment`,
`message_tags` and `can_reply_privately`. An answer to an answer has the comment above both as its `parent`; Facebook's
own pages put the name of whom it is for before the words, as a tag (seen, and not promised: unverified). That a photo
is told as an attachment of the type "photo", with `media.image.src`, is seen as well.

Not read, because Meta does not tell it any more: recommendations (deprecated since v22.0, error 12: reference
"Recommendation"), and posts of visitors (not for pages of the new experience: "new-pages-experience").
"""

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity
from smmdesk.model.private import IN_PRIVATE
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import ConnectorError, Session
from smmdesk.platforms.facebook import tagged
from smmdesk.platforms.facebook.account import TALKS, graph_of
from smmdesk.platforms.facebook.posts import COMMENT
from smmdesk.platforms.meta import instant_of
from smmdesk.platforms.meta_talks import news
from smmdesk.platforms.meta_told import may_read
from smmdesk.platforms.people import name_of, page_of
from smmdesk.platforms.shown import told as pictures_told

FIRST = timedelta(days=7)
"""So far back the first page goes."""
AGAIN, SECOND = timedelta(minutes=2), timedelta(seconds=1)
POSTS, COMMENTS = 25, 25
ASKED = (
    "id,message,created_time,from{id,name},parent{id},permalink_url,user_likes,is_hidden,can_like,can_hide,can_remove,"
    "attachment,message_tags,can_reply_privately"
)
PHOTO = "photo"
MAY = {"can_like": "like", "can_hide": "hide", "can_remove": "delete"}


@dataclass(frozen=True, slots=True)
class Place:
    """Everything before `since` was told. `amid`: the page before ended in the middle of many comments, which go on
    just here; else it begins a little earlier, for what appeared late. `named`: how far the mentions were told,
    `private` how far what is written in private was."""

    since: datetime
    amid: bool = False
    named: str = ""
    private: str = ""

    @classmethod
    def of(cls, session: Session, cursor: str) -> "Place":
        if not cursor:
            return cls(session.now_there - FIRST, amid=True)
        kept = json.loads(cursor)
        others = (str(kept.get(name, "")) for name in ("named", "private"))
        return cls(datetime.fromisoformat(kept["since"]), bool(kept["amid"]), *others)

    def __str__(self) -> str:
        others = {"named": self.named, "private": self.private}
        return json.dumps({"since": self.since.isoformat(), "amid": self.amid, **others})

    @property
    def start(self) -> datetime:
        return self.since - (SECOND if self.amid else AGAIN)  # whether that second itself counts is not written


async def fetch_messages(session: Session, cursor: str) -> HeardPage:
    """See Hears. The next page begins where the comments of one post were cut off, if some were."""
    place = Place.of(session, cursor)
    told, ends, cut = dict[str, Heard](), [place.since], list[datetime]()
    fields = f"id,comments.filter(stream).order(chronological).since({int(place.start.timestamp())}).limit({COMMENTS})"
    path = f"{session.channel.remote_id}/published_posts"
    found = await graph_of(session).get(path, f"{fields}{{{ASKED}}}", limit=str(POSTS))
    for post in found.rows("data"):
        comments = post.child("comments")
        here = [heard for row in comments.rows("data") if (heard := _heard(session, post, row)) is not None]
        told |= {heard.remote_id: heard for heard in here}
        moments = [_moment(row) for row in comments.rows("data")]
        known = [at for at in moments if at is not None and at <= session.now_there + AGAIN]
        ends += known
        cut += [max(known)] if known and "next" in comments.child("paging") else []
    named = await tagged.page(session, place.named, session.now_there - FIRST)
    following = replace(_after(place, ends, cut), named=named.cursor, private=place.private)
    if following.amid or named.more:
        return HeardPage((*told.values(), *named.messages), str(following), more=True)
    private = await news(session, TALKS, place.private)
    following = replace(following, private=private.cursor)
    return HeardPage((*told.values(), *named.messages, *private.messages), str(following), private.more)


def _after(place: Place, ends: list[datetime], cut: list[datetime]) -> Place:
    """More comments than a page holds in one second, or a list that begins too early, bring us no further: then the
    newest that was told is gone on from."""
    if cut and min(cut) > (place.since if place.amid else place.start):
        return Place(min(cut), amid=True)
    return Place(max(ends))


def _moment(row: Fields) -> datetime | None:
    with suppress(ConnectorError):
        return instant_of(row, "created_time")
    return None


def _heard(session: Session, post: Fields, row: Fields) -> Heard | None:
    """None for what is no comment as the reference has it: it is passed over, the rest is heard."""
    with suppress(ConnectorError):
        own_id, post_id, author = row.id(), post.id(), row.child("from")
        who = author.id() if "id" in author else ""
        above = row.child("parent")
        below = above.id() if "id" in above else ""
        return Heard(
            remote_id=own_id,
            kind=MessageKind.COMMENT,
            text=row.text("message", ""),
            sent_at_us=to_us(instant_of(row, "created_time")),
            author=Identity("facebook", who, "", name_of(author.text("name", "")), ""),
            answers_remote_id=below or post_id,
            thread_remote_id=post_id,
            url=page_of(row.text("permalink_url", "")),
            data={  # an answer to an answer stands beside it
                "shape": COMMENT,
                "post": below or own_id,
                **_may(row),
                **_in_private(session, row),
                **pictures_told([(_picture(row.child("attachment")), "")]),
            },
            ours=who == session.channel.remote_id,
            to=_named_first(row),
            liked=row.flag("user_likes") if "user_likes" in row else None,
            hushed=row.flag("is_hidden") if "is_hidden" in row else None,
        )
    return None


def _picture(attachment: Fields) -> object:
    """The address of an attached photo: no sticker, no film, no card of a link."""
    is_photo = attachment.values.get("type") == PHOTO
    return attachment.child("media").child("image").values.get("src") if is_photo else None


def _named_first(row: Fields) -> tuple[str, ...]:
    """By what a comment names somebody before its words: their account, their name."""
    with suppress(ConnectorError):
        first = next((tag for tag in row.rows("message_tags") if tag.values.get("offset") == 0), None)
        found = [first.values.get("id"), first.values.get("name")] if first is not None else []
        return tuple(name for name in found if isinstance(name, str) and name)
    return ()


def _in_private(session: Session, row: Fields) -> dict[str, object]:
    """That Facebook lets nobody answer it in private; without the permission for messages its word says nothing."""
    return {IN_PRIVATE: False} if may_read(session) and row.values.get("can_reply_privately") is False else {}


def _may(row: Fields) -> dict[str, object]:
    """What may be done with it, where Facebook says it."""
    said = [name for name in MAY if name in row]
    return {"may": [MAY[name] for name in said if row.flag(name)]} if said else {}
