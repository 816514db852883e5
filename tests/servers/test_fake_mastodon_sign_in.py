"""The fake Mastodon's sign-in follows Mastodon's rules."""

import base64
import hashlib
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from smmdesk.system.clock import ManualClock

from ..fakes.mastodon import MASTODON_4_2, FakeMastodon
from ..fakes.mastodon.sign_in import redirect_matches

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


class Attempt:
    """One sign-in of an app that registered itself."""

    def __init__(self, fake: FakeMastodon) -> None:
        self.fake = fake
        self.redirect = "http://127.0.0.1:9/callback"  # nobody listens there
        self.verifier = secrets.token_urlsafe(48)
        wish = {"client_name": "smmdesk", "redirect_uris": [self.redirect, OUT_OF_BAND], "scopes": "read write"}
        self.app: dict[str, Any] = httpx.post(f"{fake.url}/api/v1/apps", json=wish, trust_env=False).json()

    def address(self, **other: str) -> str:
        digest = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        wish = {
            "client_id": self.app["client_id"],
            "response_type": "code",
            "redirect_uri": self.redirect,
            "scope": "read write:statuses",
            "state": "state-1",
            "code_challenge": digest,
            "code_challenge_method": "S256",
        }
        return f"{self.fake.url}/oauth/authorize?{urlencode(wish | other)}"

    def back(self, **how: Any) -> dict[str, str]:
        """What came back to the app."""
        agree, name = how.pop("agree", True), how.pop("name", "alice")
        location = self.fake.sign_in(self.address(**how), name, agree=agree).headers["location"]
        return {key: values[0] for key, values in parse_qs(urlsplit(location).query).items()}

    def exchange(self, code: str, **other: str) -> httpx.Response:
        wish = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self.app["client_id"],
            "client_secret": self.app["client_secret"],
            "redirect_uri": self.redirect,
            "code_verifier": self.verifier,
        }
        return httpx.post(f"{self.fake.url}/oauth/token", data=wish | other, trust_env=False)


@pytest.fixture
def attempt(fake_mastodon: FakeMastodon) -> Attempt:
    return Attempt(fake_mastodon)


def test_a_person_signs_in(attempt: Attempt) -> None:
    back = attempt.back(name="bob")
    assert back["state"] == "state-1"
    token = attempt.exchange(back["code"]).json()
    assert token["scope"] == "read write:statuses"
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    address = f"{attempt.fake.url}/api/v1/accounts/verify_credentials"
    assert httpx.get(address, headers=headers, trust_env=False).json()["username"] == "bob"
    wish = {key: attempt.app[key] for key in ("client_id", "client_secret")} | {"token": token["access_token"]}
    assert httpx.post(f"{attempt.fake.url}/oauth/revoke", data=wish, trust_env=False).json() == {}
    assert httpx.get(address, headers=headers, trust_env=False).status_code == 401


def test_a_person_refuses(attempt: Attempt) -> None:
    back = attempt.back(agree=False)
    assert (back["error"], back["state"]) == ("access_denied", "state-1")


def test_force_login_asks_again(attempt: Attempt) -> None:
    assert "code" in attempt.back(force_login="true")


def test_a_code_is_good_once_and_for_its_app_only(attempt: Attempt) -> None:
    code = attempt.back()["code"]
    stranger = Attempt(attempt.fake)
    stranger.verifier = attempt.verifier
    refused = [
        stranger.exchange(code),
        attempt.exchange(code, code_verifier="x" * 43),
        attempt.exchange(code, redirect_uri="http://127.0.0.1:10/callback"),
    ]
    assert {each.json()["error"] for each in refused} == {"invalid_grant"}
    assert attempt.exchange(code).is_success
    assert attempt.exchange(code).json()["error"] == "invalid_grant"
    assert attempt.exchange(code, client_secret="wrong").json()["error"] == "invalid_client"


def test_a_code_is_good_for_ten_minutes(attempt: Attempt) -> None:
    clock = ManualClock()
    attempt.fake.book.clock = clock
    code = attempt.back()["code"]
    clock.advance(timedelta(minutes=11))
    assert attempt.exchange(code).json()["error"] == "invalid_grant"


def test_older_servers_ignore_the_verifier_and_have_no_metadata(attempt: Attempt) -> None:
    attempt.fake.book.dialect = MASTODON_4_2
    assert attempt.exchange(attempt.back()["code"], code_verifier="x").is_success
    metadata = f"{attempt.fake.url}/.well-known/oauth-authorization-server"
    assert httpx.get(metadata, trust_env=False).status_code == 404


@pytest.mark.parametrize(
    ("other", "wrong"),
    [
        ({"scope": "read push"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_code_challenge_method"),
    ],
)
def test_what_is_wrong_is_told_to_the_app(attempt: Attempt, other: dict[str, str], wrong: str) -> None:
    assert attempt.back(**other)["error"] == wrong


@pytest.mark.parametrize(
    "other", [{"redirect_uri": "http://127.0.0.1:9/elsewhere"}, {"client_id": "unknown"}], ids=["address", "app"]
)
def test_a_stranger_gets_no_way_back(attempt: Attempt, other: dict[str, str]) -> None:
    answer = attempt.fake.sign_in(attempt.address(**other))
    assert answer.status_code in (400, 401)
    assert "location" not in answer.headers


def test_the_code_can_be_copied(attempt: Attempt) -> None:
    shown = attempt.fake.sign_in(attempt.address(redirect_uri=OUT_OF_BAND)).text
    code = shown.partition("<code>")[2].partition("</code>")[0]
    assert attempt.exchange(code, redirect_uri=OUT_OF_BAND).is_success


@pytest.mark.parametrize(
    ("registered", "given", "same"),
    [
        ("http://127.0.0.1/callback", "http://127.0.0.1:4711/callback", True),
        ("http://127.0.0.1:1/callback", "http://127.0.0.1:2/callback", True),
        ("http://[::1]/callback", "http://[::1]:4711/callback", True),
        ("http://127.0.0.1/callback", "http://127.0.0.1:4711/other", False),
        ("http://127.0.0.1/callback", "https://127.0.0.1/callback", False),
        ("http://localhost/callback", "http://localhost:4711/callback", False),
        ("https://example.org/callback", "https://example.org:4711/callback", False),
    ],
)
def test_only_loopback_numbers_may_change_the_port(registered: str, given: str, same: bool) -> None:
    assert redirect_matches(registered, given) is same


@pytest.mark.parametrize(
    "wish",
    [
        {"client_name": "", "redirect_uris": [OUT_OF_BAND]},
        {"client_name": "x", "redirect_uris": []},
        {"client_name": "x", "redirect_uris": ["javascript:alert(1)"]},
        {"client_name": "x", "redirect_uris": ["https://example.org/#fragment"]},
        {"client_name": "x", "redirect_uris": [OUT_OF_BAND], "scopes": "read everything"},
    ],
)
def test_registrations_that_are_refused(fake_mastodon: FakeMastodon, wish: dict[str, Any]) -> None:
    with fake_mastodon.forgiving():
        assert httpx.post(f"{fake_mastodon.url}/api/v1/apps", json=wish, trust_env=False).status_code == 422
