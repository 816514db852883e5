"""Bluesky's records as JSON (app.bsky.feed.post and its embeds, lexicons of August 2026) and their keys."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from smmdesk.model.content import with_link
from smmdesk.model.delivery import PartKind
from smmdesk.model.moment import to_us
from smmdesk.platforms.base import Job, Picture
from smmdesk.platforms.bluesky.richtext import facets, links

POST, GATE, QUOTE_GATE = "app.bsky.feed.post", "app.bsky.feed.threadgate", "app.bsky.feed.postgate"
_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
_RULES = {"mentioned": "mentionRule", "following": "followingRule", "followers": "followerRule"}
MOST_IMAGES = 4
"""More of them are a gallery, which the app writes since June 2026 for up to ten."""
AFTER_PARENT = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Parts:
    """What was made ready: blobs in the order of the media, the link's card, who was mentioned, what it answers, and
    what it quotes (uri and cid)."""

    created: datetime
    blobs: list[dict[str, Any]] = field(default_factory=list)
    card: Mapping[str, Any] | None = None
    dids: Mapping[str, str] = field(default_factory=dict)
    reply: Mapping[str, Any] | None = None
    quote: Mapping[str, str] | None = None


def tid(created: datetime, key: str) -> str:
    """A record key (TID): 53 bits of microseconds and 10 bits of clock id, 13 letters. The same for the same key.

    The microseconds below the record's milliseconds and the clock id come from the key, so that two posts of the same
    instant do not meet (https://atproto.com/specs/tid).
    """
    digest = int.from_bytes(hashlib.sha256(key.encode("utf-8", "replace")).digest()[:8], "big")
    microseconds = to_us(created) // 1000 * 1000 + digest % 1000
    number = (microseconds << 10) | (digest >> 32 & 0x3FF)
    return "".join(_LETTERS[number >> shift & 31] for shift in range(60, -1, -5))


def created_at(job: Job, now: datetime, parent_created: datetime | None) -> datetime:
    """The instant on the record: its moment, or now when that has passed; in a thread after the part before."""
    instant = max(job.due, now)
    return max(instant, parent_created + AFTER_PARENT) if parent_created is not None else instant


def stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant.microsecond // 1000:03d}Z"


def text_of(job: Job, *, quotes: bool = False) -> str:
    """One embed only: with photos the link stands in the text. A quote stands beside them."""
    content = job.outgoing
    return with_link(content.text, content.link) if content.media and not quotes else content.text


def card_link(job: Job) -> str:
    """The link that becomes a card, as Bluesky's own apps do it: the one given, else the first one in the words of the
    root. Photos take its place."""
    if job.outgoing.media:
        return ""
    in_text = (address for _span, address in links(job.outgoing.text)) if job.kind is PartKind.ROOT else iter(())
    return job.outgoing.link or next(in_text, "")


def post_record(job: Job, parts: Parts) -> dict[str, Any]:
    """The whole record, frozen before the first try."""
    text = text_of(job, quotes=parts.quote is not None)
    language = str(job.outgoing.options.get("language") or job.outgoing.language)
    label = str(job.outgoing.options.get("labels") or "")
    record: dict[str, Any] = {"$type": POST, "text": text, "createdAt": stamp(parts.created)}
    found = facets(text, parts.dids)
    if found:
        record["facets"] = found
    if language:
        record["langs"] = [language]
    embed = _quoting(_embed(job.outgoing.media, parts), parts.quote)
    if embed is not None:
        record["embed"] = embed
    if parts.reply is not None:
        record["reply"] = dict(parts.reply)
    if label:
        record["labels"] = {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": label}]}
    return record


def _embed(media: tuple[Picture, ...], parts: Parts) -> dict[str, Any] | None:
    if media and media[0].mime.startswith("video/"):
        ratio = {"aspectRatio": _ratio(media[0])} if media[0].width_px and media[0].height_px else {}
        return {"$type": "app.bsky.embed.video", "video": parts.blobs[0], "alt": media[0].alt, **ratio}
    if media:
        images = [
            {"image": blob, "alt": picture.alt, "aspectRatio": _ratio(picture)}
            for picture, blob in zip(media, parts.blobs, strict=True)
        ]
        if len(images) > MOST_IMAGES:
            items = [{"$type": "app.bsky.embed.gallery#image", **image} for image in images]
            return {"$type": "app.bsky.embed.gallery", "items": items}
        return {"$type": "app.bsky.embed.images", "images": images}
    if parts.card is not None:
        return {"$type": "app.bsky.embed.external", "external": dict(parts.card)}
    return None


def _quoting(embed: dict[str, Any] | None, quote: Mapping[str, str] | None) -> dict[str, Any] | None:
    """A quote takes the place of a link's card, and stands beside files."""
    if quote is None:
        return embed
    record = {"$type": "app.bsky.embed.record", "record": dict(quote)}
    if embed is None or embed["$type"] == "app.bsky.embed.external":
        return record
    return {"$type": "app.bsky.embed.recordWithMedia", "record": record, "media": embed}


def _ratio(picture: Picture) -> dict[str, int]:
    return {"width": max(1, picture.width_px), "height": max(1, picture.height_px)}


def gate_record(job: Job, uri: str, created: datetime) -> dict[str, Any] | None:
    """Who can reply, as its own record beside the post; None for everybody, and for replies themselves."""
    wish = str(job.outgoing.options.get("reply_control") or "")
    if not wish or job.root is not None or job.parent is not None:
        return None
    allow = [{"$type": f"{GATE}#{_RULES[wish]}"}] if wish in _RULES else []
    return {"$type": GATE, "post": uri, "allow": allow, "createdAt": stamp(created)}


def quote_gate_record(job: Job, uri: str, created: datetime) -> dict[str, Any] | None:
    """That nobody can quote it, as its own record beside the post; None where everybody can."""
    if job.outgoing.options.get("quote_policy") != "nobody":
        return None
    rules = [{"$type": f"{QUOTE_GATE}#disableRule"}]
    return {"$type": QUOTE_GATE, "post": uri, "embeddingRules": rules, "createdAt": stamp(created)}
