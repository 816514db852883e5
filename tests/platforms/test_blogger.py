"""Blogger against a fake that refuses what Blogger refuses: a draft of ours, one call, its own list, its bin."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.model.delivery import Evidence, Op, PartKind, Receipt
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import (
    Absent,
    Account,
    CannotTell,
    ConnectorError,
    Job,
    Listed,
    NotSentError,
    Outgoing,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    ScheduledThere,
    SignedOutError,
    UnclearError,
)
from smmdesk.platforms.blogger.posts import html_for
from smmdesk.platforms.markup import plain_of, same_words
from smmdesk.platforms.sign_in import sign_in_end
from smmdesk.system.clock import ManualClock
from tests.fakes.blogger import BLOG, POSTS, FakeBlogger
from tests.fakes.google import refusal
from tests.platforms.accounts import Hurried
from tests.platforms.at_google import answering, bench_for, browser_sign_in, held, stranger_at
from tests.platforms.bench import Bench

DOCUMENTS = {"blogger.v3": "v3/"}
FORNO = Account(BLOG, "Il Forno", "fornolucia.blogspot.com", "http://fornolucia.blogspot.com/")


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> Iterator[FakeBlogger]:
    with held(FakeBlogger(clock), DOCUMENTS) as fake:
        yield fake


@pytest.fixture
def stranger(fake: FakeBlogger, clock: ManualClock, tmp_path: Path) -> Bench:
    return stranger_at(fake, clock, tmp_path)


@pytest.fixture
def bench(fake: FakeBlogger, clock: ManualClock, tmp_path: Path) -> Bench:
    return bench_for(fake, clock, tmp_path, FORNO)


# ------------------------------------------------------------------ signing in
async def test_signing_in_through_the_browser(fake: FakeBlogger, stranger: Bench) -> None:
    signed = await browser_sign_in(fake, stranger)
    granted = {"granted": {fake.scope: True}}
    assert signed.account == replace(FORNO, reported=granted)
    assert signed.secret is not None
    assert sign_in_end(signed.secret) is None
    assert await stranger.connector.who_am_i(stranger.session()) == signed.account
    await stranger.connector.sign_out(stranger.session())
    assert fake.revoked == [signed.secret.field("refresh").reveal()]


async def test_an_app_that_is_still_tested_says_when_its_sign_in_ends(fake: FakeBlogger, stranger: Bench) -> None:
    fake.tested = True
    signed = await browser_sign_in(fake, stranger)
    assert signed.secret is not None
    ends = sign_in_end(signed.secret)
    assert ends is not None
    assert abs(ends - stranger.after(days=7)) < timedelta(minutes=5)


async def test_without_the_permission_nothing_is_connected(fake: FakeBlogger, stranger: Bench) -> None:
    fake.auth.denied = frozenset({fake.scope})
    with pytest.raises(RefusedError) as caught:
        await browser_sign_in(fake, stranger)
    assert caught.value.problem.code == "permission_missing"


@pytest.mark.parametrize("wish", ["lucia-due.blogspot.com", "http://lucia-due.blogspot.com", "La bottega", "4712"])
async def test_one_of_several_blogs(wish: str, fake: FakeBlogger, stranger: Bench) -> None:
    fake.blogs["4712"] = ("La bottega", "http://lucia-due.blogspot.com/")
    assert (await browser_sign_in(fake, stranger, place=wish)).account.remote_id == "4712"
    assert (await browser_sign_in(fake, stranger, ask=answering(place=wish))).account.remote_id == "4712"


@pytest.mark.parametrize(("blogs", "code"), [(0, "no_page_there"), (2, "page_not_named")])
async def test_no_blog_that_can_be_meant(blogs: int, code: str, fake: FakeBlogger, stranger: Bench) -> None:
    fake.blogs = {str(number): ("Il Forno", f"http://{number}.blogspot.com/") for number in range(blogs)}
    with pytest.raises(ProblemError) as caught:
        await browser_sign_in(fake, stranger, ask=answering(place="Il Forno"))
    assert caught.value.problem.code == code


async def test_who_signs_in_again_is_not_asked_which(fake: FakeBlogger, stranger: Bench) -> None:
    fake.blogs["4712"] = ("La bottega", "http://lucia-due.blogspot.com/")
    assert (await browser_sign_in(fake, stranger, expected="4712")).account.remote_id == "4712"


async def test_an_ended_access_is_renewed_and_a_taken_back_one_signs_out(fake: FakeBlogger, bench: Bench) -> None:
    fake.auth.access.clear()
    await bench.publish(bench.job("Pane", title="Pane"))
    assert len(bench.secrets) == 2
    fake.auth.access.clear()
    fake.auth.refresh.clear()
    with pytest.raises(SignedOutError):
        await bench.prepared(bench.job("Pane", title="Pane"))


# ------------------------------------------------------------------ publishing
async def test_words_link_and_options(fake: FakeBlogger, bench: Bench) -> None:
    job = bench.job(
        "Caldo alle 7 & <subito>\nsul banco\n\nLeggi https://forno.example/pane?a=1&b=2.",
        title="Pane <nuovo>",
        link="https://forno.example/orari",
        options={
            "labels": "#pane, Forno , pane",
            "comments": "DONT_ALLOW_SHOW_EXISTING",
            "photo": 'https://forno.example/"p".jpg',
            "photo_alt": 'Il "banco"',
        },
    )
    _, receipt = await bench.publish(job)
    [post] = fake.of("LIVE")
    said = post.fields
    assert (receipt.id, receipt.url) == (post.id, "http://fornolucia.blogspot.com/2026/11/pane-<nuovo>.html")
    assert (said["title"], said["labels"]) == ("Pane <nuovo>", ["pane", "Forno"])
    assert said["readerComments"] == "DONT_ALLOW_SHOW_EXISTING"
    assert said["content"] == (
        '<p><img src="https://forno.example/&quot;p&quot;.jpg" alt="Il &quot;banco&quot;"></p>'
        "<p>Caldo alle 7 &amp; &lt;subito&gt;<br>sul banco</p>"
        '<p>Leggi <a href="https://forno.example/pane?a=1&amp;b=2">https://forno.example/pane?a=1&amp;b=2</a>.</p>'
        '<p><a href="https://forno.example/orari">https://forno.example/orari</a></p>'
        f"<!--smmdesk {job.part_id}-->"
    )


@given(st.text(st.sampled_from("ab <>&\"'#;/\n:.!-p=\\"), max_size=60))
def test_what_was_typed_is_what_readers_read(text: str) -> None:
    made = html_for(_job(text))
    assert "\n" not in made
    assert same_words(plain_of(made), text)


def _job(text: str) -> Job:
    due = datetime(2026, 11, 28, tzinfo=UTC)
    return Job("p", PartKind.ROOT, Op.CREATE, "k", Outgoing(text), due)


@pytest.mark.parametrize("photo", ["javascript:alert(1)", "C:\\pane.jpg", "https://a.example/x y.jpg", ""])
async def test_what_is_no_address_of_a_photo_is_left_out(photo: str, fake: FakeBlogger, bench: Bench) -> None:
    await bench.publish(bench.job("Pane", title="Pane", options={"photo": photo}))
    [post] = fake.of("LIVE")
    assert "<img" not in post.fields["content"]


async def test_nobody_sees_the_draft_and_publishing_twice_is_once(fake: FakeBlogger, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane"))
    assert [post.status for post in fake.posts.values()] == ["DRAFT"]
    first = await bench.connector.commit(bench.session(), job)
    assert await bench.connector.commit(bench.session(), job) == first
    assert len(fake.posts) == 1


async def test_a_draft_is_found_again_before_another_is_made(fake: FakeBlogger, bench: Bench) -> None:
    job = bench.job("Pane", title="Pane")
    fake.fail_next(POSTS, method="POST", drop_after_accept=True)
    with pytest.raises(NotSentError):
        await bench.prepared(job)
    await bench.prepared(bench.job("Altro", title="Altro"))
    job = await bench.prepared(replace(job, outgoing=replace(job.outgoing, text="Pane caldo")))
    assert await bench.prepared(job) == job
    assert sorted(post.words for post in fake.posts.values()) == ["Altro", "Pane caldo"]


async def test_the_draft_was_deleted_there(fake: FakeBlogger, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane"))
    fake.posts.clear()
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == "removed_there"


# ------------------------------------------------------------------ what went wrong
SWITCHED_OFF = ({"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED"},)
NOBODY = ({"reason": "RATE_LIMIT_EXCEEDED", "metadata": {"quota_limit_value": "0"}},)


@pytest.mark.parametrize(
    ("refused", "error", "code"),
    [
        (refusal(400, "Bad title", "invalid"), RefusedError, "refused"),
        (refusal(403, "No.", "forbidden"), RefusedError, "may_not_publish"),
        (refusal(403, "Blogger API has not been used", "accessNotConfigured"), RefusedError, "api_switched_off"),
        (refusal(403, "Blogger API is disabled", "x", SWITCHED_OFF), RefusedError, "api_switched_off"),
        (refusal(403, "Scopes", "insufficientPermissions"), RefusedError, "permission_missing"),
        (refusal(403, "The daily quota is used", "quotaExceeded"), NotSentError, "busy"),
        (refusal(403, "Too quick", "userRateLimitExceeded"), NotSentError, "busy"),
        (refusal(404, "Not Found"), RefusedError, "removed_there"),
        (refusal(409, "Conflict"), RefusedError, "refused"),
        (refusal(429, "Quota exceeded", "rateLimitExceeded"), NotSentError, "busy"),
        (refusal(429, "Quota exceeded", "x", NOBODY), RefusedError, "app_not_let_in"),
        (refusal(500, "Backend Error"), UnclearError, "unknown_outcome"),
        (refusal(503, "Backend Error"), UnclearError, "unknown_outcome"),
    ],
)
async def test_errors_of_the_one_call(
    refused: Any, error: type[ConnectorError], code: str, fake: FakeBlogger, bench: Bench
) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane"))
    fake.refuses = refused
    with pytest.raises(error) as caught:
        await bench.connector.commit(bench.session(), job)
    assert type(caught.value) is error
    assert caught.value.problem.code == code
    if code == "refused":
        assert caught.value.problem.values["said"] in ("Bad title", "Conflict")
    fake.refuses = None
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()


async def test_a_day_that_is_full_ends_at_midnight_in_california(fake: FakeBlogger, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane"))
    fake.refuses = refusal(403, "The daily quota is used", "quotaExceeded")
    with pytest.raises(NotSentError) as caught:
        await bench.connector.commit(bench.session(), job)
    wait_s = caught.value.retry_after_s
    assert wait_s is not None
    assert bench.clock.now() + timedelta(seconds=wait_s) == datetime(2026, 11, 29, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b'{"id": {}}', b'{"id": "../x"}', b'{"id": "1", "status": 5}', b"<html>Wi-Fi</html>"]
)
async def test_strange_answers_decide_nothing(body: bytes, fake: FakeBlogger, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane"))
    fake.fail_next(f"{POSTS}/*", method="POST", status=200, body=body)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    fake.fail_next(f"{POSTS}/*", method="GET", status=200, body=body)
    with pytest.raises(ConnectorError):
        await bench.connector.look_up(bench.session(), bench.tried(job))


async def test_a_redirect_gets_no_access(fake: FakeBlogger, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane"))
    fake.fail_next(f"{POSTS}/*", method="GET", status=302, headers={"Location": "http://127.0.0.1:9/"})
    with pytest.raises(RefusedError) as caught:
        await bench.connector.look_up(bench.session(), bench.tried(job))
    assert caught.value.problem.code == "address_changed"


# ------------------------------------------------------------------ looking and changing
async def test_looking_up(fake: FakeBlogger, bench: Bench) -> None:
    look = bench.connector.look_up
    job = bench.job("Pane", title="Pane")
    assert await look(bench.session(), bench.tried(job)) == Absent()
    job = await bench.prepared(job)
    assert await look(bench.session(), bench.tried(job)) == Absent()
    await bench.connector.commit(bench.session(), job)
    assert isinstance(await bench.connector.poll(bench.session(), bench.tried(job)), Published)
    fake.fail_next(f"{POSTS}/*", status=404, body=b"404 page not found")
    with pytest.raises(ConnectorError):
        await look(bench.session(), bench.tried(job))
    fake.posts.clear()
    assert await look(bench.session(), bench.tried(job)) == Absent()


async def test_editing_and_reading_back(fake: FakeBlogger, bench: Bench) -> None:
    reader = bench.connector
    assert isinstance(reader, ReadsBack)
    job, receipt = await bench.publish(bench.job("Pane & burro\n\nfine", title="Pane"))
    said = await reader.read_back(bench.session(), job)
    assert isinstance(said, Said)
    assert (said.same, said.there) == (True, "Pane\n\nPane & burro\n\nfine")
    edit = replace(job, op=Op.EDIT, key="2", prepared={}, outgoing=replace(job.outgoing, text="Pane alle otto"))
    edit = await bench.prepared(edit)
    assert await bench.connector.look_up(bench.session(), edit) == Absent()
    answer = await bench.connector.commit(bench.session(), edit)
    assert isinstance(answer, Published)
    assert answer.receipt.id == receipt.id
    [post] = fake.of("LIVE")
    assert post.words == "Pane alle otto"
    assert isinstance(await bench.connector.look_up(bench.session(), edit), Published)
    fake.posts.clear()
    assert await reader.read_back(bench.session(), job) == Absent()
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), edit)
    assert caught.value.problem.code == "removed_there"


@pytest.mark.parametrize("by_address", [False, True])
async def test_deleting_puts_it_into_the_bin(by_address: bool, fake: FakeBlogger, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job("Pane", title="Pane"))
    receipt = Receipt("pane", receipt.url) if by_address else receipt
    gone = replace(job, op=Op.DELETE, receipt=receipt)
    assert await bench.connector.look_up(bench.session(), gone) == Absent()
    fake.fail_next(f"{POSTS}/*", method="DELETE", status=200, body="<html>Wi-Fi</html>")
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), gone)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt)
    assert [post.status for post in fake.posts.values()] == ["SOFT_TRASHED"]
    assert await bench.connector.look_up(bench.session(), gone) == Published(receipt)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt), "twice is once"


async def test_a_pasted_address_of_figures_is_no_id(fake: FakeBlogger, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job("Pane", title="2026"))
    gone = replace(job, op=Op.DELETE, receipt=Receipt("2026", receipt.url, 1, Evidence.HUMAN))
    assert await bench.connector.look_up(bench.session(), gone) == Absent(), "it is there"
    await bench.connector.commit(bench.session(), gone)
    assert [post.status for post in fake.posts.values()] == ["SOFT_TRASHED"]


# ------------------------------------------------------------------ the blog's own list
async def test_the_blogs_own_list(fake: FakeBlogger, bench: Bench, clock: ManualClock) -> None:
    due = bench.after(hours=5)
    job, listed = await bench.hand_off(bench.job("Pane", title="Pane", due=due))
    [post] = fake.of("SCHEDULED")
    assert (listed.due, listed.receipt.id) == (due, post.id)
    later = replace(job, due=bench.after(hours=6))
    moved = await bench.list.reschedule(bench.session(), later)
    assert isinstance(moved, Listed)
    assert moved.due == later.due
    assert await bench.list.hurry(bench.session(), job) == moved, "there is nothing to hurry"
    assert await bench.list.look_up_listed(bench.session(), job) == moved
    clock.advance(bench.after(hours=7) - clock.now())
    assert isinstance(await bench.list.look_up_listed(bench.session(), job), Published)
    for verb in (bench.list.reschedule, bench.list.recall):
        with pytest.raises(RefusedError) as caught:
            await verb(bench.session(), later)
        assert caught.value.problem.code == "removed_there"
    assert len(fake.of("LIVE")) == 1, "what is out is never taken back"


async def test_what_was_taken_back_goes_out_at_once_when_it_is_published(fake: FakeBlogger, bench: Bench) -> None:
    """A draft of Blogger's remembers the moment that it had: publishing that one would only list it again."""
    job, _ = await bench.hand_off(bench.job("Pane", title="Pane", due=bench.after(hours=5)))
    await bench.list.recall(bench.session(), job)
    assert [post.status for post in fake.posts.values()] == ["DRAFT"]
    assert await bench.list.look_up_listed(bench.session(), job) == Absent()
    await bench.publish(replace(job, op=Op.CREATE, key="2", prepared={}, receipt=None))
    statuses = [post.status for post in fake.posts.values()]
    assert statuses == ["SOFT_TRASHED", "LIVE"], "nothing is deleted for good to make room"


