"""Passing on somebody's post: a reblog, which carries it whole with its author's name, our own words below it.

tumblr/docs, api.md (Oct 2024, read on 29 November 2026): a reblog names the other blog, the post and the key that the
post is told with; an edit names them again. A film of ours cannot stand in one (403, 8008).
"""

import re
from urllib.parse import quote

from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Job, RefusedError, Session
from smmdesk.platforms.quoting import QUOTE, REBLOG, LinkedPost, linked_post
from smmdesk.platforms.steps import Steps
from smmdesk.platforms.tumblr import api
from smmdesk.platforms.tumblr.api import GoneError
from smmdesk.platforms.tumblr.posts import id_of

BLOG = re.compile(r"^https?://(?:(?:www\.)?tumblr\.com/(?:blog/view/)?@?(?P<name>[^/?#]+)/|(?P<host>[^/?#]+)/)")
UUID = re.compile(r"t:[A-Za-z0-9_-]{1,64}")
KEY = re.compile(r"[A-Za-z0-9]{1,64}")


async def prepare_reblog(session: Session, job: Job, steps: Steps) -> None:
    """Find the post that is to be passed on, before the draft is laid down: {"id", "blog", "key"}.

    Raises RefusedError where there is none, or nobody may reblog it: a link in its place would not be what was wished.
    """
    if not job.outgoing.options.get(REBLOG) or steps.found(QUOTE) is not None:
        return
    wanted = linked_post(session.facts, job, beside_files=True)
    if wanted is None:
        raise RefusedError(session.http.names.problem("option_not_offered", value=job.outgoing.link or "…"))
    await steps.keep(QUOTE, await _asked_for(session, wanted))


async def _asked_for(session: Session, wanted: LinkedPost) -> dict[str, str]:
    found = BLOG.match(wanted.url)
    blog = quote((found["name"] or found["host"]).lower(), safe="") if found is not None else ""
    params = (("id", wanted.id), ("npf", "true"), ("limit", "1"))
    try:
        told = await api.call(session.http, session.facts, session.secret, "GET", f"blog/{blog}/posts", params=params)
    except GoneError as error:
        raise api.removed(session) from error
    rows = [row for row in told.rows("posts") if id_of(row) == wanted.id]
    if not rows:
        raise api.removed(session)
    key, uuid = rows[0].text("reblog_key", ""), _blog_of(rows[0], told)
    if not KEY.fullmatch(key) or not UUID.fullmatch(uuid):  # its author lets nobody pass it on
        raise RefusedError(session.http.names.problem("option_not_offered", value=wanted.url))
    return {"id": wanted.id, "blog": uuid, "key": key}


def _blog_of(post: Fields, told: Fields) -> str:
    return post.child("blog").text("uuid", "") or told.child("blog").text("uuid", "")
