"""Every platform as the contract suite meets it: how to sign in, which call is the irreversible one, what is live.

A new connector is a `Subject` here and a line in `SUBJECTS`; the scripts and their demands are there already.
"""

import asyncio
import html
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

from smmdesk.desk.connecting import add_channel, browser_sign_in
from smmdesk.desk.desk import Desk
from smmdesk.desk.keys import save_app_keys
from smmdesk.desk.planning import first_brand
from smmdesk.system.clock import Clock
from smmdesk.system.secrets import Secret
from tests.fakes.exchange import Request
from tests.fakes.mastodon import FakeMastodon
from tests.fakes.mastodon.rules import GOTOSOCIAL, MASTODON, Dialect
from tests.fakes.oauth import agreed, visit
from tests.servers.bluesky import BlueskyServer
from tests.servers.faults import FaultServer, Match, target_of
from tests.servers.wordpress import WordPressServer


@dataclass(frozen=True)
class Live:
    """One thing that visitors of a platform see: its own id there, and its words."""

    id: str
    text: str


class Subject:
    """One connector under the contract. `way` stands before its platform; the program knows only `way.url`.

    `commits` is the ONE call that publishes, `hands_off` the one that lists (None: no list), `looks` what is asked when
    an answer was lost, `prepares` an upload. `signs_out`: whether a 401 in the middle of sending ends the sign-in, or
    is renewed by itself. `promises`: whether the platform keeps a key or an id of ours. `tells`: whether it can be
    asked what became of a lost answer; where it cannot, a person is. `deletes` is the call that takes a post down.
    `takes` are scripts whose strange success is one there, `unclear` those whose refusal proves nothing there. `slow`:
    a real server; `beside`: its fake is a subject too, and meets in every run what it meets with --long.
    """

    key: ClassVar[str]
    platform: ClassVar[str]
    commits: ClassVar[Match | None] = None
    looks: ClassVar[Match | None] = None
    hands_off: ClassVar[Match | None] = None
    prepares: ClassVar[Match | None] = None
    signs_out: ClassVar[bool] = True
    slow: ClassVar[bool] = False
    promises: ClassVar[bool] = True
    tells: ClassVar[bool] = True
    deletes: ClassVar[Match | None] = None
    takes: ClassVar[frozenset[str]] = frozenset()
    unclear: ClassVar[frozenset[str]] = frozenset()
    beside: ClassVar[bool] = False
    title: ClassVar[str] = ""
    options: ClassVar[Mapping[str, str]] = {}
    way: FaultServer | None = None

    def use(self, clock: Clock, folder: Path) -> None:
        """Let the platform go by the test's clock, where it can; the data folder is where the practice pages lie."""

    def copied(self) -> None:
        """From now on another copy of the desk asks, which cannot know how often this one did."""

    def around(self) -> AbstractContextManager[None]:
        """What holds for each test of it, and for no other."""
        return nullcontext()

    @classmethod
    def running(cls, request: pytest.FixtureRequest) -> AbstractContextManager["Subject"]:
        """A subject with everything it needs, ended afterwards."""
        raise NotImplementedError

    def values(self) -> dict[str, "str | Secret"]:
        """What a person types to connect."""
        raise NotImplementedError

    async def connect(self, desk: Desk) -> None:
        """Sign in: with what is typed, else (`keys`) through the browser under an app of the owner's own."""
        brand = first_brand(desk).id
        keys = self.keys()
        if keys is None:
            await add_channel(desk, brand, self.platform, self.values(), "Forno")
            return
        await save_app_keys(desk, brand, self.platform, keys)
        await browser_sign_in(desk, brand, self.platform, self.values(), self.agree, name="Forno")

    def keys(self) -> "Secret | None":
        """The keys of the owner's own app, where the platform wants one."""
        return None

    async def agree(self, url: str) -> None:
        """The person agrees on the platform's page, and the browser goes its way back."""
        await asyncio.to_thread(visit, await asyncio.to_thread(agreed, url))

    def file(self) -> tuple[str, bytes] | None:
        """(name, bytes) of what every post shows, where a platform takes none without."""
        return None

    def live(self) -> list[Live]:
        """What is out there now, asked of the platform itself."""
        raise NotImplementedError

    def listed(self) -> list[str]:
        """The words of what waits on the platform's own list."""
        return []

    def remove_there(self, own_id: str) -> None:
        """The person takes one post away on the platform's own pages."""
        raise NotImplementedError

    def change_there(self, own_id: str, text: str) -> None:
        """The person gives one post other words there."""
        raise NotImplementedError

    def name_of(self, request: Request) -> str:
        """What makes two of our requests one for the platform: key, own id."""
        raise NotImplementedError


class OnMastodon(Subject):
    """The fake Mastodon, which refuses what Mastodon refuses."""

    key = platform = "mastodon"
    commits = Match("POST", "/api/v1/statuses$")
    hands_off = commits
    looks = Match("GET", "/api/v1/(accounts/[^/]+/statuses|scheduled_statuses)")
    prepares = Match("POST", "/api/v2/media$")
    dialect: ClassVar[Dialect] = MASTODON

    def __init__(self, fake: FakeMastodon, way: FaultServer) -> None:
        self.fake, self.way = fake, way

    @classmethod
    @contextmanager
    def running(cls, request: pytest.FixtureRequest) -> Iterator["Subject"]:
        with FakeMastodon(dialect=cls.dialect) as fake, FaultServer(fake.url) as way:
            yield cls(fake, way)

    def use(self, clock: Clock, folder: Path) -> None:
        self.fake.book.clock = clock
        self.fake.book.scheduled.clear()  # a server takes 25 for one day
        self.fake.rates.forget()  # what hundreds of tests ask at the same hour

    def values(self) -> dict[str, str | Secret]:
        return {"server": self.way.url, "secret": Secret(self.fake.token())}

    def live(self) -> list[Live]:
        return [Live(status.id, status.draft.text) for status in self.fake.statuses]

    def listed(self) -> list[str]:
        return [waiting.draft.text for waiting in self.fake.scheduled]

    def name_of(self, request: Request) -> str:
        return request.headers["idempotency-key"]


