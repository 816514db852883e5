"""What people download for Windows: made from this tree, installed under Wine, used, and taken away again.

Wine is no Windows: what its screen, its shell and its guards of downloads do is not shown here.
"""

import runpy
import subprocess
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from smmdesk.system.at_login import NAME, NOTED_TASKS
from smmdesk.system.entry_texts import FOLDER_OPTION, task
from tests.helpers.clean_root import ROOT, why_not
from tests.helpers.screen import Screen
from tests.helpers.wine_root import PROGRAM, Wine, built_installers, small_setup, wine_in

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(bool(why_not()), reason=why_not() or "a root of its own can be made"),
    pytest.mark.timeout(3000),
]
OURS = r"HKCU\Software\smmdesk"
CLASSES = r"HKCU\Software\Classes"
BEGINS_WITH_THE_COMPUTER = r"""
from pathlib import Path
from smmdesk.system.at_login import window_entry
from smmdesk.system.paths import Paths, default_folder
for folder in (default_folder(), Path("C:/Bar Lume")):
    window_entry(Paths(folder).make()).turn_on()
"""
IDLE_S = 30.0
"""Longer than the process that opens pictures waits for more (system/decoder)."""


@pytest.fixture(scope="module")
def wine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wine]:
    """A Windows of its own, with the setup.exe of this tree run in it."""
    folder = tmp_path_factory.mktemp("wine")
    made = wine_in(folder)
    built_installers(made, folder / "work", folder / "out")
    made.prepare(folder / "work/windows/Lib/site-packages/PySide6/Qt6Core.dll")
    made.run("wine", str(next((folder / "out").glob("*-setup.exe"))), "/S")
    # `platform.uname()` asks Windows by WMI, and Wine ends the program there: without it, Python asks another way
    (made.program_folder / "_wmi.pyd").unlink()
    yield made
    made.end()


Found = TypeVar("Found")


