"""How far long work is, for somebody who waits at a terminal: one line that goes again. Scripts hear nothing of it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from smmdesk.desk.import_plan import Going


class _Line:
    """One line, written anew with each per cent."""

    def __init__(self, words: str, out: TextIO) -> None:
        self._words, self._out, self._percent = words, out, -1

    def show(self, percent: int) -> None:
        if percent != self._percent:
            self._percent = percent
            self._write(f"{self._words} {percent}%")

    def clear(self) -> None:
        self._write(" " * (len(self._words) + len(" 100%")) + "\r")

    def _write(self, words: str) -> None:
        self._out.write(f"\r{words}")
        self._out.flush()


class _Shown(Going):
    """Shows each change of what is done."""

    def __init__(self, line: _Line) -> None:
        self._line: _Line
        object.__setattr__(self, "_line", line)
        super().__init__()

    def __setattr__(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)
        if name == "done" and hasattr(self, "total") and self.total:
            self._line.show(min(100, 100 * self.done // self.total))


@contextmanager
def shown(words: str, as_json: bool, out: TextIO | None = None) -> Iterator[Going]:
    """What long work tells how far it is. The line stands on standard error where that is a terminal, and no JSON is
    asked for."""
    stream = out or sys.stderr
    if as_json or not stream.isatty():
        yield Going()
        return
    line = _Line(words, stream)
    try:
        yield _Shown(line)
    finally:
        line.clear()
