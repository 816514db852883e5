"""A post's photos as Flickr keeps them: what is said with each, who may see it, and what is found of it again."""

import hashlib
from collections.abc import Mapping
from html import escape
from typing import Any

from smmdesk.model.content import with_link
from smmdesk.model.delivery import Receipt
from smmdesk.model.moment import to_us
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Job, RefusedError, Said, Session
from smmdesk.platforms.flickr.api import NOT_FOUND, Flickr, albums, content, number
from smmdesk.platforms.markup import listed_words, plain_of, same_words
from smmdesk.platforms.steps import Steps, kept

GONE = frozenset({NOT_FOUND})
SEEN_BY = {"public": (1, 0, 0), "friends": (0, 1, 0), "family": (0, 0, 1), "private": (0, 0, 0)}
"""is_public, is_friend, is_family."""
SAFETY = ("1", "2", "3")
ALREADY_IN = frozenset({3})
PAGE = 100
SHORT = "flic.kr/p/"
SIGNS = "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
"""The figures of a short address, which is the photo's number in base 58."""


# ------------------------------------------------------------------ what is said
def mark_of(job: Job, number: int) -> str:
    """The machine tag by which a photo of ours is known again."""
    return f"smmdesk:id={hashlib.sha256(f'{job.key}:{number}'.encode()).hexdigest()[:24]}"


def laid_down(job: Job, at: int) -> dict[str, str]:
    """A photo as it is uploaded: seen by nobody but its owner."""
    safety = str(job.outgoing.options.get("safety") or "1")
    tags = [f'"{name}"' if " " in name else name for name in _tags(job)]
    return {
        "title": job.outgoing.title or _first_line(job.outgoing.text),
        "description": description_of(job, job.outgoing.media[at].alt),
        "tags": " ".join([*tags, mark_of(job, at)]),
        "is_public": "0",
        "is_friend": "0",
        "is_family": "0",
        "safety_level": safety if safety in SAFETY else "1",
        "content_type": "1",
        "async": "1",
    }


def _tags(job: Job) -> list[str]:
    return [name.replace('"', "").strip() for name in listed_words(job.outgoing.options.get("tags"))]


def _first_line(text: str) -> str:
    """What Flickr would else make of the file's name."""
    return next(iter(text.strip().splitlines()), "")[:255].strip()


def description_of(job: Job, alt: str) -> str:
    """The words and what is seen: Flickr keeps no description of its own for those who do not see the photo. Its
    descriptions are HTML."""
    words = with_link(job.outgoing.text, job.outgoing.link)
    alt = alt.strip()
    said = [words, "" if alt in words else alt]
    return escape("\n\n".join(filter(None, said)), quote=False)


def perms_of(job: Job) -> tuple[int, int, int]:
    """Whom a person chose to show it to."""
    return SEEN_BY.get(str(job.outgoing.options.get("visibility") or "public"), SEEN_BY["public"])


def shown_as(job: Job, at: int) -> dict[str, str]:
    """The change that shows a photo. Who may comment and add tags stays as the account has it."""
    step = steps_of(job)[at]
    names = ("is_public", "is_friend", "is_family")
    seen = dict(zip(names, map(str, perms_of(job)), strict=True))
    return {"photo_id": str(step["id"]), "perm_comment": step["comment"], "perm_addmeta": step["meta"], **seen}


# ------------------------------------------------------------------ what is there
async def keep_photo(flickr: Flickr, job: Job, steps: Steps, at: int, own_id: str) -> None:
    """Remember a photo that is laid down, with what else `shown_as` needs."""
    perms = (await flickr.found("photos.getPerms", photo_id=own_id)).child("perms")
    rest = {
        "comment": str(number(perms, "permcomment")) if "permcomment" in perms else "3",
        "meta": str(number(perms, "permaddmeta")) if "permaddmeta" in perms else "2",
    }
    await steps.keep(f"photo:{at}", {"id": own_id, "alt": job.outgoing.media[at].alt, **rest})


def photos_of(job: Job) -> list[str]:
    """The ids of a post's photos, as far as they are laid down."""
    data = job.receipt.data.get("photos") if job.receipt is not None else None
    if isinstance(data, list) and data:
        return [str(own_id) for own_id in data]
    return [photo_in(job.receipt)] if job.receipt is not None else [str(step["id"]) for step in steps_of(job)]


def photo_in(receipt: Receipt) -> str:
    """The photo of a receipt; a person may have pasted its short address."""
    if SHORT not in receipt.url or not set(receipt.id) <= set(SIGNS):
        return receipt.id
    number = 0
    for sign in receipt.id[:20]:
        number = number * len(SIGNS) + SIGNS.index(sign)
    return str(number)


