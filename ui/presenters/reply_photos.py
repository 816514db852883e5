"""The photos and videos of an answer that is being written: taken into the library, described, and sent along."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from smmdesk.desk import media_intake, triage
from smmdesk.model.channel import Channel
from smmdesk.model.limits import Limits
from smmdesk.model.media import Asset, MediaKind, MediaUse
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.problem import Problem
from smmdesk.model.words import _, ngettext
from smmdesk.platforms.facts import Facts
from ui.bridge import Bridge


@dataclass(frozen=True, slots=True)
class Room:
    """What an answer takes: `most` files in all, videos among them or not, and both kinds together or one of them."""

    most: int = 0
    takes_videos: bool = False
    mixes: bool = False
    platform: str = ""

    @classmethod
    def of(cls, limits: Limits, platform: str) -> "Room":
        return cls(limits.images_max, limits.videos_max > 0, limits.mixes_images_and_video, platform)

    def fits(self, asset: Asset, before: Sequence[Asset]) -> bool:
        """Whether a file may come beside those that are there; where kinds do not mix, a video stands alone."""
        if asset.kind is MediaKind.VIDEO and not self.takes_videos:
            return False
        if asset.kind not in (MediaKind.IMAGE, MediaKind.VIDEO) or len(before) >= self.most:
            return False
        return self.mixes or not before or {asset.kind, *(one.kind for one in before)} == {MediaKind.IMAGE}


class ReplyPhotos:
    """`uses` are those of the message that is shown; each message keeps its own with its begun answer.
    `is_meant_for_one`: whether the answer to a message, by its id, is for its author alone."""

    def __init__(self, bridge: Bridge, changed: Callable[[], None], is_meant_for_one: Callable[[str], bool]) -> None:
        self._bridge, self._changed, self._is_meant_for_one = bridge, changed, is_meant_for_one
        self._kept: dict[str, tuple[MediaUse, ...]] = {}
        self._videos: dict[str, frozenset[str]] = {}
        self._key, self._language, self._brand_id = "", "", ""
        self._room = Room()
        self._taken = 0

    @property
    def is_taking(self) -> bool:
        """Are files still being read? What they are of would be missing from an answer that goes out now."""
        return self._taken > 0

    def show(
        self,
        message: Message,
        channel: Channel | None,
        facts: Facts | None,
        language: str,
        *,
        in_private: bool = False,
    ) -> None:
        """Another message, or an answer to somebody else; whoever calls it tells of it."""
        self._key, self._language = message.id, language
        self._hold(message.id, self._stored(message.id), self._assets_of(message.id))
        self._brand_id = channel.brand_id if channel is not None else ""
        self._room = Room()
        if channel is not None and facts is not None:
            private = message.kind is MessageKind.PRIVATE
            self._room = Room.of(facts.limits_of_answer(channel.reported, private, in_private), _(facts.name))

    @property
    def key(self) -> str:
        """Of the message that is shown."""
        return self._key

    @property
    def uses(self) -> tuple[MediaUse, ...]:
        return self._kept.get(self._key, ())

    @property
    def can_add(self) -> bool:
        full = bool(self._videos.get(self._key)) and not self._room.mixes
        return len(self.uses) < self._room.most and not full

    @property
    def takes_videos(self) -> bool:
        return self._room.takes_videos

    @property
    def hint(self) -> str:
        """What the button says: how many may be added, or why none."""
        most = self._room.most
        if not most:
            return _("An answer on {platform} takes words alone").format(platform=self._room.platform)
        words = ngettext("Add a photo (at most {count})", "Add photos (at most {count})", most)
        if self._room.takes_videos and self._room.mixes:
            words = _("Add photos and videos (at most {count})")
        elif self._room.takes_videos:
            words = ngettext("Add a photo or a video", "Add photos (at most {count}), or a video", most)
        return words.format(count=most)

    def is_video(self, asset_id: str) -> bool:
        return asset_id in self._videos.get(self._key, frozenset())

    def alt_of(self, asset_id: str) -> str:
        return next((use.alt_for(self._language) for use in self.uses if use.asset_id == asset_id), "")

    def add(self, paths: Sequence[Path]) -> None:
        """Files, as far as there is room."""
        if paths and self._room.most and self._bridge.can_run:
            self._taken += 1
            self._bridge.run(self._add(self._key, self._brand_id, self._room, tuple(paths)))  # beside earlier ones
            self._changed()

    async def _add(self, key: str, brand_id: str, room: Room, paths: Sequence[Path]) -> None:
        """Another message may be shown when they are there."""
        try:
            taken = await media_intake.take_files(self._bridge.desk, brand_id, paths)
            for problem in taken.problems[:1]:
                self._bridge.fail(problem)
            self._keep(key, room, taken.assets)
        finally:
            self._taken -= 1
            self._changed()

    def _keep(self, key: str, room: Room, assets: Sequence[Asset]) -> None:
        """As many of them as there is room for; what kind of file is not taken is said."""
        there, new = list(self._assets_of(key).values()), list[Asset]()
        for asset in assets:
            if asset.id in {one.id for one in there}:
                continue
            if room.fits(asset, there):
                there.append(asset)
                new.append(asset)
            elif len(there) < room.most:
                self._bridge.fail(Problem("no_photo_in_answer", {"platform": room.platform, "field": "media"}))
        uses = (*self._stored(key), *(MediaUse(asset.id, dict(asset.alt)) for asset in new))
        self._put(key, uses, {asset.id: asset for asset in there})

    def _assets_of(self, key: str) -> Mapping[str, Asset]:
        with self._bridge.desk.store.reading() as reader:
            return reader.many(Asset, [use.asset_id for use in triage.photos_of(reader, key)])

    def _hold(self, key: str, uses: tuple[MediaUse, ...], assets: Mapping[str, Asset]) -> None:
        self._kept[key] = uses
        self._videos[key] = frozenset(one.id for one in assets.values() if one.kind is MediaKind.VIDEO)

    def _stored(self, key: str) -> tuple[MediaUse, ...]:
        with self._bridge.desk.store.reading() as reader:
            return triage.photos_of(reader, key)

    def _put(self, key: str, uses: tuple[MediaUse, ...], assets: Mapping[str, Asset] | None = None) -> None:
        known = assets if assets is not None else self._assets_of(key)
        self._hold(key, uses, {use.asset_id: known[use.asset_id] for use in uses if use.asset_id in known})
        one = self._is_meant_for_one(key)
        self._bridge.attempt(lambda: triage.keep_photos(self._bridge.desk, key, uses, in_private=one))

    def describe(self, asset_id: str, text: str) -> None:
        """What it shows, for those who cannot see it."""
        words = {self._language: text.strip()} if text.strip() else {}
        made = (replace(use, alt=words) if use.asset_id == asset_id else use for use in self.uses)
        self._put(self._key, tuple(made))

    def remove(self, asset_id: str) -> None:
        self._put(self._key, tuple(use for use in self.uses if use.asset_id != asset_id))
        self._changed()

    def clear(self) -> None:
        """They went out with the answer."""
        self._put(self._key, ())
        self._changed()
