"""Blogs, forums and wikis before the contract: fakes that refuse what these platforms refuse."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from smmdesk.platforms.ghost.lexical import lexical_of, words_of
from smmdesk.platforms.markup import markdown_of, unmarked
from smmdesk.platforms.mediawiki.wikitext import unwiki, wikitext_of
from smmdesk.system.clock import Clock, ManualClock
from smmdesk.system.secrets import Secret
from tests.contract.subjects import Live, Subject
from tests.fakes.discourse import FakeDiscourse
from tests.fakes.discourse_acts import Post
from tests.fakes.exchange import Request
from tests.fakes.ghost import FakeGhost
from tests.fakes.lemmy import FakeLemmy
from tests.fakes.lemmy_inbox import Thing
from tests.fakes.mediawiki import API, FakeMediaWiki
from tests.fakes.small import SmallFake
from tests.servers.faults import FaultServer, Match, target_of
from tests.servers.ghost import GhostServer


class OnSmallFake(Subject):
    """A fake that goes by the test's clock."""

    makes: ClassVar[type[SmallFake]]

    def __init__(self, fake: SmallFake, way: FaultServer) -> None:
        self.fake, self.way = fake, way

    @classmethod
    @contextmanager
    def running(cls, request: pytest.FixtureRequest) -> Iterator["Subject"]:
        with cls.makes() as fake, FaultServer(fake.url) as way:
            yield cls(fake, way)

    def use(self, clock: Clock, folder: Path) -> None:
        self.fake.clock = clock

    def name_of(self, request: Request) -> str:
        return target_of(request)

    def remove(self, named: str) -> None:
        """The person takes it away on the platform's own pages; `named` is its id there."""
        raise NotImplementedError

    def change(self, named: str, text: str) -> None:
        """The person writes something else there."""
        raise NotImplementedError


class OnGhost(OnSmallFake):
    """The fake Ghost."""

    key = platform = "ghost"
    makes = FakeGhost
    fake: FakeGhost
    commits = Match("PUT", r"/posts/[0-9a-f]{24}/", b'"status": "published"')
    hands_off = Match("PUT", r"/posts/[0-9a-f]{24}/", b'"status": "scheduled"')
    looks = Match("GET", r"/posts/[0-9a-f]{24}/")
    prepares = Match("POST", "/images/upload/")
    deletes = Match("DELETE", "/posts/")
    title = "Pane"

    def use(self, clock: Clock, folder: Path) -> None:
        super().use(clock, folder)
        self.fake.posts.clear()  # what another test left on its list comes out when this one lets a day pass

    def values(self) -> dict[str, str | Secret]:
        assert self.way is not None
        return {"server": self.way.url, "secret": Secret(self.fake.key)}

    def live(self) -> list[Live]:
        return [Live(post.id, post.words) for post in self.fake.of("published", "sent")]

    def listed(self) -> list[str]:
        return [post.words for post in self.fake.of("scheduled")]

    def remove(self, named: str) -> None:
        del self.fake.posts[named]

    def change(self, named: str, text: str) -> None:
        self.fake.change(self.fake.posts[named], lexical=lexical_of(text, (), "", None))


class OnGhostServer(Subject):
    """A real Ghost. It goes by its own clock: what stands on its list waits there, whatever the test's clock says; a
    token of before now is refused."""

    key = "ghost-server"
    platform = "ghost"
    commits, hands_off = OnGhost.commits, OnGhost.hands_off
    looks, prepares, deletes = OnGhost.looks, OnGhost.prepares, OnGhost.deletes
    slow = beside = True
    title = "Pane"

    def __init__(self, server: GhostServer, way: FaultServer) -> None:
        self.server, self.way = server, way

    @classmethod
    @contextmanager
    def running(cls, request: pytest.FixtureRequest) -> Iterator["Subject"]:
        server: GhostServer = request.getfixturevalue("ghost_server")
        server.clear()
        with FaultServer(server.url) as way:
            yield cls(server, way)

    def use(self, clock: Clock, folder: Path) -> None:
        if isinstance(clock, ManualClock):
            clock.advance(max(datetime.now(UTC) - clock.now(), timedelta()))

    def values(self) -> dict[str, str | Secret]:
        assert self.way is not None
        return {"server": self.way.url, "secret": Secret(self.server.admin_key())}

    def live(self) -> list[Live]:
        return [Live(str(post["id"]), words_of(post["lexical"])) for post in self.server.posts("published")]

    def listed(self) -> list[str]:
        return [words_of(post["lexical"]) for post in self.server.posts("scheduled")]

    def remove_there(self, own_id: str) -> None:
        self.server.delete_post(own_id)

    def change_there(self, own_id: str, text: str) -> None:
        self.server.edit_post(own_id, lexical=lexical_of(text, (), "", None))

    def name_of(self, request: Request) -> str:
        return target_of(request)


