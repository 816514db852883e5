"""Posts of a Facebook page: what we send, and how we know ours again when an answer was lost."""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from smmdesk.model.content import with_link
from smmdesk.model.delivery import PartKind, Receipt
from smmdesk.model.foreign import WORDS_MOST, ForeignPage, ForeignPost
from smmdesk.model.moment import from_us, to_us
from smmdesk.platforms import meta
from smmdesk.platforms.answers import Fields, plain_line
from smmdesk.platforms.base import Job, RefusedError, Session
from smmdesk.platforms.facebook.account import graph_of
from smmdesk.platforms.meta import TooManyError, instant_of
from smmdesk.platforms.steps import kept

FIELDS = (
    "id,message,created_time,permalink_url,is_published,scheduled_publish_time,"
    "attachments{target{id},subattachments{target{id}}}"
)
COMMENT_FIELDS = "id,message,created_time,permalink_url,from{id}"
MADE = "id,permalink_url,created_time"
EARLIER = timedelta(minutes=6)
"""How much before our first try Facebook may date a post: five minutes of a clock that is off, one for luck."""
NEAR = timedelta(minutes=3)
MOST_PAGES = 6
FILM_PAGE = re.compile(r"/(?:reel|videos|watch)[/?]")
FEED, COMMENT, REEL, STORY, VIDEO = "feed", "comment", "reel", "story", "video"
"""What a part is there: kept on its receipt, since each is read and changed at a place of its own."""


def shape_of(session: Session, job: Job) -> str:
    """What a part becomes: a comment, a story, a reel, a video of the page, or a post of its feed."""
    if job.receipt is not None and job.receipt.data.get("shape"):
        return str(job.receipt.data["shape"])
    if job.kind is PartKind.FIRST_COMMENT or (job.parent is not None and job.parent.data.get("shape") == COMMENT):
        return COMMENT
    kind = session.facts.kind_of(job.outgoing.options)
    if kind in (REEL, STORY):
        return kind
    has_film = any(picture.mime.startswith("video/") for picture in job.outgoing.media)
    return VIDEO if has_film or kept(job, "video") is not None else FEED


def photos_of(job: Job) -> list[str]:
    """The ids of the photos that lie there unpublished for this part, in order."""
    found: list[str] = []
    while (step := kept(job, f"photo:{len(found)}")) is not None:
        found.append(str(step["id"]))
    return found


def is_carded(job: Job) -> bool:
    """The link is the post's card; below photos it stands in the text instead."""
    if job.receipt is not None and "card" in job.receipt.data:
        return job.receipt.data["card"] is True
    return bool(job.outgoing.link) and not job.outgoing.media and not photos_of(job)


def text_of(job: Job) -> str:
    said = job.outgoing
    return said.text.strip() if is_carded(job) else with_link(said.text, said.link).strip()


def feed_form(job: Job) -> dict[str, str]:
    """The fields of a post of the feed."""
    form = {"message": text_of(job), "link": job.outgoing.link if is_carded(job) else ""}
    for number, photo in enumerate(photos_of(job)):
        form[f"attached_media[{number}]"] = json.dumps({"media_fbid": photo})
    return {name: value for name, value in form.items() if value}


def comment_form(job: Job) -> dict[str, str]:
    """The fields of a comment: its words, and the one photo that it may have (`attachment_id`, an unpublished one)."""
    photo = next(iter(photos_of(job)), "")
    return {"message": job.outgoing.text, **({"attachment_id": photo} if photo else {})}


def listed_form(due: datetime) -> dict[str, str]:
    """What puts a post on the page's own list."""
    stamp = str(int(due.timestamp()))
    return {"published": "false", "unpublished_content_type": "SCHEDULED", "scheduled_publish_time": stamp}


def receipt_of(session: Session, job: Job, found: Fields, shape: str) -> Receipt:
    """What became of a post or a comment: its id, and its page."""
    own_id = found.id()
    url = found.text("permalink_url", "") or f"{session.facts.endpoints['web']}/{own_id}"
    at_us = to_us(instant_of(found, "created_time")) if "created_time" in found else 0
    return Receipt(own_id, url, at_us, data={"shape": shape, "card": is_carded(job)})


def listed_receipt(receipt: Receipt, due: datetime) -> Receipt:
    """The same on the page's list."""
    return Receipt(receipt.id, receipt.url, 0, data={**receipt.data, "due_us": to_us(due)})


def due_of(receipt: Receipt | None, otherwise: datetime) -> datetime:
    """When the page's own list publishes it, as far as we know."""
    due_us = receipt.data.get("due_us") if receipt is not None else None
    return from_us(due_us) if isinstance(due_us, int) else otherwise


# ------------------------------------------------------------------ knowing ours again
@dataclass(frozen=True, slots=True)
class Seen:
    """What was found of ours; `complete` when everything since the first try was looked at."""

    found: tuple[Fields, ...]
    complete: bool


