"""Bluesky's sign-in in the browser, at its own reference server: the way there, the work with it, its end."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from smmdesk.model.delivery import Op
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import Absent, FindsPeople, NotSentError, Published, RefusedError, SignedOutError
from smmdesk.platforms.bluesky import films, oauth
from smmdesk.platforms.bluesky.xrpc import Xrpc
from smmdesk.platforms.moderating import Asked, Moderates
from smmdesk.platforms.sign_in import sign_in_end
from smmdesk.platforms.steps import Steps
from smmdesk.platforms.telling import CountsFollowers, Hears, Insights
from smmdesk.system.clock import SystemClock
from tests.fakes.bsky_video import FakeVideo
from tests.platforms.accounts import Faulty
from tests.platforms.bench import Bench, bench_of
from tests.platforms.searching import look
from tests.platforms.test_films import film_of
from tests.servers.bluesky import Account, BlueskyServer
from tests.servers.bluesky_page import Visitor


@asynccontextmanager
async def stranger(server: BlueskyServer, folder: Path, **more: Any) -> AsyncIterator[Bench]:
    """Not signed in yet; names are looked up at this server and its directory."""
    (folder / "endpoints.toml").write_text(
        f'bluesky.entry = "{server.url}"\nbluesky.plc = "{server.plc_url}"\n', encoding="utf-8"
    )
    async with bench_of("bluesky", SystemClock(), folder, **more) as bench:
        yield bench


async def in_browser(bench: Bench, account: Account, seen: list[str] | None = None, **fields: Any) -> None:
    """Somebody agrees on the page that opens, and the browser goes where it is sent."""

    async def open_page(url: str) -> None:
        landed = await asyncio.to_thread(Visitor(url).agree, account)
        if seen is not None:
            seen.extend((url, landed))
        async with httpx.AsyncClient(trust_env=False) as browser:
            assert (await browser.get(landed)).status_code == 200

    await bench.sign_in(open_page=open_page, **{"user": account.handle, **fields})


def ended(bench: Bench) -> None:
    """As if an hour had passed since the last renewal."""
    bench.secrets.append(bench.secrets[-1].with_fields(ends="1000000000"))


def pass_nonces(bench: Bench, half: str) -> None:
    """As if the server had changed its own meanwhile: of its sign-in (oauth) or of its data (xrpc)."""
    for name, (_nonce, at_s) in bench.http.nonces.items():
        if half in name:
            bench.http.nonces[name] = ("long-past", at_s)


@asynccontextmanager
async def signed_in(server: BlueskyServer, folder: Path, account: Account, **more: Any) -> AsyncIterator[Bench]:
    async with stranger(server, folder, **more) as bench:
        await in_browser(bench, account)
        yield bench


async def test_all_that_is_done_is_done_with_it(bluesky_server: BlueskyServer, tmp_path: Path) -> None:
    """Found by name, signed in; a photo and who may answer, looked up, taken down; messages and people; signed out."""
    account, seen = bluesky_server.create_account("vetrina.test"), list[str]()
    async with stranger(bluesky_server, tmp_path) as bench:
        await in_browser(bench, account, seen)
        assert (bench.account.remote_id, bench.account.handle) == (account.did, "@vetrina.test")
        assert bench.account.server == bluesky_server.url
        assert "request_uri=" in seen[0]
        assert "code_challenge" not in seen[0], "all of it was pushed, nothing is left to change on the way"
        assert await bench.connector.who_am_i(bench.session()) == bench.account
        ends = sign_in_end(bench.secrets[-1])
        assert ends is not None
        assert 13 <= (ends - bench.clock.now()).days < 14
        photo = bench.photo("pane")
        job, receipt = await bench.publish(
            bench.job("Dal browser", media=(photo,), options={"reply_control": "nobody"})
        )
        found = bluesky_server.get_record(receipt.id)
        assert found is not None
        image = found["value"]["embed"]["images"][0]["image"]
        assert bluesky_server.get_blob(account, image) == photo.path.read_bytes()
        assert await bench.connector.look_up(bench.session(), bench.tried(replace(job, receipt=None))) == Published(
            receipt
        )
        gone = replace(job, op=Op.DELETE)
        assert await bench.connector.look_up(bench.session(), gone) == Absent()
        await bench.connector.commit(bench.session(), gone)
        assert bluesky_server.get_record(receipt.id) is None
        verb = bench.connector
        assert isinstance(verb, Hears)
        assert isinstance(verb, FindsPeople)
        assert (await verb.fetch_messages(bench.session(), "")).messages == ()
        assert await verb.find_people(bench.session(), "nobody") == ()
        assert bluesky_server.app_view.asked_by[-2:] == [account.did] * 2, "passed on in the account's name"
        assert isinstance(verb, Insights)
        assert isinstance(verb, CountsFollowers)
        assert await verb.insights(bench.session(), [receipt]) == {}
        await verb.followers(bench.session())
        for kind, words in (("words", "pane"), ("tag", "pane"), ("account", "@vetrina.test")):
            with suppress(RefusedError):  # nobody_there: our small view of the network knows nobody
                await look(bench, kind, words)
        assert bluesky_server.app_view.asked_by[-5:] == [account.did] * 5
        service = FakeVideo(bluesky_server.did, partial(bluesky_server.lay_down, account), left=0)
        await _puts_up(bench, service)
        await bench.connector.sign_out(bench.session())
        ended(bench)  # an access goes on for its hour; nothing renews it
        with pytest.raises(SignedOutError):
            await bench.prepared(bench.job())


async def test_an_older_sign_in_that_lacks_a_permission_says_so_and_goes_on(
    bluesky_server: BlueskyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an older version, which asked for posts alone: a like wants another sign-in, and ends none."""
    account = bluesky_server.create_account("antica.test")
    monkeypatch.setattr(oauth, "SCOPES", f"atproto {oauth.POSTS}")
    async with signed_in(bluesky_server, tmp_path, account) as bench:
        _, receipt = await bench.publish(bench.job("Dal browser"))
        verb, sent = bench.connector, bench.clock.now()
        assert isinstance(verb, Moderates)
        with pytest.raises(RefusedError) as caught:
            await verb.moderate(bench.session(), Asked(Op.LIKE, True, "1", receipt.id, sent, "m", {"cid": "x"}))
        assert caught.value.problem.code == "permission_missing"
        assert (await verb.who_am_i(bench.session())).remote_id == account.did


