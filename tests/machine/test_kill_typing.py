"""Killed while a person types: at most two seconds of it are gone (fault 10), with the log of the newest commits too
(fault 82)."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from smmdesk.desk.desk import Desk
from smmdesk.model.post import Post
from smmdesk.system.paths import Paths
from tests.helpers.warm import ROOT
from tests.machine.desks import with_desk
from tests.machine.engine_process import environment

MOST_LOST_S = 2.0
TYPES_FOR_S = 3.5


def saved(folder: Path) -> str:
    def read(desk: Desk) -> str:
        with desk.store.reading() as reader:
            return "".join(post.content.text for post in reader.all(Post))

    return with_desk(folder, read)


def without_the_log(folder: Path) -> Path:
    """As somebody leaves it who takes what lies beside the calendar for rubbish."""
    left = folder.with_name("without the log")
    shutil.copytree(folder, left)
    (left / "desk.sqlite-wal").unlink()
    return left


def the_file_alone(folder: Path) -> Path:
    """As somebody takes it along who knows of the calendar's file only."""
    taken = Paths(folder.with_name("taken along")).make()
    shutil.copy(folder / "desk.sqlite", taken.database)
    return taken.folder


@pytest.mark.fault(10, 82)
def test_killed_while_typing_at_most_two_seconds_of_it_are_gone(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.machine.typing_program", str(folder)],
        cwd=ROOT,
        env=environment(QT_QPA_PLATFORM="offscreen"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as program:
        assert program.stdout is not None
        typed = [json.loads(program.stdout.readline())]
        while typed[-1]["at"] - typed[0]["at"] < TYPES_FOR_S:
            typed.append(json.loads(program.stdout.readline()))
        killed_at = time.monotonic()
        program.kill()
        typed += [json.loads(line) for line in program.stdout if line.endswith("\n")]
    before = [each["text"] for each in typed if each["at"] <= killed_at - MOST_LOST_S]
    assert len(before) > 5
    for left in (without_the_log(folder), the_file_alone(folder), folder):
        kept = saved(left)
        assert kept.startswith(before[-1]), f"{left.name}: kept {kept!r}, of {typed[-1]['text']!r}"
        assert typed[-1]["text"].startswith(kept)
