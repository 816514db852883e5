"""The same sources make the same packages, whoever builds them, where and when."""

import importlib
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.sources import ROOT

HERE = ROOT / "packaging"
PROGRAM = b"#!/bin/sh\necho smmdesk\n"
pytestmark = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="packs a .deb, which needs dpkg-deb")


@pytest.fixture
def linux() -> Iterator[ModuleType]:
    """packaging/linux.py, a script beside others."""
    sys.path.insert(0, str(HERE))
    before = set(sys.modules)
    try:
        yield importlib.import_module("linux")
    finally:
        sys.path.remove(str(HERE))
        for name in set(sys.modules) - before:
            if getattr(sys.modules[name], "__file__", None) and Path(sys.modules[name].__file__ or "").parent == HERE:
                sys.modules.pop(name)


def bundle(folder: Path, mask: int, backwards: bool) -> Path:
    """A bundle in small, as somebody with this umask makes it, its files in either order."""
    made = {
        "smmdesk": PROGRAM,
        "_internal/libQt6Core.so.6": b"x" * 4000,
        "_internal/smmdesk/store/migrations/0001.py": b"# first\n",
        "_internal/resources/guide è.md": b"# Guide\n",
    }
    old = os.umask(mask)
    try:
        for name, content in sorted(made.items(), reverse=backwards):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        (folder / "_internal" / "libQt6.so").symlink_to("libQt6Core.so.6")
        (folder / "smmdesk").chmod(0o777 & ~mask)
    finally:
        os.umask(old)
    return folder


@pytest.fixture
def packed(
    linux: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, int, bool, str], tuple[Path, Path]]:
    """`packed(name, umask, backwards, zone)`: the .deb and the tar.xz that somebody builds there."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")

    def pack(name: str, mask: int, backwards: bool, zone: str) -> tuple[Path, Path]:
        work, out = tmp_path / name / "work", tmp_path / name / "out"
        for folder in (work, out):
            folder.mkdir(parents=True)
        made = bundle(tmp_path / name / "bundle", mask, backwards)
        monkeypatch.setenv("TZ", zone)
        monkeypatch.setenv("XZ_OPT", "-9" if backwards else "-T2")
        old = os.umask(mask)
        try:
            return linux.make_deb(made, work, out), linux.make_tar(made, work, out)
        finally:
            os.umask(old)

    return pack


def test_two_people_pack_the_same_bytes(packed: Callable[[str, int, bool, str], tuple[Path, Path]]) -> None:
    one = packed("one", 0o022, False, "Europe/Rome")
    other = packed("another place", 0o077, True, "Asia/Kathmandu")
    for mine, theirs in zip(one, other, strict=True):
        assert mine.name == theirs.name
        assert mine.read_bytes() == theirs.read_bytes(), mine.suffix


def test_everybody_may_read_what_somebody_secretive_packed(
    packed: Callable[[str, int, bool, str], tuple[Path, Path]], tmp_path: Path
) -> None:
    """A program unpacked by the administrator is started by others."""
    deb, tar = packed("secret", 0o077, False, "UTC")
    with tarfile.open(tar) as whole:
        modes = {entry.name.partition("/")[2]: entry for entry in whole.getmembers()}
    assert {(entry.uid, entry.gid, entry.mtime) for entry in modes.values()} == {(0, 0, 1795000000)}
    assert [name for name, entry in modes.items() if entry.isfile() and entry.mode & 0o111] == ["smmdesk"]
    assert {entry.mode for entry in modes.values() if not entry.issym()} == {0o755, 0o644}
    subprocess.run(["dpkg-deb", "--raw-extract", str(deb), str(tmp_path / "raw")], check=True)
    installed = {path: path.stat().st_mode & 0o777 for path in (tmp_path / "raw").rglob("*") if not path.is_symlink()}
    assert set(installed.values()) == {0o755, 0o644}
    assert [path.name for path, mode in installed.items() if path.is_file() and mode & 0o111] == ["smmdesk"]