async def _puts_up(bench: Bench, service: FakeVideo) -> None:
    """A large film, by the word that the server signs for a sign-in of the browser too."""
    with service:
        facts = replace(bench.facts, endpoints={**bench.facts.endpoints, "video": service.url})
        session = replace(bench.session(), facts=facts)
        film, job = film_of(bench, bench.folder), bench.job()

        async def save(_name: str, _value: object) -> None:
            return None

        blob, _work = await films.Films(session, Xrpc(session)).put_up(film, Steps(job, save), "film:0")
        assert blob["size"] == film.size_bytes


def test_whatever_is_asked_of_others_is_asked_for_at_the_sign_in() -> None:
    """The reference server passes on no question that the sign-in does not name."""
    said = "".join(path.read_text("utf-8") for path in Path(oauth.__file__).parent.glob("*.py"))
    questions = set(re.findall(r"app\.bsky\.[a-z]+\.(?:get|list|search)[A-Z]\w+", said))
    assert questions == set(oauth.ASKED_OF_OTHERS)


# ------------------------------------------------------------------ who signs in
@pytest.mark.parametrize("fields", [{"user": "bottega@example.test"}, {"user": "Vecchio.nome"}], ids=str)
async def test_the_account_is_found_by_the_server_or_by_who_it_was(
    bluesky_server: BlueskyServer, tmp_path: Path, fields: dict[str, str]
) -> None:
    """An e-mail address names nobody: the account says who it is, and its own document has to lead back here. Whoever
    signs in again is known by the DID, under whatever name."""
    account = bluesky_server.accounts.get("bottega.test") or bluesky_server.create_account("bottega.test")
    again = {} if "@" in fields["user"] else {"expected": account.did}
    async with stranger(bluesky_server, tmp_path) as bench:
        await in_browser(bench, account, **fields, **again, server=bluesky_server.url)
        assert (bench.account.remote_id, bench.account.handle) == (account.did, "@bottega.test")


