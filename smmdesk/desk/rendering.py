"""Content -> what one part says on one channel, frozen on the part at claim; and back into what a connector sends.

The frozen form is JSON: texts, options, and each file by the hash of its bytes. Its fingerprint is what a claim, an
attempt and a platform's list are compared by: the bytes that leave are those that were shown.
"""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from smmdesk.desk import consents
from smmdesk.desk.media_leaving import picture_for
from smmdesk.desk.mentioning import named_on, platform_of
from smmdesk.desk.tagging import tags_for
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content, LinkCard, Poll
from smmdesk.model.delivery import Delivery, Part, PartKind, State
from smmdesk.model.limits import Limits, check
from smmdesk.model.link_tags import tagged
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moment import Moment
from smmdesk.model.private import is_in_private
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.platforms.base import Card, Outgoing, Picture

if TYPE_CHECKING:
    from smmdesk.desk.deciding import Case
    from smmdesk.desk.desk import Desk
    from smmdesk.model.post import Post
    from smmdesk.store.reader import Reader

Frozen = dict[str, Any]
"""text, title, link, language, options, and media: a list of {asset_id, sha256, name, alt, focus, crops}. Further keys
only where they say something, so that the fingerprint of a post without them stays: card, poll, turn,
cover, cover_ms."""
CARD_IMAGE_MOST_BYTES = 1_000_000


def content_of(delivery: Delivery, post: "Post | None") -> Content:
    """What the whole delivery says on its channel."""
    if post is not None:
        return post.content_for(delivery.channel_id)
    return delivery.content or Content()


def _said_on(reader: "Reader", delivery: Delivery, post: "Post | None") -> Content:
    """`content_of` with the brand's marks on its links, and people named as they are there."""
    channel = reader.find(Channel, delivery.channel_id) if post is not None else None
    content = content_of(delivery, post)
    if channel is not None:
        content = named_on(reader, content, delivery.brand_id, platform_of(channel))
    return tagged(content, tags_for(reader, delivery.brand_id, channel, post))


def freeze(reader: "Reader", delivery: Delivery, part: Part, post: "Post | None") -> Frozen:
    """What `part` says now. A part whose words are gone (a thread made shorter) is empty text."""
    content = _said_on(reader, delivery, post)
    language = _language(reader, delivery, post)
    text, uses = _words(content, delivery, part)
    is_root = part.kind is PartKind.ROOT
    frozen: Frozen = {
        "text": text,
        "title": content.title if is_root else "",
        "link": content.link if is_root else "",
        "language": language,
        "options": dict(content.options),
        "media": [_frozen_use(reader, use, language) for use in uses],
    }
    if is_root and content.card is not None:
        frozen["card"] = _frozen_card(reader, content.card, language)
    if is_root and content.poll is not None:
        frozen["poll"] = asdict(content.poll)
    return frozen


def _frozen_card(reader: "Reader", card: LinkCard, language: str) -> Frozen:
    """What a person put in place of the page's own card; the picture by its hash, as all files are."""
    picture = _frozen_use(reader, MediaUse(card.asset_id), language) if card.asset_id else None
    return {"title": card.title, "description": card.description, "shown": card.shown, "picture": picture}


def _language(reader: "Reader", delivery: Delivery, post: "Post | None") -> str:
    if post is not None and post.language:
        return post.language
    brand = reader.find(Brand, delivery.brand_id)
    return brand.language if brand is not None else ""


def _words(content: Content, delivery: Delivery, part: Part) -> tuple[str, tuple[MediaUse, ...]]:
    if part.kind is PartKind.ROOT:
        return content.text, content.media
    if part.kind is PartKind.FIRST_COMMENT:
        return content.first_comment, ()
    number = thread_number(delivery, part)
    if number >= len(content.thread):
        return "", ()
    return content.thread[number].text, content.thread[number].media


def thread_number(delivery: Delivery, part: Part) -> int:
    """The index of a thread part among the further parts of its thread."""
    return sum(
        other.kind is PartKind.THREAD and other.position < part.position and other.state is not State.CANCELLED
        for other in delivery.parts
    )


def _frozen_use(reader: "Reader", use: MediaUse, language: str) -> Frozen:
    asset = reader.find(Asset, use.asset_id)
    cover = reader.find(Asset, use.cover_asset_id) if use.cover_asset_id else None
    young: Frozen = {"turn": use.turn} if use.turn else {}
    if cover is not None:
        young["cover"] = {"asset_id": cover.id, "sha256": cover.sha256, "name": cover.name}
    elif use.cover_ms is not None:
        young["cover_ms"] = use.cover_ms
    return young | {
        "asset_id": use.asset_id,
        "sha256": asset.sha256 if asset is not None else "",
        "name": asset.name if asset is not None else "",
        "alt": use.alt_for(language),
        "focus": list(use.focus),
        "crops": {ratio: list(box) for ratio, box in use.crops.items()},
    }


