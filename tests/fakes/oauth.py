"""An authorization server with opinions, for fakes of platforms that want an app of the owner's own (RFC 6749, 7636).

It knows one app. The way back must be the registered one to the letter (a random port only where `any_port`), a code is
good once and only for who asked for it, refresh tokens rotate, and a spent one ends the whole family.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import httpx

from .exchange import Answer, Request


@dataclass
class FakeAuthorization:
    """`secret_in`: body, basic or none; `denied`: scopes that the person leaves out; `lives_s` of an access."""

    redirect_uri: str = "https://localhost/"
    any_port: bool = False
    pkce: bool = True
    challenge: str = "base64url"
    secret_in: str = "body"
    client_id_name: str = "client_id"
    separator: str = " "
    client_id: str = "app-4711"
    client_secret: str = "smmcanary-app-secret"
    denied: frozenset[str] = frozenset()
    rotates: bool = True
    lives_s: int = 3600
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    access: dict[str, str] = field(default_factory=dict)
    refresh: dict[str, str] = field(default_factory=dict)
    spent: set[str] = field(default_factory=set)
    asked: list[dict[str, str]] = field(default_factory=list)

    def handle(self, request: Request) -> Answer:
        if request.path == "/authorize" and request.method == "GET":
            return self._authorize(dict(request.query))
        if request.path == "/token" and request.method == "POST":
            return self._token(request)
        if request.path == "/me":
            known = request.bearer in self.access
            return Answer(200, {"id": "1"}) if known else Answer(401, {"error": "invalid_token"})
        return Answer(404, {"error": "not_found"})

    def _authorize(self, query: dict[str, str]) -> Answer:
        self.asked.append(query)
        way_back = query.get("redirect_uri", "")
        if query.get(self.client_id_name) != self.client_id or not self._is_registered(way_back):
            return Answer(400, {"error": "invalid_client"})
        if query.get("response_type") != "code" or self.pkce != (query.get("code_challenge_method") == "S256"):
            return Answer(400, {"error": "invalid_request"})
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        back = {"code": code, "state": query.get("state", "")}
        return Answer(302, headers={"Location": f"{way_back}?{urlencode(back)}"})

    def _is_registered(self, way_back: str) -> bool:
        if not self.any_port:
            return way_back == self.redirect_uri
        found = urlsplit(way_back)
        return (found.scheme, found.hostname, found.path) == ("http", "127.0.0.1", "/callback")

    def _token(self, request: Request) -> Answer:
        values = request.values()
        if not self._knows(request, values):
            return Answer(401, {"error": "invalid_client"})
        if values.get("grant_type") == "refresh_token":
            return self._renewed(str(values.get("refresh_token", "")))
        asked = self.codes.pop(str(values.get("code", "")), None)
        if values.get("grant_type") != "authorization_code" or asked is None:
            return Answer(400, {"error": "invalid_grant"})
        digest = hashlib.sha256(str(values.get("code_verifier", "")).encode()).digest()
        wanted = digest.hex() if self.challenge == "hex" else base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        proven = wanted == asked.get("code_challenge")
        if values.get("redirect_uri") != asked["redirect_uri"] or (self.pkce and not proven):
            return Answer(400, {"error": "invalid_grant"})
        scopes = asked.get("scope", "").split(self.separator)
        return self._grant(self.separator.join(scope for scope in scopes if scope not in self.denied))

    def _knows(self, request: Request, values: dict[str, object]) -> bool:
        if self.secret_in == "basic":
            pair = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
            return request.headers.get("authorization") == f"Basic {pair}" and "client_secret" not in values
        wanted = self.client_secret if self.secret_in == "body" else None
        return values.get(self.client_id_name) == self.client_id and values.get("client_secret") == wanted

    def _renewed(self, token: str) -> Answer:
        if self.rotates and token in self.spent:
            self.refresh.clear()
        scope = self.refresh.pop(token, None) if self.rotates else self.refresh.get(token)
        if scope is None:
            return Answer(400, {"error": "invalid_grant", "error_description": "the token was used or revoked"})
        if self.rotates:
            self.spent.add(token)
        return self._grant(scope)

    def _grant(self, scope: str) -> Answer:
        access, refresh = f"smmcanary-access-{secrets.token_hex(8)}", f"smmcanary-refresh-{secrets.token_hex(8)}"
        self.access[access] = scope
        granted = {"access_token": access, "token_type": "Bearer", "expires_in": self.lives_s, "scope": scope}
        if self.rotates or not self.refresh:
            self.refresh[refresh] = scope
            granted["refresh_token"] = refresh
        return Answer(200, granted)


def visit(url: str) -> None:
    """The browser goes where it was sent."""
    with httpx.Client(trust_env=False, timeout=30.0) as browser:
        browser.get(url)


def agreed(url: str) -> str:
    """What the browser lands on when the person agrees. Raises AssertionError when the server shows an error page."""
    with httpx.Client(trust_env=False, timeout=30.0) as browser:
        answer = browser.get(url)
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]