async def test_another_account_than_the_one_that_was_meant_is_not_connected(
    bluesky_server: BlueskyServer, tmp_path: Path
) -> None:
    way = Faulty()
    async with stranger(bluesky_server, tmp_path, transport=way) as bench:
        with pytest.raises(ProblemError) as caught:
            await in_browser(bench, bluesky_server.bob, user="alice.test")
        assert caught.value.problem.code == "other_account"
        assert caught.value.problem.values == {"actual": "@bob.test", "expected": "@alice.test"}
        assert way.calls[-1] == "revoke", "what is not wanted is given back"
    await way.end()


async def test_a_no_on_the_page_connects_nothing(bluesky_server: BlueskyServer, tmp_path: Path) -> None:
    async def open_page(url: str) -> None:
        landed = await asyncio.to_thread(Visitor(url).refuse)
        async with httpx.AsyncClient(trust_env=False) as browser:
            await browser.get(landed)

    async with stranger(bluesky_server, tmp_path) as bench:
        with pytest.raises(ProblemError) as caught:
            await bench.sign_in(open_page=open_page, user="alice.test")
    assert caught.value.problem.code == "sign_in_cancelled"


# ------------------------------------------------------------------ its life
@pytest.mark.fault(36)
async def test_one_renewal_for_all_that_wait_and_a_spent_one_ends_it(
    bluesky_server: BlueskyServer, tmp_path: Path
) -> None:
    """A refresh token is good once: the new one is saved first. Whoever shows a spent one is told that it is over."""
    account, way = bluesky_server.create_account("rinnovo.test"), Faulty()
    async with signed_in(bluesky_server, tmp_path, account, transport=way) as bench:
        old = bench.secrets[-1]
        ended(bench)
        pass_nonces(bench, "oauth")
        before = bench.session()
        way.calls.clear()
        await asyncio.gather(*(Xrpc(before).freshen() for _ in range(5)))
        assert way.calls.count("token") == 2, "refused for its nonce alone, which does not spend it, then one renewal"
        assert len(bench.secrets) == 3
        assert not bench.secrets[-1].field("refresh").same_as(old.field("refresh"))
        assert bench.secrets[-1].field("key").same_as(old.field("key"))
        assert sign_in_end(bench.secrets[-1]) == sign_in_end(old), "a renewal does not move the end of all"
        await bench.publish(bench.job("Con il nuovo"))
        bench.secrets.append(old.with_fields(ends="1000000000"))
        with pytest.raises(SignedOutError):
            await bench.prepared(bench.job())
    await way.end()


async def test_a_nonce_that_has_passed_costs_no_post_and_makes_no_second(
    bluesky_server: BlueskyServer, tmp_path: Path
) -> None:
    """Of the one call the refusal proves that nothing was done: it is tried again from the start, by the publisher."""
    account = bluesky_server.create_account("nonce.test")
    async with signed_in(bluesky_server, tmp_path, account) as bench:
        job = await bench.prepared(bench.job("Una volta"))
        pass_nonces(bench, "xrpc")
        with pytest.raises(NotSentError) as caught:
            await bench.connector.commit(bench.session(), job)
        assert caught.value.retry_after_s == 0
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
        answer = await bench.connector.commit(bench.session(), job)
        assert isinstance(answer, Published)
        assert [record["uri"] for record in bluesky_server.list_records(account)] == [answer.receipt.id]
