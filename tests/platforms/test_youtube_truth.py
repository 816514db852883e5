"""YouTube: what it does not say is not believed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smmdesk.platforms.base import Account, GivenUp, NotSentError, Picture
from smmdesk.platforms.google import resumable
from smmdesk.system.clock import ManualClock
from tests.fakes.youtube import API, CHANNEL, PIECE, FakeYouTube
from tests.platforms.accounts import Hurried
from tests.platforms.at_google import bench_for, held
from tests.platforms.bench import Bench

DOCUMENTS = {"youtube.v3": "youtube/v3"}
FORNO = Account(CHANNEL, "Forno Lucia", "@fornolucia", f"https://www.youtube.com/channel/{CHANNEL}")
SIZE = PIECE * 2 + 1000


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> Iterator[FakeYouTube]:
    with held(FakeYouTube(clock), DOCUMENTS) as fake:
        yield fake


@pytest.fixture
def bench(fake: FakeYouTube, clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr(resumable, "PIECE_BYTES", PIECE)
    return bench_for(fake, clock, tmp_path, FORNO)


@pytest.fixture
def film(tmp_path: Path) -> Picture:
    path = tmp_path / "forno.mp4"
    path.write_bytes(bytes(range(256)) * (SIZE // 256) + b"x" * (SIZE % 256))
    return Picture(path, "video/mp4", SIZE, 640, 360, name="forno.mp4")


async def test_a_film_made_private_meanwhile_is_not_out(fake: FakeYouTube, bench: Bench, film: Picture) -> None:
    fake.works_s = 600
    job = await bench.prepared(bench.job("Pane", title="Pane", media=(film,)))
    await bench.connector.commit(bench.session(), job)
    for each in fake.films.values():
        each.status["privacyStatus"] = "private"
    found = await bench.connector.poll(bench.session(), bench.tried(job))
    assert isinstance(found, GivenUp)
    assert found.problem.code == "kept_private"


async def test_a_list_without_its_entries_proves_nothing(fake: FakeYouTube, bench: Bench, film: Picture) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane", media=(film,)))
    fake.fail_next(f"{API}/videos", method="GET", status=200, body={"kind": "youtube#videoListResponse"})
    with pytest.raises(NotSentError):
        await bench.connector.look_up(bench.session(), bench.tried(job))


async def test_all_bytes_are_there_and_google_says_that_it_goes_on(
    fake: FakeYouTube, bench: Bench, film: Picture
) -> None:
    """The file was said to be missing."""
    fake.slow_at_the_end = 1
    await bench.prepared(bench.job("Pane", title="Pane", media=(film,)))
    assert len(fake.films) == 1
    fake.slow_at_the_end = 2
    with pytest.raises(NotSentError):
        await bench.prepared(bench.job("Altro", title="Altro", media=(film,)))


async def test_what_was_chosen_on_youtubes_own_page_meanwhile_stays(
    fake: FakeYouTube, bench: Bench, film: Picture
) -> None:
    """What is left out of a part YouTube sets back."""
    job, _ = await bench.hand_off(bench.job("Pane", title="Pane", media=(film,), due=bench.after(hours=5)))
    [made] = fake.films.values()
    chosen = {"license": "creativeCommon", "embeddable": False, "publicStatsViewable": False}
    made.status |= chosen
    await bench.list.reschedule(bench.session(), replace(job, due=bench.after(hours=6)))
    assert made.status | chosen == made.status
    await bench.list.hurry(bench.session(), job)
    assert (made.privacy, made.status | chosen) == ("public", made.status)
    other, _ = await bench.hand_off(bench.job("Vino", title="Vino", media=(film,), due=bench.after(hours=5)))
    second = list(fake.films.values())[-1]
    second.status |= chosen
    await bench.list.recall(bench.session(), other)
    assert second.status | chosen == second.status
