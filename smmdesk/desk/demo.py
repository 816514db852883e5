"""The example week: an invented bakery with practice channels, so that everything can be tried without an account.

Rows are marked as samples, which every platform but practice refuses. What is past stands there as published, what is
to come as scheduled.
"""

import struct
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from smmdesk.desk import demo_messages, demo_numbers, demo_week
from smmdesk.desk.arming import wanted_parts
from smmdesk.desk.demo_week import Entry
from smmdesk.desk.desk import SHOWN_AS
from smmdesk.desk.fingerprint import content_hash
from smmdesk.desk.planning import first_brand, trash
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import Delivery, Evidence, Part, Receipt, State
from smmdesk.model.label import Label
from smmdesk.model.limits import count_text
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, Value
from smmdesk.model.stages import Stage
from smmdesk.model.words import _
from smmdesk.platforms import PLATFORMS
from smmdesk.system.paths import RESOURCES

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.platforms.facts import Facts
    from smmdesk.store.transaction import Transaction

SAMPLES = RESOURCES / "sample"
NAME = "Forno Lucia"
REPORTED = (
    *("text_max", "text_counted_as", "text_max_bytes", "has_title", "title_max", "title_required"),
    *("images_max", "videos_max", "mixes_images_and_video", "alt_max"),
)
"""The limits that a practice channel takes over from the platform it looks like."""
STAGES = {"draft": Stage.DRAFT, "review": Stage.REVIEW, "idea": Stage.IDEA}


@dataclass(frozen=True, slots=True)
class Shop:
    """What the posts of the week need: by look, by label number, by photo."""

    desk: "Desk"
    brand: Brand
    monday: datetime
    channels: dict[str, Channel]
    labels: tuple[Label, ...]
    photos: dict[str, Asset]

    @property
    def italian(self) -> bool:
        return self.brand.language == "it"

    def say(self, words: tuple[str, str]) -> str:
        return words[0] if self.italian else words[1]


def fill(desk: "Desk") -> bool:
    """Fill an empty desk with the example week around today; False when there is something in it already."""
    with desk.store.reading() as reader:
        posts, channels = reader.all(Post, deleted=True), reader.all(Channel, deleted=True)
    if posts or channels:
        return False
    brand = first_brand(desk)
    files = {path.stem: desk.files.put_file(path) for path in sorted(SAMPLES.glob("*.jpg"))}
    with desk.store.transaction() as tx:
        brand = tx.put(replace(brand, name=NAME))
        photos = {name: _add_photo(tx, desk, brand, SAMPLES / f"{name}.jpg", files[name].sha256) for name in files}
        today = datetime.combine(Moment.of(desk.clock.now(), brand.zone).day, time())
        monday = today - timedelta(days=today.weekday())
        shop = Shop(desk, brand, monday, _add_channels(tx, desk, brand), _add_labels(tx, desk, brand), photos)
        for entry in demo_week.WEEK:
            _add_entry(tx, shop, entry)
        for number, idea in enumerate(demo_week.IDEAS):
            _add_idea(tx, shop, number, *idea)
        demo_messages.add(tx, shop)
        demo_numbers.add(tx, shop)
    return True


def remove(desk: "Desk") -> int:
    """All sample posts and messages into the trash, as one step; returns how many posts."""
    with desk.store.reading() as reader:
        ids = [post.id for post in reader.all(Post, sample=True)]
    if ids:
        return len(trash(desk, ids, besides=demo_messages.remove))
    with desk.store.transaction() as tx:
        demo_messages.remove(tx)
    return 0


# ------------------------------------------------------------------ the shop
def _add_channels(tx: "Transaction", desk: "Desk", brand: Brand) -> dict[str, Channel]:
    """One practice channel for each look that the week uses, with the limits of the platform that looks so."""
    facts = [desk.facts(key) for key in PLATFORMS]
    practice = next(found for found in facts if found.takes_samples)
    looks = {found.preview.look: found for found in reversed(facts) if not found.takes_samples}
    made = {}
    for number, look in enumerate((demo_week.STATUS, demo_week.SKEET, demo_week.ARTICLE)):
        like = looks.get(look, practice)
        made[look] = tx.put(
            Channel(
                id=desk.clock.new_id(),
                brand_id=brand.id,
                platform=practice.key,
                name=_("{platform} (practice)").format(platform=like.name),
                handle="@fornolucia",
                status=ChannelStatus.CONNECTED,
                sort_key=number,
                reported={SHOWN_AS: like.key, **_limits_of(like)},
                checked_at_us=desk.now_us(),
            )
        )
    return made


def _limits_of(facts: "Facts") -> dict[str, object]:
    return {name: getattr(facts.limits, name) for name in REPORTED}


def _add_labels(tx: "Transaction", desk: "Desk", brand: Brand) -> tuple[Label, ...]:
    italian = brand.language == "it"
    return tuple(
        tx.put(Label(desk.clock.new_id(), brand.id, name if italian else english, color, number))
        for number, (color, name, english) in enumerate(demo_week.LABELS)
    )


