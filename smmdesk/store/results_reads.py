"""What went out and what came back between two instants, for results: read from receipts and messages, never guessed.

Messages that nobody wrote to us (what was listened for), hidden ones, those in the trash, spam and what is gone there
do not count (store/weighed). `channels` narrows to some; none named means all.
"""

import json
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.sending_tables import OURS
from smmdesk.store.statements import Cell, Row
from smmdesk.store.weighed import STANDS

QUARTER_US = 900_000_000
"""Every zone's days begin at a quarter of an hour."""
COMPARED_MOST = 2_000
_OUT = f"part.kind = 'root' AND part.state = 'published' AND part.receipt_at_us > 0 AND {OURS.replace('op', 'part.op')}"
_COUNTED = f"message.kind <> 'found' AND NOT message.hidden AND message.deleted_at_us IS NULL AND {STANDS}"
_CAME = f"message.brand_id = :brand AND {_COUNTED}"
_WITHIN = "message.sent_at_us >= :first AND message.sent_at_us < :last"


class Between(NamedTuple):
    """Which part of a brand's past: from `first_us` on, before `last_us`."""

    brand_id: str
    first_us: int
    last_us: int
    channels: Collection[str] = ()

    def cells(self) -> dict[str, Cell]:
        made: dict[str, Cell] = {"brand": self.brand_id, "first": self.first_us, "last": self.last_us}
        return {**made, "channels": json.dumps(sorted(self.channels))} if self.channels else made

    def on(self, table: str) -> str:
        """The condition on a table's channel, that begins with AND; "" for all channels."""
        return f" AND {table}.channel_id IN (SELECT value FROM json_each(:channels))" if self.channels else ""


class Out(NamedTuple):
    """A post that went out, first at `at_us`."""

    post_id: str
    at_us: int


class About(NamedTuple):
    """What a post is: its first words, its labels (ids), its picture, how many media it has and whether a film."""

    post_id: str
    words: str
    label_ids: tuple[str, ...]
    thumb_sha256: str
    media_count: int
    has_video: bool
    sample: bool


class Voice(NamedTuple):
    """Somebody who wrote `times` in the span. `first_us` is when they wrote for the first time ever; `reviews` were
    written in the span, `reviewed` is how many they had written before it."""

    person_id: str
    name: str
    times: int
    first_us: int
    reviews: int
    reviewed: int


def posts_out(reader: Reader, span: Between) -> list[Out]:
    """The posts that went out first in the span, the oldest first."""
    found = _query(
        reader,
        "SELECT delivery.post_id, min(part.receipt_at_us) AS at FROM part CROSS JOIN delivery ON delivery.id = "
        f"part.delivery_id WHERE part.receipt_at_us < :last AND part.receipt_at_us >= :first AND {_OUT} "
        f"AND delivery.brand_id = :brand AND delivery.post_id IS NOT NULL{span.on('delivery')} "
        "GROUP BY delivery.post_id ORDER BY at",
        span.cells(),
    )
    before = _out_before(reader, span, [row[0] for row in found])
    return [Out(*row) for row in found if row[0] not in before]


def _out_before(reader: Reader, span: Between, post_ids: list[str]) -> frozenset[str]:
    """Which of these posts were out before the span already, somewhere of what is looked at."""
    found = _query(
        reader,
        "SELECT DISTINCT delivery.post_id FROM delivery CROSS JOIN part ON part.delivery_id = delivery.id "
        f"WHERE delivery.post_id IN (SELECT value FROM json_each(:ids)) AND {_OUT} "
        f"AND part.receipt_at_us < :first{span.on('delivery')}",
        {**span.cells(), "ids": json.dumps(post_ids)},
    )
    return frozenset(row[0] for row in found)


def heard(reader: Reader, span: Between) -> list[tuple[int, int, int]]:
    """Quarter of an hour (its first instant), how many of its messages are handled, how many wait."""
    found = _query(
        reader,
        f"SELECT sent_at_us - sent_at_us % {QUARTER_US} AS at, sum(message.done), sum(NOT message.done) "
        f"FROM message INDEXED BY ix_message_brand_id_sent_at_us WHERE {_CAME} AND {_WITHIN}{span.on('message')} "
        "GROUP BY at",
        span.cells(),
    )
    return [(row[0], row[1], row[2]) for row in found]


def waits(reader: Reader, span: Between) -> list[int]:
    """How long each message of the span that we answered from here waited for its first answer, in microseconds."""
    found = _query(
        reader,
        "SELECT min(part.receipt_at_us) - message.sent_at_us FROM message INDEXED BY ix_message_brand_id_sent_at_us "
        "CROSS JOIN delivery INDEXED BY ix_delivery_message_id ON delivery.message_id = message.id "
        "CROSS JOIN part ON part.delivery_id = delivery.id "
        f"WHERE {_CAME} AND {_WITHIN}{span.on('message')} AND {_OUT} GROUP BY message.id",
        span.cells(),
    )
    return [row[0] for row in found]


def new_people(reader: Reader, span: Between) -> int:
    """How many people wrote for the first time in the span."""
    found = _query(
        reader,
        f"SELECT count(*) FROM (SELECT min(sent_at_us) AS at FROM message INDEXED BY ix_message_people WHERE {_CAME} "
        f"AND person_id IS NOT NULL{span.on('message')} GROUP BY person_id HAVING at >= :first AND at < :last)",
        span.cells(),
    )
    return int(found[0][0])


