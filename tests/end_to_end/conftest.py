"""The real program for the end-to-end tests: a desktop per session, each run of the program ended with its test.

What a failing test saw is kept: a picture of the screen and what a screen reader would find, in the folder that
SMMDESK_SHOTS names, else beside the test's own files. With SMMDESK_SHOTS every test leaves a picture.
"""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.guards import test_passed as passed
from tests.helpers.screen import Screen
from tests.helpers.screen_clock import ProgramClock
from tests.helpers.screen_program import ROOT, Program
from tests.helpers.screen_reader import ScreenError

Start = Callable[..., Program]
SHOTS = "SMMDESK_SHOTS"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The screen tests drive an X server, which only Linux has."""
    if sys.platform == "linux":
        return
    for item in items:
        if item.get_closest_marker("screen"):
            item.add_marker(pytest.mark.skip(reason="drives the program on an X server from outside: Linux only"))


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """A desktop of our own."""
    try:
        screen = Screen.start()
    except ScreenError as error:
        pytest.fail(str(error), pytrace=False)
    with screen:
        yield screen


@pytest.fixture
def start(request: pytest.FixtureRequest, screen: Screen, tmp_path: Path) -> Iterator[Start]:
    """`start(*arguments, folder=…, clock=…, env=…)`: the program is running; it is ended with the test.

    A passed test whose program wrote anything on the terminal fails: silence is checked.
    """
    runs: list[Program] = []

    def run(*arguments: str, folder: Path | None = None, **more: object) -> Program:
        runs.append(Program(screen, folder or tmp_path / "desk", *arguments, **more))  # type: ignore[arg-type]
        return runs[-1]

    yield run
    if runs and (not passed(request) or os.environ.get(SHOTS)):
        keep(request, screen, runs, tmp_path)
    faults = [fault for program in runs if (fault := ended(program))]
    said = [program.said() for program in runs if program.said().strip()]
    if passed(request) and (faults or said):
        pytest.fail("\n".join([*faults, "the program said:", *said]), pytrace=False)


def ended(program: Program) -> str:
    """End it; what went wrong with that."""
    try:
        program.end()
    except ScreenError as error:
        return str(error)
    return ""


def keep(request: pytest.FixtureRequest, screen: Screen, runs: list[Program], folder: Path) -> None:
    """The screen and what can be read on it, for whoever looks why a test failed."""
    kept = Path(os.environ.get(SHOTS) or folder)
    name = request.node.name.replace("/", "_")
    print("picture:", screen.picture(kept / f"{name}.png"))
    if passed(request):
        return
    for number, program in enumerate(runs):
        try:
            outline = program.outline()
        except ScreenError as error:
            outline = str(error)
        (kept / f"{name}-{number}.txt").write_text(f"{outline}\n\n{program.said()}", encoding="utf-8")
        print(f"what shows: {kept / f'{name}-{number}.txt'}\nsaid:\n{program.said()}")


@pytest.fixture
def clock(tmp_path: Path) -> ProgramClock:
    """A clock for the program that the test moves; starts at the computer's time."""
    return ProgramClock(tmp_path / "clock")


@pytest.fixture
def browser(screen: Screen, tmp_path: Path) -> dict[str, str]:
    """For `start(env=…)`: a browser without a window, opened as Linux opens one; `editor` signs in and agrees."""
    folder = tmp_path / "bin"
    folder.mkdir()
    opener = folder / "xdg-open"
    command = f'"{sys.executable}" -m tests.servers.browser "$1" >>"{folder}/browser.log" 2>&1'
    opener.write_text(f'#!/bin/sh\ncd "{ROOT}" && exec {command}\n', encoding="utf-8")
    opener.chmod(0o755)
    return {"PATH": f"{folder}:{screen.environment['PATH']}", "SMMDESK_BROWSER_USER": "editor"}


@pytest.fixture
def keyring(screen: Screen) -> dict[str, str]:
    """For `start(env=…)`: a key ring as a desktop has one."""
    screen.start_keyring()
    return {"PYTHON_KEYRING_BACKEND": ""}
