"""LinkedIn: signing in as a person or a page, what became of a lost answer, changing and taking down."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.delivery import Op, PartKind, Receipt
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    ConnectorError,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    UnclearError,
)
from smmdesk.platforms.linkedin.posts import LAG
from smmdesk.platforms.sign_in import sign_in_end
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from tests.fakes.linkedin import ME, PAGE, FakeLinkedIn
from tests.fakes.oauth import agreed, visit
from tests.platforms.accounts import Hurried
from tests.platforms.at_linkedin import PERSON_SCOPES, as_page, as_person, lead
from tests.platforms.bench import Bench, bench_of
from tests.platforms.direct import bench_at


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


async def agree(url: str) -> None:
    """The person agrees, and the browser goes its way back."""
    await asyncio.to_thread(visit, await asyncio.to_thread(agreed, url))


async def lost(fake: FakeLinkedIn, bench: Bench, **details: Any) -> Any:
    """A post that went out, and whose answer was lost."""
    job = await bench.prepared(bench.job(**details))
    fake.fail_next("/rest/*", method="POST", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    return bench.tried(job)


# ------------------------------------------------------------------ signing in
@pytest.mark.parametrize(
    ("wish", "own_id", "name", "url"),
    [
        ("", ME, "Lucia Bianchi", ""),
        ("forno lucia", PAGE, "Forno Lucia", "https://www.linkedin.com/company/forno-lucia/"),
        ("https://www.linkedin.com/company/caffe-lucia/", "urn:li:organization:12", "Caffè",
         "https://www.linkedin.com/company/caffe-lucia/"),
    ],
)  # fmt: skip
async def test_signing_in_as_oneself_or_as_a_page(
    wish: str, own_id: str, name: str, url: str, clock: ManualClock, tmp_path: Path
) -> None:
    with FakeLinkedIn(clock) as fake:
        lead(tmp_path, fake)
        async with bench_of("linkedin", clock, tmp_path) as bench:
            keys = Secret.of(client_id=fake.auth.client_id, client_secret=fake.auth.client_secret)
            signed = await bench.sign_in(open_page=agree, app_keys=keys, organisation=wish)
            account = signed.account
            assert (account.remote_id, account.name, account.url) == (own_id, name, url)
            asked = fake.auth.asked[0]["scope"].split()
            assert asked == list(PERSON_SCOPES) if not wish else "w_organization_social" in asked
            assert account.reported["granted"] == dict.fromkeys(asked, True)
            assert await bench.connector.who_am_i(bench.session()) == account
            assert signed.secret is not None
            ends = sign_in_end(signed.secret)
            assert ends is not None
            assert abs(ends - clock.now() - timedelta(days=60)) < timedelta(minutes=1)
            with pytest.raises(RefusedError) as caught:
                await bench.connector.sign_out(bench.session())
            assert caught.value.problem.code == "not_signed_out_there"


async def test_a_partner_s_sign_in_lives_as_long_as_its_renewal(clock: ManualClock, tmp_path: Path) -> None:
    with FakeLinkedIn(clock) as fake:
        fake.partner = True
        lead(tmp_path, fake)
        async with bench_of("linkedin", clock, tmp_path) as bench:
            keys = Secret.of(client_id=fake.auth.client_id, client_secret=fake.auth.client_secret)
            signed = await bench.sign_in(open_page=agree, app_keys=keys)
            assert signed.secret is not None
            ends = sign_in_end(signed.secret)
            assert ends is not None
            assert abs(ends - clock.now() - timedelta(days=365)) < timedelta(minutes=1)


async def test_a_page_that_one_does_not_manage(clock: ManualClock, tmp_path: Path) -> None:
    with FakeLinkedIn(clock) as fake:
        lead(tmp_path, fake)
        async with bench_of("linkedin", clock, tmp_path) as bench:
            keys = Secret.of(client_id=fake.auth.client_id, client_secret=fake.auth.client_secret)
            with pytest.raises(ProblemError) as caught:
                await bench.sign_in(open_page=agree, app_keys=keys, organisation="Panificio Rossi")
            assert caught.value.problem.code == "page_not_managed"
            assert caught.value.problem.values["names"] == "Forno Lucia, Caffè"


async def test_a_token_of_the_portal_s_own(fake: FakeLinkedIn, clock: ManualClock, tmp_path: Path) -> None:
    lead(tmp_path, fake)
    bench = bench_at("linkedin", clock, tmp_path, fake)
    token = fake.auth._grant(" ".join(PERSON_SCOPES)).json["access_token"]
    signed = await bench.sign_in(token)
    assert signed.account.remote_id == ME
    assert "granted" not in signed.account.reported, "nobody says what it may do"
    again = await bench.sign_in(token, expected=ME, organisation="Forno Lucia")
    assert again.account.remote_id == ME, "who signs in again is who was there"


# ------------------------------------------------------------------ what became of it
@pytest.mark.parametrize("text", ["Pane caldo", "(Pane) #nero_1 & <burro> *\\ @lucia\n\nhttps://a.example/x_y"])
async def test_a_lost_answer_of_a_page_is_found_by_its_words(text: str, fake: FakeLinkedIn, bench: Bench) -> None:
    await bench.publish(bench.job("Altro pane"))
    job = await lost(fake, bench, text=text, media=(bench.photo(),))
    found = await bench.connector.look_up(bench.session(), job)
    assert isinstance(found, Published)
    assert found.receipt.id == fake.posts[1].urn
    owned = replace(job, owned=frozenset({fake.posts[1].urn}))
    assert await bench.connector.look_up(bench.session(), owned) == CannotTell()
    fake.posts.append(replace(fake.posts[1], urn=f"{fake.posts[1].urn}1"))
    assert await bench.connector.look_up(bench.session(), job) == CannotTell(two_alike=True)


async def test_a_person_s_posts_cannot_be_listed(fake: FakeLinkedIn, person: Bench) -> None:
    job = await lost(fake, person, text="Pane caldo")
    assert await person.connector.look_up(person.session(), job) == CannotTell()
    assert fake.asked("GET", "/rest/posts") == []


async def test_nothing_found_is_no_proof_while_the_list_may_lag(
    fake: FakeLinkedIn, bench: Bench, clock: ManualClock
) -> None:
    job = bench.tried(await bench.prepared(bench.job("Pane caldo")))
    assert await bench.connector.look_up(bench.session(), job) == CannotTell()
    clock.advance(LAG + timedelta(seconds=1))
    assert await bench.connector.look_up(bench.session(), job) == Absent()
    await bench.publish(bench.job("Pane caldo"))
    fake.posts = [replace(fake.posts[0], urn=f"urn:li:share:{n}", body=_other(fake, n)) for n in range(300)]
    assert await bench.connector.look_up(bench.session(), job) == CannotTell(), "not all of it was seen"


def _other(fake: FakeLinkedIn, number: int) -> dict[str, Any]:
    return {**fake.posts[0].body, "commentary": f"Altro {number}"}


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"elements": {}}', b'{"elements": [{"id": 5}]}', b"<html>"])
async def test_strange_lists_decide_nothing(body: bytes, fake: FakeLinkedIn, bench: Bench) -> None:
    job = bench.tried(await bench.prepared(bench.job("Pane caldo")))
    fake.fail_next("/rest/posts", method="GET", status=200, body=body)
    with pytest.raises(ConnectorError):
        await bench.connector.look_up(bench.session(), job)


async def test_a_first_comment_is_found_below_a_page_s_post_and_never_proven_absent(
    fake: FakeLinkedIn, bench: Bench
) -> None:
    _, root = await bench.publish(bench.job("Pane"))
    job = bench.job("Orari?", kind=PartKind.FIRST_COMMENT, root=root, parent=root)
    fresh = bench.tried(job)
    assert await bench.connector.look_up(bench.session(), fresh) == CannotTell()
    job, receipt = await bench.publish(job)
    found = await bench.connector.look_up(bench.session(), fresh)
    assert isinstance(found, Published)
    assert found.receipt.id == receipt.id
    edit = replace(job, op=Op.EDIT, outgoing=replace(job.outgoing, text="Orari nuovi?"))
    assert await bench.connector.look_up(bench.session(), edit) == Absent()
    assert await bench.connector.commit(bench.session(), edit) == Published(receipt)
    assert fake.posts[0].comments[0].text == "Orari nuovi?"
    assert await bench.connector.look_up(bench.session(), edit) == Published(receipt)
    gone = replace(job, op=Op.DELETE)
    assert await bench.connector.look_up(bench.session(), gone) == Absent()
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt)
    assert fake.posts[0].comments == []
    assert await bench.connector.look_up(bench.session(), gone) == Published(receipt)


# ------------------------------------------------------------------ afterwards
async def test_the_words_are_changed(fake: FakeLinkedIn, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job("Pane alle sette"))
    edit = await bench.prepared(replace(job, op=Op.EDIT, outgoing=replace(job.outgoing, text="Pane (alle otto)")))
    assert await bench.connector.look_up(bench.session(), edit) == Absent()
    fake.fail_next("/rest/posts/*", method="POST", status=200, body="<html>Wi-Fi</html>")
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), edit)
    assert await bench.connector.commit(bench.session(), edit) == Published(receipt)
    assert fake.posts[0].text == "Pane (alle otto)"
    assert await bench.connector.look_up(bench.session(), edit) == Published(receipt)
    fake.posts.clear()
    assert await bench.connector.look_up(bench.session(), edit) == CannotTell()


@pytest.mark.parametrize("pasted", ["7123456", "urn:li:activity:7123456"])
async def test_a_pasted_link_that_names_another_thing(pasted: str, bench: Bench) -> None:
    """An activity is not the post itself, and nothing leads from one to the other."""
    for op in (Op.EDIT, Op.DELETE):
        with pytest.raises(RefusedError) as caught:
            await bench.connector.commit(bench.session(), bench.job("Pane", op=op, receipt=Receipt(pasted)))
        assert caught.value.problem.code == "not_known_there"


async def test_deleting(fake: FakeLinkedIn, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job("Pane caldo"))
    gone = replace(job, op=Op.DELETE)
    assert await bench.connector.look_up(bench.session(), gone) == Absent()
    fake.fail_next("/rest/posts/*", method="DELETE", status=200, body="<html>Wi-Fi</html>")
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), gone)
    fake.fail_next("/rest/posts/*", method="DELETE", status=404, body="<html>proxy</html>")
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), gone)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt)
    assert not fake.posts
    assert await bench.connector.look_up(bench.session(), gone) == Published(receipt)
    encoded = replace(gone, receipt=Receipt(receipt.id.replace(":", "%3A")))
    assert isinstance(await bench.connector.commit(bench.session(), encoded), Published), "what is gone is gone"


async def test_reading_back(fake: FakeLinkedIn, bench: Bench, person: Bench) -> None:
    reader = bench.connector
    assert isinstance(reader, ReadsBack)
    job, _ = await bench.publish(bench.job("(Pane) caldo"))
    assert await reader.read_back(bench.session(), job) == Said("(Pane) caldo", "(Pane) caldo", same=True)
    fake.posts[0].body = {**fake.posts[0].body, "commentary": r"Pane {hashtag|\#|nero} di @[Lucia](urn:li:person:1)"}
    assert await reader.read_back(bench.session(), job) == Said("Pane #nero di Lucia", "(Pane) caldo", same=False)
    fake.posts.clear()
    assert await reader.read_back(bench.session(), job) == Absent()
    mine, _ = await person.publish(person.job("Il mio pane"))
    assert await reader.read_back(person.session(), mine) == CannotTell()
    gone = replace(mine, op=Op.DELETE)
    assert await reader.look_up(person.session(), gone) == CannotTell()
    assert isinstance(await reader.commit(person.session(), gone), Published)


async def test_what_a_page_s_list_does_not_prove(fake: FakeLinkedIn, bench: Bench, clock: ManualClock) -> None:
    """After a restore what is not there is sent: it must be certain."""
    job = await lost(fake, bench, text="Il menù: https://forno.example/menu/di/oggi")
    sent = fake.posts[0].body
    clock.advance(LAG + timedelta(seconds=1))
    fake.posts[0].body = {**sent, "lifecycleState": "PUBLISH_FAILED"}
    assert await bench.connector.look_up(bench.session(), job) == CannotTell(), "one that failed is not out"
    fake.posts[0].body = {**sent, "commentary": "Il menù: https://lnkd.in/eAbc"}
    assert await bench.connector.look_up(bench.session(), job) == CannotTell(), "addresses are shortened there"
    other = replace(job, outgoing=replace(job.outgoing, text="Torte"))
    assert await bench.connector.look_up(bench.session(), other) == Absent()
    more = {"elements": [], "paging": {"start": 0, "count": 50, "links": [{"rel": "next", "href": "/rest/posts?x"}]}}
    for _ in range(4):
        fake.fail_next("/rest/posts", method="GET", status=200, body=more)
    assert await bench.connector.look_up(bench.session(), other) == CannotTell(), "there is more than was told"


async def test_an_address_that_linkedin_does_not_know_is_no_post_that_is_gone(fake: FakeLinkedIn, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job("Pane"))
    gone = replace(job, op=Op.DELETE)
    unknown = {"status": 404, "code": "NOT_FOUND", "message": "No virtual resource found"}
    fake.fail_next("/rest/posts/*", method="DELETE", status=404, body=unknown)
    with pytest.raises(ConnectorError):
        await bench.connector.commit(bench.session(), gone)
    fake.fail_next("/rest/posts/*", method="GET", status=404, body=unknown)
    with pytest.raises(ConnectorError):
        await bench.connector.look_up(bench.session(), gone)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt)
