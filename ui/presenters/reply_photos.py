"""The photos of an answer that is being written: taken into the library, described, and sent along."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from smmdesk.desk import media_intake, triage
from smmdesk.model.channel import Channel
from smmdesk.model.media import Asset, MediaKind, MediaUse
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.words import _, ngettext
from smmdesk.platforms.facts import Facts
from ui.bridge import Bridge


class ReplyPhotos:
    """`uses` are those of the message that is shown; each message keeps its own with its begun answer.
    `is_meant_for_one`: whether the answer to a message, by its id, is for its author alone."""

    def __init__(self, bridge: Bridge, changed: Callable[[], None], is_meant_for_one: Callable[[str], bool]) -> None:
        self._bridge, self._changed, self._is_meant_for_one = bridge, changed, is_meant_for_one
        self._kept: dict[str, tuple[MediaUse, ...]] = {}
        self._key, self.most, self._language, self._brand_id = "", 0, "", ""
        self._platform = ""
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
        self._kept[message.id] = self._stored(message.id)
        self._brand_id = channel.brand_id if channel is not None else ""
        self.most = 0
        if channel is not None and facts is not None:
            private = message.kind is MessageKind.PRIVATE
            self.most = facts.limits_of_answer(channel.reported, private, in_private).images_max
        self._platform = _(facts.name) if facts is not None else ""

    @property
    def key(self) -> str:
        """Of the message that is shown."""
        return self._key

    @property
    def uses(self) -> tuple[MediaUse, ...]:
        return self._kept.get(self._key, ())

    @property
    def can_add(self) -> bool:
        return len(self.uses) < self.most

    @property
    def hint(self) -> str:
        """What the button says: how many may be added, or why none."""
        if not self.most:
            return _("An answer on {platform} takes words alone").format(platform=self._platform)
        words = ngettext("Add a photo (at most {count})", "Add photos (at most {count})", self.most)
        return words.format(count=self.most)

    def alt_of(self, asset_id: str) -> str:
        return next((use.alt_for(self._language) for use in self.uses if use.asset_id == asset_id), "")

    def add(self, paths: Sequence[Path]) -> None:
        """Files, as far as there is room."""
        if paths and self.most and self._bridge.can_run:
            self._taken += 1
            self._bridge.run(self._add(self._key, self._brand_id, self.most, tuple(paths)))  # beside earlier ones
            self._changed()

    async def _add(self, key: str, brand_id: str, most: int, paths: Sequence[Path]) -> None:
        """Another message may be shown when they are there."""
        try:
            taken = await media_intake.take_files(self._bridge.desk, brand_id, paths)
            for problem in taken.problems[:1]:
                self._bridge.fail(problem)
            self._keep(key, most, taken.assets)
        finally:
            self._taken -= 1
            self._changed()

    def _keep(self, key: str, most: int, assets: Sequence[Asset]) -> None:
        before = self._stored(key)
        known = {use.asset_id for use in before}
        photos = [one for one in assets if one.kind is MediaKind.IMAGE and one.id not in known]
        new = tuple(MediaUse(asset.id, dict(asset.alt)) for asset in photos)
        self._put(key, (*before, *new)[:most])

    def _stored(self, key: str) -> tuple[MediaUse, ...]:
        with self._bridge.desk.store.reading() as reader:
            return triage.photos_of(reader, key)

    def _put(self, key: str, uses: tuple[MediaUse, ...]) -> None:
        self._kept[key] = uses
        one = self._is_meant_for_one(key)
        self._bridge.attempt(lambda: triage.keep_photos(self._bridge.desk, key, uses, in_private=one))

    def describe(self, asset_id: str, text: str) -> None:
        """What the photo shows, for those who cannot see it."""
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
