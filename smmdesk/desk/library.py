"""The media library: names, folders, tags, descriptions, whose a photo is, and what nobody needs any more.

Each intent is one step for undo. Files on disk are not touched: what is thrown away lies in the trash for thirty days.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from smmdesk.desk.desk import Desk
from smmdesk.desk.steps import step
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _, ngettext
from smmdesk.store.media_reads import library, needed

NAME_MOST = 120
TAG_MOST = 40
TAGS_MOST = 30
TEXT_MOST = 2_000
Edit = Callable[[Asset], Asset]


def rename(desk: Desk, asset_id: str, name: str) -> Asset:
    """Call a photo something else; an empty name changes nothing. Raises ProblemError(not_found)."""
    wanted = one_line(name, NAME_MOST)
    return _edit(desk, _("renaming"), [asset_id], lambda asset: replace(asset, name=wanted or asset.name))[0]


def describe(desk: Desk, asset_id: str, language: str, text: str) -> Asset:
    """The description that a new use begins with, in one language. Raises ProblemError(not_found)."""
    words = text.strip()[:TEXT_MOST]

    def edit(asset: Asset) -> Asset:
        alt = {known: said for known, said in asset.alt.items() if known != language}
        return replace(asset, alt={**alt, language: words} if words else alt)

    return _edit(desk, _("description"), [asset_id], edit)[0]


def credit(desk: Desk, asset_id: str, text: str) -> Asset:
    """Whose it is, and what it may be used for. Raises ProblemError(not_found)."""
    words = text.strip()[:TEXT_MOST]
    return _edit(desk, _("rights note"), [asset_id], lambda asset: replace(asset, credit=words))[0]


def put_in(desk: Desk, asset_ids: Iterable[str], folder: str) -> tuple[Asset, ...]:
    """Into a folder of the library (empty: none). Raises ProblemError(not_found)."""
    wanted = one_line(folder, TAG_MOST)
    return _edit(desk, _("change of folder"), asset_ids, lambda asset: replace(asset, folder=wanted))


def tag(desk: Desk, asset_ids: Iterable[str], add: Iterable[str] = (), remove: Iterable[str] = ()) -> tuple[Asset, ...]:
    """Put tags on and take others off; case does not make another tag. Raises ProblemError(not_found)."""
    gone = {name.casefold() for name in remove}
    new = [name for name in (one_line(name.lstrip("#"), TAG_MOST) for name in add) if name]

    def edit(asset: Asset) -> Asset:
        kept = [name for name in asset.tags if name.casefold() not in gone]
        known = {name.casefold() for name in kept}
        for name in new:
            if name.casefold() not in known:
                kept.append(name)
                known.add(name.casefold())
        return replace(asset, tags=tuple(kept[:TAGS_MOST]))

    return _edit(desk, _("tags"), asset_ids, edit)


def trash(desk: Desk, asset_ids: Iterable[str]) -> int:
    """Into the trash for thirty days; says how many went. Raises ProblemError(media_in_use): nothing went."""
    chosen = tuple(asset_ids)
    label = ngettext("deleting {count} file", "deleting {count} files", len(chosen)).format(count=len(chosen))
    with step(desk, label) as tx:
        used = needed(tx, chosen)
        if used:
            first = tx.get(Asset, min(used))
            raise ProblemError("media_in_use", name=first.name, count=len(used))
        for asset_id in chosen:
            tx.trash(Asset, asset_id)
    return len(chosen)


def clean(desk: Desk, brand_id: str) -> int:
    """Everything that nothing needs into the trash, as one step; says how many went."""
    unused = unneeded(desk, brand_id)
    if not unused:
        return 0
    label = ngettext("clean-up of {count} file", "clean-up of {count} files", len(unused)).format(count=len(unused))
    with step(desk, label) as tx:
        used = needed(tx, unused)
        gone = [asset_id for asset_id in unused if asset_id not in used]
        for asset_id in gone:
            tx.trash(Asset, asset_id)
    return len(gone)


def unneeded(desk: Desk, brand_id: str) -> tuple[str, ...]:
    """Ids of what nothing needs, the newest first."""
    with desk.store.reading() as reader:
        used = needed(reader)
        return tuple(row.id for row in library(reader, brand_id) if row.id not in used)


def posts_of(desk: Desk, brand_id: str, asset_ids: Sequence[str], first: Moment, apart: timedelta) -> tuple[Post, ...]:
    """A dated draft for each file, so far apart, as one step. Raises ProblemError(not_found)."""
    count = len(asset_ids)
    label = ngettext("{count} new post", "{count} new posts", count).format(count=count)
    made = []
    with step(desk, label) as tx:
        brand = tx.get(Brand, brand_id)
        for asset in (tx.get(Asset, asset_id) for asset_id in asset_ids):
            content = Content(media=(MediaUse(asset.id, dict(asset.alt)),))
            base = Post(desk.clock.new_id(), brand_id, created_at_us=desk.now_us(), language=brand.language)
            made.append(tx.put(replace(base, content=content, planned=first)))
            first = first.plus(apart)
    return tuple(made)


def keep_place(desk: Desk, brand_id: str, keep: bool) -> Brand:
    """Whether photos and films leave with the place where they were taken. Raises ProblemError(not_found)."""
    with step(desk, _("location of photos")) as tx:
        brand = tx.get(Brand, brand_id)
        return tx.put(replace(brand, keeps_place=keep)) if brand.keeps_place != keep else brand


def one_line(text: str, most: int) -> str:
    """One plain line of at most `most` characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:most].strip()


def _edit(desk: Desk, label: str, asset_ids: Iterable[str], edit: Edit) -> tuple[Asset, ...]:
    with step(desk, label) as tx:
        found = []
        for asset_id in asset_ids:
            asset = tx.get(Asset, asset_id)
            wanted = edit(asset)
            found.append(tx.put(wanted) if wanted != asset else asset)
    return tuple(found)
