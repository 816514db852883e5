"""Signatures that a platform wants instead of a plain secret. A secret is opened here and nowhere near a log."""

import base64
import contextlib
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote

from smmdesk.model.url_parts import split_url
from smmdesk.system.secrets import Secret

if TYPE_CHECKING:  # read when a proof is made: the program's start does not wait for it
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey


def hs256_token(key_id: Secret, key: Secret, claims: Mapping[str, object]) -> Secret:
    """A JSON web token signed with HMAC-SHA256 (RFC 7515, RFC 7518 3.2), which names the key that signed it.

    `key` is given as hexadecimal digits. Raises ValueError for one that is none.
    """
    raw = bytes.fromhex(key.reveal())
    header = {"alg": "HS256", "typ": "JWT", "kid": key_id.reveal()}
    signed = ".".join(_part(json.dumps(part, separators=(",", ":")).encode()) for part in (header, dict(claims)))
    digest = hmac.new(raw, signed.encode("ascii"), hashlib.sha256).digest()
    return Secret(f"{signed}.{_part(digest)}")


def joined(by: str, *secrets: Secret) -> Secret:
    """Several secrets as one, with `by` between them."""
    return Secret(by.join(secret.reveal() for secret in secrets))


def webhook_signature(key: Secret, message_id: str, stamp: str, body: bytes) -> str:
    """The header `webhook-signature` of Standard Webhooks: HMAC-SHA256 over id, Unix seconds and the very bytes sent.

    A key that begins with `whsec_` is base64, any other is taken as it is written.
    """
    said = key.reveal()
    raw = said.encode("utf-8", "replace")
    if said.startswith("whsec_"):
        with contextlib.suppress(ValueError):
            raw = base64.b64decode(said.removeprefix("whsec_"), validate=True)
    digest = hmac.new(raw, f"{message_id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode('ascii')}"


# ------------------------------------------------------------------ OAuth 1.0a
@dataclass(frozen=True, slots=True)
class OAuth1:
    """Who signs a request by OAuth 1.0a: the app (`key`) and, once there is one, the token. `said` are the protocol's
    further parameters (oauth_callback, oauth_verifier)."""

    key: Secret
    key_secret: Secret
    token: Secret = field(default_factory=lambda: Secret(""))
    token_secret: Secret = field(default_factory=lambda: Secret(""))
    said: Mapping[str, str] = field(default_factory=dict)

    def header(self, method: str, url: str, values: Iterable[tuple[str, str]], stamp: int, nonce: str) -> str:
        """The header `Authorization` (RFC 5849 3.5.1). `values` are the parameters beside those in the address's own
        query, `stamp` Unix seconds."""
        protocol = {
            "oauth_consumer_key": self.key.reveal(),
            "oauth_nonce": nonce,
            "oauth_signature_method": "HMAC-SHA1",
            "oauth_timestamp": str(stamp),
            "oauth_version": "1.0",
            **self.said,
        }
        if self.token:
            protocol["oauth_token"] = self.token.reveal()
        signed = base_string(method, url, [*values, *protocol.items()])
        protocol["oauth_signature"] = self.signature(signed)
        return "OAuth " + ", ".join(f'{name}="{_escaped(value)}"' for name, value in protocol.items())

    def signature(self, signed: str) -> str:
        """HMAC-SHA1 of a base string (RFC 5849 3.4.2)."""
        key = f"{_escaped(self.key_secret.reveal())}&{_escaped(self.token_secret.reveal())}"
        digest = hmac.new(key.encode("ascii"), signed.encode("ascii"), hashlib.sha1).digest()
        return base64.b64encode(digest).decode("ascii")


def base_string(method: str, url: str, values: Iterable[tuple[str, str]]) -> str:
    """What is signed (RFC 5849 3.4.1): method, address without its query, and all parameters in order."""
    parts = split_url(url)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    port = f":{parts.port}" if parts.port and parts.port != usual else ""
    pairs = [*parse_qsl(parts.query, keep_blank_values=True), *values]
    listed = sorted((_escaped(name), _escaped(value)) for name, value in pairs)
    said = "&".join(f"{name}={value}" for name, value in listed)
    return "&".join(map(_escaped, (method.upper(), f"{parts.scheme}://{host}{port}{parts.path or '/'}", said)))


def _escaped(text: str) -> str:
    """Percent-encoded as RFC 5849 3.6 wants it: all but letters, figures and -._~"""
    return quote(text, safe="-._~", errors="replace")


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


# ------------------------------------------------------------------ proof of possession (DPoP)
def new_dpop_key() -> Secret:
    """A private key on the curve P-256 for one sign-in, as 64 hexadecimal digits."""
    from cryptography.hazmat.primitives.asymmetric import ec

    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return Secret(f"{number:064x}")


@dataclass(frozen=True, slots=True)
class DPoP:
    """Who proves with each request that the token is theirs (RFC 9449). `key` is one of `new_dpop_key`."""

    key: Secret

    def proof(self, method: str, url: str, stamp: int, nonce: str = "", access: Secret | None = None) -> Secret:
        """The header `DPoP` of one request (RFC 9449 4.2): a fresh `jti`, the address without its query, `stamp` in
        Unix seconds, the server's newest `nonce`, and the hash of the access that travels with it."""
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
        from cryptography.hazmat.primitives.hashes import SHA256

        private = self._private()
        head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": _public(private)}
        claims: dict[str, object] = {
            "jti": secrets.token_urlsafe(24),
            "htm": method,
            "htu": split_url(url)._replace(query="", fragment="").geturl(),
            "iat": stamp,
        }
        if nonce:
            claims["nonce"] = nonce
        if access is not None:
            claims["ath"] = _part(hashlib.sha256(access.reveal().encode("ascii", "replace")).digest())
        signed = ".".join(_part(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
        r, s = decode_dss_signature(private.sign(signed.encode("ascii"), ec.ECDSA(SHA256())))
        return Secret(f"{signed}.{_part(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}")

    @property
    def name(self) -> str:
        """The public key's thumbprint (RFC 7638): whose a server's nonce is."""
        said = json.dumps(_public(self._private()), separators=(",", ":"), sort_keys=True)
        return _part(hashlib.sha256(said.encode()).digest())

    def _private(self) -> "EllipticCurvePrivateKey":
        from cryptography.hazmat.primitives.asymmetric import ec

        return ec.derive_private_key(int(self.key.reveal(), 16), ec.SECP256R1())


def _public(private: "EllipticCurvePrivateKey") -> dict[str, str]:
    found = private.public_key().public_numbers()
    x, y = (_part(number.to_bytes(32, "big")) for number in (found.x, found.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


# ------------------------------------------------------------------ AWS Signature Version 4, as S3 wants it
UNSIGNED = "UNSIGNED-PAYLOAD"
_NOT_ESCAPED = "-_.~"


def s3_signed(
    key: tuple[Secret, Secret], region: str, method: str, url: str, headers: Mapping[str, str], when: datetime
) -> Secret:
    """The header Authorization of a call to S3 without a query. `key` is the id and the secret access key; `headers`
    are all that is signed, host, x-amz-date and x-amz-content-sha256 among them. `when` is in UTC."""
    names = ";".join(sorted(name.lower() for name in headers))
    payload = {name.lower(): value for name, value in headers.items()}["x-amz-content-sha256"]
    scope, signature = _s3_signature(key[1], region, when, _s3_request(method, url, headers, "", payload))
    credential = f"{key[0].reveal()}/{scope}"
    return Secret(f"AWS4-HMAC-SHA256 Credential={credential},SignedHeaders={names},Signature={signature}")


def s3_link(key: tuple[Secret, Secret], region: str, url: str, when: datetime, lives_s: int) -> str:
    """An address from which anybody can read one object of a closed bucket for `lives_s` seconds (604,800 at most)."""
    query = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": f"{key[0].reveal()}/{_s3_scope(region, when)}",
        "X-Amz-Date": f"{when:%Y%m%dT%H%M%SZ}",
        "X-Amz-Expires": str(lives_s),
        "X-Amz-SignedHeaders": "host",
    }
    asked = "&".join(f"{name}={quote(value, safe=_NOT_ESCAPED)}" for name, value in sorted(query.items()))
    request = _s3_request("GET", url, {"host": split_url(url).netloc}, asked, UNSIGNED)
    return f"{url}?{asked}&X-Amz-Signature={_s3_signature(key[1], region, when, request)[1]}"


def _s3_scope(region: str, when: datetime) -> str:
    return f"{when:%Y%m%d}/{region}/s3/aws4_request"


def _s3_request(method: str, url: str, headers: Mapping[str, str], query: str, payload: str) -> str:
    """The canonical request. The path of `url` is escaped already, as S3 wants it once."""
    lines = sorted((name.lower(), " ".join(value.split())) for name, value in headers.items())
    told = "".join(f"{name}:{value}\n" for name, value in lines)
    names = ";".join(name for name, _ in lines)
    return "\n".join((method, split_url(url).path or "/", query, told, names, payload))


def _s3_signature(secret: Secret, region: str, when: datetime, request: str) -> tuple[str, str]:
    """Scope and signature."""
    scope = _s3_scope(region, when)
    hashed = hashlib.sha256(request.encode()).hexdigest()
    said = f"AWS4-HMAC-SHA256\n{when:%Y%m%dT%H%M%SZ}\n{scope}\n{hashed}"
    key = f"AWS4{secret.reveal()}".encode("utf-8", "replace")
    for piece in (*scope.split("/"), said):
        key = hmac.new(key, piece.encode(), hashlib.sha256).digest()
    return scope, key.hex()


def said_in_jwt(token: str) -> Mapping[str, Any]:
    """What a JSON web token says, unverified: a hint, nothing more."""
    with contextlib.suppress(IndexError, ValueError, RecursionError):
        payload = token.split(".")[1]
        found = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return found if isinstance(found, dict) else {}
    return {}
