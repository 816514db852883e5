"""What the servers are made of is fetched once, whole or not at all, and what is missing is named."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from . import install, wordpress_site
from .install import ServerError, cache_dir, installed, locked, node, packed

BUILDER = """
import sys
from pathlib import Path
from tests.servers.install import installed
def build(folder):
    with (Path(sys.argv[1]) / "built").open("a") as told:
        told.write("x")
    (folder / "thing").write_text("made")
print((installed("thing", "recipe", build) / "thing").read_text())
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SMMDESK_SERVER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_it_lies_outside_the_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SMMDESK_SERVER_CACHE", raising=False)
    assert not cache_dir().is_relative_to(install.HERE.parents[1])


def test_a_thing_is_built_once_per_recipe(cache: Path) -> None:
    built: list[Path] = []
    first = installed("thing", "recipe", built.append)
    assert installed("thing", "recipe", built.append) == first
    assert installed("thing", "another recipe", built.append) != first
    assert len(built) == 2


def test_a_build_that_breaks_off_is_not_used(cache: Path) -> None:
    def break_off(folder: Path) -> None:
        (folder / "half").touch()
        raise ServerError("the registry went away")

    with pytest.raises(ServerError):
        installed("thing", "recipe", break_off)
    made = installed("thing", "recipe", lambda folder: (folder / "whole").touch())
    assert [file.name for file in made.iterdir()] == ["whole"]


def test_two_processes_build_once(cache: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", BUILDER, str(tmp_path)]
    two = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate(timeout=60)[0] for process in two] == ["made\n", "made\n"]
    assert (tmp_path / "built").read_text() == "x"


def test_a_lock_that_somebody_holds_is_named(cache: Path) -> None:
    with locked("thing"), pytest.raises(ServerError, match=r"thing\.lock"), locked("thing", timeout_s=0):
        pass


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SMMDESK_SERVER_CACHE", str(tmp_path / "file"))
    with pytest.raises(ServerError, match="SMMDESK_SERVER_CACHE"):
        installed("thing", "recipe", lambda folder: None)


def test_another_node_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "NODE_VERSION", "99.0.0")
    with pytest.raises(ServerError, match=r"99\.0\.0 is needed"):
        node()


def test_missing_php_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMMDESK_PHP", "a-program-that-is-not-there")
    with pytest.raises(ServerError, match="apt-get install php-cli"):
        wordpress_site.php()


def test_a_missing_compiler_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    if sys.platform != "win32":
        with pytest.raises(ServerError, match=r"make and g\+\+ cannot be found"):
            install.need_compiler("bluesky")


def test_a_package_that_changed_is_refused(tmp_path: Path) -> None:
    thing = tmp_path / "thing"
    thing.mkdir()
    (thing / "package.json").write_text('{"name": "thing", "version": "1.0.0"}')
    digest = hashlib.sha512(b"something else").hexdigest()
    with pytest.raises(ServerError, match="not what was published"):
        packed(node(), str(thing), f"sha512-{digest}", tmp_path / "fetched")


def test_no_registry_is_named_in_our_files() -> None:
    locks = list((install.HERE / "node").glob("*/package-lock.json"))
    assert locks
    for lock in locks:
        assert '"resolved"' not in lock.read_text("utf-8")
