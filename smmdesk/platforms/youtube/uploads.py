"""A film on its way up: one session of one upload, its cover, its playlists. All of it inert: the film is private."""

from dataclasses import replace

from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Job, NotSentError, Picture, RefusedError, Session
from smmdesk.platforms.google import ask
from smmdesk.platforms.google.resumable import Session as Upload
from smmdesk.platforms.google.resumable import begin, send
from smmdesk.platforms.markup import digest_of
from smmdesk.platforms.own_app import Access
from smmdesk.platforms.steps import Steps
from smmdesk.platforms.youtube.channel import api_call, upload_call
from smmdesk.platforms.youtube.videos import ended, snippet_of, status_of

COVER_S = 600.0


async def put_up(session: Session, access: Access, job: Job, steps: Steps) -> None:
    """Saved as `upload` (the session), `film` (its id), `cover`, `list:ID`; gone on with where it stopped."""
    film = film_of(session, job)
    if steps.found("film") is None:
        made = await _send(session, access, job, film, steps)
        await steps.keep("film", {"id": made.id(), "name": film.name or film.path.name})
        problem = ended(session, job, made)
        if problem is not None:
            raise RefusedError(problem)
    own_id = str(steps.found("film")["id"])
    await _cover(session, access, cover_of(job, film), own_id, steps)
    for playlist in str(job.outgoing.options.get("playlist") or "").split(","):
        if playlist.strip():
            await _enlist(session, access, playlist.strip(), own_id, steps)


def film_of(session: Session, job: Job) -> Picture:
    """The film of a post. Raises RefusedError(video_needed)."""
    films = [picture for picture in job.outgoing.media if picture.mime.startswith("video/")]
    if not films:
        raise RefusedError(session.http.names.problem("video_needed"))
    return films[0]


def cover_of(job: Job, film: Picture) -> Picture | None:
    """The film's own cover, else the photo beside it."""
    photos = [picture for picture in job.outgoing.media if picture.mime.startswith("image/")]
    return film.cover or (photos[0] if photos else None)


async def _send(session: Session, access: Access, job: Job, film: Picture, steps: Steps) -> Fields:
    digest = digest_of(film.path)
    known = steps.found("upload")
    fresh = known is None or known.get("hash") != digest
    if fresh:
        known = await steps.keep("upload", {"hash": digest, "url": await _begin(session, access, job, film)})
    upload = Upload(str(known["url"]), film.path, film.size_bytes, film.mime)
    made = await send(session.http, access, upload, fresh)
    if made is None:  # the session ended: the next try begins anew
        await steps.keep("upload", None)
        raise NotSentError(session.http.names.problem("server_unreachable"))
    made.id()
    return made


async def _begin(session: Session, access: Access, job: Job, film: Picture) -> str:
    tell = "false" if job.outgoing.options.get("notify") is False else "true"
    call = upload_call(session.facts, "videos", uploadType="resumable", part="snippet,status", notifySubscribers=tell)
    body = {"snippet": snippet_of(job), "status": status_of(job, "private")}
    return await begin(session.http, access, replace(call, json=body), film.size_bytes, film.mime)


async def _cover(session: Session, access: Access, cover: Picture | None, own_id: str, steps: Steps) -> None:
    if cover is None or steps.found("cover") is not None:
        return
    call = replace(
        upload_call(session.facts, "thumbnails/set", videoId=own_id, uploadType="media"),
        content=cover.path,
        headers={"Content-Type": cover.mime},
        carries=cover.name or cover.path.name,
        deadline_s=COVER_S,
    )
    await ask(session.http, access, call)
    await steps.keep("cover", own_id)


async def _enlist(session: Session, access: Access, playlist: str, own_id: str, steps: Steps) -> None:
    """Into a playlist, once: a list takes the same film again and again."""
    name = f"list:{playlist}"
    if steps.found(name) is not None:
        return
    asked = api_call(session.facts, "GET", "playlistItems", part="snippet", playlistId=playlist, videoId=own_id)
    if not (await ask(session.http, access, asked)).fields().rows("items"):
        resource = {"kind": "youtube#video", "videoId": own_id}
        body = {"snippet": {"playlistId": playlist, "resourceId": resource}}
        call = api_call(session.facts, "POST", "playlistItems", part="snippet")
        await ask(session.http, access, replace(call, json=body))
    await steps.keep(name, own_id)
