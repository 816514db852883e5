"""Quoting a post: a link to one becomes the embed `app.bsky.embed.record`, as Bluesky's own apps make it.

Lexicons of August 2026. `app.bsky.feed.getPosts` says by which name and version the post is referred to, and whether
its author lets it be quoted (`embeddingDisabled`, of a postgate); it is a question for the AppView (see numbers.py).
Where it cannot be quoted the link stays a link, with its card.
"""

import re

from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import ConnectorError, Job, NotSentError, RefusedError, Session
from smmdesk.platforms.bluesky import identity
from smmdesk.platforms.bluesky.heard import CID, POST_URI
from smmdesk.platforms.bluesky.numbers import POSTS, ask
from smmdesk.platforms.bluesky.records import POST
from smmdesk.platforms.bluesky.xrpc import Xrpc
from smmdesk.platforms.quoting import QUOTE, LinkedPost, linked_post, unanswered
from smmdesk.platforms.steps import Steps

WHOSE = re.compile(r"/profile/(?P<who>[^/\s]+)/post/")


async def quoted(session: Session, job: Job, steps: Steps) -> dict[str, str] | None:
    """The post that ours leads to, as {"uri", "cid"}; None where there is none, or it may not be quoted."""
    wanted = linked_post(session.facts, job, beside_files=True, makes_cards=True)
    if wanted is None:
        return None
    step = steps.found(QUOTE)
    if step is None:
        try:
            step = await steps.keep(QUOTE, await _asked_for(session, wanted))
        except NotSentError as error:
            await unanswered(steps, error, Xrpc(session).alive)
            return None
    return {"uri": str(step["id"]), "cid": str(step["cid"])} if step["id"] else None


async def _asked_for(session: Session, wanted: LinkedPost) -> dict[str, str]:
    nothing = {"id": "", "cid": ""}
    found = WHOSE.search(wanted.url)
    who = found["who"].lower() if found is not None else ""
    try:
        server = session.channel.server
        did = who if identity.DID.fullmatch(who) else await identity.resolve_handle(session.http, server, who)
        return await _seen(session, f"at://{did}/{POST}/{wanted.id}") if did is not None else nothing
    except RefusedError:
        return nothing


async def _seen(session: Session, uri: str) -> dict[str, str]:
    answer = await ask(session, POSTS, [("uris", uri)])
    rows = answer.fields().rows("posts") if answer.ok else []
    for row in rows:
        if _is_it(row, uri) and not row.child("viewer").flag("embeddingDisabled"):
            return {"id": uri, "cid": row.text("cid")}
    return {"id": "", "cid": ""}


def _is_it(row: Fields, uri: str) -> bool:
    try:
        return row.text("uri") == uri and bool(POST_URI.fullmatch(uri)) and bool(CID.fullmatch(row.text("cid")))
    except ConnectorError:
        return False
