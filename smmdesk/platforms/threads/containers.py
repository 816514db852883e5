"""Containers of Threads: what a post is made of, laid down where nobody sees it; published once, or never.

Threads API reference of Apr 2026: a container lives for 24 hours, its status says whether it was published.
"""

import json
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from smmdesk.model.content import with_link
from smmdesk.model.delivery import PartKind, Receipt
from smmdesk.model.moment import to_us
from smmdesk.platforms import meta
from smmdesk.platforms.answers import Answer, Fields, plain_words
from smmdesk.platforms.base import Job, NotSentError, Picture, RefusedError, Session, UnclearError
from smmdesk.platforms.http import Call
from smmdesk.platforms.meta import Graph, GraphError, TooManyError, instant_of
from smmdesk.platforms.steps import Steps, kept

READY_EVERY_S, MOST_LOOKS = 10.0, 30
NOT_YET_S = 20.0
EARLIER = timedelta(minutes=6)
MOST_PAGES = 4
NOT_THERE_YET = 4_279_009
"""Threads does not know a post yet that it published a moment ago."""
PUBLISHED, FINISHED, AT_WORK = "PUBLISHED", "FINISHED", "IN_PROGRESS"
OVER = frozenset({"ERROR", "EXPIRED"})
POSTS = "id,text,timestamp,permalink"
LETTERS = "abcd"


@dataclass(frozen=True, slots=True)
class Container:
    """What Threads says of one. `said` is its own word for what went wrong."""

    id: str
    status: str
    said: str


async def state_of(graph: Graph, own_id: str) -> Container | None:
    """The state of a container; None when Threads knows none of that number."""
    answer = await graph.read(own_id, "status,error_message", gone=True)
    if meta.is_unknown(answer):
        return None
    found = answer.fields()
    return Container(own_id, found.text("status"), plain_words(found.text("error_message", "")))


async def made(session: Session, graph: Graph, job: Job, steps: Steps) -> None:
    """Have one finished container for a part: the one from before where it still is good, else a new one."""
    known = steps.found("container")
    if known is not None:
        state = await state_of(graph, str(known["id"]))
        if state is not None and state.status not in OVER:
            await _until_finished(session, graph, str(known["id"]))
            return
    own_id = await _carousel(session, graph, job) if len(job.outgoing.media) > 1 else await _single(session, graph, job)
    await steps.keep("container", {"id": own_id})
    await _until_finished(session, graph, own_id)


async def _single(session: Session, graph: Graph, job: Job) -> str:
    media = job.outgoing.media
    form = {**post_form(job), **(await _file_form(session, job, media[0]) if media else {"media_type": "TEXT"})}
    return await _create(session, graph, form)


async def _carousel(session: Session, graph: Graph, job: Job) -> str:
    children = []
    for picture in job.outgoing.media:
        form = {**await _file_form(session, job, picture), "is_carousel_item": "true"}
        children.append(await _create(session, graph, form))
    for child in children:
        await _until_finished(session, graph, child)
    return await _create(session, graph, {**post_form(job), "media_type": "CAROUSEL", "children": ",".join(children)})


async def _file_form(session: Session, job: Job, picture: Picture) -> dict[str, str]:
    kind = "video" if picture.mime.startswith("video/") else "image"
    address = await session.public_address(job, picture)
    form = {"media_type": kind.upper(), f"{kind}_url": address, "alt_text": picture.alt.strip()}
    return {name: value for name, value in form.items() if value}


async def _create(session: Session, graph: Graph, form: dict[str, str]) -> str:
    """A new container. One that answers a post which is not there yet waits a moment."""
    url = f"{graph.base}/{session.channel.remote_id}/threads"
    answer = await graph.call(Call(method="POST", url=url, form=form, also=frozenset({400})))
    error = GraphError.of(answer)
    if error is None and answer.ok:
        return answer.fields().id()
    if error is not None and "reply_to_id" in form and (error.is_unknown_object or error.subcode == NOT_THERE_YET):
        raise NotSentError(session.http.names.problem("server_unreachable"), NOT_YET_S)
    raise meta.trouble(answer, session.http.names, irreversible=False, now=session.clock.now())


