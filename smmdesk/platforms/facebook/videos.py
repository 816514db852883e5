"""Films of a Facebook page: laid down there piece by piece or as a whole, published by one call, asked about by id.

Video API guides of Aug 2026: reels and stories go as raw bytes to the upload server, videos of the page in pieces.
Nothing is visible before the phase `finish`; after it Facebook works on the film, and its own word ends that.
"""

from datetime import UTC, datetime
from typing import Any

from smmdesk.model.delivery import Receipt
from smmdesk.model.moment import to_us
from smmdesk.platforms.answers import Fields, plain_words
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    CannotTell,
    GivenUp,
    Job,
    Listed,
    NotSentError,
    Picture,
    PollAnswer,
    Published,
    RefusedError,
    Session,
)
from smmdesk.platforms.facebook.account import graph_of
from smmdesk.platforms.facebook.posts import REEL, STORY, VIDEO, text_of
from smmdesk.platforms.http import Call, Upload
from smmdesk.platforms.meta import says_done
from smmdesk.platforms.steps import kept

UPLOAD_S = 3600.0
PIECE_MOST = 16_777_216
READY_EVERY_S, MOST_LOOKS = 5.0, 120
AGAIN_S = 15.0
EDGES = {REEL: "video_reels", STORY: "video_stories", VIDEO: "videos"}
OVER = frozenset({"error", "expired", "upload_failed"})
FIELDS = "id,status,permalink_url,published,created_time"


async def lay_down(session: Session, shape: str, picture: Picture) -> dict[str, Any]:
    """Upload a film that nobody sees yet: `{"id", "session"}`. Raises ConnectorError."""
    if shape == VIDEO:
        return await _in_pieces(session, picture)
    return await _as_a_whole(session, EDGES[shape], picture)


async def _as_a_whole(session: Session, edge: str, picture: Picture) -> dict[str, Any]:
    graph = graph_of(session)
    begun = (await graph.post(f"{session.channel.remote_id}/{edge}", {"upload_phase": "start"})).fields()
    video = begun.id("video_id")
    call = Call(
        method="POST",
        url=f"{session.facts.endpoints['upload']}/{video}",
        headers={"offset": "0", "file_size": str(picture.path.stat().st_size)},
        secret_headers={"Authorization": ("OAuth", graph.token)},
        content=picture.path,
        carries=picture.name or picture.path.name,
        deadline_s=UPLOAD_S,
    )
    if not says_done(answer := await graph.call(call)):
        raise answer.strange()
    await _until_there(session, video, picture)
    return {"id": video, "session": ""}


async def _in_pieces(session: Session, picture: Picture) -> dict[str, Any]:
    graph, path = graph_of(session), f"{session.channel.remote_id}/videos"
    size = picture.path.stat().st_size
    found = (await graph.post(path, {"upload_phase": "start", "file_size": str(size)})).fields()
    own = {"id": found.id("video_id"), "session": found.id("upload_session_id")}
    while (start := _offset(found, "start_offset")) < (end := _offset(found, "end_offset")):
        form = {"upload_phase": "transfer", "upload_session_id": own["session"], "start_offset": str(start)}
        piece = _piece(picture, start, min(end - start, PIECE_MOST))
        upload = Upload("video_file_chunk", picture.path, "film", picture.mime, piece)
        carries = picture.name or picture.path.name
        answer = await graph.post(path, form, upload=upload, carries=carries, deadline_s=UPLOAD_S)
        found = answer.fields()
        if not start < _offset(found, "start_offset") <= size:
            raise answer.strange()
    return own


def _piece(picture: Picture, start: int, count: int) -> bytes:
    with picture.path.open("rb") as file:
        file.seek(start)
        return file.read(count)


def _offset(found: Fields, name: str) -> int:
    """A number that Facebook writes as text."""
    said = found.values.get(name)
    if isinstance(said, str) and said.isascii() and said.isdigit():
        return int(said[:15])
    return found.number(name)


async def _until_there(session: Session, video: str, picture: Picture) -> None:
    """Wait until every byte arrived and the film can be read."""
    for _ in range(MOST_LOOKS):
        status = (await graph_of(session).get(video, "status")).child("status")
        if status.text("video_status", "") in OVER or _phase(status, "uploading_phase") == "error":
            said = f"{plain_words(picture.name or picture.path.name)}: {_said(status)}"
            raise RefusedError(session.http.names.problem("refused", said=said))
        if _phase(status, "uploading_phase") == "complete":
            return
        await session.clock.sleep(READY_EVERY_S)
    raise NotSentError(session.http.names.problem("server_unreachable"))


