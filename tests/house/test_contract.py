"""A connector whose look-up and whose list of harmless errors are not tested cannot be enabled (reliability.md §3)."""

import ast
import inspect
from collections.abc import Iterator

import pytest

from smmdesk.platforms import PLATFORMS, connector, facts_of
from smmdesk.platforms.http import Call
from tests.contract.subjects import ON_A_WIRE, SUBJECTS
from tests.contract.test_commit import cases
from tests.house.sources import ROOT
from tests.servers.fault_scripts import SCRIPTS, Accepts

BY_THEMSELVES = [key for key in PLATFORMS if facts_of(key).sends_by_itself]


@pytest.mark.parametrize("key", BY_THEMSELVES)
def test_every_platform_that_sends_stands_before_the_contract(key: str) -> None:
    mine = [subject for subject in SUBJECTS.values() if subject.platform == key]
    assert mine, f"{key} has no subject in tests/contract/subjects.py"
    assert inspect.iscoroutinefunction(connector(key).look_up)
    for subject in mine:
        if subject.key in ON_A_WIRE:
            assert subject.commits, "the one irreversible call"
            assert subject.looks or not subject.tells, "what is asked when an answer was lost"
            assert (facts_of(key).schedule is None) == (subject.hands_off is None)


def test_every_script_meets_every_subject() -> None:
    tried = {(case.values[0], case.values[1].name) for case in cases()}
    assert tried == {(key, name) for key in ON_A_WIRE for name in SCRIPTS}


def test_every_error_that_counts_as_harmless_is_tried() -> None:
    tried = {script.status for script in SCRIPTS.values() if script.accepts is Accepts.NEVER}
    declared = set(Call(method="GET", url="").not_applied) | set(declared_statuses())
    assert declared <= tried, "a script for each status that is said to prove that nothing happened"


def declared_statuses() -> Iterator[int]:
    """The numbers that connectors give as `not_applied=`."""
    for path in (ROOT / "smmdesk" / "platforms").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "not_applied":
                found = [part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant)]
                yield from (status for status in found if isinstance(status, int))
