"""Signatures that a platform wants instead of a plain secret. A secret is opened here and nowhere near a log."""

import base64
import contextlib
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, urlsplit

from smmdesk.system.secrets import Secret


def hs256_token(key_id: Secret, key: Secret, claims: Mapping[str, object]) -> Secret:
    """A JSON web token signed with HMAC-SHA256 (RFC 7515, RFC 7518 3.2), which names the key that signed it.

    `key` is given as hexadecimal digits. Raises ValueError for one that is none.
    """
    raw = bytes.fromhex(key.reveal())
    header = {"alg": "HS256", "typ": "JWT", "kid": key_id.reveal()}
    signed = ".".join(_part(json.dumps(part, separators=(",", ":")).encode()) for part in (header, dict(claims)))
    digest = hmac.new(raw, signed.encode("ascii"), hashlib.sha256).digest()
    return Secret(f"{signed}.{_part(digest)}")


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
    parts = urlsplit(url)
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
