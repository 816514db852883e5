"""Marks name promises that exist, and the tables in docs are made of them."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import ROOT
from tests.promises import KINDS, promises
from tests.promises.__main__ import merged, shown_by
from tests.promises.tables import page


def marks(text: str) -> Iterator[tuple[str, object]]:
    """(kind, number) of each `….mark.KIND(NUMBER)` in a module."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in KINDS:
            mark = node.func.value
            if isinstance(mark, ast.Attribute) and mark.attr == "mark":
                yield from ((node.func.attr, each.value) for each in node.args if isinstance(each, ast.Constant))


def unknown(text: str) -> list[str]:
    """Marks whose number no promise has."""
    return [f"{kind}({number})" for kind, number in marks(text) if number not in promises(kind)]


def test_every_mark_names_a_promise() -> None:
    tests = sorted((ROOT / "tests").rglob("*.py"))
    found = [f"{path.name}: {each}" for path in tests for each in unknown(path.read_text("utf-8"))]
    assert not found, "\n".join(found)
    assert any(marks(path.read_text("utf-8")) for path in tests)


@pytest.mark.parametrize(
    "text", ["@pytest.mark.fault(105)\ndef f(): ...", "x = pytest.param(1, marks=pytest.mark.vector(0))"]
)
def test_the_rule_can_fail(text: str) -> None:
    assert unknown(text)
    assert not unknown("@pytest.mark.fault(104)\ndef f(): ...\n")


def test_the_table_tells_what_ran_what_did_not_and_what_nothing_shows() -> None:
    note = {"fault": [2], "statement": [], "vector": [], "around": ["screen", "long"], "outcome": "skipped"}
    other = {**note, "fault": [1, 2], "around": [], "outcome": "failed"}
    again = {"a.py::one": {**note, "outcome": "passed"}}
    text = page("fault", promises("fault"), shown_by("fault", merged([{"a.py::one": note, "b.py::two": other}])))
    assert "- **1** killed before claim → sent once at next start/grace (K)\n  - 1 failed: `b.py`\n" in text
    assert "  - 1 failed, 1 skipped (second tier, the real window): `a.py`, `b.py`\n" in text
    assert text.count("**not shown**") == 102
    assert "1 failed, 1 passed" in page(
        "fault", promises("fault"), shown_by("fault", merged([{"a.py::one": note, "b.py::two": other}, again]))
    )


def test_the_table_of_hostile_inputs_tells_where_each_was_fed() -> None:
    note = {"fault": [], "statement": [], "vector": [1], "around": [], "outcome": "passed"}
    on_trash = {**note, "surface": ["trash"]}
    notes = {"tests/ui/a.py::one": on_trash, "tests/store/test_search.py::two": {**note, "surface": []}}
    vectors = {**promises("vector"), 2: {**promises("vector")[2], "open": "issue 6: nothing reads it yet"}}
    text = page("vector", vectors, shown_by("vector", notes))
    assert "  - fed to search, trash\n  - 2 passed: `store/test_search.py`, `ui/a.py`\n" in text
    assert "**not shown**: issue 6" in text


def test_a_long_list_of_places_is_named_once_and_no_line_is_long() -> None:
    note = {"fault": [], "statement": [], "vector": [1, 2], "around": [], "outcome": "passed"}
    notes = {f"tests/ui/{place}.py::one": {**note, "surface": [f"the {place} of the shop"]} for place in "abcdefghij"}
    text = page("vector", promises("vector"), shown_by("vector", notes))
    assert text.count("  - fed to **A**\n") == 2
    assert text.count("the j of the shop") == 1
    assert [line for line in text.splitlines() if len(line) > 120 and not line.startswith("- **")] == []


def test_what_nothing_feeds_says_which_issue_will() -> None:
    """`open` of a hostile input says why no test feeds it; a test that came since makes it untrue."""
    tests = sorted((ROOT / "tests").rglob("test_*.py"))
    fed = {number for path in tests for kind, number in marks(path.read_text("utf-8")) if kind == "vector"}
    assert [number for number, texts in promises("vector").items() if "open" in texts and number in fed] == []


def test_the_texts_are_whole() -> None:
    assert [len(promises(kind)) for kind in ("fault", "statement", "vector")] == [104, 115, 100]


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """A run of its own: what was asked of this one is not asked of it."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200, check=False)


def test_a_run_notes_what_became_of_marked_tests(tmp_path: Path) -> None:
    (tmp_path / "test_few.py").write_text(
        "import pytest\n"
        "@pytest.mark.fault(1)\ndef test_good(): pass\n"
        "@pytest.mark.fault(2)\ndef test_bad(): assert 0\n"
        "@pytest.mark.statement(3)\ndef test_later(): pytest.skip('later')\n"
        "def test_unmarked(): pass\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n  fault(n): x\n  statement(n): x\n")
    file = tmp_path / "notes.json"
    command = [sys.executable, "-m", "pytest", "-p", "tests.promises.plugin", f"--promises={file}", str(tmp_path)]
    ended = run(command)
    assert file.exists(), ended.stdout
    noted = {node.rpartition("::")[2]: note["outcome"] for node, note in json.loads(file.read_text("utf-8")).items()}
    assert noted == {"test_good": "passed", "test_bad": "failed", "test_later": "skipped"}


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Every test there is, as listed, and the notes of the promises that they show."""
    file = tmp_path_factory.mktemp("collected") / "notes.json"
    ended = run([sys.executable, "-m", "pytest", "--collect-only", "-q", f"--promises={file}"])
    assert file.exists(), ended.stdout[-2000:] + ended.stderr[-2000:]
    return ended.stdout, file


def test_every_fault_is_shown_by_a_test(collected: tuple[str, Path]) -> None:
    """What needs a machine or a plug besides stands in docs/faults-by-hand.md."""
    shown = shown_by("fault", json.loads(collected[1].read_text("utf-8")))
    assert [number for number in promises("fault") if number not in shown] == []


def test_no_test_is_named_by_where_something_lies_in_memory(collected: tuple[str, Path]) -> None:
    """In another process it would have another name, and then nothing of the whole run starts."""
    names = [line for line in collected[0].splitlines() if line.startswith("tests/")]
    assert [name for name in names if " at 0x" in name] == []
    assert len(names) > 1_000
