"""A large file in pieces, gone on with where it stopped: Google's resumable uploads.

developers.google.com/youtube/v3/guides/using_resumable_upload_protocol (read Nov 2026): a POST answers the address of a
session, which takes pieces of a multiple of 256 KiB, says with 308 how far it is, and with 200 or 201 that it is done.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from smmdesk.platforms.answers import Answer, Fields
from smmdesk.platforms.base import NotSentError, RefusedError
from smmdesk.platforms.google.calls import ask
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.own_app import Access
from smmdesk.platforms.progress import tell

PIECE_BYTES = 8 * 1024 * 1024
PIECE_S = 600.0
GOES_ON = 308
LOST = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Session:
    """One upload under way: the session's address, and the file that goes there."""

    url: str
    path: Path
    size_bytes: int
    mime: str


async def begin(http: Http, access: Access, call: Call, size_bytes: int, mime: str) -> str:
    """The address of a new session; it holds for some days. Nothing of the file has left."""
    headers = {"X-Upload-Content-Length": str(size_bytes), "X-Upload-Content-Type": mime}
    answer = await ask(http, access, replace(call, headers={**call.headers, **headers}))
    url = answer.headers.get("location", "")
    if not url:
        raise answer.strange()
    return url


async def send(http: Http, access: Access, session: Session, fresh: bool) -> Fields | None:
    """Send what is missing; answers what Google made of the file, None when the session is no longer known.

    `fresh`: nothing was sent yet, so there is nothing to ask. Each piece is told to whoever listens (progress).
    """
    at = 0
    if not fresh:
        answer = await _put(http, access, session, b"", f"bytes */{session.size_bytes}")
        if answer.status != GOES_ON:
            return _ended(answer)
        at = _arrived(answer)
        tell(at)
    with session.path.open("rb") as file:
        while True:
            file.seek(at)
            piece = file.read(PIECE_BYTES)
            if at >= session.size_bytes:
                return await _all_there(http, access, session)
            if not piece:
                raise RefusedError(http.names.problem("media_missing", name=session.path.name))
            said = f"bytes {at}-{at + len(piece) - 1}/{session.size_bytes}"
            answer = await _put(http, access, session, piece, said)
            if answer.status != GOES_ON:
                tell(session.size_bytes - at)
                return _ended(answer)
            arrived = _arrived(answer)
            if arrived <= at:
                raise answer.strange()
            tell(arrived - at)
            at = arrived


async def _all_there(http: Http, access: Access, session: Session) -> Fields | None:
    """Every byte has arrived, and Google still says that it goes on: it is asked once more what it made of them."""
    answer = await _put(http, access, session, b"", f"bytes */{session.size_bytes}")
    if answer.status == GOES_ON:
        raise NotSentError(http.names.problem("server_unreachable"))
    return _ended(answer)


async def _put(http: Http, access: Access, session: Session, piece: bytes, span: str) -> Answer:
    call = Call(
        method="PUT",
        url=session.url,
        headers={"Content-Range": span, "Content-Type": session.mime, "Content-Length": str(len(piece))},
        content=piece,
        carries=session.path.name,
        deadline_s=PIECE_S,
        also=LOST | {GOES_ON},
    )
    return await ask(http, access, call)


def _ended(answer: Answer) -> Fields | None:
    return None if answer.status in LOST else answer.fields()


def _arrived(answer: Answer) -> int:
    """How many bytes are there, by the header `Range: bytes=0-N`."""
    match = re.fullmatch(r"bytes=0-(\d{1,15})", answer.headers.get("range", ""))
    return int(match[1]) + 1 if match is not None else 0
