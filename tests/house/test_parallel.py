"""A run spread over processes: what is alone is alone, what was noted comes together, a narrow run stays whole."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.house.sources import ROOT

SUITE = """
import os, time
from pathlib import Path
import pytest

def stay(name, seconds):
    began = time.time()
    time.sleep(seconds)
    Path(os.environ["TIMES"], name).write_text(f"{began} {time.time()}")

@pytest.mark.fault(1)
@pytest.mark.parametrize("number", range(8))
def test_among_others(number):
    stay(f"others-NAME-{number}", 0.05)

@pytest.mark.alone
@pytest.mark.fault(2)
def test_alone():
    stay("alone-NAME", 0.2)
"""
SHORT = """
import pytest
from test_one import stay

@pytest.mark.parametrize("number", range(20))
def test_short(number):
    stay(f"short-{number}", 0)
"""
SETTINGS = """[pytest]
addopts = -n auto --dist loadfile --no-loadscope-reorder
markers =
  fault(n): x
  alone: x
"""
PLUGINS = ("-p", "tests.parallel", "-p", "tests.promises.plugin", "-p", "no:cacheprovider")


class Ran(NamedTuple):
    output: str
    times: dict[str, tuple[float, float]]
    noted: dict[str, str]


def ran(tree: Path, *arguments: str) -> Ran:
    """What two files of tests did, with the real plug-ins."""
    (tree / "times").mkdir()
    (tree / "pytest.ini").write_text(SETTINGS, encoding="utf-8")
    for name in ("one", "two"):
        (tree / f"test_{name}.py").write_text(SUITE.replace("NAME", name), encoding="utf-8")
    (tree / "test_many_short.py").write_text(SHORT, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", *PLUGINS, "-v", f"--rootdir={tree}", f"-c{tree / 'pytest.ini'}"]
    command += [
        f"--promises={tree / 'noted.json'}",
        *(str(tree / name) for name in arguments if not name.startswith("-")),
    ]
    command += [name for name in arguments if name.startswith("-")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment["TIMES"] = str(tree / "times")
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    spans = {file.name: file.read_text().split() for file in (tree / "times").iterdir()}
    noted = json.loads((tree / "noted.json").read_text("utf-8"))
    return Ran(
        ended.stdout,
        {name: (float(began), float(over)) for name, (began, over) in spans.items()},
        {node: note["outcome"] for node, note in noted.items()},
    )


@pytest.fixture(scope="module")
def spread(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return ran(tmp_path_factory.mktemp("spread"), "-n2", "test_many_short.py", "test_one.py", "test_two.py")


def test_what_is_alone_has_the_computer_to_itself(spread: Ran) -> None:
    assert "[gw0]" in spread.output
    assert "[gw1]" in spread.output
    for alone in ("alone-one", "alone-two"):
        began, over = spread.times[alone]
        beside = [name for name, span in spread.times.items() if name != alone and span[0] < over and span[1] > began]
        assert beside == []


def test_what_was_noted_comes_together(spread: Ran) -> None:
    assert len(spread.noted) == 18
    assert set(spread.noted.values()) == {"passed"}


def test_the_longest_files_begin_though_others_have_more_tests(spread: Ran) -> None:
    began = {name: span[0] for name, span in spread.times.items()}
    assert min(began[f"short-{number}"] for number in range(20)) > max(began["others-one-0"], began["others-two-0"])


def test_what_one_process_compiled_the_next_reads() -> None:
    assert not sys.dont_write_bytecode
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ


def test_naming_what_to_run_keeps_it_in_one_process(tmp_path: Path) -> None:
    found = ran(tmp_path, "test_one.py")
    assert "[gw" not in found.output
    assert len(found.times) == 9
