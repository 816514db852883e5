"""A bench at the fake Discord, signed in with the address of its webhook or not yet."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from smmdesk.system.clock import ManualClock
from tests.fakes.described import described
from tests.fakes.discord import ADDRESS, FakeDiscord
from tests.platforms.bench import Bench, bench_of


@contextmanager
def held_to_its_description() -> Iterator[FakeDiscord]:
    """What goes wrong with its own description fails the test."""
    with FakeDiscord(described("discord-openapi.json")) as fake:
        yield fake
    assert fake.violations == []


@asynccontextmanager
async def signed_out(fake: FakeDiscord, folder: Path) -> AsyncIterator[Bench]:
    (folder / "endpoints.toml").write_text(f'discord.api = "{fake.url}"\n', encoding="utf-8")
    async with bench_of("discord", ManualClock(), folder) as bench:
        yield bench


@asynccontextmanager
async def signed_in(fake: FakeDiscord, folder: Path, address: str = ADDRESS) -> AsyncIterator[Bench]:
    async with signed_out(fake, folder) as bench:
        await bench.sign_in(address)
        yield bench
