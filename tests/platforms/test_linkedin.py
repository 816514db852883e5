"""LinkedIn against a fake that reads "little" text by itself and refuses what LinkedIn refuses: publishing."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.model.content import Poll
from smmdesk.model.delivery import PartKind
from smmdesk.platforms import facts_of
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
from smmdesk.platforms.fetch import FetchError, LinkCard
from smmdesk.platforms.linkedin.little import little, plain
from smmdesk.system.clock import ManualClock
from tests.fakes.linkedin import ME, PAGE, VERSIONS, Asset, FakeLinkedIn, displayed
from tests.fakes.small import SmallFake
from tests.helpers.pdf_files import pdf
from tests.platforms.accounts import Hurried
from tests.platforms.at_linkedin import as_page, as_person, bench_of_author
from tests.platforms.bench import Bench, not_ready

LINK = "https://forno.example/pane_nero?a=(1)"


class Pages:
    """The guarded fetcher, which reads one page, or none while it is away."""

    def __init__(self, away: bool = False) -> None:
        self.away = away

    async def card(self, url: str) -> LinkCard:
        assert url == LINK
        if self.away:
            raise FetchError("no")
        return LinkCard(url, "Pane nero", "Con segale", "https://forno.example/pane.jpg")

    async def image(self, url: str) -> tuple[bytes, str]:
        return b"\xff\xd8\xff picture", "image/jpeg"


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeLinkedIn:
    return FakeLinkedIn(clock)


@pytest.fixture
def bench(fake: FakeLinkedIn, clock: ManualClock, tmp_path: Path) -> Bench:
    return as_page(fake, clock, tmp_path)


@pytest.fixture
def person(fake: FakeLinkedIn, clock: ManualClock, tmp_path: Path) -> Bench:
    return as_person(fake, clock, tmp_path)


def file_of(bench: Bench, name: str, mime: str, size: int = 4096) -> Picture:
    path = bench.folder / name
    path.write_bytes(bytes(range(256)) * (size // 256))
    return Picture(path, mime, path.stat().st_size, 0, 0, alt="Un listino", name=name)


# ------------------------------------------------------------------ words
LETTERS = st.text(st.sampled_from("ab é漢😀#＃@_-*~\\|{}[]()<>/:.&\n ") | st.characters(codec="utf-8"), max_size=60)


@given(LETTERS)
def test_what_was_typed_is_what_visitors_read(text: str) -> None:
    assert displayed(little(text)) == text
    assert plain(little(text)) == text


@pytest.mark.parametrize(
    ("text", "commentary"),
    [
        ("Pane #nero_1 e # solo", r"Pane {hashtag|\#|nero\_1} e \# solo"),
        ("vedi https://a.example/x_y#z (qui)", r"vedi https://a.example/x\_y\#z \(qui\)"),
        ("Grazie @Anna [capo] {1} <a> *b* ~c~ |", r"Grazie \@Anna \[capo\] \{1\} \<a\> \*b\* \~c\~ \|"),
        ("#1 e ＃pane", r"\#1 e {hashtag|＃|pane}"),
    ],
)
def test_little_text(text: str, commentary: str) -> None:
    assert little(text) == commentary


def test_what_others_wrote_there_is_read() -> None:
    there = r"Ciao @[Forno Lucia](urn:li:organization:4711), {hashtag|\#|pane\_nero} \(oggi\)"
    assert plain(there) == "Ciao Forno Lucia, #pane_nero (oggi)"


# ------------------------------------------------------------------ publishing
async def test_a_post_of_a_page_with_photos(fake: FakeLinkedIn, bench: Bench) -> None:
    photos = (bench.photo("Il [banco]"), bench.photo("", color="blue"))
    job, receipt = await bench.publish(bench.job("Pane #nero", media=photos, link=LINK, options={"no_reshare": True}))
    [post] = fake.posts
    assert (post.body["author"], post.body["visibility"], post.body["isReshareDisabledByAuthor"]) == (
        PAGE, "PUBLIC", True,
    )  # fmt: skip
    assert post.text == f"Pane #nero\n\n{LINK}"
    first, second = post.body["content"]["multiImage"]["images"]
    assert (first["altText"], "altText" in second) == ("Il [banco]", False)
    assert [fake.assets[image["id"]].data for image in (first, second)] == [p.path.read_bytes() for p in photos]
    assert (receipt.id, receipt.url) == (post.urn, f"https://www.linkedin.com/feed/update/{post.urn}")
    assert {request.headers["linkedin-version"] for request in fake.asked("POST", "/rest/")} == {"202609"}
    assert facts_of("linkedin").api_version in VERSIONS
    await bench.prepared(job)
    assert len(fake.assets) == 2, "what is there is not sent again"


async def test_one_photo_of_a_person_who_may_not_ask_how_far_it_is(fake: FakeLinkedIn, person: Bench) -> None:
    await person.publish(person.job("Pane", media=(person.photo("Un pane"),), options={"visibility": "CONNECTIONS"}))
    [post] = fake.posts
    assert (post.body["author"], post.body["visibility"]) == (ME, "CONNECTIONS")
    assert post.body["content"]["media"]["altText"] == "Un pane"


async def test_a_page_has_no_contacts_to_publish_for(fake: FakeLinkedIn, bench: Bench) -> None:
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Pane", options={"visibility": "CONNECTIONS"}))
    assert caught.value.problem.code == "option_not_offered"
    assert not fake.assets


async def test_a_film_goes_in_pieces_without_the_access(fake: FakeLinkedIn, bench: Bench) -> None:
    fake.works_for = 3
    sent = file_of(bench, "forno.mp4", "video/mp4", 9_000_000)
    await bench.publish(bench.job("Il forno", media=(sent,)))
    content = fake.posts[0].body["content"]["media"]
    asset = fake.assets[content["id"]]
    assert (content["title"], asset.data == sent.path.read_bytes(), len(asset.pieces)) == ("forno", True, 3)
    assert asset.looks == 4, "it is waited for"


async def test_a_document_is_shared_with_its_title(fake: FakeLinkedIn, bench: Bench) -> None:
    sent = file_of(bench, "listino.pdf", "application/pdf")
    sent.path.write_bytes(pdf(12))
    titled = {"document_title": " Listino 2027 "}
    await bench.publish(bench.job("Il listino", options=titled, media=(sent,), link="https://forno.example/"))
    await bench.publish(bench.job("Di nuovo", media=(sent,)))
    first, second = (post.body["content"]["media"] for post in fake.posts)
    assert (first["title"], second["title"]) == ("Listino 2027", "listino")
    assert fake.posts[0].body["commentary"].endswith("https://forno.example/"), "a document takes the place of a card"
    assert fake.assets[first["id"]].data == sent.path.read_bytes()
    assert fake.assets[first["id"]].looks == 2, "it is waited for"


async def test_a_document_that_linkedin_cannot_read_is_told_and_never_posted(fake: FakeLinkedIn, bench: Bench) -> None:
    sent = file_of(bench, "listino.pdf", "application/pdf")
    sent.path.write_bytes(b"no pages")
    with pytest.raises(RefusedError) as caught:
        await bench.publish(bench.job("Il listino", media=(sent,)))
    assert str(caught.value.problem.values["said"]).startswith("listino.pdf: ")
    assert not fake.posts


async def test_what_linkedin_cannot_read_is_told_by_its_name(fake: FakeLinkedIn, bench: Bench) -> None:
    fake.fails = True
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Pane", media=(bench.photo(),)))
    assert str(caught.value.problem.values["said"]).startswith("vetrina.jpg: ")
    fake.fails, fake.works_for = False, 10_000
    with pytest.raises(NotSentError):
        await bench.prepared(bench.job("Pane", media=(bench.photo(),)))


async def test_a_film_and_a_photo_do_not_go_together(fake: FakeLinkedIn, bench: Bench) -> None:
    media = (bench.photo(), file_of(bench, "forno.mp4", "video/mp4"))
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Il forno", media=media))
    assert caught.value.problem.code == "media_mixed"
    assert not fake.assets


@pytest.mark.parametrize(("minutes", "duration"), [(60, "ONE_DAY"), (4_000, "THREE_DAYS"), (99_999, "FOURTEEN_DAYS")])
async def test_a_poll(minutes: int, duration: str, fake: FakeLinkedIn, bench: Bench) -> None:
    await bench.publish(bench.job("Quale pane?\nDecidete voi.", poll=Poll(("Nero", "Bianco"), minutes)))
    poll = {"question": "Quale pane?\nDecidete voi.", "options": [{"text": "Nero"}, {"text": "Bianco"}]}
    assert fake.posts[0].body["content"]["poll"] == {**poll, "settings": {"duration": duration}}
    long = f"Quale?\n{'a' * 200}"
    await bench.publish(bench.job(long, poll=Poll(("Nero", "Bianco"), minutes)))
    assert (fake.posts[1].body["content"]["poll"]["question"], fake.posts[1].text) == ("Quale?", "a" * 200)
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("a" * 141, poll=Poll(("Nero", "Bianco"), minutes)))
    assert caught.value.problem.code == "text_too_long"


@pytest.mark.parametrize("in_text", [True, False])
async def test_the_card_of_a_link_is_made_here(in_text: bool, fake: FakeLinkedIn, bench: Bench) -> None:
    bench.fetch = Pages()  # type: ignore[assignment]
    text, link = (f"Vedi {LINK} qui", "") if in_text else ("Vedi qui", LINK)
    await bench.publish(bench.job(text, link=link))
    article = fake.posts[0].body["content"]["article"]
    assert fake.assets[article.pop("thumbnail")].data == b"\xff\xd8\xff picture"
    assert article == {"source": LINK, "title": "Pane nero", "description": "Con segale"}
    assert fake.posts[0].text == text, "the link stands in its card"


async def test_a_computer_that_just_woke_up_makes_no_bare_card(fake: FakeLinkedIn, bench: Bench) -> None:
    """The page and LinkedIn are away alike: it is tried again. Where LinkedIn answers, the link's host names it."""
    bench.fetch = Pages(away=True)  # type: ignore[assignment]
    for who in ("/v2/userinfo", "/rest/organizations*"):
        fake.fail_next(who, drop_before_accept=True)
    job = await not_ready(bench, bench.job("Vedi", link=LINK))
    bench.fetch = Pages()  # type: ignore[assignment]
    await bench.publish(job)
    bench.fetch = Pages(away=True)  # type: ignore[assignment]
    await bench.publish(bench.job("Vedi pure", link=LINK))
    assert [post.body["content"]["article"]["title"] for post in fake.posts] == ["Pane nero", "forno.example"]


