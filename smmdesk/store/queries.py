"""Read models: what lists and badges show, as frozen tuples. The outbox has its own in `outbox`, the calendar too."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from smmdesk.model.stages import Progress
from smmdesk.store import search as full_text
from smmdesk.store.reader import Reader, rows_of


class Found(NamedTuple):
    """One post that a search found. `planned_us` is None without a moment; `trashed` when it lies in the trash."""

    post_id: str
    words: str
    planned_us: int | None
    progress: Progress | None
    trashed: bool


class ChannelCount(NamedTuple):
    """Of one channel: open deliveries, those that wait for a person, and what went out, with its last instant."""

    open: int
    waits_for_person: int
    published: int
    last_us: int | None


def search(reader: Reader, brand_id: str, text: str, limit: int = 50, offset: int = 0) -> tuple[Found, ...]:
    """Posts of a brand that hold all words of `text`: best first while few match, else newest first."""
    rows = rows_of(reader)
    ids = full_text.post_ids(rows, brand_id, text, limit, offset)
    if not ids:
        return ()
    shown = rows.query(
        "SELECT post.id, coalesce(max(words), nullif(title, ''), substr(text, 1, 80)), planned_at_us, max(progress), "
        "post.deleted_at_us IS NOT NULL FROM post LEFT JOIN calendar_row ON calendar_row.post_id = post.id "
        "WHERE post.id IN (SELECT value FROM json_each(?)) GROUP BY post.id",
        (json.dumps(ids),),
    )
    made = {
        row[0]: Found(row[0], row[1] or "", row[2], Progress(row[3]) if row[3] else None, row[4] == 1) for row in shown
    }
    return tuple(made[post_id] for post_id in ids if post_id in made)


def channel_counts(reader: Reader, brand_id: str) -> dict[str, ChannelCount]:
    """The counts of every channel of a brand that has deliveries, by channel id."""
    found = rows_of(reader).query(
        "SELECT part.channel_id, "
        "count(DISTINCT CASE WHEN state NOT IN ('published', 'cancelled', 'draft') THEN delivery_id END), "
        "count(DISTINCT CASE WHEN state IN ('needs_you', 'missed') THEN delivery_id END), "
        "count(DISTINCT CASE WHEN state = 'published' AND position = 0 THEN delivery_id END), "
        "max(CASE WHEN state = 'published' THEN receipt_at_us END) "
        "FROM part JOIN channel ON channel.id = part.channel_id WHERE channel.brand_id = ? GROUP BY part.channel_id",
        (brand_id,),
    )
    return {row[0]: ChannelCount(*row[1:]) for row in found}


def uses_of_assets(reader: Reader, asset_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Ids of the posts (not in the trash) that use each asset, oldest first; unused assets are left out."""
    found = rows_of(reader).query(
        "SELECT DISTINCT asset_id, post_id FROM post_media JOIN post ON post.id = post_id "
        "WHERE asset_id IN (SELECT value FROM json_each(?)) AND deleted_at_us IS NULL ORDER BY post_id",
        (json.dumps(list(asset_ids)),),
    )
    made: dict[str, tuple[str, ...]] = {}
    for asset_id, post_id in found:
        made[asset_id] = (*made.get(asset_id, ()), post_id)
    return made


def in_trash(reader: Reader, brand_id: str, limit: int = 500) -> tuple[str, ...]:
    """Ids of the posts in the trash, last thrown away first."""
    found = rows_of(reader).query(
        "SELECT id FROM post WHERE brand_id = ? AND deleted_at_us IS NOT NULL ORDER BY deleted_at_us DESC, id LIMIT ?",
        (brand_id, limit),
    )
    return tuple(row[0] for row in found)


def wanted_files(reader: Reader) -> frozenset[str]:
    """The SHA-256 of every asset, also of those in the trash: what a sweep of the media folder must keep."""
    return frozenset(row[0] for row in rows_of(reader).query("SELECT DISTINCT sha256 FROM asset"))