class OnFork(OnMastodon):
    """A server that speaks Mastodon's language and keeps none of its promises: every key is new to it."""

    key = "fork"
    promises = False
    dialect = GOTOSOCIAL


class OnBluesky(Subject):
    """A real Bluesky server."""

    key = platform = "bluesky"
    commits = Match("POST", r"/xrpc/com\.atproto\.repo\.(createRecord|applyWrites)$")
    looks = Match("GET", r"/xrpc/com\.atproto\.repo\.getRecord")
    prepares = Match("POST", r"/xrpc/com\.atproto\.repo\.uploadBlob$")
    signs_out = False
    slow = True

    def __init__(self, server: BlueskyServer, way: FaultServer) -> None:
        self.server, self.way = server, way
        self.account = server.create_account("contratto.test")

    @classmethod
    @contextmanager
    def running(cls, request: pytest.FixtureRequest) -> Iterator["Subject"]:
        server: BlueskyServer = request.getfixturevalue("bluesky_server")
        with FaultServer(server.url) as way:
            yield cls(server, way)

    def values(self) -> dict[str, str | Secret]:
        secret = Secret(self.server.app_password(self.account))
        return {"server": self.way.url, "user": self.account.handle, "secret": secret}

    def live(self) -> list[Live]:
        return [Live(found["uri"], found["value"]["text"]) for found in self.server.list_records(self.account)]

    def name_of(self, request: Request) -> str:
        return str(request.json()["rkey"])


class OnWordPress(Subject):
    """A real WordPress."""

    key = platform = "wordpress"
    commits = Match("POST", r"wp/v2/posts/\d+", b'"status": "p')
    hands_off = Match("POST", r"wp/v2/posts/\d+", b'"status": "future"')
    looks = Match("GET", r"wp/v2/posts/\d+")
    prepares = Match("POST", "wp/v2/media")
    slow = True
    title = "Pane"

    def __init__(self, server: WordPressServer, way: FaultServer) -> None:
        self.server, self.way = server, way

    @classmethod
    @contextmanager
    def running(cls, request: pytest.FixtureRequest) -> Iterator["Subject"]:
        server: WordPressServer = request.getfixturevalue("wordpress_server")
        server.clear()
        with FaultServer(server.url) as way:
            yield cls(server, way)

    def values(self) -> dict[str, str | Secret]:
        secret = Secret(self.server.application_password("editor"))
        return {"server": self.way.url, "user": "editor", "secret": secret}

    def live(self) -> list[Live]:
        return [Live(str(post["id"]), _words(post)) for post in self.server.posts(status="publish,private")]

    def listed(self) -> list[str]:
        return [_words(post) for post in self.server.posts(status="future")]

    def name_of(self, request: Request) -> str:
        return target_of(request)


def _words(post: Mapping[str, Any]) -> str:
    return html.unescape(re.sub(r"<!--.*?-->|<[^>]+>", "", post["content"]["raw"])).strip()


class OnPractice(Subject):
    """The practice platform: pages in the data folder, no wire to cut. What goes wrong here is the disk."""

    key = platform = "practice"

    folder: Path

    @classmethod
    @contextmanager
    def running(cls, request: pytest.FixtureRequest) -> Iterator["Subject"]:
        yield cls()

    def use(self, clock: Clock, folder: Path) -> None:
        self.folder = folder

    def values(self) -> dict[str, str | Secret]:
        return {"name": "Vetrina"}

    def live(self) -> list[Live]:
        pages = (self.folder / "practice" / "data").rglob("*.json")
        found = [json.loads(page.read_text("utf-8")) for page in pages]
        return [Live(entry["key"], entry["text"]) for entry in found]


from tests.contract.subjects_chat import CHATS  # noqa: E402 - they are subjects of the class above
from tests.contract.subjects_fetching import FETCHING  # noqa: E402 - they are subjects of the class above
from tests.contract.subjects_google import GOOGLE  # noqa: E402 - they are subjects of the class above
from tests.contract.subjects_meta import METAS  # noqa: E402 - they are subjects of the class above
from tests.contract.subjects_networks import NETWORKS  # noqa: E402 - they are subjects of the class above
from tests.contract.subjects_photos import PHOTOS  # noqa: E402 - they are subjects of the class above
from tests.contract.subjects_pictures import PICTURES  # noqa: E402 - they are subjects of the class above
from tests.contract.subjects_sites import SERVERS, SITES  # noqa: E402 - they are subjects of the class above

OTHERS = (*CHATS, *FETCHING, *GOOGLE, *METAS, *NETWORKS, *PHOTOS, *PICTURES, *SITES, *SERVERS)
SUBJECTS: dict[str, type[Subject]] = {
    kind.key: kind for kind in (OnMastodon, OnFork, OnBluesky, OnWordPress, OnPractice, *OTHERS)
}
"""Every subject by its name."""
ON_A_WIRE = tuple(key for key, kind in SUBJECTS.items() if kind is not OnPractice)
