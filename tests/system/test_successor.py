"""The program that was put in this one's place is tried a few times, and counts once it says that it works."""

import os
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.system.clock import ManualClock
from smmdesk.system.own_program import OwnProgram
from smmdesk.system.successor import Succession
from tests.guards import AllowLog

WORKS = """
import sys
key = sys.stdin.readline()
print("first something that is no line of ours", flush=True)
print('{"event": "problem", "problem": null}', flush=True)
print('{"event": "started", "pid": 1}', flush=True)
sys.stdin.read()
open(sys.argv[1], "w").write(key)
"""
FALLS = 'print("{}"); raise SystemExit(1)'
SAYS_NOTHING = "import sys; sys.stdin.read(); import threading; threading.Event().wait()"
LEAVES_ONE = """
import subprocess, sys, threading
subprocess.Popen([sys.executable, "-c", sys.argv[1], *sys.argv[2:]])
threading.Event().wait()
"""
LEFT = """
import pathlib, sys, threading
while not pathlib.Path(sys.argv[1]).exists():
    threading.Event().wait(0.02)
for number in range(20):
    print(number, flush=True)
    threading.Event().wait(0.01)
"""


@pytest.fixture(autouse=True)
def told(allow_log: AllowLog) -> None:
    """What a try came to stands in the log."""
    allow_log("the program in our place")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "smmdesk"
    path.write_text("1", "utf-8")
    return path


def test_it_is_tried_a_few_times_and_again_once_the_file_changes(program: Path) -> None:
    clock = ManualClock()
    succession = Succession(OwnProgram(str(program)), clock)
    clock.advance(timedelta(seconds=1000))
    assert not succession.is_due
    for text in ("22", "333"):
        program.write_text(text, "utf-8")
        for rest_s in Succession.RESTS_S:
            assert not succession.is_due
            assert not succession.is_over
            clock.advance(timedelta(seconds=rest_s - 1))
            assert not succession.is_due
            clock.advance(timedelta(seconds=1))
            assert succession.is_due
            assert not succession.start([sys.executable, "-c", FALLS], "")
        clock.advance(timedelta(seconds=100_000))
        assert not succession.is_due
        assert succession.is_over
    program.write_text("1", "utf-8")
    clock.advance(timedelta(seconds=100_000))
    assert not succession.is_due, "the one that runs was put back"


def test_it_gets_the_key_and_counts_once_it_works(program: Path, tmp_path: Path) -> None:
    succession = Succession(OwnProgram(str(program)), ManualClock())
    given = tmp_path / "given"
    assert succession.start([sys.executable, "-c", WORKS, str(given)], "unlock abc")
    assert succession.process is not None
    assert succession.process.wait(30) == 0, "its pipe was closed: it is alone"
    assert given.read_text("utf-8") == "unlock abc\n"


@pytest.mark.parametrize(
    "command", [[sys.executable, "-c", FALLS], ["/nowhere/smmdesk"], [sys.executable, "-c", SAYS_NOTHING]]
)
def test_one_that_falls_or_says_nothing_does_not_count_and_is_ended(program: Path, command: list[str]) -> None:
    succession = Succession(OwnProgram(str(program)), ManualClock())
    assert not succession.start(command, "unlock abc", patience_s=0.5)
    assert succession.process is None


def test_what_a_program_that_did_not_work_has_started_says_into_its_pipe_reads_no_other_file_empty(
    program: Path, tmp_path: Path
) -> None:
    succession, go = Succession(OwnProgram(str(program)), ManualClock()), tmp_path / "go"
    before = set(threading.enumerate())
    assert not succession.start([sys.executable, "-c", LEAVES_ONE, LEFT, str(go)], "", patience_s=2.0)
    pipes = [os.pipe() for _ in range(4)]  # by the lowest free numbers
    for _source, sink in pipes:
        os.write(sink, b"ours")
        os.close(sink)
    go.touch()
    for thread in set(threading.enumerate()) - before:
        thread.join(30)
    assert [os.read(source, 10) for source, _sink in pipes] == [b"ours"] * 4
    for source, _sink in pipes:
        os.close(source)
