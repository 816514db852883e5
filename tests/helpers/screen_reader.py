"""The person who cannot see: finds controls by role and name, reads them, presses them, hears what is said.

Waits for facts, at most `PATIENCE_S`; a fact that does not come fails with what there was instead.
"""

import json
import os
import select
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SYSTEM_PYTHON = "/usr/bin/python3"
DRIVER = Path(__file__).with_name("screen_driver.py")
PATIENCE_S = 30.0
ANSWER_S = 90.0


class ScreenError(AssertionError):
    """What a person would have needed was not there."""


@dataclass(frozen=True)
class Node:
    """One control as it was when it was found. `box`: x, y, width, height in pixels of the screen."""

    reader: "Reader" = field(repr=False, compare=False)
    ref: int = field(repr=False)
    role: str
    name: str
    description: str
    states: frozenset[str]
    box: tuple[int, int, int, int]
    actions: tuple[str, ...]
    id: str
    depth: int = 0

    @property
    def centre(self) -> tuple[int, int]:
        x, y, width, height = self.box
        return x + width // 2, y + height // 2

    @property
    def own_id(self) -> str:
        """The name that its maker gave it."""
        return self.id.rpartition(".")[2]

    @property
    def is_operable(self) -> bool:
        """Can a person do something with it?"""
        doable = set(self.actions) - {"SetFocus", "ShowMenu"}
        return bool({"focusable", "editable"} & self.states or doable)

    def act(self, action: str) -> None:
        """Do one of its `actions`."""
        self.reader.ask("act", ref=self.ref, action=action)

    def press(self) -> None:
        """Press or tick it. What opens a menu is clicked instead (Hand.click)."""
        self.act("Toggle" if "Toggle" in self.actions and "Press" not in self.actions else "Press")

    def focus(self) -> None:
        self.reader.ask("focus", ref=self.ref)

    def text(self) -> str:
        """What stands in it."""
        return str(self.reader.ask("read", ref=self.ref))

    def write(self, text: str) -> None:
        """Put `text` in the place of what stands there."""
        self.reader.ask("write", ref=self.ref, text=text)

    def now(self) -> "Node | None":
        """As it is now; None when it is gone."""
        found = self.reader.ask("look", ref=self.ref)
        return self.reader.node(found) if found else None

    def chain(self) -> list["Node"]:
        """It and those around it, the nearest first."""
        return [self.reader.node(found) for found in self.reader.ask("chain", ref=self.ref)]

    def __str__(self) -> str:
        return f"{self.role} “{self.name}” [{', '.join(sorted(self.states))}] {self.box} {self.id}"


class Reader:
    """Asks the driver process (screen_driver.py), one question at a time."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                [SYSTEM_PYTHON, "-I", str(DRIVER)],
                env=dict(environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        self._log = log
        self._unread = b""
        self._answer()

    def stop(self) -> None:
        """End the driver. May be called again."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None and not pipe.closed:
                pipe.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def node(self, found: dict[str, Any]) -> Node:
        return Node(
            self,
            found["ref"],
            found["role"],
            found["name"],
            found["description"],
            frozenset(found["states"]),
            tuple(found["box"] or (0, 0, 0, 0)),
            tuple(found["actions"]),
            found["id"],
            found.get("depth", 0),
        )

    def ask(self, do: str, **wish: Any) -> Any:
        """One question. Raises ScreenError when it cannot be answered."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **wish}).encode() + b"\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        answer = json.loads(self._line())
        if "error" in answer:
            raise ScreenError(answer["error"])
        return answer["ok"]

    def _line(self) -> bytes:
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        end = time.monotonic() + ANSWER_S
        answers = select.poll()  # not select.select, which knows no number above 1023
        answers.register(pipe, select.POLLIN)
        while b"\n" not in self._unread:
            ready = answers.poll(max(0.0, end - time.monotonic()) * 1000)
            more = os.read(pipe, 1 << 16) if ready else b""
            if not more:
                why = "ended" if ready else "does not answer"
                raise ScreenError(f"the screen reader {why}: {self._log.read_text('utf-8', 'replace')[-2000:]}")
            self._unread += more
        line, _, self._unread = self._unread.partition(b"\n")
        return line
