"""What a site will publish by itself, its scheduled posts, then its pages, as far as the account sees them; and what it
published lately."""

import re
from datetime import datetime
from html import unescape

from smmdesk.model.foreign import WORDS_MOST, ForeignPage, ForeignPost
from smmdesk.model.moment import to_us
from smmdesk.platforms.answers import Fields, plain_line, plain_words
from smmdesk.platforms.base import Session
from smmdesk.platforms.wordpress.site import ask, is_gone

KINDS = ("posts", "pages")
PAGE = 20
FIELDS = "id,date_gmt,title.raw,excerpt.rendered,featured_media"
"""Without the text itself: pages of a builder are hundreds of kilobytes long."""
_IN_TITLES = re.compile(
    r"</?(?:a|abbr|b|br|cite|code|del|em|i|ins|mark|q|s|small|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>", re.I
)
"""What people put into a title to dress it; anything else between < and > is a part of what it says."""
NOT_SHOWN = frozenset({400, 403, 404, 410})
"""What WordPress says to an account that may not see this kind, of a page behind the last, and of a kind it lacks."""


async def waiting_there(session: Session, after: str) -> ForeignPage:
    """One page of the list. `after` is a kind and the number of its page (`pages 2`)."""
    kind, _, said = (after or f"{KINDS[0]} 1").partition(" ")
    number = int(said)
    params = {
        "status": "future",
        "context": "edit",
        "orderby": "date",
        "order": "asc",
        "per_page": str(PAGE),
        "page": str(number),
        "_fields": FIELDS,
    }
    answer = await ask(session, "GET", kind, params=tuple(params.items()), also=NOT_SHOWN)
    if not answer.ok and not is_gone(answer):
        raise answer.strange()
    found = answer.rows()[:PAGE] if answer.ok else []
    more = f"{kind} {number + 1}" if len(found) == PAGE else _next(kind)
    return ForeignPage(tuple(_foreign(session, row) for row in found), more)


async def live_since(session: Session, since: datetime) -> tuple[ForeignPost, ...]:
    """The posts of the site that were published since then, the newest first."""
    params = {
        "status": "publish",
        "context": "edit",
        "after": since.isoformat(timespec="seconds"),
        "per_page": str(PAGE),
        "_fields": FIELDS,
    }
    answer = await ask(session, "GET", KINDS[0], params=tuple(params.items()), also=NOT_SHOWN)
    if not answer.ok and not is_gone(answer):
        raise answer.strange()
    return tuple(_foreign(session, row) for row in answer.rows()[:PAGE]) if answer.ok else ()


def _next(kind: str) -> str:
    return f"{KINDS[1]} 1" if kind == KINDS[0] else ""


def _foreign(session: Session, found: Fields) -> ForeignPost:
    number = found.id()
    words = plain_line(unescape(_IN_TITLES.sub("", found.child("title").text("raw", ""))), WORDS_MOST)
    words = words or plain_words(found.child("excerpt").text("rendered", ""), WORDS_MOST)
    url = f"{session.channel.server}/wp-admin/post.php?post={number}&action=edit"
    pictures = 1 if found.number("featured_media", 0) else 0
    return ForeignPost(number, to_us(found.instant("date_gmt")), words, url, pictures)
