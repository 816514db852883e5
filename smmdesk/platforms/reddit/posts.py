"""Posts and comments as Reddit takes them, and how we know ours again when an answer was lost."""

from datetime import timedelta
from typing import Any

from smmdesk.model.content import with_link
from smmdesk.model.delivery import PartKind, Receipt
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Job, RefusedError, Said, Session
from smmdesk.platforms.markup import markdown_of, same_words, unmarked
from smmdesk.platforms.reddit.api import ask
from smmdesk.platforms.steps import kept

EARLIER = timedelta(minutes=6)
PAGE = 100
MOST_DAYS = 7
COMMENT = "t1_"


def kind_of(job: Job) -> str:
    """self, link, image, gallery, video or poll: as it was found before, for a look-up has no files."""
    known = (job.receipt.data.get("kind") if job.receipt is not None else None) or kept(job, "kind")
    if isinstance(known, str):
        return known
    said = job.outgoing
    if said.poll is not None:
        return "poll"
    if any(picture.mime.startswith("video/") for picture in said.media):
        return "video"
    if said.media:
        return "image" if len(said.media) == 1 else "gallery"
    return "link" if said.link else "self"


def text_of(job: Job) -> str:
    """The words as Markdown; a link that is not the post itself stands below them."""
    said = job.outgoing
    return markdown_of(said.text if kind_of(job) == "link" else with_link(said.text, said.link))


def post_of(job: Job) -> tuple[str, dict[str, Any]]:
    """(route, fields) of the one call."""
    said, kind = job.outgoing, kind_of(job)
    place, flair = kept(job, "place"), kept(job, "flair")
    flags = {"nsfw": bool(said.options.get("nsfw")), "spoiler": bool(said.options.get("spoiler")), "sendreplies": True}
    body: dict[str, Any] = {"api_type": "json", "sr": place, "title": said.title, "text": text_of(job), **flags}
    body = {**body, "validate_on_submit": True, **({"flair_id": flair} if flair else {})}
    files = [kept(job, f"media:{number}") for number in range(len(said.media))]
    if kind == "gallery":
        items = [{"caption": "", "outbound_url": "", "media_id": file["asset"]} for file in files]
        return "api/submit_gallery_post.json", {**body, "items": items, "show_error_list": True}
    if said.poll is not None:
        days = min(max(round(said.poll.minutes / 1440), 1), MOST_DAYS)
        asked = {"options": [option.strip() for option in said.poll.options], "duration": days, "resubmit": True}
        return "api/submit_poll_post", {**body, **asked}
    body = {**body, "kind": kind, "resubmit": False}  # a link that is there already is refused: no second copy
    if kind == "link":
        return "api/submit", {**body, "url": said.link}
    if kind in ("image", "video"):
        body["url"] = files[0]["url"]
    if kind == "video":
        body["video_poster_url"] = kept(job, "cover")["url"]
    return "api/submit", body


def as_form(body: dict[str, Any]) -> dict[str, str]:
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in body.items()}


# ------------------------------------------------------------------ what came of it
def full_name(receipt: Receipt) -> str:
    """As Reddit calls it: comments keep their sign, posts are known by what stands in their address; the address of a
    comment that a person pasted is post/words/comment."""
    if "/" in receipt.id:
        return COMMENT + receipt.id.rsplit("/", 1)[-1]
    return receipt.id if receipt.id.startswith(COMMENT) else f"t3_{receipt.id}"


def own_name(session: Session, job: Job) -> str:
    """What the part itself is called. Raises RefusedError(not_known_there) where a person gave the address of the post
    for its comment, or the other way round: the wrong one of the two would be changed or deleted."""
    assert job.receipt is not None, "this call is about something that is there"
    found = full_name(job.receipt)
    if found.startswith(COMMENT) != (job.kind is not PartKind.ROOT):
        raise RefusedError(session.http.names.problem("not_known_there"))
    return found


def receipt_of(session: Session, job: Job, thing: Fields) -> Receipt:
    """Of what Reddit lists or answers: `name` (t3_…) or `id`, its address or the path of its page."""
    own = thing.id("name" if "name" in thing else "id")
    own_id = own if own.startswith(COMMENT) else own.removeprefix("t3_")
    path = thing.text("permalink", "")
    url = f"{session.facts.endpoints['web']}{path}" if path.startswith("/") else thing.text("url", "")
    at = thing.values.get("created_utc")
    at_us = int(at * 1_000_000) if isinstance(at, int | float) and 0 < at < 1e11 else 0
    return Receipt(own_id, url, at_us, data={"kind": kind_of(job)})


async def read(session: Session, job: Job) -> Fields | None:
    """The post or comment; None when Reddit does not show it any more (deleted, or taken away by moderators)."""
    own = own_name(session, job)
    answer = await ask(session, "GET", "api/info", params=[("id", own)])
    listing = answer.fields()
    if listing.text("kind") != "Listing":
        raise answer.strange()
    things = [child.child("data") for child in listing.child("data").rows("children")]
    for thing in things:
        if thing.id("name") == own:
            return None if is_away(thing) else thing
    if things:  # the answer to another question
        raise answer.strange()
    return None


def is_away(thing: Fields) -> bool:
    """Deleted, or taken away by moderators."""
    return thing.text("author", "") == "[deleted]" or "removed_by_category" in thing


async def find(session: Session, job: Job) -> list[Fields]:
    """What the account wrote since the first try that says what we say and that no other part owns."""
    me = session.channel.handle.removeprefix("u/")
    kind = "submitted" if job.kind is PartKind.ROOT else "comments"
    params = [("sort", "new"), ("limit", str(PAGE))]
    listing = (await ask(session, "GET", f"user/{me}/{kind}", params=params)).fields()
    things = [child.child("data") for child in listing.child("data").rows("children")]
    return [thing for thing in things if _is_ours(session, thing, job)]


def _is_ours(session: Session, thing: Fields, job: Job) -> bool:
    since = ((job.first_try_at or session.clock.now()) - EARLIER).timestamp()
    at = thing.values.get("created_utc")
    if receipt_of(session, job, thing).id in job.owned or not isinstance(at, int | float) or at < since:
        return False
    if job.kind is not PartKind.ROOT:
        above = job.root or job.parent
        return above is not None and thing.text("link_id", "") == full_name(above) and took_effect(thing, job)
    same_place = thing.text("subreddit", "").casefold() == str(kept(job, "place") or "").casefold()
    return same_place and same_words(thing.text("title", ""), job.outgoing.title) and took_effect(thing, job)


def took_effect(thing: Fields, job: Job) -> bool:
    return same_words(_said(thing), _wanted(job))


def _said(thing: Fields) -> str:
    return thing.text("body", "") or thing.text("selftext", "")


def _wanted(job: Job) -> str:
    return text_of(job) if job.kind is PartKind.ROOT else markdown_of(job.outgoing.text)


def said_there(thing: Fields, job: Job) -> Said:
    return Said(unmarked(_said(thing)), unmarked(_wanted(job)), took_effect(thing, job))
