"""A real MediaWiki under PHP's own web server, its database in SQLite: Debian's package, unpacked and not installed."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Self

import httpx

from .install import ServerError, installed, run
from .process import Launch, LoopbackServer, ServerProcess, free_port, launched
from .wordpress_site import php

PACKAGES = ("mediawiki", "mediawiki-classes")
EXTENSIONS = ("intl", "mbstring", "pdo_sqlite", "xml", "gd")
ANNA = "anna-password-1"
BOT_PASSWORD = "0123456789abcdef0123456789abcdef"
GRANTS = "basic,editpage,createeditmovepage,uploadfile,uploadeditmovefile,highvolume,delete"
SETTINGS = """
$wgEnableUploads = true; $wgFileExtensions = ['png', 'jpg', 'jpeg', 'gif', 'webp']; $wgUseInstantCommons = false;
$wgMainCacheType = CACHE_DB; $wgSessionCacheType = CACHE_DB; // the workers of php -S share nothing else
$wgEnableEmail = false; $wgPingback = false; $wgUpgradeKey = false; $wgRunJobsAsync = false;
$wgServer = getenv('SMMDESK_WIKI_URL'); $wgUploadDirectory = getenv('SMMDESK_WIKI_FILES');
"""
DATABASE = "$wgSQLiteDataDir = getenv('SMMDESK_WIKI_DATABASE');"
"""In the place of the folder that the wiki was installed in: every server has a database of its own, and files."""
ADVICE = "On Debian or Ubuntu: apt-get update, so that `apt-get download mediawiki` finds it."


class MediaWikiServer(LoopbackServer):
    """A wiki on a random port with the accounts `Lucia`, with her bot password `Lucia@smmdesk`, and `Anna`."""

    user, password = "Lucia@smmdesk", BOT_PASSWORD

    def __init__(self, process: ServerProcess, folder: Path, url: str) -> None:
        super().__init__(process, folder)
        self.url = url
        self._anna: httpx.Client | None = None

    @classmethod
    def start(cls, *, workers: int = 4) -> Self:
        """Install (once) and start. Raises ServerError."""
        template, program = fresh_wiki(), php()
        url = ""

        def plan(folder: Path) -> Launch:
            nonlocal url
            shutil.copytree(template / "database", folder / "database")
            (folder / "images").mkdir()
            address = f"127.0.0.1:{free_port()}"
            url = f"http://{address}"
            env = {**_variables(folder, url), "PHP_CLI_SERVER_WORKERS": str(workers)}
            ready = f"{url}/api.php?action=query&meta=siteinfo&format=json"
            return Launch([*program, "-S", address, "-t", str(template / "www")], folder, env, ready)

        process, folder = launched("mediawiki", plan)
        return cls(process, folder, url)

    def stop(self) -> None:
        if self._anna is not None:
            self._anna.close()
        super().stop()

    def page(self, title: str) -> dict[str, Any] | None:
        """The newest revision of a page as everybody can read it (`content`, `comment`, `user`); None without one."""
        asked = {"prop": "revisions", "rvprop": "ids|content|comment|user", "rvslots": "main", "titles": title}
        [found] = self._query(**asked)["pages"]
        if "revisions" not in found:
            return None
        [revision] = found["revisions"]
        return {**revision, "content": revision["slots"]["main"]["content"]}

    def write(self, title: str, text: str, summary: str = "", **more: str) -> int:
        """Anna changes a page (more: `section`, `appendtext`, `minor`, …); the number of the revision."""
        if self._anna is None:
            self._anna = httpx.Client(base_url=self.url, trust_env=False, timeout=60.0)
            form = {"lgname": "Anna", "lgpassword": ANNA, "lgtoken": self._token("login")}
            self._post("login", form)
        named = {"title": title, "summary": summary, **({} if "appendtext" in more else {"text": text}), **more}
        made = self._post("edit", {**named, "token": self._token("csrf")})
        return int(made["newrevid"])

    def _token(self, kind: str) -> str:
        assert self._anna is not None
        asked = {"action": "query", "meta": "tokens", "type": kind, "format": "json"}
        found: str = self._anna.get("/api.php", params=asked).json()["query"]["tokens"][f"{kind}token"]
        return found

    def _post(self, action: str, form: dict[str, str]) -> dict[str, Any]:
        assert self._anna is not None
        answer = self._anna.post("/api.php", data={"action": action, "format": "json", **form}).json()
        made: dict[str, Any] = answer.get(action, {})
        if made.get("result") != "Success":
            raise ServerError(f"The wiki refused {action}: {answer}")
        return made

    def files(self) -> list[dict[str, Any]]:
        """All uploaded files (`name`, `url`)."""
        found: list[dict[str, Any]] = self._query(list="allimages")["allimages"]
        return found

    def _query(self, **params: str) -> dict[str, Any]:
        asked = {"action": "query", "format": "json", "formatversion": "2", **params}
        answer = httpx.get(f"{self.url}/api.php", params=asked, trust_env=False, timeout=60.0)
        found: dict[str, Any] = answer.raise_for_status().json()["query"]
        return found


def fresh_wiki() -> Path:
    """A folder with `www` and `database` of a newly installed wiki, to be copied. Raises ServerError."""
    asked = subprocess.run([php()[0], "-m"], capture_output=True, text=True, timeout=60, check=False)
    missing = set(EXTENSIONS) - {line.strip().lower() for line in asked.stdout.splitlines()}
    if missing:
        raise ServerError(f"PHP lacks the extensions {', '.join(sorted(missing))} for the MediaWiki test server.")
    return installed("mediawiki", f"{PACKAGES}{GRANTS}{SETTINGS}{DATABASE}{ANNA}", _build)


def _variables(folder: Path, url: str) -> dict[str, str]:
    names = {"SMMDESK_WIKI_DATABASE": folder / "database", "SMMDESK_WIKI_FILES": folder / "images"}
    return {"SMMDESK_WIKI_URL": url, **{name: str(place) for name, place in names.items()}}


def _build(folder: Path) -> None:
    unpacked = folder / "unpacked"
    unpacked.mkdir()
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        raise ServerError(f"The MediaWiki test server is made of Debian's package.\n{ADVICE}")
    download = ["apt-get", "-o", "APT::Sandbox::User=root", "download", "-qq", *PACKAGES]
    run(download, unpacked, f"MediaWiki could not be fetched.\n{ADVICE}", dict(os.environ))
    for package in sorted(unpacked.glob("*.deb")):
        run(["dpkg", "-x", package.name, "."], unpacked, "MediaWiki could not be unpacked", dict(os.environ))
    www = folder / "www"
    shutil.move(unpacked / "usr/share/mediawiki", www)
    for link in ("LocalSettings.php", "config", "images", "extensions"):
        (www / link).unlink(missing_ok=True)
    (www / "extensions-core").rename(www / "extensions")
    (www / "images").mkdir(exist_ok=True)
    shutil.rmtree(unpacked)
    _install(folder, www)


def _install(folder: Path, www: Path) -> None:
    database = folder / "database"
    database.mkdir()
    made = ["--dbtype", "sqlite", "--dbpath", str(database), "--dbname", "wiki", "--server", "http://127.0.0.1"]
    made += ["--scriptpath", "", "--pass", "admin-password-1", "--lang", "en", "Wiki del pane", "Admin"]
    _tool(folder, www, "install.php", *made)
    settings = www / "LocalSettings.php"
    said = re.sub(r"\$wgSQLiteDataDir = .*;", lambda _found: DATABASE, settings.read_text("utf-8"), count=1)
    settings.write_text(said + SETTINGS, "utf-8")
    _tool(folder, www, "createAndPromote.php", "Lucia", "lucia-password-1")
    _tool(folder, www, "createAndPromote.php", "Anna", ANNA)
    _tool(folder, www, "createBotPassword.php", "--appid", "smmdesk", "--grants", GRANTS, "Lucia", BOT_PASSWORD)


def _tool(folder: Path, www: Path, name: str, *arguments: str) -> None:
    variables = {**os.environ, **_variables(folder, "http://127.0.0.1")}
    run([*php(), f"maintenance/{name}", *arguments], www, f"{name} failed at the MediaWiki test server", variables)
