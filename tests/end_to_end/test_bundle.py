"""What people download: built from this tree, installed on a bare system, and used there."""

import os
import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from smmdesk.system.at_login import window_entry
from smmdesk.system.entry_texts import words_in
from smmdesk.system.in_menu import menu_entry
from smmdesk.system.paths import Paths
from tests.helpers.clean_root import (
    ROOT,
    CleanRoot,
    built_by_somebody_else,
    built_package,
    clean_root,
    packed_folder,
    why_not,
)
from tests.helpers.program_command import INSTALLED, ROOT_OF_PROGRAM
from tests.helpers.screen import Screen, until
from tests.helpers.screen_program import Program
from ui.pyside import WAITING

pytestmark = [
    pytest.mark.skipif(bool(why_not()), reason=why_not() or "a clean root is at hand"),
    pytest.mark.screen,
    pytest.mark.timeout(900),
]
FIRST_MINUTES = ("tests/end_to_end/test_journeys.py::test_from_nothing_to_a_published_post",)
ALL_JOURNEYS = (
    "tests/end_to_end/test_newcomer.py",
    "tests/end_to_end/test_journeys.py",
    "tests/end_to_end/test_window.py",
    "tests/end_to_end/test_answering.py",
    "tests/end_to_end/test_commands.py",
)


@pytest.fixture(scope="module")
def installed_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CleanRoot]:
    """A bare system on which the package was installed as its reader does it."""
    folder = tmp_path_factory.mktemp("clean")
    package = built_package(folder)
    root = clean_root(folder)
    root.run("apt-get", "-q", "update")
    root.run("apt-get", "-q", "install", "-y", "--no-install-recommends", str(package))
    yield root
    subprocess.run(["rm", "-rf", "--one-file-system", str(root.folder)], check=True)


def pass_with(root: CleanRoot, *paths: str) -> None:
    """The tests of the tree, with the installed program in the place of main.py."""
    env = {**os.environ, INSTALLED: root.program(), ROOT_OF_PROGRAM: str(root.folder)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *paths]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:]


def test_it_publishes_and_opens_on_a_bare_system(installed_in: CleanRoot) -> None:
    assert "python3" not in installed_in.run("ls", "/usr/bin").split(), "then it would prove nothing"
    script = [sys.executable, str(ROOT / "packaging" / "smoke.py"), installed_in.program()]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "It works.\n"), done.stderr


