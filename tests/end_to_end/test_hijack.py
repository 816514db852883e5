"""A folder in which somebody put modules of well-known names: the program started there runs none of them (T18)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.program_command import ROOT, program_command

PHOTO = ROOT / "resources" / "sample" / "oven.jpg"
NAMES = ("json", "sqlite3", "PIL", "httpx", "smmdesk", "ui", "sitecustomize", "usercustomize", "resource", "secrets")


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.py").write_text(f"open({str(tmp_path / 'caught')!r}, 'a').write({name!r})", "utf-8")
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="not tried on Windows yet: people run the bundle there")
def test_modules_beside_a_document_are_never_run(trap: Path, tmp_path: Path) -> None:
    """With a photo, so that the process that opens pictures is one of those that start here."""
    (trap / "oven.jpg").write_bytes(PHOTO.read_bytes())
    for words in (
        ("channels", "add", "practice", "--name", "Prova"),
        ("posts", "add", "--text", "Pane", "--media", "oven.jpg", "--alt", "a loaf"),
        ("doctor",),
    ):
        done = subprocess.run(
            program_command("--data-dir", str(tmp_path / "desk"), *words),
            cwd=trap,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
        assert not (tmp_path / "caught").exists(), (tmp_path / "caught").read_text("utf-8")
