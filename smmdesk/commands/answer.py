"""What a command answers: plain data for `--json`, lines for people. Text from outside never commands a terminal."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TextIO

from smmdesk.model.problem import Problem

BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Answer:
    """`data` goes into the one JSON object, beside `ok`; `lines` are for people; `done` false means exit code 1."""

    data: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    done: bool = True


def tell(answer: Answer, as_json: bool, out: TextIO | None = None) -> int:
    """Print the answer; returns the exit code."""
    stream = out or sys.stdout
    if as_json:
        print(json.dumps({"ok": answer.done, **answer.data}, ensure_ascii=True), file=stream)
    else:
        for line in answer.lines:
            print(line, file=stream)
    return 0 if answer.done else 1


def tell_problem(problem: Problem, as_json: bool, code: int = 1) -> int:
    """Title and advice to standard error, and the JSON object where one was asked for; returns the exit code."""
    if as_json:
        print(json.dumps({"ok": False, "problem": problem.as_dict()}, ensure_ascii=True))
    for line in problem_lines(problem):
        print(line, file=sys.stderr)
    return code


def problem_lines(problem: Problem, indent: str = "") -> tuple[str, ...]:
    return (indent + plain(problem.title), indent + plain(problem.advice))


def plain(text: str) -> str:
    """One line that a terminal only shows: no control characters, no escape sequences, no turned direction."""
    return "".join(c if c.isprintable() and c not in BIDI else " " for c in text)


def table(rows: Iterable[Sequence[str]], most: int = 60) -> tuple[str, ...]:
    """Rows as aligned columns, cells cut at `most` characters."""
    cells = [[_cut(plain(cell), most) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)] if cells else []
    return tuple(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
