"""What stands in an account's own repository, asked of its own server (com.atproto.repo, lexicons of August 2026)."""

from datetime import datetime

from smmdesk.model.foreign import WORDS_MOST, ForeignPost
from smmdesk.model.moment import to_us
from smmdesk.platforms.answers import Fields, plain_line
from smmdesk.platforms.base import ConnectorError, Session
from smmdesk.platforms.bluesky.records import POST
from smmdesk.platforms.bluesky.xrpc import address

PAGE = 25


async def latest(session: Session) -> list[Fields]:
    """The account's latest posts and answers as records, the newest first. Needs no sign-in."""
    params = (("repo", session.channel.remote_id), ("collection", POST), ("limit", str(PAGE)))
    answer = await session.http.get(address(session.channel.server, "com.atproto.repo.listRecords"), params=params)
    return answer.fields().rows("records")[:PAGE]


async def live_since(session: Session, since: datetime) -> tuple[ForeignPost, ...]:
    """The posts of the account that say they were made since then, no answers.

    A record is what its program wrote: one that is no post as the lexicon has it is passed over.
    """
    found = [_post(session, record) for record in await latest(session)]
    return tuple(post for post in found if post is not None and post.at_us >= to_us(since))


def _post(session: Session, record: Fields) -> ForeignPost | None:
    value = record.child("value")
    try:
        at_us, words = to_us(value.instant("createdAt")), plain_line(value.text("text", ""), WORDS_MOST)
    except ConnectorError:
        return None
    if "reply" in value:
        return None
    uri = record.text("uri")
    page = f"{session.facts.endpoints['web']}/profile/{session.channel.remote_id}/post/{uri.rsplit('/', 1)[-1]}"
    return ForeignPost(uri, at_us, words, page)
