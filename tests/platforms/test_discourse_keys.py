"""A member's own key for Discourse: made in the browser, shown encrypted, pasted; and what differs with it."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from smmdesk.model.delivery import Op
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import Absent, CannotTell, Published, RefusedError, SignedOutError
from smmdesk.platforms.sign_in_facts import SignInField
from smmdesk.system.clock import ManualClock
from tests.fakes.discourse import FakeDiscourse
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import Direct, bench_at


class Browser:
    """A member who opens the page, allows it and pastes what it shows; `spoils` may change that on its way."""

    def __init__(self, fake: FakeDiscourse, spoils: str = "") -> None:
        self.fake, self.spoils = fake, spoils
        self.shown, self.asked = "", 0

    async def open(self, url: str) -> None:
        async with httpx.AsyncClient(transport=Direct(self.fake)) as window:
            answer = await window.get(url)
        assert answer.status_code == 200, answer.text
        self.shown = re.findall(r"<pre>(.*)</pre>", answer.text, re.DOTALL)[0]

    async def paste(self, fields: tuple[SignInField, ...]) -> Mapping[str, str] | None:
        assert [field.key for field in fields] == ["payload"]
        self.asked += 1
        if self.spoils == "given up":
            return None
        changed = {"another": "QUJD", "cut": self.shown[:60], "nothing": "", "letters": "è" * 9_000}
        return {"payload": changed.get(self.spoils, f" {self.shown}\r\n")}


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeDiscourse:
    return FakeDiscourse(clock)


@pytest.fixture
def stranger(fake: FakeDiscourse, clock: ManualClock, tmp_path: Path) -> Bench:
    return bench_at("discourse", clock, tmp_path, fake)


@pytest.fixture
def bench(stranger: Bench, fake: FakeDiscourse) -> Bench:
    browser = Browser(fake)
    asyncio.run(stranger.sign_in(server=fake.url, open_page=browser.open, ask=browser.paste))
    return stranger


async def test_a_key_is_made_shown_encrypted_and_pasted(fake: FakeDiscourse, bench: Bench) -> None:
    [(key, held)] = fake.keys.items()
    assert held.scopes == {"read", "write"}
    assert bench.secrets[-1].field("key").reveal() == key
    assert (bench.account.handle, bench.account.reported["idempotency"]) == ("lucia", False)
    assert await bench.connector.who_am_i(bench.session()) == bench.account
    page = next(request for request in fake.requests if request.method == "GET" and "user-api-key" in request.path)
    assert "auth_redirect" not in dict(page.query)
    assert all("api-key" not in request.headers for request in fake.requests)
    await bench.connector.sign_out(bench.session())
    assert fake.keys == {}
    with pytest.raises(SignedOutError):
        await bench.connector.who_am_i(bench.session())


@pytest.mark.vector(89)
@pytest.mark.parametrize(
    ("spoils", "code"),
    [
        ("another", "sign_in_strange"),
        ("cut", "sign_in_strange"),
        ("nothing", "sign_in_strange"),
        ("letters", "sign_in_strange"),
        ("given up", "sign_in_cancelled"),
    ],
)
async def test_what_is_not_what_this_forum_showed(fake: FakeDiscourse, stranger: Bench, spoils: str, code: str) -> None:
    browser = Browser(fake, spoils)
    with pytest.raises(ProblemError) as caught:
        await stranger.sign_in(server=fake.url, open_page=browser.open, ask=browser.paste)
    assert (caught.value.problem.code, browser.asked) == (code, 1)


async def test_what_another_sign_in_was_shown_is_not_taken(fake: FakeDiscourse, stranger: Bench) -> None:
    first, second = Browser(fake), Browser(fake)
    await stranger.sign_in(server=fake.url, open_page=first.open, ask=first.paste)

    async def stale(_fields: tuple[SignInField, ...]) -> Mapping[str, str]:
        return {"payload": first.shown}

    with pytest.raises(ProblemError) as caught:
        await stranger.sign_in(server=fake.url, open_page=second.open, ask=stale)
    assert caught.value.problem.code == "sign_in_strange"


async def test_a_forum_that_offers_no_such_keys_says_who_can_help(fake: FakeDiscourse, stranger: Bench) -> None:
    fake.offers_keys = False
    browser = Browser(fake)
    with pytest.raises(ProblemError) as caught:
        await stranger.sign_in(server=fake.url, open_page=browser.open, ask=browser.paste)
    assert (caught.value.problem.code, browser.shown) == ("no_user_keys", "")


async def test_a_topic_is_written_changed_and_taken_down(fake: FakeDiscourse, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job("Pane caldo", title="Pane"))
    assert [topic.external_id for topic in fake.topics] == [""]
    edit = replace(job, op=Op.EDIT, receipt=receipt, outgoing=replace(job.outgoing, text="Pane freddo"))
    await bench.connector.commit(bench.session(), edit)
    assert [post.raw for post in fake.posts] == ["Pane freddo"]
    await bench.connector.commit(bench.session(), replace(job, op=Op.DELETE, receipt=receipt))
    assert fake.posts == []


async def test_a_lost_answer_is_looked_for_by_its_words_and_none_found_proves_nothing(
    fake: FakeDiscourse, bench: Bench
) -> None:
    job = bench.tried(await bench.prepared(bench.job("Pane caldo", title="Pane")))
    assert await bench.connector.look_up(bench.session(), job) == CannotTell()
    _job, receipt = await bench.publish(job)
    found = await bench.connector.look_up(bench.session(), job)
    assert isinstance(found, Published)
    assert found.receipt.id == receipt.id
    other = replace(job, owned=frozenset({receipt.id}))  # another part has it: not ours
    assert await bench.connector.look_up(bench.session(), other) == CannotTell()
    words = replace(job, outgoing=replace(job.outgoing, text="Altro"))
    assert await bench.connector.look_up(bench.session(), words) == CannotTell()


async def test_a_refusal_behind_which_our_own_topic_stands_is_no_second_one(fake: FakeDiscourse, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.tried(bench.job("Pane caldo", title="Pane")))
    again = await bench.connector.commit(bench.session(), job)  # "too similar to what you recently posted"
    assert isinstance(again, Published)
    assert again.receipt.id == receipt.id
    assert len(fake.posts) == 1
    with pytest.raises(RefusedError):
        await bench.connector.commit(bench.session(), replace(job, owned=frozenset({receipt.id})))


async def test_a_key_of_administrators_keeps_our_id(fake: FakeDiscourse, stranger: Bench) -> None:
    bench = stranger
    await bench.sign_in(fake.key, server=fake.url, user="lucia")
    job = bench.tried(bench.job("Pane", title="Pane"))
    assert await bench.connector.look_up(bench.session(), job) == Absent()
    assert "idempotency" not in bench.account.reported
