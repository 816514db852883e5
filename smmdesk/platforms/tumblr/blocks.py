"""A post as the blocks of Tumblr's Neue Post Format (npf-spec.md, Oct 2024), and the words of such blocks."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Job, Picture, Said
from smmdesk.platforms.http import Upload
from smmdesk.platforms.markup import listed_words, paragraphs, parts_of, same_words
from smmdesk.platforms.quoting import QUOTE, REBLOG
from smmdesk.platforms.steps import kept

BLOCK_MOST, ALT_MOST = 4096, 4096
MEDIA = ("image", "video", "audio")
KEPT = ("url", "type", "width", "height", "media_key")
"""What of a file that is there may be said again; the rest is Tumblr's own."""


def words(job: Job) -> list[dict[str, Any]]:
    """The paragraphs of the text, each a block; addresses in it are links."""
    made: list[dict[str, Any]] = []
    for part in paragraphs(job.outgoing.text):
        made += [_text(part[start : start + BLOCK_MOST]) for start in range(0, len(part), BLOCK_MOST)]
    return made


def _text(said: str) -> dict[str, Any]:
    """Places are counted in code points, as Python does."""
    links, at = [], 0
    for piece, address in parts_of(said):
        if address:
            links.append({"type": "link", "start": at, "end": at + len(piece), "url": address})
        at += len(piece)
    return {"type": "text", "text": said, **({"formatting": links} if links else {})}


def blocks_of(job: Job, media: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Title, files, words, and the link: as a card, or as words where a person wants none."""
    content = job.outgoing
    title = [{"type": "text", "subtype": "heading1", "text": content.title}] if content.title.strip() else []
    return [*title, *[dict(block) for block in media], *words(job), *_link(job)]


def _link(job: Job) -> list[dict[str, Any]]:
    """The post that is passed on needs no link of its own."""
    link, card = job.outgoing.link, job.outgoing.card
    if not link or reblogged(job):
        return []
    if card is not None and not card.shown:
        return [] if link in job.outgoing.text else [_text(link)]
    more = {"title": card.title, "description": card.description} if card is not None else {}
    return [{"type": "link", "url": link, **{name: value for name, value in more.items() if value}}]


def files(job: Job) -> list[tuple[dict[str, Any], Upload]]:
    """Each file as a block that names the part of the form in which its bytes travel. A film has no alternative text
    there."""
    found: list[tuple[dict[str, Any], Upload]] = []
    for at, picture in enumerate(job.outgoing.media):
        named = f"file-{at}"
        upload = Upload(named, picture.path, f"{named}{picture.path.suffix.lower()}", picture.mime)
        found.append((_file(picture, named), upload))
    return found


def _file(picture: Picture, named: str) -> dict[str, Any]:
    media: dict[str, Any] = {"type": picture.mime, "identifier": named}
    media |= {"width": picture.width_px, "height": picture.height_px} if picture.width_px else {}
    if picture.mime.startswith("video/"):
        return {"type": "video", "media": media}
    return {"type": "image", "media": [media], **({"alt_text": picture.alt[:ALT_MOST]} if picture.alt else {})}


def reblogged(job: Job) -> dict[str, str]:
    """What is passed on, as `prepare` found it or our receipt remembers it: {"id", "blog", "key"}; empty where nothing
    is."""
    found = kept(job, QUOTE) or (job.receipt.data.get(REBLOG) if job.receipt is not None else None)
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def remembered(job: Job) -> dict[str, object]:
    """What a receipt keeps for later edits, which name it again."""
    found = reblogged(job)
    return {REBLOG: found} if found else {}


def _parent(job: Job) -> dict[str, object]:
    found = reblogged(job)
    if not found:
        return {}
    return {"parent_tumblelog_uuid": found["blog"], "parent_post_id": int(found["id"]), "reblog_key": found["key"]}


def body_of(job: Job, blocks: list[dict[str, Any]], state: str) -> dict[str, Any]:
    """All of a post: what an edit leaves out is removed there."""
    tags = ",".join(listed_words(job.outgoing.options.get("tags")))
    reblogs = "noone" if job.outgoing.options.get("reblogs") == "noone" else "everyone"
    return {"content": blocks, "tags": tags, "interactability_reblog": reblogs, "state": state, **_parent(job)}


def mark_of(job: Job) -> str:
    """The tag by which a draft of ours is known again: two posts may have the same words, or none."""
    return f"smmdesk {hashlib.sha256(job.key.encode()).hexdigest()[:24]}"


# ------------------------------------------------------------------ what is there
def media_there(post: Fields) -> list[dict[str, Any]]:
    """The blocks of files that a post has, as they may be said again."""
    return [_again(row.values) for row in post.rows("content") if row.values.get("type") in MEDIA]


def _again(block: Mapping[str, Any]) -> dict[str, Any]:
    media = block.get("media")
    first = media[0] if isinstance(media, list) and media else media
    named = {name: first[name] for name in KEPT if name in first} if isinstance(first, Mapping) else {}
    kept = {name: block[name] for name in ("type", "alt_text", "caption", "provider") if block.get(name)}
    return {**kept, "media": [named] if isinstance(media, list) else named}


def said_in(blocks: Iterable[Mapping[str, Any]]) -> str:
    """The words of a post, title and all."""
    return "\n\n".join(str(block.get("text") or "") for block in blocks if block.get("type") == "text")


def says(post: Fields, job: Job) -> Said:
    """What stands there, beside ours."""
    there, ours = said_in(row.values for row in post.rows("content")), said_in(blocks_of(job, ()))
    return Said(there, ours, same_words(there, ours))
