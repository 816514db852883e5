"""Servers for the tests, as pytest fixtures; a plug-in that tests/conftest.py names.

The servers in `REAL` are started once per session, when the first test asks; a test that asks is marked `servers`.
`fake_mastodon` is new for every test. Where a server cannot be installed, its tests fail and say why;
SMMDESK_NO_SERVERS=1 skips them instead.
"""

import os
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from ..fakes.mastodon import FakeMastodon
from .bluesky import BlueskyServer
from .ghost import GhostServer
from .install import ServerError
from .mediawiki import MediaWikiServer
from .oidc import OidcServer
from .process import LoopbackServer
from .synapse import SynapseServer
from .wordpress import WordPressServer

REAL = (
    "bluesky_server",
    "wordpress_server",
    "ghost_server",
    "mediawiki_server",
    "synapse_server",
    "oidc_server",
)
NO_SERVERS = "SMMDESK_NO_SERVERS"
NO_SPECS = (
    "The fake Mastodon was not held against the description of its API: SMMDESK_SPECS names no folder with "
    "mastodon-openapi.json."
)
unchecked = pytest.StashKey[bool]()
Server = TypeVar("Server", bound=LoopbackServer)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need servers; the time for installing one does not count as theirs."""
    for item in items:
        if set(REAL).intersection(getattr(item, "fixturenames", ())):
            item.add_marker("servers")
        elif item.get_closest_marker("servers") is None:  # or it says so itself
            continue
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(300, func_only=True))
        if os.environ.get(NO_SERVERS):
            item.add_marker(pytest.mark.skip(reason=f"{NO_SERVERS} is set: no test servers wanted here"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.stash.get(unchecked, False):
        terminalreporter.write_line(NO_SPECS)


def _running(start: Callable[[], Server]) -> Iterator[Server]:
    try:
        server = start()
    except ServerError as error:
        pytest.fail(str(error), pytrace=False)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def bluesky_server() -> Iterator[BlueskyServer]:
    """A real Bluesky PDS. Tests share it: make an account of your own (`create_account`) or `clear` one."""
    yield from _running(BlueskyServer.start)


@pytest.fixture(scope="session")
def wordpress_server() -> Iterator[WordPressServer]:
    """A real WordPress. Tests share it: look for what you made, or `clear` it first."""
    yield from _running(WordPressServer.start)


@pytest.fixture(scope="session")
def ghost_server() -> Iterator[GhostServer]:
    """A real Ghost. Tests share it: look for what you made, or `clear` it first."""
    yield from _running(GhostServer.start)


@pytest.fixture(scope="session")
def mediawiki_server() -> Iterator[MediaWikiServer]:
    """A real MediaWiki. Tests share it: take titles of your own."""
    yield from _running(MediaWikiServer.start)


@pytest.fixture(scope="session")
def synapse_server() -> Iterator[SynapseServer]:
    """A real Matrix homeserver. Tests share it: make a room of your own."""
    yield from _running(SynapseServer.start)


@pytest.fixture(scope="session")
def oidc_server() -> Iterator[OidcServer]:
    """A real authorization server."""
    yield from _running(OidcServer.start)


@pytest.fixture
def fake_mastodon(request: pytest.FixtureRequest) -> Iterator[FakeMastodon]:
    """A fake Mastodon of one's own. Fails the test when a request or an answer is not as Mastodon describes it."""
    contract = None
    if os.environ.get("SMMDESK_SPECS"):
        from ..fakes.openapi import mastodon_contract

        contract = mastodon_contract()
    request.config.stash[unchecked] = contract is None
    with FakeMastodon(contract=contract) as fake:
        yield fake
    if fake.violations:
        listed = "\n".join(map(str, fake.violations))
        pytest.fail(f"not as Mastodon describes its API:\n{listed}", pytrace=False)