async def test_what_a_person_put_into_the_card_wins(fake: FakeLinkedIn, bench: Bench) -> None:
    photo = bench.photo()
    await bench.publish(bench.job("Vedi", link=LINK, card=Card("Mio", "", photo)))
    article = fake.posts[0].body["content"]["article"]
    assert (article["title"], fake.assets[article["thumbnail"]].data) == ("Mio", photo.path.read_bytes())
    await bench.publish(bench.job("Vedi", link=LINK, card=Card(shown=False)))
    assert "content" not in fake.posts[1].body
    assert fake.posts[1].text == f"Vedi\n\n{LINK}"


@pytest.mark.parametrize("who", ["page", "person"])
async def test_a_first_comment(who: str, fake: FakeLinkedIn, clock: ManualClock, tmp_path: Path) -> None:
    bench = as_page(fake, clock, tmp_path) if who == "page" else as_person(fake, clock, tmp_path)
    _, root = await bench.publish(bench.job("Pane"))
    job = bench.job("Orari (qui) #x", kind=PartKind.FIRST_COMMENT, root=root, parent=root)
    _, receipt = await bench.publish(job)
    [comment] = fake.posts[0].comments
    assert comment.text == "Orari (qui) #x", "comments are plain words"
    assert receipt.id == f"urn:li:comment:({root.id},{comment.id})"


