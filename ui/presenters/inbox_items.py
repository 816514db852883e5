"""The rows of the inbox's list as they are read: headings and the messages below them."""

from collections.abc import Callable
from dataclasses import replace

from smmdesk.model.media import Asset
from smmdesk.model.post import Post
from smmdesk.model.words import _
from smmdesk.store import inbox_reads
from smmdesk.store.brand_reads import Brands
from smmdesk.store.inbox_reads import Group, Kind, Only, Which
from smmdesk.store.reader import Reader
from ui.presenters.inbox_rows import InboxHead, InboxRow, InboxRows

Item = InboxHead | InboxRow


def without(items: list[Item], places: list[int]) -> tuple[Item, ...]:
    """The list without some rows: their headings say one less, and go with the last of theirs."""
    made: list[Item | None] = list(items)
    for place in places:
        made[place] = None
        at = next(number for number in range(place, -1, -1) if isinstance(made[number], InboxHead))
        head = made[at]
        assert isinstance(head, InboxHead)
        made[at] = replace(head, count=head.count - 1)
    return tuple(item for item in made if item is not None and not (isinstance(item, InboxHead) and not item.count))


class ItemReader:
    """Reads the list of one brand or of several, inside an open reader."""

    def __init__(self, reader: Reader, brands: Brands, maker: InboxRows, now_us: int) -> None:
        self._reader, self._brands, self._maker, self._now_us = reader, brands, maker, now_us

    def grouped(self, which: Which, wanted: int, only: Only) -> tuple[tuple[Item, ...], int]:
        """As far as `wanted` messages, and how many there are."""
        reader, maker, now_us = self._reader, self._maker, self._now_us
        groups = inbox_reads.groups(reader, self._brands, which, now_us, only)
        total = sum(group.count for group in groups)
        shown: list[tuple[Group, list[str]]] = []
        left = wanted
        for group in groups:
            if left <= 0:
                break
            ids = inbox_reads.ids_in(reader, self._brands, which, group, now_us, left, only)
            shown.append((group, ids))
            left -= len(ids)
        lines = {line.id: line for line in inbox_reads.lines(reader, [key for _group, ids in shown for key in ids])}
        heads = self._heads([group for group, _ids in shown])
        made: list[Item] = []
        for (_group, ids), head in zip(shown, heads, strict=True):
            made += [head, *(maker.row(lines[key]) for key in ids if key in lines)]
        return tuple(made), total

    def _heads(self, groups: list[Group]) -> list[InboxHead]:
        reader = self._reader
        posts = reader.many(Post, {group.post_id for group in groups if group.post_id})
        assets = reader.many(Asset, {use.asset_id for post in posts.values() for use in post.content.media[:1]})
        made = []
        for group in groups:
            post = posts.get(group.post_id or "")
            picture = assets.get(post.content.media[0].asset_id) if post and post.content.media else None
            title = post.content.first_words if post is not None else _NAMES[group.kind]()
            icon = _ICONS[group.kind]
            key = group.post_id or str(group.kind)
            words = title or _("A post without words")
            sha256 = picture.sha256 if picture else ""
            made.append(InboxHead(f"head:{key}", words, group.count, sha256, icon, group.post_id or ""))
        return made

    def found(self, words: str) -> tuple[tuple[Item, ...], int]:
        """The newest with these words, and how many."""
        ids = inbox_reads.found(self._reader, self._brands, words)
        if not ids:
            return (), 0
        title = _("The newest found") if len(ids) >= inbox_reads.FOUND_MOST else _("Found")
        head = InboxHead("head:found", title, len(ids), icon="search")
        return (head, *(self._maker.row(line) for line in inbox_reads.lines(self._reader, ids))), len(ids)


_ICONS = {Kind.POST: "message-circle", Kind.PUBLIC: "at-sign", Kind.PRIVATE: "lock", Kind.FOUND: "rss"}
_NAMES: dict[Kind, Callable[[], str]] = {
    Kind.POST: lambda: _("A post that is gone"),
    Kind.PUBLIC: lambda: _("Other comments, reviews and mentions"),
    Kind.PRIVATE: lambda: _("Private"),
    Kind.FOUND: lambda: _("Heard elsewhere"),
}
