"""Proofs of possession: what stands in one, that none is like another, and what a server's nonce may cost."""

import base64
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.platforms.answers import Answer
from smmdesk.platforms.base import NotSentError
from smmdesk.platforms.dpop import bound, nonce_age_s
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.signing import DPoP, new_dpop_key
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from tests.fakes.atproto import proven, thumb

URL = "https://pds.example/xrpc/com.atproto.server.getSession"
NOW = datetime(2026, 11, 28, 19, 0, tzinfo=UTC)
KEY = DPoP(new_dpop_key())


@given(
    method=st.sampled_from(["GET", "POST"]),
    path=st.text("abcXYZ0189./-~%", max_size=40),
    query=st.text("abc=&?/%#", max_size=40),
    nonce=st.text(st.characters(min_codepoint=0x23, max_codepoint=0x5B), max_size=40),
    access=st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=80),
    stamp=st.integers(0, 2**33),
)
def test_a_proof_says_what_is_asked_and_nothing_of_its_query(
    method: str, path: str, query: str, nonce: str, access: str, stamp: int
) -> None:
    given_url = f"https://pds.example/{path}"
    first, again = (KEY.proof(method, f"{given_url}?{query}", stamp, nonce, Secret(access)).reveal() for _ in range(2))
    head, claims = proven(first)
    assert {**head, "jwk": sorted(head["jwk"])} == {"typ": "dpop+jwt", "alg": "ES256", "jwk": ["crv", "kty", "x", "y"]}
    assert (claims["htm"], claims["htu"], claims["iat"]) == (method, given_url, stamp)
    assert claims.get("nonce", "") == nonce
    digest = base64.urlsafe_b64encode(hashlib.sha256(access.encode()).digest()).decode().rstrip("=")
    assert claims["ath"] == digest
    assert claims["jti"] != proven(again)[1]["jti"]
    assert set(claims) <= {"jti", "htm", "htu", "iat", "nonce", "ath"}


def test_a_proof_for_no_token_names_none_and_keys_differ() -> None:
    head, claims = proven(KEY.proof("POST", URL, 5).reveal())
    assert set(claims) == {"jti", "htm", "htu", "iat"}
    assert thumb(head["jwk"]) == KEY.name
    assert DPoP(new_dpop_key()).name != KEY.name
    assert KEY.key.reveal() not in json.dumps([head, claims])
    assert KEY.key.reveal() not in repr(KEY)


@asynccontextmanager
async def wire(answers: list[httpx.Response], seen: list[httpx.Request]) -> AsyncIterator[Http]:
    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answers[min(len(seen), len(answers)) - 1]

    http = Http(ManualClock(NOW), transport=httpx.MockTransport(answer))
    try:
        yield http.for_whom("Bluesky", addresses=[URL])
    finally:
        await http.aclose()


def told(status: int, nonce: str = "", error: str = "", challenge: str = "") -> httpx.Response:
    headers = {**({"DPoP-Nonce": nonce} if nonce else {}), **({"WWW-Authenticate": challenge} if challenge else {})}
    return httpx.Response(status, json={"error": error} if error else {}, headers=headers)


async def ask(http: Http, **more: object) -> Answer:
    return await bound(http, KEY, Call(method="GET", url=URL, **more), Secret("token"))  # type: ignore[arg-type]


def nonces(seen: list[httpx.Request]) -> list[str]:
    return [proven(request.headers["dpop"])[1].get("nonce", "") for request in seen]


