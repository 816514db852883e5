"""What the list of people shows: each card with what its messages add up to, in the order that is asked for.

What it sorts and looks by stands in rows of its own (`people_rows`), and what messages add up to is read from indexes:
a hundred thousand people open as fast as a hundred.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from smmdesk.model.mentions import bare, key
from smmdesk.model.moves import TERMINAL
from smmdesk.model.person import Identity, Person
from smmdesk.store.people_rows import APART, NO_DAY
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.search_words import WORDS_MOST
from smmdesk.store.shares import KEPT_DAYS, OF_CARDS
from smmdesk.store.statements import Cell, Row
from smmdesk.store.weighed import IN_PUBLIC, NO_SPAM, SHOWN

GOOD_STARS = 4
"""From so many stars on a review is one to say thank you for."""
ADVOCATE_DAYS = KEPT_DAYS
DAY_US = 86_400_000_000
_COUNTED = f"{SHOWN} AND {NO_SPAM}"
_SPOKE_WELL = f"{IN_PUBLIC} AND (rating IS NULL OR rating >= {GOOD_STARS})"
"""In public, still there, and no bad review: what counts for advocates and for thanks."""


class Group(StrEnum):
    """Which people a list shows."""

    ALL = "all"
    REMINDED = "reminded"
    THANKS = "thanks"
    ADVOCATES = "advocates"


class Order(StrEnum):
    LAST = "last"
    MOST = "most"
    NAME = "name"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is to show. `words` are looked for in names, handles, notes and tags; `tag` "" is any."""

    group: Group = Group.ALL
    order: Order = Order.LAST
    words: str = ""
    tag: str = ""


class Card(NamedTuple):
    """One row of the list. `last_us` is when they last wrote, None for never; `spoke` how often they spoke of us in
    public in ADVOCATE_DAYS, `shared` how often of that by passing something on; `owed` how much of it waits for an
    answer; `remind_on` an ISO day or None."""

    id: str
    name: str
    identities: str
    tags: str
    remind_on: str | None
    last_us: int | None
    times: int
    spoke: int
    owed: int
    shared: int = 0

    @property
    def platforms(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(str(one.get("platform", "")) for one in json.loads(self.identities)))

    @property
    def tag_names(self) -> tuple[str, ...]:
        return tuple(json.loads(self.tags))


class Counts(NamedTuple):
    """Of one brand: reminders that are due, and people who are owed thanks."""

    due: int
    thanks: int


_SHARED = f"SELECT person_id, 0 FROM {OF_CARDS} WHERE share.brand_id = :brand AND share.at_us >= :since"
_ADDED_UP = (
    "SELECT person_id, count(*) AS spoke, sum(owing) AS owed FROM (SELECT person_id, NOT done AS owing "
    "FROM message INDEXED BY ix_message_brand_id_done_sent_at_us "
    f"WHERE brand_id = :brand AND done IN (0, 1) AND sent_at_us >= :since AND {_SPOKE_WELL} AND {_COUNTED} "
    f"AND person_id IS NOT NULL UNION ALL {_SHARED}) GROUP BY person_id"
)
"""Of the last ADVOCATE_DAYS, however many messages are older; who passed something on spoke of us too."""
_AMONG = "person_id IN (SELECT value FROM json_each(:ids))"
_JOIN = f"JOIN ({_ADDED_UP}) AS said ON said.person_id = listed.person_id"
_GROUPS = {
    Group.ALL: "",
    Group.REMINDED: f"AND remind_on < '{NO_DAY}' ",
    Group.THANKS: "AND owed > 0 ",
    Group.ADVOCATES: "AND spoke > 0 ",
}
_NEWEST = "last_us DESC, listed.person_id DESC"
_ORDERS = {
    Order.LAST: _NEWEST,
    Order.MOST: f"coalesce(spoke, 0) DESC, {_NEWEST}",
    Order.NAME: "name_key, listed.person_id",
    Order.REMINDER: f"remind_on, {_NEWEST}",
}


