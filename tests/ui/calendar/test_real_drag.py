"""A real mouse drags posts under a virtual display: Qt's own drag loop, its ghost, its cursors, Esc."""

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

TOOLS = ("Xvfb", "xdotool", "openbox")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]
ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 30.0

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(sys.platform != "linux", reason="a virtual display is a thing of Linux"),
    pytest.mark.skipif(bool(MISSING), reason=f"not on this machine: {', '.join(MISSING)}"),
]


class Program:
    """The calendar in its own process; `read` waits for its next line."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        command = [sys.executable, "-m", "tests.ui.calendar.real_drag_program", str(folder)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._pump, name="calendar lines", daemon=True)
        self._reader.start()

    def read(self, key: str) -> Any:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            facts = json.loads(self._lines.get(timeout=PATIENCE_S))
            if key in facts:
                return facts[key]
        raise AssertionError(f"the calendar never said {key!r}")

    def end(self) -> dict[str, str]:
        """Ask for the end; the days of its posts."""
        assert self.process.stdin is not None
        self.process.stdin.write("end\n")
        self.process.stdin.flush()
        planned: dict[str, str] = self.read("planned")
        assert self.process.wait(PATIENCE_S) == 0
        return planned

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._reader.join(5)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def _pump(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)


class Mouse:
    """xdotool on one display, with pauses that a hand would make."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment

    def do(self, *words: object) -> None:
        subprocess.run(["xdotool", *map(str, words)], env=self._environment, check=True, timeout=20)

    def drag(self, start: list[int], end: list[int], *, hold: str = "", cancel: bool = False) -> None:
        self.do("mousemove", *start)
        self.do("mousedown", 1)
        for step in range(1, 13):
            x = start[0] + (end[0] - start[0]) * step // 12
            y = start[1] + (end[1] - start[1]) * step // 12
            self.do("mousemove", x, y, "sleep", 0.03)
        if hold:
            self.do("keydown", hold)
            self.do("mousemove", end[0] + 3, end[1], "sleep", 0.1)
        self.do("mousemove", *end, "sleep", 0.1)
        if cancel:
            self.do("key", "Escape", "sleep", 0.1)
        self.do("mouseup", 1)
        if hold:
            self.do("keyup", hold)
        self.do("sleep", 0.2)


@pytest.fixture(scope="module")
def display() -> Iterator[dict[str, str]]:
    """A virtual display with a window manager; both end with the tests."""
    read_end, write_end = os.pipe()
    command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1440x960x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(write_end,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        number = pipe.readline().strip()
    environment = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    manager = subprocess.Popen(["openbox"], env=environment, **quiet)
    yield environment
    for process in (manager, server):
        process.terminate()
        process.wait(10)


@pytest.fixture
def program(display: dict[str, str], tmp_path: Path) -> Iterator[Program]:
    made = Program(display, tmp_path / "desk")
    yield made
    made.close()


@pytest.mark.statement(35)
@pytest.mark.statement(36)
@pytest.mark.statement(38)
@pytest.mark.statement(41)
def test_a_hand_drags_posts_over_the_calendar(display: dict[str, str], program: Program) -> None:
    places, mouse = program.read("places"), Mouse(display)
    mouse.drag(places["post"], places["saturday"], cancel=True)
    mouse.drag(places["post"], places["past"])
    mouse.drag(places["post"], places["friday"])
    assert program.read("announced") == "Moved to Friday 27 November, 09:00"
    mouse.drag(places["idea"], places["saturday"])
    assert program.read("announced") == "Moved to Saturday 28 November, 09:00"
    planned = program.end()
    assert planned == {"Walnut bread": "2026-11-27 09:00:00", "Bread of the school": "2026-11-28 09:00:00"}


def test_ctrl_held_at_the_drop_copies_and_the_tray_takes_back(display: dict[str, str], program: Program) -> None:
    places, mouse = program.read("places"), Mouse(display)
    mouse.drag(places["post"], places["friday"], hold="ctrl")
    assert program.read("announced") == "Copied to Friday 27 November, 09:00"
    mouse.drag(places["post"], places["tray"])
    assert program.read("announced") == "Taken off the calendar"
    program.end()
