"""What people wrote to the channels: known ones by their remote ids, and what the inbox shows."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from smmdesk.model.delivery import Delivery, State
from smmdesk.model.message import Message
from smmdesk.model.problem import Problem
from smmdesk.store.plain import to_plain
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.tables import WISHED
from smmdesk.store.transaction import Transaction
from smmdesk.store.weighed import NO_SPAM, SHOWN


class Counts(NamedTuple):
    """Of one brand: what nobody has read, and what waits for an answer."""

    unread: int
    open: int


# ------------------------------------------------------------------ how far it was read
def cursor_of(reader: Reader, channel_id: str) -> str:
    """What to go on with; "" for a channel that was never read."""
    found = rows_of(reader).first("SELECT cursor FROM hearing WHERE channel_id = ?", (channel_id,))
    return str(found[0]) if found else ""


def note_cursor(tx: Transaction, channel_id: str, cursor: str) -> None:
    """It was read so far; nothing stands against reading it any more."""
    _note(tx, channel_id, cursor, None, None)


def note_problem(tx: Transaction, channel_id: str, problem: Problem, now_us: int) -> None:
    """It could not be read; since when stays as it was where it could not be read before either."""
    found = rows_of(tx).first("SELECT cursor, failed_at_us FROM hearing WHERE channel_id = ?", (channel_id,))
    cursor, since_us = found or ("", None)
    _note(tx, channel_id, cursor, json.dumps(to_plain(problem)), now_us if since_us is None else since_us)


def _note(tx: Transaction, channel_id: str, cursor: str, problem: str | None, failed_at_us: int | None) -> None:
    rows = rows_of(tx)
    rows.delete("hearing", channel_id=channel_id)
    rows.insert(
        "hearing", {"channel_id": channel_id, "cursor": cursor, "problem": problem, "failed_at_us": failed_at_us}
    )
    tx.touch("hearing", channel_id)


def could_be_read(reader: Reader, channel_id: str) -> bool:
    """Whether nothing stood against reading it the last time."""
    rows = rows_of(reader)
    return rows.first("SELECT 1 FROM hearing WHERE channel_id = ? AND problem IS NOT NULL", (channel_id,)) is None


# ------------------------------------------------------------------ known by remote ids
def known(reader: Reader, channel_id: str, remote_ids: Iterable[str]) -> dict[str, Message]:
    """The messages of a channel with these remote ids, also from the trash, by remote id."""
    found = reader.all(Message, deleted=True, channel_id=channel_id, remote_id=tuple(remote_ids))
    return {message.remote_id: message for message in found}


def hanging_on(reader: Reader, channel_id: str, remote_ids: Iterable[str]) -> dict[str, list[Message]]:
    """By each of these remote ids the message that has it and those that answer it, without the trash."""
    wanted = tuple(sorted({remote_id for remote_id in remote_ids if remote_id}))
    if not wanted:
        return {}
    found: dict[str, list[Message]] = {remote_id: [] for remote_id in wanted}
    for message in reader.all(Message, channel_id=channel_id, remote_id=wanted):
        found[message.remote_id].append(message)
    for message in reader.all(Message, channel_id=channel_id, answers_remote_id=wanted):
        found[message.answers_remote_id].append(message)
    return found


def posts_by_remote(reader: Reader, channel_id: str, remote_ids: Iterable[str]) -> dict[str, str]:
    """Post id by the remote id of any of its parts on the channel, or of a message about it."""
    found = rows_of(reader).query(
        "SELECT receipt_id, delivery.post_id FROM part JOIN delivery ON delivery.id = part.delivery_id "
        "WHERE part.channel_id = ?1 AND receipt_id IN (SELECT value FROM json_each(?2)) AND post_id IS NOT NULL "
        "UNION SELECT receipt_id, message.post_id FROM part JOIN delivery ON delivery.id = part.delivery_id "
        "JOIN message ON message.id = delivery.message_id "
        "WHERE part.channel_id = ?1 AND receipt_id IN (SELECT value FROM json_each(?2)) "
        "AND message.post_id IS NOT NULL "
        "UNION SELECT remote_id, post_id FROM message "
        "WHERE channel_id = ?1 AND remote_id IN (SELECT value FROM json_each(?2)) AND post_id IS NOT NULL",
        (channel_id, json.dumps(list(remote_ids))),
    )
    return dict(found)


def own_ids(reader: Reader, channel_id: str, remote_ids: Iterable[str]) -> frozenset[str]:
    """Those of the remote ids that parts of ours have."""
    found = rows_of(reader).query(
        "SELECT receipt_id FROM part WHERE channel_id = ? AND receipt_id IN (SELECT value FROM json_each(?))",
        (channel_id, json.dumps(list(remote_ids))),
    )
    return frozenset(row[0] for row in found)


def wished(reader: Reader, limit: int = 500) -> list[str]:
    """Ids of the messages with which something is to be done on their platform, the oldest first."""
    found = rows_of(reader).query(
        f"SELECT id FROM message WHERE ({WISHED}) AND removed = 0 AND deleted_at_us IS NULL ORDER BY id LIMIT ?",
        (limit,),
    )
    return [row[0] for row in found]


def is_answered(reader: Reader, message_id: str) -> bool:
    """Whether an answer of ours is out, or on its way, or waits for somebody's decision."""
    given_up = {State.DRAFT, State.CANCELLED}
    answers = reader.all(Delivery, message_id=message_id)
    return any(part.state not in given_up for answer in answers for part in answer.parts)


