"""What platforms count of our posts, written down: the latest of each part, a row a day of its growth, and followers.

A kind that was told once and is not told now keeps what it had. The rows hang on parts and channels and go with them.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from smmdesk.model.moment import LATEST_US, to_us
from smmdesk.model.numbers import Count, cleaned
from smmdesk.store import polls
from smmdesk.store.declared import Table
from smmdesk.store.number_tables import by_day as BY_DAY  # noqa: N812 - tables, as constants
from smmdesk.store.number_tables import followers as FOLLOWERS  # noqa: N812
from smmdesk.store.number_tables import latest as LATEST  # noqa: N812
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.sending_tables import OURS
from smmdesk.store.statements import Cell, Row
from smmdesk.store.transaction import Transaction

KINDS = tuple(kind.value for kind in Count)
NAMES = ", ".join(KINDS)
GROWTH_KEPT_DAYS = 400
"""How long a post's growth by days is kept after it went out; its last numbers stay for good."""
COUNTED = f"part.state = 'published' AND part.receipt_id <> '' AND part.kind <> 'first_comment' AND {OURS}"
"""Of which parts numbers are kept: not of a first comment, which is an answer of ours."""


class Asked(NamedTuple):
    """A part to ask about: when it went out, and when it was last asked about (0: never)."""

    part_id: str
    channel_id: str
    out_at_us: int
    asked_at_us: int
    sample: bool


def due(
    reader: Reader,
    now_us: int,
    steps_us: Iterable[int],
    most_us: int,
    limit: int,
    stale_us: int | None = None,
    lately_us: int = 0,
    channel_ids: Iterable[str] | None = None,
) -> tuple[Asked, ...]:
    """Published parts of posts that a step (µs after they went out) has come for since they were last asked about, and
    that went out in the last `most_us`; the newest first. Without what was removed there or lies in the trash.

    With `stale_us` also those of the last `lately_us` that were asked about longer ago; only on `channel_ids` where
    these are given.
    """
    on = None if channel_ids is None else json.dumps(list(channel_ids))
    marks = ", ".join(str(int(step)) for step in steps_us)
    found = rows_of(reader).query(
        "SELECT part.id, part.channel_id, part.receipt_at_us, coalesce(asked_at_us, 0), post.sample FROM part "
        "LEFT JOIN part_numbers ON part_numbers.part_id = part.id "
        "JOIN delivery ON delivery.id = part.delivery_id JOIN post ON post.id = delivery.post_id "
        f"WHERE {COUNTED} AND part.removed = 0 AND part.receipt_at_us BETWEEN ?1 - ?2 AND ?1 "
        "AND (coalesce(asked_at_us - part.receipt_at_us, -1) < "
        f"(SELECT max(value) FROM json_each('[{marks}]') WHERE value <= ?1 - part.receipt_at_us) "
        "OR (coalesce(asked_at_us, 0) < ?1 - ?4 AND part.receipt_at_us >= ?1 - ?5)) AND post.deleted_at_us IS NULL "
        "AND (?6 IS NULL OR part.channel_id IN (SELECT value FROM json_each(?6))) "
        "ORDER BY part.receipt_at_us DESC, part.id LIMIT ?3",
        (now_us, most_us, limit, stale_us, lately_us, on),
    )
    return tuple(
        Asked(id_, channel_id, out_us, asked_us, bool(sample)) for id_, channel_id, out_us, asked_us, sample in found
    )


def note(tx: Transaction, part_id: str, counts: Mapping[Count, object] | None, now_us: int, day: date) -> bool:
    """A part was asked about now; `counts` is what was told of it, None for nothing.

    What cannot be a count is left out. Returns whether anything was told. A part that is gone meanwhile is left alone.
    """
    rows = rows_of(tx)
    of = rows.first(
        "SELECT delivery.brand_id, delivery.channel_id, delivery.post_id, delivery.id FROM part "
        "JOIN delivery ON delivery.id = part.delivery_id WHERE part.id = ? AND delivery.post_id IS NOT NULL",
        (part_id,),
    )
    if of is None:
        return False
    brand_id, channel_id, post_id, delivery_id = of
    told = cleaned(counts or {})
    before = rows.first(f"SELECT told_at_us, {NAMES} FROM part_numbers WHERE part_id = ?", (part_id,))
    known: dict[str, Cell] = dict(zip(("told_at_us", *KINDS), before or (None,) * (1 + len(KINDS)), strict=True))
    if told:
        known.update({"told_at_us": now_us, **{kind.value: number for kind, number in told.items()}})
    row = {
        "part_id": part_id,
        "brand_id": brand_id,
        "channel_id": channel_id,
        "post_id": post_id,
        "out_at_us": _out_at_us(tx, delivery_id),
        "own_answers": _own_answers(tx, delivery_id, part_id),
        "asked_at_us": now_us,
        **known,
    }
    rows.delete("part_numbers", part_id=part_id)
    rows.insert("part_numbers", row)
    if told:
        rows.delete("part_numbers_day", part_id=part_id, day=day.isoformat())
        rows.insert("part_numbers_day", {"part_id": part_id, "day": day.isoformat(), **{k: row[k] for k in KINDS}})
        tx.touch("part_numbers", post_id)
    return bool(told)


def _out_at_us(tx: Transaction, delivery_id: str) -> int:
    found = rows_of(tx).first(
        "SELECT receipt_at_us FROM part WHERE delivery_id = ? AND receipt_at_us > 0 ORDER BY position LIMIT 1",
        (delivery_id,),
    )
    return int(found[0]) if found else 0


