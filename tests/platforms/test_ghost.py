"""Ghost against a fake that refuses what Ghost refuses: a draft of ours, one flip, its own list, newsletters."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import (
    Card,
    ConnectorError,
    NotSentError,
    Picture,
    Published,
    RefusedError,
    SignedOutError,
    UnclearError,
)
from smmdesk.system.clock import ManualClock
from tests.fakes.ghost import FakeGhost
from tests.fakes.small import SmallFake
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, signed_in

API = "/ghost/api/admin"


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeGhost:
    return FakeGhost(clock)


@pytest.fixture
def stranger(fake: FakeGhost, clock: ManualClock, tmp_path: Path) -> Bench:
    """Not signed in yet."""
    return bench_at("ghost", clock, tmp_path, fake)


@pytest.fixture
def bench(stranger: Bench, fake: FakeGhost) -> Bench:
    return signed_in(stranger, fake.key, server=fake.url)


# ------------------------------------------------------------------ signing in
async def test_signing_in(fake: FakeGhost, bench: Bench) -> None:
    account = bench.account
    host = fake.url.removeprefix("http://")
    assert (account.remote_id, account.name, account.handle) == (host, "Il Forno", "forno.example")
    assert (account.server, account.url) == (fake.url, "http://forno.example/")
    assert account.reported["newsletters"] == [["", "–"], ["weekly", "Notizie del forno"]]
    assert await bench.connector.who_am_i(bench.session()) == account
    await bench.connector.sign_out(bench.session())


@pytest.mark.parametrize("typed", ["{host}/ghost", "{url}/ghost/#/settings/integrations", "{host}/"])
async def test_the_address_as_people_copy_it(typed: str, fake: FakeGhost, stranger: Bench) -> None:
    host = fake.url.removeprefix("http://")
    await stranger.sign_in(fake.key, server=typed.format(host=host, url=fake.url))
    assert stranger.account.server == fake.url


async def test_the_administration_may_have_another_address(clock: ManualClock, tmp_path: Path) -> None:
    pages, administration = FakeGhost(clock), FakeGhost(clock)
    pages.redirect_to = administration.url
    bench = bench_at("ghost", clock, tmp_path, pages, administration)
    await bench.sign_in(administration.key, server=pages.url)
    assert bench.account.server == administration.url
    assert all("authorization" not in request.headers for request in pages.requests), "no key for the pages"


@pytest.mark.parametrize("key", ["", "nonsense", "abc:def", "0" * 24 + ":" + "zz" * 32])
async def test_a_key_that_is_none_is_refused_before_anything_is_asked(
    key: str, fake: FakeGhost, stranger: Bench
) -> None:
    with pytest.raises(ProblemError) as caught:
        await stranger.sign_in(key or " ", server=fake.url)
    assert caught.value.problem.code == "sign_in_refused"
    assert fake.requests == []


async def test_a_key_of_another_site_is_refused(fake: FakeGhost, stranger: Bench) -> None:
    with pytest.raises(ProblemError) as caught:
        await stranger.sign_in("0" * 24 + ":" + "0" * 64, server=fake.url)
    assert caught.value.problem.code == "sign_in_refused"


async def test_there_is_no_ghost(fake: FakeGhost, stranger: Bench) -> None:
    fake.fail_next(f"{API}/site/", status=200, body="<html>A shop</html>")
    with pytest.raises(ProblemError) as caught:
        await stranger.sign_in(fake.key, server=fake.url)
    assert caught.value.problem.code == "address_not_found"


async def test_an_older_ghost_is_asked_in_its_own_version(fake: FakeGhost, stranger: Bench) -> None:
    fake.version = "5.130"
    await stranger.sign_in(fake.key, server=fake.url)
    await stranger.publish(stranger.job("Pane", title="Pane"))
    assert fake.requests[-1].headers["accept-version"] == "v5.130"


async def test_the_key_was_taken_back(fake: FakeGhost, bench: Bench) -> None:
    fake.key = FakeGhost().key
    with pytest.raises(SignedOutError):
        await bench.connector.who_am_i(bench.session())
    with pytest.raises(SignedOutError):
        await bench.prepared(bench.job("Pane", title="Pane"))


async def test_each_call_has_a_token_of_its_own_time(fake: FakeGhost, bench: Bench, clock: ManualClock) -> None:
    await bench.publish(bench.job("Uno", title="Uno"))
    clock.advance(bench.after(hours=3) - clock.now())
    await bench.publish(bench.job("Due", title="Due"))
    assert len(fake.of("published")) == 2


# ------------------------------------------------------------------ publishing
async def test_words_photos_and_options(fake: FakeGhost, bench: Bench) -> None:
    photos = (bench.photo("Il banco"), bench.photo("La crosta", color="red"), bench.photo("", color="blue"))
    job = bench.job(
        "Caldo alle 7 & subito\nsul banco\n\nLeggi https://forno.example/pane?a=1&b=2.",
        title="Pane <nuovo>",
        media=photos,
        options={
            "visibility": "members",
            "tags": "#pane, Forno , pane",
            "excerpt": "Pane caldo",
            "slug": "pane-nuovo",
            "featured": True,
        },
    )
    _, receipt = await bench.publish(job)
    [post] = fake.of("published")
    assert receipt.id == post.id
    assert receipt.url == "http://forno.example/pane-nuovo/"
    said = post.fields
    assert (said["title"], said["visibility"], said["custom_excerpt"]) == ("Pane <nuovo>", "members", "Pane caldo")
    assert (said["featured"], said["tags"]) == (True, [{"name": "pane"}, {"name": "Forno"}])
    assert said["feature_image_alt"] == "Il banco"
    assert fake.files[said["feature_image"]] == photos[0].path.read_bytes()
    assert post.words == job.outgoing.text
    [gallery] = [block for block in _blocks(said["lexical"]) if block["type"] == "gallery"]
    assert [image["alt"] for image in gallery["images"]] == ["La crosta", ""]
    assert [fake.files[image["src"]] for image in gallery["images"]] == [p.path.read_bytes() for p in photos[1:]]
    [link] = [
        node for block in _blocks(said["lexical"]) for node in block.get("children", []) if node["type"] == "link"
    ]
    assert link["url"] == "https://forno.example/pane?a=1&b=2"
    assert post.mails == 0


def _blocks(lexical: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(lexical)["root"]["children"]
    return found


async def test_a_film_with_its_cover(fake: FakeGhost, bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"film")
    film = Picture(path, "video/mp4", 4, 640, 360, name="film.mp4", cover=bench.photo("", color="green"))
    await bench.publish(bench.job("Il forno", title="Film", media=(film,)))
    [post] = fake.of("published")
    [video] = [block for block in _blocks(post.fields["lexical"]) if block["type"] == "video"]
    assert fake.files[str(video["src"])] == b"film"
    assert fake.files[str(video["thumbnailSrc"])] == film.cover.path.read_bytes() if film.cover else False
    assert post.fields["feature_image"] is None


async def test_without_an_ending_the_title_makes_the_address(fake: FakeGhost, bench: Bench) -> None:
    _, receipt = await bench.publish(bench.job("Pane", title="Il pane nuovo"))
    assert receipt.url == "http://forno.example/il-pane-nuovo/"
    _, receipt = await bench.publish(bench.job("Pane", title="Il pane nuovo"))
    assert receipt.url == "http://forno.example/il-pane-nuovo-2/"


async def test_a_link_becomes_the_card_that_the_site_reads(fake: FakeGhost, bench: Bench) -> None:
    fake.cards["https://a.example/x"] = {"title": "La pagina", "description": "Di pane", "icon": "i", "thumbnail": "t"}
    await bench.publish(bench.job("Leggi", title="T", link="https://a.example/x"))
    [post] = fake.of("published")
    card = _blocks(post.fields["lexical"])[-1]
    assert (card["type"], card["url"]) == ("bookmark", "https://a.example/x")
    assert card["metadata"] == {
        "title": "La pagina", "description": "Di pane", "icon": "i", "thumbnail": "t", "publisher": "",
    }  # fmt: skip


async def test_a_card_that_the_person_wrote(fake: FakeGhost, bench: Bench) -> None:
    fake.cards["https://a.example/x"] = {"title": "La pagina"}
    job = bench.job("Leggi", title="T", link="https://a.example/x")
    card = Card(title="Il mio titolo", picture=bench.photo())
    await bench.publish(replace(job, outgoing=replace(job.outgoing, card=card)))
    [post] = fake.of("published")
    made = _blocks(post.fields["lexical"])[-1]["metadata"]
    assert isinstance(made, dict)
    assert made["title"] == "Il mio titolo"
    assert made["thumbnail"] in fake.files


@pytest.mark.parametrize("shown", [True, False])
async def test_a_link_without_a_card_stands_as_words(shown: bool, fake: FakeGhost, bench: Bench) -> None:
    if not shown:
        fake.cards["https://a.example/x"] = {"title": "La pagina"}
    job = bench.job("Leggi", title="T", link="https://a.example/x")
    await bench.publish(replace(job, outgoing=replace(job.outgoing, card=None if shown else Card(shown=False))))
    [post] = fake.of("published")
    assert post.words == "Leggi\n\nhttps://a.example/x"


@pytest.mark.parametrize("wish", ["weekly", "notizie del FORNO"])
async def test_a_newsletter_leaves_once(wish: str, fake: FakeGhost, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane", options={"newsletter": wish}))
    assert fake.posts[_draft(job)].mails == 0
    await bench.connector.commit(bench.session(), job)
    await bench.connector.commit(bench.session(), job)
    [post] = fake.of("published")
    assert (post.newsletter, post.mails) == ("weekly", 1)


async def test_a_newsletter_that_is_not_there_stops_it(fake: FakeGhost, bench: Bench) -> None:
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Pane", title="Pane", options={"newsletter": "daily"}))
    assert caught.value.problem.code == "option_not_offered"
    assert not fake.posts


async def test_a_newsletter_that_is_not_there_any_more_stops_it_too(fake: FakeGhost, bench: Bench) -> None:
    """The site publishes nothing without the letter, and says so with the code of an accident."""
    fake.newsletters = [("monthly", "Un altro")]
    job = await bench.prepared(bench.job("Pane", title="Pane", options={"newsletter": "weekly"}))
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert str(caught.value.problem.values["said"]).startswith("Error sending email!")
    with pytest.raises(RefusedError):
        await bench.list.hand_off(bench.session(), replace(job, due=bench.after(hours=5)))
    assert fake.posts[_draft(job)].status == "draft"


@pytest.mark.parametrize("out", [False, True])
async def test_an_accident_with_a_letter_decides_nothing(out: bool, fake: FakeGhost, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane", options={"newsletter": "weekly"}))
    route = f"{API}/posts/{_draft(job)}/"
    fake.fail_next(route, method="PUT", status=500, body="<html>500</html>")
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    if out:
        fake.change(fake.posts[_draft(job)], status="published", published_at="2026-11-28T10:21:00.000Z")
    body = {"errors": [{"message": "Error sending email!", "type": "EmailError"}]}
    fake.fail_next(route, method="PUT", status=500, body=body)
    if out:
        assert isinstance(await bench.connector.commit(bench.session(), job), Published)
        return
    with pytest.raises(RefusedError):
        await bench.connector.commit(bench.session(), job)


def _draft(job: object) -> str:
    return str(job.prepared["draft"]["value"]["id"])  # type: ignore[attr-defined]


async def test_publishing_twice_is_publishing_once(fake: FakeGhost, bench: Bench, clock: ManualClock) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane"))
    clock.advance(bench.after(seconds=2) - clock.now())  # the site counts its versions by the second
    first = await bench.connector.commit(bench.session(), job)
    again = await bench.connector.commit(bench.session(), job)
    assert isinstance(first, Published)
    assert isinstance(again, Published)
    assert (again.receipt.id, again.receipt.url) == (first.receipt.id, first.receipt.url)
    assert len(fake.posts) == 1


async def test_what_was_made_is_found_and_used_again(fake: FakeGhost, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane", media=(bench.photo(),)))
    files = len(fake.files)
    await bench.prepared(job)
    assert (len(fake.posts), len(fake.files)) == (1, files)
    lost = replace(job, prepared={name: step for name, step in job.prepared.items() if name != "draft"})
    again = await bench.prepared(lost)
    assert (len(fake.posts), _draft(again)) == (1, _draft(job))
    await bench.connector.commit(bench.session(), again)
    assert len(fake.of("published")) == 1


async def test_somebody_changed_the_draft_meanwhile(fake: FakeGhost, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane"))
    fake.change(fake.posts[_draft(job)], title="Altro")
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.values["said"] == "Saving failed! Someone else is editing this post.", "once"
    assert not fake.of("published")


async def test_the_draft_was_deleted_there(fake: FakeGhost, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane"))
    fake.posts.clear()
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == "removed_there"


# ------------------------------------------------------------------ what went wrong
@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (401, SignedOutError, "signed_out"),
        (402, RefusedError, "refused"),
        (404, RefusedError, "refused"),
        (413, RefusedError, "refused"),
        (422, RefusedError, "refused"),
        (429, NotSentError, "busy"),
        (500, UnclearError, "unknown_outcome"),
        (503, UnclearError, "unknown_outcome"),
    ],
)
async def test_errors_of_the_one_call(
    status: int, error: type[ConnectorError], code: str, fake: FakeGhost, bench: Bench
) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane"))
    body = {"errors": [{"message": "Host limit", "context": "Upgrade", "type": "HostLimitError"}]}
    fake.fail_next(f"{API}/posts/{_draft(job)}/", method="PUT", status=status, body=body)
    with pytest.raises(error) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == code
    if code == "refused":
        assert caught.value.problem.values["said"] == "Host limit Upgrade"


async def test_who_may_not_publish(fake: FakeGhost, bench: Bench) -> None:
    fake.may_publish = False
    job = await bench.prepared(bench.job("Pane", title="Pane"))
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == "may_not_publish"


async def test_a_photo_that_the_site_does_not_take(fake: FakeGhost, bench: Bench) -> None:
    photo = bench.photo()
    photo.path.write_bytes(b"no photo")
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Pane", title="Pane", media=(photo,)))
    assert str(caught.value.problem.values["said"]).startswith("vetrina.jpg: Request not understood error")


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b'{"posts": []}', b'{"posts": [{"id": {}}]}', b'{"posts": [{"id": "../x"}]}', b"<html>"]
)
async def test_strange_answers_decide_nothing(body: bytes, fake: FakeGhost, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane"))
    fake.fail_next(f"{API}/posts/{_draft(job)}/", method="PUT", status=200, body=body)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    fake.fail_next(f"{API}/posts/{_draft(job)}/", method="GET", status=200, body=body)
    with pytest.raises(ConnectorError):
        await bench.connector.look_up(bench.session(), bench.tried(job))


async def test_a_redirect_gets_no_key(fake: FakeGhost, clock: ManualClock, tmp_path: Path) -> None:
    elsewhere = SmallFake(clock)
    bench = bench_at("ghost", clock, tmp_path, fake, elsewhere)
    await bench.sign_in(fake.key, server=fake.url)
    fake.fail_next(f"{API}/posts/slug/*", status=302, headers={"Location": f"{elsewhere.url}/"})
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Pane", title="Pane"))
    assert caught.value.problem.code == "address_changed"
    assert elsewhere.requests == []
