"""A folder for ideas, the engine's rounds over it, and time."""

from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.desk import idea_folder
from smmdesk.desk.desk import Desk
from smmdesk.desk.idea_files import Found
from smmdesk.desk.idea_rounds import IdeaRounds
from smmdesk.model.brand import Brand
from smmdesk.model.idea_folder import Fate
from smmdesk.model.media import Asset
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.store import idea_folders
from smmdesk.system.clock import ManualClock
from tests.desk.pictures import encoded, picture


class Place:
    """The folder, the engine's rounds, and time."""

    def __init__(self, desk: Desk, clock: ManualClock, brand: Brand, path: Path) -> None:
        self.desk, self.clock, self.brand, self.path = desk, clock, brand, path
        path.mkdir()
        self.rounds = IdeaRounds(desk)

    def choose(self, found: tuple[Found, ...] = ()) -> None:
        idea_folder.choose(self.desk, self.brand.id, self.path, found)

    def put(self, name: str, data: bytes | str) -> Path:
        file = self.path / name
        file.write_bytes(data.encode() if isinstance(data, str) else data)
        return file

    async def look(self) -> int:
        """Two looks with half a minute between: what stands still then is taken."""
        made = await self.rounds.look()
        self.clock.advance(timedelta(seconds=31))
        return made + await self.rounds.look()

    @property
    def ideas(self) -> list[Post]:
        with self.desk.store.reading() as reader:
            found = reader.all(Post, brand_id=self.brand.id)
        assert {post.stage for post in found} <= {Stage.IDEA}
        return sorted(found, key=lambda post: post.id)

    def names(self, post: Post) -> list[str]:
        with self.desk.store.reading() as reader:
            assets = reader.many(Asset, [use.asset_id for use in post.content.media])
        return sorted(asset.name for asset in assets.values())

    def fate(self, name: str) -> tuple[Fate, str]:
        with self.desk.store.reading() as reader:
            files = idea_folders.files_of(reader, self.brand.id)
        return next((each.fate, each.why) for each in reversed(files) if each.name == name)

    @property
    def told(self) -> str:
        state = idea_folder.state_of(self.desk, self.brand.id)
        assert state is not None
        return state.folder.told


PHOTO, OTHER = encoded(picture()), encoded(picture((90, 60)))


@pytest.fixture
def place(desk: Desk, clock: ManualClock, brand: Brand, tmp_path: Path) -> Place:
    made = Place(desk, clock, brand, tmp_path / "Idee")
    made.choose()
    return made
