"""The real program, started as a person starts it, on a screen of its own; seen and worked from outside."""

import os
import signal
import subprocess
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Self

from .program_command import ROOT, program_command
from .screen import Screen, until
from .screen_clock import ProgramClock
from .screen_hand import Hand, Point
from .screen_reader import PATIENCE_S, Node, ScreenError

MARK = "SMMDESK_TEST_RUN"
NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
END_S = 20.0
VIEWPORT = "qt_scrollarea_viewport"
MOST_TURNS = 60
EDGE_PX = 5
SEEN_AFTER = 2
"""So many small moves, each after an answer: the first place that it heard of may have been one on the way."""


class Program:
    """One run of main.py on `screen` with the data folder `folder`.

    `find` and its sisters wait for what they look for, at most half a minute, and fail with what is there instead.
    """

    def __init__(
        self,
        screen: Screen,
        folder: Path,
        *arguments: str,
        clock: ProgramClock | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.screen, self.folder = screen, folder
        self.mark = uuid.uuid4().hex
        self.log = folder.with_name(f"{folder.name}-{self.mark[:6]}.log")
        self.environment = {**program_environment(screen, folder, clock, env or {}), MARK: self.mark}
        with self.log.open("wb") as output:
            self._process = subprocess.Popen(
                program_command("--data-dir", str(folder), *arguments),
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def hand(self) -> Hand:
        return self.screen.hand

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    # ------------------------------------------------------------------ its processes
    def processes(self) -> dict[int, str]:
        """Every living process of this run by its id, with its command line: the window, its engine, their helpers."""
        return marked(self.mark)

    def engines(self) -> list[int]:
        """The ids of the processes that publish."""
        return [pid for pid, command in self.processes().items() if "\0publish\0" in command]

    def engine(self) -> int:
        """The id of the one engine, waited for."""
        [pid] = until(self.engines, "an engine runs", still=self._alive)
        return pid

    def exit_code(self, timeout_s: float = PATIENCE_S) -> int:
        """How the window ended, waited for."""
        return self._process.wait(timeout_s)

    def kill(self) -> None:
        """The window crashes: no time to say good-bye."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(PATIENCE_S)

    def quit(self) -> None:
        """Leave by the keyboard, as a person does; waits until window and engine are gone."""
        self.activate()
        self.hand.press_keys("ctrl+q")
        until(lambda: self._process.poll() is not None or self._leave_all_the_same(), "the window goes")
        assert self.exit_code() == 0, self.said()
        until(lambda: not self.processes(), "nothing of the program runs any more")

    def _leave_all_the_same(self) -> bool:
        """Posts wait for this computer, and it asks: the button that closes is pressed."""
        with suppress(ScreenError):
            for button in self._search(0, id="leave_close"):
                button.press()
        return self._process.poll() is not None

    def end(self) -> None:
        """End what is left, by ids, politely first. Raises ScreenError for what had to be killed."""
        if self._process.poll() is None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(END_S)
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        with suppress(ScreenError):
            until(lambda: not self.processes(), timeout_s=END_S)
        left = self.processes()
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(END_S)
        if left:
            raise ScreenError(f"had to be killed: {[command.replace(chr(0), ' ') for command in left.values()]}")

    def said(self) -> str:
        """What it wrote on the terminal."""
        return self.log.read_text("utf-8", "replace")

    def _alive(self) -> None:
        if self._process.poll() is not None:
            raise ScreenError(f"the program ended with {self._process.returncode}:\n{self.said()[-4000:]}")

    # ------------------------------------------------------------------ what is on its screen
    def find(self, role: str = "", name: str = "", **wish: Any) -> Node:
        """The one control of this role and name. `has`: part of the name; `id`: its maker's name; `within`: a node.

        Raises ScreenError when none or several show.
        """
        found = self.all(role, name, **wish)
        if len(found) != 1:
            listed = "\n".join(map(str, found)) or self.named()
            raise ScreenError(f"looked for {role} {name} {wish}, found {len(found)}:\n{listed}")
        return found[0]

    def all(self, role: str = "", name: str = "", timeout_s: float = PATIENCE_S, **wish: Any) -> list[Node]:
        """All controls that fit, in reading order, once there is one."""
        return self._search(timeout_s, **_wish(role, name, wish))

    def shows(self, role: str = "", name: str = "", **wish: Any) -> bool:
        """Is there such a control now?"""
        return bool(self._search(0, **_wish(role, name, wish)))

    def gone(self, role: str = "", name: str = "", **wish: Any) -> None:
        """Wait until no such control shows."""
        left = self._search(PATIENCE_S, gone=True, **_wish(role, name, wish))
        if left:
            raise ScreenError(f"still there: {', '.join(map(str, left))}")

    def walk(self) -> list[Node]:
        """Everything that shows, in reading order."""
        reader = self.screen.reader
        return [reader.node(found) for found in reader.ask("walk", pid=self.pid)]

    def outline(self) -> str:
        """What shows, as text for a person who looks for why a test failed."""
        return (
            "\n".join("  " * node.depth + str(node) for node in self.walk()) or f"nothing shows:\n{self.said()[-4000:]}"
        )

    def named(self) -> str:
        """The names that show, in short, without the days of the calendar that hold nothing."""
        names = [f"{node.role} “{node.name[:80]}”" for node in self.walk() if node.name.strip()]
        return "; ".join(name for name in names if not name.endswith(", empty”")) or f"nothing: {self.said()[-4000:]}"

    def focused(self, after: int = -1) -> Node | None:
        """The control that has the keyboard, as was told last; `after` so many moves of the focus."""
        timeout = PATIENCE_S if after >= 0 else 0
        found = self.screen.reader.ask("who_has_focus", pid=self.pid, after=after, timeout=timeout)
        return self.screen.reader.node(found) if found else None

    def tab(self, keys: str = "Tab") -> Node:
        """Press a key that moves the focus; the control that has it then."""
        moves = self.screen.reader.ask("focus_moves")
        self.hand.press_keys(keys)
        node = self.focused(after=moves)
        if node is None:
            raise ScreenError(f"after {keys} nothing has the keyboard: {self.named()}")
        return node

    def heard(self, has: str = "") -> list[str]:
        """What a screen reader was told to say since the last question, once one of it `has` these words."""
        said: list[str] = self.screen.reader.ask("heard", has=has, timeout=PATIENCE_S if has else 0)
        if has and not any(has.casefold() in each.casefold() for each in said):
            raise ScreenError(f"waited for “{has}”, heard {said}; on the screen: {self.named()}")
        return said

    def _search(self, timeout_s: float, **wish: Any) -> list[Node]:
        reader = self.screen.reader
        ask = partial(reader.ask, "find", pid=self.pid, **wish)
        found: list[dict[str, Any]] = []

        def look() -> object:
            nonlocal found
            found = ask(timeout=min(2.0, timeout_s))
            return not found if wish.get("gone") else found

        if timeout_s:
            with suppress(ScreenError):
                until(look, timeout_s=timeout_s, still=self._alive)
            self._alive()
        else:
            look()
        return [reader.node(each) for each in found]

    # ------------------------------------------------------------------ what a person does
    def window(self, has: str = "smmdesk") -> Node:
        """Its main window, waited for, in front and with the keyboard."""
        frame = self.find("frame", has=has)
        self.activate()
        return frame

    def activate(self) -> None:
        """Click its task bar entry, as it were."""
        number = self.window_number()
        self.hand.do("windowactivate", "--sync", number)

    def window_number(self) -> str:
        """The X number of its main window."""
        search = ("search", "--onlyvisible", "--all", "--pid", self.pid, "--name", "smmdesk")

        def look() -> str:
            try:
                return self.hand.do(*search).splitlines()[0]
            except (subprocess.CalledProcessError, IndexError):
                return ""

        return until(look, "the window is on the screen", still=self._alive)

    def press(self, name: str, role: str = "push button", **wish: Any) -> None:
        """Press the button of this name, as assistive technology does."""
        self.find(role, name, **wish).press()

    def click(self, name: str = "", role: str = "push button", **wish: Any) -> None:
        """Click the button of this name with the mouse, after scrolling to it."""
        self.hand.click(self.reveal(self.find(role, name, **wish)))

    def reveal(self, node: Node) -> Node:
        """Turn the wheel until a control stands inside what can be seen of its page; the control as it is then."""
        for _ in range(MOST_TURNS):
            view = next((each for each in node.chain()[1:] if each.own_id == VIEWPORT), None)
            if view is None or not (way := outside(node, view)):
                return node
            x, y, _width, height = view.box
            self.hand.turn_wheel((x + EDGE_PX, y + height // 2), way)
            node = node.now() or node
        raise ScreenError(f"cannot be scrolled into view: {node}")

    def fill(self, field: str, text: str, role: str = "text") -> None:
        """Click into a field and type."""
        self.click(field, role)
        self.find(role, field, states=["focused"])
        self.hand.type(text)

    def go_to(self, place: str) -> None:
        """Show a place by its name in the rail; it is there when the window bears its name."""
        self.hand.click(self._place(place))
        self.find("frame", has=f"{place} – smmdesk")

    def _place(self, place: str) -> Node:
        places = [node for node in self.all(name=place) if node.own_id.startswith("place_")]
        if len(places) != 1:
            raise ScreenError(f"no place {place}: {self.named()}")
        return places[0]


def drop(
    program: Program,
    what: Node | Point,
    where: Node | Point,
    *,
    held: Sequence[str] = (),
    taken: Callable[[], bool] | None = None,
) -> None:
    """Carry something to a place of the program and let go, once the program has seen it hang there.

    A person looks whether it is taken. Between two programs every place that is passed while the one below thinks
    is lost, and what it has not said yes to by then falls back (XDND): a fixed moment is too short for one that
    has just started. `taken`: whether the program that it comes from heard the yes, which it shows on a busy computer
    some moves later.
    """

    def seen() -> None:
        for _ in range(SEEN_AFTER):
            program.screen.reader.ask("answers", pid=program.pid)
            program.hand.nudge(where)
        program.screen.reader.ask("answers", pid=program.pid)
        if taken is not None:
            until(taken, "it is taken", still=lambda: program.hand.nudge(where))

    program.hand.drag(what, where, held=held, over=seen)


def outside(node: Node, view: Node) -> int:
    """1: the control's middle lies below what its page shows, -1: above, 0: it can be seen."""
    middle, (_x, top, _width, height) = node.centre[1], view.box
    return 1 if middle >= top + height - EDGE_PX else -1 if middle < top + EDGE_PX else 0


def _wish(role: str, name: str, wish: Mapping[str, Any]) -> dict[str, Any]:
    """The question as the driver understands it: what is not asked for is left out."""
    asked = {**({"role": role} if role else {}), **({"name": name} if name else {}), **wish}
    if isinstance(asked.get("within"), Node):
        asked["within"] = asked["within"].ref
    return asked


def program_environment(
    screen: Screen, folder: Path, clock: ProgramClock | None, more: Mapping[str, str]
) -> dict[str, str]:
    """A person's environment on this screen: a home and folders of its own, no key ring unless `more` says so."""
    home = folder.with_name(f"{folder.name}-home")
    home.mkdir(exist_ok=True)
    folders = {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_STATE_HOME": str(home / "state"),
    }
    moved = {"SMMDESK_CLOCK_FILE": str(clock.path)} if clock is not None else {}
    return {
        key: value for key, value in {**screen.environment, **folders, **NO_KEYRING, **moved, **more}.items() if value
    }


def marked(mark: str) -> dict[int, str]:
    """The living processes that were started with this mark in their environment, with their command lines."""
    found = {}
    wanted = f"{MARK}={mark}".encode()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if wanted in (entry / "environ").read_bytes().split(b"\0"):
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
    return {pid: command for pid, command in found.items() if command}
