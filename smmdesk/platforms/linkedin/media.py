"""Photos, films and documents on LinkedIn, laid down before the post under their own names (URNs).

Photos and documents are sent with the account's access to an address that LinkedIn gives, a film in pieces without it.
A person's token may not ask how far they are: then the post itself says so. learn.microsoft.com, November 2026.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from smmdesk.model.moment import from_us, to_us
from smmdesk.platforms import progress
from smmdesk.platforms.answers import Answer, Fields, plain_words
from smmdesk.platforms.base import Job, NotSentError, Picture, RefusedError, Session
from smmdesk.platforms.http import Call
from smmdesk.platforms.linkedin.api import Api, enc
from smmdesk.platforms.markup import digest_of
from smmdesk.platforms.steps import Steps, kept

UPLOAD_S = 600.0
LIVES = timedelta(hours=20)
READY_EVERY_S, MOST_LOOKS = 5.0, 240
FORBIDDEN = frozenset({403})
OCTETS = {"Content-Type": "application/octet-stream"}
DOCUMENTS = frozenset(
    {
        "application/pdf",
        "application/vnd.ms-powerpoint",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)


def media_of(job: Job) -> list[dict[str, Any]]:
    """What was laid down for this part, in order: `urn` and `alt`."""
    found: list[dict[str, Any]] = []
    while (step := kept(job, f"media:{len(found)}")) is not None:
        found.append(step)
    return found


async def lay_down(session: Session, api: Api, job: Job, steps: Steps) -> None:
    """Every file of the part that is not there yet. Raises RefusedError for what LinkedIn does not take together."""
    media = job.outgoing.media
    if len(media) > 1 and any(not picture.mime.startswith("image/") for picture in media):
        raise RefusedError(session.http.names.problem("media_mixed"))
    for number, picture in enumerate(media):
        name, digest = f"media:{number}", digest_of(picture.path)
        step = steps.found(name)
        if step is None or step["hash"] != digest or _is_stale(step["at_us"], session.clock.now()):
            urn = await _send(session, api, picture)
            step = {"urn": urn, "hash": digest, "at_us": to_us(session.clock.now())}
        await steps.keep(name, {**step, "alt": picture.alt, "name": picture.name or picture.path.name})
        await _wait_ready(session, api, step["urn"], picture)


async def _send(session: Session, api: Api, picture: Picture) -> str:
    if picture.mime.startswith("video/"):
        return await _send_film(session, api, picture)
    kind = "document" if picture.mime in DOCUMENTS else "image"
    return await send_file(session, api, kind, picture.path, picture.name or picture.path.name)


async def send_file(session: Session, api: Api, kind: str, content: Path | bytes, name: str) -> str:
    """The URN of a photo or document. `content` is a file, or the bytes of one."""
    made = await _begin(session, api, f"{kind}s", {}, name)
    urn = _urn(made, kind)
    sent = Call(
        method="PUT",
        url=made.text("uploadUrl"),
        content=content,
        headers=OCTETS,
        carries=name,
        deadline_s=UPLOAD_S,
    )
    await api.call(sent)
    return urn


async def _begin(session: Session, api: Api, route: str, more: Mapping[str, object], carries: str = "") -> Fields:
    wanted = {"initializeUploadRequest": {"owner": session.channel.remote_id, **more}}
    params = (("action", "initializeUpload"),)
    answer = await api.ask("POST", route, params=params, json=wanted, carries=carries)
    return answer.fields().child("value")


async def _send_film(session: Session, api: Api, picture: Picture) -> str:
    name = picture.name or picture.path.name
    size = picture.path.stat().st_size
    wanted = {"fileSizeBytes": size, "uploadCaptions": False, "uploadThumbnail": False}
    made = await _begin(session, api, "videos", wanted, name)
    urn = _urn(made, "video")
    parts = [await _send_piece(session, made, piece, name) for piece in _pieces(made, picture.path, size)]
    done = {"video": urn, "uploadToken": made.text("uploadToken", ""), "uploadedPartIds": parts}
    params = (("action", "finalizeUpload"),)
    await api.ask("POST", "videos", params=params, json={"finalizeUploadRequest": done})
    return urn


def _pieces(made: Fields, path: Path, size: int) -> Iterator[tuple[str, bytes]]:
    """(address, bytes) of each piece, as LinkedIn cut them. Raises where that is not the whole film."""
    rows, end = made.rows("uploadInstructions"), 0
    with path.open("rb") as file:
        for row in rows:
            first, last = row.number("firstByte"), row.number("lastByte")
            if first != end or not first <= last < size:
                raise made.strange()
            file.seek(first)
            yield row.text("uploadUrl"), file.read(last - first + 1)
            end = last + 1
    if end != size:
        raise made.strange()


async def _send_piece(session: Session, made: Fields, piece: tuple[str, bytes], name: str) -> str:
    """The tag of one piece, sent without the account's access."""
    url, data = piece
    call = Call(method="PUT", url=url, content=data, headers=OCTETS, carries=name, deadline_s=UPLOAD_S)
    answer: Answer = await session.http.call(call)
    progress.tell(len(data))
    tag = answer.headers.get("etag", "").strip('"')
    if not tag:
        raise made.strange()
    return tag


async def _wait_ready(session: Session, api: Api, urn: str, picture: Picture) -> None:
    """Wait until LinkedIn is done with it, where this account may ask."""
    kind = urn.split(":")[2]
    for _ in range(MOST_LOOKS):
        answer = await api.ask("GET", f"{kind}s/{enc(urn)}", also=FORBIDDEN)
        if answer.status in FORBIDDEN:
            return
        state = answer.fields().text("status", "")
        if state == "AVAILABLE":
            return
        if state == "PROCESSING_FAILED":
            name = plain_words(picture.name or picture.path.name)
            raise RefusedError(session.http.names.problem("refused", said=f"{name}: {state}"))
        await session.clock.sleep(READY_EVERY_S)
    raise NotSentError(session.http.names.problem("server_unreachable"))


def _urn(made: Fields, kind: str) -> str:
    urn = made.text(kind)
    own_id = urn.removeprefix(f"urn:li:{kind}:")
    if own_id == urn or not own_id or not own_id.replace("-", "").replace("_", "").isalnum():
        raise made.strange()
    return urn


def _is_stale(at_us: int, now: datetime) -> bool:
    return now - from_us(at_us) > LIVES
