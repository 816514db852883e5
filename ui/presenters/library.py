"""The media library: what is shown of it, what is chosen, and what a person can do with that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from smmdesk.desk import library
from smmdesk.desk.brands import open_brand
from smmdesk.desk.desk import Desk
from smmdesk.desk.unwritten import Unwritten, What
from smmdesk.model.changes import Changes
from smmdesk.model.dates import say_time
from smmdesk.model.media import Asset
from smmdesk.model.mentions import bare
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.post import Post
from smmdesk.model.words import _, ngettext
from smmdesk.store import media_reads
from smmdesk.store.media_reads import MediaRow
from ui.bridge import Bridge
from ui.presenters.library_taking import LibraryTaking
from ui.presenters.media_words import say_facts
from ui.presenters.versions import begins

KINDS = ("all", "photos", "videos", "documents", "unused")
CUSTOMERS = "customers"
"""Not a kind of file: what customers made, with their consent."""
POSTS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class UsedIn:
    """A post that shows the file: its first words, and when."""

    post_id: str
    words: str
    when: str


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of the one file that is chosen. `facts` are lines for people."""

    asset: Asset
    facts: tuple[str, ...]
    used_in: tuple[UsedIn, ...]
    more_uses: int = 0


class LibraryPresenter(QObject):
    """`rows` what is shown; `changed` when that, the choice or the progress is another."""

    changed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge = bridge
        self.brand = open_brand(bridge.desk)
        self.kind, self.text, self.folder, self.tag = "all", "", "", ""
        self.everything: tuple[MediaRow, ...] = ()
        self.rows: tuple[MediaRow, ...] = ()
        self.folders: tuple[str, ...] = ()
        self.tags: tuple[str, ...] = ()
        self.chosen: tuple[str, ...] = ()
        self.edits = LibraryEdits(self)
        self.taking = LibraryTaking(bridge, self.brand.id, self.changed.emit, self._taken)
        self._details: Details | None = None
        self._is_closed = False
        bridge.changed.connect(self._desk_changed)
        self._read()

    def close(self) -> None:
        self.taking.stop()
        if not self._is_closed:
            self._is_closed = True
            self.bridge.changed.disconnect(self._desk_changed)

    @property
    def desk(self) -> Desk:
        return self.bridge.desk

    # -- what is shown
    def search(self, text: str) -> None:
        self.text = text
        self._filter()

    def show_only(self, kind: str) -> None:
        self.kind = kind if kind in (*KINDS, CUSTOMERS) else "all"
        self._filter()

    def show_folder(self, folder: str) -> None:
        self.folder = folder
        self._filter()

    def show_tag(self, tag: str) -> None:
        self.tag = tag
        self._filter()

    def clear_filters(self) -> None:
        self.kind, self.text, self.folder, self.tag = "all", "", "", ""
        self._filter()

    @property
    def is_filtered(self) -> bool:
        return bool(self.kind != "all" or self.text.strip() or self.folder or self.tag)

    def counts(self) -> dict[str, int]:
        """How many there are of each kind."""
        videos = sum(row.is_video for row in self.everything)
        documents = sum(row.is_document for row in self.everything)
        unused = sum(not row.used for row in self.everything)
        return {
            "all": len(self.everything),
            "photos": len(self.everything) - videos - documents,
            "videos": videos,
            "documents": documents,
            "unused": unused,
        }

    # -- the choice
    def choose(self, ids: Iterable[str]) -> None:
        """These are chosen now, in this order."""
        wanted = tuple(ids)
        if wanted != self.chosen:
            self.chosen = wanted
            self._details = None
            self.changed.emit()

    @property
    def details(self) -> Details | None:
        """Of the one that is chosen; None for none or many."""
        if len(self.chosen) != 1:
            return None
        if self._details is None:
            self._details = self._read_details(self.chosen[0])
        return self._details

    # -- reading
    def _taken(self, new: Sequence[str]) -> None:
        """Files came in: the first of them that is shown is chosen."""
        self._read()
        shown = {row.id for row in self.rows}
        self.chosen = tuple(asset_id for asset_id in new if asset_id in shown)[:1]
        self._details = None

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("asset", "post", "brand"):
            self._read()
            self.changed.emit()

    def _read(self) -> None:
        with self.desk.store.reading() as reader:
            self.everything = media_reads.library(reader, self.brand.id)
        self.folders = tuple(sorted({row.folder for row in self.everything if row.folder}, key=bare))
        self.tags = tuple(sorted({tag for row in self.everything for tag in row.tags}, key=bare))
        self.folder = self.folder if self.folder in self.folders else ""
        self.tag = self.tag if self.tag in self.tags else ""
        self._details = None
        self.rows = self._fitting()
        known = {row.id for row in self.everything}
        self.chosen = tuple(asset_id for asset_id in self.chosen if asset_id in known)

    def _filter(self) -> None:
        self.rows = self._fitting()
        shown = {row.id for row in self.rows}
        self.chosen = tuple(asset_id for asset_id in self.chosen if asset_id in shown)
        self._details = None
        self.changed.emit()

    def _fitting(self) -> tuple[MediaRow, ...]:
        return tuple(fitting(self.everything, self.kind, self.text, self.folder, self.tag))

    def _read_details(self, asset_id: str) -> Details | None:
        now = self.desk.clock.now()
        with self.desk.store.reading() as reader:
            asset = reader.find(Asset, asset_id)
            if asset is None:
                return None
            ids = media_reads.posts_with(reader, asset_id)
            posts = reader.many(Post, ids[:POSTS_SHOWN])
        uses = tuple(
            UsedIn(post.id, begins(post), say_time(post.planned, now) if post.planned else _("no date yet"))
            for post in (posts[post_id] for post_id in ids[:POSTS_SHOWN] if post_id in posts)
        )
        added = say_time(Moment.of(from_us(asset.added_at_us), self.brand.zone), now)
        return Details(asset, (*say_facts(asset), _("Added {time}").format(time=added)), uses, len(ids) - len(uses))


