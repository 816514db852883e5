"""Earlier versions of what a post says: one for each half minute of writing, kept thirty days (ux.md 31).

The newest row of a post is what it says now, written over while the writing goes on; the ones before it are where each
stretch of writing ended. A change that takes much away begins a row at once, so that what was there stays.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from smmdesk.model.moment import to_us
from smmdesk.model.post import Post
from smmdesk.store.plain import Plain, dumps
from smmdesk.store.post_rows import CONTENT_FIELDS, post_fields, with_post_field
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.statements import Cell, Rows
from smmdesk.system.clock import Clock

STRETCH_US = 30_000_000
KEPT = timedelta(days=30)
MUCH = 20
"""So many characters fewer at once are a loss, not a correction."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a post said until `at_us` (microseconds UTC, when it was last saved so): the post with those words."""

    id: str
    at_us: int
    post: Post


def note(rows: Rows, old: Post, new: Post, now_us: int, new_id: Callable[[], str]) -> None:
    """Remember what `new` says, and what `old` said where that is not remembered yet. Part of each write of a post."""
    if old.content == new.content and old.wordings == new.wordings:
        return
    was, said = _said(old), _said(new)
    newest = rows.first(
        "SELECT id, begun_us, at_us FROM post_version WHERE post_id = ? ORDER BY at_us DESC, id DESC LIMIT 1", (new.id,)
    )
    if newest is None and now_us - old.created_at_us >= STRETCH_US and not _is_empty(old):
        _insert(rows, new_id(), new.id, old.created_at_us, was, begun_us=0)
    goes_on = newest is not None and 0 <= now_us - newest[1] < STRETCH_US and not _loses(was, said)
    if newest is not None and goes_on:
        rows.update("post_version", {"at_us": now_us, "fields": dumps(said)}, id=newest[0])
    else:
        _insert(rows, new_id(), new.id, now_us, said, begun_us=now_us)


def close(rows: Rows, post_id: str) -> None:
    """What the post says now stays a version, whatever is written next and how soon."""
    rows.update("post_version", {"begun_us": 0}, post_id=post_id)


def keep(rows: Rows, post: Post, new_id: str) -> None:
    """`close` for what `post` says, also where nothing is remembered of it yet; the version's id is `new_id` then."""
    if rows.first("SELECT id FROM post_version WHERE post_id = ? LIMIT 1", (post.id,)) is None:
        _insert(rows, new_id, post.id, post.created_at_us, _said(post), begun_us=0)
    close(rows, post.id)


def versions_of(reader: Reader, post: Post, limit: int = 500) -> tuple[Version, ...]:
    """What `post` said before, newest first; never what it says now."""
    found = rows_of(reader).query(
        "SELECT id, at_us, fields FROM post_version WHERE post_id = ? ORDER BY at_us DESC, id DESC LIMIT ?",
        (post.id, limit),
    )
    return tuple(_worth_telling(post, [Version(row[0], row[1], _with(post, json.loads(row[2]))) for row in found]))


def forget_before(rows: Rows, clock: Clock) -> int:
    """Remove what is older than thirty days; returns how many versions went."""
    before_us = to_us(clock.now() - KEPT)
    return rows.connection.execute("DELETE FROM post_version WHERE at_us < ?", (before_us,)).rowcount


def _worth_telling(post: Post, found: list[Version]) -> Iterator[Version]:
    """Each that differs from the one told before it, beginning with what the post says now."""
    last = _said(post)
    for version in found:
        said = _said(version.post)
        if said != last and not _is_empty(version.post):
            yield version
            last = said


def _insert(rows: Rows, version_id: str, post_id: str, at_us: int, said: Mapping[str, Plain], begun_us: int) -> None:
    cells: dict[str, Cell] = {
        "id": version_id,
        "post_id": post_id,
        "begun_us": begun_us,
        "at_us": at_us,
        "fields": dumps(said),
    }
    rows.insert("post_version", cells)


def _said(post: Post) -> dict[str, Plain]:
    """What a post says, by field; fields with nothing in them are left out."""
    return {name: plain for name, plain in post_fields(post, ()).items() if _is_words(name) and plain}


def _is_words(name: str) -> bool:
    return name in CONTENT_FIELDS or name.startswith("wordings.")


def _with(post: Post, said: Mapping[str, Any]) -> Post:
    """`post` saying what a version says; everything else as it is."""
    made = replace(post, wordings=())
    empty = dict(post_fields(replace(post, content=type(post.content)()), ()))
    for name in CONTENT_FIELDS:
        made = with_post_field(made, name, said.get(name, empty[name]))
    for name, plain in said.items():
        if name.startswith("wordings."):
            made = with_post_field(made, name, plain)
    return made


def _is_empty(post: Post) -> bool:
    return post.content.is_empty and not post.content.first_comment and not post.wordings


def _loses(was: Mapping[str, Plain], said: Mapping[str, Plain]) -> bool:
    """Whether much less is said, in one field or in all."""
    return any(len(dumps(was[name])) - len(dumps(said.get(name, ""))) > MUCH for name in was)
