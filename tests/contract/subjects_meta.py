"""The platforms of Meta before the contract."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from smmdesk.system.clock import Clock
from smmdesk.system.secrets import Secret
from tests.contract.subjects import Live, Subject
from tests.fakes.exchange import Request
from tests.fakes.facebook import FakeFacebook, Post
from tests.fakes.threads import FakeThreads
from tests.servers.faults import FaultServer, Match


class OnFacebook(Subject):
    """The fake Facebook: no key; what is lost is looked for among the page's posts."""

    key = platform = "facebook"
    commits = Match("POST", r"/v26\.0/\d+/feed", b"message=")
    hands_off = Match("POST", r"/v26\.0/\d+/feed", b"scheduled_publish_time=")
    looks = Match("GET", r"/v26\.0/\d+/(published|scheduled)_posts")
    prepares = Match("POST", r"/v26\.0/\d+/photos")
    deletes = Match("DELETE", r"/v26\.0/\d+_\d+")
    promises = False
    way: FaultServer

    def __init__(self, fake: FakeFacebook, way: FaultServer) -> None:
        self.fake, self.way = fake, way

    @classmethod
    @contextmanager
    def running(cls, request: pytest.FixtureRequest) -> Iterator["Subject"]:
        with FakeFacebook() as fake, FaultServer(fake.url) as way:
            fake.granted |= {fake.talk_scope}
            yield cls(fake, way)

    def use(self, clock: Clock, folder: Path) -> None:
        self.fake.clock = clock
        self.fake.posts = [post for post in self.fake.posts if post.is_live]  # what another test left on the list
        folder.mkdir(parents=True, exist_ok=True)
        places = {"api": "v26.0", "upload": "video-upload/v26.0", "token": "v26.0/oauth/access_token"}
        lines = [f'facebook.{name} = "{self.way.url}/{path}"' for name, path in places.items()]
        (folder / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")

    def values(self) -> dict[str, str | Secret]:
        return {"secret": Secret(self.fake.page_token())}

    def live(self) -> list[Live]:
        return [Live(post.id, post.message) for post in self.fake.posts if post.is_live]

    def listed(self) -> list[str]:
        return [post.message for post in self.fake.posts if not post.is_live]

    def _post(self, own_id: str) -> Post:
        return next(post for post in self.fake.posts if post.id == own_id)

    def remove_there(self, own_id: str) -> None:
        self.fake.posts.remove(self._post(own_id))

    def change_there(self, own_id: str, text: str) -> None:
        self._post(own_id).message = text

    def name_of(self, request: Request) -> str:
        return request.body.decode()


class OnThreads(Subject):
    """The fake Threads: a container is published once, and its state says whether it was. Files want a media host."""

    key = platform = "threads"
    commits = Match("POST", r"/v1\.0/\d+/threads_publish")
    looks = Match("GET", r"/v1\.0/17\d+[?]fields=status")
    deletes = Match("DELETE", r"/v1\.0/18\d+")
    way: FaultServer

    def __init__(self, fake: FakeThreads, way: FaultServer) -> None:
        self.fake, self.way = fake, way

    @classmethod
    @contextmanager
    def running(cls, request: pytest.FixtureRequest) -> Iterator["Subject"]:
        with FakeThreads() as fake, FaultServer(fake.url) as way:
            fake.most = 10_000  # every test publishes within one day
            yield cls(fake, way)

    def use(self, clock: Clock, folder: Path) -> None:
        self.fake.clock = clock
        folder.mkdir(parents=True, exist_ok=True)
        places = {"api": "v1.0", "exchange": "access_token", "refresh": "refresh_access_token"}
        lines = [f'threads.{name} = "{self.way.url}/{path}"' for name, path in places.items()]
        (folder / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")

    def values(self) -> dict[str, str | Secret]:
        return {"secret": Secret(self.fake.long_token())}

    def live(self) -> list[Live]:
        return [Live(post.id, post.text) for post in self.fake.posts]

    def remove_there(self, own_id: str) -> None:
        self.fake.posts = [post for post in self.fake.posts if post.id != own_id]

    def change_there(self, own_id: str, text: str) -> None:
        next(post for post in self.fake.posts if post.id == own_id).text = text

    def name_of(self, request: Request) -> str:
        return request.body.decode()


METAS: tuple[type[Subject], ...] = (OnFacebook, OnThreads)
"""Every subject of this file."""