def published(answer: Answer, session: Session) -> Answer:
    """The answer to the one call. A container that it does not find may have been published by an earlier attempt
    whose answer was lost: its status says so, not this. Raises ConnectorError."""
    error = GraphError.of(answer)
    if error is not None and (error.is_unknown_object or error.subcode == NOT_THERE_YET):
        raise UnclearError(session.http.names.problem("unknown_outcome", said=error.said))
    if error is not None or not answer.ok:
        raise meta.trouble(answer, session.http.names, irreversible=True, now=session.clock.now())
    return answer


async def _until_finished(session: Session, graph: Graph, own_id: str) -> None:
    for _ in range(MOST_LOOKS):
        state = await state_of(graph, own_id)
        if state is not None and state.status in (FINISHED, PUBLISHED):
            return
        if state is not None and state.status in OVER:
            raise RefusedError(session.http.names.problem("refused", said=state.said or state.status))
        await session.clock.sleep(READY_EVERY_S)
    raise NotSentError(session.http.names.problem("server_unreachable"))


# ------------------------------------------------------------------ what it says
def is_carded(job: Job) -> bool:
    """The link is the post's card: of a text alone, without a poll."""
    if job.receipt is not None and "card" in job.receipt.data:
        return job.receipt.data["card"] is True
    said = job.outgoing
    return bool(said.link) and not said.media and said.poll is None and kept(job, "media") is None


def text_of(job: Job) -> str:
    said = job.outgoing
    return said.text.strip() if is_carded(job) else with_link(said.text, said.link).strip()


def post_form(job: Job) -> dict[str, str]:
    """The fields that every kind of container has: words, what it answers, and who may answer it."""
    options = job.outgoing.options
    form = {"text": text_of(job)}
    if job.parent is not None:
        form["reply_to_id"] = job.parent.id
    if is_carded(job):
        form["link_attachment"] = job.outgoing.link
    if job.kind is PartKind.ROOT:
        form["topic_tag"] = str(options.get("topic") or "").strip().lstrip("#")
        form["reply_control"] = str(options.get("reply_control") or "")
    poll = job.outgoing.poll
    if poll is not None:
        answers = zip(LETTERS, poll.options, strict=False)
        form["poll_attachment"] = json.dumps({f"option_{letter}": each for letter, each in answers}, ensure_ascii=False)
    return {name: value for name, value in form.items() if value}


# ------------------------------------------------------------------ what became of it
def receipt_of(job: Job, own_id: str, found: Fields | None = None) -> Receipt:
    """A post by its number, with its page where that is known."""
    data: dict[str, object] = {"card": is_carded(job)}
    if found is None:
        return Receipt(own_id, data=data)
    at_us = to_us(instant_of(found, "timestamp")) if "timestamp" in found else 0
    return Receipt(own_id, found.text("permalink", ""), at_us, data=data)


async def find(graph: Graph, job: Job, since: datetime) -> Receipt:
    """The post that a published container became: known by its words and time. Its number stays open where two could
    be meant, or where it has no words: any other of these minutes looks like it. It is out all the same."""
    if not text_of(job):
        return receipt_of(job, "")
    path = "me/threads" if job.parent is None else "me/replies"
    found: list[Fields] = []
    try:
        async for row in graph.rows(path, POSTS, MOST_PAGES, since=str(int(since.timestamp()))):
            if row.id() not in job.owned and same_words(row.text("text", ""), text_of(job)):
                found.append(row)  # noqa: PERF401 - what was found before it is given up counts
    except TooManyError:
        pass
    return receipt_of(job, found[0].id(), found[0]) if len(found) == 1 else receipt_of(job, "")


def same_words(one: str, other: str) -> bool:
    """Equal but for the form of letters and white space."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
