"""Looking for words, tags and members in a forum.

`GET /search.json` (docs.discourse.org and lib/search.rb, 2026): `order:latest` begins with the newest, `after:` keeps
to what was written since a day, a page holds fifty posts. Words shorter than three letters are not looked for. What it
tells of a post is its beginning.
"""

from datetime import UTC, timedelta

from smmdesk.model.lookout import LookoutKind
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import from_us, to_us
from smmdesk.model.person import Identity
from smmdesk.platforms import newest_first
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.discourse.forum import ask
from smmdesk.platforms.markup import plain_of
from smmdesk.platforms.newest_first import AGAIN, Leaf, Walk, phrase, readable, times_of
from smmdesk.platforms.people import name_of, page_of

MOST_PAGES = 10
SIGNS = {LookoutKind.TAG: "tags:", LookoutKind.ACCOUNT: "@"}


async def search(session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
    """See Searches."""
    walk = Walk.of(cursor)
    page = int(walk.back or 1)
    what = f"{SIGNS[kind]}{words}" if kind in SIGNS else phrase(words)
    day = (from_us(walk.since).astimezone(UTC) - AGAIN - timedelta(days=1)).strftime("%Y-%m-%d") if walk.since else ""
    asked = " ".join(filter(None, (what, "order:latest", f"after:{day}" if day else "")))
    found = (await ask(session, "GET", "search.json", params=(("q", asked), ("page", str(page))))).fields()
    if "grouped_search_result" not in found:
        raise found.strange()
    rows, titles = found.rows("posts"), {row.number("id", 0): row for row in found.rows("topics")}
    is_more = found.child("grouped_search_result").flag("more_full_page_results") and page < MOST_PAGES
    told = tuple(readable(rows, lambda row: _heard(session, row, titles.get(row.number("topic_id", 0)))))
    leaf = Leaf(told, times_of(rows, "created_at"), str(page + 1) if is_more else "")
    return newest_first.page_of(session, walk, leaf)


def _heard(session: Session, row: Fields, topic: Fields | None) -> Heard:
    number, place, handle = row.number("topic_id"), row.number("post_number"), row.text("username", "")
    server, slug = session.channel.server, topic.text("slug", "") if topic is not None else ""
    title = plain_of(topic.text("fancy_title", "") or topic.text("title", "")) if topic is not None else ""
    return Heard(
        remote_id=f"{number}/{place}",
        kind=MessageKind.FOUND,
        text="\n".join(filter(None, (title, plain_of(row.text("blurb", ""))))),
        sent_at_us=to_us(row.instant("created_at")),
        author=Identity(
            "discourse",
            f"@{handle}@{server.split('://', 1)[-1]}" if handle else "",
            f"@{handle}" if handle else "",
            name_of(row.text("name", "")) or handle,
            page_of(f"{server}/u/{handle}") if handle else "",
        ),
        thread_remote_id=str(number),
        url=page_of(f"{server}/t/{slug or '-'}/{number}/{place}"),
        ours=bool(handle) and handle.casefold() == session.channel.handle.lstrip("@").casefold(),
    )
