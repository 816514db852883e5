"""A real authorization server (oidc-provider, OpenID-certified) that knows this app as a native client.

It proves the loopback sign-in: any port of 127.0.0.1 for the way back (RFC 8252), PKCE required, refresh tokens that
are good once, dynamic registration, pushed requests and DPoP.
"""

from pathlib import Path
from typing import Any, Self

import httpx

from .browser import Browser
from .install import node, node_packages
from .process import Launch, LoopbackServer, ServerProcess, free_port, launched

DISCOVERY = "/.well-known/openid-configuration"
CLIENT_ID = "smmdesk-native"
CONFIDENTIAL_CLIENT = ("smmdesk-confidential", "secret-of-the-test-client")


class OidcServer(LoopbackServer):
    """The authorization server on a random port. Any name and any password sign in; nothing is kept when it stops."""

    client_id = CLIENT_ID

    def __init__(self, process: ServerProcess, folder: Path, url: str) -> None:
        super().__init__(process, folder)
        self.url = url
        with httpx.Client(trust_env=False, timeout=30.0) as client:
            self.endpoints: dict[str, Any] = client.get(f"{url}{DISCOVERY}").json()

    @classmethod
    def start(cls, *, access_ttl_s: int = 300) -> Self:
        """Install (once) and start; access tokens live for `access_ttl_s` seconds. Raises ServerError."""
        home = node_packages("oidc")
        url = ""

        def plan(_: Path) -> Launch:
            nonlocal url
            port = free_port()
            url = f"http://127.0.0.1:{port}"
            env = {"OIDC_PORT": str(port), "ACCESS_TTL": str(access_ttl_s)}
            return Launch([str(node().binary), str(home / "server.mjs")], home, env, url + DISCOVERY)

        process, folder = launched("oidc", plan)
        return cls(process, folder, url)

    def sign_in(self, authorize_url: str, user: str = "alice", *, agree: bool = True) -> httpx.Response:
        """Sign in as `user` at an authorize address and agree (or refuse): the last answer on the way back to the app.

        Where nobody listens at the app's address, that is the redirect to it: see its `location`.
        """
        with Browser() as browser:
            return browser.sign_in(authorize_url, user, f"{user}-password", agree=agree)
