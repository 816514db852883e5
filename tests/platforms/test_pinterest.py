"""Pinterest against a fake that refuses what Pinterest refuses and protects from nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.delivery import Op
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    NotSentError,
    Picture,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    SignedOutError,
    UnclearError,
)
from smmdesk.system.clock import ManualClock
from tests.fakes.described import described
from tests.fakes.pinterest import API, SCOPES, FakePinterest
from tests.fakes.small import SmallFake
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, sign_in_with_app, signed_in

RECIPES = {"board": "ricette"}


class Store(SmallFake):
    """Somebody else's host, which takes nothing."""


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakePinterest:
    return FakePinterest(clock, described("pinterest-openapi.json"))


@pytest.fixture
def stranger(fake: FakePinterest, clock: ManualClock, tmp_path: Path) -> Bench:
    """Not signed in yet."""
    addresses = {"api": API, "token": f"{API}/oauth/token", "authorize": "/oauth/"}
    lines = [f'pinterest.{name} = "{fake.url}{path}"' for name, path in addresses.items()]
    (tmp_path / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")
    return bench_at("pinterest", clock, tmp_path, fake)


@pytest.fixture
def bench(stranger: Bench, fake: FakePinterest) -> Bench:
    return signed_in(stranger, fake.token)


def film(bench: Bench, **more: Any) -> Picture:
    path = bench.folder / "pane.mp4"
    path.write_bytes(b"a film of bread")
    return Picture(path, "video/mp4", 15, 1080, 1920, alt="Il pane esce", name="pane.mp4", **more)


# ------------------------------------------------------------------ signing in
async def test_signing_in_with_an_own_app(fake: FakePinterest, stranger: Bench) -> None:
    fake.app.denied = frozenset({"pins:write"})
    await sign_in_with_app(stranger, fake, fake.app)
    account = stranger.account
    assert (account.remote_id, account.name, account.handle) == ("2783136121146311751", "Forno Lucia", "fornolucia")
    assert account.url == "https://www.pinterest.com/fornolucia/"
    assert account.reported["boards"] == [["11", "Ricette"], ["11/21", "Ricette › Dolci"], ["12", "Vetrina"]]
    granted = dict.fromkeys(SCOPES.split(","), True) | {"pins:write": False}
    assert account.reported["granted"] == granted
    assert fake.app.asked[0]["scope"] == SCOPES
    assert await stranger.connector.who_am_i(stranger.session()) == account, "what was granted is not forgotten"
    with pytest.raises(RefusedError) as caught:
        await stranger.publish(stranger.job(options=RECIPES, media=(stranger.photo(),)))
    assert caught.value.problem.values["said"] == "You are not permitted to access that resource."


async def test_an_access_that_ends_is_renewed(fake: FakePinterest, stranger: Bench, clock: ManualClock) -> None:
    await sign_in_with_app(stranger, fake, fake.app)
    clock.advance(timedelta(hours=2))
    await stranger.prepared(stranger.job(options=RECIPES, media=(stranger.photo(),)))
    assert len(stranger.secrets) == 2
    fake.app.access.clear()
    await stranger.connector.who_am_i(stranger.session())
    assert len(stranger.secrets) == 3
    fake.app.access.clear()
    fake.app.refresh.clear()
    with pytest.raises(SignedOutError):
        await stranger.connector.who_am_i(stranger.session())


async def test_a_pasted_access(fake: FakePinterest, bench: Bench) -> None:
    await bench.connector.sign_out(bench.session())
    job = await bench.prepared(bench.job(options=RECIPES, media=(bench.photo(),)))
    fake.app.access.clear()
    with pytest.raises(SignedOutError):
        await bench.connector.commit(bench.session(), job)
    with pytest.raises(ProblemError) as caught:
        await bench.sign_in("pina_wrong")
    assert caught.value.problem.code == "sign_in_refused"


async def test_boards_without_sections_are_boards(fake: FakePinterest, stranger: Bench) -> None:
    fake.fail_next(f"{API}/boards/11/sections", status=403, body={"code": 7, "message": "No"})
    await stranger.sign_in(fake.token)
    assert stranger.account.reported["boards"] == [["11", "Ricette"], ["12", "Vetrina"]]


# ------------------------------------------------------------------ publishing
async def test_a_photo(fake: FakePinterest, bench: Bench) -> None:
    photo = bench.photo("Un  pane\nscuro", size=(100, 150))
    job = bench.job(
        "Caldo & buono", title="Pane", link="https://forno.example/pane", media=(photo,), options={"board": "11/21"}
    )
    _, receipt = await bench.publish(job)
    [pin] = fake.pins.values()
    assert pin.said == {
        "title": "Pane",
        "description": "Caldo & buono",
        "link": "https://forno.example/pane",
        "alt_text": "Un pane scuro",
    }
    assert (pin.board, pin.section, pin.pictures) == ("11", "21", [photo.path.read_bytes()])
    assert (receipt.id, receipt.url) == (pin.id, f"https://www.pinterest.com/pin/{pin.id}/")
    assert receipt.at_us == int(datetime(2026, 11, 28, 10, 20, tzinfo=UTC).timestamp()) * 1_000_000


async def test_several_photos_share_the_room_for_descriptions(fake: FakePinterest, bench: Bench) -> None:
    photos = (bench.photo("a" * 400), bench.photo("b" * 400), bench.photo(""))
    await bench.publish(bench.job(title="Pane", link="https://forno.example", media=photos, options=RECIPES))
    [pin] = fake.pins.values()
    assert len(pin.pictures) == 3
    assert len(pin.said["alt_text"]) <= 500
    assert {"a…", "b…"} == {part[-2:] for part in pin.said["alt_text"].split(" | ")}
    source = fake.asked("POST", f"{API}/pins")[0].json()["media_source"]
    assert {(item["title"], item["link"]) for item in source["items"]} == {("Pane", "https://forno.example")}


async def test_photos_of_different_sizes_are_refused_in_pinterests_words(bench: Bench) -> None:
    photos = (bench.photo(size=(100, 150)), bench.photo(size=(100, 100)))
    with pytest.raises(RefusedError) as caught:
        await bench.publish(bench.job(media=photos, options=RECIPES))
    assert caught.value.problem.values["said"] == "Carousel images must have the same dimensions."


@pytest.mark.parametrize("own_cover", [True, False])
async def test_a_film(own_cover: bool, fake: FakePinterest, bench: Bench) -> None:
    fake.looks = 3
    cover = bench.photo() if own_cover else None
    job = await bench.prepared(bench.job(media=(film(bench, cover=cover, cover_ms=2900),), options=RECIPES))
    job = await bench.prepared(job)
    assert len(fake.films) == 1, "what is up already is used"
    await bench.connector.commit(bench.session(), job)
    [pin] = fake.pins.values()
    assert pin.pictures == [b"a film of bread", *([cover.path.read_bytes()] if cover is not None else [])]
    source = fake.asked("POST", f"{API}/pins")[0].json()["media_source"]
    assert source.get("cover_image_key_frame_time") == (None if own_cover else 2)


async def test_a_film_that_is_not_taken(fake: FakePinterest, bench: Bench) -> None:
    fake.converts = "failed"
    job = bench.job(media=(film(bench),), options=RECIPES)
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(job)
    assert (caught.value.problem.code, caught.value.problem.values["name"]) == ("media_not_converted", "pane.mp4")
    fake.looks = 10_000
    with pytest.raises(NotSentError):
        await bench.prepared(job)


@pytest.mark.parametrize("wish", ["Ricette / Dolci", "ricette›dolci", "11/21", " RICETTE › DOLCI "])
async def test_a_board_by_its_name(wish: str, fake: FakePinterest, bench: Bench) -> None:
    await bench.publish(bench.job(media=(bench.photo(),), options={"board": wish}))
    assert [(pin.board, pin.section) for pin in fake.pins.values()] == [("11", "21")]


async def test_a_board_of_today_and_one_that_is_gone(fake: FakePinterest, bench: Bench) -> None:
    fake.boards["13"] = "Natale"
    job = await bench.prepared(bench.job(media=(bench.photo(),), options={"board": "natale"}))
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job(media=(bench.photo(),), options={"board": "Pasqua"}))
    assert (caught.value.problem.code, caught.value.problem.values["value"]) == ("option_not_offered", "Pasqua")
    del fake.boards["13"]
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert (caught.value.problem.code, caught.value.problem.values["value"]) == ("option_not_offered", "natale")


