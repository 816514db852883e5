"""What waits at a platform's own scheduler or went live lately, and is not ours, as it was seen last.

Local: nothing here is journaled.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace as replaced
from typing import Any

from smmdesk.model.foreign import ForeignEntry, ForeignPost
from smmdesk.store.plain import clean_text
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.transaction import Transaction

COLUMNS = ("remote_id", "at_us", "words", "url", "media_count", "live")
NEAR_US = 180_000_000
_OURS = f"""EXISTS (SELECT 1 FROM part WHERE part.channel_id = ? AND (part.receipt_id = ? OR (
abs(part.due_at_us - ?) < {NEAR_US} AND CASE WHEN ? THEN part.state IN ('sending', 'unknown', 'needs_you', 'handed_off')
ELSE part.receipt_id IS NULL AND part.op = 'schedule' AND part.state IN ('sending', 'unknown', 'needs_you') END)))"""
"""The post of a part of ours: by its id, or by its moment while nobody knows how a call ended or while what was handed
off has another name where it is live."""


def replace(tx: Transaction, channel_id: str, posts: Iterable[ForeignPost]) -> int:
    """Keep these for a channel instead of what was kept; ours are left out. Returns how many are not ours."""
    rows = rows_of(tx)
    wanted = {post.remote_id: post for post in map(_clean, posts) if not _is_ours(tx, channel_id, post)}
    kept = rows.select("foreign_post", COLUMNS, {"channel_id": channel_id})
    if {row[0]: _post(row) for row in kept} != wanted:
        rows.delete("foreign_post", channel_id=channel_id)
        for post in wanted.values():
            rows.insert("foreign_post", {"channel_id": channel_id, **{name: getattr(post, name) for name in COLUMNS}})
        tx.touch("foreign_post", channel_id)
    return len(wanted)


def near(reader: Reader, channel_id: str, from_us: int, to_us: int) -> tuple[ForeignPost, ...]:
    """What is or will be on one channel between the two instants (µs, both counted), not ours, in order of time."""
    rows = rows_of(reader)
    found = rows.query(
        f"SELECT {', '.join(COLUMNS)} FROM foreign_post WHERE channel_id = ? AND at_us BETWEEN ? AND ? "
        "ORDER BY at_us, remote_id",
        (channel_id, from_us, to_us),
    )
    return tuple(one for one in map(_post, found) if not _is_ours(reader, channel_id, one))


def _is_ours(reader: Reader, channel_id: str, post: ForeignPost) -> bool:
    found = rows_of(reader).first(f"SELECT {_OURS}", (channel_id, post.remote_id, post.at_us, post.live))
    return bool((found or (0,))[0])


def _clean(post: ForeignPost) -> ForeignPost:
    """Without what no database takes: a platform says what it likes."""
    words, url = clean_text(post.words), clean_text(post.url)
    return replaced(post, remote_id=clean_text(post.remote_id), words=words, url=url)


def _post(row: Sequence[Any]) -> ForeignPost:
    remote_id, at_us, words, url, media_count, live = row
    return ForeignPost(remote_id, at_us, words, url, media_count, bool(live))


def of_brand(reader: Reader, brand_id: str, since_us: int) -> tuple[ForeignEntry, ...]:
    """What waits on the brand's channels after `since_us` and is not ours, in order of time."""
    columns = (f"foreign_post.{name}" for name in ("channel_id", "remote_id", "at_us", "live"))
    ours = _OURS.replace("?", "{}").format(*columns)
    names = ", ".join(f"foreign_post.{name}" for name in COLUMNS)
    found = rows_of(reader).query(
        f"SELECT channel.id, channel.platform, {names} FROM foreign_post "
        "JOIN channel ON channel.id = foreign_post.channel_id WHERE channel.brand_id = ? "
        "AND channel.deleted_at_us IS NULL AND channel.status <> 'archived' AND foreign_post.at_us > ? "
        "AND NOT foreign_post.live "
        f"AND NOT {ours} ORDER BY foreign_post.at_us, foreign_post.remote_id",
        (brand_id, since_us),
    )
    return tuple(ForeignEntry(row[0], row[1], _post(row[2:])) for row in found)
