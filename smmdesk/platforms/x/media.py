"""Photos and films on X: laid down in pieces, waited for, described; each one costs money, so none is sent twice.

Chunked upload v2 (OpenAPI 2.167 of 22 Aug 2026): initialize, append, finalize, then STATUS. An id lives a day.
"""

from datetime import datetime, timedelta
from typing import Any

from smmdesk.model.moment import from_us, to_us
from smmdesk.platforms.answers import Fields, plain_words
from smmdesk.platforms.base import Job, NotSentError, Picture, RefusedError
from smmdesk.platforms.http import Upload
from smmdesk.platforms.markup import digest_of
from smmdesk.platforms.steps import Steps, kept
from smmdesk.platforms.x.api import Api, data_of

PIECE_BYTES = 4 * 1024 * 1024
UPLOAD_S = 600.0
LIVES = timedelta(hours=20)
MOST_LOOKS, LONGEST_WAIT_S = 120, 30.0
GIF = "image/gif"


def media_of(job: Job) -> list[str]:
    """The ids of the files laid down for this part, in order; of an older copy's part nothing may be known."""
    found: list[str] = []
    while (step := kept(job, f"media:{len(found)}")) is not None:
        found.append(str(step["id"]))
    return found


async def lay_down(api: Api, job: Job, steps: Steps) -> None:
    """Every file of the part that is not there yet. Raises RefusedError for what X does not take together."""
    session, media = api.session, job.outgoing.media
    if len(media) > 1 and any(picture.mime == GIF or picture.mime.startswith("video/") for picture in media):
        raise RefusedError(session.http.names.problem("media_mixed"))
    for number, picture in enumerate(media):
        name, digest = f"media:{number}", digest_of(picture.path)
        step = steps.found(name)
        if step is None or step["hash"] != digest or _is_stale(step["at_us"], session.clock.now()):
            step = {"id": await _send(api, picture), "hash": digest, "at_us": to_us(session.clock.now()), "alt": ""}
            await steps.keep(name, step)
        await _wait_ready(api, step["id"], picture)
        if picture.alt and step["alt"] != picture.alt:
            await _describe(api, step["id"], picture)
            await steps.keep(name, {**step, "alt": picture.alt})


async def _send(api: Api, picture: Picture) -> str:
    """The id of a file after its last piece."""
    body = {
        "media_type": picture.mime,
        "total_bytes": picture.path.stat().st_size,
        "media_category": _category(picture),
    }
    carries = picture.name or picture.path.name
    made = data_of(await api.ask("POST", "media/upload/initialize", json=body, carries=carries))
    media_id, index = made.id(), 0
    with picture.path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            await api.ask(
                "POST",
                f"media/upload/{media_id}/append",
                upload=Upload("media", picture.path, f"piece-{index}", "application/octet-stream", piece),
                form={"segment_index": str(index)},
                carries=carries,
                deadline_s=UPLOAD_S,
            )
            index += 1
    done = data_of(await api.ask("POST", f"media/upload/{media_id}/finalize"))
    return done.id()


async def _wait_ready(api: Api, media_id: str, picture: Picture) -> None:
    """Films and moving pictures are worked on there; photos are ready at once."""
    if picture.mime != GIF and not picture.mime.startswith("video/"):
        return
    session = api.session
    for _ in range(MOST_LOOKS):
        params = (("media_id", media_id), ("command", "STATUS"))
        work = data_of(await api.ask("GET", "media/upload", params=params)).child("processing_info")
        state = work.text("state", "succeeded")
        if state == "succeeded":
            return
        if state == "failed":
            name = plain_words(picture.name or picture.path.name)
            raise RefusedError(session.http.names.problem("refused", said=f"{name}: {_why(work)}"))
        await session.clock.sleep(min(max(work.number("check_after_secs", 5), 1), LONGEST_WAIT_S))
    raise NotSentError(session.http.names.problem("server_unreachable"))


def _why(work: Fields) -> str:
    error = work.child("error")
    return plain_words(error.text("message", "") or error.text("name", "")) or "…"


async def _describe(api: Api, media_id: str, picture: Picture) -> None:
    """What is described must be so before the post. A film that takes no description goes out without one."""
    body: dict[str, Any] = {"id": media_id, "metadata": {"alt_text": {"text": picture.alt}}}
    refused = frozenset({400}) if picture.mime.startswith("video/") else frozenset[int]()
    await api.ask("POST", "media/metadata", json=body, also=refused)


def _category(picture: Picture) -> str:
    if picture.mime.startswith("video/"):
        return "tweet_video"
    return "tweet_gif" if picture.mime == GIF else "tweet_image"


def _is_stale(at_us: int, now: datetime) -> bool:
    return now - from_us(at_us) > LIVES
