"""The real authorization server holds to its standards."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from .browser import Browser, forms
from .oidc import OidcServer
from .process import free_port


@dataclass
class Attempt:
    """One sign-in of a native app."""

    server: OidcServer
    client_id: str = OidcServer.client_id
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    redirect: str = field(default_factory=lambda: f"http://127.0.0.1:{free_port()}/callback")

    def address(self, **other: str) -> str:
        digest = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        wish = {
            "client_id": self.client_id,
            "response_type": "code",
            "redirect_uri": self.redirect,
            "scope": "openid offline_access read",
            "prompt": "consent",
            "state": "state-1",
            "code_challenge": digest,
            "code_challenge_method": "S256",
        }
        return f"{self.server.endpoints['authorization_endpoint']}?{urlencode(wish | other)}"

    def answer(self, back: httpx.Response) -> dict[str, str]:
        location = back.headers["location"]
        assert location.startswith(f"{self.redirect}?")
        return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}

    def exchange(self, code: str, **other: str) -> httpx.Response:
        wish = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect,
            "code_verifier": self.verifier,
        }
        return self.token(wish | other)

    def token(self, wish: dict[str, str]) -> httpx.Response:
        address = self.server.endpoints["token_endpoint"]
        return httpx.post(address, data={"client_id": self.client_id, **wish}, trust_env=False)

    def refresh(self, token: str) -> httpx.Response:
        return self.token({"grant_type": "refresh_token", "refresh_token": token})


@pytest.fixture
def attempt(oidc_server: OidcServer) -> Attempt:
    return Attempt(oidc_server)


def test_a_person_signs_in_and_agrees(attempt: Attempt) -> None:
    back = attempt.answer(attempt.server.sign_in(attempt.address()))
    assert (back["state"], back["iss"]) == ("state-1", attempt.server.url)
    tokens = attempt.exchange(back["code"]).json()
    assert {"access_token", "refresh_token", "expires_in"} <= set(tokens)


def test_a_person_refuses(attempt: Attempt) -> None:
    back = attempt.answer(attempt.server.sign_in(attempt.address(), agree=False))
    assert (back["error"], back["state"]) == ("access_denied", "state-1")


def test_the_way_back_may_be_any_port_but_no_other_path(attempt: Attempt) -> None:
    for redirect in ("http://127.0.0.1:1/elsewhere", "http://localhost:1/callback", "https://evil.example/callback"):
        refused = attempt.server.sign_in(attempt.address(redirect_uri=redirect))
        assert refused.status_code == 400
        assert "location" not in refused.headers


def test_pkce_is_required(attempt: Attempt) -> None:
    back = attempt.answer(attempt.server.sign_in(attempt.address(code_challenge="", code_challenge_method="")))
    assert back["error"] == "invalid_request"


def test_a_wrong_verifier_is_refused(attempt: Attempt) -> None:
    back = attempt.answer(attempt.server.sign_in(attempt.address()))
    assert attempt.exchange(back["code"], code_verifier="x" * 43).json()["error"] == "invalid_grant"


def test_a_code_used_twice_ends_everything_it_gave(attempt: Attempt) -> None:
    back = attempt.answer(attempt.server.sign_in(attempt.address()))
    tokens = attempt.exchange(back["code"]).json()
    assert attempt.exchange(back["code"]).json()["error"] == "invalid_grant"
    assert attempt.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_refresh_token_is_good_once_and_a_replay_ends_the_family(attempt: Attempt) -> None:
    back = attempt.answer(attempt.server.sign_in(attempt.address()))
    first = attempt.exchange(back["code"]).json()["refresh_token"]
    second = attempt.refresh(first).json()["refresh_token"]
    assert second != first
    assert attempt.refresh(first).json()["error"] == "invalid_grant"
    assert attempt.refresh(second).json()["error"] == "invalid_grant"


def test_an_app_registers_itself(oidc_server: OidcServer) -> None:
    wish = {
        "application_type": "native",
        "token_endpoint_auth_method": "none",
        "redirect_uris": ["http://127.0.0.1/callback"],
        "grant_types": ["authorization_code", "refresh_token"],
    }
    made = httpx.post(oidc_server.endpoints["registration_endpoint"], json=wish, trust_env=False)
    assert made.status_code == 201
    attempt = Attempt(oidc_server, made.json()["client_id"])
    back = attempt.answer(oidc_server.sign_in(attempt.address()))
    assert attempt.exchange(back["code"]).is_success


def test_a_page_is_read_as_a_person_reads_it(attempt: Attempt) -> None:
    with Browser() as browser:
        page = browser.visit(attempt.address())
        [form] = forms(page.text)
        assert form.named("password") == ["password"]
        assert [label for _, _, label in form.buttons] == ["Sign-in"]
