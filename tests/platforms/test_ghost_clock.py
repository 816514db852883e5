"""A Ghost site refuses tokens that are not of this minute: a computer whose clock is wrong goes by the site's."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest

from smmdesk.platforms.base import SignedOutError
from smmdesk.platforms.http import Http
from smmdesk.system.clock import ManualClock
from tests.fakes.ghost import FakeGhost
from tests.fakes.ghost_comments import COMMENTS
from tests.platforms.bench import Bench
from tests.platforms.direct import Direct
from tests.platforms.hearing import hear

SITE = "https://forno.example"
NOW = datetime(2026, 11, 28, 10, 20, tzinfo=UTC)


class AtSite(httpx.AsyncBaseTransport):
    """The fake as a site on the web, which says what time it is there."""

    def __init__(self, fake: FakeGhost) -> None:
        self._fake, self._inner = fake, Direct(fake)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = f"{self._fake.url}{request.url.raw_path.decode()}"
        moved = httpx.Request(request.method, url, headers=request.headers, content=await request.aread())
        response = await self._inner.handle_async_request(moved)
        response.headers["Date"] = format_datetime(self._fake.now, usegmt=True)
        return response


def started(fake: FakeGhost, wrong: timedelta, folder: Path) -> Bench:
    """A program that has asked nobody for the time yet, on a computer whose clock is so wrong."""
    clock = ManualClock(fake.now + wrong)
    return Bench("ghost", Http(clock, transport=AtSite(fake)), clock, folder)


@pytest.fixture
def fake() -> FakeGhost:
    return FakeGhost(ManualClock(NOW))


@pytest.mark.parametrize("wrong", [timedelta(minutes=-20), timedelta(minutes=20), timedelta(days=-300)])
async def test_a_wrong_clock_is_no_wrong_key(wrong: timedelta, fake: FakeGhost, tmp_path: Path) -> None:
    bench = started(fake, wrong, tmp_path)
    await bench.sign_in(fake.key, server=SITE)
    later = started(fake, wrong, tmp_path)
    later.account, later.secrets = bench.account, bench.secrets
    said = fake.comment("6" * 24, "<p>Aperto?</p>")
    before = len(fake.asked("GET", COMMENTS))
    assert [heard.remote_id for heard in (await hear(later)).messages] == [said.id]
    refused = 1 if wrong < timedelta() else 0  # a key's token of tomorrow is taken
    assert len(fake.asked("GET", COMMENTS)) - before == refused + 1, "the refusal said what time it is there"
    await hear(later)
    assert len(fake.asked("GET", COMMENTS)) - before == refused + 2


async def test_a_key_that_is_refused_by_the_right_clock_is_asked_with_once(fake: FakeGhost, tmp_path: Path) -> None:
    bench = started(fake, timedelta(seconds=20), tmp_path)
    await bench.sign_in(fake.key, server=SITE)
    fake.key = FakeGhost().key
    before = len(fake.requests)
    with pytest.raises(SignedOutError):
        await hear(bench)
    assert len(fake.requests) == before + 1