async def find(session: Session, job: Job, edge: str, since: datetime | None) -> Seen:
    """Look through a list of the page for the post of a part. `since` is the earliest that it may be dated.

    A link alone, without photos and words, is not known again: any photo without words looks like it."""
    if not photos_of(job) and not text_of(job):
        return Seen((), False)
    params = {"since": str(int(since.timestamp()))} if since is not None else {}
    path = f"{session.channel.remote_id}/{edge}"
    return await _matching(session, job, path, FIELDS, params, lambda row: _is_ours(row, job, since))


async def find_comment(session: Session, job: Job, since: datetime) -> Seen:
    """Look through the comments below the part's post, the newest first."""
    above = job.root or job.parent
    assert above is not None, "a comment stands below a post"
    page = session.channel.remote_id

    nameless: list[Fields] = []

    def is_ours(row: Fields) -> bool:
        """By the page itself. Facebook leaves out who wrote where we may not see people: that is no answer."""
        if instant_of(row, "created_time") < since or not same_words(row.text("message", ""), job.outgoing.text):
            return False
        author = row.child("from").text("id", "")
        if not author:
            nameless.append(row)
        return author == page

    order = {"filter": "stream", "order": "reverse_chronological"}
    seen = await _matching(session, job, f"{place_of(session, above)}/comments", COMMENT_FIELDS, order, is_ours)
    return replace(seen, complete=seen.complete and not nameless)


async def _matching(
    session: Session,
    job: Job,
    path: str,
    fields: str,
    params: Mapping[str, str],
    is_ours: Callable[[Fields], bool],
) -> Seen:
    found: list[Fields] = []
    try:
        async for row in graph_of(session).rows(path, fields, MOST_PAGES, **params):
            if row.id() not in job.owned and is_ours(row):
                found.append(row)  # noqa: PERF401 - what was found before it is given up counts
    except TooManyError:
        return Seen(tuple(found), False)
    return Seen(tuple(found), True)


def _is_ours(row: Fields, job: Job, since: datetime | None) -> bool:
    photos = set(photos_of(job))
    there = targets_of(row)
    if photos:  # they were uploaded for this part alone
        return bool(photos & there)
    if since is not None and instant_of(row, "created_time") < since:
        return False
    if since is None and abs(instant_of(row, "scheduled_publish_time") - job.due) > NEAR:
        return False
    return same_words(row.text("message", ""), text_of(job))


def targets_of(row: Fields) -> set[str]:
    """The ids of the photos of a post."""
    found: set[str] = set()
    for attached in row.child("attachments").rows("data"):
        below = attached.child("subattachments").rows("data")
        found |= {str(each.child("target").values.get("id")) for each in (attached, *below)}
    return found - {"None"}


def same_words(one: str, other: str) -> bool:
    """Equal but for the form of letters and white space."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def place_of(session: Session, receipt: Receipt) -> str:
    """What a comment is hung on."""
    return str(receipt.data.get("post") or object_of(session, receipt))


def object_of(session: Session, receipt: Receipt | None) -> str:
    """What is read and changed: our own receipt names it; of a link that a person gave, the number of a film, or that
    of a post behind the page's. Raises RefusedError(not_known_there) for an address that hides its number."""
    assert receipt is not None, "this call is about something that is there"
    if receipt.data.get("shape") or "_" in receipt.id:
        return receipt.id
    if not (receipt.id.isascii() and receipt.id.isdigit()):
        raise RefusedError(session.http.names.problem("not_known_there"))
    return receipt.id if FILM_PAGE.search(receipt.url) else f"{session.channel.remote_id}_{receipt.id}"


async def read(session: Session, own_id: str, fields: str) -> Fields | None:
    """An object of the page; None where Facebook says that there is none, while it lets us read the page's posts."""
    graph = graph_of(session)
    answer = await graph.read(own_id, fields, gone=True)
    if not meta.is_unknown(answer):
        found = answer.fields()
        found.id()  # a page that anybody may have written is no post
        return found
    await graph.get(f"{session.channel.remote_id}/published_posts", "id", limit="1")
    return None


# ------------------------------------------------------------------ the page's own list
async def waiting_there(session: Session, after: str) -> ForeignPage:
    """One page of what waits on the page's own list, whoever put it there."""
    asked = {"after": after} if after else {}
    fields = "id,message,scheduled_publish_time,permalink_url,attachments{target{id},subattachments{target{id}}}"
    path = f"{session.channel.remote_id}/scheduled_posts"
    found = await graph_of(session).get(path, fields, limit=str(meta.PAGE), **asked)
    paging = found.child("paging")
    more = paging.child("cursors").text("after", "") if "next" in paging else ""
    rows = found.rows("data")[: meta.PAGE]
    return ForeignPage(tuple(map(_foreign, rows)), more if more != after and len(more) <= meta.MOST_CURSOR else "")


def _foreign(row: Fields) -> ForeignPost:
    words = plain_line(row.text("message", ""), WORDS_MOST)
    due_us = to_us(instant_of(row, "scheduled_publish_time"))
    return ForeignPost(row.id(), due_us, words, row.text("permalink_url", ""), len(targets_of(row)))
