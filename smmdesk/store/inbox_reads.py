"""What the list of the inbox shows: its groups with true counts, and of their rows only those that are asked for.

Groups and their order are read from an index alone (`ix_message_open`, `_done`, `_all`), rows by pages, so that a
hundred thousand messages open as fast as a hundred.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from smmdesk.model.message import Message, MessageKind
from smmdesk.model.problem import Problem
from smmdesk.store.brand_reads import Brands, of_brands
from smmdesk.store.plain import from_plain
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.search_words import match_of
from smmdesk.store.statements import Cell, Row, Rows
from smmdesk.store.weighed import NO_SPAM, SHOWN, STANDS

FOUND_MOST = 200
FIRST_WORDS = 300


class Which(StrEnum):
    """The three lists: what waits for an answer now, everything, what is done."""

    OPEN = "open"
    ALL = "all"
    DONE = "done"


class Kind(StrEnum):
    """What a group is about: one of our posts, or what hangs on none."""

    POST = "post"
    PUBLIC = "public"
    PRIVATE = "private"
    FOUND = "found"


_CONDITIONS = {
    Which.OPEN: f"NOT done AND NOT removed AND {NO_SPAM} AND (snoozed_until_us IS NULL OR snoozed_until_us <= :now)",
    Which.ALL: "1",
    Which.DONE: "done",
}
_KINDS = {
    Kind.PRIVATE: "kind = 'private'",
    Kind.PUBLIC: "kind NOT IN ('private', 'found')",
    Kind.FOUND: "kind = 'found'",
    Kind.POST: "1",
}


def _of(brands: Brands) -> tuple[str, dict[str, Cell]]:
    mine, whose = of_brands(brands, mark=":brand")
    return mine, {"brand": whose}


@dataclass(frozen=True, slots=True)
class Only:
    """Of a list only these: `channels` and `kinds`, none named for all; whose they are (`assigned_to`; None for all, ""
    for nobody's); sent before an instant and waiting (`before_us`; 0 for whenever). All that is named has to hold."""

    channels: frozenset[str] = frozenset()
    kinds: frozenset[MessageKind] = frozenset()
    assigned_to: str | None = None
    before_us: int = 0

    def __bool__(self) -> bool:
        return self != Only()

    def condition(self) -> tuple[str, dict[str, Cell]]:
        """As SQL that begins with AND, and its cells; "" where nothing is named."""
        where, cells = "", dict[str, Cell]()
        if self.channels:
            where += " AND channel_id IN (SELECT value FROM json_each(:channels))"
            cells["channels"] = json.dumps(sorted(self.channels))
        if self.kinds:
            where += " AND kind IN (SELECT value FROM json_each(:kinds))"
            cells["kinds"] = json.dumps(sorted(self.kinds))
        if self.assigned_to is not None:
            where += " AND assigned_to = :assigned"
            cells["assigned"] = self.assigned_to
        if self.before_us:
            where += f" AND sent_at_us < :before AND NOT done AND {STANDS}"
            cells["before"] = self.before_us
        return where, cells


ALL = Only()


@dataclass(frozen=True, slots=True)
class Group:
    """One heading of the list. `post_id` for POST alone; `newest_us` is when its newest message was sent."""

    kind: Kind
    count: int
    newest_us: int = 0
    post_id: str | None = None


class Line(NamedTuple):
    """One row of the list, as much of a message as it shows. `text` are its first words."""

    id: str
    kind: MessageKind
    channel_id: str
    person_id: str | None
    name: str
    text: str
    sent_at_us: int
    rating: int | None
    read: bool
    done: bool
    removed: bool
    snoozed_until_us: int | None
    assigned_to: str
    has_note: bool
    has_draft: bool
    answer: str
    brand_id: str = ""


def groups(reader: Reader, brands: Brands, which: Which, now_us: int, only: Only = ALL) -> tuple[Group, ...]:
    """Posts, reviews and mentions, private ones: what was written to last is first; what was listened for is last."""
    narrowed, more = only.condition()
    mine, whose = _of(brands)
    cells: dict[str, Cell] = {"now": now_us, **whose, **more}
    where = f"{mine} AND {SHOWN} AND {_CONDITIONS[which]}{narrowed}"
    index = f"ix_message_{which}"
    found = _query(
        rows_of(reader),
        f"SELECT post_id, count(*), max(sent_at_us) FROM message INDEXED BY {index} "
        f"WHERE {where} AND post_id IS NOT NULL GROUP BY post_id",
        cells,
    )
    posts = [Group(Kind.POST, count, newest, post_id) for post_id, count, newest in found]
    rest = _query(
        rows_of(reader),
        "SELECT sum(kind NOT IN ('private', 'found')), max(CASE WHEN kind NOT IN ('private', 'found') THEN sent_at_us "
        "END), sum(kind = 'private'), max(CASE WHEN kind = 'private' THEN sent_at_us END), "
        "sum(kind = 'found'), count(*) "
        f"FROM message INDEXED BY {index} WHERE {where} AND post_id IS NULL",
        cells,
    )
    public, public_us, private, private_us, heard, some = rest[0]
    if not some:
        return tuple(sorted(posts, key=lambda group: -group.newest_us))
    others = [Group(Kind.PUBLIC, public, public_us or 0), Group(Kind.PRIVATE, private, private_us or 0)]
    to_us = sorted((*posts, *others), key=lambda group: -group.newest_us)
    return tuple(group for group in (*to_us, Group(Kind.FOUND, heard)) if group.count)


def ids_in(
    reader: Reader, brands: Brands, which: Which, group: Group, now_us: int, limit: int, only: Only = ALL
) -> list[str]:
    """The messages of one group, the newest first."""
    narrowed, more = only.condition()
    mine, whose = _of(brands)
    found = _query(
        rows_of(reader),
        f"SELECT id FROM message INDEXED BY ix_message_{which} WHERE {mine} AND {SHOWN} AND {_CONDITIONS[which]} "
        f"AND post_id IS :post AND {_KINDS[group.kind]}{narrowed} ORDER BY sent_at_us DESC LIMIT :limit",
        {"now": now_us, "post": group.post_id, "limit": limit, **whose, **more},
    )
    return [row[0] for row in found]


def count(reader: Reader, brands: Brands, which: Which, now_us: int) -> int:
    """How many messages a list holds, without those that nobody wrote to us."""
    mine, whose = _of(brands)
    found = _query(
        rows_of(reader),
        f"SELECT count(*) FROM message INDEXED BY ix_message_{which} WHERE {mine} AND {SHOWN} "
        f"AND {_CONDITIONS[which]} AND kind <> 'found'",
        {"now": now_us, **whose},
    )
    return int(found[0][0])


def wakes_next_us(reader: Reader, brands: Brands, now_us: int) -> int | None:
    """When the next one that was put off comes back by itself."""
    mine, whose = _of(brands)
    found = _query(
        rows_of(reader),
        f"SELECT min(snoozed_until_us) FROM message INDEXED BY ix_message_put_off WHERE {mine} AND {SHOWN} "
        "AND NOT done AND snoozed_until_us IS NOT NULL AND snoozed_until_us > :now",
        {"now": now_us, **whose},
    )
    return None if found[0][0] is None else int(found[0][0])


_ANSWER = (
    f"(SELECT substr(json_extract(delivery.content, '$.text'), 1, {FIRST_WORDS}) FROM delivery JOIN part "
    "ON part.delivery_id = delivery.id WHERE delivery.message_id = message.id "
    "AND part.state NOT IN ('draft', 'cancelled') ORDER BY delivery.id DESC LIMIT 1)"
)
"""What we answered last, but for what was taken back."""


def lines(reader: Reader, ids: Sequence[str]) -> list[Line]:
    """These messages as rows of the list, in this order."""
    found = rows_of(reader).query(
        "SELECT message.id, kind, coalesce(channel_id, ''), person_id, "
        "coalesce(person.name, CASE kind WHEN 'found' THEN coalesce(nullif(json_extract(data, '$.author'), ''), "
        "json_extract(data, '$.source')) END, ''), "
        f"substr(text, 1, {FIRST_WORDS}), sent_at_us, rating, read, done, removed, snoozed_until_us, assigned_to, "
        "note <> '', EXISTS (SELECT 1 FROM answer_draft WHERE message_id = message.id), "
        f"CASE WHEN done THEN coalesce({_ANSWER}, '') ELSE '' END, message.brand_id "
        "FROM message LEFT JOIN person ON person.id = person_id "
        "WHERE message.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    made = {row[0]: _line(*row) for row in found}
    return [made[name] for name in ids if name in made]


def _line(id_: str, kind: str, *cells: object) -> Line:
    values = list(cells)
    for place in (6, 7, 8, 11, 12):
        values[place] = bool(values[place])
    return Line(id_, MessageKind(kind), *values)  # type: ignore[arg-type]


def found(reader: Reader, brands: Brands, text: str) -> list[str]:
    """The newest FOUND_MOST messages with all words of `text` in what they say or in who wrote them."""
    match = match_of(text)
    if not match:
        return []
    rows = rows_of(reader).query(
        "SELECT message.id FROM message_search CROSS JOIN message_search_row ON number = message_search.rowid "
        "JOIN message ON message.id = message_search_row.message_id WHERE message_search MATCH ? "
        "AND message_search_row.brand_id IN (SELECT value FROM json_each(?)) AND NOT hidden AND deleted_at_us IS NULL "
        "ORDER BY message_search.rowid DESC LIMIT ?",
        (match, json.dumps([brands] if isinstance(brands, str) else brands), FOUND_MOST),
    )
    newest = rows_of(reader).query(
        "SELECT id FROM message WHERE id IN (SELECT value FROM json_each(?)) ORDER BY sent_at_us DESC, id DESC",
        (json.dumps([row[0] for row in rows]),),
    )
    return [row[0] for row in newest]


def has_any(reader: Reader, brands: Brands) -> bool:
    """Whether anybody ever wrote."""
    mine, whose = _of(brands)
    return bool(_query(rows_of(reader), f"SELECT 1 FROM message WHERE {mine} LIMIT 1", whose))


class Said(NamedTuple):
    """Messages of one thread, the oldest first, and how many of it were said before and after these."""

    ids: list[str]
    earlier: int = 0
    later: int = 0


def thread_ids(reader: Reader, message: Message, limit: int) -> Said:
    """`limit` messages of the same person about the same post (or about none, then of one kind and channel): the newest
    ones, or where this one is not among them, those around it. Of nobody known this one alone."""
    if message.person_id is None:
        return Said([message.id])
    elsewhere = "post_id IS NULL AND channel_id = :channel AND (kind = 'private') = :private"
    cells: dict[str, Cell] = {
        "person": message.person_id,
        "post": message.post_id,
        "channel": message.channel_id,
        "private": message.kind is MessageKind.PRIVATE,
    }
    rows = _query(
        rows_of(reader),
        "SELECT id FROM message INDEXED BY ix_message_person_id WHERE person_id = :person "
        f"AND {'post_id = :post' if message.post_id else elsewhere} "
        "AND deleted_at_us IS NULL ORDER BY sent_at_us, id",
        cells,
    )
    ids = [row[0] for row in rows]
    place = ids.index(message.id) if message.id in ids else len(ids)
    first = max(0, len(ids) - limit) if place >= len(ids) - limit else max(0, place - limit // 2)
    shown = ids[first : first + limit]
    return Said(shown, first, len(ids) - first - len(shown))


def answered_in_private(reader: Reader, message: Message) -> list[str]:
    """Deliveries that answered in private what the author of a private message wrote for everybody, on its channel."""
    if message.person_id is None:
        return []
    found = rows_of(reader).query(
        "SELECT delivery.id FROM message INDEXED BY ix_message_person_id "
        "JOIN delivery ON delivery.message_id = message.id WHERE person_id = ? AND message.channel_id = ? "
        "AND message.kind <> 'private' AND json_extract(delivery.content, '$.options.in_private')",
        (message.person_id, message.channel_id),
    )
    return [row[0] for row in found]


class Habit(NamedTuple):
    """How often a person wrote, and when for the first and the last time (None for never)."""

    times: int
    first_us: int | None
    last_us: int | None


def habit_of(reader: Reader, person_id: str) -> Habit:
    found = rows_of(reader).first(
        "SELECT count(*), min(sent_at_us), max(sent_at_us) FROM message WHERE person_id = ? "
        f"AND deleted_at_us IS NULL AND {NO_SPAM}",
        (person_id,),
    )
    return Habit(*(found or (0, None, None)))


def last_of(reader: Reader, person_id: str, limit: int) -> list[str]:
    """The newest messages of a person."""
    found = rows_of(reader).query(
        "SELECT id FROM message WHERE person_id = ? AND deleted_at_us IS NULL "
        "ORDER BY sent_at_us DESC, id DESC LIMIT ?",
        (person_id, limit),
    )
    return [row[0] for row in found]


def assigned_names(reader: Reader, brand_id: str, limit: int = 30) -> list[str]:
    """Whoever was given a message before, by name."""
    found = rows_of(reader).query(
        "SELECT DISTINCT assigned_to FROM message WHERE brand_id = ? AND assigned_to <> '' "
        "ORDER BY assigned_to LIMIT ?",
        (brand_id, limit),
    )
    return [row[0] for row in found]


def _query(rows: Rows, text: str, cells: dict[str, Cell]) -> list[Row]:
    """With named cells."""
    found: list[Row] = rows.connection.execute(text, cells).fetchall()
    return found


def messages_of_posts(reader: Reader, post_ids: Iterable[str]) -> dict[str, int]:
    """How many messages hang on these posts."""
    found = rows_of(reader).query(
        "SELECT post_id, count(*) FROM message WHERE post_id IN (SELECT value FROM json_each(?)) "
        f"AND {SHOWN} AND {STANDS} GROUP BY post_id",
        (json.dumps(list(post_ids)),),
    )
    return dict(found)


class Unread(NamedTuple):
    """A channel that cannot be read, and since when."""

    channel_id: str
    problem: Problem
    since_us: int


def unreadable(reader: Reader) -> tuple[Unread, ...]:
    """The channels that could not be read the last time, the longest first."""
    found = rows_of(reader).query(
        "SELECT channel_id, problem, failed_at_us FROM hearing WHERE problem IS NOT NULL ORDER BY failed_at_us"
    )
    return tuple(Unread(row[0], from_plain(Problem, json.loads(row[1])), row[2]) for row in found)
