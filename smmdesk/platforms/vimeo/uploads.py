"""A film on its way to Vimeo: a place for it, its bytes by tus 1.0 to an address that Vimeo names, its cover, its tags.
All of it inert: nobody but the account sees the film."""

from pathlib import Path
from typing import Any

from smmdesk.platforms.answers import Answer, Fields, plain_words
from smmdesk.platforms.base import Job, NotSentError, Picture, RefusedError, Session
from smmdesk.platforms.http import Call
from smmdesk.platforms.markup import digest_of, listed_words
from smmdesk.platforms.progress import tell
from smmdesk.platforms.steps import Steps
from smmdesk.platforms.vimeo.api import VIDEO_FIELDS, ask, number_in

PIECE_BYTES = 8 * 1024 * 1024
PIECE_S, COVER_S = 300.0, 300.0
READY_EVERY_S, MOST_LOOKS = 10.0, 180
MOST_TAGS = 20
OF_ONE_PLACE = ("sent", "ready", "cover", "tags")
"""What was done for one film there; another one begins anew."""
TUS = {"Tus-Resumable": "1.0.0"}
ENDED = frozenset({403, 404, 410})
OFF = frozenset({409, 412, 423, 460})


def film_of(session: Session, job: Job) -> Picture:
    """The film of a post. Raises RefusedError(video_needed)."""
    films = [picture for picture in job.outgoing.media if picture.mime.startswith("video/")]
    if not films:
        raise RefusedError(session.http.names.problem("video_needed"))
    return films[0]


async def put_up(session: Session, job: Job, steps: Steps) -> None:
    """Saved as `film` (its id, where its bytes go), `sent`, `ready`, `cover`, `tags`; gone on with where it stopped."""
    film = film_of(session, job)
    digest = digest_of(film.path)
    known = steps.found("film")
    if known is None or known.get("hash") != digest:
        known = await steps.keep("film", {"hash": digest, **(await _make_place(session, job, film))})
        for name in OF_ONE_PLACE:
            await steps.keep(name, None)
    if steps.found("sent") is None:
        await _send(session, film, str(known["link"]), steps)
    if steps.found("ready") is None:
        await _wait_ready(session, str(known["id"]), film)
        await steps.keep("ready", True)
    await _cover(session, job, film, str(known["id"]), steps)
    tags = listed_words(job.outgoing.options.get("tags"))[:MOST_TAGS]
    if tags and steps.found("tags") is None:
        body = [{"name": tag} for tag in tags]
        await ask(session, "PUT", f"videos/{known['id']}/tags", json=body)
        await steps.keep("tags", True)


async def _make_place(session: Session, job: Job, film: Picture) -> dict[str, str]:
    comments = str(job.outgoing.options.get("comments") or "anybody")
    body: dict[str, Any] = {
        "upload": {"approach": "tus", "size": film.size_bytes},
        "name": job.outgoing.title,
        "description": words_of(job),
        "privacy": {"view": "nobody", "comments": comments},
    }
    found = (await ask(session, "POST", "me/videos", json=body, carries=film.name or film.path.name)).fields()
    return {"id": number_in(found, "videos"), "link": found.child("upload").text("upload_link")}


def words_of(job: Job) -> str:
    text, link = job.outgoing.text, job.outgoing.link
    return "\n\n".join(filter(None, [text, "" if link in text else link]))


# ------------------------------------------------------------------ the bytes
async def _send(session: Session, film: Picture, link: str, steps: Steps) -> None:
    """From where Vimeo has them, piece by piece. No sign-in goes to that address."""
    size = film.path.stat().st_size
    answer = await session.http.call(Call(method="HEAD", url=link, headers=TUS, also=ENDED))
    if answer.status in ENDED:  # it was kept for a while only
        await steps.keep("film", None)
        raise NotSentError(session.http.names.problem("server_unreachable"))
    offset = _offset(answer, size)
    tell(offset)
    while offset < size:
        piece = _piece(film.path, offset)
        headers = {**TUS, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        call = Call(
            method="PATCH",
            url=link,
            headers=headers,
            content=piece,
            carries=film.name or film.path.name,
            deadline_s=PIECE_S,
            also=OFF,
        )
        answer = await session.http.call(call)
        if answer.status in OFF:
            raise NotSentError(session.http.names.problem("server_unreachable"))
        further = _offset(answer, size)
        if further <= offset:
            raise answer.strange()
        tell(further - offset)
        offset = further
    await steps.keep("sent", size)


def _offset(answer: Answer, size: int) -> int:
    said = answer.headers.get("upload-offset", "")
    if not said.isascii() or not said.isdigit() or len(said) > 15 or int(said) > size:
        raise answer.strange()
    return int(said)


def _piece(path: Path, offset: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(PIECE_BYTES)


async def _wait_ready(session: Session, own_id: str, film: Picture) -> Fields:
    """Until Vimeo has converted it, so that who sees it can play it. Raises RefusedError for what it cannot read."""
    for _ in range(MOST_LOOKS):
        found = (await ask(session, "GET", f"videos/{own_id}", params=VIDEO_FIELDS)).fields()
        states = (found.child("upload").text("status", ""), found.child("transcode").text("status", ""))
        if "error" in states:
            said = plain_words(film.name or film.path.name)
            raise RefusedError(session.http.names.problem("refused", said=said))
        if states == ("complete", "complete"):
            return found
        await session.clock.sleep(READY_EVERY_S)
    raise NotSentError(session.http.names.problem("server_unreachable"))


# ------------------------------------------------------------------ the cover
async def _cover(session: Session, job: Job, film: Picture, own_id: str, steps: Steps) -> None:
    """The film's own cover, else the photo beside it, else the moment that a person chose."""
    photos = [picture for picture in job.outgoing.media if picture.mime.startswith("image/")]
    cover = film.cover or (photos[0] if photos else None)
    if steps.found("cover") is not None or (cover is None and film.cover_ms is None):
        return
    pictures = f"videos/{own_id}/pictures"
    if cover is None:
        await ask(session, "POST", pictures, json={"time": (film.cover_ms or 0) / 1000, "active": True})
    else:
        made = (await ask(session, "POST", pictures, json={})).fields()
        name = cover.name or cover.path.name
        headers = {"Content-Type": cover.mime}
        await session.http.call(
            Call(
                method="PUT",
                url=made.text("link"),
                content=cover.path,
                headers=headers,
                carries=name,
                deadline_s=COVER_S,
            )
        )
        own = number_in(made, "pictures")
        await ask(session, "PATCH", f"{pictures}/{own}", json={"active": True})
    await steps.keep("cover", True)
