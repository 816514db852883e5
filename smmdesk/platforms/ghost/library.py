"""Files on the site, and the card of a link: looked for before they are made, and reused."""

from typing import Any

from smmdesk.model.delivery import Op
from smmdesk.platforms.answers import plain_words
from smmdesk.platforms.base import Job, Picture, RefusedError, Session
from smmdesk.platforms.ghost import admin
from smmdesk.platforms.ghost.admin import ask
from smmdesk.platforms.ghost.lexical import Placed
from smmdesk.platforms.http import Upload
from smmdesk.platforms.markup import digest_of
from smmdesk.platforms.steps import Steps, kept

UPLOAD_S = 600.0
NOT_TAKEN = frozenset({400, 413, 415, 422})
"""400: what claims to be a photo and is none (6.65: “Unable to manipulate image”)."""


async def lay_down_media(session: Session, job: Job, steps: Steps) -> None:
    """Every file on the site, saved as `media:0`, …; what an edit keeps is not sent again."""
    data = job.receipt.data.get("media") if job.receipt is not None else None
    known = {str(step["hash"]): step for step in data if isinstance(step, dict)} if isinstance(data, list) else {}
    for number, picture in enumerate(job.outgoing.media):
        name, digest = f"media:{number}", digest_of(picture.path)
        found = steps.found(name)
        if found is None or found["hash"] != digest:
            place = known.get(digest) if job.op is Op.EDIT else None
            place = place or {"hash": digest, **(await _upload(session, picture))}
            await steps.keep(name, {**place, "alt": picture.alt})


async def _upload(session: Session, picture: Picture) -> dict[str, object]:
    is_image = picture.mime.startswith("image/")
    kind, cover = ("images" if is_image else "media"), picture.cover
    name = f"smmdesk-{digest_of(picture.path)[:16]}{picture.path.suffix.lower()}"
    answer = await ask(
        session,
        "POST",
        f"{kind}/upload/",
        upload=Upload("file", picture.path, name, picture.mime),
        also_upload=Upload("thumbnail", cover.path, f"cover{cover.path.suffix}", cover.mime) if cover else None,
        form={"purpose": "image"} if is_image else {"ref": "smmdesk"},
        carries=picture.name or picture.path.name,
        deadline_s=UPLOAD_S,
        also=NOT_TAKEN,
    )
    if not answer.ok:
        said = f"{plain_words(picture.name or picture.path.name)}: {admin.said_in(answer)}"
        raise RefusedError(session.http.names.problem("refused", said=said))
    rows = answer.fields().rows(kind)
    if len(rows) != 1:
        raise answer.strange()
    size = {"width": picture.width_px, "height": picture.height_px}
    cover_url = rows[0].text("thumbnail_url", "")
    return {"url": rows[0].text("url"), "mime": picture.mime, "name": name, "cover": cover_url, **size}


async def lay_down_card(session: Session, job: Job, steps: Steps) -> None:
    """What the site itself reads of the linked page; a page that it cannot read stands as words."""
    link, card = job.outgoing.link, job.outgoing.card
    if not link or steps.found("card") is not None or (card is not None and not card.shown):
        return
    try:
        params = (("url", link), ("type", "bookmark"))
        found = (await ask(session, "GET", "oembed/", params=params)).fields().child("metadata")
        read = {name: found.text(name, "") for name in ("icon", "title", "description", "publisher", "thumbnail")}
    except RefusedError:
        read = {}
    own = {"title": card.title, "description": card.description} if card is not None else {}
    made = {**read, **{name: value for name, value in own.items() if value}}
    if card is not None and card.picture is not None:
        made["thumbnail"] = str((await _upload(session, card.picture))["url"])
    await steps.keep("card", made if made.get("title") else {})


def laid_down(found: Any) -> list[dict[str, Any]]:
    media: list[dict[str, Any]] = []
    while (step := found(f"media:{len(media)}")) is not None:
        media.append(step)
    return media


def media_of(job: Job) -> list[dict[str, Any]]:
    """The files that this part has on the site: laid down for it, or before."""
    made = laid_down(lambda name: kept(job, name))
    data = job.receipt.data.get("media") if job.receipt is not None else None
    before = [step for step in data if isinstance(step, dict)] if isinstance(data, list) else []
    return made or before


def placed(steps: list[dict[str, Any]]) -> list[Placed]:
    return [
        Placed(
            str(step["url"]),
            str(step["mime"]),
            int(step["width"]),
            int(step["height"]),
            str(step["name"]),
            str(step["alt"]),
            str(step["cover"]),
        )
        for step in steps
    ]


def card_of(step: Any) -> dict[str, str] | None:
    """The card that prepare found; None for a link that stands as words."""
    return {str(name): str(value) for name, value in step.items()} if isinstance(step, dict) and step else None
