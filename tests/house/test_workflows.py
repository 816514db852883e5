"""The workflows that others run with our keys: nothing in them can be moved, filled in or read by who must not."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.house.sources import ROOT

FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
LIVING = {"ubuntu-22.04", "windows-2022", "macos-15"}
"""Images that are still made (actions/runner-images: macOS 13 ended in December 2025, 14 on 2 November 2026; seen
29 Nov 2026)."""
each = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))["jobs"]
    return found


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in jobs(path).values() for step in job["steps"]]


@each
def test_what_others_made_is_named_by_its_commit_with_its_version_beside(path: Path) -> None:
    """A tag can be moved to something else, and then it runs with our keys."""
    lines = [line.strip() for line in path.read_text("utf-8").splitlines() if "uses:" in line]
    assert lines
    assert [line for line in lines if not re.search(r"uses: actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line)] == []


@each
def test_a_job_may_read_the_sources_and_no_more(path: Path) -> None:
    whole = yaml.safe_load(path.read_text("utf-8"))
    assert whole["permissions"] == {}
    assert [name for name, job in whole["jobs"].items() if job["permissions"] != {"contents": "read"}] == []
    kept = [step["with"] for step in steps(path) if "actions/checkout" in step.get("uses", "")]
    assert len(kept) == len(whole["jobs"])
    assert all(each["persist-credentials"] is False for each in kept)
    assert "pull_request" not in str(whole), "others' sources never meet our keys"


@each
def test_words_from_outside_are_no_script(path: Path) -> None:
    assert [step["run"] for step in steps(path) if "${{" in step.get("run", "")] == []


@each
def test_every_job_ends_and_runs_where_there_is_an_image(path: Path) -> None:
    for job in jobs(path).values():
        assert 0 < job["timeout-minutes"] <= 360
        named = job["runs-on"]
        kinds = [one["system"] for one in job["strategy"]["matrix"]["include"]] if "matrix" in named else [named]
        assert set(kinds) <= LIVING


@each
def test_keys_are_read_in_the_environment_that_holds_them(path: Path) -> None:
    for job in jobs(path).values():
        assert "secrets." not in str(job) or job["environment"] == "release"


def test_the_release_is_made_on_each_system_and_no_two_results_have_one_name() -> None:
    matrix = jobs(FOLDER / "release.yml")["build"]["strategy"]["matrix"]["include"]
    assert {one["system"].partition("-")[0] for one in matrix} == {"ubuntu", "windows", "macos"}
    assert len({one["name"] for one in matrix}) == len(matrix)


def test_what_the_release_sets_is_read_by_what_builds() -> None:
    used = set(re.findall(r"(SMMDESK_\w+)", (FOLDER / "release.yml").read_text("utf-8")))
    packaging = ROOT / "packaging"
    code = "".join(path.read_text("utf-8") for path in (*packaging.glob("*.py"), packaging / "smmdesk.spec"))
    assert {name for name in used if name not in code} == set()
