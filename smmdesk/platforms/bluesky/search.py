"""Looking for words, hashtags and accounts on Bluesky.

`app.bsky.feed.searchPosts` and `getAuthorFeed` (lexicons of August 2026) are questions for the AppView, which the
account's own server passes on; where it names none, the open one is asked without a sign-in, which tells of an account
and may refuse to search. Both begin with the newest.
"""

from typing import Any

from smmdesk.model.lookout import LookoutKind
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.platforms import newest_first
from smmdesk.platforms.answers import Answer, Fields
from smmdesk.platforms.base import RefusedError, Session
from smmdesk.platforms.bluesky.heard import NONE_THERE, has_none, heard_of
from smmdesk.platforms.bluesky.identity import DID, HANDLE
from smmdesk.platforms.bluesky.xrpc import Xrpc, address, refused
from smmdesk.platforms.newest_first import Leaf, Walk, begun_again, nobody, phrase, readable, times_of

POSTS, FEED = "app.bsky.feed.searchPosts", "app.bsky.feed.getAuthorFeed"
PAGE = 50
NOT_OPEN = frozenset({401, 403})


async def search(session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
    """See Searches."""
    walk = Walk.of(cursor)
    by_account = kind is LookoutKind.ACCOUNT
    asked = [("limit", str(PAGE)), *([("cursor", walk.back)] if walk.back else [])]
    if by_account:
        actor = words.lower()
        if not HANDLE.fullmatch(actor) and not DID.fullmatch(actor):
            raise nobody(session, words)  # a name of another network
        asked += [("actor", actor), ("filter", "posts_and_author_threads")]
    elif kind is LookoutKind.TAG:
        asked += [("q", f"#{words}"), ("tag", words), ("sort", "latest")]
    else:
        asked += [("q", phrase(words)), ("sort", "latest")]
    answer = await _ask(session, FEED if by_account else POSTS, asked)
    if not answer.ok:
        if by_account and "not found" in answer.maybe().text("message", "").lower():
            raise nobody(session, words)
        if walk.back:  # it does not know that page any more
            return begun_again(walk)
        raise refused(session.http, answer)
    return newest_first.page_of(session, walk, _leaf(session, answer.fields(), "feed" if by_account else "posts"))


async def _ask(session: Session, method: str, asked: list[tuple[str, str]]) -> Answer:
    answer = await Xrpc(session).ask(method, asked, also=NONE_THERE)
    if answer.ok or not has_none(answer):
        return answer
    options: dict[str, Any] = {"params": tuple(asked), "also": NONE_THERE | NOT_OPEN}
    answer = await session.http.get(address(session.facts.endpoints["app_view"], method), **options)
    if answer.status in NOT_OPEN:
        raise RefusedError(session.http.names.problem("refused", said="…"))
    return answer


def _leaf(session: Session, found: Fields, named: str) -> Leaf:
    if not isinstance(found.values.get(named), list):
        raise found.strange()
    rows = found.rows(named)[: PAGE * 2]
    posts = [row.child("post") for row in rows if "reason" not in row] if named == "feed" else rows

    def read(post: Fields) -> Heard | None:
        return heard_of(session, post, post.child("record"), MessageKind.FOUND)

    return Leaf(tuple(readable(posts, read)), times_of(posts, "indexedAt"), found.text("cursor", ""))
