"""Platforms of photos and films before the contract, and forums that want keys: no post there is without a file."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import pytest
from PIL import Image

from smmdesk.platforms.markup import markdown_of, unmarked
from smmdesk.system.clock import Clock
from smmdesk.system.secrets import Secret
from tests.contract.subjects import Live, Subject
from tests.contract.subjects_chat import AtOneAddress
from tests.desk.pictures import film
from tests.fakes.exchange import Request
from tests.fakes.pinterest import API, FakePinterest
from tests.fakes.reddit import FakeReddit
from tests.fakes.tiktok import FakeTikTok
from tests.servers.faults import FaultServer, Match, target_of


class OnPinterest(AtOneAddress):
    """The fake Pinterest: no key; what is lost is looked for among the pins of the board."""

    key = platform = "pinterest"
    commits = Match("POST", "/v5/pins$")
    looks = Match("GET", "/v5/boards/11/pins")
    deletes = Match("DELETE", "/v5/pins/")
    promises = False
    unclear = frozenset({"404 of a proxy"})  # not its own words
    options: ClassVar[Mapping[str, str]] = {"board": "Ricette"}
    below = API

    def __init__(self, fake: FakePinterest, way: FaultServer) -> None:
        self.fake, self.way = fake, way

    @classmethod
    @contextmanager
    def running(cls, request: pytest.FixtureRequest) -> Iterator["Subject"]:
        with FakePinterest() as fake, FaultServer(fake.url) as way:
            yield cls(fake, way)

    def use(self, clock: Clock, folder: Path) -> None:
        super().use(clock, folder)
        self.fake.clock = clock

    def values(self) -> dict[str, str | Secret]:
        return {"secret": Secret(self.fake.token)}

    def file(self) -> tuple[str, bytes]:
        data = io.BytesIO()
        Image.new("RGB", (100, 150), "orange").save(data, "JPEG")
        return "pane.jpg", data.getvalue()

    def live(self) -> list[Live]:
        return [Live(pin.id, pin.said["description"]) for pin in self.fake.pins.values()]

    def remove_there(self, own_id: str) -> None:
        del self.fake.pins[own_id]

    def change_there(self, own_id: str, text: str) -> None:
        self.fake.pins[own_id].said["description"] = text

    def name_of(self, request: Request) -> str:
        return request.body.decode()


class OnReddit(AtOneAddress):
    """The fake Reddit, with keys from before: what is lost is looked for among what the account wrote."""

    key = platform = "reddit"
    commits = Match("POST", "/api/submit")
    looks = Match("GET", "/user/lucia/submitted")
    deletes = Match("POST", "/api/del")
    promises = False
    signs_out = False
    title = "Pane"
    options: ClassVar[Mapping[str, str]] = {"subreddit": "r/italy"}

    def __init__(self, fake: FakeReddit, way: FaultServer) -> None:
        self.fake, self.way = fake, way

    @classmethod
    @contextmanager
    def running(cls, request: pytest.FixtureRequest) -> Iterator["Subject"]:
        with FakeReddit() as fake, FaultServer(fake.url) as way:
            yield cls(fake, way)

    def use(self, clock: Clock, folder: Path) -> None:
        super().use(clock, folder)
        self.fake.clock = clock
        names = {"authorize": "authorize", "token": "access_token", "revoke": "revoke_token"}
        lines = [f'reddit.{name} = "{self.way.url}/api/v1/{path}"\n' for name, path in names.items()]
        with (folder / "endpoints.toml").open("a", encoding="utf-8") as file:
            file.writelines(lines)
        (folder / "facts.toml").write_text("[reddit.oauth]\nport = 0\n", encoding="utf-8")

    def values(self) -> dict[str, str | Secret]:
        return {"user": "u/lucia"}

    def keys(self) -> Secret:
        return Secret.of(client_id=self.fake.app.client_id, client_secret=self.fake.app.client_secret)

    def live(self) -> list[Live]:
        return [Live(post.name[3:], unmarked(post.text)) for post in self.fake.posts]

    def remove_there(self, own_id: str) -> None:
        self.fake.things[f"t3_{own_id}"].removed = "moderator"

    def change_there(self, own_id: str, text: str) -> None:
        self.fake.things[f"t3_{own_id}"].text = markdown_of(text)

    def name_of(self, request: Request) -> str:
        return request.body.decode()


class OnTikTok(AtOneAddress):
    """The fake TikTok: a film whose last piece publishes, and a publish id that answers ever after."""

    key = platform = "tiktok"
    commits = Match("PUT", "/store/")
    looks = Match("POST", "/v2/post/publish/status/fetch/")
    promises = False
    signs_out = False
    takes = frozenset({"201 without id", "cut", "cut unseen"})  # the store says nothing but its status
    options: ClassVar[Mapping[str, str]] = {"mode": "direct", "privacy_level": "SELF_ONLY"}

    def __init__(self, fake: FakeTikTok, way: FaultServer) -> None:
        self.fake, self.way = fake, way

    @classmethod
    @contextmanager
    def running(cls, request: pytest.FixtureRequest) -> Iterator["Subject"]:
        with FakeTikTok() as fake, FaultServer(fake.url) as way:
            fake.app.rotates = False  # each test begins with the same sign-in
            yield cls(fake, way)

    def use(self, clock: Clock, folder: Path) -> None:
        super().use(clock, folder)
        self.fake.clock = clock
        names = {"authorize": "auth/authorize", "token": "oauth/token", "revoke": "oauth/revoke"}
        lines = [f'tiktok.{name} = "{self.way.url}/v2/{path}/"\n' for name, path in names.items()]
        with (folder / "endpoints.toml").open("a", encoding="utf-8") as file:
            file.writelines(lines)
        (folder / "facts.toml").write_text("[tiktok.oauth]\nport = 0\n", encoding="utf-8")

    def values(self) -> dict[str, str | Secret]:
        return {}

    def keys(self) -> Secret:
        return Secret.of(client_id=self.fake.app.client_id, client_secret=self.fake.app.client_secret)

    def file(self) -> tuple[str, bytes]:
        return "pane.mp4", film()

    def live(self) -> list[Live]:
        return [Live(work.id, work.info["title"]) for work in self.fake.posts]

    def name_of(self, request: Request) -> str:
        return target_of(request)


PICTURES: tuple[type[Subject], ...] = (OnPinterest, OnReddit, OnTikTok)
"""Every subject of this file."""
