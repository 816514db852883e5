"""Comments under a site's posts, as far as the account sees them (REST API of WordPress 6.5).

Read from the oldest on, a page at a time. Each page begins two hours before the last comment of the one before: what
was deleted meanwhile shifts no page, and what a moderator let through late is seen for that long. Where pages lead back
to those that were read (a site behind a cache that heeds no numbers), the newest one is asked for.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from html import unescape

from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import from_us, to_us
from smmdesk.model.person import Identity
from smmdesk.platforms.answers import Answer, Fields
from smmdesk.platforms.base import ConnectorError, Session
from smmdesk.platforms.people import name_of, page_of
from smmdesk.platforms.trail import AT_FIRST, Trail
from smmdesk.platforms.wordpress.comments import BREAK, KIND, MARKUP, NOT_ALL, WAITING, pages_of
from smmdesk.platforms.wordpress.site import ask, code_of

PAGE = 50
AGAIN = timedelta(hours=2)
FIELDS = "id,post,parent,author,author_name,author_url,date_gmt,content,link,status"
NO_SUCH_PAGE = "rest_comment_invalid_page_number"
FIRST = datetime(2000, 1, 1, tzinfo=UTC)
NEWEST = 0
EMPTY = "page "
"""Before the number of a page on which the account may see nothing: it leads on, and is no sign of a circle."""


async def fetch_messages(session: Session, cursor: str) -> HeardPage:
    """See Hears. The cursor is the instant of the newest comment told, and the page from two hours before it, with the
    first comments of pages as the way there.

    An instant that is yet to come (somebody dated a comment so) never is the cursor: all others would be passed by.
    """
    since, number, trail = _read(cursor)
    params = [("per_page", str(PAGE)), ("page", str(number or 1)), ("orderby", "date_gmt"), ("_fields", FIELDS)]
    if since is None or number == NEWEST:
        params.append(("order", "desc"))
    else:
        params += [("order", "asc"), ("after", (since - AGAIN).isoformat(timespec="seconds"))]
    answer = await _asked(session, params)
    if _is_behind_the_last(answer):  # what was deleted meanwhile took it away
        return HeardPage((), _written(since or FIRST, 1))
    rows = answer.rows()[:PAGE]
    told = [heard for heard in (_heard(session, row) for row in rows) if heard is not None]
    last = from_us(max((heard.sent_at_us for heard in told), default=0))
    newest = max(min(last, session.now_there), since or FIRST)
    is_newest = since is None or number == NEWEST
    full = not is_newest and (number < pages if (pages := pages_of(answer)) else len(rows) == PAGE)
    if not full or newest != since:
        return HeardPage(tuple(told), _written(newest, 1), full)
    onward = trail.to(str(rows[0].values.get("id")) if rows else f"{EMPTY}{number}")
    if onward is None:
        return HeardPage(tuple(told), _written(newest, NEWEST))
    return HeardPage(tuple(told), _written(newest, number + 1, onward), True)


async def _asked(session: Session, params: list[tuple[str, str]]) -> Answer:
    answer = await ask(session, "GET", "comments", params=(*params, ("status", "all")), also=NOT_ALL)
    if answer.ok or _is_behind_the_last(answer):
        return answer
    answer = await ask(session, "GET", "comments", params=tuple(params), also=frozenset({400}))
    is_told = answer.ok or _is_behind_the_last(answer)
    return answer if is_told else await ask(session, "GET", "comments", params=tuple(params))


def _is_behind_the_last(answer: Answer) -> bool:
    """Some WordPresses answer a page that is not there with nothing (6.5), others refuse it."""
    return answer.status == 400 and code_of(answer) == NO_SUCH_PAGE


def _read(cursor: str) -> tuple[datetime | None, int, Trail]:
    if not cursor:
        return None, 1, AT_FIRST
    kept = json.loads(cursor)
    return datetime.fromisoformat(kept["since"]), int(kept["page"]), Trail(**kept.get("trail", {}))


def _written(since: datetime, page: int, trail: Trail = AT_FIRST) -> str:
    return json.dumps({"since": since.isoformat(), "page": page, "trail": asdict(trail)})


def _heard(session: Session, row: Fields) -> Heard | None:
    """None for what is no comment as the documentation has it (an old import without a date): the rest is heard."""
    try:
        return _read_comment(session, row)
    except ConnectorError:
        return None


def _read_comment(session: Session, row: Fields) -> Heard:
    number, post, parent, author = (row.number(name, 0) for name in ("id", "post", "parent", "author"))
    words = unescape(MARKUP.sub("", BREAK.sub("\n", row.child("content").text("rendered", "")))).strip()
    name = name_of(row.text("author_name", ""))
    site = session.channel.remote_id.partition("@")[2]
    return Heard(
        remote_id=f"{KIND}{number}",
        kind=MessageKind.COMMENT,
        text=words,
        sent_at_us=to_us(row.instant("date_gmt")),
        author=Identity("wordpress", _author_id(author, name, site), "", name, page_of(row.text("author_url", ""))),
        answers_remote_id=f"{KIND}{parent}" if parent else str(post),
        thread_remote_id=str(post),
        url=page_of(row.text("link", "")),
        data={"post": post, "waits": row.text("status", "") == "hold"},
        ours=str(author) == session.channel.remote_id.partition("@")[0],
        removed=row.text("status", "") == "trash",
        hushed=row.text("status", "") in WAITING if "status" in row else None,
        spam=row.text("status", "") == "spam" if "status" in row else None,
    )


def _author_id(author: int, name: str, site: str) -> str:
    """Who is not signed in has a name only: two Annas of one site are one person until somebody parts them."""
    return f"{author}@{site}" if author else (f"{name.casefold()}@{site}" if name else "")