class OnLemmy(OnSmallFake):
    """The fake Lemmy, where nothing stands against a second copy."""

    key = platform = "lemmy"
    makes = FakeLemmy
    fake: FakeLemmy
    commits = Match("POST", "/api/v3/post$")
    looks = Match("GET", "/api/v3/user")
    prepares = Match("POST", "/pictrs/image")
    deletes = Match("POST", "/api/v3/post/delete")
    promises = False
    title = "Pane"
    options: ClassVar[Mapping[str, str]] = {"community": "pane"}

    def values(self) -> dict[str, str | Secret]:
        assert self.way is not None
        return {"server": self.way.url, "user": "lucia", "secret": Secret("password")}

    def live(self) -> list[Live]:
        return [Live(str(post.id), unmarked(post.body)) for post in self.fake.posts if not post.deleted]

    def remove(self, named: str) -> None:
        self._post(named).removed = True

    def change(self, named: str, text: str) -> None:
        self._post(named).body = markdown_of(text)

    def _post(self, named: str) -> Thing:
        return next(post for post in self.fake.posts if str(post.id) == named)


class OnMediaWiki(OnSmallFake):
    """The fake MediaWiki: each post is a page of its own."""

    key = platform = "mediawiki"
    makes = FakeMediaWiki
    fake: FakeMediaWiki
    commits = Match("POST", "/w/api.php", b"action=edit")
    looks = Match("GET", "/w/api.php.*rvuser=")
    prepares = Match("POST", "/w/api.php", b"upload")
    title = "Pane"

    def use(self, clock: Clock, folder: Path) -> None:
        super().use(clock, folder)
        self.fake.pages.clear()  # a title is taken once

    def values(self) -> dict[str, str | Secret]:
        assert self.way is not None
        self.fake.says = f"{self.way.url}{API}"
        return {"server": self.way.url, "user": "Lucia@smmdesk", "secret": Secret("password")}

    def live(self) -> list[Live]:
        pages = self.fake.pages.values()
        return [Live(str(revision.id), unwiki(revision.text)) for page in pages for revision in page.revisions]

    def remove(self, named: str) -> None:
        del self.fake.pages[self._title(named)]

    def change(self, named: str, text: str) -> None:
        self.fake.write_page(self._title(named), wikitext_of(text))

    def _title(self, named: str) -> str:
        pages = self.fake.pages.values()
        return next(page.title for page in pages if named in [str(revision.id) for revision in page.revisions])


class OnDiscourse(OnSmallFake):
    """The fake Discourse."""

    key = platform = "discourse"
    makes = FakeDiscourse
    fake: FakeDiscourse
    commits = Match("POST", "/posts.json")
    looks = Match("GET", "/t/external_id/")
    prepares = Match("POST", "/uploads.json")
    deletes = Match("DELETE", r"/t/\d+\.json")
    title = "Pane caldo"

    def values(self) -> dict[str, str | Secret]:
        assert self.way is not None
        return {"server": self.way.url, "user": "lucia", "secret": Secret(self.fake.key)}

    def live(self) -> list[Live]:
        return [Live(str(post.topic.id), unmarked(post.raw)) for post in self.fake.posts]

    def remove(self, named: str) -> None:
        self._post(named).topic.deleted = True

    def change(self, named: str, text: str) -> None:
        self._post(named).raw = markdown_of(text)

    def _post(self, named: str) -> Post:
        return next(post for post in self.fake.posts if str(post.topic.id) == named)

    def name_of(self, request: Request) -> str:
        return str(request.json()["external_id"])


SITES = (OnGhost, OnLemmy, OnMediaWiki, OnDiscourse)
"""Every subject of this file."""
SERVERS = (OnGhostServer,)
"""Those at a real server beside its fake."""
