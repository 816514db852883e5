"""A post's fields as Ghost takes them, and what it made of them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from smmdesk.model.delivery import Receipt
from smmdesk.model.foreign import WORDS_MOST, ForeignPage, ForeignPost
from smmdesk.model.moment import to_us
from smmdesk.platforms.answers import Answer, Fields, plain_line
from smmdesk.platforms.base import Job, Listed, Published, RefusedError, Said, Session
from smmdesk.platforms.ghost.admin import ask
from smmdesk.platforms.ghost.lexical import Placed, has_card, lexical_of, words_of
from smmdesk.platforms.markup import listed_words, same_words

PAGE = 20
LISTED = "id,title,published_at,custom_excerpt,feature_image"
LIVE = ("published", "sent")
"""`sent` is a post that went out by e-mail alone."""
SHOWN = ("public", "members", "paid")


def draft_of(job: Job, media: Sequence[Placed], card: Mapping[str, str] | None) -> dict[str, Any]:
    """Everything but status, moment and slug. The first photo stands above the post, the others in it."""
    content, options = job.outgoing, job.outgoing.options
    images = [placed for placed in media if placed.mime.startswith("image/")]
    above = images[0] if images else None
    shown = str(options.get("visibility") or "")
    return {
        "title": content.title,
        "lexical": lexical_of(content.text, [placed for placed in media if placed is not above], content.link, card),
        "custom_excerpt": str(options.get("excerpt") or "") or None,
        "tags": [{"name": name} for name in listed_words(options.get("tags"))],
        "feature_image": above.url if above is not None else None,
        "feature_image_alt": (above.alt or None) if above is not None else None,
        "visibility": shown if shown in SHOWN else "public",
        "featured": bool(options.get("featured")),
    }


def newsletter_of(session: Session, job: Job) -> tuple[tuple[str, str], ...]:
    """What makes the site send the post as a newsletter, once; nothing unless a person chose it.

    Raises RefusedError for a newsletter that the site has not.
    """
    wish = str(job.outgoing.options.get("newsletter") or "").strip()
    if not wish:
        return ()
    offered = session.channel.reported.get("newsletters")
    pairs = [pair for pair in offered if isinstance(pair, list | tuple)] if isinstance(offered, list | tuple) else []
    for slug, name in pairs:
        if slug and wish.casefold() in (str(slug).casefold(), str(name).casefold()):
            return (("newsletter", str(slug)),)
    raise RefusedError(session.http.names.problem("option_not_offered", value=wish))


def the_post(answer: Answer) -> Fields:
    """The one post of an answer. Raises the call's `strange` error."""
    rows = answer.fields().rows("posts")
    if len(rows) != 1:
        raise answer.strange()
    rows[0].id()
    return rows[0]


def understood(found: Fields, media: Sequence[Mapping[str, object]]) -> Published | Listed | None:
    """Where a post stands; None for one that is neither out nor listed."""
    status = found.text("status", "")
    if status in LIVE:
        return Published(receipt_of(found, media))
    if status == "scheduled":
        return Listed(receipt_of(found, media), found.instant("published_at"))
    return None


def receipt_of(found: Fields, media: Sequence[Mapping[str, object]]) -> Receipt:
    at_us = to_us(found.instant("published_at")) if "published_at" in found else 0
    return Receipt(found.id(), found.text("url", ""), at_us, data={"media": [dict(step) for step in media]})


def stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def same_content(found: Fields, job: Job) -> bool:
    """Whether an edit took effect, by the words."""
    return all(map(same_words, _said(found), _ours(found, job)))


def said_there(found: Fields, job: Job) -> Said:
    """Title and words as they stand at the site."""
    there, ours = ("\n\n".join(filter(None, said)) for said in (_said(found), _ours(found, job)))
    return Said(there, ours, same_content(found, job))


def _said(found: Fields) -> tuple[str, str]:
    return found.text("title", ""), words_of(found.text("lexical", ""))


def _ours(found: Fields, job: Job) -> tuple[str, str]:
    """What we would have written, with the link as it stands there: as a card or as words."""
    card: dict[str, str] | None = {} if has_card(found.text("lexical", "")) else None
    return job.outgoing.title, words_of(lexical_of(job.outgoing.text, (), job.outgoing.link, card))


# ------------------------------------------------------------------ the site's own list
async def waiting_there(session: Session, after: str) -> ForeignPage:
    """One page of what the site will publish by itself, the soonest first; `after` is the number of the page."""
    params = {
        "filter": "status:scheduled",
        "order": "published_at asc",
        "limit": str(PAGE),
        "page": after or "1",
        "fields": LISTED,
    }
    found = (await ask(session, "GET", "posts/", params=tuple(params.items()))).fields()
    following = found.child("meta").child("pagination").values.get("next")
    more = str(following) if isinstance(following, int) and not isinstance(following, bool) else ""
    return ForeignPage(tuple(_foreign(session, row) for row in found.rows("posts")[:PAGE]), more)


async def live_since(session: Session, since: datetime) -> tuple[ForeignPost, ...]:
    """What the site published since then, the newest first."""
    params = {
        "filter": f"status:published+published_at:>='{since.astimezone(UTC):%Y-%m-%d %H:%M:%S}'",
        "order": "published_at desc",
        "limit": str(PAGE),
        "fields": LISTED,
    }
    found = (await ask(session, "GET", "posts/", params=tuple(params.items()))).fields()
    return tuple(_foreign(session, row) for row in found.rows("posts")[:PAGE])


def _foreign(session: Session, row: Fields) -> ForeignPost:
    words = plain_line(row.text("title", "") or row.text("custom_excerpt", ""), WORDS_MOST)
    url = f"{session.channel.server}/ghost/#/editor/post/{row.id()}"
    return ForeignPost(row.id(), to_us(row.instant("published_at")), words, url, 1 if "feature_image" in row else 0)
