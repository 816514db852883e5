"""The table of security's gates is true: ten gates, and what holds them is there."""

import re

from tests.house.sources import ROOT

TABLE = (ROOT / "docs" / "gates.md").read_text("utf-8")


def test_there_are_ten_gates() -> None:
    assert re.findall(r"^\| (G\d+) \|", TABLE, re.MULTILINE) == [f"G{number}" for number in range(1, 11)]


def test_what_holds_a_gate_is_there() -> None:
    rows = [line.split("|")[3] for line in TABLE.splitlines() if re.match(r"\| G\d+ \|", line)]
    named = [re.findall(r"`([\w./]+\.(?:py|yml))`", row) for row in rows]
    assert [rows[number] for number, found in enumerate(named) if not found] == []
    assert [name for found in named for name in found if not (ROOT / name).exists()] == []
    tests = [name for found in named for name in found if name.startswith("tests/")]
    assert [name for name in tests if "def test_" not in (ROOT / name).read_text("utf-8")] == []
