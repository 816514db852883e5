"""A desk with a fake Mastodon to sign in to; no key ring answers in the tests."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from smmdesk.app import close_desk, open_desk
from smmdesk.desk import connecting
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import first_brand
from smmdesk.model.channel import Channel
from smmdesk.model.problem import ProblemError
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from smmdesk.system.secrets import Secret
from tests.fakes.mastodon import FakeMastodon

CANARY = "smmcanary_5d1f"
PASSPHRASE = "una frase segreta"


@asynccontextmanager
async def desk_in(folder: Path, passphrase: str = PASSPHRASE) -> AsyncIterator[Desk]:
    """A desk on its folder, unlocked by a passphrase where one is given; no key ring answers here."""
    desk = open_desk(Paths(folder), ManualClock(), passphrase=Secret(passphrase) if passphrase else None)
    try:
        yield desk
    finally:
        await close_desk(desk)


async def connected(desk: Desk, fake: FakeMastodon, **more: str) -> Channel:
    values = {"server": fake.url, "secret": fake.token(), **more}
    return await connecting.add_channel(desk, first_brand(desk).id, "mastodon", values)


def browsing(fake: FakeMastodon, name: str = "alice", agree: bool = True) -> Callable[[str], object]:
    async def browse(url: str) -> None:
        await asyncio.to_thread(fake.sign_in, url, name, agree=agree)

    return browse


def now(desk: Desk, channel: Channel) -> Channel:
    with desk.store.reading() as reader:
        return reader.get(Channel, channel.id)


def problem_of(caught: pytest.ExceptionInfo[ProblemError]) -> str:
    return caught.value.problem.code