def until(true: Callable[[], Found], seconds: float = 300) -> Found:
    """The first answer that is true, or not empty."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.2)
    return found


def test_it_is_installed_for_one_person_with_links_and_archives(wine: Wine) -> None:
    assert (wine.program_folder / "archive.ico").is_file()
    menu = wine.home / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/smmdesk.lnk"
    assert menu.is_file()
    for kind in ("smmdesk", "smmdesk.archive"):
        assert 'main.py" "%1"' in wine.registry(rf"{CLASSES}\{kind}\shell\open\command")
    assert "smmdesk.archive" in wine.registry(rf"{CLASSES}\.smmdesk")


def test_it_publishes_there(wine: Wine, tmp_path: Path) -> None:
    publishes = runpy.run_path(str(ROOT / "packaging" / "smoke.py"))["publishes"]
    publishes.__globals__["START_S"] = 300.0
    publishes(wine.program(), tmp_path)


def test_its_window_shows_the_example_week_and_stays(wine: Wine, screen: Screen, tmp_path: Path) -> None:
    """With Windows' own way of drawing; in the example week pictures are opened by another process, which is idle
    before this ends."""
    home, log = tmp_path / "desk", tmp_path / "window.log"
    command = [*wine.program(screen.environment["DISPLAY"]), "--data-dir", str(home), "--demo"]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, **pipes) as window, log.open("wb") as kept:
        until(lambda: (home / "window.lock").exists() and (home / "engine.lock").exists())
        until(lambda: any((home / "cache").rglob("*-thumb-*")))
        time.sleep(IDLE_S)
        lived = window.poll() is None
        wine.end()
        assert window.stdout is not None
        kept.write(window.stdout.read())
    words = log.read_text("utf-8", "replace")
    assert lived, words
    assert "page fault" not in words
    assert "Traceback" not in words


def test_it_goes_and_leaves_what_the_person_made(wine: Wine) -> None:
    """Runs after the others: the program is taken away, and with it what began with the computer, in every folder."""
    wine.run(*wine.program()[-3:-1], "-c", BEGINS_WITH_THE_COMPUTER)
    made = {file.name for file in tasks_in(wine)}
    assert len(made) == 2
    assert f"{NAME}-window" in made
    add_task(wine, f"{NAME}-engine", f"{PROGRAM}\\python.exe")
    strangers = add_task(wine, f"{NAME}-0badcafe-window", "C:\\another copy\\smmdesk.exe")
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}  # no file, under Wine
    subprocess.run([*wine.program(), "doctor"], check=True, **pipes)
    wine.run("wine", str(wine.program_folder / "uninstall.exe"), "/S")
    until(lambda: not wine.program_folder.exists())
    assert tasks_in(wine) == [strangers], "another copy's"
    assert "0badcafe" in wine.registry(NOTED_TASKS)
    wine.run("wine", "reg", "delete", NOTED_TASKS, "/f")
    strangers.unlink()
    assert wine.registry(rf"{CLASSES}\smmdesk") == wine.registry(rf"{CLASSES}\smmdesk.archive") == ""
    assert (wine.home / "AppData/Local/smmdesk/desk.sqlite").is_file()


def tasks_in(wine: Wine) -> list[Path]:
    return sorted((wine.drive / "windows/system32/tasks").glob(f"{NAME}-*"))


def add_task(wine: Wine, name: str, program: str) -> Path:
    """A task as the program makes it, noted; the file in which this Windows keeps it."""
    description = wine.folder / f"{name}.xml"
    description.write_bytes(task([program, FOLDER_OPTION, "C:\\x"]).encode("utf-16"))
    there = "Z:" + str(description).replace("/", "\\")
    wine.run("wine", "schtasks", "/Create", "/F", "/TN", name, "/XML", there)
    wine.run("wine", "reg", "add", NOTED_TASKS, "/v", name, "/t", "REG_SZ", "/d", program, "/f")
    [file] = [file for file in tasks_in(wine) if file.name == name]
    return file


def test_an_older_one_takes_no_newer_ones_place_unasked(wine: Wine, tmp_path: Path) -> None:
    """Installed by a script, nobody can be asked: it ends with 6 and changes nothing."""
    setup = small_setup(wine, tmp_path, 0)
    wine.run("wine", "reg", "add", OURS, "/v", "Version", "/d", "99.0.0.0", "/f")
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    assert subprocess.run(wine.command("wine", str(setup), "/S"), **pipes, check=False).returncode == 6
    assert not wine.program_folder.exists()
    wine.run("wine", "reg", "delete", OURS, "/f")


def test_the_other_installer_goes_in_and_out(wine: Wine) -> None:
    package = str(next((wine.folder / "out").glob("*.msi")))
    program = wine.drive / "Program Files/smmdesk"
    wine.run("wine", "msiexec", "/i", package, "/qn")
    assert (program / "Lib/app/main.py").is_file()
    assert 'main.py" "%1"' in wine.registry(r"HKLM\Software\Classes\smmdesk.archive\shell\open\command")
    wine.run("wine", "msiexec", "/x", package, "/qn")
    assert not [path for path in program.rglob("*") if path.is_file()]


@pytest.mark.parametrize("code", [0, 1])
def test_who_wants_their_calendar_gone_has_an_archive_of_it_first(
    wine: Wine, screen: Screen, tmp_path: Path, code: int
) -> None:
    """Its uninstaller asks; Yes packs first, and what could not be packed (1) stays."""
    kept = wine.home / "AppData/Local/smmdesk/desk.sqlite"
    before = set(wine.home.glob("Documents/*.zip"))
    wine.run("wine", str(small_setup(wine, tmp_path, code)), "/S")
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.touch()
    command = wine.command(
        "wine", str(wine.program_folder / "uninstall.exe"), env={"DISPLAY": screen.environment["DISPLAY"]}
    )
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **pipes):
        first = answer(screen, 1, "Return")  # Uninstall
        asked = answer(screen, 2, "y", first)
        if code:
            answer(screen, 2, "Return", asked)  # nothing of yours was taken away
        until(lambda: not (wine.program_folder / "pythonw.exe").exists())
        wine.end()
    packed = set(wine.home.glob("Documents/*.zip")) - before
    assert [path.read_text("utf-8").split()[1:] for path in packed] == ([] if code else [["--format", "archive"]])
    assert kept.exists() is bool(code)


def answer(screen: Screen, windows: int, key: str, before: Collection[str] = ()) -> list[str]:
    """Press a key once so many windows of the uninstaller show, the newest in front and not among those `before`: a
    box that was answered may stand for a while. Returns those that show."""

    def shown() -> list[str]:
        found = ("search", "--onlyvisible", "--name", "^smmdesk Uninstall")
        try:
            return screen.hand.do(*found).splitlines()
        except subprocess.CalledProcessError:
            return []

    def is_new() -> list[str]:
        found = shown()
        return found if len(found) == windows and not set(found) <= set(before) else []

    found = until(is_new)
    screen.hand.do("sleep", 1)  # its keys work a moment after it shows
    screen.hand.press_keys(key)
    return found