def _add_photo(tx: "Transaction", desk: "Desk", brand: Brand, path: Path, sha256: str) -> Asset:
    width, height = jpeg_size(path.read_bytes())
    italian, english = demo_week.PHOTOS.get(path.stem, ("", ""))
    return tx.put(
        Asset(
            id=desk.clock.new_id(),
            brand_id=brand.id,
            sha256=sha256,
            name=path.name,
            mime="image/jpeg",
            size_bytes=path.stat().st_size,
            width_px=width,
            height_px=height,
            alt={"it": italian, "en": english} if english else {},
            added_at_us=desk.now_us(),
        )
    )


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height from the frame header of one of our own pictures (nothing is decoded)."""
    place = 2
    while place + 9 < len(data):
        marker, length = data[place + 1], struct.unpack(">H", data[place + 2 : place + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return int(width), int(height)
        place += 2 + length
    return 0, 0


# ------------------------------------------------------------------ posts
def _add_entry(tx: "Transaction", shop: Shop, entry: Entry) -> None:
    hour, minute = map(int, entry.time.split(":"))
    wall = shop.monday + timedelta(days=entry.day, hours=hour, minutes=minute)
    post = _post(shop, entry, Moment(wall, shop.brand.zone))
    if entry.kind in STAGES:
        tx.put(post)
        return
    past = wall < Moment.of(shop.desk.clock.now(), shop.brand.zone).wall
    if entry.kind in ("missed", "removed") and not past:
        tx.put(replace(post, stage=Stage.DRAFT, approved_hash=""))
        return
    tx.put(post)
    for look in entry.looks:
        tx.put(_delivery(shop, post, shop.channels[look], entry.kind or ("published" if past else "scheduled")))


def _post(shop: Shop, entry: Entry, planned: Moment) -> Post:
    content = Content(
        title=shop.say(entry.title),
        text=shop.say(entry.text),
        media=_uses(shop, entry.photo),
        thread=tuple(ThreadItem(shop.say(words)) for words in entry.thread),
        first_comment=shop.say(entry.first_comment),
    )
    post = Post(
        id=shop.desk.clock.new_id(),
        brand_id=shop.brand.id,
        content=content,
        stage=STAGES.get(entry.kind, Stage.APPROVED),
        planned=planned,
        channels=tuple(shop.channels[look].id for look in entry.looks),
        labels=(shop.labels[entry.label].id,),
        language=shop.brand.language,
        sample=True,
        created_at_us=shop.desk.now_us(),
    )
    return replace(post, approved_hash=content_hash(post)) if post.stage is Stage.APPROVED else post


def _uses(shop: Shop, photo: str) -> tuple[MediaUse, ...]:
    asset = shop.photos.get(photo)
    return (MediaUse(asset.id, dict(asset.alt)),) if asset is not None else ()


def _delivery(shop: Shop, post: Post, channel: Channel, kind: str) -> Delivery:
    assert post.planned is not None
    delivery_id = shop.desk.clock.new_id()
    parts = tuple(
        replace(_part(shop, post, channel, kind, position), delivery_id=delivery_id, kind=part_kind)
        for position, part_kind in enumerate(wanted_parts(post, channel.id))
    )
    created = shop.desk.now_us()
    return Delivery(delivery_id, post.brand_id, channel.id, post.planned, parts, post.id, created_at_us=created)


def _part(shop: Shop, post: Post, channel: Channel, kind: str, position: int) -> Part:
    assert post.planned is not None
    part = Part(shop.desk.clock.new_id(), "", position)
    if kind in ("published", "removed"):
        receipt = Receipt("", "", post.planned.instant_us + 2_000_000 * (position + 1), Evidence.RESPONSE)
        return replace(part, state=State.PUBLISHED, receipt=receipt, tries=1, removed=kind == "removed")
    if kind == "missed":
        return replace(part, state=State.MISSED, problem=Problem("missed", {"channel": channel.name}))
    if kind == "needs_you":
        limits = shop.desk.facts_for(channel).limits_for(channel.reported)
        count = count_text(post.content.text, limits)
        values: dict[str, Value] = {
            "channel": channel.name,
            "limit": count.limit,
            "actual": count.used,
            "field": "text",
        }
        return replace(part, state=State.NEEDS_YOU, problem=Problem("text_too_long", values))
    return part


def _add_idea(tx: "Transaction", shop: Shop, number: int, label: int, photo: str, italian: str, english: str) -> None:
    tx.put(
        Post(
            id=shop.desk.clock.new_id(),
            brand_id=shop.brand.id,
            content=Content(text=shop.say((italian, english)), media=_uses(shop, photo)),
            stage=Stage.IDEA,
            labels=(shop.labels[label].id,),
            language=shop.brand.language,
            sample=True,
            sort_key=number,
            created_at_us=shop.desk.now_us(),
        )
    )
