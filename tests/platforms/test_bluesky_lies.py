"""Bluesky's sign-in in the browser among servers that lie: no account is connected that did not prove itself."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import ConnectorError, NotSentError, RefusedError, SignedOutError
from smmdesk.platforms.bluesky.xrpc import Xrpc
from smmdesk.system.clock import SystemClock
from tests.fakes.atproto import AUTH, DID, ENTRY, OTHER, PDS, PLC, FakeAtproto, document, instead
from tests.platforms.bench import Bench, bench_of

PROTECTED, METADATA = "/.well-known/oauth-protected-resource", "/.well-known/oauth-authorization-server"
Lie = Callable[[httpx.Response], httpx.Response]


@asynccontextmanager
async def stranger(fake: FakeAtproto, folder: Path) -> AsyncIterator[Bench]:
    (folder / "endpoints.toml").write_text(f'bluesky.entry = "{ENTRY}"\nbluesky.plc = "{PLC}"\n', encoding="utf-8")
    async with bench_of("bluesky", SystemClock(), folder, fake.transport) as bench:
        yield bench


async def in_browser(bench: Bench, fake: FakeAtproto, back: dict[str, str] | None = None, **fields: str) -> None:
    async def open_page(url: str) -> None:
        landed = fake.agree(url, **(back or {}))
        async with httpx.AsyncClient(trust_env=False) as browser:
            await browser.get(landed)

    await bench.sign_in(open_page=open_page, **{"user": "Shop.example", **fields})


@asynccontextmanager
async def signed_in(fake: FakeAtproto, folder: Path) -> AsyncIterator[Bench]:
    async with stranger(fake, folder) as bench:
        await in_browser(bench, fake)
        yield bench


def said(**values: Any) -> Lie:
    return lambda _honest: httpx.Response(200, json=values)


def refused(status: int, word: str = "") -> Lie:
    return lambda _honest: httpx.Response(status, json={"error": word} if word else None, text=None if word else "<p>")


async def test_the_honest_way(tmp_path: Path) -> None:
    fake = FakeAtproto()
    async with signed_in(fake, tmp_path) as bench:
        assert (bench.account.remote_id, bench.account.handle) == (DID, "@shop.example")
        assert (await bench.connector.who_am_i(bench.session())).remote_id == DID
        fake.turn()
        assert (await bench.connector.who_am_i(bench.session())).remote_id == DID
    assert fake.calls.count("par") == 2, "once for the nonce"


@pytest.mark.vector(89)
@pytest.mark.parametrize(
    ("path", "lie", "code"),
    [
        (f"/{DID}", instead(id=OTHER), "sign_in_refused"),
        (f"/{DID}", instead(alsoKnownAs=["at://somebody.example"]), "sign_in_refused"),
        (f"/{DID}", instead(service=[]), "sign_in_refused"),
        (PROTECTED, instead(authorization_servers=[AUTH, "https://evil.example"]), "browser_sign_in_missing"),
        (PROTECTED, instead(authorization_servers=[f"{AUTH}/evil"]), "browser_sign_in_missing"),
        (PROTECTED, instead(authorization_servers=["javascript:alert(1)"]), "browser_sign_in_missing"),
        (METADATA, instead(issuer="https://evil.example"), "browser_sign_in_missing"),
        (METADATA, instead(token_endpoint="https://evil.example/token"), "address_changed"),
        (METADATA, instead(pushed_authorization_request_endpoint=None), "browser_sign_in_missing"),
        (METADATA, instead(scopes_supported=["openid"]), "browser_sign_in_missing"),
        ("/par", refused(400, "invalid_client_metadata"), "browser_sign_in_missing"),
        ("/token", instead(sub=OTHER), "other_account"),
        ("/token", instead(sub=None), "sign_in_strange"),
        ("/token", instead(sub="did:plc:x"), "sign_in_strange"),
        ("/token", instead(token_type="Bearer"), "sign_in_strange"),
        ("/token", instead(scope="repo:app.bsky.feed.post"), "sign_in_strange"),
        ("/token", instead(scope="atproto"), "browser_sign_in_missing"),
        ("/token", instead(refresh_token=None), "sign_in_strange"),
        ("/token", refused(400, "invalid_grant"), "sign_in_refused"),
        ("/xrpc/com.atproto.server.getSession", instead(did=OTHER), "answer_strange"),
    ],
)
async def test_what_does_not_fit_together_is_not_connected(tmp_path: Path, path: str, lie: Lie, code: str) -> None:
    fake = FakeAtproto()
    fake.lies[path] = lambda honest: lie(honest) if honest.is_success else honest  # first the nonce is learnt
    async with stranger(fake, tmp_path) as bench:
        with pytest.raises((ProblemError, ConnectorError)) as caught:
            await in_browser(bench, fake)
        assert bench.account.remote_id == ""
    assert caught.value.problem.code == code
    if path == "/token" and fake.made and code != "sign_in_refused":
        assert "revoke" in fake.calls, "what is not wanted is given back"


@pytest.mark.vector(89)
@pytest.mark.parametrize("iss", ["", "https://evil.example", f"{AUTH}/x", PDS])
async def test_an_answer_of_another_server_ends_it(tmp_path: Path, iss: str) -> None:
    """Where a server has to name itself, no name is a wrong one (RFC 9207)."""
    fake = FakeAtproto()
    async with stranger(fake, tmp_path) as bench:
        with pytest.raises(ProblemError) as caught:
            await in_browser(bench, fake, {"iss": iss})
    assert caught.value.problem.code == "sign_in_strange"
    assert "token" not in fake.calls


async def test_whoever_began_with_a_server_has_to_be_of_that_server(tmp_path: Path) -> None:
    """A server of one's own could say that it is anybody: the account's document decides where it lives."""
    fake = FakeAtproto(sub=OTHER)
    fake.lies[f"/{OTHER}"] = said(
        **document(OTHER, service=[{"id": "#atproto_pds", "serviceEndpoint": "https://x.example"}])
    )
    async with stranger(fake, tmp_path) as bench:
        with pytest.raises(ProblemError) as caught:
            await in_browser(bench, fake, user="shop@example.com", server=PDS)
        assert caught.value.problem.code == "sign_in_strange"
        del fake.lies[f"/{OTHER}"]
        await in_browser(bench, fake, user="shop@example.com", server=PDS)
        assert bench.account.remote_id == OTHER


# ------------------------------------------------------------------ renewing
@pytest.mark.parametrize(
    ("lie", "error"),
    [
        (refused(400, "invalid_grant"), SignedOutError),
        (refused(400, "invalid_request"), NotSentError),
        (refused(401, "invalid_client"), RefusedError),
        (refused(500), NotSentError),
        (refused(200), NotSentError),
        (instead(sub=OTHER), NotSentError),
        (instead(token_type="Bearer"), NotSentError),
        (instead(access_token=""), NotSentError),
    ],
)
async def test_only_the_servers_own_word_ends_a_sign_in(tmp_path: Path, lie: Lie, error: type[ConnectorError]) -> None:
    fake = FakeAtproto()
    async with signed_in(fake, tmp_path) as bench:
        bench.secrets.append(bench.secrets[-1].with_fields(ends="1000000000"))
        fake.lies["/token"] = lie
        with pytest.raises(error) as caught:
            await Xrpc(bench.session()).freshen()
        assert len(bench.secrets) == 2, "nothing of it is kept"
        assert caught.value.problem.code != "app_keys_refused"
        if not isinstance(caught.value, SignedOutError):
            del fake.lies["/token"]


async def test_no_log_holds_a_key_a_proof_a_code_or_a_token(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    fake, sent = FakeAtproto(), list[str]()
    inner = fake._answer

    def answer(request: httpx.Request) -> httpx.Response:
        sent.extend(request.headers.get(name, "").rpartition(" ")[2] for name in ("dpop", "authorization"))
        return inner(request)

    fake._answer = answer  # type: ignore[method-assign]
    caplog.set_level("DEBUG")
    async with signed_in(fake, tmp_path) as bench:
        bench.secrets.append(bench.secrets[-1].with_fields(ends="1000000000"))
        fake.turn()
        await bench.connector.who_am_i(bench.session())
        await Xrpc(bench.session()).freshen()
        kept = [secret.field(name).reveal() for secret in bench.secrets for name in ("key", "access", "refresh")]
    secrets = {word for word in (*sent, *kept, "code-1") if word}
    assert len(secrets) > 8
    assert "getSession" in caplog.text, "the log says what was asked"
    assert not [word for word in secrets if word in caplog.text]


async def test_a_renewed_one_is_saved_before_its_use(tmp_path: Path) -> None:
    fake = FakeAtproto()
    async with signed_in(fake, tmp_path) as bench:
        bench.secrets.append(bench.secrets[-1].with_fields(ends="1000000000"))
        fake.calls.clear()

        async def full(_secret: object) -> None:
            raise OSError("disk full")

        with pytest.raises(OSError, match="disk full"):
            await Xrpc(replace(bench.session(), save_secret=full)).freshen()
        assert fake.calls == ["token"], "with what could not be kept nothing is asked"


async def test_a_server_that_wants_another_nonce_for_ever_is_left_alone(tmp_path: Path) -> None:
    fake = FakeAtproto()
    async with signed_in(fake, tmp_path) as bench:

        def never(_honest: httpx.Response) -> httpx.Response:
            fake.turn()
            return httpx.Response(401, json={"error": "use_dpop_nonce"}, headers={"DPoP-Nonce": fake.nonces[PDS]})

        fake.lies["/xrpc/com.atproto.server.getSession"] = never
        fake.calls.clear()
        with pytest.raises(ConnectorError) as caught:
            await bench.connector.who_am_i(bench.session())
        assert not isinstance(caught.value, SignedOutError)
        assert len(fake.calls) <= 5
