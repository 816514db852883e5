"""Files in the site's library and its tags: looked for before they are made, and reused."""

import hashlib
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

from smmdesk.platforms.answers import Answer, Fields, plain_words
from smmdesk.platforms.base import Job, NotSentError, Picture, RefusedError, Session
from smmdesk.platforms.hosts.base import Laid
from smmdesk.platforms.http import Upload
from smmdesk.platforms.steps import Steps
from smmdesk.platforms.wordpress.blocks import Placed
from smmdesk.platforms.wordpress.site import ask, code_of, is_gone, with_slug

UPLOAD_S = 600.0
NOT_TAKEN = frozenset({400, 415, 500})
MISSING = frozenset({404, 410})
MOST_TAGS = 50
TAG_MOST_CHARS = 190


async def lay_down_media(session: Session, job: Job, steps: Steps) -> None:
    """Every file in the library, saved as `media:0`, …"""
    for number, picture in enumerate(job.outgoing.media):
        name = f"media:{number}"
        if steps.found(name) is not None:
            continue
        mark = f"smmdesk-{_digest(picture.path)[:24]}"
        found = await _find(session, mark) or await _upload(session, picture, mark)
        if found.text("alt_text", "") != picture.alt:
            await ask(session, "POST", f"media/{found.number('id')}", json={"alt_text": picture.alt})
        place = {"id": found.number("id"), "url": found.text("source_url"), "mime": picture.mime, "alt": picture.alt}
        await steps.keep(name, place)


async def lay_down_file(session: Session, picture: Picture, name: str) -> Laid:
    """One file for a platform that fetches it: under a name of its own, so that no post of the site takes it up."""
    made = await _find(session, _bare(name)) or await _upload(session, picture, _bare(name))
    return Laid((made.text("source_url"),), str(made.number("id")))


async def take_away_file(session: Session, name: str, remote: str) -> None:
    """For good: the library has no trash of its own. So only what bears the name: a number may be of another site."""
    found = await _numbered(session, remote) if remote else await _find(session, _bare(name))
    if found is None or _bare(name) not in (found.text("slug", ""), Path(found.text("source_url", "")).stem):
        return
    path, force = f"media/{found.number('id')}", (("force", "true"),)
    (await ask(session, "DELETE", path, params=force, also=MISSING)).says_gone(is_gone)


async def _numbered(session: Session, remote: str) -> Fields | None:
    answer = await ask(session, "GET", f"media/{remote}", also=MISSING)
    return None if answer.says_gone(is_gone) else answer.fields()


def _bare(name: str) -> str:
    return name.partition(".")[0]


def placed(found: Callable[[str], Any]) -> list[Placed]:
    """The files that are in the library, in order."""
    media: list[Placed] = []
    while (step := found(f"media:{len(media)}")) is not None:
        media.append(Placed(int(step["id"]), str(step["url"]), str(step["mime"]), str(step["alt"])))
    return media


async def _find(session: Session, mark: str) -> Fields | None:
    """A file that was uploaded before, perhaps with its answer lost, by the hash of its bytes."""
    return with_slug((await ask(session, "GET", "media", params=(("slug", mark),))).rows(), mark)


async def _upload(session: Session, picture: Picture, mark: str) -> Fields:
    upload = Upload("file", picture.path, f"{mark}{picture.path.suffix.lower()}", picture.mime)
    form = {"slug": mark, "alt_text": picture.alt, "title": Path(picture.name).stem or mark}
    known = {"carries": picture.name or picture.path.name, "deadline_s": UPLOAD_S, "also": NOT_TAKEN}
    answer = await ask(session, "POST", "media", upload=upload, form=form, **known)
    if answer.ok:
        return answer.fields()
    raise _not_taken(session, picture, answer)


def _not_taken(session: Session, picture: Picture, answer: Answer) -> Exception:
    """A file that the site does not take is 500 here, which says nothing of the site's health."""
    name = plain_words(picture.name or picture.path.name)
    said = plain_words(answer.maybe().text("message", ""))
    if code_of(answer).startswith("rest_upload"):
        return RefusedError(session.http.names.problem("refused", said=f"{name}: {said or '…'}"))
    if answer.status == 500:
        return NotSentError(session.http.names.problem("server_unreachable"))
    return RefusedError(session.http.names.problem("refused", said=f"{name}: {said}"))


async def lay_down_tags(session: Session, job: Job, steps: Steps) -> None:
    """The ids of the post's tags, saved as `tags`; new ones are made where the account may."""
    wish = str(job.outgoing.options.get("tags") or "")
    names = list(
        dict.fromkeys(name.strip().lstrip("#")[:TAG_MOST_CHARS] for name in wish.split(",") if name.strip(" #"))
    )
    if names and steps.found("tags") is None:
        ids = [await _tag(session, name) for name in names[:MOST_TAGS]]
        await steps.keep("tags", [tag for tag in ids if tag is not None])


async def _tag(session: Session, name: str) -> int | None:
    """A tag's id; None where there is none and the account may make none."""
    rows = (await ask(session, "GET", "tags", params=(("search", name), ("per_page", "100")))).rows()
    for row in rows:
        if unescape(row.text("name", "")).casefold() == name.casefold():
            return row.number("id")
    answer = await ask(session, "POST", "tags", json={"name": name}, also=frozenset({400, 403}))
    if answer.ok:
        return answer.fields().number("id")
    if code_of(answer) == "term_exists":
        return answer.maybe().child("data").number("term_id")
    return None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