def fingerprint(frozen: Mapping[str, object]) -> str:
    """SHA-256 (hex) of a frozen part."""
    text = json.dumps(frozen, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


# ------------------------------------------------------------------ the last look before it leaves
def objection(desk: "Desk", reader: "Reader", case: "Case", frozen: Frozen) -> Problem | None:
    """What the platform would refuse, or what is no longer here: found before anything is sent."""
    for entry in frozen["media"]:
        if not entry["sha256"] or not desk.files.has(entry["sha256"]):
            return Problem("media_missing", {"name": entry["name"] or "?", "field": "media"})
    values = {"channel": case.channel.name, "field": "text"}
    if not case.is_first:
        return None if frozen["text"].strip() or frozen["media"] else Problem("text_missing", values)
    content = _said_on(reader, case.delivery, case.post)
    not_agreed = consent_problem(desk, reader, case)
    if not_agreed is not None:
        return not_agreed
    limits, options = case.facts.limits_for(case.channel.reported), case.facts.options
    if case.delivery.message_id is not None:
        answered = reader.find(Message, case.delivery.message_id)
        private = answered is not None and answered.kind is MessageKind.PRIVATE
        limits = case.facts.limits_of_answer(case.channel.reported, private, is_in_private(frozen["options"]))
        options = ()
    found = check(content, limits, case.channel.name, _assets(reader, content), options, frozen["language"])
    return found.blocking[0] if found.blocking else None


def consent_problem(desk: "Desk", reader: "Reader", case: "Case") -> Problem | None:
    """What a customer made and does not agree to today. A thread that has begun is finished."""
    if not case.is_first:
        return None
    content, channel = content_of(case.delivery, case.post), (case.channel.id, case.channel.name)
    today = Moment.of(desk.clock.now(), reader.get(Brand, case.delivery.brand_id).zone).day
    return next(iter(consents.against(reader, case.delivery.brand_id, content, case.post, channel, today)), None)


def _assets(reader: "Reader", content: Content) -> dict[str, Asset]:
    uses = (*content.media, *(use for item in content.thread for use in item.media))
    found = (reader.find(Asset, asset_id) for asset_id in dict.fromkeys(use.asset_id for use in uses))
    return {asset.id: asset for asset in found if asset is not None}


# ------------------------------------------------------------------ out
async def outgoing(desk: "Desk", case: "Case", *, with_files: bool = True) -> Outgoing:
    """What the connector sends of the claimed part. Derivatives are made off the loop's thread, or found in the cache.

    Without files for a look-up. Raises ProblemError(media_missing, media_too_big, file_not_taken).
    """
    frozen: Mapping[str, Any] = case.part.rendered
    media: list[Picture] = []
    for entry in frozen["media"] if with_files else ():
        with desk.store.reading() as reader:
            asset = reader.find(Asset, entry["asset_id"])
        if asset is None or asset.sha256 != entry["sha256"]:
            raise ProblemError("media_missing", name=entry["name"] or "?", field="media")
        limits = case.facts.limits_for(case.channel.reported)
        use = use_of(entry, frozen["language"])
        picture = await desk.pool.run(picture_for, desk, asset, use, limits, case.facts.key)
        media.append(replace(picture, cover=await _cover_for(desk, entry, limits, case.facts.key)))
    card = frozen.get("card")
    return Outgoing(
        text=frozen["text"],
        title=frozen["title"],
        link=frozen["link"],
        language=frozen["language"],
        media=tuple(media),
        options=dict(frozen["options"]),
        poll=_poll(frozen.get("poll")),
        card=await _card(desk, case, card, with_files) if card is not None else None,
    )


def _poll(entry: Mapping[str, Any] | None) -> Poll | None:
    return None if entry is None else Poll(**{**entry, "options": tuple(entry["options"])})


async def _card(desk: "Desk", case: "Case", card: Mapping[str, Any], with_files: bool) -> Card:
    """The person's own card. A picture that is gone holds nothing back: the page's own is taken."""
    made: Picture | None = None
    entry = card["picture"] if with_files else None
    if entry is not None:
        with desk.store.reading() as reader:
            asset = reader.find(Asset, entry["asset_id"])
        limits = replace(case.facts.limits_for(case.channel.reported), image_max_bytes=CARD_IMAGE_MOST_BYTES)
        if asset is not None and asset.sha256 == entry["sha256"]:
            with suppress(ProblemError):
                made = await desk.pool.run(picture_for, desk, asset, use_of(entry, ""), limits)
    return Card(card["title"], card["description"], made, card["shown"])


async def _cover_for(desk: "Desk", entry: Mapping[str, Any], limits: Limits, platform: str) -> Picture | None:
    """The picture that stands for a film until it plays; a cover that is gone never holds the post back."""
    cover = entry.get("cover")
    if cover is None or not limits.video_cover_picture:
        return None
    with desk.store.reading() as reader:
        asset = reader.find(Asset, cover["asset_id"])
    if asset is None or asset.sha256 != cover["sha256"]:
        return None
    try:
        return await desk.pool.run(picture_for, desk, asset, MediaUse(asset.id), limits, platform)
    except ProblemError:
        return None


def use_of(entry: Mapping[str, Any], language: str) -> MediaUse:
    """The use of a picture as it was frozen."""
    x, y = entry["focus"]
    return MediaUse(
        asset_id=entry["asset_id"],
        alt={language: entry["alt"]} if entry["alt"] else {},
        focus=(x, y),
        crops={ratio: tuple(box) for ratio, box in entry["crops"].items()},
        cover_ms=entry.get("cover_ms"),
        turn=entry.get("turn", 0),
    )
