"""A server of OAuth 1.0a with opinions (RFC 5849): it computes every signature again, by itself, and takes each once.

It knows one app. What a platform signs beside the address and the protocol's own parameters is the form, also one that
carries files (Flickr); never a file, never JSON.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote, unquote, urlencode, urlsplit

from .exchange import Answer, Request, Upload
from .small import RefusalError

DRIFT = timedelta(minutes=5)


@dataclass
class FakeSigned:
    """`bases` are the addresses (scheme and host) by which the platform may be reached; `extra` is given beside an
    access token; `page` are the parameters that the page to agree on wants."""

    bases: set[str] = field(default_factory=set)
    extra: dict[str, str] = field(default_factory=dict)
    page: dict[str, str] = field(default_factory=dict)
    key: str = "app-4711"
    key_secret: str = "smmcanary-app-secret"
    denies: bool = False
    asked: dict[str, tuple[str, str]] = field(default_factory=dict)  # token: its secret, the way back
    agreed: dict[str, str] = field(default_factory=dict)  # token: verifier
    access: dict[str, str] = field(default_factory=dict)  # token: its secret
    seen: set[str] = field(default_factory=set)

    # ------------------------------------------------------------------ the three steps
    def request_token(self, request: Request, now: datetime) -> Answer:
        said = self.checked(request, now, {"": ""})
        token, secret = f"ask-{secrets.token_hex(8)}", secrets.token_hex(8)
        self.asked[token] = secret, said["oauth_callback"]
        return _form(oauth_callback_confirmed="true", oauth_token=token, oauth_token_secret=secret)

    def authorize(self, request: Request) -> Answer:
        """The person agrees (or not) on the platform's own page."""
        asked = dict(request.query)
        if asked.get("oauth_token") not in self.asked or self.page.items() - asked.items():
            return Answer(400, text="oauth_problem=token_rejected", content_type="text/plain")
        token = asked["oauth_token"]
        self.agreed[token] = secrets.token_hex(8)
        back = {} if self.denies else {"oauth_token": token, "oauth_verifier": self.agreed[token]}
        return Answer(302, headers={"Location": f"{self.asked[token][1]}&{urlencode(back)}"})

    def access_token(self, request: Request, now: datetime) -> Answer:
        said = self.checked(request, now, {token: secret for token, (secret, _) in self.asked.items()})
        token = said["oauth_token"]
        if said.get("oauth_verifier") != self.agreed.pop(token, None):
            raise _problem("verifier_invalid")
        del self.asked[token]
        access, secret = f"smmcanary-access-{secrets.token_hex(8)}", f"smmcanary-{secrets.token_hex(8)}"
        self.access[access] = secret
        return _form(oauth_token=access, oauth_token_secret=secret, **self.extra)

    # ------------------------------------------------------------------ every request
    def checked(self, request: Request, now: datetime, known: dict[str, str] | None = None) -> dict[str, str]:
        """The protocol's parameters of a request that is signed as it must be. Raises RefusalError: 401."""
        said = _protocol(request)
        tokens = self.access if known is None else known
        if said.get("oauth_consumer_key") != self.key:
            raise _problem("consumer_key_unknown")
        if said.get("oauth_token", "") not in tokens:
            raise _problem("token_rejected")
        if abs(now.timestamp() - int(said["oauth_timestamp"])) > DRIFT.total_seconds():
            raise _problem("timestamp_refused")
        if said["oauth_nonce"] in self.seen or said.get("oauth_signature_method") != "HMAC-SHA1":
            raise _problem("nonce_used")
        self.seen.add(said["oauth_nonce"])
        given = said.pop("oauth_signature")
        key = f"{_quoted(self.key_secret)}&{_quoted(tokens[said.get('oauth_token', '')])}".encode()
        signed = [
            f"{request.method}&{_quoted(base + request.path)}&{_quoted(_listed(request, said))}" for base in self.bases
        ]
        if given not in [
            base64.b64encode(hmac.new(key, each.encode(), hashlib.sha1).digest()).decode() for each in signed
        ]:
            raise _problem("signature_invalid")
        return said


def _protocol(request: Request) -> dict[str, str]:
    kind, _, rest = request.headers.get("authorization", "").partition(" ")
    if kind != "OAuth":
        raise _problem("parameter_absent")
    pairs = (piece.strip().partition("=") for piece in rest.split(","))
    return {unquote(name): unquote(value.strip('"')) for name, _, value in pairs}


def _listed(request: Request, said: dict[str, str]) -> str:
    form, files = request._form()
    assert not any(isinstance(value, Upload) for _, value in form), files
    signed = [] if "json" in dict(form) else form
    pairs = [(_quoted(name), _quoted(value)) for name, value in [*request.query, *signed, *said.items()]]
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _quoted(text: str) -> str:
    return quote(text, safe="~")


def _form(**values: str) -> Answer:
    return Answer(200, text=urlencode(values), content_type="text/plain; charset=utf-8")


def _problem(word: str) -> RefusalError:
    return RefusalError(Answer(401, text=f"oauth_problem={word}", content_type="text/plain"))


def base_of(url: str) -> str:
    """Scheme and host of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