def test_its_start_compiles_nothing_and_what_it_opens_has_the_systems_own_libraries(
    installed_in: CleanRoot, screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python that lies as source inside Qt's binding has its bytecode beside it (docs/decisions/0021). A file manager
    or a browser that took the bundle’s libraries might not start."""
    kept = installed_in.folder / "usr/lib/smmdesk/_internal/ui/__pycache__"
    names = [path.name for path in kept.glob("shibokensupport*.pyc")]
    assert len(names) > 5
    calls, opener = tmp_path / "calls", tmp_path / "bin" / "xdg-open"
    opener.parent.mkdir()
    opener.write_text(f"#!/bin/sh\nenv >{tmp_path}/given.new; mv {tmp_path}/given.new {tmp_path}/given\n", "utf-8")
    opener.chmod(0o755)
    traced = ("strace", "-Dfqq", "--seccomp-bpf", "-e", "trace=openat", "-o", str(calls))
    monkeypatch.setenv(INSTALLED, shlex.join([*traced, *shlex.split(installed_in.program())]))
    path = {"PATH": f"{opener.parent}:{screen.environment['PATH']}"}
    with Program(screen, tmp_path / "desk", env=path) as program:
        program.window()
        program.go_to("Settings")
        program.press("Open the folder")
        until((tmp_path / "given").exists, "the folder is shown")
    given = {line.partition("=")[0] for line in (tmp_path / "given").read_text("utf-8").splitlines()}
    assert not given & {"LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH"}
    opened = re.findall(r"/(shibokensupport[^/]*\.pyc)\", [^)]*\) = \d", calls.read_text("utf-8", "replace"))
    assert set(opened) >= {name for name in names if not waits(name)}


def waits(name: str) -> bool:
    """Whether a start does not look into it (ui.pyside)."""
    return name.split(".cpython")[0] in WAITING


def test_a_newcomer_finds_the_same_there(installed_in: CleanRoot) -> None:
    pass_with(installed_in, *FIRST_MINUTES)


@pytest.mark.long
@pytest.mark.timeout(2400)
def test_every_journey_goes_there_as_in_the_tree(installed_in: CleanRoot) -> None:
    pass_with(installed_in, *ALL_JOURNEYS)


@pytest.mark.long
def test_it_is_told_and_goes_on_as_a_service_there(installed_in: CleanRoot) -> None:
    installed_in.run("apt-get", "-q", "install", "-y", "--no-install-recommends", "systemd")
    pass_with(installed_in, "--long", "tests/end_to_end/test_notifications.py", "tests/end_to_end/test_service.py")


def test_unpacked_anywhere_it_runs_and_after_a_move_it_still_begins_with_the_computer(
    installed_in: CleanRoot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tar.xz, in folders as people name them."""
    packed = packed_folder(installed_in.folder / "usr/lib/smmdesk", tmp_path)
    old, new, home = tmp_path / "Scaricati è già", tmp_path / "I miei programmi (ü)" / "smmdesk", tmp_path / "home"
    for folder in (old, new.parent, home):
        folder.mkdir()
    subprocess.run(["tar", "-xf", str(packed), "-C", str(old)], check=True)
    [unpacked] = old.iterdir()
    smoke = runpy.run_path(str(ROOT / "packaging" / "smoke.py"))
    smoke["said"]([str(unpacked / "smmdesk")], tmp_path / "before", "doctor")
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    with monkeypatch.context() as installed:
        installed.setattr(sys, "frozen", True, raising=False)
        installed.setattr(sys, "executable", str(unpacked / "smmdesk"))
        entry, menu = window_entry(Paths(tmp_path / "window")), menu_entry(Paths(tmp_path / "window"))
    assert menu is not None
    for each in (entry, menu):
        each.turn_on()
    unpacked.rename(new)
    smoke["publishes"]([str(new / "smmdesk")], tmp_path)
    smoke["opens"].__globals__["LIVES_S"] = 20.0  # beside other work the window looks for what leads nowhere later
    smoke["opens"]([str(new / "smmdesk")], tmp_path)
    assert [words_in(each.path.read_bytes())[0] for each in (entry, menu)] == [str(new / "smmdesk")] * 2
    assert "smmdesk" in (new / "README.txt").read_text("utf-8")


@pytest.mark.long
def test_somebody_else_builds_the_same_bytes(installed_in: CleanRoot, tmp_path: Path) -> None:
    """Whoever distrusts a download can make it: no path, hour or habit of who built is in it."""
    mine, theirs = installed_in.folder / "usr/lib/smmdesk", built_by_somebody_else(tmp_path)
    names = [
        {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
        for folder in (mine, theirs)
    ]
    assert names[0] == names[1]
    assert [name for name in sorted(names[0]) if (mine / name).read_bytes() != (theirs / name).read_bytes()] == []


def test_the_text_of_every_licence_is_installed(installed_in: CleanRoot) -> None:
    inside = installed_in.folder / "usr/lib/smmdesk/_internal"
    kept = {path.parent.name for path in (inside / "licences").glob("*/*") if path.stat().st_size}
    assert {"python", "pyinstaller", "pillow", "sqlalchemy", "libssl3"} <= kept
    assert {path.name for path in (inside / "resources/licences").iterdir()} == {"GPL-3.0.txt", "LGPL-3.0.txt"}


def test_the_desktop_finds_it(installed_in: CleanRoot) -> None:
    entry = (installed_in.folder / "usr/share/applications/smmdesk.desktop").read_text("utf-8")
    assert "Exec=smmdesk %U" in entry
    assert "x-scheme-handler/smmdesk" in entry
    assert (installed_in.folder / "usr/share/icons/hicolor/scalable/apps/smmdesk.svg").is_file()
    assert (installed_in.folder / "usr/share/doc/smmdesk/THIRD_PARTY.md").is_file()


def test_it_goes_and_leaves_what_the_person_made(installed_in: CleanRoot) -> None:
    """Runs last: the program is taken away."""
    installed_in.run("smmdesk", "doctor")
    installed_in.run("apt-get", "-q", "purge", "-y", "smmdesk")
    assert not (installed_in.folder / "usr/lib/smmdesk").exists()
    assert not (installed_in.folder / "usr/bin/smmdesk").is_symlink()
    assert (installed_in.folder / "root/.local/share/smmdesk/desk.sqlite").is_file()
