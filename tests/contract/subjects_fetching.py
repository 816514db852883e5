"""Platforms that fetch files from the web before the contract: the fake sees what the brand's media host has."""

import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from smmdesk.desk import hosting, media_host
from smmdesk.model.media_host import HostChoice
from smmdesk.platforms.base import Job, Picture
from smmdesk.system.clock import Clock
from smmdesk.system.secrets import Secret
from tests.contract.subjects import Live, Subject
from tests.fakes.exchange import Request
from tests.fakes.instagram import FakeInstagram, Media
from tests.servers.faults import FaultServer, Match


class OnInstagram(Subject):
    """The fake Instagram: a container goes out once, and its status answers what became of a lost answer."""

    key = platform = "instagram"
    commits = Match("POST", r"/v26\.0/\d+/media_publish$")
    looks = Match("GET", r"/v26\.0/c\d+\?")
    promises = False
    way: FaultServer

    def __init__(self, fake: FakeInstagram, way: FaultServer) -> None:
        self.fake, self.way = fake, way

    @classmethod
    @contextmanager
    def running(cls, request: pytest.FixtureRequest) -> Iterator["Subject"]:
        with FakeInstagram() as fake, FaultServer(fake.url) as way:
            fake.granted |= {fake.talk_scope}
            fake.quota = 10_000  # every test publishes within one day
            yield cls(fake, way)

    @contextmanager
    def around(self) -> Iterator[None]:
        """The brand has a media host."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(media_host, "chosen", lambda _reader, _brand_id: HostChoice("webdav"))
            patch.setattr(hosting, "share_of", lambda _desk, _brand_id: self.share)
            yield

    async def share(self, _job: Job, picture: Picture) -> str:
        url = f"https://foto.example/{uuid.uuid4().hex}.jpg"
        self.fake.web[url] = picture.path.read_bytes()
        return url

    def use(self, clock: Clock, folder: Path) -> None:
        self.fake.clock = clock
        folder.mkdir(parents=True, exist_ok=True)
        pages = {"api": "v26.0", "exchange": "access_token", "refresh": "refresh_access_token"}
        lines = [f'instagram.{name} = "{self.way.url}/{path}"' for name, path in pages.items()]
        (folder / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")

    def values(self) -> dict[str, str | Secret]:
        return {"secret": Secret(self.fake.user_token())}

    def file(self) -> tuple[str, bytes]:
        data = io.BytesIO()
        Image.new("RGB", (100, 100), "orange").save(data, "JPEG")
        return "pane.jpg", data.getvalue()

    def live(self) -> list[Live]:
        return [Live(media.id, media.caption) for media in self.fake.media]

    def _media(self, own_id: str) -> Media:
        return next(media for media in self.fake.media if media.id == own_id)

    def remove_there(self, own_id: str) -> None:
        self.fake.media.remove(self._media(own_id))

    def change_there(self, own_id: str, text: str) -> None:
        self._media(own_id).caption = text

    def name_of(self, request: Request) -> str:
        return request.body.decode()


FETCHING: tuple[type[Subject], ...] = (OnInstagram,)
"""Every subject of this file."""
