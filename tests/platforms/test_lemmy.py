"""Lemmy against a fake that refuses what Lemmy refuses and protects from nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smmdesk.model.delivery import Op, PartKind
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    ConnectorError,
    NotSentError,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    SignedOutError,
    UnclearError,
)
from smmdesk.system.clock import ManualClock
from tests.fakes.lemmy import FakeLemmy
from tests.fakes.lemmy_inbox import API, Thing
from tests.fakes.lemmy_newer import FakeNewerLemmy
from tests.fakes.small import SmallFake
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, signed_in

PANE = {"community": "pane"}


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture(params=[FakeLemmy, FakeNewerLemmy], ids=["0.19", "1.0"])
def fake(clock: ManualClock, request: pytest.FixtureRequest) -> FakeLemmy:
    made: FakeLemmy = request.param(clock)
    return made


@pytest.fixture
def stranger(fake: FakeLemmy, clock: ManualClock, tmp_path: Path) -> Bench:
    """Not signed in yet."""
    return bench_at("lemmy", clock, tmp_path, fake)


@pytest.fixture
def bench(stranger: Bench, fake: FakeLemmy) -> Bench:
    return signed_in(stranger, "password", server=fake.url, user="lucia")


# ------------------------------------------------------------------ signing in
@pytest.mark.parametrize("typed", ["lucia", "@lucia@lemmy.example", " lucia "])
async def test_signing_in_and_out(typed: str, fake: FakeLemmy, stranger: Bench) -> None:
    signed = await stranger.sign_in("password", server=fake.url, user=typed)
    host = fake.url.removeprefix("http://")
    account = stranger.account
    assert (account.remote_id, account.name, account.handle) == (f"7@{host}", "Lucia", f"@lucia@{host}")
    assert account.reported == {"languages": {"en": 37, "it": 73}, "version": fake.version, "moderates": []}
    assert signed.secret is not None
    assert not signed.secret.field("password"), "the password is not kept"
    assert await stranger.connector.who_am_i(stranger.session()) == account
    await stranger.connector.sign_out(stranger.session())
    with pytest.raises(SignedOutError):
        await stranger.connector.who_am_i(stranger.session())


@pytest.mark.parametrize(
    ("password", "code", "problem"),
    [("wrong", "", "sign_in_refused"), ("password", "", "code_needed"), ("password", "000000", "code_needed")],
)
async def test_what_stops_a_sign_in(password: str, code: str, problem: str, fake: FakeLemmy, stranger: Bench) -> None:
    fake.totp = "123456"
    with pytest.raises(ProblemError) as caught:
        await stranger.sign_in(password, server=fake.url, user="lucia", code=code)
    assert caught.value.problem.code == problem


async def test_a_code_of_the_second_step(fake: FakeLemmy, stranger: Bench) -> None:
    fake.totp = "123456"
    await stranger.sign_in("password", server=fake.url, user="lucia", code="123 456")
    assert stranger.account.name == "Lucia"


async def test_an_account_that_waits_for_approval(fake: FakeLemmy, stranger: Bench) -> None:
    fake.banned = "registration_application_is_pending"
    with pytest.raises(RefusedError) as caught:
        await stranger.sign_in("password", server=fake.url, user="lucia")
    assert caught.value.problem.values["said"] == "registration application is pending"


async def test_there_is_no_lemmy(fake: FakeLemmy, stranger: Bench) -> None:
    fake.fail_next(f"{API}/site", status=200, body="<html>A shop</html>")
    with pytest.raises(ProblemError) as caught:
        await stranger.sign_in("password", server=fake.url, user="lucia")
    assert caught.value.problem.code == "address_not_found"
    assert not fake.asked("POST", "login"), "no password for strangers"


# ------------------------------------------------------------------ publishing
async def test_words_photos_and_options(fake: FakeLemmy, bench: Bench) -> None:
    photos = (bench.photo("Il [banco]"), bench.photo("La crosta [nera]", color="red"))
    job = bench.job(
        "Caldo *subito*\nsul banco\n\n# fine",
        title="Pane\nnuovo",
        link="https://forno.example/pane",
        language="it",
        media=photos,
        options={"community": "pane", "nsfw": True},
    )
    _, receipt = await bench.publish(job)
    [post] = fake.posts
    assert (receipt.id, receipt.url) == (str(post.id), f"{fake.url}/post/{post.id}")
    assert (post.name, post.community_id, post.nsfw, post.language_id) == ("Pane nuovo", 3, True, 73)
    assert (fake.files[post.url], post.alt_text) == (photos[0].path.read_bytes(), "Il [banco]")
    second = next(url for url in fake.files if url != post.url)
    assert post.body == (
        "Caldo \\*subito\\*  \nsul banco\n\n\\# fine\n\n"
        f"![La crosta \\[nera\\]]({second})\n\nhttps://forno.example/pane"
    )


async def test_a_post_that_another_copy_sent_with_its_own_photos_is_not_called_missing(
    fake: FakeLemmy, bench: Bench
) -> None:
    photos = (bench.photo("Il banco"), bench.photo("La crosta", color="red"))
    post = bench.job("Ciao", title="Pane", media=photos, options=PANE)
    await bench.publish(post)
    anew = await bench.prepared(replace(post, prepared={}))
    assert len(fake.files) == 4, "this copy laid the photos down anew"
    assert await bench.connector.look_up(bench.session(), bench.tried(anew)) == CannotTell()
    other = replace(anew, outgoing=replace(anew.outgoing, title="Focaccia"))
    assert await bench.connector.look_up(bench.session(), bench.tried(other)) == Absent(by_words=True)


async def test_a_link_is_the_posts_own_where_there_is_no_photo(fake: FakeLemmy, bench: Bench) -> None:
    await bench.publish(bench.job("Leggi", title="Pane", link="https://forno.example/x", options=PANE))
    [post] = fake.posts
    assert (post.url, post.body, post.language_id) == ("https://forno.example/x", "Leggi", 0)


@pytest.mark.parametrize("wish", ["pane", "!pane@{host}", "{url}/c/pane", "pane@{host}"])
async def test_the_community_as_people_write_it(wish: str, fake: FakeLemmy, bench: Bench) -> None:
    named = wish.format(host=fake.url.removeprefix("http://"), url=fake.url)
    await bench.publish(bench.job("Ciao", title="Pane", options={"community": named}))
    assert fake.posts[0].community_id == 3


async def test_a_community_that_nobody_here_read_is_fetched(fake: FakeLemmy, bench: Bench) -> None:
    await bench.publish(bench.job("Ciao", title="Pane", options={"community": "forno@lontano.example"}))
    assert fake.posts[0].community_id == 4


@pytest.mark.parametrize("wish", ["", "no such", "niente", "niente@lontano.example", "https://x.example/c/"])
async def test_a_community_that_is_not_there(wish: str, fake: FakeLemmy, bench: Bench) -> None:
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Ciao", title="Pane", options={"community": wish}))
    assert caught.value.problem.code == "option_not_offered"


async def test_what_was_made_is_used_again(fake: FakeLemmy, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Ciao", title="Pane", media=(bench.photo(),), options=PANE))
    asked = len(fake.requests)
    await bench.prepared(job)
    assert (len(fake.files), len(fake.requests)) == (1, asked)


async def test_a_first_comment(fake: FakeLemmy, bench: Bench) -> None:
    _, root = await bench.publish(bench.job("Ciao", title="Pane", options=PANE))
    job = bench.job("1. uno", kind=PartKind.FIRST_COMMENT, root=root, parent=root)
    job, receipt = await bench.publish(job)
    [comment] = fake.comments
    assert (comment.body, comment.post_id) == ("1\\. uno", int(root.id))
    assert (receipt.id, receipt.url) == (f"comment-{comment.id}", f"{fake.url}/comment/{comment.id}")
    found = await bench.connector.look_up(bench.session(), bench.tried(replace(job, receipt=None)))
    assert isinstance(found, Published)
    assert found.receipt == receipt
    edit = replace(job, op=Op.EDIT, outgoing=replace(job.outgoing, text="due"))
    assert await bench.connector.look_up(bench.session(), edit) == Absent()
    assert await bench.connector.commit(bench.session(), edit) == Published(receipt)
    assert isinstance(await bench.connector.look_up(bench.session(), edit), Published)
    gone = replace(job, op=Op.DELETE)
    assert await bench.connector.look_up(bench.session(), gone) == Absent()
    await bench.connector.commit(bench.session(), gone)
    assert fake.comments[0].deleted
    assert await bench.connector.look_up(bench.session(), gone) == Published(receipt)


# ------------------------------------------------------------------ what went wrong
@pytest.mark.parametrize(
    ("status", "word", "error", "code"),
    [
        (400, "language_not_allowed", RefusedError, "refused"),
        (400, "only_mods_can_post_in_community", RefusedError, "may_not_publish"),
        (400, "site_ban", RefusedError, "account_closed"),
        (400, "not_logged_in", SignedOutError, "signed_out"),
        (401, "incorrect_login", SignedOutError, "signed_out"),
        (400, "rate_limit_error", NotSentError, "busy"),
        (429, "rate_limit_error", NotSentError, "busy"),
        (413, "", RefusedError, "refused"),
        (500, "unknown", UnclearError, "unknown_outcome"),
        (504, "", UnclearError, "unknown_outcome"),
    ],
)
async def test_errors_of_the_one_call(
    status: int, word: str, error: type[ConnectorError], code: str, fake: FakeLemmy, bench: Bench
) -> None:
    job = await bench.prepared(bench.job("Ciao", title="Pane", options=PANE))
    fake.fail_next(f"{API}/post", method="POST", status=status, body={"error": word} if word else b"<html>")
    with pytest.raises(error) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == code
    assert "_" not in str(caught.value.problem.values.get("said", ""))


async def test_a_photo_that_the_server_does_not_take(bench: Bench) -> None:
    photo = bench.photo()
    photo.path.write_bytes(b"no photo")
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Ciao", title="Pane", media=(photo,), options=PANE))
    assert str(caught.value.problem.values["said"]).startswith("vetrina.jpg")


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"post_view": {"post": {"id": {}}}}', b'{"post_view": 5}', b"<html>"])
async def test_strange_answers_decide_nothing(body: bytes, fake: FakeLemmy, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Ciao", title="Pane", options=PANE))
    fake.fail_next(f"{API}/post", method="POST", status=200, body=body)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    fake.fail_next(fake.own_by, status=200, body=body)
    with pytest.raises(ConnectorError):
        await bench.connector.look_up(bench.session(), bench.tried(job))


async def test_a_redirect_gets_no_sign_in(fake: FakeLemmy, clock: ManualClock, tmp_path: Path) -> None:
    elsewhere = SmallFake(clock)
    bench = bench_at("lemmy", clock, tmp_path, fake, elsewhere)
    await bench.sign_in("password", server=fake.url, user="lucia")
    fake.fail_next(f"{API}/community", status=302, headers={"Location": f"{elsewhere.url}/"})
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Ciao", title="Pane", options=PANE))
    assert caught.value.problem.code == "address_changed"
    assert elsewhere.requests == []


# ------------------------------------------------------------------ looking
async def test_a_lost_answer_is_found(fake: FakeLemmy, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Ciao & pane", title="Pane", media=(bench.photo(),), options=PANE))
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
    fake.fail_next(f"{API}/post", method="POST", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    found = await bench.connector.poll(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert found.receipt.id == str(fake.posts[0].id)
    mine = bench.tried(replace(job, owned=frozenset({found.receipt.id})))
    assert await bench.connector.look_up(bench.session(), mine) == Absent()


async def test_two_alike_are_not_guessed_at(fake: FakeLemmy, bench: Bench) -> None:
    job, _ = await bench.publish(bench.job("Ciao", title="Pane", options=PANE))
    await bench.connector.commit(bench.session(), job)
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell(two_alike=True)


@pytest.mark.parametrize(
    "other",
    [{"name": "Altro"}, {"body": "Altro"}, {"community_id": 9}, {"deleted": True}, {"published": timedelta(-1)}],
)
async def test_what_is_not_ours(other: dict[str, object], fake: FakeLemmy, bench: Bench) -> None:
    job, _ = await bench.publish(bench.job("Ciao", title="Pane", options=PANE))
    for name, value in other.items():
        setattr(fake.posts[0], name, fake.now + value if isinstance(value, timedelta) else value)
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()


async def test_a_long_list_is_read_to_its_end_or_not_at_all(fake: FakeLemmy, bench: Bench) -> None:
    job, _ = await bench.publish(bench.job("Ciao", title="Pane", options=PANE))
    later = fake.now + timedelta(minutes=1)
    fake.posts += [Thing(fake.number(), 7, later, name=f"Altro {number}") for number in range(120)]
    assert isinstance(await bench.connector.look_up(bench.session(), bench.tried(job)), Published)
    fake.posts += [Thing(fake.number(), 7, later, name=f"Altro {number}") for number in range(120)]
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell()


async def test_reading_back(fake: FakeLemmy, bench: Bench) -> None:
    reader = bench.connector
    assert isinstance(reader, ReadsBack)
    job, _ = await bench.publish(bench.job("*Ciao* <b>", title="Pane", media=(bench.photo(),), options=PANE))
    said = await reader.read_back(bench.session(), job)
    assert isinstance(said, Said)
    assert (said.same, said.there) == (True, "Pane\n\n*Ciao* <b>")
    fake.posts[0].body = "Pane di ieri"
    said = await reader.read_back(bench.session(), job)
    assert isinstance(said, Said)
    assert (said.same, said.there, said.ours) == (False, "Pane\n\nPane di ieri", "Pane\n\n*Ciao* <b>")
    fake.posts[0].removed = True
    assert await reader.read_back(bench.session(), job) == Absent()
    fake.posts.clear()
    assert await reader.read_back(bench.session(), job) == Absent()


# ------------------------------------------------------------------ afterwards
async def test_editing(fake: FakeLemmy, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job("Ciao", title="Pane", media=(bench.photo("Il banco"),), options=PANE))
    edit = replace(job, op=Op.EDIT, key="2", prepared={}, outgoing=replace(job.outgoing, text="Pane alle otto"))
    edit = await bench.prepared(edit)
    assert await bench.connector.look_up(bench.session(), bench.tried(edit)) == Absent()
    answer = await bench.connector.commit(bench.session(), edit)
    assert isinstance(answer, Published)
    assert answer.receipt.id == receipt.id
    assert (fake.posts[0].body, fake.posts[0].alt_text, len(fake.files)) == ("Pane alle otto", "Il banco", 1)
    assert isinstance(await bench.connector.look_up(bench.session(), bench.tried(edit)), Published)
    fake.posts.clear()
    assert await bench.connector.look_up(bench.session(), bench.tried(edit)) == CannotTell()


async def test_deleting(fake: FakeLemmy, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job("Ciao", title="Pane", options=PANE))
    gone = replace(job, op=Op.DELETE)
    assert await bench.connector.look_up(bench.session(), gone) == Absent()
    fake.fail_next(f"{API}/post/delete", status=200, body="<html>Wi-Fi</html>")
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), gone)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt)
    assert fake.posts[0].deleted
    assert await bench.connector.look_up(bench.session(), gone) == Published(receipt)
    fake.posts.clear()
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt), "what is gone is gone"
