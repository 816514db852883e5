"""CHANGELOG.md is written for the people who use the program, and keeps one form."""

import re
from collections import Counter

import pytest

from tests.house.sources import ROOT

LEAST_OF_A_SENTENCE = 30
SECTIONS = ("New", "Better", "Put right", "Safety")
RELEASE = re.compile(r"Unreleased|\d+\.\d+\.\d+ \(\d{4}-\d{2}-\d{2}\)")
CODE = re.compile(r"`|\.py\b|\b(refactor\w*|API|endpoint|token|null|exception|commit|pytest|mypy|class|module)\b", re.I)


def faults(text: str) -> list[str]:
    """What is wrong with a changelog, line by line."""
    found = []
    releases = re.findall(r"^## (.*)$", text, re.M)
    if not releases or releases[0] != "Unreleased":
        found.append("the first release is not Unreleased")
    found += [f"no release: {name}" for name in releases if not RELEASE.fullmatch(name)]
    found += [f"no section: {name}" for name in re.findall(r"^### (.*)$", text, re.M) if name not in SECTIONS]
    for release in re.split(r"^## ", text, flags=re.M):
        found += [f"said twice: {first}" for first in said_twice(release)]
    for entry in re.findall(r"^- (.*(?:\n  .*)*)", text, re.M):
        if not entry.rstrip().endswith("."):
            found.append(f"no full stop: {entry}")
        if CODE.search(entry):
            found.append(f"not the user's words: {entry}")
    return found


def said_twice(release: str) -> list[str]:
    """The first sentences that begin more than one entry: one of them says no more than the other."""
    entries = [" ".join(entry.split()) for entry in re.findall(r"^- (.*(?:\n  .*)*)", release, re.M)]
    firsts = Counter(re.split(r"[.:;,](?: |$)", entry, maxsplit=1)[0].casefold() for entry in entries)
    return [first for first, times in firsts.items() if times > 1 and len(first) > LEAST_OF_A_SENTENCE]


def test_the_changelog_is_well_formed() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert faults(text) == []
    assert re.search(r"^- ", text, re.M)


@pytest.mark.parametrize(
    "text",
    [
        "## 0.1\n",
        "## Unreleased\n### Internals\n- Words.",
        "## Unreleased\n### New\n- No full stop",
        "## Unreleased\n### New\n- Changed `Store.open`.",
        "## Unreleased\n### New\n- Refactored the window.",
        "## Unreleased\n### New\n- A guide with its pictures shows.\n- A guide with its\n  pictures shows. More.",
    ],
)
def test_the_rule_can_fail(text: str) -> None:
    assert faults(text)
