"""Bluesky's sign-in over its life: renewed one at a time, saved before its use, given up only when it is over."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from smmdesk.platforms.base import (
    NotSentError,
    Published,
    RefusedError,
    SignedOutError,
)
from smmdesk.platforms.bluesky.xrpc import Xrpc
from smmdesk.platforms.signing import new_dpop_key
from smmdesk.system.clock import SystemClock
from smmdesk.system.secrets import Secret
from tests.platforms.accounts import Faulty, at_bluesky
from tests.platforms.bench import Bench, bench_of
from tests.servers.bluesky import BlueskyServer

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


# ------------------------------------------------------------------ the sign-in's own life
def ended(bench: Bench) -> None:
    """As if two hours had passed since the last renewal."""
    bench.secrets.append(bench.secrets[-1].with_fields(ends="1000000000"))


def spoil(bench: Bench) -> None:
    """As if the server had changed its keys: the access is well formed and no longer good."""
    access = bench.secrets[-1].field("access").reveal()
    bench.secrets.append(bench.secrets[-1].with_fields(access=access[:-8] + "AAAAAAAA"))


@pytest.mark.fault(36)
async def test_one_renewal_for_all_that_wait(bluesky_server: BlueskyServer, tmp_path: Path) -> None:
    way = Faulty()
    async with at_bluesky(bluesky_server, tmp_path, transport=way) as bench:
        ended(bench)
        before = bench.session()
        way.calls.clear()
        await asyncio.gather(*(Xrpc(before).freshen() for _ in range(5)))
        assert way.calls.count("com.atproto.server.refreshSession") == 1
        assert len(bench.secrets) == 3
        await bench.publish(bench.job("Con il nuovo"))
    await way.end()


@pytest.mark.fault(41)
async def test_a_renewed_sign_in_is_saved_before_its_use(bluesky_server: BlueskyServer, tmp_path: Path) -> None:
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        ended(bench)
        session = bench.session()

        async def full(_secret: Secret) -> None:
            raise OSError("disk full")

        with pytest.raises(OSError, match="disk full"):
            await bench.connector.prepare(replace(session, save_secret=full), bench.job(), lambda *_: asyncio.sleep(0))
        await bench.publish(bench.job("Il vecchio vale ancora"))


async def test_an_access_that_the_server_no_longer_takes_is_renewed(
    bluesky_server: BlueskyServer, tmp_path: Path
) -> None:
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        spoil(bench)
        job = await bench.prepared(bench.job("Rinnovato", media=(bench.photo(),)))
        assert len(bench.secrets) == 3
        spoil(bench)
        with pytest.raises(NotSentError) as caught:  # the one call is never repeated by itself
            await bench.connector.commit(bench.session(), job)
        assert caught.value.retry_after_s == 0
        assert isinstance(await bench.connector.commit(bench.session(), job), Published)


@pytest.mark.fault(38)
async def test_a_session_that_is_over(bluesky_server: BlueskyServer, tmp_path: Path) -> None:
    account = bluesky_server.create_account("over.test")
    async with at_bluesky(bluesky_server, tmp_path, account) as bench:
        await bench.connector.sign_out(bench.session())
        ended(bench)
        with pytest.raises(SignedOutError):
            await bench.prepared(bench.job())


@pytest.mark.fault(37)
async def test_a_renewal_that_fails_for_now_keeps_the_sign_in(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(502, text="<html>")

    async with bench_of("bluesky", SystemClock(), tmp_path, httpx.MockTransport(answer)) as bench:
        bench.account = replace(bench.account, server="https://pds.example", remote_id="did:plc:x")
        bench.secrets = [Secret.of(access="a", refresh="r", ends="1")]
        with pytest.raises(NotSentError):
            await bench.prepared(bench.job())
        assert len(bench.secrets) == 1


@pytest.mark.fault(42)
async def test_a_renewal_for_another_account_is_not_taken(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"accessJwt": "a", "refreshJwt": "r", "did": "did:plc:other", "handle": "x"})

    async with bench_of("bluesky", SystemClock(), tmp_path, httpx.MockTransport(answer)) as bench:
        bench.account = replace(bench.account, server="https://pds.example", remote_id="did:plc:x")
        bench.secrets = [Secret.of(access="a", refresh="r", ends="1")]
        with pytest.raises(NotSentError):
            await bench.prepared(bench.job())
        assert len(bench.secrets) == 1


@pytest.mark.fault(48)
async def test_an_account_that_was_taken_down_is_not_called_signed_out(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(401, json={"error": "AccountTakedown", "message": "Account has been taken down"})

    async with bench_of("bluesky", SystemClock(), tmp_path, httpx.MockTransport(answer)) as bench:
        bench.account = replace(bench.account, server="https://pds.example", remote_id="did:plc:x")
        bench.secrets = [Secret.of(access="a", refresh="r", ends="1")]
        with pytest.raises(RefusedError) as caught:
            await bench.prepared(bench.job())
        assert caught.value.problem.code == "account_closed"
        assert "Account has been taken down" in caught.value.problem.advice


async def test_expired_is_400_here(tmp_path: Path) -> None:
    """The reference server says 400 ExpiredToken where others say 401."""
    seen: list[tuple[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        method = request.url.path.rsplit(".", 1)[-1]
        token = request.headers["authorization"].removeprefix("Bearer ")
        seen.append((method, token))
        if method == "refreshSession":
            session = {"accessJwt": "new", "refreshJwt": "new-r", "did": "did:plc:x", "handle": "x.test"}
            return httpx.Response(200, json=session)
        if token == "old":
            return httpx.Response(400, json={"error": "ExpiredToken", "message": "Token has expired"})
        return httpx.Response(200, json={"did": "did:plc:x", "handle": "x.test"})

    async with bench_of("bluesky", SystemClock(), tmp_path, httpx.MockTransport(answer)) as bench:
        bench.account = replace(bench.account, server="https://pds.example", remote_id="did:plc:x")
        bench.secrets = [Secret.of(access="old", refresh="old-r")]
        found = (await Xrpc(bench.session()).read("com.atproto.server.getSession")).fields()
    assert found.text("did") == "did:plc:x"
    assert seen == [("getSession", "old"), ("refreshSession", "old-r"), ("getSession", "new")]


@pytest.mark.fault(29)
async def test_too_many_requests(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        headers = {"RateLimit-Limit": "30", "RateLimit-Remaining": "0", "RateLimit-Reset": "120"}
        return httpx.Response(
            429, json={"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}, headers=headers
        )

    async with bench_of("bluesky", SystemClock(), tmp_path, httpx.MockTransport(answer)) as bench:
        bench.account = replace(bench.account, server="https://pds.example", remote_id="did:plc:x")
        bench.secrets = [Secret.of(access="a", refresh="r")]
        frozen = {"rkey": "3kabcdefghijk", "record": {}, "gate": None, "created_us": 0}
        job = bench.job()
        job = replace(job, prepared={"record": {"for": job.key, "value": frozen}})
        with pytest.raises(NotSentError) as caught:
            await bench.connector.commit(bench.session(), job)
    assert caught.value.retry_after_s == pytest.approx(120, abs=2)


# ------------------------------------------------------------------ bound to a key
@asynccontextmanager
async def bound_to_a_key(folder: Path, answer: Callable[[httpx.Request], httpx.Response]) -> AsyncIterator[Bench]:
    """A sign-in of the browser whose access has ended."""
    key, token = new_dpop_key(), "https://pds.example/oauth/token"
    async with bench_of("bluesky", SystemClock(), folder, httpx.MockTransport(answer)) as bench:
        bench.account = replace(bench.account, server="https://pds.example", remote_id="did:plc:x")
        bench.secrets = [
            Secret.of(access="a", refresh="r", ends="1", key=key, token=token, client_id="http://localhost")
        ]
        yield bench


@pytest.mark.fault(37)
@pytest.mark.parametrize("status", [302, 404, 405, 410])
async def test_a_page_in_place_of_the_token_address_is_no_no_to_the_sign_in(tmp_path: Path, status: int) -> None:
    """A server that is being moved, or what stands before it: the post waits, and the sign-in stands."""

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, text="<html>", headers={"Location": "https://pds.example/soon"})

    async with bound_to_a_key(tmp_path, answer) as bench:
        with pytest.raises(NotSentError):
            await bench.prepared(bench.job())
        assert len(bench.secrets) == 1


async def test_a_server_that_takes_no_such_program_any_more_says_so(tmp_path: Path) -> None:
    async with bound_to_a_key(tmp_path, lambda _: httpx.Response(400, json={"error": "invalid_client"})) as bench:
        with pytest.raises(RefusedError) as caught:
            await bench.prepared(bench.job())
        assert caught.value.problem.code == "browser_sign_in_missing"


async def test_a_wild_life_of_an_access_does_not_lose_the_sign_in(tmp_path: Path) -> None:
    """The refresh token was spent for it: whatever else the answer says, the new one is kept."""

    def answer(_request: httpx.Request) -> httpx.Response:
        tokens = {"access_token": "b", "refresh_token": "s", "token_type": "DPoP", "sub": "did:plc:x"}
        return httpx.Response(200, json={**tokens, "expires_in": 2**61})

    async with bound_to_a_key(tmp_path, answer) as bench:
        await Xrpc(bench.session()).freshen()
        assert bench.secrets[-1].field("refresh").reveal() == "s"