def cards(
    reader: Reader, brand_id: str, asked: Asked, now_us: int, limit: int, offset: int = 0
) -> tuple[list[Card], int]:
    """A page of the list, and how many people all of it has. Both are read from the rows of people_rows."""
    cells = {**_cells(brand_id, now_us), "limit": limit, "offset": offset}
    among = _GROUPS[asked.group]
    for number, word in enumerate(bare(asked.words).split()[:WORDS_MOST]):
        cells[f"word{number}"] = word
        among += f"AND instr(sought, :word{number}) "
    if asked.tag:
        cells["tag"] = f"{APART}{asked.tag}{APART}"
        among += "AND tags <> '' AND instr(tags, :tag) "
    by = " INDEXED BY ix_person_row_tagged" if asked.tag else " NOT INDEXED" if asked.words.strip() else ""
    of_it = f"FROM person_row AS listed{by} {_joined(asked)} WHERE listed.brand_id = :brand {among}"
    total = f"(SELECT count(*) {of_it})" if among == _GROUPS[Group.ALL] else "count(*) OVER ()"
    order = f"ORDER BY {_ORDERS[asked.order]} LIMIT :limit OFFSET :offset"
    found = _query(reader, f"SELECT listed.person_id, {total} {of_it}{order}", cells)
    return _read(reader, [str(row[0]) for row in found], cells), int(found[0][1]) if found else 0


def _joined(asked: Asked) -> str:
    if asked.group in (Group.THANKS, Group.ADVOCATES):
        return _JOIN
    return f"LEFT {_JOIN}" if asked.order is Order.MOST else ""


def _read(reader: Reader, ids: Sequence[str], cells: dict[str, Cell]) -> list[Card]:
    """These cards with what all their messages add up to."""
    wanted = {**cells, "ids": json.dumps(ids)}
    added = _query(
        reader,
        "SELECT person_id, count(*), "
        f"sum(sent_at_us >= :since AND {_SPOKE_WELL}), "
        f"sum(sent_at_us >= :since AND {_SPOKE_WELL} AND NOT done) "
        f"FROM message INDEXED BY ix_message_people WHERE brand_id = :brand AND {_COUNTED} "
        "AND person_id IN (SELECT value FROM json_each(:ids)) GROUP BY person_id",
        wanted,
    )
    sums = {row[0]: row[1:] for row in added}
    passed_on = f"SELECT person_id, count(*) FROM ({_SHARED}) WHERE {_AMONG} GROUP BY person_id"
    passed: dict[str, int] = dict(_query(reader, passed_on, wanted))
    about = _query(
        reader,
        "SELECT id, name, identities, person.tags, person.remind_on, last_us FROM person "
        "JOIN person_row ON person_id = id WHERE id IN (SELECT value FROM json_each(:ids))",
        wanted,
    )
    said = {row[0]: row for row in about}
    return [_card(said[own_id], sums.get(own_id, (0, 0, 0)), passed.get(own_id, 0)) for own_id in ids]


def _card(said: Row, added: Row, passed: int) -> Card:
    made = Card(*said, *added)
    return made._replace(spoke=made.spoke + passed, shared=passed)


def card_of(reader: Reader, brand_id: str, person_id: str, now_us: int) -> Card | None:
    """What one person's messages add up to; None for nobody known."""
    found = _query(
        reader,
        "SELECT person.id, name, identities, tags, remind_on, max(sent_at_us), count(message.id), "
        f"coalesce(sum(sent_at_us >= :since AND {_SPOKE_WELL}), 0), "
        f"coalesce(sum(sent_at_us >= :since AND {_SPOKE_WELL} AND NOT done), 0) "
        "FROM person LEFT JOIN message ON message.brand_id = :brand AND person_id = person.id AND NOT hidden "
        f"AND message.deleted_at_us IS NULL AND {NO_SPAM} WHERE person.id = :person AND person.deleted_at_us IS NULL "
        "GROUP BY person.id",
        {**_cells(brand_id, now_us), "person": person_id},
    )
    if not found:
        return None
    cells = {**_cells(brand_id, now_us), "person": person_id}
    passed = _query(reader, f"SELECT count(*) FROM ({_SHARED} AND person_id = :person)", cells)
    return _card(found[0][:6], found[0][6:], passed[0][0])


