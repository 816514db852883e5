"""The parts of a WordPress site: PHP, WordPress itself and its SQLite plug-in, and a fresh site made of them once."""

import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .install import HERE, ServerError, installed, node, packed, run

PHP_FOLDER = HERE / "php"
PHP_OLDEST = (8, 0)
PHP_EXTENSIONS = ("curl", "dom", "gd", "mbstring", "pdo_sqlite", "sqlite3", "xml")
PHP_ADVICE = (
    "On Debian: apt-get install php-cli php-sqlite3 php-gd php-mbstring php-xml php-curl\n"
    "Elsewhere install PHP 8 with these extensions; SMMDESK_PHP may name the program."
)
PHP_SETTINGS = {
    "display_errors": "0",
    "error_reporting": "0",
    "memory_limit": "256M",
    "opcache.enable_cli": "1",
    "post_max_size": "64M",
    "upload_max_filesize": "64M",
}

WORDPRESS = "6.5.5"
BUILDS = "@wp-playground/wordpress-builds@0.9.19"
BUILDS_SHA = "sha512-dlqvh/MJDpE5W68vgPPKUjpip6zMuBh59L3D18ZX+pdwurC4q4ydrTww/3sTMV69BBcoH6kF93YtAtujNC5Mpw=="
BUILDS_ZIP = "package/src/wordpress/wp-6.5.zip"
PLUGIN = "@wp-playground/cli@3.1.56"
PLUGIN_SHA = "sha512-JTxl6djPEM2YRYz/w+BUoyoCvhSGHIjqMi4fMV1b8o1UPNvZatLaS7opo57UsrVElXrfdZwvi6IuyS4LswUx9Q=="
PLUGIN_ZIP = "package/sqlite-database-integration.zip"


def php() -> list[str]:
    """PHP with the settings of the test sites. Raises ServerError naming what is missing."""
    program = shutil.which(os.environ.get("SMMDESK_PHP") or "php")
    if program is None:
        raise ServerError(f"PHP is missing, so the WordPress test server cannot run.\n{PHP_ADVICE}")
    asked = subprocess.run([program, "-m"], capture_output=True, text=True, timeout=60, check=False)
    have = {line.strip().lower() for line in asked.stdout.splitlines()}
    missing = [name for name in PHP_EXTENSIONS if name not in have]
    if missing:
        raise ServerError(f"PHP lacks the extensions {', '.join(missing)} for the WordPress test server.\n{PHP_ADVICE}")
    version = _php_version(program)
    if version < PHP_OLDEST:
        raise ServerError(f"PHP {version[0]}.{version[1]} is too old for the WordPress test server.\n{PHP_ADVICE}")
    settings = [part for name, value in PHP_SETTINGS.items() for part in ("-d", f"{name}={value}")]
    return [program, *settings]


def _php_version(program: str) -> tuple[int, int]:
    asked = subprocess.run([program, "-v"], capture_output=True, text=True, timeout=60, check=False)
    found = re.search(r"PHP (\d+)\.(\d+)", asked.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def site_variables(folder: Path, url: str, environment: str = "local") -> dict[str, str]:
    """What wp-config.php reads from the environment."""
    return {
        "SMMDESK_SITE_FOLDER": str(folder),
        "SMMDESK_SITE_URL": url,
        "SMMDESK_SITE_ENVIRONMENT": environment,
    }


def tool(folder: Path, variables: Mapping[str, str], command: str, **wish: object) -> dict[str, Any]:
    """Do something at the site itself (see php/tools.php)."""
    line = [*php(), str(PHP_FOLDER / "tools.php"), str(folder / "www"), command, json.dumps(wish)]
    said = run(line, folder, f"“{command}” failed at the WordPress test site", {**os.environ, **variables})
    try:
        answer: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    except (ValueError, IndexError):
        raise ServerError(f"“{command}” failed at the WordPress test site:\n{said[-2000:]}") from None
    return answer


def fresh_site() -> Path:
    """A folder with `www` and `database` of a newly installed site, to be copied. Raises ServerError."""
    php()
    recipe = BUILDS_SHA + PLUGIN_SHA + "".join(file.read_text("utf-8") for file in sorted(PHP_FOLDER.iterdir()))
    return installed(f"wordpress-{WORDPRESS}-site", recipe, _build_site)


def _build_site(folder: Path) -> None:
    shutil.copytree(
        installed(f"wordpress-{WORDPRESS}", BUILDS_SHA + PLUGIN_SHA, _build_www), folder, dirs_exist_ok=True
    )
    shutil.copy(PHP_FOLDER / "wp-config.php", folder / "www")
    (folder / "database").mkdir()
    tool(folder, site_variables(folder, "http://127.0.0.1:80"), "install")


def _build_www(folder: Path) -> None:
    """WordPress as it is published, with its own SQLite plug-in as the database drop-in."""
    www = folder / "www"
    engine = node()
    with tempfile.TemporaryDirectory(dir=folder) as fetched:
        builds, cli = Path(fetched, "builds"), Path(fetched, "cli")
        _unzip(packed(engine, BUILDS, BUILDS_SHA, builds), BUILDS_ZIP, www)
        _unzip(packed(engine, PLUGIN, PLUGIN_SHA, cli), PLUGIN_ZIP, cli)
        content = www / "wp-content"
        plugin = content / "plugins/sqlite-database-integration"
        shutil.move(cli / "plugin-sqlite-database-integration", plugin)
        shutil.copy(plugin / "db.copy", content / "db.php")
    for prepared in ("database", "mu-plugins"):
        shutil.rmtree(content / prepared, ignore_errors=True)
    (content / "uploads").mkdir(exist_ok=True)


def _unzip(archive: tarfile.TarFile, name: str, into: Path) -> None:
    """Unpack the zip file `name` that lies in a published archive."""
    with archive:
        member = archive.extractfile(name)
        assert member is not None
        with member, zipfile.ZipFile(member) as bundle:
            bundle.extractall(into)
