"""Earlier versions of a draft: looked at, and brought back without losing what stands there now (ux.md 31)."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import save_in
from smmdesk.desk.steps import step
from smmdesk.model.content import Content, ThreadItem, Wording
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _
from smmdesk.store import drafts
from smmdesk.store.drafts import Version
from smmdesk.store.reader import rows_of

if TYPE_CHECKING:
    from smmdesk.store.reader import Reader

__all__ = ["Version", "keep_version", "restore_version", "version_on", "versions_of"]


def versions_of(desk: Desk, post_id: str) -> tuple[Version, ...]:
    """What a post said before, newest first; never what it says now. Raises ProblemError(not_found)."""
    with desk.store.reading() as reader:
        return drafts.versions_of(reader, reader.get(Post, post_id))


def keep_version(desk: Desk, post_id: str) -> None:
    """What the post says now stays among its versions, however soon something else is written."""
    with desk.store.transaction() as tx:
        drafts.close(rows_of(tx), post_id)


def restore_version(desk: Desk, post_id: str, version_id: str) -> Post:
    """Let the post say again what a version says; what it says now becomes a version itself, and undo brings it back.

    Channels, date and labels stay. Photos that are gone for good are left out. Raises ProblemError(not_found,
    too_late_to_change).
    """
    with step(desk, _("return to an earlier version"), [post_id]) as tx:
        post = tx.get(Post, post_id)
        found = next((one for one in drafts.versions_of(tx, post) if one.id == version_id), None)
        if found is None:
            raise ProblemError("not_found", id=version_id)
        drafts.close(rows_of(tx), post_id)
        return save_in(tx, desk, version_on(tx, post, found))


def version_on(reader: "Reader", post: Post, version: Version) -> Post:
    """`post` with the words and photos of a version, as far as those photos are still here."""
    said = version.post
    uses = [*_uses(said.content), *(use for own in said.wordings for use in _uses(own))]
    here = reader.many(Asset, {use.asset_id for use in uses})

    def known(media: tuple[MediaUse, ...]) -> tuple[MediaUse, ...]:
        return tuple(use for use in media if use.asset_id in here)

    content = replace(said.content, media=known(said.content.media), thread=_thread(said.content.thread, known))
    wordings = tuple(_own(own, known) for own in said.wordings)
    return replace(post, content=content, wordings=wordings)


Known = Callable[[tuple[MediaUse, ...]], tuple[MediaUse, ...]]


def _uses(words: Content | Wording) -> list[MediaUse]:
    return [*(words.media or ()), *(use for item in words.thread or () for use in item.media)]


def _own(own: Wording, known: Known) -> Wording:
    media = None if own.media is None else known(own.media)
    return replace(own, media=media, thread=None if own.thread is None else _thread(own.thread, known))


def _thread(items: tuple[ThreadItem, ...], known: Known) -> tuple[ThreadItem, ...]:
    return tuple(replace(item, media=known(item.media)) for item in items)
