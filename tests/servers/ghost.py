"""A real Ghost, its database in SQLite: the npm package with the packages that its own lock file pins.

It asks nobody on other computers anything: node/ghost/offline.cjs stands before its network.
"""

import json
import re
import secrets
import shutil
import sys
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Self

import httpx

from .install import HERE, NODE_VERSION, Node, ServerError, installed, need_compiler, node, packed, run
from .process import Launch, LoopbackServer, ServerProcess, free_port, launched

GHOST = "6.65.0"
GHOST_SHA = "sha512-D369qivOmfn4YwvBD1DljOGsHnJzBEQhBsiFnBZD+GjWrBpdZQYYNHneiQcKQVJwUom8eHWml1n5FRLQIwVFOg=="
PNPM = "11.28.10"
PNPM_SHA = "sha512-ZyIW8G4VwQm4VHHUnT++0X5vA+rSWN8Iwr9bSlwzMh6/v1lHa86BMl762has4Kx4VI/Qv816UTaek5GCo91Q5A=="
"""What reads Ghost's lock file, which has the digest of every package."""
OFFLINE = HERE / "node/ghost/offline.cjs"
API = "/ghost/api/admin"
OWNER, PASSWORD = "lucia@example.test", "Ombrello-1926-rosso"
SETTINGS: Mapping[str, object] = {
    "timezone": "Europe/Rome",
    "comments_enabled": "all",
    "explore_ping": False,
    "social_web": False,
    "email_track_opens": True,
}
WAIT_S = 60.0


class GhostServer(LoopbackServer):
    """A site on a random port, in the time zone Europe/Rome, with comments, of Lucia, its owner.

    Every question below is asked as the owner, so that an assertion says what the platform holds.
    """

    version = GHOST

    def __init__(self, process: ServerProcess, folder: Path, url: str) -> None:
        super().__init__(process, folder)
        self.url = url
        self._client = _as_owner(url)
        self._members: dict[str, httpx.Client] = {}

    @classmethod
    def start(cls) -> Self:
        """Install (once) and start. Raises ServerError."""
        ghost, template, url = program(), fresh_site(), ""

        def plan(folder: Path) -> Launch:
            nonlocal url
            shutil.copytree(template / "content", folder / "content")
            port = free_port()
            url = f"http://127.0.0.1:{port}"
            return _launch(ghost, template, folder, port)

        process, folder = launched("ghost", plan)
        return cls(process, folder, url)

    def stop(self) -> None:
        for client in (self._client, *self._members.values()):
            client.close()
        super().stop()

    def asked_outside(self) -> list[str]:
        """The other computers that the site would have asked something."""
        return re.findall(r"^asked outside: (.+)$", self.process.log.read_text("utf-8", "replace"), re.MULTILINE)

    # ------------------------------------------------------------------ keys
    def admin_key(self, name: str = "") -> str:
        """The key `id:secret` of a new integration, as an owner makes one in the settings."""
        wish = {"integrations": [{"name": name or f"smmdesk {secrets.token_hex(4)}"}]}
        [made] = self._json("POST", "integrations/?include=api_keys", json=wish)["integrations"]
        [key] = [str(each["secret"]) for each in made["api_keys"] if each["type"] == "admin"]
        return key

    def revoke(self, key: str) -> None:
        """Take an integration away, and its key with it."""
        found = self._json("GET", "integrations/?include=api_keys&limit=100")["integrations"]
        [own_id] = [each["id"] for each in found if key in [str(one["secret"]) for one in each["api_keys"]]]
        self._request("DELETE", f"integrations/{own_id}/")

    # ------------------------------------------------------------------ posts
    def posts(self, *statuses: str) -> list[dict[str, Any]]:
        """The posts that have one of these statuses (none: all) with `lexical` and `html`, newest first."""
        params = {"limit": "100", "formats": "lexical,html", "include": "tags,authors,newsletter"}
        if statuses:
            params["filter"] = f"status:[{','.join(statuses)}]"
        found: list[dict[str, Any]] = self._json("GET", "posts/", params=params)["posts"]
        return found

    def get_post(self, own_id: str) -> dict[str, Any] | None:
        """One post of any status with `lexical` and `html`, None when it is gone."""
        params = {"formats": "lexical,html", "include": "tags,authors,newsletter,email"}
        answer = self._request("GET", f"posts/{own_id}/", params=params)
        if answer.status_code == 404:
            return None
        [found] = _checked(answer)["posts"]
        return dict(found)

    def edit_post(self, own_id: str, **fields: object) -> dict[str, Any]:
        """Change a post as somebody in Ghost's own editor would."""
        found = self.get_post(own_id)
        assert found is not None, f"there is no post {own_id}"
        [changed] = self._json(
            "PUT",
            f"posts/{own_id}/",
            params={"formats": "lexical,html"},
            json={"posts": [{**fields, "updated_at": found["updated_at"]}]},
        )["posts"]
        return dict(changed)

    def delete_post(self, own_id: str) -> None:
        _checked(self._request("DELETE", f"posts/{own_id}/"))

    def clear(self) -> None:
        """Delete all posts, and with them their comments."""
        for post in self.posts():
            self.delete_post(post["id"])

    def file(self, address: str) -> bytes:
        """The bytes that visitors get from an address of this site."""
        return httpx.get(address, trust_env=False, timeout=WAIT_S).raise_for_status().content

    def page(self, address: str) -> str:
        """What visitors are shown there."""
        return self.file(address).decode()

    # ------------------------------------------------------------------ members and what they write
    def member(self, name: str) -> str:
        """The id of the member of that name, whose address is NAME@example.test; becomes one if nobody is."""
        email = f"{name.lower()}@example.test"
        found = self._json("GET", "members/", params={"filter": f"email:'{email}'"})["members"]
        if not found:
            wish = {"members": [{"name": name, "email": email}]}
            found = self._json("POST", "members/?send_email=false", json=wish)["members"]
        return str(found[0]["id"])

    def comment(self, post_id: str, html: str, name: str = "Anna", **below: str) -> str:
        """A member writes below a post, or (`parent_id`, `in_reply_to_id`) below another comment: its id."""
        wish = {"comments": [{"post_id": post_id, "html": html, **below}]}
        answer = self._as_member(name).post("/members/api/comments/", json=wish)
        [made] = _checked(answer)["comments"]
        return str(made["id"])

    def comments(self, post_id: str) -> list[dict[str, Any]]:
        """What visitors see below a post, replies within."""
        where = f"{self.url}/members/api/comments/post/{post_id}/"
        answer = httpx.get(where, params={"limit": "100"}, trust_env=False, timeout=WAIT_S)
        found: list[dict[str, Any]] = _checked(answer)["comments"]
        return found

    def allow_comments(self, whose: str) -> None:
        """Whose comments the site takes: `all`, `paid` or `off`."""
        _set(self._client, {"comments_enabled": whose})

    def _as_member(self, name: str) -> httpx.Client:
        """Signed in by the address that a member is mailed."""
        if name not in self._members:
            [found] = self._json("GET", f"members/{self.member(name)}/signin_urls/")["member_signin_urls"]
            client = httpx.Client(base_url=self.url, trust_env=False, timeout=WAIT_S, follow_redirects=True)
            client.get(found["url"]).raise_for_status()
            self._members[name] = client
        return self._members[name]

    def _request(self, method: str, route: str, **options: Any) -> httpx.Response:
        return self._client.request(method, f"{API}/{route}", **options)

    def _json(self, method: str, route: str, **options: Any) -> Any:
        return _checked(self._request(method, route, **options))


def _as_owner(url: str) -> httpx.Client:
    client = httpx.Client(base_url=url, headers={"Origin": url}, trust_env=False, timeout=WAIT_S)
    signed_in = client.post(f"{API}/session/", json={"username": OWNER, "password": PASSWORD})
    if not signed_in.is_success:
        client.close()
        raise ServerError(f"The Ghost site did not let its owner in: {signed_in.text[:500]}")
    return client


def _set(client: httpx.Client, settings: Mapping[str, object]) -> None:
    rows = [{"key": key, "value": value} for key, value in settings.items()]
    _checked(client.put(f"{API}/settings/", json={"settings": rows}))


def _checked(answer: httpx.Response) -> Any:
    if not answer.is_success:
        raise AssertionError(f"the Ghost site refused {answer.url}: {answer.text[:500]}")
    return answer.json() if answer.content else {}


# ------------------------------------------------------------------ installing and starting
def program() -> Path:
    """The folder of Ghost itself, with its packages and better-sqlite3 compiled for it. Raises ServerError."""
    if sys.platform == "win32":
        raise ServerError("Ghost runs here on Linux and macOS only; SMMDESK_NO_SERVERS=1 skips the tests that need it.")
    engine = node()
    recipe = f"{engine.binary.parent}{NODE_VERSION}{GHOST_SHA}{PNPM_SHA}"
    return installed("ghost", recipe, lambda folder: _build(engine, folder)) / "ghost/package"


def _build(engine: Node, folder: Path) -> None:
    need_compiler("ghost")
    ghost = _unpacked(engine, f"ghost@{GHOST}", GHOST_SHA, folder / "ghost")
    tool = _unpacked(engine, f"pnpm@{PNPM}", PNPM_SHA, folder / "pnpm")
    kept = dict.fromkeys(("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), str(folder / "pnpm/kept"))
    env = {**engine.environment(), **kept, "CI": "true"}
    fetch = ["install", "--prod", "--frozen-lockfile", "--ignore-scripts", "--config.pm-on-fail=ignore"]
    fetch += ["--config.package-import-method=hardlink", "--store-dir", str(folder / "pnpm/store")]
    run([str(engine.binary), str(tool / "bin/pnpm.mjs"), *fetch], ghost, "Ghost could not be fetched", env)
    shutil.rmtree(folder / "pnpm")
    gyp = engine.npm.parent.parent / "node_modules/node-gyp/bin/node-gyp.js"
    driver = (ghost / "node_modules/better-sqlite3").resolve()
    run([str(engine.binary), str(gyp), "rebuild", "--release"], driver, "better-sqlite3 could not be compiled", env)


def _unpacked(engine: Node, package: str, integrity: str, place: Path) -> Path:
    """The published files of one npm `package` (NAME@VERSION), without what they need themselves."""
    fetched = place.with_name(f"{place.name}.tgz")
    with packed(engine, package, integrity, fetched) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # younger than Debian 12's Python
        archive.extractall(place)
    shutil.rmtree(fetched)
    return place / "package"


def fresh_site() -> Path:
    """A folder with `content` of a site that has its owner, to be copied. Raises ServerError."""
    ghost = program()
    recipe = f"{ghost.parent}{OFFLINE.read_text('utf-8')}{OWNER}{PASSWORD}{SETTINGS}"
    return installed("ghost-site", recipe, lambda folder: _set_up(ghost, folder))


def _set_up(ghost: Path, folder: Path) -> None:
    """A first start makes the database; its owner is written into it."""
    url = ""

    def plan(first: Path) -> Launch:
        nonlocal url
        shutil.copytree(ghost / "content", first / "content")
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        return _launch(ghost, folder, first, port)

    process, first = launched("ghost", plan)
    try:
        person = {"name": "Lucia", "email": OWNER, "password": PASSWORD, "blogTitle": "Il Forno"}
        where = f"{url}{API}/authentication/setup/"
        _checked(httpx.post(where, json={"setup": [person]}, trust_env=False, timeout=WAIT_S))
        with closing(_as_owner(url)) as client:
            _set(client, SETTINGS)
    finally:
        process.stop()
    shutil.move(first / "content", folder / "content")
    shutil.rmtree(first)


def _launch(ghost: Path, template: Path, folder: Path, port: int) -> Launch:
    command = [str(node().binary), "--require", str(OFFLINE), "index.js"]
    settings = {name: value if isinstance(value, str) else json.dumps(value) for name, value in _settings(folder, port)}
    env = {**settings, "NODE_ENV": "development", "NODE_COMPILE_CACHE": str(template / "compiled")}
    return Launch(command, ghost, env, f"http://127.0.0.1:{port}{API}/site/")


def _settings(folder: Path, port: int) -> Iterator[tuple[str, object]]:
    """As `development`, which reads pages of this computer for a card; a site on the Internet does not."""
    yield "url", f"http://127.0.0.1:{port}"
    yield "server", {"host": "127.0.0.1", "port": port, "shutdownTimeout": 1000}
    yield "paths__contentPath", str(folder / "content")
    yield "database__client", "better-sqlite3"
    yield "database__connection__filename", str(folder / "content/data/ghost.db")
    yield "database__useNullAsDefault", True
    yield "mail__transport", "stub"
    yield "logging", {"level": "info", "transports": ["stdout"]}
    yield "privacy", {"useGravatar": False, "useIndexNow": False}
    for limited in ("user_login", "member_login", "global_block"):
        yield f"spam__{limited}__freeRetries", 10_000
