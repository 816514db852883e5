"""Containers: what will be published is laid down first, told its status at any time, and ends after 24 hours.

Instagram Platform, content publishing and error codes, 22 Nov 2026. Subcodes count: the codes above them are partly
unverified.
"""

import json
from datetime import timedelta
from typing import Any

from smmdesk.platforms import meta
from smmdesk.platforms.answers import Answer, Fields, plain_words
from smmdesk.platforms.base import Job, NotSentError, Picture, RefusedError, Session, UnclearError
from smmdesk.platforms.instagram.account import graph_of
from smmdesk.platforms.markup import digest_of
from smmdesk.platforms.meta import READ_HERE, GraphError
from smmdesk.platforms.steps import Steps, kept

POST, REEL, STORY = "post", "reel", "story"
IN_PROGRESS, FINISHED, FAILED, EXPIRED, PUBLISHED = "IN_PROGRESS", "FINISHED", "ERROR", "EXPIRED", "PUBLISHED"
NOT_KNOWN = ""
"""Instagram knows no such container, or does not show it to us: it may have ended, and it may have been published."""
ENDED = frozenset({FAILED, EXPIRED})
USABLE = frozenset({IN_PROGRESS, FINISHED, PUBLISHED})
STATUSES = ENDED | USABLE
CONTAINER = "container"
LOOK_EVERY_S, MOST_LOOKS = 5.0, 120
QUOTA_PAUSE_S = 3600.0
MOST_COLLABORATORS = 3
EARLIER = timedelta(minutes=2)
"""How much earlier than our call something of ours may be dated there."""
ALT_MOST = 1000
QUOTA, NOT_READY, RESTRICTED = 2207042, 2207027, 2207050
NOT_FETCHED = frozenset({2207003, 2207052})
NOT_CONVERTED = frozenset({2207005, 2207026, 2207004})
GONE = frozenset({2207006, 2207008, 2207020})


# ------------------------------------------------------------------ what is published
def kind_of(session: Session, job: Job) -> str:
    """post, reel or story. A film alone is a reel, whatever was chosen: there are no other films in the feed."""
    chosen = session.facts.kind_of(job.outgoing.options)
    media = job.outgoing.media
    return REEL if chosen == POST and len(media) == 1 and is_film(media[0]) else chosen


def is_film(picture: Picture) -> bool:
    return picture.mime.startswith("video/")


def caption_of(job: Job) -> str:
    """The words, and a link below them where they do not hold it; nobody can click it there."""
    words = job.outgoing
    return words.text if not words.link or words.link in words.text else f"{words.text}\n\n{words.link}".strip()


def container_of(job: Job) -> str:
    """The container that `prepare` kept under this key; empty when there is none."""
    found = kept(job, CONTAINER)
    return str(found["id"]) if isinstance(found, dict) and found.get("id") else ""


def is_new(row: Fields, session: Session, job: Job) -> bool:
    """Whether what is there may be of this part: not dated long before its first try."""
    since = (job.first_try_at or min(job.due, session.clock.now())) - EARLIER
    return meta.instant_of(row, "timestamp") >= since


# ------------------------------------------------------------------ laid down
async def lay_down(session: Session, job: Job, steps: Steps) -> None:
    """The container of the whole post, finished. One that is still alive is used again; an ended one never could be."""
    found = steps.found(CONTAINER)
    status = await status_of(session, str(found["id"])) if found is not None else EXPIRED
    if status not in USABLE:
        found = await steps.keep(CONTAINER, {"id": await _make(session, job, steps)})
    await wait_finished(session, str(found["id"]), job)


async def _make(session: Session, job: Job, steps: Steps) -> str:
    media, kind = job.outgoing.media, kind_of(session, job)
    if not media:
        raise RefusedError(session.http.names.problem("media_needed"))
    if kind == POST and len(media) > 1:
        children = [await _child(session, job, steps, number, picture) for number, picture in enumerate(media)]
        form = {"media_type": "CAROUSEL", "children": ",".join(children), "caption": caption_of(job)}
        return await _post(session, {**form, **_collaborators(job), **_made_with_ai(job)}, media[0])
    picture = media[0]
    form = {**await _file(session, job, picture), **_made_with_ai(job)}
    if kind == STORY:
        return await _post(session, {**form, "media_type": "STORIES"}, picture)
    form |= {"caption": caption_of(job), **_collaborators(job)}
    if kind == REEL:
        form |= {"media_type": "REELS", "share_to_feed": _flag(job.outgoing.options.get("share_to_feed", True))}
        form |= await _cover(session, job, picture)
    elif picture.alt:
        form["alt_text"] = picture.alt[:ALT_MOST]
    return await _post(session, form, picture)


async def _child(session: Session, job: Job, steps: Steps, number: int, picture: Picture) -> str:
    """One of a carousel; kept by the bytes of its file, made anew only when it ended."""
    name, digest = f"item:{number}", digest_of(picture.path)
    found = steps.found(name)
    if found is None or found["hash"] != digest or await status_of(session, str(found["id"])) not in USABLE:
        form = {**await _file(session, job, picture), "is_carousel_item": "true"}
        if is_film(picture):
            form["media_type"] = "VIDEO"
        elif picture.alt:
            form["alt_text"] = picture.alt[:ALT_MOST]
        found = await steps.keep(name, {"id": await _post(session, form, picture), "hash": digest})
    await wait_finished(session, str(found["id"]), job)
    return str(found["id"])


