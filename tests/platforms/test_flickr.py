"""Flickr against a fake that computes every signature again and refuses what Flickr refuses."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smmdesk.model.delivery import Evidence, Op, PartKind, Receipt
from smmdesk.platforms import facts_of
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    CannotTell,
    ConnectorError,
    Job,
    NotSentError,
    Outgoing,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    SignedOutError,
    UnclearError,
)
from smmdesk.platforms.flickr.photos import description_of
from smmdesk.platforms.markup import plain_of, same_words
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from tests.fakes.flickr import ME, FakeFlickr
from tests.fakes.oauth import agreed, visit
from tests.fakes.small import SmallFake
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench, bench_of
from tests.platforms.direct import bench_at, leading, with_token

REST, UPLOAD = "/services/rest/", "/services/upload/"


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeFlickr:
    return FakeFlickr(clock)


@pytest.fixture
def bench(fake: FakeFlickr, clock: ManualClock, tmp_path: Path) -> Bench:
    leading(tmp_path, "flickr", **fake.addresses(fake.url))
    return with_token(bench_at("flickr", clock, tmp_path, fake), fake.oauth)


async def laid_down(bench: Bench, *alts: str, text: str = "Pane caldo", **options: str) -> Job:
    media = tuple(bench.photo(alt) for alt in alts or ("Un pane",))
    return await bench.prepared(bench.job(text, title="Pane", media=media, options=options))


# ------------------------------------------------------------------ signing in
async def test_signing_in_by_the_browser(fake: FakeFlickr, clock: ManualClock, tmp_path: Path) -> None:
    async def open_page(url: str) -> None:
        await asyncio.to_thread(visit, await asyncio.to_thread(agreed, url))

    with fake:
        leading(tmp_path, "flickr", **fake.addresses(fake.url))
        keys = Secret.of(client_id=fake.oauth.key, client_secret=fake.oauth.key_secret)
        async with bench_of("flickr", clock, tmp_path) as bench:
            await bench.sign_in(open_page=open_page, app_keys=keys)
            account = bench.account
            await bench.connector.sign_out(bench.session())
            assert await bench.connector.who_am_i(bench.session()) == account
    assert (account.remote_id, account.name, account.url) == (ME, "lucia", f"https://www.flickr.com/photos/{ME}/")
    assert account.reported["albums"] == [["", ""], ["72001", "Vetrina"]]
    limits = facts_of("flickr").limits_for(account.reported)
    assert (limits.image_max_bytes, limits.video_max_bytes) == (200_000_000, 1_073_741_824)


async def test_a_sign_in_that_was_taken_back(fake: FakeFlickr, bench: Bench) -> None:
    fake.oauth.access.clear()
    with pytest.raises(SignedOutError):
        await bench.connector.who_am_i(bench.session())


async def test_a_clock_that_is_off_signs_nobody_out(fake: FakeFlickr, bench: Bench, clock: ManualClock) -> None:
    fake.clock = ManualClock(clock.now() + timedelta(hours=2))
    with pytest.raises(NotSentError):
        await bench.connector.who_am_i(bench.session())


# ------------------------------------------------------------------ publishing
async def test_a_photo_is_laid_down_in_private_and_shown_by_one_call(fake: FakeFlickr, bench: Bench) -> None:
    job = await laid_down(bench, "La crosta <nera> & dorata", tags="Pane fresco, forno", safety="2")
    [photo] = fake.photos
    assert photo.perms == (0, 0, 0)
    assert (photo.title, photo.safety) == ("Pane", "2")
    assert photo.description == "Pane caldo\n\nLa crosta &lt;nera&gt; &amp; dorata"
    assert photo.tags[:2] == ['"Pane fresco"', "forno"]
    assert photo.tags[2].startswith("smmdesk:id=")
    photo.comment, photo.meta = "1", "0"
    job = await bench.prepared(replace(job, prepared={**job.prepared, "photo:0": None}))
    before = len(fake.requests)
    answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Published)
    assert answer.receipt.id == photo.id
    assert answer.receipt.url == f"https://www.flickr.com/photos/{ME}/{photo.id}/"
    assert (photo.perms, photo.comment, photo.meta) == ((1, 0, 0), "1", "0"), "who may comment stays as it was"
    assert len(fake.requests) == before + 1


@pytest.mark.parametrize(
    ("visibility", "perms"), [("friends", (0, 1, 0)), ("family", (0, 0, 1)), ("private", (0, 0, 0)), ("", (1, 0, 0))]
)
async def test_who_can_see_it(fake: FakeFlickr, bench: Bench, visibility: str, perms: tuple[int, int, int]) -> None:
    job = await laid_down(bench, visibility=visibility)
    await bench.connector.commit(bench.session(), job)
    assert fake.photos[0].perms == perms
    assert isinstance(await bench.connector.look_up(bench.session(), bench.tried(job)), Published)


async def test_several_photos_are_one_post(fake: FakeFlickr, bench: Bench) -> None:
    job = await laid_down(bench, "Uno", "Due", "Tre", album="Natale")
    assert not fake.public()
    answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Accepted)
    assert [photo.perms[0] for photo in fake.photos] == [1, 0, 0]
    job = replace(job, prepared={**job.prepared, "job": answer.job})
    assert isinstance(await bench.connector.look_up(bench.session(), bench.tried(job)), Accepted)
    done = await bench.connector.poll(bench.session(), bench.tried(job))
    assert isinstance(done, Published)
    assert len(fake.public()) == 3
    assert done.receipt.data["photos"] == [photo.id for photo in fake.photos]
    assert done.receipt.data["alts"] == ["Uno", "Due", "Tre"]
    assert (fake.albums[0].title, fake.albums[0].photos) == ("Natale", [photo.id for photo in fake.photos])


async def test_an_album_that_is_there_is_used(fake: FakeFlickr, bench: Bench) -> None:
    job = await laid_down(bench, album="vetrina")
    again = await bench.prepared(replace(job, prepared={**job.prepared, "in_album:0": None}))
    assert [album.photos for album in fake.albums] == [[fake.photos[0].id]]
    assert (await bench.prepared(again)).prepared == again.prepared


async def test_a_lost_answer_of_an_upload_is_found_again(fake: FakeFlickr, bench: Bench) -> None:
    steps: dict[str, object] = {}

    async def save(name: str, value: object) -> None:
        steps[name] = value

    job = bench.job("Pane", media=(bench.photo(),))
    fake.fail_next(UPLOAD, drop_after_accept=True)
    with pytest.raises(NotSentError):
        await bench.connector.prepare(bench.session(), job, save)
    job = await bench.prepared(replace(job, prepared=steps))
    await bench.connector.commit(bench.session(), job)
    assert len(fake.photos) == len(fake.public()) == 1


async def test_a_ticket_that_is_known_no_more_is_asked_for_anew(fake: FakeFlickr, bench: Bench) -> None:
    job = await laid_down(bench)
    fake.tickets.clear()
    fake.photos.clear()
    with pytest.raises(NotSentError):
        await bench.prepared(replace(job, prepared={**job.prepared, "photo:0": None}))
    lost = {"photo:0": None, "ticket:0": None}
    await bench.prepared(replace(job, prepared={**job.prepared, **lost}))
    assert len(fake.photos) == 1


@pytest.mark.parametrize(
    ("size", "breaks", "code"), [(10, False, "file_too_big_there"), (9**9, True, "refused"), (9**9, False, "refused")]
)
async def test_a_file_that_is_not_taken(fake: FakeFlickr, bench: Bench, size: int, breaks: bool, code: str) -> None:
    fake.most_bytes, fake.breaks = size, breaks
    photo = bench.photo()
    if code == "refused" and not breaks:
        photo.path.write_bytes(b"no photo")
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Ciao", media=(photo,)))
    assert caught.value.problem.code == code
    assert "vetrina.jpg" in str(caught.value.problem.values)


@given(
    text=st.text(st.sampled_from("ab &<>;\"'#amplt\n/b"), max_size=60),
    alt=st.text(st.sampled_from("ab <&"), max_size=9),
)
@settings(max_examples=60, deadline=None)
def test_what_is_typed_is_what_is_read(text: str, alt: str) -> None:
    made = description_of(Job("p", PartKind.ROOT, Op.CREATE, "k", Outgoing(text), datetime.now(UTC)), alt)
    assert "<" not in made
    assert same_words(unescape(made), plain_of(made))
    assert same_words(plain_of(made), text if alt.strip() in text else text + alt)


# ------------------------------------------------------------------ what went wrong
@pytest.mark.parametrize(
    ("code", "error", "problem"),
    [
        (1, RefusedError, "removed_there"),
        (98, SignedOutError, "signed_out"),
        (99, SignedOutError, "signed_out"),
        (100, SignedOutError, "signed_out"),
        (105, NotSentError, "busy"),
        (106, UnclearError, "unknown_outcome"),
        (116, RefusedError, "refused"),
        (3, RefusedError, "refused"),
    ],
)
async def test_errors_of_the_one_call(
    code: int, error: type[ConnectorError], problem: str, fake: FakeFlickr, bench: Bench
) -> None:
    job = await laid_down(bench)
    fake.fail_next(REST, method="POST", status=200, body={"stat": "fail", "code": code, "message": "Bad <b>URL</b>"})
    with pytest.raises(error) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == problem
    assert "<" not in str(caught.value.problem.values.get("said", ""))


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"stat": 5}', b"<html>", b'<rsp stat="ok"/>', b""])
async def test_strange_answers_decide_nothing(body: bytes, fake: FakeFlickr, bench: Bench) -> None:
    job = await laid_down(bench)
    fake.fail_next(REST, method="POST", status=200, body=body)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    fake.fail_next(REST, method="GET", status=200, body=body)
    with pytest.raises(ConnectorError):
        await bench.connector.look_up(bench.session(), bench.tried(job))


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b'<rsp stat="ok"/>',
        b'<rsp stat="ok"><ticketid>../x</ticketid></rsp>',
        b'<!DOCTYPE r [<!ENTITY a "aaaa">]><rsp stat="ok"><ticketid>&a;</ticketid></rsp>',
    ],
)
async def test_strange_answers_of_an_upload(body: bytes, fake: FakeFlickr, bench: Bench) -> None:
    fake.fail_next(UPLOAD, status=200, body=body)
    with pytest.raises(NotSentError):
        await bench.prepared(bench.job("Ciao", media=(bench.photo(),)))


async def test_a_redirect_gets_no_sign_in(fake: FakeFlickr, bench: Bench, clock: ManualClock, tmp_path: Path) -> None:
    elsewhere = SmallFake(clock)
    fake.fail_next(REST, status=302, headers={"Location": f"{elsewhere.url}/"})
    with pytest.raises(RefusedError) as caught:
        await bench.connector.who_am_i(bench.session())
    assert caught.value.problem.code == "address_changed"
    assert elsewhere.requests == []


# ------------------------------------------------------------------ looking
async def test_a_lost_answer_is_found(fake: FakeFlickr, bench: Bench) -> None:
    job = await laid_down(bench)
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
    fake.fail_next(REST, method="POST", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    found = await bench.connector.look_up(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert (found.receipt.id, found.receipt.data["alts"]) == (fake.photos[0].id, ["Un pane"])
    fake.photos.clear()
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
    assert await bench.connector.look_up(bench.session(), bench.tried(bench.job())) == Absent()


# ------------------------------------------------------------------ afterwards
async def test_editing_and_reading_back(fake: FakeFlickr, bench: Bench) -> None:
    reader = bench.connector
    assert isinstance(reader, ReadsBack)
    job, receipt = await bench.publish(bench.job("Ciao & <b>", title="Pane", media=(bench.photo("Il banco"),)))
    assert await reader.read_back(bench.session(), job) == Said(
        "Pane\n\nCiao & <b>\n\nIl banco", "Pane\n\nCiao & <b>\n\nIl banco", True
    )
    edit = replace(job, op=Op.EDIT, prepared={}, outgoing=Outgoing("Pane alle otto", "Pane"))
    assert await bench.connector.look_up(bench.session(), edit) == Absent()
    assert await bench.connector.commit(bench.session(), edit) == Published(receipt)
    assert fake.photos[0].description == "Pane alle otto\n\nIl banco"
    assert await bench.connector.look_up(bench.session(), edit) == Published(receipt)
    fake.photos.clear()
    assert await bench.connector.look_up(bench.session(), edit) == CannotTell()
    assert await reader.read_back(bench.session(), job) == Absent()
    with pytest.raises(RefusedError):
        await bench.connector.commit(bench.session(), edit)


async def test_deleting(fake: FakeFlickr, bench: Bench) -> None:
    job = await laid_down(bench, "Uno", "Due")
    await bench.connector.commit(bench.session(), job)
    done = await bench.connector.poll(bench.session(), job)
    assert isinstance(done, Published)
    gone = replace(job, op=Op.DELETE, receipt=done.receipt, prepared={})
    assert await bench.connector.look_up(bench.session(), gone) == Absent()
    fake.photos.pop(0)
    assert await bench.connector.look_up(bench.session(), gone) == Absent(), "one of them is still there"
    assert await bench.connector.commit(bench.session(), gone) == Published(done.receipt), "what is gone is gone"
    assert fake.photos == []
    assert await bench.connector.look_up(bench.session(), gone) == Published(done.receipt)


async def test_a_short_address_that_a_person_pasted_is_that_photo(fake: FakeFlickr, bench: Bench) -> None:
    job, _ = await bench.publish(bench.job("Ciao", media=(bench.photo(),)))
    [photo] = fake.photos
    photo.id = "4325695128"
    pasted = Receipt("7Afjsu", "https://flic.kr/p/7Afjsu", 1, Evidence.HUMAN)
    gone = replace(job, op=Op.DELETE, receipt=pasted, prepared={})
    assert await bench.connector.look_up(bench.session(), gone) == Absent(), "it is there"
    comment = bench.job("Buon giorno", kind=PartKind.FIRST_COMMENT, root=pasted, parent=pasted)
    assert await bench.connector.look_up(bench.session(), bench.tried(comment)) == CannotTell()
    assert isinstance(await bench.connector.commit(bench.session(), comment), Published)
    assert await bench.connector.commit(bench.session(), gone) == Published(pasted)
    assert fake.photos == []


async def test_a_first_comment(fake: FakeFlickr, bench: Bench) -> None:
    _, root = await bench.publish(bench.job("Ciao", media=(bench.photo(),)))
    job = bench.job("Buon giorno", kind=PartKind.FIRST_COMMENT, root=root, parent=root)
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell()
    job, receipt = await bench.publish(job)
    [comment] = fake.comments
    assert (comment.text, receipt.id) == ("Buon giorno", comment.id)
    assert receipt.url == f"{root.url}#comment{comment.id.rpartition('-')[2]}"
    found = await bench.connector.look_up(bench.session(), bench.tried(replace(job, receipt=None)))
    assert isinstance(found, Published)
    assert found.receipt == receipt
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


@pytest.mark.parametrize("op", [Op.DELETE, Op.EDIT])
async def test_a_refusal_in_the_middle_of_several_photos_does_not_say_that_nothing_was_done(
    op: Op, fake: FakeFlickr, bench: Bench
) -> None:
    """The first photo was gone, and the post was said to be untouched."""
    job = await laid_down(bench, "Uno", "Due", "Tre")
    await bench.connector.commit(bench.session(), job)
    found = await bench.connector.poll(bench.session(), job)
    assert isinstance(found, Published)
    change = replace(job, op=op, receipt=found.receipt, outgoing=replace(job.outgoing, text="Altro", media=()))
    refused = {"stat": "fail", "code": 99, "message": "Insufficient permissions"}
    fake.fail_next(REST, method="POST", status=200, body={"stat": "ok"})
    fake.fail_next(REST, method="POST", status=200, body={**refused, "code": 5})
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), change)
    if op is Op.DELETE:
        assert await bench.connector.look_up(bench.session(), change) == Absent(), "the post itself goes last"
        await bench.connector.commit(bench.session(), change)
        assert not fake.photos
