"""Signatures that a platform wants instead of a plain secret. A secret is opened here and nowhere near a log."""

import base64
import contextlib
import hashlib
import hmac
import json
from collections.abc import Mapping

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


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
