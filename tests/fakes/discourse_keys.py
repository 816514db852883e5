"""User API keys of the fake Discourse (version 4): a page that shows one encrypted, and taking it back."""

import base64
import json
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from .exchange import Answer, Request
from .small import SmallFake, route

WANTED = ("application_name", "client_id", "scopes", "public_key", "nonce")
OFFERED = frozenset({"read", "write", "message_bus", "push", "notifications", "session_info", "one_time_password"})


@dataclass
class UserKey:
    """What a member allowed a program."""

    client_id: str
    scopes: frozenset[str]


class UserKeys(SmallFake):
    """`keys` are those that are good, by key. With `offers_keys` False the site setting is off."""

    keys: dict[str, UserKey]
    offers_keys = True

    def knows(self, request: Request) -> bool:
        found = self.keys.get(request.headers.get("user-api-key", ""))
        if found is None or found.client_id != request.headers.get("user-api-client-id"):
            return False
        return "write" in found.scopes or (request.method == "GET" and "read" in found.scopes)

    @route("HEAD", "/user-api-key/new")
    def version(self, request: Request) -> Answer:
        return Answer(200, text="", headers={"Auth-Api-Version": "4"}) if self.offers_keys else Answer(404, text="")

    @route("GET", "/user-api-key/new")
    def page(self, request: Request) -> Answer:
        """The page on which the member presses "Authorize": here it is pressed at once."""
        asked = dict(request.query)
        scopes = frozenset(asked.get("scopes", "").split(","))
        if not self.offers_keys or any(not asked.get(name) for name in WANTED) or not scopes <= OFFERED:
            return Answer(403, text="<html>Sorry, you cannot do that</html>", content_type="text/html")
        if "auth_redirect" in asked:  # a stock forum allows none of ours
            return Answer(403, text="<html>auth_redirect is not allowed</html>", content_type="text/html")
        return Answer(200, text=f"<html><pre>{self._payload(asked, scopes)}</pre></html>", content_type="text/html")

    def _payload(self, asked: dict[str, str], scopes: frozenset[str]) -> str:
        public = load_pem_public_key(asked["public_key"].encode())
        assert isinstance(public, RSAPublicKey)
        assert public.key_size >= 2048
        for old in [key for key, held in self.keys.items() if held.client_id == asked["client_id"]]:
            del self.keys[old]
        key = f"smmcanary{secrets.token_hex(12)}"
        self.keys[key] = UserKey(asked["client_id"], scopes)
        said = json.dumps({"key": key, "nonce": asked["nonce"], "push": False, "api": 4})
        return base64.encodebytes(public.encrypt(said.encode(), PKCS1v15())).decode()

    @route("POST", "/user-api-key/revoke")
    def revoke(self, request: Request) -> Answer:
        self.keys.pop(request.headers.get("user-api-key", ""), None)
        return Answer(json={"success": "OK"})
