"""What a page that a person named says of itself, for showing a link's card; read once a day, kept in the cache.

Pages come through the guarded fetcher (security.md T5), their pictures through the process that opens pictures: what
is kept is our own clean copy, never the bytes of the page.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from smmdesk.system.pictures import PictureError

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

DAY_US = 24 * 3600 * 1_000_000
PICTURE_PX = 800
"""The longer side of the kept picture: sharp in a preview card on a screen of 2×."""


@dataclass(frozen=True, slots=True)
class PageCard:
    """`picture` is the path of our small copy of the page's picture, "" where it has none."""

    url: str
    title: str
    description: str = ""
    picture: str = ""
    seen_at_us: int = 0


def known(desk: "Desk", url: str) -> PageCard | None:
    """The card as it was read last, however long ago; None when it never was."""
    try:
        found = json.loads(_place(desk, url, ".json").read_text("utf-8"))
        card = PageCard(**found)
    except (OSError, ValueError, TypeError):
        return None
    if card.picture and not Path(card.picture).is_file():
        card = replace(card, picture="")
    return card if card.url == url else None


def is_fresh(desk: "Desk", card: PageCard) -> bool:
    """True for a day after it was read."""
    return 0 <= desk.now_us() - card.seen_at_us < DAY_US


async def look(desk: "Desk", url: str) -> PageCard | None:
    """Read the page now. None where it cannot be read or must not be: dead, slow, broken, inside this network."""
    from smmdesk.platforms.fetch import FetchError

    try:
        page = await desk.fetcher.card(url)
    except FetchError:
        return None
    picture = await _picture(desk, url, page.image_url)
    card = PageCard(url, page.title, page.description, picture, desk.now_us())
    await desk.pool.run(_keep, desk, card)
    return card


async def _picture(desk: "Desk", url: str, image_url: str) -> str:
    from smmdesk.platforms.fetch import FetchError

    if not image_url:
        return ""
    try:
        data, _mime = await desk.fetcher.image(image_url)
        return await desk.pool.run(_keep_picture, desk, url, data)
    except (FetchError, PictureError, OSError):
        return ""


def _keep_picture(desk: "Desk", url: str, data: bytes) -> str:
    """Our own copy, made by the process that may die."""
    target = _place(desk, url, ".jpg")
    mark = f"{os.getpid()}-{os.urandom(4).hex()}.part"
    given, made = target.with_name(f"{target.name}.given-{mark}"), target.with_name(f"{target.name}.{mark}")
    try:
        given.write_bytes(data)
        desk.pictures.make(given, made, (PICTURE_PX, PICTURE_PX), ("image/jpeg",))
        os.replace(made, target)
    finally:
        given.unlink(missing_ok=True)
        made.unlink(missing_ok=True)
    return str(target)


def _keep(desk: "Desk", card: PageCard) -> None:
    """A cache that cannot be written is none: the card is read again next time."""
    target = _place(desk, card.url, ".json")
    draft = target.with_name(f"{target.name}.{os.getpid()}-{os.urandom(4).hex()}.part")
    try:
        draft.write_text(json.dumps(asdict(card)), "utf-8")
        os.replace(draft, target)
    except OSError:
        draft.unlink(missing_ok=True)


def _place(desk: "Desk", url: str, suffix: str) -> Path:
    return desk.files.cache_path(hashlib.sha256(url.encode("utf-8", "replace")).hexdigest(), "link", suffix)