# ------------------------------------------------------------------ what went wrong
@pytest.mark.parametrize(
    ("status", "body", "error", "code"),
    [
        (400, {"message": "So <b>e</b> così", "status": 400}, RefusedError, "refused"),
        (400, {"message": "x", "code": "MEDIA_ASSET_WAITING_UPLOAD"}, NotSentError, "server_unreachable"),
        (400, {"message": "x", "code": "MEDIA_ASSET_PROCESSING_FAILED"}, RefusedError, "refused"),
        (401, {"code": "REVOKED_ACCESS_TOKEN"}, SignedOutError, "signed_out"),
        (403, {"code": "ACCESS_DENIED", "message": "Not enough permissions"}, RefusedError, "permission_missing"),
        (404, {"status": 404}, RefusedError, "refused"),
        (409, {"status": 409, "message": "conflict"}, UnclearError, "unknown_outcome"),
        (422, {"errorDetails": {"inputErrors": [{"description": "too <i>long</i>"}]}}, RefusedError, "refused"),
        (422, {"message": "Content is a duplicate of urn:li:share:1"}, RefusedError, "duplicate_refused"),
        (426, {"code": "NONEXISTENT_VERSION", "message": "not active"}, RefusedError, "api_gone"),
        (429, {"message": "Resource level throttle"}, NotSentError, "busy"),
        (500, {}, UnclearError, "unknown_outcome"),
        (503, {}, UnclearError, "unknown_outcome"),
    ],
)
async def test_errors_of_the_one_call(
    status: int, body: dict[str, Any], error: type[ConnectorError], code: str, fake: FakeLinkedIn, bench: Bench
) -> None:
    job = await bench.prepared(bench.job("Pane caldo"))
    fake.fail_next("/rest/posts", status=status, body=body)
    with pytest.raises(error) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == code
    if "So" in str(body):
        assert caught.value.problem.values["said"] == "So e così"
    assert len(fake.asked("POST", "/rest/posts")) == 1


