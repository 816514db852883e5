"""Looking for hashtags and blogs on Tumblr, which lets no program search for words.

`GET /tagged` and `/blog/{blog}/posts` (github.com/tumblr/docs, Oct 2024) begin with the newest and go back to before a
second; `npf=true` has the words of a post in blocks.
"""

from urllib.parse import quote

from smmdesk.model.lookout import LookoutKind
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.person import Identity
from smmdesk.platforms import newest_first
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import NotSentError, Session
from smmdesk.platforms.newest_first import Leaf, Walk, nobody, readable
from smmdesk.platforms.people import name_of, page_of
from smmdesk.platforms.tumblr.api import GoneError, call, listed
from smmdesk.platforms.tumblr.posts import id_of

PAGE = 20
LATEST_S = 253_000_000_000


class Searching:
    async def search(self, session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
        """See Searches."""
        walk = Walk.of(cursor)
        params = [("npf", "true"), ("limit", str(PAGE)), *([("before", walk.back)] if walk.back else [])]
        signed = session.http, session.facts, session.secret
        if kind is LookoutKind.TAG:
            try:
                rows = await listed(*signed, "tagged", params=(("tag", words), *params))
            except GoneError as error:  # a hashtag is always there
                raise NotSentError(session.http.names.problem("answer_strange")) from error
        else:
            blog = quote(words.casefold(), safe=".:-")
            try:
                found = await call(*signed, "GET", f"blog/{blog}/posts", params=tuple(params))
            except GoneError as error:
                raise nobody(session, words) from error
            rows = found.rows("posts")
        return newest_first.page_of(session, walk, _leaf(session, rows[:PAGE], walk))


def _leaf(session: Session, rows: list[Fields], walk: Walk) -> Leaf:
    """The second in which a page ends may go on on the next one."""
    told = tuple(readable(rows, lambda row: _heard(session, row)))
    seconds = [at for row in rows if isinstance(at := row.values.get("timestamp"), int) and 0 < at < LATEST_S]
    following = min(seconds, default=0) + 1
    back = str(following if str(following) != walk.back else following - 1) if len(rows) == PAGE and seconds else ""
    return Leaf(told, tuple(at * 1_000_000 for at in seconds), back)


def _heard(session: Session, row: Fields) -> Heard | None:
    at, who, own_id = row.number("timestamp"), name_of(row.text("blog_name")), id_of(row)
    if not 0 < at < LATEST_S:
        return None
    web = session.facts.endpoints["web"]
    blocks = [block.text("text", "") for block in row.rows("content") if block.values.get("type") == "text"]
    tags = " ".join(f"#{tag}" for tag in row.texts("tags"))
    return Heard(
        remote_id=own_id,
        kind=MessageKind.FOUND,
        text="\n".join(filter(None, (*blocks, tags))) or row.text("summary", ""),
        sent_at_us=at * 1_000_000,
        author=Identity("tumblr", who, f"@{who}", who, page_of(f"{web}/{quote(who)}")),
        url=page_of(row.text("post_url", "")) or page_of(f"{web}/{quote(who)}/{own_id}"),
        ours=who == session.channel.handle.lstrip("@"),
    )