# ------------------------------------------------------------------ what became of it
async def test_a_lost_answer_is_looked_for(fake: FakePinterest, bench: Bench, clock: ManualClock) -> None:
    await bench.publish(bench.job("Pane caldo", media=(bench.photo(),), options=RECIPES))
    [old] = fake.pins
    clock.advance(timedelta(hours=1))
    job = await bench.prepared(bench.job("Pane caldo", media=(bench.photo(),), options=RECIPES))
    tried = replace(bench.tried(job), owned=frozenset({old}))
    assert await bench.connector.look_up(bench.session(), tried) == CannotTell(), "none found proves nothing"
    fake.fail_next(f"{API}/pins", method="POST", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    clock.advance(timedelta(minutes=1))
    found = await bench.connector.poll(bench.session(), tried)
    assert isinstance(found, Published)
    assert found.receipt.id == list(fake.pins)[1]
    await bench.connector.commit(bench.session(), job)
    assert await bench.connector.look_up(bench.session(), tried) == CannotTell(two_alike=True)


async def test_changing_the_description(fake: FakePinterest, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job("Pane", title="Oggi", media=(bench.photo(),), options=RECIPES))
    edit = replace(job, op=Op.EDIT, outgoing=replace(job.outgoing, text="Pane nero"))
    assert isinstance(bench.connector, ReadsBack)
    assert await bench.connector.read_back(bench.session(), edit) == Said("Pane", "Pane nero", False)
    assert await bench.connector.look_up(bench.session(), edit) == Absent()
    edit = await bench.prepared(edit)
    answer = await bench.connector.commit(bench.session(), edit)
    assert isinstance(answer, Published)
    assert answer.receipt.id == receipt.id
    assert [(pin.said["title"], pin.said["description"]) for pin in fake.pins.values()] == [("Oggi", "Pane nero")]
    assert isinstance(await bench.connector.look_up(bench.session(), edit), Published)
    fake.beta = False
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), edit)
    assert caught.value.problem.code == "no_edit_there"
    fake.pins.clear()
    fake.beta = True
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), edit)
    assert caught.value.problem.code == "removed_there"
    assert await bench.connector.look_up(bench.session(), edit) == CannotTell()
    assert await bench.connector.read_back(bench.session(), edit) == Absent()


