"""Where the posts go: twelve accounts on servers of four kinds, each with its own guarantee, and what really is live.

key: Mastodon, an idempotency key for an hour · own id: Bluesky, records under our own keys · none: GoToSocial, exact
read-back and nothing else · list: Mastodon's own schedule.
"""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from smmdesk.system.secrets import Secret
from tests.fakes.exchange import Answer, Request
from tests.fakes.mastodon import GOTOSOCIAL, MASTODON, Dialect, FakeMastodon, Limits
from tests.soak.fast_time import FastClock, Pace
from tests.soak.pds import Account, Pds
from tests.soak.storm import Storm, StormServer

KINDS = ("key", "own id", "none", "list")
MASTODONS: tuple[tuple[str, Dialect], ...] = (
    *(("key", MASTODON),) * 4,
    *(("none", GOTOSOCIAL),) * 2,
    ("list", MASTODON),
)
REPOSITORIES = 5
ROOT = b" r: "
"""In the text of each first part (person.words)."""


@dataclass(frozen=True)
class Live:
    """One thing that everybody can see: its text, the id it hangs on, its own id."""

    text: str
    parent: str
    id: str
    url: str


@dataclass(eq=False)
class Place:
    """One account. `connect` is what a person would type to connect it."""

    name: str
    kind: str
    platform: str
    connect: dict[str, Any]
    way: StormServer
    server: FakeMastodon | None = None
    repository: Account | None = None

    def live(self) -> list[Live]:
        """What is live there now, by the platform's own books."""
        if self.repository is not None:
            did = self.repository.did
            found = list(self.repository.records.items())
            return [
                Live(record["text"], record.get("reply", {}).get("parent", {}).get("uri", ""), _at(did, rkey), "")
                for rkey, record in found
            ]
        assert self.server is not None
        url = self.server.book.url
        return [
            Live(each.text, each.in_reply_to_id or "", each.id, f"{url}/@alice/{each.id}")
            for each in self.server.statuses
        ]

    def waiting(self) -> list[str]:
        """The texts on its own list."""
        return [each.draft.text for each in self.server.scheduled] if self.server is not None else []


def _at(did: str, rkey: str) -> str:
    return f"at://{did}/app.bsky.feed.post/{rkey}"


@dataclass
class Town:
    """All servers, under one storm. `count` is how many deliveries were begun (roots accepted); `beat` is notified at
    each."""

    pace: Pace
    storm: Storm
    places: list[Place] = field(default_factory=list)
    count: int = 0
    beat: threading.Condition = field(default_factory=threading.Condition)
    _stack: ExitStack = field(default_factory=ExitStack)
    _ways: list[StormServer] = field(default_factory=list)

    def __enter__(self) -> Self:
        clock = FastClock(self.pace)
        for number, (kind, dialect) in enumerate(MASTODONS):
            self._add_mastodon(clock, f"{kind} {number}", kind, dialect)
        self._add_pds(clock)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _add_mastodon(self, clock: FastClock, name: str, kind: str, dialect: Dialect) -> None:
        limits = Limits()
        limits.rates = {"token": limits.rates["token"]}  # three hours' rates would end the soak after 300 posts
        server = FakeMastodon(clock, dialect=dialect, limits=limits, publishes_by_itself=True)
        way = self._way(server._handle)
        server.book.url = way.url
        connect = {"server": way.url, "secret": Secret(server.token())}
        self.places.append(Place(name, kind, "mastodon", connect, way, server=server))

    def _add_pds(self, clock: FastClock) -> None:
        pds = Pds(clock)
        way = self._way(pds.handle)
        for number in range(REPOSITORIES):
            account = pds.add_account(f"shop{number}.test")
            connect = {"user": account.handle, "secret": Secret(account.password), "server": way.url}
            self.places.append(Place(f"own id {number}", "own id", "bluesky", connect, way, repository=account))

    def _way(self, platform: Callable[[Request], Answer]) -> StormServer:
        way = StormServer(platform, self.storm, self._arrived).start()
        self._stack.callback(way.stop)
        self._ways.append(way)
        return way

    def _arrived(self, request: Request) -> None:
        if ROOT not in request.body:
            return
        with self.beat:
            self.count += 1
            self.beat.notify_all()

    @contextmanager
    def outage(self, rng: random.Random) -> Iterator[None]:
        """One server is not reachable at all between two steps of this iterator: provably nothing is sent to it."""
        way = rng.choice(self._ways)
        way.unplug()
        yield
        way.plug_in()