def _own_answers(tx: Transaction, delivery_id: str, part_id: str) -> int:
    """What of a post's thread hangs on a part: the next of the thread, and of the root the first comment."""
    found = rows_of(tx).query(
        "SELECT id, kind FROM part WHERE delivery_id = ? AND state = 'published' AND removed = 0 ORDER BY position",
        (delivery_id,),
    )
    thread = [id_ for id_, kind in found if kind != "first_comment"]
    last = part_id not in thread or thread[-1] == part_id
    comments = sum(kind == "first_comment" for _, kind in found) if thread[:1] == [part_id] else 0
    return (0 if last else 1) + comments


def note_followers(tx: Transaction, channel_id: str, day: date, followers: int | None) -> bool:
    """How many follow a channel on a day; None: it was asked and not told. Returns whether anything was told."""
    told = next(iter(cleaned({Count.REACH: followers}).values()), None)
    rows = rows_of(tx)
    kept = rows.first(
        "SELECT followers FROM followers_day WHERE channel_id = ? AND day = ?", (channel_id, day.isoformat())
    )
    if kept is not None and (told is None or kept[0] == told):
        return told is not None
    rows.delete("followers_day", channel_id=channel_id, day=day.isoformat())
    rows.insert("followers_day", {"channel_id": channel_id, "day": day.isoformat(), "followers": told})
    tx.touch("followers_day", channel_id)
    return told is not None


def asked_for_followers(reader: Reader, channel_id: str, day: date) -> bool:
    """Whether that day's followers were asked for."""
    found = rows_of(reader).first(
        "SELECT 1 FROM followers_day WHERE channel_id = ? AND day = ?", (channel_id, day.isoformat())
    )
    return found is not None


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows as they lie in the tables, of some posts and channels: what travels in an archive."""

    latest: tuple[Row, ...] = ()
    by_day: tuple[Row, ...] = ()
    followers: tuple[Row, ...] = ()
    polls: tuple[Row, ...] = ()


def kept(reader: Reader, post_ids: Iterable[str], channel_ids: Iterable[str]) -> Kept:
    """Everything that is known of these posts and channels."""
    posts, channels = json.dumps(list(post_ids)), json.dumps(list(channel_ids))
    parts = "part_id IN (SELECT part_id FROM part_numbers WHERE post_id IN (SELECT value FROM json_each(?)))"
    return Kept(
        _rows(reader, LATEST, parts, posts),
        _rows(reader, BY_DAY, parts, posts),
        _rows(reader, FOLLOWERS, "channel_id IN (SELECT value FROM json_each(?))", channels),
        polls.kept(reader, json.loads(posts)),
    )


def _rows(reader: Reader, table: Table, where: str, cell: str) -> tuple[Row, ...]:
    return tuple(rows_of(reader).query(f"SELECT {', '.join(table.columns)} FROM {table.name} WHERE {where}", (cell,)))


def take_up(tx: Transaction, found: Kept) -> None:
    """Write rows that came from elsewhere, where the part or channel they belong to came too. What cannot be a count
    is left out, and so is a row of no moment or day that we can read."""
    parts = _there(tx, "part", (row[0] for row in found.latest))
    for table, given in ((LATEST, found.latest), (BY_DAY, found.by_day)):
        told = (dict(zip(table.columns, row, strict=True)) for row in given if row[0] in parts)
        rows_of(tx).insert_many(table.name, [_checked(row) for row in told if _is_dated(row)])
    channels = _there(tx, "channel", (row[0] for row in found.followers))
    for channel_id, day, followers in found.followers:
        if channel_id in channels and _is_day(day):
            note_followers(tx, channel_id, date.fromisoformat(day), followers)
    polls.take_up(tx, found.polls)


def _there(tx: Transaction, table: str, ids: Iterable[str]) -> frozenset[str]:
    wanted = json.dumps(sorted(set(ids)))
    found = rows_of(tx).query(f"SELECT id FROM {table} WHERE id IN (SELECT value FROM json_each(?))", (wanted,))
    return frozenset(row[0] for row in found)


def _is_dated(row: dict[str, Cell]) -> bool:
    whole = [cell for name, cell in row.items() if name in ("out_at_us", "own_answers", "asked_at_us")]
    told = row.get("told_at_us") or 0
    dated = all(isinstance(cell, int) and 0 <= cell <= LATEST_US for cell in (*whole, told))
    return dated and ("day" not in row or _is_day(row["day"]))


def _is_day(cell: Cell) -> bool:
    try:
        return isinstance(cell, str) and date.fromisoformat(cell).isoformat() == cell
    except ValueError:
        return False


def _checked(row: dict[str, Cell]) -> dict[str, Cell]:
    good = cleaned({kind: row[kind.value] for kind in Count})
    return {**row, **{kind.value: good.get(kind) for kind in Count}}


def thin(tx: Transaction, today: date) -> int:
    """Drop the growth by days of what went out more than GROWTH_KEPT_DAYS ago; returns how many rows went."""
    first = today - timedelta(days=GROWTH_KEPT_DAYS)
    before_us = to_us(datetime(first.year, first.month, first.day, tzinfo=UTC))
    found = rows_of(tx).connection.execute(
        "DELETE FROM part_numbers_day WHERE part_id IN (SELECT part_id FROM part_numbers WHERE out_at_us < ?)",
        (before_us,),
    )
    return int(found.rowcount)