async def test_deleting(fake: FakePinterest, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job(media=(bench.photo(),), options=RECIPES))
    gone = await bench.prepared(replace(job, op=Op.DELETE))
    assert await bench.connector.look_up(bench.session(), gone) == Absent()
    for body in ("<html>Wi-Fi</html>", "404 page not found"):
        fake.fail_next(f"{API}/pins/*", method="DELETE", status=404 if body[0] == "4" else 200, body=body)
        with pytest.raises(UnclearError):
            await bench.connector.commit(bench.session(), gone)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt)
    assert not fake.pins
    assert await bench.connector.look_up(bench.session(), gone) == Published(receipt)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt), "what is gone is gone"


async def test_another_pin_than_the_one_asked_for_says_nothing_of_it(fake: FakePinterest, bench: Bench) -> None:
    job, _ = await bench.publish(bench.job(media=(bench.photo(),), options=RECIPES))
    other = {"id": "77", "description": job.outgoing.text, "created_at": "2026-11-28T10:00:00"}
    edit = await bench.prepared(replace(job, op=Op.EDIT))
    for asked in (edit, replace(job, op=Op.DELETE)):
        fake.fail_next(f"{API}/pins/*", method="GET", status=200, body=other)
        with pytest.raises(NotSentError):
            await bench.connector.look_up(bench.session(), asked)
    fake.fail_next(f"{API}/pins/*", method="PATCH", status=200, body=other)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), edit)


# ------------------------------------------------------------------ refusals, and answers that are none
@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (400, {"code": 1, "message": "Invalid link"}, RefusedError, "refused"),
        (404, "404 page not found", UnclearError, "unknown_outcome"),
        (413, "too large", RefusedError, "file_too_big_there"),
        (429, {"code": 8, "message": "Too many"}, NotSentError, "busy"),
        (500, {"code": 12, "message": "Oops"}, UnclearError, "unknown_outcome"),
        (201, {"id": ["1"]}, UnclearError, "unknown_outcome"),
        (201, {"id": "../../me"}, UnclearError, "unknown_outcome"),
        (201, "<html>Wi-Fi</html>", UnclearError, "unknown_outcome"),
        (302, "", UnclearError, "unknown_outcome"),
    ],
)
async def test_what_answers_mean(
    status: int, body: Any, kind: type[Exception], code: str, fake: FakePinterest, bench: Bench
) -> None:
    job = await bench.prepared(bench.job(media=(bench.photo(),), options=RECIPES))
    fake.fail_next(f"{API}/pins", method="POST", status=status, body=body, headers={"X-RateLimit-Reset": "90"})
    with pytest.raises(kind) as caught:
        await bench.connector.commit(bench.session(), job)
    assert getattr(caught.value, "problem").code == code  # noqa: B009 - every one has its problem
    if isinstance(caught.value, NotSentError):
        assert caught.value.retry_after_s == 90
    assert not fake.pins


async def test_a_store_elsewhere_gets_no_access(
    fake: FakePinterest, bench: Bench, clock: ManualClock, tmp_path: Path
) -> None:
    """Pinterest names another host for films; what speaks there is not Pinterest."""
    store = Store(clock)
    bench = bench_at("pinterest", clock, tmp_path, fake, store)
    await bench.sign_in(fake.token)
    place = {"media_id": "7", "media_type": "video", "upload_url": f"{store.url}/x", "upload_parameters": {"key": "k"}}
    fake.fail_next(f"{API}/media", status=201, body=place)
    with pytest.raises(RefusedError):
        await bench.prepared(bench.job(media=(film(bench),), options=RECIPES))
    assert ["authorization" in request.headers for request in store.requests] == [False]
