"""YouTube against a fake that refuses what YouTube refuses: uploads in pieces, one call, moments, locked projects."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.delivery import Op
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    Account,
    ConnectorError,
    GivenUp,
    Listed,
    NotSentError,
    Picture,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    UnclearError,
)
from smmdesk.platforms.google import resumable
from smmdesk.platforms.progress import listening
from smmdesk.system.clock import ManualClock
from tests.fakes.exchange import Fault, Request
from tests.fakes.google import refusal
from tests.fakes.youtube import API, CHANNEL, PIECE, UPLOAD, FakeYouTube
from tests.platforms.accounts import Hurried
from tests.platforms.at_google import bench_for, browser_sign_in, held, stranger_at
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


@dataclass
class Nth(Fault):
    """It happens after `skip` such requests."""

    skip: int = 0

    def matches(self, request: Request) -> bool:
        self.skip -= super().matches(request)
        return self.skip < 0 and super().matches(request)


# ------------------------------------------------------------------ signing in
async def test_signing_in_through_the_browser(fake: FakeYouTube, clock: ManualClock, tmp_path: Path) -> None:
    stranger = stranger_at(fake, clock, tmp_path)
    signed = await browser_sign_in(fake, stranger)
    reported = {"granted": {fake.scope: True}, "playlists": [["PLpane", "Ricette"]]}
    assert signed.account == replace(FORNO, reported=reported)
    assert await stranger.connector.who_am_i(stranger.session()) == signed.account
    await stranger.connector.sign_out(stranger.session())
    assert len(fake.revoked) == 1
    fake.channels.clear()
    with pytest.raises(ProblemError) as caught:
        await browser_sign_in(fake, stranger)
    assert caught.value.problem.code == "no_page_there"


# ------------------------------------------------------------------ publishing
async def test_a_film_with_its_words_cover_and_options(fake: FakeYouTube, bench: Bench, film: Picture) -> None:
    cover = bench.photo("")
    job = bench.job(
        "Il <banco> alle 7",
        title="Pane <nuovo>",
        link="https://forno.example/pane",
        language="it",
        media=(replace(film, cover=cover),),
        options={
            "visibility": "unlisted",
            "made_for_kids": "no",
            "category": "26",
            "tags": "#pane, forno a legna",
            "playlist": "PLpane",
            "notify": False,
            "synthetic": True,
        },
    )
    told: list[int] = []
    with listening(told.append):
        job = await bench.prepared(job)
    [made] = fake.films.values()
    assert (made.privacy, made.notify, made.data) == ("private", False, film.path.read_bytes())
    assert sum(told) == SIZE + cover.size_bytes
    answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Published)
    assert (answer.receipt.id, answer.receipt.url) == (made.id, f"https://www.youtube.com/watch?v={made.id}")
    assert made.snippet == {
        "title": "Pane ‹nuovo›",
        "description": "Il ‹banco› alle 7\n\nhttps://forno.example/pane",
        "tags": ["pane", "forno a legna"],
        "categoryId": "26",
        "defaultLanguage": "it",
    }
    assert made.status == {
        "privacyStatus": "unlisted",
        "selfDeclaredMadeForKids": False,
        "containsSyntheticMedia": True,
    }
    assert made.cover == cover.path.read_bytes()
    assert fake.in_lists == [("PLpane", made.id)]
    again = await bench.prepared(job)
    assert again == job, "what was made is used again"
    assert isinstance(await bench.connector.commit(bench.session(), again), Published), "twice is once"
    assert len(fake.films) == 1


async def test_a_photo_beside_the_film_is_its_cover(fake: FakeYouTube, bench: Bench, film: Picture) -> None:
    photo = bench.photo()
    await bench.publish(bench.job("Pane", title="Pane", media=(film, photo)))
    [made] = fake.of("public")
    assert made.cover == photo.path.read_bytes()


async def test_without_a_film_nothing_begins(fake: FakeYouTube, bench: Bench) -> None:
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Pane", title="Pane", media=(bench.photo(),)))
    assert caught.value.problem.code == "video_needed"
    assert not fake.requests


@pytest.mark.parametrize("how", [{"drop_before_accept": True}, {"drop_after_accept": True}, {"status": 503}])
@pytest.mark.parametrize("piece", [1, 2, 3])
async def test_an_upload_goes_on_where_it_stopped(
    piece: int, how: dict[str, Any], fake: FakeYouTube, bench: Bench, film: Picture
) -> None:
    steps: dict[str, object] = {}

    async def save(name: str, value: object) -> None:
        steps[name] = value

    job = bench.job("Pane", title="Pane", media=(film,))
    fake.http._faults.append(Nth(f"{UPLOAD}/videos", method="PUT", skip=piece - 1, **how))
    with pytest.raises(NotSentError):
        await bench.connector.prepare(bench.session(), job, save)
    job = replace(job, prepared=steps)
    job = await bench.prepared(job)
    [made] = fake.films.values()
    assert made.data == film.path.read_bytes()
    assert len(fake.sessions) == 1, "one session, one film"


async def test_an_upload_whose_session_ended_begins_anew(fake: FakeYouTube, bench: Bench, film: Picture) -> None:
    steps: dict[str, object] = {}

    async def save(name: str, value: object) -> None:
        steps[name] = value

    job = bench.job("Pane", title="Pane", media=(film,))
    fake.fail_next(f"{UPLOAD}/videos", method="PUT", drop_before_accept=True)
    with pytest.raises(NotSentError):
        await bench.connector.prepare(bench.session(), job, save)
    fake.sessions.clear()
    with pytest.raises(NotSentError):
        await bench.connector.prepare(bench.session(), replace(job, prepared=steps), save)
    await bench.prepared(replace(job, prepared=steps))
    assert len(fake.films) == 1


async def test_the_session_must_lie_at_youtube(fake: FakeYouTube, bench: Bench, film: Picture) -> None:
    fake.fail_next(f"{UPLOAD}/videos", method="POST", status=200, headers={"Location": "http://127.0.0.1:9/upload"})
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Pane", title="Pane", media=(film,)))
    assert caught.value.problem.code == "address_changed"


async def test_a_cover_without_a_verified_phone_is_told(fake: FakeYouTube, bench: Bench, film: Picture) -> None:
    fake.phone_known = False
    job = bench.job("Pane", title="Pane", media=(replace(film, cover=bench.photo()),))
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(job)
    assert "thumbnails" in str(caught.value.problem.values["said"])


# ------------------------------------------------------------------ the locked project
@pytest.mark.parametrize("verb", ["commit", "hand_off"])
async def test_a_project_without_review_says_that_nobody_sees_it(
    verb: str, fake: FakeYouTube, bench: Bench, film: Picture
) -> None:
    fake.audited = False
    job = await bench.prepared(bench.job("Pane", title="Pane", media=(film,), due=bench.after(hours=5)))
    with pytest.raises(RefusedError) as caught:
        await getattr(bench.connector, verb)(bench.session(), job)
    assert caught.value.problem.code == "kept_private"
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
    assert not fake.of("public")


# ------------------------------------------------------------------ YouTube works on it
async def test_youtube_works_on_a_film_that_is_out(
    fake: FakeYouTube, bench: Bench, film: Picture, clock: ManualClock
) -> None:
    fake.works_s = 600
    job = await bench.prepared(bench.job("Pane", title="Pane", media=(film,)))
    assert isinstance(await bench.connector.commit(bench.session(), job), Accepted)
    assert isinstance(await bench.connector.poll(bench.session(), bench.tried(job)), Accepted)
    clock.advance(bench.after(minutes=11) - clock.now())
    assert isinstance(await bench.connector.poll(bench.session(), bench.tried(job)), Published)


@pytest.mark.parametrize(
    ("spoils", "code"),
    [
        (("failed", "failureReason", "codec"), "media_not_converted"),
        (("rejected", "rejectionReason", "duplicate"), "refused"),
    ],
)
async def test_a_film_that_youtube_cannot_use(
    spoils: tuple[str, str, str], code: str, fake: FakeYouTube, bench: Bench, film: Picture, clock: ManualClock
) -> None:
    fake.works_s, fake.spoils = 600, spoils
    job = await bench.prepared(bench.job("Pane", title="Pane", media=(film,)))
    await bench.connector.commit(bench.session(), job)
    clock.advance(bench.after(minutes=11) - clock.now())
    ended = await bench.connector.poll(bench.session(), bench.tried(job))
    assert isinstance(ended, GivenUp)
    assert ended.problem.code == code
    assert {"forno.mp4", "duplicate"} & {str(value) for value in ended.problem.values.values()}
    fake.works_s = 0
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Pane", title="Pane", media=(film,)))
    assert caught.value.problem.code == code


# ------------------------------------------------------------------ what went wrong
@pytest.mark.parametrize(
    ("refused", "error", "code"),
    [
        (refusal(400, "The upload limit is exceeded", "uploadLimitExceeded"), RefusedError, "refused"),
        (refusal(400, "The title is invalid", "invalidTitle"), RefusedError, "refused"),
        (refusal(403, "The quota is used", "quotaExceeded"), NotSentError, "busy"),
        (refusal(403, "Closed", "authenticatedUserAccountSuspended"), RefusedError, "account_closed"),
        (refusal(403, "Forbidden", "forbidden"), RefusedError, "may_not_publish"),
        (refusal(404, "The video cannot be found", "videoNotFound"), RefusedError, "removed_there"),
        (refusal(429, "Too many uploads", "uploadRateLimitExceeded"), NotSentError, "busy"),
        (refusal(500, "Backend Error"), UnclearError, "unknown_outcome"),
    ],
)
async def test_errors_of_the_one_call(
    refused: Any, error: type[ConnectorError], code: str, fake: FakeYouTube, bench: Bench, film: Picture
) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane", media=(film,)))
    fake.refuses = refused
    with pytest.raises(error) as caught:
        await bench.connector.commit(bench.session(), job)
    assert (type(caught.value), caught.value.problem.code) == (error, code)
    fake.refuses = None
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b'{"id": {}}', b'{"id": "another", "status": {"privacyStatus": "public"}}', b"<html>Wi-Fi"]
)
async def test_strange_answers_decide_nothing(body: bytes, fake: FakeYouTube, bench: Bench, film: Picture) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane", media=(film,)))
    fake.fail_next(f"{API}/videos", method="PUT", status=200, body=body)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    fake.fail_next(f"{API}/videos", method="GET", status=200, body=body)
    with pytest.raises(ConnectorError):
        await bench.connector.look_up(bench.session(), bench.tried(job))


# ------------------------------------------------------------------ looking and changing
async def test_looking_up(fake: FakeYouTube, bench: Bench, film: Picture) -> None:
    look, job = bench.connector.look_up, bench.job("Pane", title="Pane", media=(film,))
    assert await look(bench.session(), bench.tried(job)) == Absent()
    job = await bench.prepared(job)
    assert await look(bench.session(), bench.tried(job)) == Absent()
    await bench.connector.commit(bench.session(), job)
    assert isinstance(await look(bench.session(), bench.tried(job)), Published)
    fake.films.clear()
    assert await look(bench.session(), bench.tried(job)) == Absent()


async def test_editing_reading_back_and_deleting(fake: FakeYouTube, bench: Bench, film: Picture) -> None:
    reader = bench.connector
    assert isinstance(reader, ReadsBack)
    job, receipt = await bench.publish(bench.job("Pane", title="Pane", media=(film,)))
    [made] = fake.of("public")
    made.snippet["defaultAudioLanguage"] = "it"
    said = await reader.read_back(bench.session(), job)
    assert isinstance(said, Said)
    assert (said.same, said.there) == (True, "Pane\n\nPane")
    edit = replace(job, op=Op.EDIT, key="2", prepared={}, outgoing=replace(job.outgoing, text="Pane alle otto"))
    edit = await bench.prepared(edit)
    assert await bench.connector.look_up(bench.session(), edit) == Absent()
    assert isinstance(await bench.connector.commit(bench.session(), edit), Published)
    assert (made.snippet["description"], made.snippet["defaultAudioLanguage"]) == ("Pane alle otto", "it")
    assert made.privacy == "public", "who may see it is left as it is"
    assert isinstance(await bench.connector.look_up(bench.session(), edit), Published)
    gone = replace(job, op=Op.DELETE)
    assert await bench.connector.look_up(bench.session(), gone) == Absent()
    fake.fail_next(f"{API}/videos", method="DELETE", status=200, body="<html>Wi-Fi</html>")
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), gone)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt)
    assert await bench.connector.look_up(bench.session(), gone) == Published(receipt)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt), "twice is once"
    assert await reader.read_back(bench.session(), job) == Absent()


# ------------------------------------------------------------------ moments
async def test_youtubes_own_moments(fake: FakeYouTube, bench: Bench, film: Picture, clock: ManualClock) -> None:
    due = bench.after(hours=5)
    job, listed = await bench.hand_off(bench.job("Pane", title="Pane", media=(film,), due=due))
    assert (listed.due, len(fake.of("private", moment=True))) == (due, 1)
    later = replace(job, due=bench.after(hours=6))
    moved = await bench.list.reschedule(bench.session(), later)
    assert isinstance(moved, Listed)
    assert moved.due == later.due
    assert await bench.list.look_up_listed(bench.session(), job) == moved
    clock.advance(bench.after(hours=7) - clock.now())
    assert isinstance(await bench.list.look_up_listed(bench.session(), job), Published)
    for verb in (bench.list.reschedule, bench.list.recall):
        with pytest.raises(RefusedError) as caught:
            await verb(bench.session(), later)
        assert caught.value.problem.code == "removed_there"
    assert len(fake.of("public")) == 1, "what is out stays out"


async def test_taking_a_moment_back_and_publishing_after_all(fake: FakeYouTube, bench: Bench, film: Picture) -> None:
    job, _ = await bench.hand_off(bench.job("Pane", title="Pane", media=(film,), due=bench.after(hours=5)))
    await bench.list.recall(bench.session(), job)
    assert await bench.list.look_up_listed(bench.session(), job) == Absent()
    await bench.connector.commit(bench.session(), replace(job, op=Op.CREATE, receipt=None))
    assert len(fake.of("public")) == len(fake.films) == 1


async def test_what_is_not_for_everyone_gets_no_moment(fake: FakeYouTube, bench: Bench, film: Picture) -> None:
    """YouTube would make it public then."""
    job = bench.job("Pane", title="Pane", media=(film,), due=bench.after(hours=5), options={"visibility": "unlisted"})
    job = await bench.prepared(job)
    with pytest.raises(RefusedError):
        await bench.list.hand_off(bench.session(), job)
    assert [made.privacy for made in fake.films.values()] == ["private"]


async def test_what_stands_late_can_be_hurried(fake: FakeYouTube, bench: Bench, film: Picture) -> None:
    job, _ = await bench.hand_off(bench.job("Pane", title="Pane", media=(film,), due=bench.after(hours=5)))
    assert isinstance(await bench.list.hurry(bench.session(), job), Published)
    assert isinstance(await bench.list.hurry(bench.session(), job), Published)
    assert len(fake.of("public")) == 1


async def test_what_stays_private_when_it_is_hurried_is_not_out(fake: FakeYouTube, bench: Bench, film: Picture) -> None:
    job, _ = await bench.hand_off(bench.job("Pane", title="Pane", media=(film,), due=bench.after(hours=5)))
    fake.audited = False
    for _ in range(2):
        with pytest.raises(RefusedError) as caught:
            await bench.list.hurry(bench.session(), job)
        assert caught.value.problem.code == "kept_private"
    assert fake.of("public") == []
