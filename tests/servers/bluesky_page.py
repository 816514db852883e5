"""The sign-in page of the real Bluesky server, as somebody's browser goes through it: name, password, yes.

The page is a program for browsers; what it asks of its server is asked here in the same words, headers and cookies.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from .bluesky import Account

API = "/@atproto/oauth-provider/~api"
NAVIGATES = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "user-agent": "a browser"}


@dataclass
class Visitor:
    """A browser on the page at `url`. Its cookies are `Secure`, which no client sends over plain http: kept by hand."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    def agree(self, account: Account) -> str:
        """Sign in as somebody and agree: the address that the browser is sent to. Raises AssertionError."""
        with httpx.Client(trust_env=False, timeout=30.0) as client:
            self._get(client, self.url, "none")
            wish = {"locale": "en", "username": account.handle, "password": account.password, "remember": False}
            signed = self._post(client, "/sign-in", wish)
            did = signed["account"].get("did") or signed["account"]["sub"]
            agreed = self._post(client, "/consent", {"did": did}, signed["ephemeralToken"])
            return self._get(client, agreed["url"], "same-origin").headers["location"]

    def refuse(self) -> str:
        """Say no: the address that the browser is sent to."""
        with httpx.Client(trust_env=False, timeout=30.0) as client:
            self._get(client, self.url, "none")
            refused = self._post(client, "/reject", {})
            return self._get(client, refused["url"], "same-origin").headers["location"]

    def _get(self, client: httpx.Client, url: str, site: str) -> httpx.Response:
        headers = {**NAVIGATES, "sec-fetch-site": site, "referer": self.url, "cookie": self._cookie}
        return self._keep(client.get(url, headers=headers))

    def _post(self, client: httpx.Client, path: str, body: dict[str, Any], bearer: str = "") -> dict[str, Any]:
        headers = {
            "sec-fetch-site": "same-origin",
            "sec-fetch-mode": "same-origin",
            "origin": self.origin,
            "referer": self.url,
            "user-agent": NAVIGATES["user-agent"],
            "cookie": self._cookie,
            "x-csrf-token": self.cookies.get("csrf-token", ""),
            **({"authorization": f"Bearer {bearer}"} if bearer else {}),
        }
        answer = self._keep(client.post(f"{self.origin}{API}{path}", json=body, headers=headers))
        value: dict[str, Any] = answer.json()
        return value

    @property
    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _keep(self, answer: httpx.Response) -> httpx.Response:
        assert answer.status_code < 400, f"{answer.url.path}: {answer.status_code} {answer.text[:300]}"
        for line in answer.headers.get_list("set-cookie"):
            name, _sign, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer
