"""A program whose file is another version's by now notices it."""

import os
import sys
from pathlib import Path

import pytest

from smmdesk.system.own_program import OwnProgram


def test_another_file_in_its_place_or_none_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, newer = tmp_path / "smmdesk", tmp_path / "smmdesk.dpkg-new"
    program.write_text("the same length", "utf-8")
    newer.write_text("as long as this", "utf-8")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    own = OwnProgram()
    assert not own.is_replaced
    newer.replace(program)
    assert own.is_replaced
    assert own.is_renewed
    again = OwnProgram()
    assert not again.is_replaced
    program.unlink()
    assert again.is_replaced
    assert not again.is_renewed, "nobody installed anything"


def test_the_same_program_with_other_times_or_numbers_is_the_same(tmp_path: Path) -> None:
    """A scanner, a copy put back, a drive that numbers its files anew: an engine would end again and again."""
    program, copy = tmp_path / "smmdesk", tmp_path / "copy"
    for path in (program, copy):
        path.write_text("the same", "utf-8")
    own = OwnProgram(str(program))
    os.utime(program, (1, 1))
    assert not own.is_replaced
    program.rename(tmp_path / "kept")
    copy.replace(program)
    assert not own.is_replaced
    program.write_text("another!", "utf-8")
    assert own.is_replaced


def test_what_cannot_be_looked_at_for_now_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "smmdesk"
    program.write_text("the same", "utf-8")
    own = OwnProgram(str(program))

    def refused(_path: Path, **_more: object) -> os.stat_result:
        raise PermissionError("a scanner holds it")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "stat", refused)
        assert not own.is_replaced
    assert not own.is_replaced


def test_sources_are_not_watched() -> None:
    assert not OwnProgram().is_replaced
