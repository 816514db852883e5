"""Posts as X takes them, and how we know ours again when an answer was lost.

What comes back is rewritten: addresses are t.co ones, `& < >` are HTML, photos hang an address of their own behind.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from smmdesk.model.content import with_link
from smmdesk.model.delivery import PartKind, Receipt
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Absent, CannotTell, Job, LookUpAnswer, Published, Said, Session
from smmdesk.platforms.markup import bare, without_addresses
from smmdesk.platforms.x.api import Api, data_of, is_not_found
from smmdesk.platforms.x.media import media_of

PAGE, MOST_PAGES = 100, 2
"""Each post that is read costs a little: 200 at most for one question."""
EARLIER = timedelta(minutes=6)
LAG = timedelta(minutes=2)
"""A timeline may show a post some seconds late; an empty one says nothing before."""
FIELDS = ("created_at", "entities", "attachments", "conversation_id")
BIRTH_MS = 1_288_834_974_657
LONGEST_ID = 19
FLAGS = ("made_with_ai", "paid_partnership")
POLL_MINUTES = (5, 10_080)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)


def text_of(job: Job) -> str:
    return with_link(job.outgoing.text, job.outgoing.link)


def body_of(job: Job) -> dict[str, Any]:
    """The post as JSON. Empty values are left out; who may reply is said of the first part alone."""
    options, poll, media = job.outgoing.options, job.outgoing.poll, media_of(job)
    body: dict[str, Any] = {"text": text_of(job)}
    if media:
        body["media"] = {"media_ids": media}
    if poll is not None:
        minutes = min(max(poll.minutes, POLL_MINUTES[0]), POLL_MINUTES[1])
        body["poll"] = {"options": list(poll.options), "duration_minutes": minutes}
    if job.parent is not None:
        body["reply"] = {"in_reply_to_tweet_id": job.parent.id}
    elif options.get("reply_settings"):
        body["reply_settings"] = str(options["reply_settings"])
    if job.kind is not PartKind.FIRST_COMMENT:
        body |= {name: True for name in FLAGS if options.get(name)}
    return body


def receipt_of(session: Session, own_id: str) -> Receipt:
    """Its page, and its moment, which stands in the id itself."""
    owner = session.channel.handle.removeprefix("@") or "i"
    at_us = ((int(own_id) >> 22) + BIRTH_MS) * 1000 if own_id.isdigit() and len(own_id) <= LONGEST_ID else 0
    return Receipt(own_id, f"{session.facts.endpoints['web']}/{owner}/status/{own_id}", at_us)


# ------------------------------------------------------------------ knowing ours again
@dataclass(frozen=True, slots=True)
class Found:
    """The posts that say what we said; `complete` when everything since the first try was seen, and nothing in it could
    be ours after all (`_is_alike`)."""

    ids: tuple[str, ...]
    complete: bool


async def look_up(api: Api, job: Job) -> LookUpAnswer:
    """What of the owner's own newest posts is this part."""
    session = api.session
    first = job.first_try_at or min(job.due, session.clock.now())
    found = await _find(api, job, first - EARLIER)
    if len(found.ids) == 1:
        return Published(receipt_of(session, found.ids[0]))
    if found.ids:
        return CannotTell(two_alike=True)
    sure = found.complete and session.clock.now() - first > LAG
    return Absent(by_words=True) if sure else CannotTell()


async def _find(api: Api, job: Job, since: datetime) -> Found:
    found: list[str] = []
    token, alike = "", False
    stamp = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for _ in range(MOST_PAGES):
        params = [("start_time", stamp), ("max_results", str(PAGE)), ("exclude", "retweets")]
        params += [("pagination_token", token)] if token else []
        path = f"users/{api.session.channel.remote_id}/tweets"
        answer = await api.posts(path, FIELDS, tuple(params))
        page = answer.fields()
        if not answer.ok or "meta" not in page:
            raise answer.strange()
        near = [post for post in page.rows("data") if _is_in_place(post, job, since)]
        found += [post.id() for post in near if _is_ours(post, job)]
        alike = alike or any(_is_alike(post, job) for post in near)
        last, token = token, page.child("meta").text("next_token", "")
        if not token or token == last:
            return Found(tuple(found), not token and not alike)
    return Found(tuple(found), False)


def _is_in_place(post: Fields, job: Job, since: datetime) -> bool:
    """By its moment and its place in a thread, and nobody else's."""
    if post.id() in job.owned or post.instant("created_at") < since:
        return False
    above = job.root or job.parent
    return post.text("conversation_id") == (above.id if above is not None else post.id())


def _is_ours(post: Fields, job: Job) -> bool:
    """By its files and its words."""
    media = media_of(job)
    if media and len(post.child("attachments").texts("media_keys")) != len(media):
        return False
    return says(post, text_of(job))


def _is_alike(post: Fields, job: Job) -> bool:
    """Whether it may be ours all the same: X writes addresses in its own way (other letters than Latin, capitals), and
    may list a post before its files."""
    return without_addresses(shown(post)) == without_addresses(text_of(job))


def says(post: Fields, text: str) -> bool:
    """Whether a post says `text`, but for what X makes of words and addresses."""
    return _squeezed(shown(post)) == _squeezed(text)


def shown(post: Fields) -> str:
    """The words of a post as they were written: whole addresses, no HTML, nothing hung behind."""
    long = post.child("note_tweet").values or post.child("note_post").values
    whole = Fields(long, post.strange) if long else post
    text = whole.text("text", "")
    for address in (*_addresses(whole), *_addresses(post)):
        short, full = address.text("url", ""), address.text("expanded_url", "")
        if short:
            is_media = "media_key" in address or address.text("display_url", "").startswith("pic.")
            text = text.replace(short, "" if is_media else full)
    return unescape(text).strip()


def _addresses(post: Fields) -> Iterator[Fields]:
    return iter(post.child("entities").rows("urls"))


def _squeezed(text: str) -> str:
    """Without white space and what X adds to addresses: a scheme, a last slash."""
    return _SCHEME.sub("", bare(text)).replace("/", "")


async def read(api: Api, job: Job) -> Fields | None:
    """Our post as it is now, None where X says that there is none."""
    assert job.receipt is not None, "this call is about something that is there"
    answer = await api.posts(f"tweets/{job.receipt.id}", FIELDS)
    if is_not_found(answer):
        return None
    if not answer.ok:
        raise answer.strange()
    found = data_of(answer)
    if found.id() != job.receipt.id:
        raise answer.strange()
    return found


def said_there(post: Fields, job: Job) -> Said:
    ours = text_of(job)
    return Said(ours if says(post, ours) else shown(post), ours, says(post, ours))