def voices(reader: Reader, span: Between, limit: int) -> list[Voice]:
    """Who wrote in the span, the most often first; of equals who wrote last."""
    found = _query(
        reader,
        "SELECT person.id, person.name, times, at, reviews, reviewed FROM (SELECT person_id, "
        f"sum({_WITHIN}) AS times, min(sent_at_us) AS at, sum({_WITHIN} AND kind = 'review') AS reviews, "
        "sum(sent_at_us < :first AND kind = 'review') AS reviewed, max(sent_at_us) AS newest "
        f"FROM message INDEXED BY ix_message_people WHERE {_CAME} AND person_id IS NOT NULL AND sent_at_us < :last"
        f"{span.on('message')} GROUP BY person_id HAVING times > 0 ORDER BY times DESC, newest DESC LIMIT :limit) "
        "JOIN person ON person.id = person_id WHERE person.deleted_at_us IS NULL ORDER BY times DESC, newest DESC",
        {**span.cells(), "limit": limit},
    )
    return [Voice(*row) for row in found]


def comments(reader: Reader, post_ids: Iterable[str]) -> list[tuple[str, str, int, int]]:
    """Post, person ("" for nobody known), how many comments of theirs are under it, how many of these wait."""
    found = _query(
        reader,
        f"SELECT post_id, coalesce(person_id, ''), count(*), sum(NOT done) FROM message "
        f"WHERE post_id IN (SELECT value FROM json_each(:ids)) AND {_COUNTED} GROUP BY post_id, person_id",
        {"ids": json.dumps(list(post_ids))},
    )
    return [(row[0], row[1], row[2], row[3]) for row in found]


def about(reader: Reader, post_ids: Iterable[str]) -> dict[str, About]:
    """What these posts are; without those in the trash."""
    found = _query(
        reader,
        "SELECT post_id, words, label_ids, thumb_sha256, media_count, EXISTS (SELECT 1 FROM post_media JOIN asset "
        "ON asset.id = asset_id WHERE post_media.post_id = calendar_row.post_id AND asset.mime LIKE 'video/%'), sample "
        "FROM calendar_row WHERE post_id IN (SELECT value FROM json_each(:ids))",
        {"ids": json.dumps(list(post_ids))},
    )
    return {
        row[0]: About(row[0], row[1], tuple(row[2].split()), row[3], row[4], row[5] == 1, row[6] == 1) for row in found
    }


def channels_of(reader: Reader, post_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Post -> the channels on which it is out."""
    found = _query(
        reader,
        "SELECT delivery.post_id, delivery.channel_id FROM delivery JOIN part ON part.delivery_id = delivery.id "
        f"WHERE delivery.post_id IN (SELECT value FROM json_each(:ids)) AND {_OUT} ORDER BY delivery.id",
        {"ids": json.dumps(list(post_ids))},
    )
    made: dict[str, tuple[str, ...]] = {}
    for post_id, channel_id in found:
        made[post_id] = (*made.get(post_id, ()), channel_id)
    return made


def ideas(reader: Reader, brand_id: str, most: int) -> list[str]:
    """The ideas without a date, in the person's own order."""
    found = _query(
        reader,
        "SELECT post_id FROM calendar_row WHERE brand_id = :brand AND day = '' AND stage = 'idea' "
        "ORDER BY sort_key, post_id DESC LIMIT :most",
        {"brand": brand_id, "most": most},
    )
    return [row[0] for row in found]


def planned_days(reader: Reader, brand_id: str, first: date, last: date) -> list[date]:
    """The days, both included, for which something is planned."""
    found = _query(
        reader,
        "SELECT DISTINCT day FROM calendar_row WHERE brand_id = :brand AND day BETWEEN :first AND :last "
        "AND stage <> 'idea'",
        {"brand": brand_id, "first": first.isoformat(), "last": last.isoformat()},
    )
    return [date.fromisoformat(row[0]) for row in found]


def told_last_us(reader: Reader, brand_id: str) -> int | None:
    """When a platform told a number last; None for never."""
    found = _query(reader, "SELECT max(told_at_us) FROM part_numbers WHERE brand_id = :brand", {"brand": brand_id})
    return None if found[0][0] is None else int(found[0][0])


def newest_message(reader: Reader, span: Between) -> str:
    """The id of the last message of the span; "" where none came."""
    found = _query(
        reader,
        "SELECT id FROM message INDEXED BY ix_message_brand_id_sent_at_us "
        f"WHERE {_CAME} AND {_WITHIN}{span.on('message')} ORDER BY sent_at_us DESC LIMIT 1",
        span.cells(),
    )
    return str(found[0][0]) if found else ""


def has_any(reader: Reader, brand_id: str) -> bool:
    """Whether anything ever went out, or came back."""
    asked = (
        "SELECT EXISTS (SELECT 1 FROM message WHERE brand_id = :brand) OR EXISTS (SELECT 1 FROM calendar_row "
        "WHERE brand_id = :brand AND published > 0)"
    )
    return bool(_query(reader, asked, {"brand": brand_id})[0][0])


def _query(reader: Reader, text: str, cells: dict[str, Cell]) -> list[Row]:
    """With named cells."""
    found: list[Row] = rows_of(reader).connection.execute(text, cells).fetchall()
    return found