class LibraryEdits:
    """What a person does with the files that are chosen: each a step that can be undone."""

    def __init__(self, presenter: LibraryPresenter) -> None:
        self._presenter = presenter
        self._bridge, self._desk = presenter.bridge, presenter.desk

    def rename(self, asset_id: str, name: str) -> None:
        self._bridge.attempt(lambda: library.rename(self._desk, asset_id, name))

    def begin(self, asset_id: str) -> None:
        """What is typed about a file is written down anew: what waited of it is what stands in the fields by now."""
        for key in [key for key in self._bridge.unwritten if key[1] == asset_id]:
            del self._bridge.unwritten[key]

    def alt_of(self, asset: Asset, language: str) -> str:
        """What it shows, as it was typed last: also where that could not be written down yet."""
        return self._waiting(What.ALT, asset.id, language, asset.alt.get(language, ""))

    def credit_of(self, asset: Asset) -> str:
        return self._waiting(What.CREDIT, asset.id, "", asset.credit)

    def _waiting(self, what: What, asset_id: str, part: str, stored: str) -> str:
        typed = self._bridge.unwritten.get((str(what), asset_id, part))
        return stored if typed is None else typed.text

    def describe(self, asset: Asset, language: str, text: str) -> None:
        typed = Unwritten(What.ALT, asset.id, text, asset.alt.get(language, ""), language, asset.brand_id)
        self._bridge.write_down(typed, lambda: library.describe(self._desk, asset.id, language, text))

    def credit(self, asset: Asset, text: str) -> None:
        typed = Unwritten(What.CREDIT, asset.id, text, asset.credit, "", asset.brand_id)
        self._bridge.write_down(typed, lambda: library.credit(self._desk, asset.id, text))

    def set_tags(self, asset: Asset, names: Sequence[str]) -> None:
        """One file has these tags."""
        gone = [name for name in asset.tags if name not in names]
        self._bridge.attempt(lambda: library.tag(self._desk, [asset.id], names, gone))

    def put_in(self, folder: str, ids: Sequence[str] = ()) -> None:
        """These, or all that are chosen, into a folder; empty takes them out of theirs."""
        if ids := ids or self._presenter.chosen:
            self._bridge.attempt(lambda: library.put_in(self._desk, ids, folder))

    def add_tags(self, names: Sequence[str]) -> None:
        """More tags for all that are chosen."""
        if (ids := self._presenter.chosen) and names:
            self._bridge.attempt(lambda: library.tag(self._desk, ids, names))

    def trash(self) -> None:
        """Into the trash, unless something needs one of them."""
        ids = self._presenter.chosen
        if ids and (gone := self._bridge.attempt(lambda: library.trash(self._desk, ids))):
            self._say_gone(gone)

    def unneeded(self) -> int:
        """How many files nothing needs."""
        return len(library.unneeded(self._desk, self._presenter.brand.id))

    def clean(self) -> None:
        """All that nothing needs into the trash."""
        if gone := self._bridge.attempt(lambda: library.clean(self._desk, self._presenter.brand.id)):
            self._say_gone(gone)

    def _say_gone(self, count: int) -> None:
        words = ngettext("{count} file deleted", "{count} files deleted", count)
        self._bridge.announce(words.format(count=count), True)


def fitting(rows: Sequence[MediaRow], kind: str, text: str, folder: str, tag: str) -> Iterable[MediaRow]:
    """The rows that every filter lets through; each word of the text must be found somewhere."""
    words = text.casefold().split()
    for row in rows:
        is_photo = not row.is_video and not row.is_document
        found = {"photos": is_photo, "videos": row.is_video, "documents": row.is_document, "unused": not row.used}
        right = found.get(kind, True)
        if (
            right
            and (not folder or row.folder == folder)
            and (not tag or tag in row.tags)
            and all(word in row.words for word in words)
        ):
            yield row