def owed_to(reader: Reader, brand_id: str, person_id: str, now_us: int) -> list[str]:
    """The messages that a person is owed thanks for, the newest first."""
    found = _query(
        reader,
        f"SELECT id FROM message WHERE brand_id = :brand AND person_id = :person AND {_COUNTED} "
        f"AND sent_at_us >= :since AND {_SPOKE_WELL} AND NOT done ORDER BY sent_at_us DESC",
        {**_cells(brand_id, now_us), "person": person_id},
    )
    return [row[0] for row in found]


def counts(reader: Reader, brand_id: str, today: date, now_us: int) -> Counts:
    owed = _query(reader, f"SELECT sum(owed > 0) FROM ({_ADDED_UP})", _cells(brand_id, now_us))
    return Counts(due(reader, brand_id, today), int(owed[0][0] or 0))


def due(reader: Reader, brand_id: str, today: date) -> int:
    """How many reminders are due."""
    found = _query(
        reader,
        "SELECT count(*) FROM person INDEXED BY ix_person_reminded WHERE brand_id = :brand AND remind_on IS NOT NULL "
        "AND remind_on <= :today AND deleted_at_us IS NULL",
        {"brand": brand_id, "today": today.isoformat()},
    )
    return int(found[0][0])


def own_tags(reader: Reader, brand_id: str) -> list[str]:
    """Every tag that somebody has, in the order in which they are said."""
    found = _query(
        reader,
        "SELECT DISTINCT tags FROM person_row WHERE brand_id = :brand AND tags <> ''",
        {"brand": brand_id},
    )
    told = {tag for row in found for tag in str(row[0]).split(APART) if tag}
    return sorted(told, key=lambda tag: (bare(tag), tag))


def has_any(reader: Reader, brand_id: str) -> bool:
    """Whether anybody is known."""
    asked = "SELECT 1 FROM person WHERE brand_id = ? AND deleted_at_us IS NULL LIMIT 1"
    return rows_of(reader).first(asked, (brand_id,)) is not None


# ------------------------------------------------------------------ their messages
def messages_of(reader: Reader, person_ids: Iterable[str]) -> list[str]:
    """Every message of these people, also hidden ones and those in the trash."""
    found = rows_of(reader).query(
        "SELECT id FROM message WHERE person_id IN (SELECT value FROM json_each(?)) ORDER BY sent_at_us, id",
        (json.dumps(list(person_ids)),),
    )
    return [row[0] for row in found]


def wrote_more_than(reader: Reader, person_ids: Iterable[str], count: int) -> bool:
    """Whether these people have more messages than that, hidden ones and those in the trash counted."""
    asked = "SELECT 1 FROM message WHERE person_id IN (SELECT value FROM json_each(?)) LIMIT 1 OFFSET ?"
    return rows_of(reader).first(asked, (json.dumps(list(person_ids)), count)) is not None


def found_by(reader: Reader, brand_id: str, accounts: Iterable[tuple[str, str, str]]) -> list[str]:
    """What was found of these accounts (platform, remote id, handle) before anybody knew whose they are: no card has
    it."""
    known = set[tuple[str, str]]()
    for platform, *names in accounts:
        known |= {(platform, name) for name in names if name}
    rows = rows_of(reader).query(
        "SELECT message.id, platform, author_remote_id, json_extract(data, '$.handle') FROM message "
        "JOIN channel ON channel.id = message.channel_id "
        "WHERE message.brand_id = ? AND kind = 'found' AND person_id IS NULL",
        (brand_id,),
    )
    return [row[0] for row in rows if {(row[1], row[2]), (row[1], row[3])} & known]


