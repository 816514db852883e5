"""What an account said before smmdesk, taken in from a file of its platform: published posts, each with its receipt.

They stand in the calendar as published, are found and used again like any other, and nothing of them is ever sent:
their parts begin published. A post that is here already, also one that smmdesk itself sent, is not taken twice.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from smmdesk.desk import media_intake
from smmdesk.desk.import_errors import ImportBadError
from smmdesk.desk.import_ids import made_id
from smmdesk.desk.import_plan import Going, Imported
from smmdesk.desk.steps import step
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import Delivery, Evidence, Part, PartKind, Receipt, State
from smmdesk.model.media import MediaUse
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.model.url_parts import split_url
from smmdesk.model.words import _, ngettext
from smmdesk.platforms import past
from smmdesk.platforms.past import Past, PastBadError, PastPicture, PastPost
from smmdesk.store import ledger
from smmdesk.store.faults import told
from smmdesk.system.packed import CHUNK_BYTES, Inside, Packed, PackedError

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

AT_ONCE = 250
MOST_PICTURE_BYTES = 4 << 30


@dataclass(frozen=True, slots=True)
class PastPlan:
    """What would come: `fresh` posts, onto `channel` (revision 0: made with them); `back` are ids of those that lie in
    the trash. `missing` counts pictures that the file does not have."""

    path: Path
    found: Past
    channel: Channel
    fresh: tuple[PastPost, ...]
    back: tuple[str, ...]
    same: int
    missing: int


def look(desk: "Desk", path: Path, brand_id: str) -> PastPlan | None:
    """None for a file that is no platform's. Raises ImportBadError."""
    try:
        found = past.read(path)
    except PastBadError as error:
        raise ImportBadError(_("It is torn, or it holds what smmdesk does not read.")) from error
    if found is None:
        return None
    with desk.store.reading() as reader:
        channel, same = _channel(reader, brand_id, found)
        zone = reader.get(Brand, brand_id).zone
        dated = [post for post in found.posts if _is_dated(post, zone)]
        found = replace(found, posts=dated, others=found.others + len(found.posts) - len(dated))
        ids = {post.remote_id: _post_id(channel, post) for post in found.posts}
        known = reader.many(Post, sorted({_post_id(one, post) for one in same for post in dated}))
        ours = frozenset[str]().union(*(ledger.known_ids(reader, one.id) for one in same))
    back = tuple(post.id for post in known.values() if post.deleted_at_us is not None)
    new = [post for post in found.posts if ids[post.remote_id] not in known and post.remote_id not in ours]
    fresh = list({post.remote_id: post for post in new}.values())
    missing = sum(not picture.member for post in fresh for picture in _pictures(post))
    return PastPlan(path, found, channel, tuple(fresh), back, len(ids) - len(fresh) - len(back), missing)


def take_in(desk: "Desk", plan: PastPlan, going: Going) -> Imported:
    """Pictures first, then the posts, bit by bit, as one step. Raises ProblemError(import_bad, disk_full)."""
    count = len(plan.fresh) + len(plan.back)
    label = ngettext("import of {count} post", "import of {count} posts", count).format(count=count)
    members = {picture.member for post in plan.fresh for picture in _pictures(post) if picture.member}
    going.total = count + len(members)
    with step(desk, label) as tx:
        begun = tx.step_id
        brand = tx.get(Brand, plan.channel.brand_id)
        if not plan.channel.revision:
            tx.put_new([plan.channel])
        elif plan.channel.deleted_at_us is not None:
            tx.restore(Channel, plan.channel.id)
        theirs = {one for post in tx.many(Post, plan.back).values() for one in post.channels}
        for one in tx.many(Channel, theirs).values():
            if one.deleted_at_us is not None:
                tx.restore(Channel, one.id)
    with desk.steps.going_on(begun):
        assets = _take_pictures(desk, plan, members, going)
        done = 0
        for back, fresh in _pieces(plan):
            if going.stopping:
                break
            posts = [_post(desk, brand, plan.channel, post, assets) for post in fresh]
            with step(desk, label, joins=begun) as tx:
                for post_id in back:
                    tx.restore(Post, post_id)
                _put(tx, posts, [_delivery(brand, plan.channel, post) for post in fresh])
            done += len(back) + len(fresh)
            going.done = min(going.total, len(members) + done)
    return Imported(done, 0, stopped=done < count, step_id=begun)


def _pieces(plan: PastPlan) -> Iterator[tuple[tuple[str, ...], tuple[PastPost, ...]]]:
    """What comes back from the trash, and what is new, a few at a time."""
    for start in range(0, len(plan.back), AT_ONCE):
        yield plan.back[start : start + AT_ONCE], ()
    for start in range(0, len(plan.fresh), AT_ONCE):
        yield (), plan.fresh[start : start + AT_ONCE]


def _put(tx: "Transaction", posts: list[Post], deliveries: list[Delivery]) -> None:
    tx.put_new(posts)
    tx.put_new_deliveries(deliveries)


