"""Many posts at once, as flat tuples: what exports and the search for twins need of tens of thousands of posts."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from smmdesk.store.reader import Reader, rows_of

NEAR_AT_MOST = 200


class DatedRow(NamedTuple):
    """A post that has a moment. `labels` are names, joined by U+001F; `progress` as calendar_row has it."""

    id: str
    wall: str
    zone: str
    at_us: int
    title: str
    text: str
    link: str
    stage: str
    labels: str


class Said(NamedTuple):
    """What a post says on one channel, and when."""

    id: str
    text: str
    wall: str
    zone: str


def said_near(reader: Reader, channel_id: str, from_us: int, to_us: int) -> list[Said]:
    """What is planned on a channel between two instants (both included), at most 200 posts, without the trash."""
    found = rows_of(reader).query(
        "SELECT post.id, coalesce(own.text, post.text), planned_wall, planned_zone FROM post "
        "JOIN post_channel ON post_channel.post_id = post.id AND post_channel.channel_id = ? "
        "LEFT JOIN post_wording AS own ON own.post_id = post.id AND own.channel_id = post_channel.channel_id "
        "WHERE brand_id = (SELECT brand_id FROM channel WHERE id = ?) AND planned_at_us BETWEEN ? AND ? "
        "AND deleted_at_us IS NULL ORDER BY planned_at_us LIMIT ?",
        (channel_id, channel_id, from_us, to_us, NEAR_AT_MOST),
    )
    return [Said(*row) for row in found]


def planned_between(reader: Reader, channel_id: str, from_us: int, to_us: int) -> dict[str, int]:
    """Posts on a channel between two instants (both included), without the trash: the instant by the post's id."""
    found = rows_of(reader).query(
        "SELECT post.id, planned_at_us FROM post "
        "JOIN post_channel ON post_channel.post_id = post.id AND post_channel.channel_id = ? "
        "WHERE brand_id = (SELECT brand_id FROM channel WHERE id = ?) AND planned_at_us BETWEEN ? AND ? "
        "AND deleted_at_us IS NULL",
        (channel_id, channel_id, from_us, to_us),
    )
    return dict(found)


def dated_rows(reader: Reader, brand_id: str = "") -> list[DatedRow]:
    """Every post with a moment, in the order of time, without the trash; of one brand where one is named."""
    found = rows_of(reader).query(
        "SELECT post.id, planned_wall, planned_zone, planned_at_us, title, text, link, stage, "
        "coalesce((SELECT group_concat(label.name, char(31)) FROM post_label JOIN label ON label.id = label_id "
        "WHERE post_id = post.id), '') FROM post "
        "WHERE planned_at_us IS NOT NULL AND deleted_at_us IS NULL AND (? = '' OR brand_id = ?) "
        "ORDER BY planned_at_us, post.id",
        (brand_id, brand_id),
    )
    return [DatedRow(*row) for row in found]


def planned_walls(reader: Reader, brand_id: str, first: date, last: date) -> list[tuple[str, datetime]]:
    """(channel, wall time) of all that is planned on these days (both included), ideas and the trash left out."""
    found = rows_of(reader).query(
        "SELECT channel_id, planned_wall FROM post JOIN post_channel ON post_channel.post_id = post.id "
        "WHERE brand_id = ? AND planned_wall >= ? AND planned_wall < ? AND stage <> 'idea' AND deleted_at_us IS NULL",
        (brand_id, first.isoformat(), (last + timedelta(days=1)).isoformat()),
    )
    return [(channel, datetime.fromisoformat(wall)) for channel, wall in found]


def last_used(reader: Reader, brand_id: str) -> dict[str, date]:
    """Evergreen id -> the last day on which a post of it is or was planned (the trash left out)."""
    found = rows_of(reader).query(
        "SELECT evergreen_id, max(planned_wall) FROM post WHERE brand_id = ? AND evergreen_id IS NOT NULL "
        "AND planned_wall IS NOT NULL AND deleted_at_us IS NULL GROUP BY evergreen_id",
        (brand_id,),
    )
    return {evergreen: datetime.fromisoformat(wall).date() for evergreen, wall in found}


def times_used(reader: Reader, brand_id: str) -> dict[str, int]:
    """Evergreen id -> how many posts of it there are or were (the trash left out)."""
    found = rows_of(reader).query(
        "SELECT evergreen_id, count(*) FROM post WHERE brand_id = ? AND evergreen_id IS NOT NULL "
        "AND deleted_at_us IS NULL GROUP BY evergreen_id",
        (brand_id,),
    )
    return {evergreen: int(count) for evergreen, count in found}


def posts_of_days(reader: Reader, brand_id: str, first: date, last: date) -> tuple[str, ...]:
    """The posts planned on these days (both included), the trash left out."""
    found = rows_of(reader).query(
        "SELECT id FROM post WHERE brand_id = ? AND planned_wall >= ? AND planned_wall < ? AND deleted_at_us IS NULL",
        (brand_id, first.isoformat(), (last + timedelta(days=1)).isoformat()),
    )
    return tuple(post_id for (post_id,) in found)


def post_ids(
    reader: Reader, from_us: int | None = None, to_us: int | None = None, limit: int = 200, brand_id: str = ""
) -> tuple[str, ...]:
    """Ids of posts outside the trash, by moment, the undated ones last (only when no time is asked for)."""
    bounds = " AND brand_id = ?" if brand_id else ""
    cells: list[int | str] = [brand_id] if brand_id else []
    if from_us is not None:
        bounds, cells = f"{bounds} AND planned_at_us >= ?", [*cells, from_us]
    if to_us is not None:
        bounds, cells = f"{bounds} AND planned_at_us <= ?", [*cells, to_us]
    found = rows_of(reader).query(
        f"SELECT id FROM post WHERE deleted_at_us IS NULL{bounds} "
        "ORDER BY planned_at_us IS NULL, planned_at_us, id LIMIT ?",
        (*cells, limit),
    )
    return tuple(row[0] for row in found)


def post_count(reader: Reader) -> int:
    """How many posts there are outside the trash."""
    return int(rows_of(reader).query("SELECT count(*) FROM post WHERE deleted_at_us IS NULL")[0][0])


def ids_in_order(reader: Reader, brand_id: str = "") -> list[str]:
    """The ids of all posts outside the trash in the order of their moments, those without one last."""
    found = rows_of(reader).query(
        "SELECT id FROM post WHERE deleted_at_us IS NULL AND (? = '' OR brand_id = ?) "
        "ORDER BY planned_at_us IS NULL, planned_at_us, id",
        (brand_id, brand_id),
    )
    return [row[0] for row in found]


def hashes(reader: Reader, brand_id: str = "") -> list[str]:
    """The SHA-256 of every file that an asset names, also of those in the trash."""
    asked = "SELECT DISTINCT sha256 FROM asset WHERE (? = '' OR brand_id = ?) ORDER BY sha256"
    return [row[0] for row in rows_of(reader).query(asked, (brand_id, brand_id))]
