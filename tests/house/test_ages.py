"""What opens strangers' pictures does not grow old unnoticed (packaging/ages.py, gate G6)."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT

sys.path.insert(0, str(ROOT / "packaging"))
import ages

DAY_S = 86_400


def git(folder: Path, *words: str, at: int = 0) -> None:
    dates = {
        "GIT_AUTHOR_DATE": f"@{at} +0000",
        "GIT_COMMITTER_DATE": f"@{at} +0000",
        "HOME": str(folder),
        "PATH": "/usr/bin:/bin",
    }
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *words], cwd=folder, env=dates, check=True
    )


def lock(folder: Path, text: str, at: int) -> None:
    (folder / ages.LOCK).write_text(text)
    git(folder, "add", ages.LOCK, at=at)
    git(folder, "commit", "-qm", "lock", at=at)


def test_a_version_is_as_old_as_its_line_in_the_lock(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    lock(tmp_path, "pillow==12.0\nregex==1\n", 10 * DAY_S)
    lock(tmp_path, "pillow==13.0\nregex==1\n", 20 * DAY_S)
    lock(tmp_path, "pillow==13.0\nregex==2\n", 30 * DAY_S)
    assert ages.locked_at("pillow", tmp_path) == 20 * DAY_S
    with pytest.raises(ValueError, match="nowhere"):
        ages.locked_at("pi-heif", tmp_path)


def test_who_is_too_old_is_named_with_its_days() -> None:
    now = 1_000 * DAY_S
    assert ages.too_old({"pillow": now - ages.MOST_DAYS * DAY_S}, now) == []
    (said,) = ages.too_old({"pillow": now, "pi-heif": now - (ages.MOST_DAYS + 1) * DAY_S}, now)
    assert said.startswith(f"pi-heif is locked for {ages.MOST_DAYS + 1} days")


def test_what_opens_pictures_is_locked() -> None:
    lines = (ROOT / ages.LOCK).read_text("utf-8").splitlines()
    assert [name for name in ages.DECODERS if not any(line.startswith(f"{name}==") for line in lines)] == []
