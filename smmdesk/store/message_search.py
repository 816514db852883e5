"""Full-text search over messages: what they say and who wrote them, with and without accents."""

from collections.abc import Iterable, Sequence

from smmdesk.model.message import Message
from smmdesk.store import driver
from smmdesk.store.plain import clean_text
from smmdesk.store.statements import Cell, Rows, conditions

TABLE = "message_search"
CREATE = (
    "CREATE VIRTUAL TABLE message_search USING fts5"
    "(text, author, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
)


def same_words(old: Message, new: Message) -> bool:
    """Whether the index says the same of both."""
    return (old.text, old.person_id) == (new.text, new.person_id)


def refresh(rows: Rows, messages: Sequence[Message]) -> None:
    """Write these messages into the index afresh."""
    if not messages:
        return
    ids = tuple(message.id for message in messages)
    known = {
        row[0]: row[1] for row in rows.select("message_search_row", ("message_id", "number"), _in("message_id", ids))
    }
    rows.connection.executemany("DELETE FROM message_search WHERE rowid = ?", [(number,) for number in known.values()])
    fresh = [message for message in messages if message.id not in known]
    last = rows.query("SELECT coalesce(max(number), 0) FROM message_search_row")[0][0]
    made = {message.id: number for number, message in enumerate(fresh, start=last + 1)}
    rows.insert_many(
        "message_search_row",
        [{"number": made[one.id], "message_id": one.id, "brand_id": one.brand_id} for one in fresh],
    )
    people = tuple({message.person_id for message in messages if message.person_id})
    names = {row[0]: row[1] for row in rows.select("person", ("id", "name"), _in("id", people))} if people else {}
    numbers = {**known, **made}
    rows.connection.executemany(
        "INSERT INTO message_search (rowid, text, author) VALUES (?, ?, ?)",
        [(numbers[one.id], clean_text(one.text), names.get(one.person_id or "", "")) for one in messages],
    )


def rename(rows: Rows, person_id: str, name: str) -> None:
    """Who wrote is called otherwise now; "" for nobody any more."""
    numbers = rows.query(
        "SELECT number FROM message_search_row JOIN message ON message.id = message_id WHERE person_id = ?",
        (person_id,),
    )
    rows.connection.executemany(
        "UPDATE message_search SET author = ? WHERE rowid = ?", [(name, row[0]) for row in numbers]
    )


def remove(rows: Rows, message_id: str) -> None:
    row = rows.first("SELECT number FROM message_search_row WHERE message_id = ?", (message_id,))
    if row is not None:
        rows.query("DELETE FROM message_search WHERE rowid = ?", (row[0],))
        rows.delete("message_search_row", message_id=message_id)


def forget_removed(rows: Rows) -> None:
    """Take removed words out of the index where this SQLite leaves them in until it tidies up by itself."""
    if not driver.index_can_forget(driver.version()):
        rows.query("INSERT INTO message_search (message_search) VALUES ('optimize')")


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


def _in(column: str, ids: Iterable[str]) -> dict[str, Cell]:
    return conditions({column: tuple(ids)})
