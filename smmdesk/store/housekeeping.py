"""What is thrown away for good, and when: the trash after thirty days, old steps of the journal, unnamed files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from smmdesk.model.media import Asset
from smmdesk.model.moment import to_us
from smmdesk.model.moves import TERMINAL
from smmdesk.model.post import Post
from smmdesk.store import drafts, journal, numbers, queries, running
from smmdesk.store.files import MediaFiles
from smmdesk.store.media_reads import needed
from smmdesk.store.plain import dumps
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.statements import Cell
from smmdesk.store.store import Store
from smmdesk.system.clock import Clock, pause
from smmdesk.system.paths import Paths

TRASH_KEPT = timedelta(days=30)
JOURNAL_KEPT = timedelta(days=365)
ORPHANS_KEPT = timedelta(days=2)
AT_ONCE, ASSETS_AT_ONCE = 25, 250
"""Rows of one commit: a window that wants to write waits no longer than they take."""
GIVING_WAY_S = 0.025
"""Between two commits: whoever waits for the file looks every now and then whether it is free."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """How much went."""

    posts: int = 0
    assets: int = 0
    steps: int = 0
    files: int = 0


def tidy(store: Store, files: MediaFiles, clock: Clock) -> Tidied:
    """One round, in small transactions: call it once a day, on a thread. Raises ProblemError as a transaction does.

    What was thrown away while a window is open stays until it is closed: its undo still works (fault 89).
    """
    now = clock.now()
    open_since_us = running.others_since_us(Paths(store.folder))
    trashed_before_us = to_us(now - TRASH_KEPT)
    if open_since_us is not None:
        trashed_before_us = min(trashed_before_us, open_since_us)
    posts = _erase_posts(store, trashed_before_us)
    assets = _erase_assets(store, trashed_before_us)
    with store.transaction() as tx:
        steps = journal.forget_before(rows_of(tx), to_us(now - JOURNAL_KEPT))
        drafts.forget_before(rows_of(tx), clock)
        numbers.thin(tx, now.date())
    with store.reading() as reader:
        wanted = queries.wanted_files(reader)
    gone = files.sweep(wanted, ORPHANS_KEPT.total_seconds(), now.timestamp())
    return Tidied(posts, assets, steps, gone)


def _erase_posts(store: Store, before_us: int) -> int:
    with store.reading() as reader:
        posts = expired_posts(reader, before_us)
    gone = 0
    for start in range(0, len(posts), AT_ONCE):
        with store.transaction() as tx:  # asked anew: one may have been taken out of the trash meanwhile
            for post_id in expired_posts(tx, before_us, posts[start : start + AT_ONCE]):
                tx.erase(Post, post_id)
                gone += 1
        pause(GIVING_WAY_S)
    return gone


def _erase_assets(store: Store, before_us: int) -> int:
    with store.reading() as reader:
        count = len(expired_assets(reader, before_us))
    gone = 0
    for _start in range(0, count, ASSETS_AT_ONCE):
        with store.transaction() as tx:
            for asset_id in expired_assets(tx, before_us)[:ASSETS_AT_ONCE]:
                tx.erase(Asset, asset_id)
                gone += 1
        pause(GIVING_WAY_S)
    return gone


def expired_posts(reader: Reader, before_us: int, among: Sequence[str] | None = None) -> tuple[str, ...]:
    """Posts that lie in the trash since before an instant, and of which nothing is on its way any more; `among` these
    where they are given."""
    over = ", ".join(f"'{state}'" for state in sorted(TERMINAL))
    asked = "deleted_at_us < ?"
    cells: list[Cell] = [before_us]
    if among is not None:
        asked, cells = f"{asked} AND id IN (SELECT value FROM json_each(?))", [before_us, dumps(list(among))]
    found = rows_of(reader).query(
        f"SELECT id FROM post WHERE {asked} AND NOT EXISTS (SELECT 1 FROM delivery JOIN part "
        f"ON part.delivery_id = delivery.id WHERE delivery.post_id = post.id AND state NOT IN ({over})) ORDER BY id",
        cells,
    )
    return tuple(row[0] for row in found)


def expired_assets(reader: Reader, before_us: int) -> tuple[str, ...]:
    """Assets that lie in the trash since before an instant and that nothing needs, not even a post in the trash."""
    found = rows_of(reader).query("SELECT id FROM asset WHERE deleted_at_us < ? ORDER BY id", (before_us,))
    used = needed(reader) if found else frozenset()
    return tuple(row[0] for row in found if row[0] not in used)
