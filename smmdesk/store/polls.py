"""What came of the polls of our posts, written down: the latest of each, beside the part that asked it."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from smmdesk.model.message import POLL_NAME
from smmdesk.model.moment import LATEST_US
from smmdesk.model.polls import PollResult, cleaned
from smmdesk.store.number_tables import polls as POLLS  # noqa: N812 - a table, as a constant
from smmdesk.store.plain import clean_text, dumps, loads
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.sending_tables import OURS
from smmdesk.store.statements import Row
from smmdesk.store.transaction import Transaction

ASKS = """instr(part.rendered, '"poll":{') > 0"""
"""The frozen content of a part that asks one: only there does this stand unescaped."""


class Asking(NamedTuple):
    """A part that asks a poll of `minutes`: when it went out, when it was last asked about (0: never), and until when
    voting goes on, as far as its platform said."""

    part_id: str
    channel_id: str
    out_at_us: int
    asked_at_us: int
    ends_at_us: int
    sample: bool


def open_polls(reader: Reader, now_us: int, most_us: int, channel_ids: Iterable[str]) -> tuple[Asking, ...]:
    """The polls that went out in the last `most_us` on these channels and of which the end was not told, the newest
    first; what was removed there or lies in the trash asks nobody."""
    found = rows_of(reader).query(
        "SELECT part.id, part.channel_id, part.receipt_at_us, coalesce(asked_at_us, 0), coalesce(ends_at_us, "
        "part.receipt_at_us + 60000000 * json_extract(part.rendered, '$.poll.minutes')), post.sample FROM part "
        "LEFT JOIN part_poll ON part_poll.part_id = part.id "
        "JOIN delivery ON delivery.id = part.delivery_id JOIN post ON post.id = delivery.post_id "
        f"WHERE part.state = 'published' AND part.receipt_id <> '' AND {OURS} AND part.removed = 0 "
        f"AND part.receipt_at_us BETWEEN ?1 - ?2 AND ?1 AND {ASKS} AND NOT coalesce(closed, 0) "
        "AND post.deleted_at_us IS NULL AND part.channel_id IN (SELECT value FROM json_each(?3)) "
        "ORDER BY part.receipt_at_us DESC, part.id",
        (now_us, most_us, json.dumps(list(channel_ids))),
    )
    return tuple(Asking(row[0], row[1], row[2], row[3], row[4] or 0, bool(row[5])) for row in found)


def asks_poll(reader: Reader, part_id: str) -> bool:
    """Whether a part went out with a poll."""
    return rows_of(reader).first(f"SELECT 1 FROM part WHERE id = ? AND {ASKS}", (part_id,)) is not None


def note(tx: Transaction, part_id: str, result: PollResult | None, now_us: int) -> bool:
    """A part was asked about now; None: nothing was told of its poll, and what was told before stays. Returns whether
    anything was told. A part that is gone meanwhile is left alone."""
    rows = rows_of(tx)
    of = rows.first(
        "SELECT delivery.post_id FROM part JOIN delivery ON delivery.id = part.delivery_id "
        "WHERE part.id = ? AND delivery.post_id IS NOT NULL",
        (part_id,),
    )
    if of is None:
        return False
    before = rows.first(f"SELECT {', '.join(POLLS.columns)} FROM part_poll WHERE part_id = ?", (part_id,))
    row = dict(zip(POLLS.columns, before, strict=True)) if before is not None else {"told_at_us": None, "result": ""}
    row |= {"part_id": part_id, "post_id": of[0], "asked_at_us": now_us}
    row |= {"ends_at_us": row.get("ends_at_us"), "closed": bool(row.get("closed"))}
    told = _clean(result) if result is not None else None
    if told is not None and told.choices:
        row |= {"told_at_us": now_us, "result": dumps(told), "ends_at_us": told.ends_at_us, "closed": told.closed}
        tx.touch("part_poll", of[0])
    rows.delete("part_poll", part_id=part_id)
    rows.insert("part_poll", row)
    return told is not None and bool(told.choices)


def note_heard(tx: Transaction, channel_id: str, name: str, result: PollResult, now_us: int) -> bool:
    """How a poll stands that a channel told of by itself, by the name that its receipt has for it."""
    found = rows_of(tx).first(
        f"SELECT id FROM part WHERE channel_id = ? AND state = 'published' AND {ASKS} "
        f"AND json_extract(receipt_data, '$.{POLL_NAME}') = ? ORDER BY receipt_at_us DESC",
        (channel_id, name),
    )
    return found is not None and note(tx, str(found[0]), result, now_us)


def _clean(result: PollResult) -> PollResult:
    found = cleaned(result)
    choices = tuple(replace(one, label=clean_text(one.label)) for one in found.choices)
    ends = found.ends_at_us
    return replace(found, choices=choices, ends_at_us=ends if ends is not None and 0 < ends < 2**53 else None)


# ------------------------------------------------------------------ in an archive
def kept(reader: Reader, post_ids: Iterable[str]) -> tuple[Row, ...]:
    """The rows as they lie in the table: what travels in an archive."""
    asked = f"SELECT {', '.join(POLLS.columns)} FROM part_poll WHERE post_id IN (SELECT value FROM json_each(?))"
    return tuple(rows_of(reader).query(asked, (json.dumps(list(post_ids)),)))


def take_up(tx: Transaction, found: Iterable[Row]) -> None:
    """Write rows that came from elsewhere, where their part came too and they can be read."""
    for row in found:
        told = dict(zip(POLLS.columns, row, strict=True))
        there = rows_of(tx).first("SELECT 1 FROM part WHERE id = ?", (told["part_id"],))
        try:
            result = loads(PollResult, told["result"]) if told["told_at_us"] is not None else None
            at_us = int(told["told_at_us"] or told["asked_at_us"])
        except (TypeError, ValueError, KeyError, RecursionError):
            continue
        if there is not None and 0 <= at_us <= LATEST_US:
            note(tx, str(told["part_id"]), result, at_us)
