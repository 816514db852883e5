"""Looking for words, hashtags and accounts on a Mastodon server: what this server knows of.

Mastodon documentation of July 2026 (4.7 era). `timelines/tag` and an account's statuses go back by `max_id`; a status
of another server may come in late, and its id says when it was written, not when it came. `search` (scope read:search)
wants a server that searches texts (Elasticsearch), and finds what its writers allow; it goes back by `offset`.
"""

from datetime import timedelta
from urllib.parse import quote

from smmdesk.model.lookout import LookoutKind
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.platforms import newest_first
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import RefusedError, Session
from smmdesk.platforms.mastodon.account import account_id
from smmdesk.platforms.mastodon.messages import audience_of, heard_of
from smmdesk.platforms.mastodon.people import handle_of
from smmdesk.platforms.mastodon.statuses import ask, is_gone
from smmdesk.platforms.newest_first import Leaf, Walk, nobody, phrase, readable, times_of

PAGE, STEP = 40, 30
"""What is deleted meanwhile moves those behind it: pages by `offset` overlap."""
LATE = timedelta(minutes=30)
ANYBODY = ("public", "unlisted")
NOT_SHOWN = frozenset({404, 422})


class Searching:
    async def search(self, session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
        """See Searches."""
        walk = Walk.of(cursor)
        if kind is LookoutKind.WORDS:
            return await _words(session, words, walk)
        if kind is LookoutKind.TAG:
            return await _list(session, f"v1/timelines/tag/{quote(words, safe='')}", walk)
        walk = walk if walk.whom else Walk(whom=await _account(session, words))
        return await _list(session, f"v1/accounts/{walk.whom}/statuses", walk, words)


async def _list(session: Session, route: str, walk: Walk, whom: str = "") -> HeardPage:
    params = [("limit", str(PAGE)), *([("max_id", walk.back)] if walk.back else [])]
    params += [("exclude_reblogs", "true")] if whom else []
    answer = await ask(session, "GET", route, params=params, also=NOT_SHOWN)
    if whom and answer.status == 404 and is_gone(answer):
        raise nobody(session, whom)
    if not answer.ok:  # a server may show its hashtags to nobody
        raise RefusedError(session.http.names.problem("refused", said="…"))
    rows = answer.rows()[:PAGE]
    return newest_first.page_of(session, walk, _leaf(session, rows, rows[-1].id() if rows else ""), LATE)


async def _words(session: Session, words: str, walk: Walk) -> HeardPage:
    offset = int(walk.back or 0)
    params = [("q", phrase(words)), ("type", "statuses"), ("limit", str(PAGE)), ("offset", str(offset))]
    found = (await ask(session, "GET", "v2/search", params=params)).fields()
    if not isinstance(found.values.get("statuses"), list):
        raise found.strange()
    rows = found.rows("statuses")[:PAGE]
    return newest_first.page_of(session, walk, _leaf(session, rows, str(offset + STEP) if len(rows) == PAGE else ""))


async def _account(session: Session, words: str) -> str:
    """The number that the server has for an account, which it looks for at that account's own server if it must."""
    params = [("q", f"@{words}"), ("type", "accounts"), ("resolve", "true"), ("limit", "5")]
    rows = (await ask(session, "GET", "v2/search", params=params)).fields().rows("accounts")
    wanted = f"@{words}".casefold()
    for row in rows:
        acct = f"@{row.text('acct', '')}".casefold()
        if wanted in (acct, handle_of(session, row).casefold()):
            return row.id()
    raise nobody(session, words)


def _leaf(session: Session, rows: list[Fields], back: str) -> Leaf:
    """Told is what anybody may read and somebody else wrote themselves."""
    mine = account_id(session)

    def read(row: Fields) -> Heard | None:
        account = row.child("account")
        if "reblog" in row or audience_of(row) not in ANYBODY or account.values.get("id") == mine:
            return None
        return heard_of(session, row, account, MessageKind.FOUND)

    return Leaf(tuple(readable(rows, read)), times_of(rows, "created_at"), back)