async def test_a_day_that_is_used_up_ends_at_midnight_there(fake: FakeLinkedIn, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane caldo"))
    said = "Resource level throttle MEMBER DAY limit for calls to this resource is reached."
    fake.fail_next("/rest/posts", status=429, body={"message": said})
    with pytest.raises(NotSentError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.retry_after_s is not None
    assert abs(caught.value.retry_after_s - (13 * 3600 + 40 * 60)) < 5


async def test_an_app_without_its_product_is_told(fake: FakeLinkedIn, clock: ManualClock, tmp_path: Path) -> None:
    bench = bench_of_author(fake, clock, tmp_path, ME, scopes=("openid", "profile"))
    job = await bench.prepared(bench.job("Pane caldo"))
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == "permission_missing"


@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize("urn", ["", "7123", "urn:li:person:1", "urn:li:share:1/../2"])
async def test_a_success_that_names_no_post_decides_nothing(
    status: int, urn: str, fake: FakeLinkedIn, bench: Bench
) -> None:
    job = await bench.prepared(bench.job("Pane caldo"))
    fake.fail_next("/rest/posts", status=status, headers={"x-restli-id": urn} if urn else {}, body="<html>Wi-Fi</html>")
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)


@pytest.mark.parametrize("image", [None, 5, "urn:li:image:", "urn:li:video:1", "urn:li:image:1/.."])
async def test_strange_places_for_a_photo(image: object, fake: FakeLinkedIn, bench: Bench) -> None:
    fake.assets["urn:li:image:1"] = Asset("urn:li:image:1", PAGE)
    value = {"uploadUrl": f"{fake.url}/upload/urn:li:image:1/0", "image": image}
    fake.fail_next("/rest/images", status=200, body={"value": value})
    with pytest.raises(ConnectorError):
        await bench.prepared(bench.job("Pane", media=(bench.photo(),)))
    assert fake.asked("PUT", "/upload/") == []


async def test_the_access_goes_to_no_stranger(fake: FakeLinkedIn, clock: ManualClock, tmp_path: Path) -> None:
    elsewhere = SmallFake(clock)
    bench = bench_of_author(fake, clock, tmp_path, PAGE, elsewhere)
    value = {"uploadUrl": f"{elsewhere.url}/upload", "image": "urn:li:image:1"}
    fake.fail_next("/rest/images", status=200, body={"value": value})
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Pane", media=(bench.photo(),)))
    assert caught.value.problem.code == "address_changed"
    assert elsewhere.requests == []


@pytest.mark.parametrize("cuts", [[], [(0, 9)], [(0, 4095), (4095, 8191)], [(0, 99_999)], [(5, 8191)]])
async def test_pieces_that_are_not_the_whole_film(
    cuts: list[tuple[int, int]], fake: FakeLinkedIn, bench: Bench
) -> None:
    urn = "urn:li:video:C4D-1"
    rows = [{"uploadUrl": f"{fake.url}/upload/{urn}/0", "firstByte": a, "lastByte": b} for a, b in cuts]
    fake.assets[urn] = Asset(urn, PAGE, 8192)
    value = {"uploadInstructions": rows, "video": urn, "uploadToken": "token-1"}
    fake.fail_next("/rest/videos", status=200, body={"value": value})
    with pytest.raises(NotSentError):
        await bench.prepared(bench.job("Il forno", media=(file_of(bench, "forno.mp4", "video/mp4", 8192),)))


async def test_the_same_words_are_a_hint_only_after_a_try_of_ours(fake: FakeLinkedIn, bench: Bench) -> None:
    await bench.publish(bench.job("Pane caldo"))
    job = await bench.prepared(bench.job("Pane caldo"))
    fake.ghost = True  # it names a post that nobody can read
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == "duplicate_refused"
    answer = await bench.connector.commit(bench.session(), replace(job, first_try_at=bench.clock.now()))
    assert isinstance(answer, Published)
    assert answer.receipt.id == fake.posts[0].urn
    assert len(fake.posts) == 1
