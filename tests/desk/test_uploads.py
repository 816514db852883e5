"""Uploads: how far they are is told, and the person can stop one; nothing of it is out then."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.desk.desk import Desk
from smmdesk.desk.uploads import Uploads
from smmdesk.model.brand import Brand
from smmdesk.model.delivery import State
from smmdesk.platforms.base import Job, Save, Session
from smmdesk.platforms.progress import ToldFile
from smmdesk.system.clock import ManualClock
from tests.fakes.reach import Bench, made_bench

pytestmark = pytest.mark.statement(70)


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        yield made


async def test_what_is_read_to_be_sent_is_told_at_a_calm_pace_and_the_end_too(
    tmp_path: Path, clock: ManualClock
) -> None:
    path, told = tmp_path / "a.jpg", []
    path.write_bytes(bytes(1000))
    uploads = Uploads(lambda part, done, total: told.append((part, done, total)))
    async with uploads.running("p", 1000, clock, 60):
        with ToldFile(path) as file:
            file.read(300)
            file.read(300)  # at once: not worth a word
            clock.advance(timedelta(seconds=1))
            file.read(300)
            assert file.read() == bytes(100)
    assert told == [("p", 300, 1000), ("p", 900, 1000), ("p", 1000, 1000)]


async def test_a_file_that_is_read_outside_an_upload_tells_nobody(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    with ToldFile(tmp_path / "a") as file:
        assert file.read() == b"abc"


async def test_stopping_takes_the_delivery_back_and_nothing_is_out(bench: Bench) -> None:
    begun = asyncio.Event()

    async def prepare(_session: Session, _job: Job, _save: Save) -> None:
        begun.set()
        await asyncio.Event().wait()

    bench.reach.fake.prepare = prepare  # type: ignore[method-assign]
    first, other = bench.channel("A"), bench.channel("B")
    post = bench.post("Film", first)
    await bench.publisher.tick()
    await begun.wait()
    part = bench.part(post)
    assert part.state is State.CLAIMED
    assert not bench.publisher.uploads.stop("another part")
    assert bench.publisher.uploads.stop(part.id)
    await bench.publisher.idle()
    assert bench.state(post) is State.DRAFT
    assert bench.texts() == []
    del bench.reach.fake.prepare  # the next one goes its way
    next_one = bench.post("Photo", other)
    await bench.run()
    assert (bench.state(next_one), bench.texts()) == (State.PUBLISHED, ["Photo"])


async def test_what_is_being_sent_already_cannot_be_stopped(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel())
    bench.reach.fake.while_connecting = lambda: stopped.append(bench.publisher.uploads.stop(bench.part(post).id))
    stopped: list[bool] = []
    await bench.run()
    assert (stopped, bench.state(post)) == ([False], State.PUBLISHED)
