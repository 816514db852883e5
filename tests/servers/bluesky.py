"""A real Bluesky server: the PDS that Bluesky itself runs, with a real PLC directory beside it.

Behind it is a small AppView of ours (app_view.py) that knows people by name; timelines, likes and notifications cannot
be read here, records, blobs and sign-in can.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx

from .app_view import DID as APP_VIEW_DID
from .app_view import AppView
from .install import node, node_packages
from .process import Launch, LoopbackServer, ServerProcess, free_port, launched

POST = "app.bsky.feed.post"
AT_URI = re.compile(r"at://(?P<repo>[^/]+)/(?P<collection>[^/]+)/(?P<rkey>[^/]+)")


@dataclass(frozen=True)
class Account:
    """Somebody who has an account on the server."""

    handle: str
    password: str
    did: str
    email: str


class BlueskyServer(LoopbackServer):
    """A PDS on a random port with the accounts alice.test and bob.test, forgotten when it stops.

    `url` names localhost, as the server does in the documents it gives out. Every question below asks the server
    itself, so that an assertion says what the platform holds and not what the program believes.
    """

    def __init__(self, process: ServerProcess, folder: Path, url: str, plc_url: str, app_view: AppView) -> None:
        super().__init__(process, folder)
        self.app_view = app_view
        self.url = url
        self.plc_url = plc_url
        self._client = httpx.Client(base_url=f"{url}/xrpc", trust_env=False, timeout=30.0)
        self._sessions: dict[str, dict[str, Any]] = {}
        self.accounts: dict[str, Account] = {}
        for name in ("alice", "bob"):
            self.create_account(f"{name}.test")

    @staticmethod
    def install() -> Path:
        """Fetch and compile once; gives the folder. Raises ServerError."""
        return node_packages("bluesky", compiled=["better-sqlite3"])

    @classmethod
    def start(cls, *, env: Mapping[str, str] | None = None) -> Self:
        """Install (once) and start. `env` adds or replaces settings of the PDS. Raises ServerError."""
        home = cls.install()
        port = plc_port = 0

        def plan(folder: Path) -> Launch:
            nonlocal port, plc_port
            for kept in ("data", "blobs", "blobs-tmp"):
                (folder / kept).mkdir()
            port, plc_port = free_port(), free_port()
            command = [str(node().binary), str(home / "launch.mjs")]
            ready = f"http://127.0.0.1:{port}/xrpc/_health"
            settings = _settings(folder, port, plc_port) | _behind(app_view)
            return Launch(command, home, {**settings, **(env or {})}, ready)

        app_view = AppView().start()
        try:
            process, folder = launched("bluesky", plan)
            return cls(process, folder, f"http://localhost:{port}", f"http://127.0.0.1:{plc_port}", app_view)
        except BaseException:
            app_view.stop()
            raise

    def stop(self) -> None:
        self._client.close()
        super().stop()
        self.app_view.stop()

    @property
    def alice(self) -> Account:
        return self.accounts["alice.test"]

    @property
    def bob(self) -> Account:
        return self.accounts["bob.test"]

    def create_account(self, handle: str) -> Account:
        """A new account; the handle ends in .test."""
        name = handle.partition(".")[0]
        email, password = f"{name}@example.test", f"{name}-password"
        body = {"email": email, "handle": handle, "password": password}
        answer = self._post("com.atproto.server.createAccount", body)
        account = Account(handle, password, answer["did"], email)
        self.accounts[handle] = account
        self._sessions[account.did] = answer
        return account

    def app_password(self, account: Account, name: str = "", *, direct_messages: bool = False) -> str:
        """A new app password of the account, as a person makes one in the settings."""
        wish = {"name": name or f"smmdesk-{secrets.token_hex(4)}", "privileged": direct_messages}
        answer = self._post("com.atproto.server.createAppPassword", wish, account)
        password: str = answer["password"]
        return password

    def revoke_app_password(self, account: Account, name: str) -> None:
        """Take an app password away, with every session that it opened."""
        self._post("com.atproto.server.revokeAppPassword", {"name": name}, account)

    def get_record(self, uri: str) -> dict[str, Any] | None:
        """`{uri, cid, value}` of the record at `uri` (at://…), or None when there is none."""
        match = AT_URI.fullmatch(uri)
        if match is None:
            raise ValueError(f"not the address of a record: {uri}")
        answer = self._client.get("/com.atproto.repo.getRecord", params=match.groupdict())
        if answer.status_code == 400 and answer.json().get("error") == "RecordNotFound":
            return None
        return _checked(answer)

    def list_records(self, account: Account, collection: str = POST) -> list[dict[str, Any]]:
        """All records `{uri, cid, value}` of one collection, newest first."""
        found: list[dict[str, Any]] = []
        cursor: str | None = ""
        while cursor is not None:
            params = {"repo": account.did, "collection": collection, "limit": "100"} | (
                {"cursor": cursor} if cursor else {}
            )
            page = _checked(self._client.get("/com.atproto.repo.listRecords", params=params))
            found += page["records"]
            cursor = page.get("cursor")
        return found

    def posts(self, account: Account) -> list[dict[str, Any]]:
        """The post records themselves, newest first."""
        return [record["value"] for record in self.list_records(account)]

    def get_blob(self, account: Account, blob: Mapping[str, Any]) -> bytes:
        """The bytes of a blob that a record names (`{"$type": "blob", "ref": {"$link": …}, …}`)."""
        params = {"did": account.did, "cid": blob["ref"]["$link"]}
        answer = self._client.get("/com.atproto.sync.getBlob", params=params)
        answer.raise_for_status()
        return answer.content

    def lay_down(self, account: Account, data: bytes, mime: str = "video/mp4") -> dict[str, Any]:
        """A new blob of the account, as the network's services make them: `{"$type": "blob", …}`."""
        headers = {"Authorization": f"Bearer {self._sessions[account.did]['accessJwt']}", "Content-Type": mime}
        blob: dict[str, Any] = _checked(
            self._client.post("/com.atproto.repo.uploadBlob", content=data, headers=headers)
        )["blob"]
        return blob

    @property
    def did(self) -> str:
        """What the server is called by others of the network."""
        name: str = _checked(self._client.get("/com.atproto.server.describeServer"))["did"]
        return name

    def create_record(self, account: Account, record: Mapping[str, Any], collection: str = POST) -> dict[str, Any]:
        """Write a record as the account, as another app of the same person would: `{uri, cid, …}`."""
        body = {"repo": account.did, "collection": collection, "record": dict(record)}
        return self._post("com.atproto.repo.createRecord", body, account)

    def delete_record(self, uri: str, account: Account) -> None:
        """Delete a record as the account, as another app of the same person would."""
        match = AT_URI.fullmatch(uri)
        if match is None:
            raise ValueError(f"not the address of a record: {uri}")
        self._post("com.atproto.repo.deleteRecord", match.groupdict(), account)

    def edit_record(self, uri: str, account: Account, **changes: object) -> None:
        """Change fields of a record as the account, as another app of the same person would."""
        found, match = self.get_record(uri), AT_URI.fullmatch(uri)
        if found is None or match is None:
            raise ValueError(f"not the address of a record: {uri}")
        body = {**match.groupdict(), "record": {**found["value"], **changes}}
        self._post("com.atproto.repo.putRecord", body, account)

    def clear(self, account: Account) -> None:
        """Delete all posts of the account."""
        for record in self.list_records(account):
            self.delete_record(record["uri"], account)

    def _post(self, method: str, body: Mapping[str, Any], account: Account | None = None) -> dict[str, Any]:
        token = self._sessions[account.did]["accessJwt"] if account else ""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return _checked(self._client.post(f"/{method}", json=body, headers=headers))


def _checked(answer: httpx.Response) -> dict[str, Any]:
    if not answer.is_success:
        raise AssertionError(f"the Bluesky server refused {answer.url.path}: {answer.text[:500]}")
    value: dict[str, Any] = answer.json() if answer.content else {}
    return value


def _behind(app_view: AppView) -> dict[str, str]:
    return {"PDS_BSKY_APP_VIEW_URL": app_view.url, "PDS_BSKY_APP_VIEW_DID": APP_VIEW_DID}


def _settings(folder: Path, port: int, plc_port: int) -> dict[str, str]:
    return {
        "PLC_PORT": str(plc_port),
        "PDS_PORT": str(port),
        "PDS_HOSTNAME": "localhost",
        "PDS_SERVICE_DID": f"did:web:localhost%3A{port}",
        "PDS_DID_PLC_URL": f"http://127.0.0.1:{plc_port}",
        "PDS_DEV_MODE": "true",
        "PDS_INVITE_REQUIRED": "false",
        "PDS_DISABLE_SSRF_PROTECTION": "true",
        "PDS_DATA_DIRECTORY": str(folder / "data"),
        "PDS_BLOBSTORE_DISK_LOCATION": str(folder / "blobs"),
        "PDS_BLOBSTORE_DISK_TMP_LOCATION": str(folder / "blobs-tmp"),
        "PDS_JWT_SECRET": secrets.token_hex(32),
        "PDS_DPOP_SECRET": secrets.token_hex(32),
        "PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX": secrets.token_hex(32),
        "PDS_ADMIN_PASSWORD": "admin-password",
        "NODE_ENV": "development",
        "LOG_ENABLED": "true",
        "LOG_LEVEL": "info",
    }
