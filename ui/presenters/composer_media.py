"""The photos of the post being edited: reading files in one by one, small pictures, what was not taken and why."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from smmdesk.desk.checking import assets_of
from smmdesk.model.media import Asset, MediaKind, MediaUse, crop_for
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from ui.bridge import Bridge
from ui.presenters import composer_edits as edits
from ui.presenters.composer_draft import Draft
from ui.presenters.composer_history import Spot
from ui.presenters.composer_state import MediaStrip, Taking, Tile

if TYPE_CHECKING:
    from smmdesk.desk.media_intake import Taken

THUMB_PX = 640
"""The longer side of the small pictures: sharp in a preview card on a screen of 2×."""


FILES_MOST = 40
"""Files of one drop onto a post: more than any platform takes."""


class MediaBox:
    """Files come in through `take_files` and `take_bytes`; each that is taken joins the draft as it gets ready."""

    def __init__(self, bridge: Bridge, draft: Draft, changed: Callable[[], None]) -> None:
        self._bridge = bridge
        self._draft = draft
        self._changed = changed
        self._closed = self._stopping = False
        self.assets: dict[str, Asset] = {}
        self.thumbs: dict[str, str] = {}
        self.gone: set[str] = set()
        self.changed: dict[str, Path] = {}
        self.taking: tuple[Taking, ...] = ()
        self.refused: tuple[Problem, ...] = ()

    def close(self) -> None:
        self._closed = True

    def load(self, post: Post) -> None:
        """Read the assets that the post names; their small pictures come later."""
        with self._bridge.desk.store.reading() as reader:
            self.assets |= assets_of(reader, post)
        for asset in self.assets.values():
            self._want_thumb(asset)
        if self.assets:
            self._bridge.run(self._look_at_files(), key="changed files")

    # -- files that were changed after they were taken
    async def _look_at_files(self) -> None:
        from smmdesk.desk import origins

        hashes = {asset.id: asset.sha256 for asset in self.assets.values()}
        desk = self._bridge.desk
        found = await desk.pool.run(origins.changed_files, desk, list(hashes.values()))
        changed = {asset_id: found[sha256] for asset_id, sha256 in hashes.items() if sha256 in found}
        if changed != self.changed and not self._closed:
            self.changed = changed
            self._changed()

    def use_changed(self, asset_id: str) -> None:
        """The person wants the photo as its file is now."""
        path = self.changed.get(asset_id)
        if path is not None:
            self.taking += (Taking(path.name),)
            self._bridge.run(self._take_changed(asset_id, path), key=f"changed:{asset_id}")
            self._changed()

    async def _take_changed(self, asset_id: str, path: Path) -> None:
        from smmdesk.desk import media_intake

        try:
            taken = await media_intake.take_files(self._bridge.desk, self._draft.post.brand_id, [path])
        finally:
            self._taken_one(path.name)
        if self._closed:
            return
        self.refused += tuple(taken.problems)
        for asset in taken.assets:
            self.assets[asset.id] = asset
            self._want_thumb(asset)
            newer = edits.with_asset(self._draft.post, asset_id, asset.id)
            self._draft.take_words(newer.content, newer.wordings, Spot(self._draft.tab, "media"))
        self._changed()

    # -- taking files in
    def take_files(self, paths: Sequence[Path], at: int | None = None) -> None:
        """Read files in, in order; `at` is the place of the first among the photos, None: at the end."""
        if paths:
            self._stopping = False
            self.taking += tuple(Taking(path.name) for path in paths[:FILES_MOST])
            self._bridge.run(self._take_files(tuple(paths), at))
            self._changed()

    def stop_taking(self) -> None:
        """No further file is read in; what is here stays."""
        self._stopping = True

    def learn(self, ids: Sequence[str]) -> None:
        """Know these files of the library, and get their small pictures: covers of films."""
        with self._bridge.desk.store.reading() as reader:
            self.assets |= reader.many(Asset, list(ids))
        for asset_id in ids:
            if asset_id in self.assets:
                self._want_thumb(self.assets[asset_id])

    def add_assets(self, ids: Sequence[str], at: int | None = None) -> None:
        """Files of the library join the draft; `at` is the place of the first, None: at the end."""
        from smmdesk.desk.media_intake import Taken

        with self._bridge.desk.store.reading() as reader:
            found = reader.many(Asset, list(ids))
        wanted = [found[asset_id] for asset_id in ids if asset_id in found]
        self._add(Taken(tuple(asset for asset in wanted if asset.deleted_at_us is None)), at)

    def take_bytes(self, data: bytes, name: str) -> None:
        """Read in a picture that was pasted."""
        self.taking += (Taking(name),)
        self._bridge.run(self._take_bytes(data, name))
        self._changed()

    def dismiss_refused(self) -> None:
        self.refused = ()
        self._changed()

    async def _take_files(self, paths: Sequence[Path], at: int | None) -> None:
        from smmdesk.desk import media_intake
        from smmdesk.desk.media_files import gather

        desk, brand_id = self._bridge.desk, self._draft.post.brand_id
        found = await desk.pool.run(gather, paths, FILES_MOST)
        self._instead(paths[:FILES_MOST], found.files)
        self.refused += found.problems
        for path in found.files:
            if self._stopping:
                self._taken_one(path.name)
                continue
            try:
                taken = await media_intake.take_files(desk, brand_id, [path])
            finally:
                self._taken_one(path.name)
            at = self._add(taken, at)
        self._changed()

    def _instead(self, given: Sequence[Path], found: Sequence[Path]) -> None:
        """A folder stands for its files, a live photo for its photo."""
        if tuple(given) != tuple(found):
            for path in given:
                self._taken_one(path.name)
            self.taking += tuple(Taking(path.name) for path in found)

    async def _take_bytes(self, data: bytes, name: str) -> None:
        from smmdesk.desk import media_intake

        try:
            taken = await media_intake.take_bytes(self._bridge.desk, self._draft.post.brand_id, data, name)
        finally:
            self._taken_one(name)
        self._add(taken, None)

    def _taken_one(self, name: str) -> None:
        left = list(self.taking)
        if Taking(name) in left:
            left.remove(Taking(name))
        self.taking = tuple(left)

    def _add(self, taken: "Taken", at: int | None) -> int | None:
        """Put what was taken among the photos; returns the place of the next one."""
        if self._closed:
            return at
        self.refused += tuple(taken.problems)
        media = list(self._draft.media)
        place = len(media) if at is None else min(at, len(media))
        for asset in taken.assets:
            self.assets[asset.id] = asset
            self._want_thumb(asset)
            media.insert(place, MediaUse(asset.id, dict(asset.alt)))
            place += 1
        if taken.assets:
            self._draft.set_media(media, place)
        self._changed()
        return None if at is None else place

    def know(self, asset: Asset) -> None:
        """An asset that is shown elsewhere than among the photos: its small picture is wanted."""
        self.assets[asset.id] = asset
        self._want_thumb(asset)

    # -- small pictures
    def _want_thumb(self, asset: Asset) -> None:
        if asset.kind is MediaKind.DOCUMENT and not self._bridge.desk.files.has(asset.sha256):
            self.gone.add(asset.id)
        if asset.id not in self.thumbs and asset.kind in (MediaKind.IMAGE, MediaKind.VIDEO):
            self.thumbs[asset.id] = ""
            self._bridge.run(self._make_thumb(asset), key=f"thumb:{asset.id}")

    async def _make_thumb(self, asset: Asset) -> None:
        from smmdesk.desk import media_leaving

        path = await media_leaving.thumbnail(self._bridge.desk, asset, THUMB_PX)
        if path is None and not self._bridge.desk.files.has(asset.sha256) and not self._closed:
            self.gone.add(asset.id)
            self._changed()
        if path is not None and not self._closed:
            self.thumbs[asset.id] = str(path)
            self._changed()

    # -- what is shown
    def strip(self, post: Post, tab: str, language: str) -> MediaStrip:
        uses = edits.content_at(post, tab).media
        tiles = tuple(self._tile(number, use, language) for number, use in enumerate(uses, start=1))
        own = edits.has_own(post, tab, "media")
        return MediaStrip(tiles, self.taking, self.refused, own, bool(tab) and not own and bool(uses))

    def _tile(self, number: int, use: MediaUse, language: str) -> Tile:
        asset = self.assets.get(use.asset_id)
        alt = use.alt_for(language)
        if asset is None:
            return Tile(use.asset_id, number, "", alt, "", missing=True)
        is_video = asset.kind is MediaKind.VIDEO
        gone = asset.id in self.gone
        cover = use.cover_asset_id if is_video and use.cover_asset_id in self.assets else None
        path = self.thumbs.get(cover or asset.id, "")
        crop = crop_for(use, "", 1.0) if asset.kind is MediaKind.IMAGE else None
        changed = asset.id in self.changed
        turn = 0 if is_video else use.turn
        has_cover = cover is not None
        pages = asset.pages
        return Tile(asset.id, number, asset.name, alt, path, is_video, gone, changed, turn, crop, has_cover, pages)
