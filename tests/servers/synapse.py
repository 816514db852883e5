"""A real Matrix homeserver, Synapse, its database in SQLite: from Python packages, in an environment of its own.

It asks no other server anything: no federation, no trusted key servers, no statistics.
"""

import hashlib
import hmac
import json
import shutil
import sys
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote
from uuid import uuid4

import httpx

from .install import HERE, ServerError, installed, run
from .process import Launch, LoopbackServer, ServerProcess, free_port, launched

LOCK = HERE / "python" / "synapse.lock"
NAME = "localhost"
REGISTERING = "a shared secret of the tests"
PEOPLE = ("lucia", "anna", "bea")
"""Who has an account from the beginning; the password of each is their name and `-password`."""
NO_LIMIT = {"per_second": 10_000, "burst_count": 10_000}
LOGS = {
    "version": 1,
    "handlers": {"out": {"class": "logging.StreamHandler"}},
    "root": {"level": "WARNING", "handlers": ["out"]},
}


class SynapseServer(LoopbackServer):
    """A homeserver on a random port, forgotten when it stops. What its questions answer is what the server holds."""

    def __init__(self, process: ServerProcess, folder: Path, url: str) -> None:
        super().__init__(process, folder)
        self.url = url
        self._client = httpx.Client(base_url=f"{url}/_matrix/client/v3", trust_env=False, timeout=30.0)
        self._accesses: dict[str, str] = {}

    @classmethod
    def start(cls) -> Self:
        """Install (once) and start. Raises ServerError."""
        template, url = fresh_homeserver(), ""

        def plan(folder: Path) -> Launch:
            nonlocal url
            for name in ("homeserver.db", "signing.key"):
                shutil.copy(template / name, folder)
            port = free_port()
            url = f"http://127.0.0.1:{port}"
            return _launch(template, folder, port)

        process, folder = launched("synapse", plan)
        return cls(process, folder, url)

    def stop(self) -> None:
        self._client.close()
        super().stop()

    def user(self, name: str) -> str:
        return f"@{name}:{NAME}"

    def password(self, name: str) -> str:
        return f"{name}-password"

    # ------------------------------------------------------------------ rooms, and what stands in them
    def make_room(self, alias: str, *, by: str = "lucia", encrypted: bool = False, **more: Any) -> str:
        """A public room with the address `#ALIAS:localhost`; its id."""
        wish = {"preset": "public_chat", "room_alias_name": alias, "name": alias.title(), **more}
        if encrypted:
            content = {"algorithm": "m.megolm.v1.aes-sha2"}
            wish["initial_state"] = [{"type": "m.room.encryption", "state_key": "", "content": content}]
        room: str = self._ask("POST", "createRoom", by, wish)["room_id"]
        return room

    def join(self, room: str, who: str) -> None:
        self._ask("POST", f"join/{quote(room, safe='')}", who, {})

    def say(self, room: str, who: str, text: str, **more: Any) -> str:
        """Somebody writes, by another program: the id of the event."""
        return self.send(room, who, {"msgtype": "m.text", "body": text, **more})

    def send(self, room: str, who: str, content: dict[str, Any]) -> str:
        sent = self._ask("PUT", f"{_room(room)}/send/m.room.message/{uuid4()}", who, content)
        own_id: str = sent["event_id"]
        return own_id

    def change(self, room: str, who: str, own_id: str, text: str) -> str:
        fresh = {"msgtype": "m.text", "body": text}
        related = {"rel_type": "m.replace", "event_id": own_id}
        return self.send(room, who, {**fresh, "body": f"* {text}", "m.new_content": fresh, "m.relates_to": related})

    def redact(self, room: str, who: str, own_id: str) -> None:
        self._ask("PUT", f"{_room(room)}/redact/{quote(own_id, safe='')}/{uuid4()}", who, {})

    def event(self, room: str, own_id: str, who: str = "anna") -> dict[str, Any]:
        """An event as it is now, with what took its place beside it."""
        return self._ask("GET", f"{_room(room)}/event/{quote(own_id, safe='')}", who)

    def messages(self, room: str, who: str = "anna") -> list[dict[str, Any]]:
        """The last hundred messages of a room that were not taken back, the oldest first, changes among them."""
        found = self._ask("GET", f"{_room(room)}/messages?dir=b&limit=100", who)["chunk"]
        return [event for event in reversed(found) if event["type"] == "m.room.message" and event["content"]]

    def file(self, uri: str, who: str = "anna") -> bytes:
        """What was uploaded, as somebody in the room reads it."""
        where = f"{self.url}/_matrix/client/v1/media/download/{uri.removeprefix('mxc://')}"
        answer = httpx.get(where, headers=self._named(who), trust_env=False, timeout=30.0)
        return answer.raise_for_status().content

    def access(self, who: str) -> str:
        """An access key of somebody."""
        if who not in self._accesses:
            named = {"type": "m.id.user", "user": who}
            wish = {"type": "m.login.password", "identifier": named, "password": self.password(who)}
            answer = self._client.post("login", json=wish)
            self._accesses[who] = answer.raise_for_status().json()["access_token"]
        return self._accesses[who]

    def _named(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access(who)}"}

    def _ask(self, method: str, path: str, who: str, body: Any = None) -> dict[str, Any]:
        answer = self._client.request(method, path, json=body, headers=self._named(who))
        if not answer.is_success:
            raise ServerError(f"Synapse refused {method} {path}: {answer.text}")
        found: dict[str, Any] = answer.json()
        return found


def _room(room: str) -> str:
    return f"rooms/{quote(room, safe='')}"


# ------------------------------------------------------------------ installing and starting
def fresh_homeserver() -> Path:
    """A folder with `env` (Python with Synapse), a signing key and a database that knows PEOPLE. Raises ServerError."""
    recipe = f"{LOCK.read_text('utf-8')}{PEOPLE}{NAME}{sys.version_info[:2]}"
    return installed("synapse", recipe, _build)


def _python(template: Path) -> Path:
    return template / "env" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _build(folder: Path) -> None:
    if sys.platform == "win32":
        raise ServerError("Synapse runs on Linux and macOS only; SMMDESK_NO_SERVERS=1 skips the tests that need it.")
    run([sys.executable, "-m", "venv", "--without-pip", str(folder / "env")], folder, "No environment for Synapse")
    options = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--disable-pip-version-check", "--quiet"]
    command = [sys.executable, "-m", "pip", "--python", str(_python(folder)), "install", *options, "-r", str(LOCK)]
    run(command, folder, "Synapse could not be fetched with pip")
    _set_up(folder)


def _set_up(folder: Path) -> None:
    """A first start makes the database; its people are written into it."""
    url = ""

    def plan(first: Path) -> Launch:
        nonlocal url
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        launch = _launch(folder, first, port)
        run([*launch.command, "--generate-keys"], first, "Synapse made no signing key")
        return launch

    process, first = launched("synapse", plan)
    try:
        for name in PEOPLE:
            _register(url, name)
    finally:
        process.stop()
    for name in ("homeserver.db", "signing.key"):
        shutil.move(first / name, folder)
    shutil.rmtree(first)


def _register(url: str, name: str) -> None:
    where, password = f"{url}/_synapse/admin/v1/register", f"{name}-password"
    nonce = httpx.get(where, trust_env=False).raise_for_status().json()["nonce"]
    said = "\0".join((nonce, name, password, "notadmin")).encode()
    mac = hmac.new(REGISTERING.encode(), said, hashlib.sha1).hexdigest()
    wish = {"nonce": nonce, "username": name, "password": password, "admin": False, "mac": mac}
    httpx.post(where, json=wish, trust_env=False, timeout=30.0).raise_for_status()


def _launch(template: Path, folder: Path, port: int) -> Launch:
    (folder / "logs.yaml").write_text(json.dumps(LOGS), "utf-8")
    (folder / "homeserver.yaml").write_text(json.dumps(_settings(folder, port)), "utf-8")  # JSON is YAML
    command = [str(_python(template)), "-m", "synapse.app.homeserver", "-c", str(folder / "homeserver.yaml")]
    return Launch(command, folder, {"PYTHONDONTWRITEBYTECODE": ""}, f"http://127.0.0.1:{port}/health")


def _settings(folder: Path, port: int) -> dict[str, Any]:
    listening = {"port": port, "type": "http", "tls": False, "bind_addresses": ["127.0.0.1"]}
    limits = ("rc_message", "rc_joins_per_room", "rc_room_creation", "rc_registration")
    return {
        "server_name": NAME,
        "public_baseurl": f"http://127.0.0.1:{port}/",
        "listeners": [{**listening, "resources": [{"names": ["client"], "compress": False}]}],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "media_store_path": str(folder / "media"),
        "signing_key_path": str(folder / "signing.key"),
        "log_config": str(folder / "logs.yaml"),
        "pid_file": str(folder / "synapse.pid"),
        "registration_shared_secret": REGISTERING,
        "macaroon_secret_key": "of the tests",
        "form_secret": "of the tests",
        "report_stats": False,
        "trusted_key_servers": [],
        "federation_domain_whitelist": [],
        "bcrypt_rounds": 4,
        "user_directory": {"enabled": False},
        **dict.fromkeys(limits, NO_LIMIT),
        "rc_joins": {"local": NO_LIMIT, "remote": NO_LIMIT},
        "rc_login": dict.fromkeys(("address", "account", "failed_attempts"), NO_LIMIT),
    }
