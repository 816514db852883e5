"""Vimeo against a fake that refuses what Vimeo refuses: bytes by tus, a film for nobody, then one change."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.delivery import Op, PartKind
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    ConnectorError,
    NotSentError,
    Outgoing,
    Picture,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    SignedOutError,
    UnclearError,
)
from smmdesk.platforms.vimeo import uploads
from smmdesk.system.clock import ManualClock
from tests.desk.pictures import film
from tests.fakes.small import SmallFake
from tests.fakes.vimeo import ME, FakeVimeo
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, leading, sign_in_with_app


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeVimeo:
    return FakeVimeo(clock)


@pytest.fixture
def stranger(fake: FakeVimeo, clock: ManualClock, tmp_path: Path) -> Bench:
    pages = {"authorize": f"{fake.url}/authorize", "token": f"{fake.url}/token"}
    leading(tmp_path, "vimeo", api=fake.url, **pages)
    return bench_at("vimeo", clock, tmp_path, fake)


@pytest.fixture
def bench(stranger: Bench, fake: FakeVimeo) -> Bench:
    asyncio.run(stranger.sign_in(fake.token))
    return stranger


def clip(bench: Bench, **more: Any) -> Picture:
    path = bench.folder / "film.mp4"
    path.write_bytes(film())
    return Picture(path, "video/mp4", len(film()), 1920, 1080, name="vetrina.mp4", **more)


def post(bench: Bench, *media: Picture, text: str = "Alle otto", **options: str) -> Any:
    return bench.job(text, title="Il pane", media=media or (clip(bench),), options=options)


# ------------------------------------------------------------------ signing in
async def test_signing_in_by_the_browser_and_out(stranger: Bench, fake: FakeVimeo) -> None:
    fake.auth.denied = frozenset({"interact"})
    await sign_in_with_app(stranger, fake, fake.auth)
    account = stranger.account
    assert (account.remote_id, account.name, account.url) == (ME, "Forno Lucia", f"https://vimeo.com/user{ME}")
    assert account.reported == {"granted": {"upload": True, "edit": True, "delete": True, "interact": False}}
    assert await stranger.connector.who_am_i(stranger.session()) == account
    await stranger.connector.sign_out(stranger.session())
    with pytest.raises(SignedOutError):
        await stranger.connector.who_am_i(stranger.session())


async def test_signing_in_with_a_pasted_token(bench: Bench) -> None:
    assert (bench.account.remote_id, bench.account.reported) == (ME, {})


# ------------------------------------------------------------------ publishing
async def test_a_film_goes_up_for_nobody_and_is_shown_by_one_call(
    fake: FakeVimeo, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PIECE_BYTES", 200)
    fake.takes = 150
    job = await bench.prepared(post(bench, tags="pane, forno", comments="nobody"))
    [there] = fake.films
    assert bytes(there.data) == film()
    assert (there.view, there.comments_by, there.tags) == ("nobody", "nobody", ["pane", "forno"])
    assert (there.name, there.description, fake.converting) == ("Il pane", "Alle otto", 0)
    asked = len(fake.requests)
    job = await bench.prepared(job)
    assert len(fake.requests) == asked, "what was made is used again"
    answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Published)
    assert len(fake.requests) == asked + 1
    assert (there.view, answer.receipt.id) == ("anybody", there.id)
    assert answer.receipt.url == f"https://vimeo.com/{there.id}"


async def test_whoever_has_the_link(fake: FakeVimeo, bench: Bench) -> None:
    _, receipt = await bench.publish(post(bench, visibility="unlisted"))
    assert receipt.url == f"https://vimeo.com/{receipt.id}/5a1e0c0ffe"


async def test_an_upload_goes_on_where_it_stopped(
    fake: FakeVimeo, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PIECE_BYTES", 200)
    steps: dict[str, object] = {}

    async def save(name: str, value: object) -> None:
        steps[name] = value

    job = post(bench)
    for _ in range(2):
        fake.fail_next("/files/*", method="PATCH", drop_after_accept=True)
        with pytest.raises(NotSentError):
            await bench.connector.prepare(bench.session(), replace(job, prepared=steps), save)
    await bench.prepared(replace(job, prepared=steps))
    assert [bytes(one.data) for one in fake.films] == [film()]


async def test_a_place_that_was_kept_for_a_while_only(fake: FakeVimeo, bench: Bench) -> None:
    steps: dict[str, object] = {}

    async def save(name: str, value: object) -> None:
        steps[name] = value

    job = post(bench)
    fake.fail_next("/files/*", method="HEAD", status=404)
    with pytest.raises(NotSentError):
        await bench.connector.prepare(bench.session(), job, save)
    await bench.prepared(replace(job, prepared=steps))
    assert [len(one.data) for one in fake.films] == [0, len(film())]


async def test_another_file_gets_all_that_the_first_one_had(fake: FakeVimeo, bench: Bench) -> None:
    """A film that is converted anew has other bytes: waited for, with its cover and its tags."""
    photo = bench.photo()
    job = await bench.prepared(post(bench, clip(bench, cover=photo), tags="pane"))
    other = job.outgoing.media[0]
    other.path.write_bytes(film(duration_ms=9_000))
    fake.converting = 1
    await bench.connector.commit(bench.session(), await bench.prepared(job))
    first, second = fake.films
    assert (first.view, second.view, fake.converting) == ("nobody", "anybody", 0)
    assert (second.cover, second.tags) == (photo.path.read_bytes(), ["pane"])


@pytest.mark.parametrize("beside", [True, False])
async def test_a_cover(fake: FakeVimeo, bench: Bench, beside: bool) -> None:
    photo = bench.photo()
    media = (clip(bench), photo) if beside else (clip(bench, cover=photo),)
    await bench.publish(post(bench, *media))
    assert fake.films[0].cover == photo.path.read_bytes()


async def test_a_moment_of_the_film_as_its_cover(fake: FakeVimeo, bench: Bench) -> None:
    await bench.publish(post(bench, clip(bench, cover_ms=2500)))
    assert fake.films[0].cover_s == 2.5


async def test_what_cannot_go_up(fake: FakeVimeo, bench: Bench) -> None:
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(post(bench, bench.photo()))
    assert caught.value.problem.code == "video_needed"
    fake.spoils = "error"
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(post(bench))
    assert caught.value.problem.values["said"] == "vetrina.mp4"
    fake.quota = 1
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(post(bench))
    assert "quota" in str(caught.value.problem.values["said"])


# ------------------------------------------------------------------ what went wrong
@pytest.mark.parametrize(
    ("status", "error", "problem"),
    [
        (400, RefusedError, "refused"),
        (403, RefusedError, "refused"),
        (401, SignedOutError, "signed_out"),
        (404, RefusedError, "removed_there"),
        (429, NotSentError, "busy"),
        (500, UnclearError, "unknown_outcome"),
        (503, UnclearError, "unknown_outcome"),
    ],
)
async def test_errors_of_the_one_call(
    status: int, error: type[ConnectorError], problem: str, fake: FakeVimeo, bench: Bench
) -> None:
    job = await bench.prepared(post(bench))
    fake.fail_next("/videos/*", method="PATCH", status=status, body={"error": "No <b>way</b>", "error_code": 2204})
    with pytest.raises(error) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == problem
    assert "<" not in str(caught.value.problem.values.get("said", ""))
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()


async def test_what_stays_private_is_said(fake: FakeVimeo, bench: Bench) -> None:
    fake.keeps_private = True
    job = await bench.prepared(post(bench))
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == "kept_private"


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"uri": "/videos/1"}', b'{"uri": "/videos/../x"}', b"<html>"])
async def test_strange_answers_decide_nothing(body: bytes, fake: FakeVimeo, bench: Bench) -> None:
    job = await bench.prepared(post(bench))
    fake.fail_next("/videos/*", method="PATCH", status=200, body=body)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    fake.fail_next("/videos/*", method="GET", status=200, body=body)
    with pytest.raises(ConnectorError):
        await bench.connector.look_up(bench.session(), bench.tried(job))


async def test_a_redirect_gets_no_sign_in(fake: FakeVimeo, bench: Bench, clock: ManualClock) -> None:
    elsewhere = SmallFake(clock)
    fake.fail_next("/me", status=302, headers={"Location": f"{elsewhere.url}/"})
    with pytest.raises(RefusedError) as caught:
        await bench.connector.who_am_i(bench.session())
    assert caught.value.problem.code == "address_changed"
    assert elsewhere.requests == []


# ------------------------------------------------------------------ looking, and afterwards
async def test_a_lost_answer_is_found(fake: FakeVimeo, bench: Bench) -> None:
    job = await bench.prepared(post(bench))
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
    fake.fail_next("/videos/*", method="PATCH", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    found = await bench.connector.poll(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert found.receipt.id == fake.films[0].id
    fake.films.clear()
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
    assert await bench.connector.look_up(bench.session(), bench.tried(bench.job())) == Absent()


async def test_editing_reading_back_and_deleting(fake: FakeVimeo, bench: Bench) -> None:
    reader = bench.connector
    assert isinstance(reader, ReadsBack)
    job, receipt = await bench.publish(post(bench))
    assert await reader.read_back(bench.session(), job) == Said("Il pane\n\nAlle otto", "Il pane\n\nAlle otto", True)
    edit = replace(job, op=Op.EDIT, prepared={}, outgoing=Outgoing("Alle nove", "Il pane"))
    assert await bench.connector.look_up(bench.session(), edit) == Absent()
    assert await bench.connector.commit(bench.session(), edit) == Published(receipt)
    assert fake.films[0].description == "Alle nove"
    assert isinstance(await bench.connector.look_up(bench.session(), edit), Published)
    gone = replace(job, op=Op.DELETE)
    assert await bench.connector.look_up(bench.session(), gone) == Absent()
    fake.fail_next("/videos/*", method="DELETE", status=200, body="<html>Wi-Fi</html>")
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), gone)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt)
    assert fake.films == []
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt), "what is gone is gone"
    assert await bench.connector.look_up(bench.session(), gone) == Published(receipt)
    assert await bench.connector.look_up(bench.session(), edit) == CannotTell()
    assert await reader.read_back(bench.session(), job) == Absent()


async def test_a_first_comment(fake: FakeVimeo, bench: Bench) -> None:
    _, root = await bench.publish(post(bench))
    job = bench.job("Buon giorno", kind=PartKind.FIRST_COMMENT, root=root, parent=root)
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell()
    job, receipt = await bench.publish(job)
    [comment] = fake.comments
    assert (comment.text, receipt.id) == ("Buon giorno", f"{root.id}/{comment.id}")
    found = await bench.connector.look_up(bench.session(), bench.tried(replace(job, receipt=None)))
    assert found == Published(receipt)
    mine = replace(job, receipt=None, owned=frozenset({receipt.id}))
    assert await bench.connector.look_up(bench.session(), bench.tried(mine)) == CannotTell()
    edit = replace(job, op=Op.EDIT, outgoing=replace(job.outgoing, text="Buona sera"))
    assert await bench.connector.look_up(bench.session(), edit) == Absent()
    assert await bench.connector.commit(bench.session(), edit) == Published(receipt)
    assert await bench.connector.look_up(bench.session(), edit) == Published(receipt)
    gone = replace(job, op=Op.DELETE)
    assert await bench.connector.look_up(bench.session(), gone) == Absent()
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt)
    assert fake.comments == []
    assert await bench.connector.look_up(bench.session(), gone) == Published(receipt)
