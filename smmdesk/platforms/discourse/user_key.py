"""A key that a member makes for smmdesk in the browser (user API keys, version 4): the forum shows it encrypted for a
key pair of ours, and the person pastes what it shows. No administrator is needed, and nothing listens on this computer.

A stock forum refuses to send the browser back to a loopback address (allowed_user_api_auth_redirects). The key pair
lives for one sign-in and is never kept. Source: discourse/discourse, user_api_keys_controller (2026).
"""

import base64
import binascii
import secrets
import uuid
from typing import TYPE_CHECKING
from urllib.parse import unquote

from smmdesk.model.problem import ProblemError
from smmdesk.model.words import N_
from smmdesk.platforms.answers import UnreadableError, parse_json
from smmdesk.platforms.base import SigningIn
from smmdesk.platforms.http import Call
from smmdesk.platforms.sign_in import with_query
from smmdesk.platforms.sign_in_facts import SignInField
from smmdesk.system.secrets import Secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

SCOPES = "read,write"
KEY_BITS = 2048
MOST_LETTERS = 4000
SHOWN = "payload"
PASTE = SignInField(
    SHOWN,
    N_("What the forum shows you"),
    "text",
    N_("Press the button that allows it. The page then shows a long text: copy all of it and paste it here."),
)


async def ask_for_key(signing_in: SigningIn, server: str) -> Secret:
    """The secret (`key`, `client_id`) that the member allowed. Raises ProblemError: no_user_keys, sign_in_cancelled,
    sign_in_strange; ConnectorError."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    assert signing_in.open_page is not None
    await _require_offered(signing_in, server)
    pair = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    client_id, nonce = str(uuid.uuid4()), secrets.token_hex(16)
    asked = {
        "application_name": "smmdesk",
        "client_id": client_id,
        "scopes": SCOPES,
        "public_key": _public(pair),
        "nonce": nonce,
    }
    await signing_in.open_page(with_query(f"{server}/user-api-key/new", asked))
    found = await signing_in.ask((PASTE,)) if signing_in.ask is not None else None
    if found is None:
        raise ProblemError("sign_in_cancelled")
    return Secret.of(key=_opened(pair, found.get(SHOWN, ""), nonce), client_id=client_id)


async def _require_offered(signing_in: SigningIn, server: str) -> None:
    call = Call(method="HEAD", url=f"{server}/user-api-key/new", also=frozenset({403, 404}))
    answer = await signing_in.http.call(call)
    if not answer.ok or not answer.headers.get("auth-api-version", "").isdigit():
        raise ProblemError("no_user_keys", platform=signing_in.facts.name)


def _public(pair: "RSAPrivateKey") -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return pair.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def _opened(pair: "RSAPrivateKey", shown: str, nonce: str) -> Secret:
    """The key in what the forum showed: base64 of RSA (PKCS#1 v1.5) over JSON that repeats our nonce.

    Raises ProblemError(sign_in_strange) for anything else, another sign-in's text included.
    """
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

    try:
        text = "".join(unquote(shown[:MOST_LETTERS]).split())
        found = parse_json(pair.decrypt(base64.b64decode(text, validate=True), PKCS1v15()))
        key, said = found["key"], found["nonce"]
        if not isinstance(key, str) or not key or not secrets.compare_digest(str(said), nonce):
            raise ValueError("another sign-in")
    except (ValueError, TypeError, KeyError, binascii.Error, UnreadableError) as error:
        raise ProblemError("sign_in_strange") from error
    return Secret(key)