def outdated(reader: Reader, brand_id: str, before_us: int) -> list[str]:
    """Messages from before an instant on which nobody works any more: not put off, without an answer that was begun
    or is not out yet, or with which something is still to be done there."""
    over = ", ".join(f"'{state}'" for state in sorted(TERMINAL))
    found = _query(
        reader,
        "SELECT id FROM message WHERE brand_id = :brand AND sent_at_us < :before AND snoozed_until_us IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM answer_draft WHERE message_id = message.id) "
        "AND NOT EXISTS (SELECT 1 FROM delivery JOIN part ON part.delivery_id = delivery.id "
        f"WHERE delivery.message_id = message.id AND (state NOT IN ({over}) OR wish IS NOT NULL)) "
        "ORDER BY sent_at_us",
        {"brand": brand_id, "before": before_us},
    )
    return [row[0] for row in found]


def with_accounts(reader: Reader, brand_id: str, accounts: Iterable[Identity]) -> tuple[Person, ...]:
    """The people who have one of these ids, or one of these handles, on the same platform; the oldest card first."""
    wanted = [(each.platform, each.remote_id, key(each.handle)) for each in accounts]
    found = rows_of(reader).query(
        "SELECT person_id FROM json_each(?1) AS one CROSS JOIN person_account INDEXED BY ix_person_account_remote "
        "ON brand_id = ?2 AND platform = json_extract(one.value, '$[0]') "
        "AND remote_id = json_extract(one.value, '$[1]') WHERE remote_id <> '' "
        "UNION SELECT person_id FROM json_each(?1) AS one CROSS JOIN person_account "
        "INDEXED BY ix_person_account_handle ON brand_id = ?2 AND handle_key = json_extract(one.value, '$[2]') "
        "AND platform = json_extract(one.value, '$[0]') WHERE handle_key <> ''",
        (json.dumps(wanted), brand_id),
    )
    return tuple(sorted(reader.many(Person, [row[0] for row in found]).values(), key=lambda person: person.id))


def called(reader: Reader, brand_id: str, keys: Iterable[str]) -> tuple[Person, ...]:
    """The people who have one of these handles on any platform (`model.mentions.key`), the oldest card first."""
    found = rows_of(reader).query(
        "SELECT DISTINCT person_id FROM person_account INDEXED BY ix_person_account_handle "
        "WHERE brand_id = ? AND handle_key IN (SELECT value FROM json_each(?)) ORDER BY person_id",
        (brand_id, json.dumps(sorted(keys))),
    )
    known = reader.many(Person, [row[0] for row in found])
    return tuple(known[row[0]] for row in found if row[0] in known)


def in_order(reader: Reader, brand_id: str, words: str, limit: int, offset: int) -> tuple[Person, ...]:
    """The people in whose name, notes, tags or accounts `words` (as `model.mentions.bare` says them) stand, by name."""
    found = rows_of(reader).query(
        "SELECT person_id FROM person_row INDEXED BY ix_person_row_name WHERE brand_id = ? AND instr(sought, ?) "
        "ORDER BY name_key, person_id LIMIT ? OFFSET ?",
        (brand_id, words, limit, offset),
    )
    known = reader.many(Person, [row[0] for row in found])
    return tuple(known[row[0]] for row in found if row[0] in known)


def in_trash(reader: Reader, brand_id: str) -> list[str]:
    """The people whose cards lie in the trash."""
    asked = "SELECT id FROM person WHERE brand_id = ? AND deleted_at_us IS NOT NULL"
    return [row[0] for row in rows_of(reader).query(asked, (brand_id,))]


def _cells(brand_id: str, now_us: int) -> dict[str, Cell]:
    return {"brand": brand_id, "since": now_us - ADVOCATE_DAYS * DAY_US}


def _query(reader: Reader, text: str, cells: dict[str, Cell]) -> list[Row]:
    """With named cells."""
    found: list[Row] = rows_of(reader).connection.execute(text, cells).fetchall()
    return found
