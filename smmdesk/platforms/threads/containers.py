"""Containers of Threads: what a post is made of, laid down where nobody sees it; published once, or never.

Threads API reference of Apr 2026: a container lives for 24 hours, its status says whether it was published.
"""

import json
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from smmdesk.model.content import with_link
from smmdesk.model.counting import COUNTERS
from smmdesk.model.delivery import PartKind, Receipt
from smmdesk.model.going_on import parted
from smmdesk.model.moment import to_us
from smmdesk.platforms import meta
from smmdesk.platforms.answers import Answer, Fields, plain_words
from smmdesk.platforms.base import Job, NotSentError, Picture, RefusedError, Session, UnclearError
from smmdesk.platforms.http import Call
from smmdesk.platforms.meta import Graph, GraphError, TooManyError, instant_of
from smmdesk.platforms.quoting import QUOTE
from smmdesk.platforms.steps import Steps, kept
from smmdesk.platforms.threads.account import TO_STORY

READY_EVERY_S, MOST_LOOKS = 10.0, 30
NOT_YET_S = 20.0
EARLIER = timedelta(minutes=6)
MOST_PAGES = 4
NOT_THERE_YET = 4_279_009
"""Threads does not know a post yet that it published a moment ago."""
PUBLISHED, FINISHED, AT_WORK = "PUBLISHED", "FINISHED", "IN_PROGRESS"
OVER = frozenset({"ERROR", "EXPIRED"})
POSTS = "id,text,timestamp,permalink"
LONG, OF_A_DAY = "long", "day"
"""Kinds of post: one whose text goes on in an attachment, and one that is gone after a day."""
GHOSTS = "me/ghost_posts"
"""Where those of a day are listed (developers.facebook.com, Threads, "Retrieve posts", April 2026)."""
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
    form = {
        **post_form(session, job),
        **(await _file_form(session, job, media[0]) if media else {"media_type": "TEXT"}),
    }
    return await _create(session, graph, form)


async def _carousel(session: Session, graph: Graph, job: Job) -> str:
    children = []
    for picture in job.outgoing.media:
        form = {**await _file_form(session, job, picture), "is_carousel_item": "true"}
        children.append(await _create(session, graph, form))
    for child in children:
        await _until_finished(session, graph, child)
    several = {"media_type": "CAROUSEL", "children": ",".join(children)}
    return await _create(session, graph, {**post_form(session, job), **several})


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
def kind_of(session: Session, job: Job) -> str:
    """The kind of post that a part belongs to; first comments and answers are of the usual one."""
    own = job.kind is PartKind.FIRST_COMMENT or (job.kind is PartKind.ROOT and job.parent is not None)
    return session.facts.kind_of({} if own else job.outgoing.options)


def quoted(job: Job) -> str:
    """The number of the post that this one quotes; empty for none."""
    return str((kept(job, QUOTE) or {}).get("id") or "")


def _is_quote(job: Job) -> bool:
    """Whether the link was told as a quote and stands nowhere else."""
    if job.receipt is not None and QUOTE in job.receipt.data:
        return job.receipt.data[QUOTE] is True
    return bool(job.outgoing.link) and (kept(job, QUOTE) or {}).get("link") == job.outgoing.link


def is_carded(session: Session, job: Job) -> bool:
    """The link is the post's card: of a text alone, without a poll, that stays."""
    if job.receipt is not None and "card" in job.receipt.data:
        return job.receipt.data["card"] is True
    said = job.outgoing
    alone = not said.media and said.poll is None and kept(job, "media") is None
    return bool(said.link) and alone and not _is_quote(job) and kind_of(session, job) != OF_A_DAY


def text_of(session: Session, job: Job) -> str:
    """The words that stand in the post itself."""
    return words_of(session, job)[0]


def words_of(session: Session, job: Job) -> tuple[str, str]:
    """(what stands in the post, what goes on in the attachment of a long text)."""
    said = job.outgoing
    linked = not is_carded(session, job) and not _is_quote(job)
    whole = (with_link(said.text, said.link) if linked else said.text).strip()
    if kind_of(session, job) != LONG:
        return whole, ""
    return parted(whole, session.facts.limits.text_max, COUNTERS[session.facts.limits.text_counted_as])


def post_form(session: Session, job: Job) -> dict[str, str]:
    """The fields that every kind of container has: words, what it answers and quotes, and who may answer it."""
    text, more = words_of(session, job)
    form = {"text": text, "text_attachment": _json({"plaintext": more}) if more else ""}
    if job.parent is not None:
        form["reply_to_id"] = job.parent.id
    if is_carded(session, job):
        form["link_attachment"] = job.outgoing.link
    if job.outgoing.media and job.outgoing.options.get("spoiler"):
        form["is_spoiler_media"] = "true"
    if job.kind is PartKind.ROOT:
        form |= {"is_ghost_post": "true"} if kind_of(session, job) == OF_A_DAY else _of_root(session, job)
    poll = job.outgoing.poll
    if poll is not None:
        answers = zip(LETTERS, poll.options, strict=False)
        form["poll_attachment"] = _json({f"option_{letter}": each for letter, each in answers})
    return {name: value for name, value in form.items() if value}


def _of_root(session: Session, job: Job) -> dict[str, str]:
    """What a post has beside its words; one that is gone after a day has none of it."""
    options = job.outgoing.options
    told = options.get(TO_STORY) and session.channel.reported.get(TO_STORY) is True
    return {
        "topic_tag": str(options.get("topic") or "").strip().lstrip("#"),
        "reply_control": str(options.get("reply_control") or ""),
        "quote_post_id": quoted(job),
        "crossreshare_to_ig": "true" if told else "",
    }


def _json(value: dict[str, str]) -> str:
    return json.dumps(value, ensure_ascii=False)


# ------------------------------------------------------------------ what became of it
def receipt_of(session: Session, job: Job, own_id: str, found: Fields | None = None) -> Receipt:
    """A post by its number, with its page where that is known."""
    data: dict[str, object] = {"card": is_carded(session, job), **({QUOTE: True} if _is_quote(job) else {})}
    if found is None:
        return Receipt(own_id, data=data)
    at_us = to_us(instant_of(found, "timestamp")) if "timestamp" in found else 0
    return Receipt(own_id, found.text("permalink", ""), at_us, data=data)


async def find(session: Session, graph: Graph, job: Job, since: datetime) -> Receipt:
    """The post that a published container became: known by its words and time. Its number stays open where two could
    be meant, where it has no words (any other of these minutes looks like it), or where the list may not be read (of
    answers it wants threads_read_replies). It is out all the same."""
    said = text_of(session, job)
    if not said:
        return receipt_of(session, job, "")
    own = GHOSTS if kind_of(session, job) == OF_A_DAY else "me/threads"
    path = own if job.parent is None else "me/replies"
    found: list[Fields] = []
    try:
        async for row in graph.rows(path, POSTS, MOST_PAGES, since=str(int(since.timestamp()))):
            if row.id() not in job.owned and same_words(row.text("text", ""), said):
                found.append(row)  # noqa: PERF401 - what was found before it is given up counts
    except (TooManyError, RefusedError):
        pass
    one = found[0] if len(found) == 1 else None
    return receipt_of(session, job, one.id() if one is not None else "", one)


def same_words(one: str, other: str) -> bool:
    """Equal but for the form of letters and white space."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