async def test_what_somebody_put_into_the_bin_is_not_published_again(fake: FakeBlogger, bench: Bench) -> None:
    job, _ = await bench.publish(bench.job("Pane", title="Pane"))
    for post in fake.posts.values():
        post.status = "SOFT_TRASHED"
    assert await bench.connector.look_up(bench.session(), bench.tried(replace(job, receipt=None))) == CannotTell()


async def test_an_address_of_another_blog_is_none_of_ours(fake: FakeBlogger, bench: Bench) -> None:
    """The post with the same path in ours was put into the bin."""
    job, receipt = await bench.publish(bench.job("Pane", title="Pane"))
    elsewhere = f"https://altro.example{urlsplit(receipt.url).path}"
    gone = replace(job, op=Op.DELETE, receipt=Receipt("pane", elsewhere, 1, Evidence.HUMAN))
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), gone)
    assert caught.value.problem.code == "not_known_there"
    assert [post.status for post in fake.posts.values()] == ["LIVE"]


async def test_what_waits_there_whoever_put_it_there(fake: FakeBlogger, bench: Bench) -> None:
    lister = bench.connector
    assert isinstance(lister, ScheduledThere)
    for number in range(23):
        await bench.hand_off(bench.job("Pane", title=f"Pane {number}", due=bench.after(hours=5 + number)))
    first = await lister.scheduled_there(bench.session())
    second = await lister.scheduled_there(bench.session(), first.more)
    assert [post.words for post in (*first.posts, *second.posts)] == [f"Pane {number}" for number in range(23)]
    assert second.more == ""
    assert first.posts[0].url == f"https://www.blogger.com/blog/post/edit/{BLOG}/{first.posts[0].remote_id}"
