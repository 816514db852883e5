"""Writes the calendar's cache in the same transaction as what it shows, from `model.post.progress` alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from smmdesk.model.delivery import ENDED_BY_SIGN_IN, Delivery, Part, State
from smmdesk.model.moment import Moment
from smmdesk.model.moves import NEEDS_COMPUTER
from smmdesk.model.post import Post, delivery_progress, progress, published_count
from smmdesk.model.problem import Problem
from smmdesk.store.nouns import POSTS
from smmdesk.store.plain import clean_text, dumps
from smmdesk.store.statements import Cell, Row, Rows, conditions

BATCH = 500
UNDATED_US = -1
DORMANT = (State.DRAFT, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Known:
    """What a row shows of other tables: platform of a channel, file of an asset."""

    platforms: dict[str, str]
    files: dict[str, str]


def refresh(rows: Rows, post_ids: Iterable[str], known: Mapping[str, Post] | None = None) -> list[Post]:
    """Write the calendar's rows of these posts afresh; returns the posts that exist.

    `known` are posts as they are now, so that they are not read again.
    """
    wanted = list(post_ids)
    found: list[Post] = []
    for start in range(0, len(wanted), BATCH):
        found += _refresh_batch(rows, wanted[start : start + BATCH], known or {})
    return found


def _refresh_batch(rows: Rows, post_ids: list[str], known: Mapping[str, Post]) -> list[Post]:
    posts, made = _made_rows(rows, post_ids, known)
    kept = rows.select("calendar_row", _COLUMNS, conditions({"post_id": tuple(post_ids)}))
    if not _change(rows, made, kept):
        rows.delete_many("calendar_row", "post_id", post_ids)
        rows.insert_many("calendar_row", made)
    return posts


def _change(rows: Rows, made: list[dict[str, Cell]], kept: list[Row]) -> bool:
    """Write what differs into the rows that are there, most often how far a post is; False when it needs others."""
    there = {row[:_KEYS]: row for row in kept}
    wanted = {tuple(row[name] for name in _COLUMNS[:_KEYS]): row for row in made}
    if there.keys() != wanted.keys():
        return False
    for key, row in wanted.items():
        cells = {name: row[name] for name, was in zip(_COLUMNS, there[key], strict=True) if row[name] != was}
        if cells:
            rows.update("calendar_row", cells, **dict(zip(_COLUMNS[:_KEYS], key, strict=True)))
    return True


def _made_rows(
    rows: Rows, post_ids: list[str], written: Mapping[str, Post]
) -> tuple[list[Post], list[dict[str, Cell]]]:
    posts = [written[post_id] for post_id in post_ids if post_id in written]
    unread = [post_id for post_id in post_ids if post_id not in written]
    if unread:
        posts += POSTS.load(rows, _any_of("id", unread))
    by_post = _deliveries(rows, post_ids)
    known = _known(rows, posts, by_post)
    made = [
        row
        for post in posts
        if post.deleted_at_us is None
        for row in rows_of_post(post, tuple(by_post.get(post.id, ())), known)
    ]
    return posts, made


def _deliveries(rows: Rows, post_ids: list[str]) -> dict[str, list[Delivery]]:
    """By post the deliveries in the order they were made, with no more than the calendar shows of them."""
    by_id: dict[str, tuple[Row, list[Part]]] = {}
    for row in rows.query(_DELIVERIES, (dumps(post_ids),)):
        _, parts = by_id.setdefault(row[1], (row, []))
        if row[5] is not None:
            problem = Problem(row[9]) if row[9] in ENDED_BY_SIGN_IN else None
            parts.append(Part(row[5], row[1], row[6], state=State(row[7]), problem=problem, removed=bool(row[8])))
    made: dict[str, list[Delivery]] = {}
    for row, parts in by_id.values():
        due = Moment(datetime.fromisoformat(row[3]), row[4])
        made.setdefault(row[0], []).append(Delivery(row[1], "", row[2], due, tuple(parts), post_id=row[0]))
    return made


_DELIVERIES = (
    "SELECT delivery.post_id, delivery.id, delivery.channel_id, delivery.due_wall, delivery.due_zone, "
    "part.id, part.position, part.state, part.removed, json_extract(part.problem, '$.code') "
    "FROM delivery LEFT JOIN part ON part.delivery_id = delivery.id "
    "WHERE delivery.post_id IN (SELECT value FROM json_each(?)) ORDER BY delivery.id, part.position"
)


def _any_of(name: str, ids: list[str]) -> dict[str, Cell]:
    """One id is asked for as it is: the shorter plan, for the post that was just moved."""
    return {name: ids[0]} if len(ids) == 1 else conditions({name: tuple(ids)})


def _known(rows: Rows, posts: list[Post], by_post: dict[str, list[Delivery]]) -> Known:
    channels = {channel for post in posts for channel in post.channels}
    channels |= {delivery.channel_id for found in by_post.values() for delivery in found}
    assets = {post.content.media[0].asset_id for post in posts if post.content.media}
    return Known(_pairs(rows, "channel", "platform", channels), _pairs(rows, "asset", "sha256", assets))


def _pairs(rows: Rows, table: str, column: str, ids: set[str]) -> dict[str, str]:
    if not ids:
        return {}
    return {row[0]: row[1] for row in rows.select(table, ("id", column), conditions({"id": tuple(sorted(ids))}))}


def rows_of_post(post: Post, deliveries: tuple[Delivery, ...], known: Known) -> Iterator[dict[str, Cell]]:
    """One row per moment at which something of the post goes out; without live deliveries one at its plan."""
    common = _common(post, known)
    for moment, group in _by_moment(post, deliveries):
        published, live = published_count(group)
        waits = [part for delivery in group for part in delivery.parts]
        needs_computer = any(part.state in NEEDS_COMPUTER for part in waits)
        handed_off = any(part.state is State.HANDED_OFF for part in waits)
        yield {
            **common,
            "day": moment.shown.date().isoformat() if moment else "",
            "planned_us": moment.instant_us if moment else UNDATED_US,
            "wall": moment.wall.isoformat() if moment else "",
            "zone": moment.zone if moment else "",
            "progress": progress(post, group).value,
            "channels": dumps(_chips(post, group, known)),
            "published": published,
            "live": live,
            "needs_computer": needs_computer,
            "goes_out_anyway": handed_off and not needs_computer,
        }


def _common(post: Post, known: Known) -> dict[str, Cell]:
    media = post.content.media
    return {
        "brand_id": post.brand_id,
        "post_id": post.id,
        "words": clean_text(_words(post)),
        "thumb_sha256": known.files.get(media[0].asset_id, "") if media else "",
        "label_id": post.labels[0] if post.labels else "",
        "label_ids": " ".join(post.labels),
        "stage": post.stage.value,
        "sample": post.sample,
        "media_count": len(media),
        "revision": post.revision,
        "sort_key": post.sort_key,
    }


def _words(post: Post) -> str:
    """What the chip says: the common words, else those of the first channel that has its own."""
    own = (post.content_for(wording.channel_id).opening for wording in post.wordings)
    return post.content.opening or next((words for words in own if words), "")


def _by_moment(post: Post, deliveries: tuple[Delivery, ...]) -> list[tuple[Moment | None, tuple[Delivery, ...]]]:
    groups: dict[int, list[Delivery]] = {}
    for delivery in deliveries:
        if any(part.state not in DORMANT for part in delivery.parts):
            groups.setdefault(delivery.due.instant_us, []).append(delivery)
    if not groups:
        return [(post.planned, ())]
    return [(group[0].due, tuple(group)) for _, group in sorted(groups.items())]


def _chips(post: Post, group: tuple[Delivery, ...], known: Known) -> list[list[str]]:
    looks: dict[str, Any] = dict.fromkeys(post.channels)
    if group:
        mine = {delivery.channel_id: delivery_progress(delivery) for delivery in group}
        looks = {channel: mine[channel] for channel in (*post.channels, *mine) if channel in mine}
    return [[channel, known.platforms.get(channel, ""), look.value if look else ""] for channel, look in looks.items()]


def rebuild(rows: Rows) -> int:
    """Make the whole cache again; returns how many posts it covers."""
    rows.query("DELETE FROM calendar_row")
    return sum(len(_refresh_batch(rows, batch, {})) for batch in all_post_ids(rows))


def differing(rows: Rows) -> list[str]:
    """Ids of posts whose cached rows are not what `progress` says now: must be none, ever."""
    wrong: list[str] = []
    for batch in all_post_ids(rows):
        _, made = _made_rows(rows, batch, {})
        kept = rows.select("calendar_row", _COLUMNS, conditions({"post_id": tuple(batch)}))
        expected = {tuple(row[name] for name in _COLUMNS) for row in made}
        wrong += sorted({str(row[0]) for row in expected ^ set(kept)})
    known_rows = "SELECT post_id FROM calendar_row WHERE post_id NOT IN (SELECT id FROM post)"
    return wrong + [row[0] for row in rows.query(known_rows)]


_KEYS = 4
_COLUMNS = (
    *("post_id", "brand_id", "day", "planned_us"),
    *("wall", "zone", "progress", "words", "channels"),
    *("thumb_sha256", "label_id", "label_ids", "published", "live", "needs_computer", "goes_out_anyway"),
    *("stage", "sample", "media_count", "revision", "sort_key"),
)


def all_post_ids(rows: Rows) -> Iterator[list[str]]:
    """Every post's id, in batches."""
    last = ""
    while batch := [
        row[0] for row in rows.query("SELECT id FROM post WHERE id > ? ORDER BY id LIMIT ?", (last, BATCH))
    ]:
        yield batch
        last = batch[-1]