def newest_private_us(reader: Reader, message: Message) -> int:
    """When whoever wrote a private message wrote the newest one to the same channel (microseconds UTC)."""
    if message.person_id is None:
        return message.sent_at_us
    found = rows_of(reader).first(
        "SELECT max(sent_at_us) FROM message INDEXED BY ix_message_person_id WHERE person_id = ? AND channel_id = ? "
        "AND kind = 'private' AND author_remote_id IS ?",
        (message.person_id, message.channel_id, message.author_remote_id),
    )
    return max(message.sent_at_us, found[0] or 0) if found is not None else message.sent_at_us


def waiting_before(reader: Reader, message: Message) -> list[str]:
    """Earlier private messages of the same account to the same channel that still wait for an answer; those that were
    put off are not among them."""
    if message.person_id is None:
        return []
    found = rows_of(reader).query(
        "SELECT id FROM message INDEXED BY ix_message_person_id WHERE person_id = ? AND channel_id = ? "
        "AND kind = 'private' AND author_remote_id IS ? AND sent_at_us <= ? AND id <> ? AND done = 0 AND removed = 0 "
        "AND snoozed_until_us IS NULL AND deleted_at_us IS NULL",
        (message.person_id, message.channel_id, message.author_remote_id, message.sent_at_us, message.id),
    )
    return [row[0] for row in found]


def has_private(reader: Reader, channel_id: str) -> bool:
    """Whether anybody ever wrote to a channel in private."""
    found = rows_of(reader).first(
        "SELECT 1 FROM message WHERE channel_id = ? AND kind = 'private' LIMIT 1", (channel_id,)
    )
    return found is not None


# ------------------------------------------------------------------ what the inbox shows
def counts(reader: Reader, brand_id: str) -> Counts:
    """True counts, of everything that is not in the trash, hidden or gone."""
    found = rows_of(reader).first(
        "SELECT count(CASE WHEN NOT read THEN 1 END), count(*) FROM message WHERE brand_id = ? AND NOT done "
        f"AND NOT removed AND {SHOWN} AND {NO_SPAM}",
        (brand_id,),
    )
    return Counts(*(found or (0, 0)))


def listed(reader: Reader, brand_id: str, *, done: bool | None = None, limit: int = 200, offset: int = 0) -> list[str]:
    """Ids of the brand's messages, the newest first; all of them for `done` None."""
    state = "done" if done else f"NOT done AND {NO_SPAM}"
    wish = "" if done is None else f"AND {state} AND NOT hidden AND NOT removed "
    found = rows_of(reader).query(
        f"SELECT id FROM message WHERE brand_id = ? AND deleted_at_us IS NULL {wish}"
        "ORDER BY sent_at_us DESC, id DESC LIMIT ? OFFSET ?",
        (brand_id, limit, offset),
    )
    return [row[0] for row in found]


# ------------------------------------------------------------------ what came in last
def newest_id(reader: Reader) -> str:
    """The id of the message that came in last; "" without any. Ids are in the order of coming in."""
    found = rows_of(reader).first("SELECT max(id) FROM message", ())
    return str(found[0]) if found is not None and found[0] is not None else ""


def ids_after(reader: Reader, id_: str, most: int) -> list[str]:
    """The last `most` messages that came in after one, oldest first."""
    found = rows_of(reader).query("SELECT id FROM message WHERE id > ? ORDER BY id DESC LIMIT ?", (id_, most))
    return [row[0] for row in reversed(found)]