# ------------------------------------------------------------------ publishing
def finish_form(job: Job, shape: str, due: datetime | None) -> dict[str, str]:
    """The one call that publishes a film, or puts it on the page's list for `due`."""
    film = kept(job, "video")
    assert isinstance(film, dict), "prepare laid it down"
    form = {"upload_phase": "finish"}
    form |= {"upload_session_id": str(film["session"])} if shape == VIDEO else {"video_id": str(film["id"])}
    stamp = {"scheduled_publish_time": str(int(due.timestamp()))} if due is not None else {}
    if shape == REEL:
        form |= {"video_state": "SCHEDULED" if due is not None else "PUBLISHED"}
    elif due is not None:
        form |= {"published": "false", "unpublished_content_type": "SCHEDULED"}
    if shape != STORY:
        form |= {"description": text_of(job), "title": job.outgoing.title.strip()}
    return {name: value for name, value in {**form, **stamp}.items() if value}


def video_of(job: Job) -> str:
    """The id of the film of a part: it was given before anything was published. Empty where there is none."""
    if job.receipt is not None and job.receipt.data.get("video"):
        return str(job.receipt.data["video"])
    film = kept(job, "video")
    return str(film["id"]) if isinstance(film, dict) else ""


def receipt_of(session: Session, video: str, shape: str, found: Fields, post: str = "") -> Receipt:
    url = found.text("permalink_url", "")
    web = session.facts.endpoints["web"]
    url = f"{web}{url}" if url.startswith("/") else url or f"{web}/{video}"
    own_id = post if shape == STORY and post else video
    return Receipt(own_id, url, _at_us(found), data={"shape": shape, "video": video, "post": post})


def _at_us(found: Fields) -> int:
    at = _publish_time(found.child("status"))
    return to_us(at) if at is not None else 0


async def state_of(session: Session, video: str, shape: str, post: str = "") -> PollAnswer:
    """What Facebook says of a film: live, on its list, at work, ended, or not published."""
    found = await graph_of(session).get(video, FIELDS)
    status = found.child("status")
    publishing = status.child("publishing_phase")
    if publishing.text("publish_status", "") == "scheduled":
        due = _publish_time(status)
        receipt = receipt_of(session, video, shape, found, post)
        return Listed(_due(receipt, due), due) if due is not None else CannotTell()
    if publishing.text("publish_status", "") == "published" or _is_live(found, status):
        return Published(receipt_of(session, video, shape, found, post))
    if status.text("video_status", "") in OVER or "error" in (
        _phase(status, "processing_phase"),
        _phase(status, "publishing_phase"),
    ):
        return GivenUp(session.http.names.problem("refused", said=_said(status)))
    if _phase(status, "publishing_phase") == "not_started":
        return Absent()
    return Accepted({"video": video, "post": post}, AGAIN_S)


def _due(receipt: Receipt, due: datetime) -> Receipt:
    return Receipt(receipt.id, receipt.url, 0, data={**receipt.data, "due_us": to_us(due)})


def _is_live(found: Fields, status: Fields) -> bool:
    """Videos of the page tell no phases: `published` is their word, once they are ready."""
    return "publishing_phase" not in status and found.flag("published") and status.text("video_status", "") == "ready"


def _phase(status: Fields, name: str) -> str:
    return status.child(name).text("status", "")


def _publish_time(status: Fields) -> datetime | None:
    said = status.child("publishing_phase").values.get("publish_time")
    if isinstance(said, str) and said.isascii() and said.isdigit():
        said = int(said[:12])
    if isinstance(said, int) and not isinstance(said, bool) and 0 < said < 10**11:
        return datetime.fromtimestamp(said, UTC)
    try:
        return datetime.fromisoformat(said).astimezone(UTC) if isinstance(said, str) else None
    except (ValueError, OverflowError):
        return None


def _said(status: Fields) -> str:
    """Why a film was not taken, in Facebook's words."""
    for phase in ("uploading_phase", "processing_phase", "publishing_phase"):
        below = status.child(phase)
        for error in (*below.rows("errors"), below.child("error")):
            if said := plain_words(error.text("message", "")):
                return said
    return plain_words(status.text("video_status", "")) or "…"
