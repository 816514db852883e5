"""Pins as Pinterest takes them, and how we know ours again when an answer was lost."""

import base64
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from smmdesk.model.delivery import Receipt
from smmdesk.model.moment import to_us
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Job, Picture, Said, Session
from smmdesk.platforms.markup import same_words
from smmdesk.platforms.pinterest.account import ask, is_gone
from smmdesk.platforms.steps import kept

EARLIER = timedelta(minutes=6)
PAGE, MOST_PAGES = 100, 5
GONE = frozenset({404})
ALT_MOST = 500


# ------------------------------------------------------------------ what is said
def pin_of(job: Job) -> dict[str, Any]:
    """The body of the one call. Empty values are left out: Pinterest refuses an empty link."""
    said, place = job.outgoing, place_in(job)
    body = {
        "board_id": place["board"],
        "board_section_id": place["section"],
        "title": said.title,
        "description": said.text,
        "link": said.link,
        "alt_text": alt_of(said.media),
        "media_source": _source(job),
    }
    return {name: value for name, value in body.items() if value}


def place_in(job: Job) -> Mapping[str, str]:
    """Where prepare found that it goes; of something published, where it is."""
    found = kept(job, "place") or (job.receipt.data.get("place") if job.receipt is not None else None)
    return found if isinstance(found, dict) else {"board": "", "section": ""}


def alt_of(media: tuple[Picture, ...]) -> str:
    """One description for the whole pin; of several photos each gets its part of the room."""
    texts = [" ".join(picture.alt.split()) for picture in media if picture.alt.strip()]
    if sum(map(len, texts)) + 3 * len(texts) <= ALT_MOST:
        return " | ".join(texts)
    room = ALT_MOST // len(texts) - 3
    return " | ".join(text if len(text) <= room else text[: room - 1].rstrip() + "…" for text in texts)


def _source(job: Job) -> dict[str, Any]:
    media, said = job.outgoing.media, job.outgoing
    if media[0].mime.startswith("video/"):
        film = kept(job, "media:0")
        return {"source_type": "video_id", "media_id": film["id"], **_cover(media[0])}
    if len(media) == 1:
        return {"source_type": "image_base64", **_inside(media[0])}
    words = {name: value for name, value in (("title", said.title), ("link", said.link)) if value}
    return {"source_type": "multiple_image_base64", "items": [{**_inside(picture), **words} for picture in media]}


def _cover(film: Picture) -> dict[str, Any]:
    """A film has a cover: a picture of its own, or a second of it."""
    if film.cover is None:
        return {"cover_image_key_frame_time": (film.cover_ms or 0) // 1000}
    inside = _inside(film.cover)
    return {"cover_image_content_type": inside["content_type"], "cover_image_data": inside["data"]}


def _inside(picture: Picture) -> dict[str, str]:
    """A photo in the call itself."""
    return {"content_type": picture.mime, "data": base64.b64encode(picture.path.read_bytes()).decode("ascii")}


# ------------------------------------------------------------------ what came of it
def receipt_of(session: Session, job: Job, pin: Fields) -> Receipt:
    own_id = pin.id()
    at_us = to_us(pin.instant("created_at")) if "created_at" in pin else 0
    url = f"{session.facts.endpoints['web']}/pin/{own_id}/"
    return Receipt(own_id, url, at_us, data={"place": dict(place_in(job))})


async def read(session: Session, job: Job) -> Fields | None:
    """The pin of this part; None when Pinterest itself says that there is none."""
    assert job.receipt is not None
    answer = await ask(session, "GET", f"pins/{job.receipt.id}", also=GONE)
    if answer.says_gone(is_gone):
        return None
    return same_pin(answer.fields(), job.receipt)


def same_pin(found: Fields, receipt: Receipt) -> Fields:
    """The pin that was asked for. Raises the call's `strange` error for another, and for a page that is none."""
    if found.id() != receipt.id:
        raise found.strange()
    return found


async def find(session: Session, job: Job) -> list[Fields]:
    """The pins of the board that say what we say and that no other part owns."""
    place = place_in(job)
    if not place["board"]:
        return []
    route = f"boards/{place['board']}" + (f"/sections/{place['section']}" if place["section"] else "") + "/pins"
    found: list[Fields] = []
    mark = ""
    for _ in range(MOST_PAGES):
        params = [("page_size", str(PAGE)), *([("bookmark", mark)] if mark else [])]
        page = (await ask(session, "GET", route, params=params)).fields()
        found += [pin for pin in page.rows("items") if _is_ours(session, pin, job)]
        before, mark = mark, page.text("bookmark", "")
        if not mark or mark == before:
            break
    return found


def _is_ours(session: Session, pin: Fields, job: Job) -> bool:
    since = (job.first_try_at or session.clock.now()) - EARLIER
    if pin.id() in job.owned or "created_at" not in pin or pin.instant("created_at") < since:
        return False
    said = job.outgoing
    same_link = pin.text("link", "").rstrip("/") == said.link.rstrip("/")
    return same_link and same_words(pin.text("title", ""), said.title) and took_effect(pin, job)


def took_effect(pin: Fields, job: Job) -> bool:
    return same_words(pin.text("description", ""), job.outgoing.text)


def said_there(pin: Fields, job: Job) -> Said:
    return Said(pin.text("description", ""), job.outgoing.text, took_effect(pin, job))
