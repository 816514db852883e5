"""A small network of atproto with opinions: a directory, a server of accounts, and an authorization server beside it.

It takes no request without a good proof (RFC 9449): its own signature, address, method, a fresh `jti`, an instant near
its clock, the newest nonce, the hash of the access and the key that the sign-in began with. A code, a refresh token and
a pushed request are good once; a spent refresh token ends all of its family. `lies` are what it answers instead.
"""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

ENTRY, PLC, PDS, AUTH = (f"https://{name}.example" for name in ("entry", "plc", "pds", "auth"))
DID, OTHER = "did:plc:" + "a" * 24, "did:plc:" + "b" * 24
LEEWAY_S = 60


def unpacked(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def thumb(jwk: dict[str, str]) -> str:
    said = json.dumps({name: jwk[name] for name in ("crv", "kty", "x", "y")}, separators=(",", ":"), sort_keys=True)
    return base64.urlsafe_b64encode(hashlib.sha256(said.encode()).digest()).rstrip(b"=").decode()


def proven(proof: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """(head, claims) of a proof that its own key signed. Raises InvalidSignature."""
    head, claims, signature = proof.split(".")
    found = unpacked(head)
    x, y = (int.from_bytes(base64.urlsafe_b64decode(found["jwk"][name] + "=")) for name in ("x", "y"))
    raw = base64.urlsafe_b64decode(signature + "==")
    assert len(raw) == 64
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    key.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    return found, unpacked(claims)


@dataclass
class FakeAtproto:
    """`lies`: path -> what is answered instead, made of the honest answer. `now` is the servers' clock."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    lies: dict[str, Callable[[httpx.Response], httpx.Response]] = field(default_factory=dict)
    nonces: dict[str, str] = field(default_factory=lambda: {AUTH: "auth-1", PDS: "pds-1"})
    sub: str = DID
    pushed: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    access: dict[str, str] = field(default_factory=dict)
    refresh: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)
    made: int = 0

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def agree(self, url: str, **more: str) -> str:
        """Somebody says yes on the page at `url`: where the browser is sent. `more` are told besides, or instead."""
        asked = dict(parse_qsl(urlsplit(url).query))
        parameters = self.pushed.pop(asked["request_uri"])
        assert asked["client_id"] == parameters["client_id"]
        self.codes["code-1"] = parameters
        back = {"state": parameters["state"], "iss": AUTH, "code": "code-1", **more}
        return f"{parameters['redirect_uri']}?{urlencode({name: value for name, value in back.items() if value})}"

    def turn(self) -> None:
        """Every server has another nonce from now on."""
        self.nonces = {origin: f"{nonce}x" for origin, nonce in self.nonces.items()}

    # ------------------------------------------------------------------ answering
    def _answer(self, request: httpx.Request) -> httpx.Response:
        origin, path = f"{request.url.scheme}://{request.url.host}", request.url.path
        self.calls.append(path.rsplit("/", 1)[-1])
        honest = self._honest(origin, path, request)
        if origin in self.nonces:
            honest.headers["DPoP-Nonce"] = self.nonces[origin]
        lie = self.lies.get(path)
        return lie(honest) if lie is not None else honest

    def _honest(self, origin: str, path: str, request: httpx.Request) -> httpx.Response:
        form = dict(parse_qsl(request.content.decode())) if request.method == "POST" else {}
        if origin == PLC:
            return httpx.Response(200, json=document(path[1:]))
        if path == "/xrpc/com.atproto.identity.resolveHandle":
            return httpx.Response(200, json={"did": DID})
        if origin not in (*self.nonces, ENTRY):
            return httpx.Response(404, text="nobody")
        if path == "/.well-known/oauth-protected-resource":
            return httpx.Response(200, json={"resource": PDS, "authorization_servers": [AUTH]})
        if path == "/.well-known/oauth-authorization-server":
            return httpx.Response(200, json=METADATA)
        if path == "/xrpc/com.atproto.repo.getRecord":
            return httpx.Response(400, json={"error": "RecordNotFound", "message": "none"})
        wrong = self._unproven(origin, request)
        if wrong:
            return httpx.Response(
                401 if origin == PDS else 400,
                json={"error": wrong, "error_description": wrong},
                headers={"WWW-Authenticate": f'DPoP error="{wrong}"'} if origin == PDS else {},
            )
        if origin == PDS:
            return httpx.Response(200, json={"did": self.sub, "handle": "shop.example", "uri": "at://x", "cid": "c"})
        return self._authorization(path, form, thumb(proven(request.headers["dpop"])[0]["jwk"]))

    def _unproven(self, origin: str, request: httpx.Request) -> str:
        """What is wrong with the proof of a request; empty where all is well."""
        try:
            head, claims = proven(request.headers["dpop"])
        except (KeyError, ValueError, AssertionError, InvalidSignature):
            return "invalid_dpop_proof"
        if (head["typ"], head["alg"], set(head["jwk"])) != ("dpop+jwt", "ES256", {"kty", "crv", "x", "y"}):
            return "invalid_dpop_proof"
        url = str(request.url.copy_with(query=None, fragment=None))
        if (claims["htm"], claims["htu"]) != (request.method, url) or claims["jti"] in self.seen:
            return "invalid_dpop_proof"
        self.seen.add(claims["jti"])
        if abs(self.now().timestamp() - claims["iat"]) > LEEWAY_S:
            return "invalid_dpop_proof"
        if claims.get("nonce") != self.nonces[origin]:
            return "use_dpop_nonce"
        if origin == PDS:
            word, _space, token = request.headers.get("authorization", "").partition(" ")
            digest = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()
            if word != "DPoP" or claims.get("ath") != digest or self.access.get(token) != thumb(head["jwk"]):
                return "invalid_token"
        return ""

    def _authorization(self, path: str, form: dict[str, str], key: str) -> httpx.Response:
        if path == "/par":
            return self._push(form, key)
        if path == "/revoke":
            self.refresh.pop(form["token"], None)
            return httpx.Response(200, json={})
        if form.get("grant_type") == "refresh_token":
            known = self.refresh.pop(form["refresh_token"], None)
            if known != key:
                self.access, self.refresh = {}, {}
                return _refused("invalid_grant")
            return self._grant(key)
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        wanted = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or asked["key"] != key or wanted != asked["code_challenge"]:
            return _refused("invalid_grant")
        if (form["redirect_uri"], form["client_id"]) != (asked["redirect_uri"], asked["client_id"]):
            return _refused("invalid_grant")
        return self._grant(key)

    def _push(self, form: dict[str, str], key: str) -> httpx.Response:
        back, client = urlsplit(form["redirect_uri"]), form["client_id"]
        named = f"http://{back.hostname}{back.path}"
        wanted = f"http://localhost?redirect_uri={quote(named, safe='')}&scope={quote(form['scope'], safe='')}"
        if client != wanted or back.hostname != "127.0.0.1" or form["code_challenge_method"] != "S256":
            return _refused("invalid_request")
        if form["response_type"] != "code" or "client_secret" in form or not form["state"]:
            return _refused("invalid_request")
        self.pushed["urn:pushed:1"] = {**form, "key": key}
        return httpx.Response(201, json={"request_uri": "urn:pushed:1", "expires_in": 300})

    def _grant(self, key: str) -> httpx.Response:
        self.made += 1
        access, refresh = f"smmcanary-access-{self.made}", f"smmcanary-refresh-{self.made}"
        self.access[access], self.refresh[refresh] = key, key
        granted = {"access_token": access, "refresh_token": refresh, "token_type": "DPoP", "expires_in": 1800}
        return httpx.Response(200, json={**granted, "sub": self.sub, "scope": "atproto repo:app.bsky.feed.post"})


METADATA = {
    "issuer": AUTH,
    "authorization_endpoint": f"{AUTH}/authorize",
    "token_endpoint": f"{AUTH}/token",
    "revocation_endpoint": f"{AUTH}/revoke",
    "pushed_authorization_request_endpoint": f"{AUTH}/par",
    "scopes_supported": ["atproto"],
}


def document(did: str, **changes: Any) -> dict[str, Any]:
    """What the directory says of an account."""
    name = {DID: "shop.example", OTHER: "other.example"}.get(did, "nobody.example")
    service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": PDS}
    return {"id": did, "alsoKnownAs": [f"at://{name}"], "service": [service], **changes}


def _refused(word: str) -> httpx.Response:
    return httpx.Response(400, json={"error": word, "error_description": word})


def instead(**changes: Any) -> Callable[[httpx.Response], httpx.Response]:
    """A lie: the honest answer with other values; None takes one away."""

    def lie(honest: httpx.Response) -> httpx.Response:
        told = {name: value for name, value in {**honest.json(), **changes}.items() if value is not None}
        return httpx.Response(honest.status_code, json=told, headers={"DPoP-Nonce": "auth-1"})

    return lie
