"""The media library as one list: light rows of every photo, film and document, and which of them something needs."""

import json
import re
from collections.abc import Iterable
from typing import NamedTuple

from smmdesk.store.reader import Reader, rows_of

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_GIVEN = (("contribution", "assets"), ("contribution", "consents"))
_TELLING = (
    ("template", "content"),
    ("template", "wordings"),
    ("evergreen", "content"),
    ("evergreen", "wordings"),
    ("series", "content"),
    ("series", "wordings"),
    ("post", "card"),
    ("post_wording", "card"),
    ("delivery", "content"),
    ("answer_draft", "media"),
    *_GIVEN,
)
"""Columns whose text may name an asset."""


class MediaRow(NamedTuple):
    """One asset for a list. `words` is all that a search looks into, folded; `used` by a post that is not in the trash,
    `described` when it has a description in any language."""

    id: str
    sha256: str
    name: str
    mime: str
    width_px: int
    height_px: int
    duration_ms: int
    pages: int
    folder: str
    tags: tuple[str, ...]
    words: str
    described: bool
    used: bool

    @property
    def is_video(self) -> bool:
        return self.mime.startswith("video/")

    @property
    def is_document(self) -> bool:
        return self.pages > 0


def library(reader: Reader, brand_id: str) -> tuple[MediaRow, ...]:
    """Every asset of a brand that is not in the trash, the newest first."""
    used = _in_posts(reader)
    found = rows_of(reader).query(
        "SELECT id, sha256, name, mime, width_px, height_px, duration_ms, pages, folder, tags, alt, credit FROM asset "
        "WHERE brand_id = ? AND deleted_at_us IS NULL ORDER BY added_at_us DESC, id DESC",
        (brand_id,),
    )
    made = []
    for asset_id, sha256, name, mime, width, height, duration, pages, folder, tags, alt, credit in found:
        known_tags = tuple(json.loads(tags)) if tags != "[]" else ()
        texts = tuple(json.loads(alt).values()) if alt != "{}" else ()
        words = "\n".join((name, folder, credit, *known_tags, *texts)).casefold()
        sizes = (width, height, duration, pages)
        is_used = asset_id in used
        made.append(MediaRow(asset_id, sha256, name, mime, *sizes, folder, known_tags, words, any(texts), is_used))
    return tuple(made)


def _in_posts(reader: Reader) -> frozenset[str]:
    """Ids of what a post that is not in the trash shows, as its photo or as a film's cover."""
    found = rows_of(reader).query(
        "SELECT asset_id, cover_asset_id FROM post_media JOIN post ON post.id = post_id WHERE deleted_at_us IS NULL", ()
    )
    return frozenset(asset_id for row in found for asset_id in row if asset_id)


def needed(reader: Reader, asset_ids: Iterable[str] = (), *, given: bool = True) -> frozenset[str]:
    """Ids of all assets that anything needs: posts (also in the trash), covers, templates, evergreen posts, series,
    link cards, replies (also one that was begun), the brand's picture, what customers gave and the proof of what they
    agreed to (not without `given`). `asset_ids` are looked for; none: any."""
    rows = rows_of(reader)
    found = {row[0] for row in rows.query("SELECT asset_id FROM post_media", ())}
    found |= {row[0] for row in rows.query("SELECT DISTINCT cover_asset_id FROM post_media", ()) if row[0]}
    found |= {row[0] for row in rows.query("SELECT logo_asset_id FROM brand", ()) if row[0]}
    for table, column in _TELLING if given else _TELLING[: -len(_GIVEN)]:
        for (text,) in rows.query(f"SELECT {column} FROM {table} WHERE {column} LIKE '%-7%'", ()):
            found.update(_ID.findall(text))
    wanted = frozenset(asset_ids)
    return frozenset(found & wanted) if wanted else frozenset(found)


def posts_with(reader: Reader, asset_id: str) -> tuple[str, ...]:
    """Ids of the posts (not in the trash) that show an asset, the newest first."""
    found = rows_of(reader).query(
        "SELECT DISTINCT post_id FROM post_media JOIN post ON post.id = post_id "
        "WHERE (asset_id = ? OR cover_asset_id = ?) AND deleted_at_us IS NULL ORDER BY post_id DESC",
        (asset_id, asset_id),
    )
    return tuple(row[0] for row in found)
