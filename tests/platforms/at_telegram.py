"""A bench at the fake Bot API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from smmdesk.system.clock import ManualClock
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.platforms.bench import Bench, bench_of


@asynccontextmanager
async def signed_out(fake: FakeTelegram, folder: Path) -> AsyncIterator[Bench]:
    (folder / "endpoints.toml").write_text(f'telegram.api = "{fake.url}"\n', encoding="utf-8")
    async with bench_of("telegram", ManualClock(), folder) as bench:
        yield bench


@asynccontextmanager
async def signed_in(fake: FakeTelegram, folder: Path, user: str = "@fornolucia") -> AsyncIterator[Bench]:
    async with signed_out(fake, folder) as bench:
        await bench.sign_in(TOKEN, user=user)
        yield bench
