"""Who passed something of ours on, without a word: kept by account while it is counted, and never shown as a message.

Whose it is follows from the accounts of cards, so that what is merged, split or undone there needs nothing here.
"""

import json
from collections.abc import Iterable

from smmdesk.model.message import Shared
from smmdesk.model.person import Identity
from smmdesk.store.forgotten import Forgotten, account_names
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.transaction import Transaction

KEPT_DAYS = 90
"""As long as they count for advocates (people_reads.ADVOCATE_DAYS)."""
KEPT_US = KEPT_DAYS * 86_400_000_000
OF_CARDS = (
    "share CROSS JOIN person_account INDEXED BY ix_person_account_remote ON person_account.brand_id = share.brand_id "
    "AND person_account.platform = share.platform AND person_account.remote_id = share.author_remote_id"
)
"""The shares of those who have a card, with it."""


def keep(
    tx: Transaction, brand_id: str, channel_id: str, shared: Iterable[Shared], about: dict[str, str], now_us: int
) -> None:
    """Write down what is new of it; `about` is the post by the remote id that was passed on."""
    rows = rows_of(tx)
    for one in shared:
        if one.at_us < now_us - KEPT_US:
            continue
        rows.query(
            "INSERT OR IGNORE INTO share (channel_id, remote_id, brand_id, platform, author_remote_id, post_id, at_us) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(channel_id, one.remote_id, brand_id, one.author.platform, one.author.remote_id),
                *(about.get(one.about_remote_id), min(one.at_us, now_us)),
            ),
        )
        tx.touch("share", channel_id)


def often(reader: Reader, brand_id: str, platform: str, remote_ids: Iterable[str]) -> frozenset[str]:
    """Those of these accounts who did it more than once."""
    found = rows_of(reader).query(
        "SELECT author_remote_id FROM share WHERE brand_id = ? AND platform = ? "
        "AND author_remote_id IN (SELECT value FROM json_each(?)) GROUP BY author_remote_id HAVING count(*) > 1",
        (brand_id, platform, json.dumps(list(remote_ids))),
    )
    return frozenset(row[0] for row in found)


def forget(tx: Transaction, brand_id: str, accounts: Iterable[tuple[str, str]]) -> None:
    """Remove all of these accounts (platform, remote id)."""
    for platform, remote_id in accounts:
        rows_of(tx).delete("share", brand_id=brand_id, platform=platform, author_remote_id=remote_id)


def forget_again(tx: Transaction, known: Forgotten) -> None:
    """Remove what an older copy brought back of those who are to stay forgotten."""
    rows = rows_of(tx)
    for platform, remote_id in rows.query("SELECT DISTINCT platform, author_remote_id FROM share"):
        since_us = known.since_us(*account_names(Identity(platform, remote_id)))
        if since_us:
            rows.query(
                "DELETE FROM share WHERE platform = ? AND author_remote_id = ? AND at_us <= ?",
                (platform, remote_id, since_us),
            )


def forget_before(tx: Transaction, before_us: int) -> None:
    """Remove what is older than an instant."""
    rows_of(tx).query("DELETE FROM share WHERE at_us < ?", (before_us,))
