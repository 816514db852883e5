"""A program that was moved goes on beginning with the computer, from where it is now."""

import sys
from pathlib import Path

import pytest

from smmdesk.desk import moved
from smmdesk.desk.desk import Desk
from smmdesk.system.at_login import window_entry
from smmdesk.system.entry_texts import words_in


async def test_what_begins_with_the_computer_leads_to_the_program_of_now(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for program in (old, new):
        program.write_text("", "utf-8")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(old))
    window_entry(desk.paths, tmp_path, "linux").turn_on()
    monkeypatch.setattr(sys, "executable", str(new))
    entry = window_entry(desk.paths, tmp_path, "linux")
    assert not await moved.follow(desk, (entry,)), "another copy may be meant to start"
    old.unlink()
    assert await moved.follow(desk, (entry,))
    assert words_in(entry.path.read_bytes())[0] == str(new)


async def test_a_desk_without_entries_gets_none(desk: Desk, tmp_path: Path) -> None:
    entry = window_entry(desk.paths, tmp_path, "linux")
    assert not await moved.follow(desk, (entry,))
    assert not entry.is_on
