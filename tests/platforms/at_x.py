"""A bench at the fake X; whatever X took and answered is held against X's own description."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smmdesk.system.clock import ManualClock
from tests.fakes.openapi import x_contract
from tests.fakes.x import FakeX, described
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, leading, with_own_app


@contextmanager
def checked(clock: ManualClock) -> Iterator[FakeX]:
    fake = FakeX(clock)
    yield fake
    hold(fake)


def hold(fake: FakeX) -> None:
    """Whatever X took and answered must be as X describes it."""
    contract = x_contract()
    if contract is not None:
        wrong = [found for request in described(fake.requests) for found in contract.violations(request)]
        assert wrong == [], wrong


def lead(folder: Path, fake: FakeX) -> None:
    url = fake.url
    token, revoke = f"{url}/2/oauth2/token", f"{url}/2/oauth2/revoke"
    leading(folder, "x", api=url, authorize=f"{url}/i/oauth2/authorize", token=token, revoke=revoke)


def bench_at_x(fake: FakeX, clock: ManualClock, folder: Path) -> Bench:
    lead(folder, fake)
    return with_own_app(bench_at("x", clock, folder, fake), fake.auth)
