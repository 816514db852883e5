"""Films of a Facebook page: reels, videos in pieces, stories; and what Facebook says of them afterwards."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smmdesk.model.delivery import Op, PartKind
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    CannotTell,
    GivenUp,
    Job,
    Listed,
    Picture,
    Published,
    RefusedError,
    UnclearError,
)
from smmdesk.system.clock import ManualClock
from tests.fakes.facebook import FakeFacebook
from tests.fakes.facebook_login import PAGE
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, signed_in
from tests.platforms.test_facebook import led_to

REEL, STORY = {"kind": "reel"}, {"kind": "story"}


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeFacebook:
    return FakeFacebook(clock)


@pytest.fixture
def bench(fake: FakeFacebook, clock: ManualClock, tmp_path: Path) -> Bench:
    led_to(fake, tmp_path)
    return signed_in(bench_at("facebook", clock, tmp_path, fake), fake.page_token())


def film(bench: Bench, size: int = 2500) -> Picture:
    path = bench.folder / "film.mp4"
    path.write_bytes(bytes(range(256)) * (size // 256 + 1))
    with path.open("r+b") as file:
        file.truncate(size)
    return Picture(path, "video/mp4", size, 1080, 1920, name="impasto.mp4")


async def until_out(bench: Bench, job: Job, most: int = 5) -> Published:
    """Commit, then ask as often as it takes."""
    answer = await bench.connector.commit(bench.session(), job)
    for _ in range(most):
        if isinstance(answer, Published):
            return answer
        assert isinstance(answer, Accepted)
        job = replace(job, prepared={**job.prepared, "job": answer.job}, outgoing=replace(job.outgoing, media=()))
        answer = await bench.connector.poll(bench.session(), job)  # type: ignore[assignment]
    raise AssertionError("it never came out")


async def test_a_reel(fake: FakeFacebook, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Impasto", title="Alle 5", media=(film(bench),), options=REEL))
    [reel] = fake.films.values()
    assert (reel.edge, reel.state, len(reel.data)) == ("video_reels", "there", 2500)
    out = await until_out(bench, job)
    assert (reel.description, reel.title, reel.state) == ("Impasto", "Alle 5", "published")
    assert (out.receipt.id, out.receipt.url) == (reel.id, f"https://www.facebook.com/reel/{reel.id}/")
    comment = bench.job("Ricetta qui", kind=PartKind.FIRST_COMMENT, root=out.receipt, parent=out.receipt)
    fake.films[f"9{reel.id}"] = reel  # the post of a reel is commented, not its film
    await bench.publish(comment)
    assert fake.comments[0].below == f"9{reel.id}"


async def test_a_video_goes_in_pieces(fake: FakeFacebook, bench: Bench) -> None:
    picture = film(bench)
    out = await until_out(bench, await bench.prepared(bench.job("Impasto", media=(picture,))))
    [video] = fake.films.values()
    assert (video.edge, video.data) == ("videos", picture.path.read_bytes())
    transfers = [call for call in fake.asked("POST", "/videos") if call.values().get("upload_phase") == "transfer"]
    assert [call.values()["start_offset"] for call in transfers] == ["0", "1000", "2000"]
    assert out.receipt.id == video.id


async def test_stories(fake: FakeFacebook, bench: Bench) -> None:
    _, receipt = await bench.publish(bench.job("", media=(bench.photo(),), options=STORY))
    assert [story.post_id for story in fake.stories] == [receipt.id]
    out = await until_out(bench, await bench.prepared(bench.job("", media=(film(bench),), options=STORY)))
    assert out.receipt.id == fake.stories[1].post_id
    assert not fake.posts


async def test_a_lost_story_is_known_by_its_photo(fake: FakeFacebook, bench: Bench) -> None:
    job = await bench.prepared(bench.job("", media=(bench.photo(),), options=STORY))
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell()
    fake.fail_next(f"/v26.0/{PAGE}/photo_stories", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    found = await bench.connector.look_up(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert found.receipt.id == fake.stories[0].post_id


async def test_the_list_takes_no_stories(fake: FakeFacebook, bench: Bench) -> None:
    job = bench.job("", media=(bench.photo(),), options=STORY, due=bench.after(hours=2), op=Op.SCHEDULE)
    with pytest.raises(RefusedError):
        await bench.prepared(job)
    assert not fake.photos


@pytest.mark.fault(22)
async def test_a_lost_reel_is_asked_about_by_its_number(fake: FakeFacebook, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Impasto", media=(film(bench),), options=REEL))
    fresh = bench.tried(job)
    assert await bench.connector.look_up(bench.session(), fresh) == Absent()
    fake.fail_next(f"/v26.0/{PAGE}/video_reels", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    assert isinstance(await bench.connector.look_up(bench.session(), fresh), Accepted)
    assert isinstance(await bench.connector.look_up(bench.session(), fresh), Published)


@pytest.mark.fault(53)
async def test_a_film_that_facebook_cannot_use(fake: FakeFacebook, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Impasto", media=(film(bench),), options=REEL))
    fake.fails_films = True
    answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Accepted)
    polled = replace(job, prepared={**job.prepared, "job": answer.job})
    await bench.connector.poll(bench.session(), polled)
    ended = await bench.connector.poll(bench.session(), polled)
    assert isinstance(ended, GivenUp)
    assert ended.problem.values["said"] == "The film has no sound"
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent(for_good=True)


async def test_a_film_that_never_arrives_whole(fake: FakeFacebook, bench: Bench) -> None:
    fake.fails_films = True
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Impasto", media=(film(bench),), options=REEL))
    assert caught.value.problem.values["said"] == "impasto.mp4: The film has no sound"


@pytest.mark.parametrize("options", [REEL, {}])
async def test_a_film_on_the_list(
    options: dict[str, str], fake: FakeFacebook, bench: Bench, clock: ManualClock
) -> None:
    due = bench.after(hours=2)
    job, _ = await bench.hand_off(bench.job("Impasto", media=(film(bench),), options=options, due=due))
    [waiting] = fake.films.values()
    assert waiting.due == due
    found = await bench.list.look_up_listed(bench.session(), job)
    assert isinstance(found, Listed)
    assert found.due == due
    assert isinstance(await bench.connector.look_up(bench.session(), bench.tried(replace(job, receipt=None))), Listed)
    await bench.list.reschedule(bench.session(), replace(job, due=bench.after(hours=3)))
    other, _ = await bench.hand_off(bench.job("Altro", media=(film(bench),), options=options, due=bench.after(hours=3)))
    await bench.list.recall(bench.session(), other)
    assert await bench.list.look_up_listed(bench.session(), other) == Absent()
    clock.advance(bench.after(hours=4) - clock.now())
    assert isinstance(await bench.list.look_up_listed(bench.session(), job), Published)
    with pytest.raises(RefusedError):
        await bench.list.recall(bench.session(), job)  # the same call would delete the live film
    assert isinstance(await bench.list.look_up_listed(bench.session(), job), Published)


async def test_changing_and_taking_down_a_reel(fake: FakeFacebook, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Impasto", media=(film(bench),), options=REEL))
    job = replace(job, receipt=(await until_out(bench, job)).receipt)
    words = replace(job, op=Op.EDIT, outgoing=replace(job.outgoing, text="Alle cinque"))
    await bench.connector.commit(bench.session(), words)
    [reel] = fake.films.values()
    assert reel.description == "Alle cinque"
    assert isinstance(await bench.connector.look_up(bench.session(), words), Published)
    gone = replace(job, op=Op.DELETE)
    await bench.connector.commit(bench.session(), gone)
    assert isinstance(await bench.connector.look_up(bench.session(), gone), Published)


async def test_offsets_that_lead_nowhere(fake: FakeFacebook, bench: Bench) -> None:
    picture = film(bench)
    begun = {"video_id": "5", "upload_session_id": "55", "start_offset": "0", "end_offset": "2500"}
    for again in ({"start_offset": "0", "end_offset": "2500"}, {"start_offset": "9999", "end_offset": "9"}):
        fake.fail_next(f"/v26.0/{PAGE}/videos", status=200, body=begun)
        fake.fail_next(f"/v26.0/{PAGE}/videos", status=200, body=again)
        with pytest.raises(Exception, match="answer_strange"):
            await bench.prepared(bench.job("Impasto", media=(picture,)))


async def test_a_film_that_is_not_there_any_more(fake: FakeFacebook, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Impasto", media=(film(bench),), options=REEL))
    fake.films.clear()
    with pytest.raises(RefusedError):
        await bench.connector.commit(bench.session(), job)
