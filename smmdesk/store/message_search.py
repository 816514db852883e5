"""Full-text search over messages: what they say and who wrote them, with and without accents."""

from collections.abc import Iterable, Sequence

from smmdesk.model.message import Message
from smmdesk.store import driver
from smmdesk.store.plain import clean_text, dumps
from smmdesk.store.statements import Rows, conditions

TABLE = "message_search"
CREATE = (
    "CREATE VIRTUAL TABLE message_search USING fts5"
    "(text, author, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
)

FEW = 20
"""Up to so many rows are taken out of the index's file at once: a millisecond or two each."""
_KNOWN = (
    "SELECT message_id, number, text, author FROM message_search_row LEFT JOIN message_search "
    "ON message_search.rowid = number WHERE message_id IN (SELECT value FROM json_each(?))"
)
_INSERT = "INSERT INTO message_search (rowid, text, author) VALUES (?, ?, ?)"


def same_words(old: Message, new: Message) -> bool:
    """Whether the index says the same of both."""
    return (old.text, old.person_id) == (new.text, new.person_id)


def refresh(rows: Rows, messages: Sequence[Message]) -> None:
    """Write these messages into the index afresh. Words that were taken back leave it at once; by whom many of them
    were may be left in its file, where nothing finds it, until `forget_removed`."""
    if not messages:
        return
    known = {row[0]: row[1:] for row in rows.query(_KNOWN, (dumps([message.id for message in messages]),))}
    names = _names(rows, {message.person_id for message in messages if message.person_id})
    edited: list[tuple[int, str, str]] = []
    renamed: list[tuple[str, int]] = []
    fresh: list[tuple[str, str, str, str]] = []
    for one in messages:
        words = (clean_text(one.text), names.get(one.person_id or "", ""))
        number, *before = known.get(one.id, (0, None, None))
        if not number:
            fresh.append((one.id, one.brand_id, *words))
        elif before[0] != words[0]:
            edited.append((number, *words))
        elif before[1] != words[1]:
            renamed.append((words[1], number))
    _write_again(rows, sorted(edited))
    _name(rows, sorted(renamed, key=lambda each: each[1]))
    _add(rows, fresh)


def _write_again(rows: Rows, edited: Sequence[tuple[int, str, str]]) -> None:
    if edited:
        if driver.index_can_forget(driver.version()):
            forget_removed(rows)
        rows.connection.executemany("DELETE FROM message_search WHERE rowid = ?", [(one[0],) for one in edited])
        rows.connection.executemany(_INSERT, edited)


def _add(rows: Rows, fresh: Sequence[tuple[str, str, str, str]]) -> None:
    """Message id, brand id, text and author."""
    last = rows.query("SELECT coalesce(max(number), 0) FROM message_search_row")[0][0]
    numbered = list(enumerate(fresh, start=last + 1))
    rows.insert_many(
        "message_search_row",
        [{"number": number, "message_id": one[0], "brand_id": one[1]} for number, one in numbered],
    )
    rows.connection.executemany(_INSERT, [(number, *one[2:]) for number, one in numbered])


def _names(rows: Rows, person_ids: Iterable[str]) -> dict[str, str]:
    people = tuple(person_ids)
    found = rows.select("person", ("id", "name"), conditions({"id": people})) if people else ()
    return {row[0]: row[1] for row in found}


def rename(rows: Rows, person_id: str, name: str) -> None:
    """Who wrote is called otherwise now; "" for nobody any more."""
    numbers = rows.query(
        "SELECT number FROM message_search_row JOIN message ON message.id = message_id WHERE person_id = ? "
        "ORDER BY number",
        (person_id,),
    )
    _name(rows, [(name, row[0]) for row in numbers])


def _name(rows: Rows, named: Sequence[tuple[str, int]]) -> None:
    """Author and number, in the order of the numbers."""
    if len(named) > FEW:
        _leave_in(rows)
    rows.connection.executemany("UPDATE message_search SET author = ? WHERE rowid = ?", named)


def remove(rows: Rows, message_ids: Sequence[str]) -> None:
    """Take these out of the index; what many of them said is gone from its file with `forget_removed`."""
    wanted = dumps(list(message_ids))
    among = "message_id IN (SELECT value FROM json_each(?))"
    numbers = rows.query(f"SELECT number FROM message_search_row WHERE {among} ORDER BY number", (wanted,))
    if len(numbers) > FEW:
        _leave_in(rows)
    rows.connection.executemany("DELETE FROM message_search WHERE rowid = ?", numbers)
    rows.query(f"DELETE FROM message_search_row WHERE {among}", (wanted,))


def _leave_in(rows: Rows) -> None:
    """From now on the file of the index keeps what is replaced in it: a hundred times as fast."""
    if forgets_at_once(rows):
        rows.query("INSERT INTO message_search (message_search, rank) VALUES ('secure-delete', 0)")


def forgets_at_once(rows: Rows) -> bool:
    """Whether nothing that was removed lies in the file of the index, nor will."""
    row = rows.first("SELECT v FROM message_search_config WHERE k = 'secure-delete'")
    return row is not None and bool(int(row[0]))


def forget_removed(rows: Rows) -> None:
    """Take removed words out of the file of the index, where it was let keep them, or this SQLite always does until it
    tidies up by itself."""
    if forgets_at_once(rows):
        return
    rows.query("INSERT INTO message_search (message_search) VALUES ('optimize')")
    if driver.index_can_forget(driver.version()):
        rows.query("INSERT INTO message_search (message_search, rank) VALUES ('secure-delete', 1)")


def rebuild(rows: Rows) -> None:
    """Make the whole index again."""
    rows.query("DELETE FROM message_search")
    rows.query("DELETE FROM message_search_row")
    rows.query(
        "INSERT INTO message_search_row (number, message_id, brand_id) "
        "SELECT row_number() OVER (ORDER BY sent_at_us, id), id, brand_id FROM message"
    )
    rows.query(
        "INSERT INTO message_search (rowid, text, author) SELECT number, text, coalesce(person.name, '') "
        "FROM message_search_row JOIN message ON message.id = message_id LEFT JOIN person ON person.id = person_id"
    )
