"""Quoting a post: Threads names it by a number (`quote_post_id`), which no address tells.

So the number is looked for where we may read: among the account's own posts and answers, and among the posts that name
it (developers.facebook.com, Threads, quote posts, 22 December 2025, read on 29 November 2026: photos may stand beside
a quote). Where it is not found the link stays a link, with its card.
"""

from dataclasses import replace

from smmdesk.platforms.base import Job, NotSentError, RefusedError, Session
from smmdesk.platforms.meta import Graph, TooManyError
from smmdesk.platforms.quoting import QUOTE, linked_post, post_at, unanswered
from smmdesk.platforms.steps import Steps
from smmdesk.platforms.threads.heard import MENTIONED, MENTIONS

LISTS = ("me/threads", "me/replies")
MOST_PAGES = 4
PLACE = "id,permalink"


async def prepare_quote(session: Session, graph: Graph, job: Job, steps: Steps) -> Job:
    """Find the post that ours leads to, before its container is laid down, as {"id", "link"}; empty where it stays a
    link. Answers the job that knows it."""
    if steps.found(QUOTE) is not None or steps.found("container") is not None:
        return job
    wanted = linked_post(session.facts, job, beside_files=True)
    if wanted is None:
        return job
    try:
        found = await _number_of(session, graph, wanted.id)
    except NotSentError as error:
        await unanswered(steps, error, lambda: graph.get("me", "id"))
        return job
    step = await steps.keep(QUOTE, {"id": found, "link": wanted.link if found else ""})
    return replace(job, prepared={**job.prepared, QUOTE: {"for": job.key, "value": step}})


async def _number_of(session: Session, graph: Graph, name: str) -> str:
    granted = session.channel.reported.get("granted")
    may = isinstance(granted, dict) and granted.get(MENTIONED) is True
    for path in (*LISTS, *((MENTIONS,) if may else ())):
        try:
            async for row in graph.rows(path, PLACE, MOST_PAGES):
                there = post_at(session.facts, row.text("permalink", ""))
                if there is not None and there.id == name:
                    return row.id()
        except (TooManyError, RefusedError):  # the list goes on, or this account may not read it: the next one
            continue
    return ""