async def _file(session: Session, job: Job, picture: Picture) -> dict[str, str]:
    return {"video_url" if is_film(picture) else "image_url": await session.public_address(job, picture)}


async def _cover(session: Session, job: Job, film: Picture) -> dict[str, str]:
    if film.cover is not None:
        return {"cover_url": await session.public_address(job, film.cover)}
    return {"thumb_offset": str(film.cover_ms)} if film.cover_ms is not None else {}


def _collaborators(job: Job) -> dict[str, str]:
    wish = str(job.outgoing.options.get("collaborators") or "")
    names = [name.strip().lstrip("@") for name in wish.split(",") if name.strip(" @")]
    return {"collaborators": json.dumps(names[:MOST_COLLABORATORS])} if names else {}


def _made_with_ai(job: Job) -> dict[str, str]:
    """Said of the whole post: of a carousel never of one in it."""
    return {"is_ai_generated": "true"} if job.outgoing.options.get("made_with_ai") else {}


def _flag(value: object) -> str:
    return "true" if value else "false"


async def _post(session: Session, form: dict[str, str], picture: Picture) -> str:
    answer = await ask(session, f"{session.channel.remote_id}/media", form, name=picture.name or picture.path.name)
    return answer.fields().id()


# ------------------------------------------------------------------ its status
async def status_of(session: Session, container: str) -> str:
    """One of STATUSES, or NOT_KNOWN."""
    found = await _read(session, container)
    return found.text("status_code") if found is not None else NOT_KNOWN


async def _read(session: Session, container: str) -> Fields | None:
    answer = await graph_of(session).read(container, "status_code,status", gone=True)
    if meta.is_unknown(answer):
        return None
    found = answer.fields()
    if found.text("status_code") not in STATUSES:
        raise answer.strange()
    return found


async def wait_finished(session: Session, container: str, job: Job) -> None:
    """Until it can be published. Raises RefusedError with Instagram's reason, NotSentError where it takes too long."""
    for look in range(MOST_LOOKS):
        if look:
            await session.clock.sleep(LOOK_EVERY_S)
        found = await _read(session, container)
        status = found.text("status_code") if found is not None else EXPIRED
        if status in (FINISHED, PUBLISHED):
            return
        if status in ENDED:
            said = plain_words(found.text("status", "")) if found is not None else ""
            names = ", ".join(plain_words(each.name or each.path.name) for each in job.outgoing.media[:1])
            if any(str(code) in said for code in NOT_CONVERTED):
                raise RefusedError(session.http.names.problem("media_not_converted", name=names))
            raise RefusedError(session.http.names.problem("refused", said=said or status))
    raise NotSentError(session.http.names.problem("server_unreachable"), QUOTA_PAUSE_S / 12)


async def require_quota(session: Session) -> None:
    """Raises NotSentError when the account has published as much as it may within a day."""
    path = f"{session.channel.remote_id}/content_publishing_limit"
    if await meta.is_full(graph_of(session), path):
        raise NotSentError(session.http.names.problem("busy"), QUOTA_PAUSE_S)


# ------------------------------------------------------------------ calls and what their errors mean
async def ask(
    session: Session, path: str, form: dict[str, str], *, irreversible: bool = False, name: str = ""
) -> Answer:
    """POST as the account. Raises ConnectorError."""
    answer = await graph_of(session).post(path, form, irreversible=irreversible, also=READ_HERE)
    error = GraphError.of(answer)
    if answer.ok and error is None:
        return answer
    if error is not None:
        _raise_known(session, error, irreversible, name)
    raise meta.trouble(answer, session.http.names, irreversible=irreversible, now=session.clock.now())


def _raise_known(session: Session, error: GraphError, irreversible: bool, name: str) -> None:
    """What Instagram's own subcodes say more exactly than the Graph API's codes."""
    names, values = session.http.names, {"name": plain_words(name), "said": error.said}
    if error.subcode == QUOTA:
        raise NotSentError(names.problem("busy"), QUOTA_PAUSE_S)
    if error.subcode == NOT_READY:
        raise NotSentError(names.problem("server_unreachable"), LOOK_EVERY_S * 6)
    if error.subcode in NOT_FETCHED:
        raise NotSentError(names.problem("media_not_fetched", name=values["name"]))
    if error.subcode in NOT_CONVERTED and name:
        raise RefusedError(names.problem("media_not_converted", name=values["name"]))
    if error.subcode == RESTRICTED:
        raise RefusedError(names.problem("check_there", said=error.said))
    unsure: Any = error.code < 0 or error.subcode in GONE
    if unsure and irreversible:
        raise UnclearError(names.problem("unknown_outcome", said=error.said))
    if error.code < 0:
        raise NotSentError(names.problem("server_unreachable"))
