"""What the screens show of the numbers: of posts, of a time, of channels, by days. Flat, through indexes.

Of a thread on one channel the numbers of its parts are added up, but for REACH, where the same people saw them all:
the largest holds. Answers of ours (the further parts of a thread, a first comment) are no answers. What lies in the
trash is left out wherever a time is asked for; times are when a post went out on the channel.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from smmdesk.model.numbers import Count, Counts, Told
from smmdesk.store.numbers import KINDS
from smmdesk.store.reader import Reader, rows_of

_OWN = {Count.REACH: "max(reach)", Count.ANSWERS: "sum(max(0, answers - own_answers))"}
_SUMS = ", ".join(f"{_OWN.get(kind, f'sum({kind.value})')} AS {kind.value}" for kind in Count)
_EACH = (
    f"SELECT post_id, channel_id, min(out_at_us) AS out_at_us, min(told_at_us) AS told_at_us, {_SUMS} "
    "FROM part_numbers WHERE told_at_us IS NOT NULL AND {which} GROUP BY post_id, channel_id"
)
_OF_TIME = _EACH.format(
    which="brand_id = ?1 AND out_at_us BETWEEN ?2 AND ?3 "
    "AND post_id NOT IN (SELECT id FROM post WHERE brand_id = ?1 AND deleted_at_us IS NOT NULL)"
)
_TOTALS = ", ".join(f"sum({name})" for name in KINDS)


class Row(NamedTuple):
    """A post on one channel. None: the platform does not tell it."""

    post_id: str
    channel_id: str
    out_at_us: int
    told_at_us: int
    views: int | None
    reach: int | None
    likes: int | None
    answers: int | None
    shares: int | None
    saves: int | None
    clicks: int | None

    @property
    def counts(self) -> Counts:
        return _counts(self[4:])


class Totals(NamedTuple):
    """`posts`: how many posts (on a channel: those on it) were told of; a kind that none of them tells is missing."""

    posts: int
    counts: Counts


class Talked(NamedTuple):
    """A post, on all its channels together; `out_at_us` when it went out first."""

    post_id: str
    out_at_us: int
    told_at_us: int
    counts: Counts


def _counts(cells: Sequence[Any]) -> dict[Count, int]:
    return {kind: int(cell) for kind, cell in zip(Count, cells, strict=True) if cell is not None}


# ------------------------------------------------------------------ of posts
def of_posts(reader: Reader, post_ids: Iterable[str]) -> dict[str, dict[str, Told]]:
    """What is known of posts, by post and channel id; those of which nothing was told are left out."""
    which = "post_id IN (SELECT value FROM json_each(?1))"
    found: dict[str, dict[str, Told]] = {}
    for row in rows_of(reader).query(_EACH.format(which=which), (json.dumps(list(post_ids)),)):
        found.setdefault(row[0], {})[row[1]] = Told(_counts(row[4:]), row[3])
    return found


def growth(reader: Reader, post_id: str) -> dict[str, list[tuple[date, Counts]]]:
    """What was known of a post on each channel at the end of each day on which something was told, oldest first.

    A part that was not told of on a day counts with what it had before.
    """
    found = rows_of(reader).query(
        f"SELECT channel_id, day, part_id, {', '.join(f'part_numbers_day.{name}' for name in KINDS)}, own_answers "
        "FROM part_numbers JOIN part_numbers_day USING (part_id) WHERE post_id = ? ORDER BY channel_id, day, part_id",
        (post_id,),
    )
    grown: dict[str, dict[date, Counts]] = {}
    so_far: dict[str, dict[str, dict[Count, int]]] = {}
    for channel_id, day, part_id, *cells, own in found:
        counts = _counts(cells)
        if Count.ANSWERS in counts:
            counts[Count.ANSWERS] = max(0, counts[Count.ANSWERS] - own)
        parts = so_far.setdefault(channel_id, {})
        parts[part_id] = counts
        grown.setdefault(channel_id, {})[date.fromisoformat(day)] = _of_thread(parts.values())
    return {channel_id: list(days.items()) for channel_id, days in grown.items()}


def _of_thread(parts: Iterable[Counts]) -> Counts:
    told = list(parts)
    found = {kind: [counts[kind] for counts in told if kind in counts] for kind in Count}
    return {kind: max(values) if kind is Count.REACH else sum(values) for kind, values in found.items() if values}


# ------------------------------------------------------------------ of a time
def each(reader: Reader, brand_id: str, first_us: int, last_us: int) -> list[Row]:
    """Every post and channel that went out between the two instants (both included) and was told of, oldest first."""
    found = rows_of(reader).query(f"{_OF_TIME} ORDER BY out_at_us, post_id, channel_id", (brand_id, first_us, last_us))
    return [Row(*row) for row in found]


def totals(reader: Reader, brand_id: str, first_us: int, last_us: int) -> Totals:
    """All that went out between the two instants (both included), together."""
    found = rows_of(reader).first(
        f"SELECT count(DISTINCT post_id), {_TOTALS} FROM ({_OF_TIME})", (brand_id, first_us, last_us)
    )
    assert found is not None
    return Totals(int(found[0]), _counts(found[1:]))


def by_channel(reader: Reader, brand_id: str, first_us: int, last_us: int) -> dict[str, Totals]:
    """The same for each channel that anything was told of, by its id."""
    found = rows_of(reader).query(
        f"SELECT channel_id, count(*), {_TOTALS} FROM ({_OF_TIME}) GROUP BY channel_id", (brand_id, first_us, last_us)
    )
    return {row[0]: Totals(int(row[1]), _counts(row[2:])) for row in found}


def most_talked(reader: Reader, brand_id: str, first_us: int, last_us: int, limit: int) -> list[Talked]:
    """The posts of a time (both instants included) with the most answers, then shares, likes, clicks, views; the newest
    first where all are the same. Without those that nobody did anything with."""
    did = "coalesce(sum(answers), 0) + coalesce(sum(shares), 0) + coalesce(sum(likes), 0) + coalesce(sum(saves), 0)"
    order = ", ".join(f"coalesce(sum({name}), 0) DESC" for name in ("answers", "shares", "likes", "clicks", "views"))
    found = rows_of(reader).query(
        f"SELECT post_id, min(out_at_us), min(told_at_us), {_TOTALS} FROM ({_OF_TIME}) GROUP BY post_id "
        f"HAVING {did} + coalesce(sum(clicks), 0) > 0 ORDER BY {order}, min(out_at_us) DESC, post_id LIMIT ?4",
        (brand_id, first_us, last_us, limit),
    )
    return [Talked(row[0], row[1], row[2], _counts(row[3:])) for row in found]


# ------------------------------------------------------------------ of channels
def followers(reader: Reader, brand_id: str, first: date, last: date) -> dict[str, list[tuple[date, int]]]:
    """How many followed each of the brand's channels on the days (both included) on which it was told, oldest first.

    Channels that were never told of are left out, and those in the trash.
    """
    found = rows_of(reader).query(
        "SELECT channel_id, day, followers FROM channel JOIN followers_day ON channel_id = channel.id "
        "WHERE brand_id = ? AND deleted_at_us IS NULL AND followers IS NOT NULL AND day BETWEEN ? AND ? "
        "ORDER BY channel_id, day",
        (brand_id, first.isoformat(), last.isoformat()),
    )
    kept: dict[str, list[tuple[date, int]]] = {}
    for channel_id, day, count in found:
        kept.setdefault(channel_id, []).append((date.fromisoformat(day), int(count)))
    return kept
