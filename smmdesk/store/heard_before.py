"""That a message was read or answered, without a word of it or of who wrote it: what a copy keeps of messages.

After a restore the platforms tell their newest messages once more; what was answered must not wait for an answer again.
A mark is a digest of the channel and the remote id (which may name a person), used once, when that message is heard.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import NamedTuple

from smmdesk.store import driver
from smmdesk.store.reader import rows_of
from smmdesk.store.transaction import Transaction

MARK_DIGITS = 32


class Before(NamedTuple):
    """What had become of a message."""

    read: bool
    done: bool
    snoozed_until_us: int | None


def mark_of(channel_id: str, remote_id: str) -> str:
    return hashlib.sha256(f"{channel_id}\n{remote_id}".encode()).hexdigest()[:MARK_DIGITS]


def keep_all(copy: driver.Connection) -> None:
    """Mark every message of a database that a person has seen; inside the caller's transaction."""
    found = copy.execute(
        "SELECT channel_id, remote_id, read, done, snoozed_until_us FROM message "
        "WHERE read OR done OR snoozed_until_us IS NOT NULL"
    ).fetchall()
    copy.executemany(
        "INSERT OR REPLACE INTO heard_before (mark, read, done, snoozed_until_us) VALUES (?, ?, ?, ?)",
        [(mark_of(channel_id, remote_id), *state) for channel_id, remote_id, *state in found],
    )


def take(tx: Transaction, channel_id: str, remote_ids: Iterable[str]) -> dict[str, Before]:
    """What is known of these messages of a channel, by remote id; it is forgotten here, as the message says it now."""
    rows = rows_of(tx)
    marks = {mark_of(channel_id, remote_id): remote_id for remote_id in remote_ids}
    found = rows.query(
        "SELECT mark, read, done, snoozed_until_us FROM heard_before WHERE mark IN (SELECT value FROM json_each(?))",
        (json.dumps(list(marks)),),
    )
    for row in found:
        rows.delete("heard_before", mark=row[0])
    return {marks[mark]: Before(bool(read), bool(done), until_us) for mark, read, done, until_us in found}
