"""Chats under the contract: one address for all (Telegram, Discord), webhooks, Matrix rooms; and Micropub."""

import html
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import pytest

from smmdesk.system.clock import Clock
from smmdesk.system.secrets import Secret
from tests.contract.subjects import Live, Subject
from tests.fakes.discord import ADDRESS, FakeDiscord
from tests.fakes.exchange import Request
from tests.fakes.matrix import ALIAS, PASSWORD, FakeMatrix
from tests.fakes.micropub import PASTED, FakeMicropub, Post
from tests.fakes.receiver import KEY, PATH, FakeReceiver
from tests.fakes.telegram import FakeTelegram
from tests.servers.faults import FaultServer, Match


class AtOneAddress(Subject):
    """A platform whose one address stands in its facts: the folder of the test leads to another."""

    endpoint: ClassVar[str] = "api"
    below: ClassVar[str] = ""
    way: FaultServer

    def use(self, clock: Clock, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        lines = f'{self.platform}.{self.endpoint} = "{self.way.url}{self.below}"\n'
        (folder / "endpoints.toml").write_text(lines, encoding="utf-8")


class OnTelegram(AtOneAddress):
    """The fake Bot API: no key, nothing to read back, so a person says what became of a lost answer."""

    key = platform = "telegram"
    commits = Match("POST", r"/bot[^/]+/send\w+$")
    deletes = Match("POST", r"/bot[^/]+/deleteMessage$")
    promises = False
    tells = False

    def __init__(self, fake: FakeTelegram, way: FaultServer) -> None:
        self.fake, self.way = fake, way
        self.group = fake.add_group()

    def use(self, clock: Clock, folder: Path) -> None:
        super().use(clock, folder)
        self.fake.clock = clock
        self.fake.updates.clear()

    @classmethod
    @contextmanager
    def running(cls, request: pytest.FixtureRequest) -> Iterator["Subject"]:
        with FakeTelegram() as fake, FaultServer(fake.url) as way:
            yield cls(fake, way)

    def values(self) -> dict[str, str | Secret]:
        return {"user": "@fornolucia", "secret": Secret(self.fake.token)}

    def live(self) -> list[Live]:
        return [Live(str(message.id), message.text) for message in self.fake.posts()]

    def name_of(self, request: Request) -> str:
        return request.body.decode()


class OnDiscord(AtOneAddress):
    """The fake Discord: a webhook lists nothing, so a person says what became of a lost answer."""

    key = platform = "discord"
    commits = Match("POST", r"/webhooks/\d+/[^/]+\?wait=true")
    deletes = Match("DELETE", r"/webhooks/\d+/[^/]+/messages/")
    promises = False
    tells = False
    below = "/api/v10"

    def __init__(self, fake: FakeDiscord, way: FaultServer) -> None:
        self.fake, self.way = fake, way

    @classmethod
    @contextmanager
    def running(cls, request: pytest.FixtureRequest) -> Iterator["Subject"]:
        with FakeDiscord() as fake, FaultServer(fake.http.url) as way:
            yield cls(fake, way)

    def values(self) -> dict[str, str | Secret]:
        return {"secret": Secret(ADDRESS)}

    def live(self) -> list[Live]:
        return [Live(message.id, message.content) for message in self.fake.messages]

    def remove_there(self, own_id: str) -> None:
        self.fake.messages = [message for message in self.fake.messages if message.id != own_id]

    def change_there(self, own_id: str, text: str) -> None:
        next(message for message in self.fake.messages if message.id == own_id).content = text

    def name_of(self, request: Request) -> str:
        return request.body.decode()


class OnWebhook(Subject):
    """A receiver of somebody's own, which promises nothing."""

    key = platform = "webhook"
    commits = Match("POST", "/hooks/", b"post.publish")
    deletes = Match("POST", "/hooks/", b"post.delete")
    promises = False
    tells = False
    takes = frozenset({"empty 200", "204", "201 without id", "other schema", "list for object"})
    keeps_s: ClassVar[int] = 0
    way: FaultServer

    def __init__(self, fake: FakeReceiver, way: FaultServer) -> None:
        self.fake, self.way = fake, way

    @classmethod
    @contextmanager
    def running(cls, request: pytest.FixtureRequest) -> Iterator["Subject"]:
        with FakeReceiver(keeps_s=cls.keeps_s) as fake, FaultServer(fake.http.url) as way:
            yield cls(fake, way)

    def values(self) -> dict[str, str | Secret]:
        return {"server": f"{self.way.url}/{PATH}", "secret": Secret(KEY)}

    def live(self) -> list[Live]:
        return [Live(post.id, post.data["text"]) for post in self.fake.posts]

    def name_of(self, request: Request) -> str:
        return request.headers["webhook-id"]


class OnCarefulWebhook(OnWebhook):
    """A receiver that says it takes the same post once only, and does."""

    key = "careful webhook"
    promises = True
    keeps_s = 86_400


class OnMatrix(Subject):
    """The fake homeserver, which keeps its word about transactions."""

    key = platform = "matrix"
    commits = Match("PUT", "/send/m.room.message/")
    looks = Match("GET", r"/rooms/[^/]+/messages")
    prepares = Match("POST", "/media/v3/upload")
    deletes = Match("PUT", "/redact/")
    way: FaultServer

    def __init__(self, fake: FakeMatrix, way: FaultServer) -> None:
        self.fake, self.way = fake, way

    @classmethod
    @contextmanager
    def running(cls, request: pytest.FixtureRequest) -> Iterator["Subject"]:
        with FakeMatrix() as fake, FaultServer(fake.url) as way:
            yield cls(fake, way)

    def use(self, clock: Clock, folder: Path) -> None:
        self.fake.now_ms = lambda: round(clock.now().timestamp() * 1000)
        self.fake.room.events.clear()

    def values(self) -> dict[str, str | Secret]:
        return {"server": self.way.url, "room": ALIAS, "user": "lucia", "secret": Secret(PASSWORD)}

    def live(self) -> list[Live]:
        return [Live(own_id, text) for own_id, text in self.fake.posts()]

    def remove_there(self, own_id: str) -> None:
        self.fake.event(own_id).redacted_by = "$by-somebody"

    def change_there(self, own_id: str, text: str) -> None:
        fresh = {"msgtype": "m.text", "body": text, "m.mentions": {}}
        related = {"rel_type": "m.replace", "event_id": own_id}
        content = {**fresh, "m.new_content": fresh, "m.relates_to": related}
        self.fake.event(own_id).replaced_by = self.fake.say(f"* {text}", content=content)

    def name_of(self, request: Request) -> str:
        return request.path.rsplit("/", 1)[-1]


class OnMicropub(Subject):
    """A site of somebody's own: no key, and a list in which a lost post is found."""

    key = platform = "micropub"
    commits = Match("POST", "/micropub$", b"h-entry")
    looks = Match("GET", "/micropub[?]q=source")
    prepares = Match("POST", "/media$")
    deletes = Match("POST", "/micropub$", b'"delete"')
    promises = False
    takes = frozenset({"cut", "cut unseen"})  # the place of a post stands in a header, its answer has no body
    way: FaultServer

    def __init__(self, fake: FakeMicropub, way: FaultServer) -> None:
        self.fake, self.way = fake, way

    @classmethod
    @contextmanager
    def running(cls, request: pytest.FixtureRequest) -> Iterator["Subject"]:
        with FakeMicropub() as fake, FaultServer(fake.url) as way:
            yield cls(fake, way)

    def values(self) -> dict[str, str | Secret]:
        return {"server": self.way.url, "secret": Secret(PASTED)}

    def live(self) -> list[Live]:
        return [Live(f"{self.way.url}{post.path}", post.properties["content"][0]) for post in self.fake.live()]

    def _post(self, own_id: str) -> Post:
        return next(post for post in self.fake.posts if own_id.endswith(post.path))

    def remove_there(self, own_id: str) -> None:
        self._post(own_id).deleted = True

    def change_there(self, own_id: str, text: str) -> None:
        self._post(own_id).properties["content"] = [{"html": f"<p>{html.escape(text)}</p>"}]

    def name_of(self, request: Request) -> str:
        return str(request.json()["properties"]["content"])


CHATS: tuple[type[Subject], ...] = (OnTelegram, OnDiscord, OnWebhook, OnCarefulWebhook, OnMatrix, OnMicropub)
