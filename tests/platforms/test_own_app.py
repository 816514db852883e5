"""Signing in under an app of the owner's own: every way of the data, the pasted address, renewing once for all."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from smmdesk.model.channel import Channel
from smmdesk.model.problem import ProblemError
from smmdesk.platforms import facts_of
from smmdesk.platforms.base import ConnectorError, NotSentError, Session, SignedOutError, SigningIn
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.loopback import Loopback
from smmdesk.platforms.own_app import Access, Granted, permissions, sign_in_with_app
from smmdesk.platforms.sign_in import landed_on, sign_in_end
from smmdesk.platforms.sign_in_facts import OAuthFact, SignInField
from smmdesk.system.clock import SystemClock
from smmdesk.system.secrets import Secret
from tests.fakes.loopback import LoopbackHttp
from tests.fakes.oauth import FakeAuthorization, agreed, visit

PASTED = OAuthFact(scopes=("post", "read"), way_back="pasted", permissions={"post": "Publish", "read": "Read"})


@pytest.fixture
def fake() -> FakeAuthorization:
    return FakeAuthorization()


@pytest.fixture
def server(fake: FakeAuthorization) -> Iterator[LoopbackHttp]:
    served = LoopbackHttp(fake.handle).start()
    yield served
    served.stop()


@asynccontextmanager
async def wire() -> AsyncIterator[Http]:
    http = Http(SystemClock())
    try:
        yield http.for_whom("Example")
    finally:
        await http.aclose()


def facts_with(server: LoopbackHttp, oauth: OAuthFact, lives_days: int = 0) -> Facts:
    base = facts_of("practice")
    endpoints = {"authorize": f"{server.url}/authorize", "token": f"{server.url}/token"}
    own = replace(base.own_sign_in, kind="browser", needs_app=True, lives_days=lives_days)
    return replace(base, oauth=oauth, endpoints=endpoints, own_sign_in=own)


def signing(http: Http, facts: Facts, fake: FakeAuthorization, landed: list[str], **more: Any) -> SigningIn:
    """A person who agrees in the browser and pastes what they landed on."""

    async def open_page(url: str) -> None:
        landed.append(await asyncio.to_thread(agreed, url))
        if landed[-1].startswith("http://127.0.0.1"):
            await asyncio.to_thread(visit, landed[-1])

    async def ask(fields: tuple[SignInField, ...]) -> Mapping[str, str] | None:
        assert [entry.key for entry in fields] == ["landed"]
        return {"landed": f" {landed[-1]}\n"}

    keys = Secret.of(client_id=fake.client_id, client_secret=fake.client_secret)
    given = {"open_page": open_page, "ask": ask, "app_keys": keys, **more}
    return SigningIn(http, facts, SystemClock(), {}, **given)


async def signed_in(http: Http, server: LoopbackHttp, fake: FakeAuthorization, oauth: OAuthFact) -> Granted:
    return await sign_in_with_app(signing(http, facts_with(server, oauth), fake, []))


def session_of(http: Http, server: LoopbackHttp, facts: Facts, saved: list[Secret]) -> Session:
    async def save(fresh: Secret) -> None:
        saved.append(fresh)

    async def read() -> Secret:
        return saved[-1]

    channel = Channel("channel", "brand", "practice", "Forno")
    return Session(channel, saved[-1], http.also_for(server.url), facts, SystemClock(), save, read)


# ------------------------------------------------------------------ the ways of the data
@pytest.mark.parametrize("secret_in", ["body", "basic", "none"])
@pytest.mark.parametrize("pkce", [True, False])
async def test_the_pasted_way_back(server: LoopbackHttp, fake: FakeAuthorization, secret_in: str, pkce: bool) -> None:
    fake.secret_in, fake.pkce = secret_in, pkce
    async with wire() as http:
        found = await signed_in(http, server, fake, replace(PASTED, secret_in=secret_in, pkce=pkce))
    assert found.secret.field("access").reveal() in fake.access
    assert found.secret.field("client_id").reveal() == fake.client_id
    assert found.scopes == {"post", "read"}
    assert ("code_challenge" in fake.asked[0]) is pkce


async def test_the_way_back_to_this_computer_and_what_a_platform_calls_things(
    server: LoopbackHttp, fake: FakeAuthorization
) -> None:
    fake.any_port, fake.client_id_name, fake.separator = True, "client_key", ","
    oauth = OAuthFact(("post", "read"), ",", client_id_name="client_key", extra={"access_type": "offline"})
    async with wire() as http:
        found = await signed_in(http, server, fake, oauth)
    assert found.scopes == {"post", "read"}
    assert fake.asked[0]["access_type"] == "offline"
    assert fake.asked[0]["scope"] == "post,read"


async def test_a_permission_that_was_not_given_is_told(server: LoopbackHttp, fake: FakeAuthorization) -> None:
    fake.denied = frozenset({"read"})
    async with wire() as http:
        facts = facts_with(server, PASTED)
        found = await sign_in_with_app(signing(http, facts, fake, []))
    assert permissions(facts, found.scopes) == {"granted": {"post": True, "read": False}}


async def test_without_keys_or_with_wrong_ones_nothing_is_connected(
    server: LoopbackHttp, fake: FakeAuthorization
) -> None:
    facts = facts_with(server, PASTED)
    wrong = Secret.of(client_id=fake.client_id, client_secret="another")
    async with wire() as http:
        for keys, code in ((None, "app_keys_missing"), (wrong, "app_keys_refused")):
            with pytest.raises(ProblemError) as caught:
                await sign_in_with_app(signing(http, facts, fake, [], app_keys=keys))
            assert caught.value.problem.code == code
    assert not fake.access


@pytest.mark.vector(89)
async def test_an_address_of_another_sign_in_is_not_taken(server: LoopbackHttp, fake: FakeAuthorization) -> None:
    async def ask(_fields: tuple[SignInField, ...]) -> Mapping[str, str]:
        return {"landed": "https://localhost/?code=stolen&state=other"}

    async with wire() as http:
        with pytest.raises(ProblemError) as caught:
            await sign_in_with_app(signing(http, facts_with(server, PASTED), fake, [], ask=ask))
    assert caught.value.problem.code == "sign_in_strange"
    assert [request.path for request in server.requests] == ["/authorize"]


@pytest.mark.parametrize(
    "pasted", ["", "no address", "https://localhost/", "https://localhost/?state=%ff&code=x", "a" * 99_999]
)
def test_what_is_no_landed_address(pasted: str) -> None:
    with pytest.raises(ProblemError):
        landed_on(pasted, "wanted")


async def test_giving_up_at_the_pasted_address(server: LoopbackHttp, fake: FakeAuthorization) -> None:
    async def ask(_fields: tuple[SignInField, ...]) -> None:
        return None

    async with wire() as http:
        with pytest.raises(ProblemError) as caught:
            await sign_in_with_app(signing(http, facts_with(server, PASTED), fake, [], ask=ask))
    assert caught.value.problem.code == "sign_in_cancelled"


async def test_a_port_that_is_taken_is_said(server: LoopbackHttp, fake: FakeAuthorization) -> None:
    async with wire() as http, Loopback() as other:
        oauth = OAuthFact(("post",), port=int(other.host.rpartition(":")[2]))
        with pytest.raises(ProblemError) as caught:
            await sign_in_with_app(signing(http, facts_with(server, oauth), fake, []))
    assert caught.value.problem.code == "sign_in_port_taken"
    assert not server.requests


def test_the_address_to_register() -> None:
    said = [oauth.to_register for oauth in (PASTED, OAuthFact(), OAuthFact(port=8711))]
    assert said == ["https://localhost/", "", "http://127.0.0.1:8711/callback"]


async def test_when_the_sign_in_itself_ends(server: LoopbackHttp, fake: FakeAuthorization) -> None:
    async with wire() as http:
        facts = facts_with(server, PASTED, lives_days=60)
        found = await sign_in_with_app(signing(http, facts, fake, []))
    ends = sign_in_end(found.secret)
    assert ends is not None
    assert abs(ends - SystemClock().now() - timedelta(days=60)) < timedelta(minutes=5)


# ------------------------------------------------------------------ using it
async def test_many_calls_renew_once_and_the_new_one_is_saved_first(
    server: LoopbackHttp, fake: FakeAuthorization
) -> None:
    async with wire() as http:
        facts = facts_with(server, PASTED)
        saved = [(await sign_in_with_app(signing(http, facts, fake, []))).secret]
        fake.access.clear()
        session = session_of(http, server, facts, saved)
        me = Call(method="GET", url=f"{server.url}/me")
        answers = await asyncio.gather(*(Access(session).call(me) for _ in range(5)))
    assert [answer.status for answer in answers] == [200] * 5
    assert len([request for request in server.requests if request.path == "/token"]) == 2  # the code, one renewal
    assert len(saved) == 2
    assert saved[-1].field("access").reveal() in fake.access
    assert saved[-1].field("client_secret").reveal() == fake.client_secret


async def test_an_access_about_to_end_is_renewed_before_its_use(server: LoopbackHttp, fake: FakeAuthorization) -> None:
    fake.lives_s = 60
    async with wire() as http:
        facts = facts_with(server, PASTED)
        saved = [(await sign_in_with_app(signing(http, facts, fake, []))).secret]
        fake.lives_s = 7200
        access = Access(session_of(http, server, facts, saved))
        await access.freshen()
        await access.freshen()
    assert len(saved) == 2
    assert access.bearer.reveal() in fake.access


async def test_an_irreversible_call_is_not_repeated_here(server: LoopbackHttp, fake: FakeAuthorization) -> None:
    async with wire() as http:
        facts = facts_with(server, PASTED)
        saved = [(await sign_in_with_app(signing(http, facts, fake, []))).secret]
        fake.access.clear()
        access = Access(session_of(http, server, facts, saved))
        with pytest.raises(NotSentError):
            await access.call(Call(method="POST", url=f"{server.url}/me", irreversible=True))
    assert len([request for request in server.requests if request.path == "/me"]) == 1
    assert len(saved) == 2


async def renewed_after(
    fake: FakeAuthorization, server: LoopbackHttp, status: int, body: bytes, oauth: OAuthFact
) -> str:
    """What comes of a renewal that the token address answers so: the name of the error and its problem."""
    headers = {"Content-Type": "text/html" if body.startswith(b"<") else "application/json"}
    async with wire() as http:
        facts = facts_with(server, oauth)
        saved = [(await sign_in_with_app(signing(http, facts, fake, []))).secret]
        server.fail_next("/token", status=status, body=body, headers=headers)
        with pytest.raises(ConnectorError) as caught:
            await Access(session_of(http, server, facts, saved)).renew()
        assert len(saved) == 1
        if not isinstance(caught.value, SignedOutError):  # the sign-in stands
            await Access(session_of(http, server, facts, saved)).renew()
    return f"{type(caught.value).__name__} {caught.value.problem.code}"


@pytest.mark.parametrize(
    ("status", "body", "means"),
    [
        (400, b'{"error": "invalid_grant"}', "SignedOutError signed_out"),
        (401, b'{"error": "invalid_grant"}', "SignedOutError signed_out"),
        (200, b'{"error": "invalid_grant", "error_description": "Refresh token expired"}', "SignedOutError signed_out"),
        (
            400,
            b'{"error": "invalid_request", "error_description": "The token was invalid."}',
            "SignedOutError signed_out",
        ),
        (400, b'{"error": {"code": 190, "message": "Session has expired"}}', "SignedOutError signed_out"),
        (400, b'{"error": "invalid_request", "error_description": "no client_id"}', "NotSentError answer_strange"),
        (400, b'{"error": {"code": 4, "message": "Too many calls"}}', "NotSentError answer_strange"),
        (400, b'{"error": "temporarily_unavailable"}', "NotSentError answer_strange"),
        (401, b'{"error": "invalid_client"}', "RefusedError app_keys_refused"),
        (400, b'{"error": "unauthorized_client"}', "RefusedError app_keys_refused"),
        (400, b"<html>invalid_grant", "NotSentError answer_strange"),
        (401, b"", "NotSentError answer_strange"),
        (403, b"<html>Log in to this network", "NotSentError answer_strange"),
        (200, b"<html>Log in to this network", "NotSentError answer_strange"),
        (404, b'{"error": "invalid_grant"}', "RefusedError refused"),
        (429, b'{"error": "invalid_grant"}', "NotSentError busy"),
        (502, b'{"error": "invalid_grant"}', "NotSentError server_unreachable"),
    ],
)
async def test_only_a_proven_refusal_signs_out(
    fake: FakeAuthorization, server: LoopbackHttp, status: int, body: bytes, means: str
) -> None:
    oauth = replace(PASTED, ended=("invalid_grant", "invalid_request: token was invalid", "190"))
    assert await renewed_after(fake, server, status, body, oauth) == means


async def test_only_a_refused_renewal_signs_out(server: LoopbackHttp, fake: FakeAuthorization) -> None:
    async with wire() as http:
        facts = facts_with(server, PASTED)
        saved = [(await sign_in_with_app(signing(http, facts, fake, []))).secret]
        server.fail_next("/token", status=503)
        with pytest.raises(NotSentError):  # the server has a bad moment: the sign-in stands
            await Access(session_of(http, server, facts, saved)).renew()
        await Access(session_of(http, server, facts, saved)).renew()
        fake.refresh.clear()
        with pytest.raises(SignedOutError):
            await Access(session_of(http, server, facts, saved)).renew()
    assert len(saved) == 2
