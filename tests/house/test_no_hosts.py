"""No file names a package registry's host or a path of the machine it was written on, and none is a link to one.

No lock holds addresses."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.house.sources import ROOT

DOT = r"\."
REGISTRIES = [
    *("pypi org", "pythonhosted org", "npmjs org", "npmjs com", "yarnpkg com", "nodesource com", "crates io"),
    *("deb debian org", "snapshot debian org", "security debian org", "archive ubuntu com", "rubygems org"),
    *("packagist org", "proxy golang org", "unpkg com", "jsdelivr net", "python-poetry org", "anaconda org"),
]
MACHINE = ["/work" + "/(main|shared|\\.)", "/root" + "/", "/var" + "/tmp/", "/tmp" + "/(setup|bash_jobs|pytest-of)"]
FORBIDDEN = re.compile("|".join([*(DOT.join(host.split()) for host in REGISTRIES), *MACHINE]))
BINARY = {".png", ".jpg", ".ttf", ".mo", ".gif", ".webp", ".mp4", ".sqlite", ".gz", ".zip"}


def project_files() -> list[Path]:
    """Every text that git tracks or would track."""
    return [path for path in all_files() if path.suffix not in BINARY]


def all_files() -> list[Path]:
    """The files among what git tracks or would track."""
    return [path for path in tracked() if path.is_file()]


def tracked() -> list[Path]:
    """What git tracks or would track, links among it."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
        return [ROOT / name for name in listed.decode("utf-8").split("\0") if name]
    except (OSError, subprocess.CalledProcessError):  # unpacked from an archive
        left_out = {".git", ".venv", ".cache", "node_modules", "__pycache__", "build", "dist"}
        return [path for path in ROOT.rglob("*") if not left_out & set(path.relative_to(ROOT).parts)]


def breaches(name: str, text: str) -> list[str]:
    return [f"{name}:{text.count(chr(10), 0, hit.start()) + 1}: {hit[0]}" for hit in FORBIDDEN.finditer(text)]


def test_no_file_names_a_registry_or_this_machine() -> None:
    found = []
    for path in project_files():
        found += breaches(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8", errors="replace"))[:5]
    assert not found, "\n".join(found)


def test_no_name_is_an_option() -> None:
    """A folder called `--help` was made by a script that took its only word for a folder, and went along."""
    assert [name for path in tracked() if (name := path.relative_to(ROOT).as_posix()).startswith("-")] == []


def test_nothing_is_a_link() -> None:
    """A link holds a path of its maker's machine, and takes the place of what stands there elsewhere."""
    assert [path.relative_to(ROOT).as_posix() for path in tracked() if path.is_symlink()] == []


def test_there_is_no_lock_with_addresses() -> None:
    assert not [path for path in project_files() if path.name in ("uv.lock", "poetry.lock", "Pipfile.lock")]
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index" + "-url" not in text


@pytest.mark.parametrize("host", ["files" + ".python" + "hosted.org", "registry.npm" + "js.org", "/root" + "/x"])
def test_the_rule_can_fail(host: str) -> None:
    assert breaches("a.txt", f"one\nsee {host}/simple") == [f"a.txt:2: {FORBIDDEN.search(host)[0]}"]
    assert breaches("a.txt", "https://github.com/rsms/inter and https://joinmastodon.org") == []
