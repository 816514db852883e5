"""X and LinkedIn before the contract, each under an app of the owner's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from smmdesk.system.clock import Clock
from smmdesk.system.secrets import Secret
from tests.contract.subjects import Live, Subject
from tests.fakes.exchange import Request
from tests.fakes.linkedin import FakeLinkedIn
from tests.fakes.x import FakeX
from tests.platforms.direct import leading
from tests.servers.faults import FaultServer, Match


class OnX(Subject):
    """The fake X: no key, the owner's own timeline to look at, an access that is renewed by itself."""

    key = platform = "x"
    commits = Match("POST", "/2/tweets$")
    looks = Match("GET", r"/2/users/\d+/tweets")
    prepares = Match("POST", "/2/media/upload/initialize$")
    deletes = Match("DELETE", r"/2/tweets/\d+")
    signs_out = False
    promises = False
    way: FaultServer

    def __init__(self, fake: FakeX, way: FaultServer) -> None:
        self.fake, self.way = fake, way

    @classmethod
    @contextmanager
    def running(cls, request: pytest.FixtureRequest) -> Iterator["Subject"]:
        with FakeX() as fake, FaultServer(fake.url) as way:
            fake.auth.rotates = False  # every test begins with a copy of the same sign-in
            yield cls(fake, way)

    def use(self, clock: Clock, folder: Path) -> None:
        self.fake.clock = clock
        self.fake.posts.clear()  # the same words are refused for a day
        folder.mkdir(parents=True, exist_ok=True)
        url, token = self.way.url, f"{self.way.url}/2/oauth2"
        authorize = f"{url}/i/oauth2/authorize"
        leading(folder, "x", api=url, authorize=authorize, token=f"{token}/token", revoke=f"{token}/revoke")

    def keys(self) -> Secret:
        return Secret.of(client_id=self.fake.auth.client_id)

    def values(self) -> dict[str, str | Secret]:
        return {}

    def live(self) -> list[Live]:
        return [Live(post.id, post.text) for post in self.fake.live]

    def remove_there(self, own_id: str) -> None:
        next(post for post in self.fake.posts if post.id == own_id).deleted = True

    def change_there(self, own_id: str, text: str) -> None:
        post = next(post for post in self.fake.posts if post.id == own_id)
        post.text, post.addresses = text, []

    def name_of(self, request: Request) -> str:
        return request.body.decode()


class OnLinkedIn(Subject):
    """The fake LinkedIn as a company page, whose posts can be listed; nothing there is renewed."""

    key = platform = "linkedin"
    commits = Match("POST", "/rest/posts$")
    looks = Match("GET", r"/rest/posts\?q=author")
    prepares = Match("POST", r"/rest/images\?action=initializeUpload")
    deletes = Match("DELETE", "/rest/posts/")
    promises = False
    takes = frozenset({"cut", "cut unseen"})  # the name of a post stands in a header, its answer has no body
    unclear = frozenset({"409"})  # "may be tried again": not whether the first one is there
    way: FaultServer

    def __init__(self, fake: FakeLinkedIn, way: FaultServer) -> None:
        self.fake, self.way = fake, way

    @classmethod
    @contextmanager
    def running(cls, request: pytest.FixtureRequest) -> Iterator["Subject"]:
        with FakeLinkedIn() as fake, FaultServer(fake.url) as way:
            fake.works_for = 0
            yield cls(fake, way)

    def use(self, clock: Clock, folder: Path) -> None:
        self.fake.clock = clock
        self.fake.posts.clear()  # the same words are refused for a while
        folder.mkdir(parents=True, exist_ok=True)
        url = self.way.url
        leading(folder, "linkedin", api=url, authorize=f"{url}/authorize", token=f"{url}/token")

    def keys(self) -> Secret:
        return Secret.of(client_id=self.fake.auth.client_id, client_secret=self.fake.auth.client_secret)

    def values(self) -> dict[str, str | Secret]:
        return {"organisation": "forno-lucia"}

    def live(self) -> list[Live]:
        return [Live(post.urn, post.text) for post in self.fake.posts]

    def remove_there(self, own_id: str) -> None:
        self.fake.posts = [post for post in self.fake.posts if post.urn != own_id]

    def change_there(self, own_id: str, text: str) -> None:
        post = next(post for post in self.fake.posts if post.urn == own_id)
        post.body = {**post.body, "commentary": text}

    def name_of(self, request: Request) -> str:
        return request.body.decode()


NETWORKS: tuple[type[Subject], ...] = (OnX, OnLinkedIn)
