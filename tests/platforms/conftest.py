"""What the tests of connectors share: a fake Mastodon whose time they move, the site as one test sees it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from smmdesk.system.clock import ManualClock
from tests.fakes.mastodon import FakeMastodon
from tests.fakes.telegram import FakeTelegram
from tests.platforms.accounts import Hurried, Site
from tests.servers.wordpress import WordPressServer


@pytest.fixture
def clock(fake_mastodon: FakeMastodon) -> ManualClock:
    clock = Hurried(datetime(2026, 11, 18, 10, 20, tzinfo=UTC))
    fake_mastodon.book.clock = clock
    return clock


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture
def site(wordpress_server: WordPressServer) -> Site:
    return Site(wordpress_server)
