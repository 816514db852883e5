"""docs/gates.md names every gate of security.md §4, and tests that are there."""

import re

from tests.house.sources import ROOT

PAGE = (ROOT / "docs" / "gates.md").read_text("utf-8")


def test_every_gate_is_held_by_something_that_is_there() -> None:
    rows = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| G")]
    assert [row[0] for row in rows] == [f"G{number}" for number in range(1, 11)]
    for gate, _what, held in rows:
        named = re.findall(r"`([\w./-]+\.(?:py|yml))`", held)
        assert named, gate
        assert [name for name in named if not (ROOT / name).is_file()] == []