def _channel(reader: "Reader", brand_id: str, found: Past) -> tuple[Channel, tuple[Channel, ...]]:
    """The brand's channel of that account, else one that is archived from the beginning; and all that it has: it may
    have been connected after its past was taken in."""
    own = [one for one in reader.all(Channel, brand_id=brand_id) if one.platform == found.platform]
    same = [one for one in own if _is_same(one, found)]
    made = _made(reader, brand_id, found)
    chosen = min(same, key=lambda one: one.status is ChannelStatus.ARCHIVED, default=made)
    return chosen, (*same, made)


def _made(reader: "Reader", brand_id: str, found: Past) -> Channel:
    """The archived one, as it is there already or would be."""
    own = found.remote_id or found.handle or found.url
    channel_id = made_id(f"{brand_id}\0channel\0{found.platform}\0{own}")
    kept = reader.find(Channel, channel_id)
    if kept is not None:
        return kept
    return Channel(
        channel_id,
        brand_id,
        found.platform,
        (found.name or own)[:120],
        handle=found.handle,
        server=found.server,
        remote_id=found.remote_id,
        url=found.url,
        status=ChannelStatus.ARCHIVED,
    )


def _is_same(channel: Channel, found: Past) -> bool:
    if found.remote_id:
        return found.remote_id == channel.proven_id
    if found.handle:
        return found.handle.lstrip("@").casefold() == channel.handle.lstrip("@").casefold()
    host = split_url(found.server).netloc.casefold()
    return bool(host) and host in (
        split_url(channel.server).netloc.casefold(),
        split_url(channel.url).netloc.casefold(),
    )


def _is_dated(post: PastPost, zone: str) -> bool:
    """Whether our calendar has its day: Bluesky lets everybody write any year."""
    try:
        return bool(Moment.of(from_us(post.at_us), zone))
    except (ValueError, OverflowError):
        return False


def _post_id(channel: Channel, post: PastPost) -> str:
    return made_id(f"{channel.id}\0past\0{post.remote_id}")


def _pictures(post: PastPost) -> Iterator[PastPicture]:
    yield from post.pictures
    for part in post.more:
        yield from part.pictures


def _post(desk: "Desk", brand: Brand, channel: Channel, told: PastPost, assets: dict[str, str]) -> Post:
    def uses(pictures: tuple[PastPicture, ...]) -> tuple[MediaUse, ...]:
        there = [(assets[one.member], one.alt) for one in pictures if one.member in assets]
        return tuple(MediaUse(asset_id, {brand.language: alt} if alt else {}) for asset_id, alt in there)

    content = Content(
        title=told.title,
        text=told.text,
        link=told.link,
        media=uses(told.pictures),
        options={"content_warning": told.warning} if told.warning else {},
        thread=tuple(ThreadItem(part.text, uses(part.pictures)) for part in told.more),
    )
    return Post(
        _post_id(channel, told),
        brand.id,
        content,
        Stage.APPROVED,
        Moment.of(from_us(told.at_us), brand.zone),
        (channel.id,),
        language=brand.language,
        created_at_us=desk.now_us(),
    )


def _delivery(brand: Brand, channel: Channel, told: PastPost) -> Delivery:
    post_id = _post_id(channel, told)
    delivery_id = made_id(f"{post_id}\0delivery")
    said = [(told.remote_id, told.url, told.at_us), *((one.remote_id, one.url, one.at_us) for one in told.more)]
    parts = tuple(
        Part(
            made_id(f"{delivery_id}\0{place}"),
            delivery_id,
            place,
            PartKind.THREAD if place else PartKind.ROOT,
            state=State.PUBLISHED,
            receipt=Receipt(remote_id, url, at_us, Evidence.READBACK),
        )
        for place, (remote_id, url, at_us) in enumerate(said)
    )
    due = Moment.of(from_us(told.at_us), brand.zone)
    return Delivery(delivery_id, brand.id, channel.id, due, parts, post_id, created_at_us=told.at_us)


# ------------------------------------------------------------------ pictures
def _take_pictures(desk: "Desk", plan: PastPlan, members: set[str], going: Going) -> dict[str, str]:
    """The asset's id by the name inside the file; what is no picture is left out."""
    found: dict[str, str] = {}
    if not members:
        return found
    try:
        with (
            told(desk.paths.folder, files=True),
            tempfile.TemporaryDirectory(prefix="import-", dir=desk.paths.cache) as folder,
        ):
            for name, file in Packed(plan.path).walk(members.__contains__, MOST_PICTURE_BYTES):
                if going.stopping:
                    break
                draft = Path(folder) / f"picture{Path(name).suffix.lower()[:9]}"
                _copy(file, draft)
                taken = media_intake.take_files_now(desk, plan.channel.brand_id, [draft])
                if taken.assets:
                    found[name] = taken.assets[0].id
                going.done += 1
    except PackedError as error:
        said = _("It is torn, or it holds what smmdesk does not read.")
        raise ProblemError("import_bad", name=plan.path.name, said=said) from error
    return found


def _copy(file: Inside, target: Path) -> None:
    with target.open("wb") as out:
        while chunk := file.read(CHUNK_BYTES):
            out.write(chunk)
