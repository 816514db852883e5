"""A file is whole or not there, also where two write it at once or one was killed in the middle."""

import os
import stat
from pathlib import Path

import pytest

from smmdesk.system.drafts import LEFT_AFTER_S, PREFIX, draft_of, write_whole


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_two_who_write_to_one_place_do_not_meet(tmp_path: Path) -> None:
    place = tmp_path / "calendar.csv"
    with draft_of(place) as one:
        one.write_text("the first, whole")
        with draft_of(place) as other:
            other.write_text("the second, whole")
        assert place.read_text() == "the second, whole"
    assert place.read_text() == "the first, whole"
    assert names(tmp_path) == ["calendar.csv"]


def test_one_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    place = tmp_path / "calendar.csv"
    place.write_text("before")
    with pytest.raises(FileExistsError), draft_of(place) as draft:
        draft.mkdir(parents=draft.write_text("half") == 0)
    assert (place.read_text(), names(tmp_path)) == ("before", ["calendar.csv"])


def test_a_long_name_has_room_for_its_draft(tmp_path: Path) -> None:
    place = tmp_path / ("a" * 251 + ".csv")
    write_whole(place, b"all")
    assert place.read_bytes() == b"all"


def test_what_a_killed_process_left_is_swept_later(tmp_path: Path) -> None:
    old, young, other = (tmp_path / f"{name}.new" for name in (f"{PREFIX}1-a", f"{PREFIX}2-b", "theirs"))
    for path in (old, young, other):
        path.write_text("half")
    for path in (old, other):
        at_s = path.stat().st_mtime - LEFT_AFTER_S - 60
        os.utime(path, (at_s, at_s))
    write_whole(tmp_path / "file", b"all")
    assert names(tmp_path) == sorted(["file", young.name, other.name])


def test_a_small_file_is_for_its_owner_and_to_the_byte(tmp_path: Path) -> None:
    place = tmp_path / "device.json"
    write_whole(place, b"one\ntwo\r\n")
    assert (place.read_bytes(), stat.S_IMODE(place.stat().st_mode)) == (b"one\ntwo\r\n", 0o600)
