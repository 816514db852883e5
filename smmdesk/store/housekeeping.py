"""What is thrown away for good, and when: the trash after thirty days, old steps of the journal, unnamed files."""

from dataclasses import dataclass
from datetime import timedelta

from smmdesk.model.media import Asset
from smmdesk.model.moment import to_us
from smmdesk.model.moves import TERMINAL
from smmdesk.model.post import Post
from smmdesk.store import drafts, journal, numbers, queries, running
from smmdesk.store.files import MediaFiles
from smmdesk.store.media_reads import needed
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.store import Store
from smmdesk.system.clock import Clock
from smmdesk.system.paths import Paths

TRASH_KEPT = timedelta(days=30)
JOURNAL_KEPT = timedelta(days=365)
ORPHANS_KEPT = timedelta(days=2)
AT_ONCE = 200


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
    with store.reading() as reader:
        posts = expired_posts(reader, trashed_before_us)
    for start in range(0, len(posts), AT_ONCE):
        with store.transaction() as tx:
            for post_id in posts[start : start + AT_ONCE]:
                tx.erase(Post, post_id)
    with store.transaction() as tx:
        assets = expired_assets(tx, trashed_before_us)
        for asset_id in assets:
            tx.erase(Asset, asset_id)
        steps = journal.forget_before(rows_of(tx), to_us(now - JOURNAL_KEPT))
        drafts.forget_before(rows_of(tx), clock)
        numbers.thin(tx, now.date())
    with store.reading() as reader:
        wanted = queries.wanted_files(reader)
    gone = files.sweep(wanted, ORPHANS_KEPT.total_seconds(), now.timestamp())
    return Tidied(len(posts), len(assets), steps, gone)


def expired_posts(reader: Reader, before_us: int) -> tuple[str, ...]:
    """Posts that lie in the trash since before an instant, and of which nothing is on its way any more."""
    over = ", ".join(f"'{state}'" for state in sorted(TERMINAL))
    found = rows_of(reader).query(
        "SELECT id FROM post WHERE deleted_at_us < ? AND NOT EXISTS (SELECT 1 FROM delivery JOIN part "
        f"ON part.delivery_id = delivery.id WHERE delivery.post_id = post.id AND state NOT IN ({over})) ORDER BY id",
        (before_us,),
    )
    return tuple(row[0] for row in found)


def expired_assets(reader: Reader, before_us: int) -> tuple[str, ...]:
    """Assets that lie in the trash since before an instant and that nothing needs, not even a post in the trash."""
    found = rows_of(reader).query("SELECT id FROM asset WHERE deleted_at_us < ? ORDER BY id", (before_us,))
    used = needed(reader) if found else frozenset()
    return tuple(row[0] for row in found if row[0] not in used)
