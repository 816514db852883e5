"""The processes beside the program end well by themselves, also while the pipe to them stays open."""

import subprocess
import sys

import pytest

from smmdesk.system.child import MAIN

ENDS = "import sys; from smmdesk.system import {0}; {0}.IDLE_S = 0.05; sys.exit({0}.main())"


@pytest.mark.parametrize("name", ["decoder", "speller"])
def test_an_idle_child_ends_well(name: str) -> None:
    """A thread that waited in Python's buffer of the standard input made it end with an abort, which some systems tell
    people as a crash of the program."""
    command = [sys.executable, "-c", ENDS.format(name)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=MAIN.parent, **pipes) as child:
        code = child.wait(60)
        assert child.stderr is not None
        assert (code, child.stderr.read()) == (0, b"")


def test_requests_may_come_in_pieces_and_together() -> None:
    command = [sys.executable, str(MAIN), "--speller"]
    asked = b'{"do": "nothing"}\n{"do": "nothing"}\n{"do": '
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(asked)
        child.stdin.flush()
        first = [child.stdout.readline() for _ in range(2)]
        child.stdin.write(b'"nothing"}\n')
        child.stdin.close()
        assert [*first, child.stdout.read()] == [b'{"ok": false}\n'] * 3