@pytest.mark.parametrize(
    "refusal",
    [told(400, "n1", "use_dpop_nonce"), told(401, "n1", "", 'DPoP error="use_dpop_nonce", algs="ES256"')],
    ids=["authorization server", "resource server"],
)
async def test_the_nonce_that_is_wanted_is_used_once_and_from_then_on(refusal: httpx.Response) -> None:
    seen: list[httpx.Request] = []
    async with wire([refusal, told(200, "n2")], seen) as http:
        assert nonce_age_s(http, KEY, URL) == float("inf")
        assert (await ask(http)).status == 200
        assert (await ask(http)).status == 200
        assert nonce_age_s(http, KEY, URL) == 0
    assert nonces(seen) == ["", "n1", "n2"]
    assert [request.headers["authorization"] for request in seen] == ["DPoP token"] * 3
    assert all(proven(request.headers["dpop"])[1]["iat"] == int(NOW.timestamp()) for request in seen)


@pytest.mark.parametrize(
    ("answer", "calls"),
    [
        (told(401, "", "use_dpop_nonce"), 1),  # which one? it does not say
        (told(401, "n\\1", "use_dpop_nonce"), 1),  # no nonce has such a sign
        (told(401, "n1", "invalid_token"), 1),
        (told(401, "n1", "", 'Bearer error="use_dpop_nonce"'), 1),
        (told(200, "n1", "use_dpop_nonce"), 1),
    ],
    ids=str,
)
async def test_nothing_else_is_asked_again(answer: httpx.Response, calls: int) -> None:
    seen: list[httpx.Request] = []
    async with wire([answer], seen) as http:
        assert (await ask(http)).status == answer.status_code
    assert len(seen) == calls


@pytest.mark.parametrize(
    "answer",
    [
        told(401, "n1", "use_dpop_nonce"),
        told(400, "", "invalid_dpop_proof"),
        told(401, "", "", 'DPoP error="invalid_dpop_proof"'),
    ],
    ids=["nonce", "proof", "challenge"],
)
async def test_a_proof_that_is_not_taken_twice_is_asked_no_more_and_refuses_nothing(answer: httpx.Response) -> None:
    """Never in a circle; and no no to a post or a sign-in, of which the server has not even looked."""
    seen: list[httpx.Request] = []
    async with wire([answer], seen) as http:
        with pytest.raises(NotSentError):
            await ask(http)
    assert len(seen) == 2


@pytest.mark.parametrize(
    "refusal", [told(401, "n1", "use_dpop_nonce"), told(401, "n1", "invalid_dpop_proof")], ids=["nonce", "proof"]
)
async def test_the_one_call_is_never_made_twice_by_itself(refusal: httpx.Response) -> None:
    seen: list[httpx.Request] = []
    async with wire([refusal, told(200, "n2")], seen) as http:
        with pytest.raises(NotSentError) as caught:
            await ask(http, irreversible=True)
        assert caught.value.retry_after_s == 0
        assert len(seen) == 1
        assert (await ask(http, irreversible=True)).status == 200
    assert nonces(seen) == ["", "n1"]


@pytest.mark.parametrize("first", [200, 401], ids=["taken", "refused for its time"])
async def test_a_computer_whose_clock_is_off_signs_by_the_servers(first: int) -> None:
    seen: list[httpx.Request] = []
    ahead = NOW - timedelta(hours=2)
    dated = {"Date": ahead.strftime("%a, %d %b %Y %H:%M:%S GMT")}
    refused = httpx.Response(first, json={"error": "invalid_dpop_proof"} if first == 401 else {}, headers=dated)
    async with wire([refused, httpx.Response(200, json={}, headers=dated)], seen) as http:
        assert (await ask(http)).status == 200
        if first == 200:
            await ask(http)
    stamps = [proven(request.headers["dpop"])[1]["iat"] for request in seen]
    assert stamps == [int(NOW.timestamp()), int(ahead.timestamp())]


async def test_the_nonce_of_one_sign_in_is_not_anothers() -> None:
    seen: list[httpx.Request] = []
    async with wire([told(200, "n1")], seen) as http:
        await ask(http)
        await bound(http, DPoP(new_dpop_key()), Call(method="GET", url=URL))
        await bound(http, KEY, Call(method="POST", url="https://pds.example/oauth/token"))
    assert nonces(seen) == ["", "", ""]
