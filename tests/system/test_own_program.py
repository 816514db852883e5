"""A program whose file is another version's by now notices it."""

import sys
from pathlib import Path

import pytest

from smmdesk.system.own_program import OwnProgram


def test_another_file_in_its_place_or_none_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, newer = tmp_path / "smmdesk", tmp_path / "smmdesk.dpkg-new"
    for path in (program, newer):
        path.write_text("the same length", "utf-8")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    own = OwnProgram()
    assert not own.is_replaced
    newer.replace(program)
    assert own.is_replaced
    again = OwnProgram()
    assert not again.is_replaced
    program.unlink()
    assert again.is_replaced


def test_sources_are_not_watched() -> None:
    assert not OwnProgram().is_replaced