def _alts(job: Job) -> list[str]:
    """The alternative texts of its photos, as they were published."""
    data = job.receipt.data.get("alts") if job.receipt is not None else None
    return [str(alt) for alt in data] if isinstance(data, list) else [str(step["alt"]) for step in steps_of(job)]


def steps_of(job: Job) -> list[dict[str, Any]]:
    """The photos that were laid down for this job, in order."""
    found: list[dict[str, Any]] = []
    while (step := kept(job, f"photo:{len(found)}")) is not None:
        found.append(step)
    return found


async def read_photo(flickr: Flickr, own_id: str) -> Fields | None:
    """All that Flickr says of a photo; None when there is none."""
    found = await flickr.read("photos.getInfo", known=GONE, photo_id=own_id)
    if found is None:
        return None
    photo = found.child("photo")
    if photo.id() != own_id:
        raise photo.strange()
    return photo


def shown_to(photo: Fields) -> tuple[int, int, int]:
    """Who can see it now."""
    seen = photo.child("visibility")
    if not {"ispublic", "isfriend", "isfamily"} <= set(seen.values):
        raise photo.strange()
    return number(seen, "ispublic"), number(seen, "isfriend"), number(seen, "isfamily")


def receipt_of(session: Session, job: Job, photo: Fields | None = None) -> Receipt:
    """The first photo is the post; the others are remembered with it."""
    photos = photos_of(job)
    page = f"{session.facts.endpoints['web']}/photos/{session.channel.remote_id}/{photos[0]}/"
    posted = number(photo.child("dates"), "posted") * 1_000_000 if photo is not None else to_us(session.clock.now())
    return Receipt(photos[0], page, posted, data={"photos": photos, "alts": _alts(job)})


def title_and_words(job: Job, at: int) -> tuple[str, str]:
    """What an edit writes with a photo, its alternative text as it was published."""
    alt = dict(enumerate(_alts(job))).get(at, "")
    return job.outgoing.title or _first_line(job.outgoing.text), description_of(job, alt)


def says(photo: Fields, job: Job, at: int) -> Said:
    """Title and words as they stand there, beside ours."""
    title, words = title_and_words(job, at)
    there = "\n\n".join(filter(None, (content(photo, "title"), _plain(content(photo, "description")))))
    ours = "\n\n".join(filter(None, (title, _plain(words))))
    return Said(there, ours, same_words(there, ours))


def _plain(html: str) -> str:
    return plain_of(html.replace("<br />", "\n"))


# ------------------------------------------------------------------ found again
async def find_laid_down(flickr: Flickr, job: Job, at: int, since_s: int) -> str:
    """The photo that an upload whose answer was lost laid down; empty when none is seen (yet)."""
    found = await flickr.found(
        "people.getPhotos",
        user_id="me",
        min_upload_date=str(since_s),
        extras="machine_tags",
        per_page=str(PAGE),
    )
    mark = mark_of(job, at)
    rows = found.child("photos").rows("photo")
    return next((row.id() for row in rows if mark in row.text("machine_tags", "").split()), "")


# ------------------------------------------------------------------ albums
async def put_into_album(session: Session, job: Job, steps: Steps) -> None:
    """Into the album that a person named by its name or number, made where there is none of that name. Others see of
    it what they see of its photos. Raises RefusedError."""
    wish = str(job.outgoing.options.get("album") or "").strip()
    photos = [str(steps.found(f"photo:{at}")["id"]) for at in range(len(job.outgoing.media))]
    if not wish or not photos:
        return
    flickr = Flickr.of(session)
    album = steps.found("album")
    if album is None:
        known = [own_id for own_id, name in await albums(flickr) if wish.casefold() in (own_id, name.casefold())]
        own_id = known[0] if known else await _made(flickr, wish, photos[0])
        album = await steps.keep("album", {"id": own_id})
    for at, photo in enumerate(photos):
        if steps.found(f"in_album:{at}") is None:
            await flickr.write(
                "photosets.addPhoto", ALREADY_IN, irreversible=False, photoset_id=str(album["id"]), photo_id=photo
            )
            await steps.keep(f"in_album:{at}", {"photo": photo})


async def _made(flickr: Flickr, name: str, first: str) -> str:
    made = await flickr.write("photosets.create", irreversible=False, title=name, primary_photo_id=first)
    assert made is not None
    return made.child("photoset").id()


def words_of(comment: Mapping[str, Any]) -> str:
    """A comment's words, which Flickr keeps as HTML."""
    return _plain(str(comment.get("_content") or ""))


def require(found: Fields | None, session: Session) -> Fields:
    """Raises RefusedError(removed_there) for what is gone."""
    if found is None:
        raise RefusedError(session.http.names.problem("removed_there"))
    return found
