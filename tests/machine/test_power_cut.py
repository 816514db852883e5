"""The power goes while an engine publishes: what was not synced is gone, whole or in parts (fault 11).

The run is real and recorded by strace; the cut is played (tests/machine/power_cut.py). Then a real engine starts on
what the disk has: nothing is damaged, every post that went out was announced on disk before, and all is out once.
"""

import json
import random
import shutil
from pathlib import Path

import pytest

from smmdesk.model.content import Content
from smmdesk.model.delivery import State
from smmdesk.store.sent_log import INTENT, SentLog
from smmdesk.system.paths import Paths
from tests.helpers.warm import Warm, has_strace
from tests.machine.desks import arrived_once, is_sound, practice_post, practice_texts, states, with_desk
from tests.machine.power_cut import RECORD, Disk, Event, events_of

pytestmark = pytest.mark.skipif(not has_strace(), reason="a run is recorded by strace: Linux with strace")
OUTSIDE = "practice"
EVERY = 31


def recorded(warm: Warm, tmp_path: Path) -> tuple[Path, list[Event]]:
    """A folder with a due post and a comment, and everything that publishing it did to the disk."""
    before, folder, log = tmp_path / "before", tmp_path / "desk", tmp_path / "calls"
    practice_post(before, Content(text="1", first_comment="2"))
    shutil.copytree(before, folder)
    ran = warm.publish(folder, trace=["-o", str(log), *RECORD])
    assert (ran.code, ran.json["published"]) == (0, 2), ran
    events = events_of(log, folder)
    played = Disk(before, folder)
    for event in events:
        played.play(event)
    played.leave(tmp_path / "played", OUTSIDE, None)
    assert practice_texts(tmp_path / "played") == ["1", "2"], "the recording is whole"
    assert states(tmp_path / "played") == {State.PUBLISHED}
    return before, events


def live_keys(folder: Path) -> set[str]:
    """The keys of what stands on the platform at the moment of the cut."""
    found = (folder / OUTSIDE / "data").rglob("*.json")
    return {str(json.loads(path.read_text("utf-8"))["key"]) for path in found}


def cut_at(warm: Warm, before: Path, events: list[Event], tmp_path: Path, number: int, seed: int | None) -> None:
    at = f"cut after {number} of {len(events)}: {events[number - 1].what} {events[number - 1].path}, seed {seed}"
    disk, after = Disk(before, tmp_path / "desk"), tmp_path / "after"
    for event in events[:number]:
        disk.play(event)
    disk.leave(after, OUTSIDE, None if seed is None else random.Random(seed))
    announced = {entry.key for entry in SentLog(Paths(after)).entries() if entry.what == INTENT}
    assert live_keys(after) <= announced, f"{at}: it went out before that was on disk"
    ran = warm.publish(after)
    assert (ran.code, ran.err) == (0, ""), (at, ran)
    assert is_sound(after), at
    assert not (after / "backups" / "damaged").exists(), at
    assert practice_texts(after) == ["1", "2"], at
    assert states(after) == {State.PUBLISHED}, at
    assert arrived_once(after), at
    assert with_desk(after, lambda desk: desk.store.opened) is None, at


@pytest.mark.fault(11)
def test_the_power_goes_and_all_is_out_once(warm: Warm, tmp_path: Path) -> None:
    before, events = recorded(warm, tmp_path)
    for turn, number in enumerate(range(len(events), 0, -EVERY)):
        cut_at(warm, before, events, tmp_path, number, None if turn % 2 else turn)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.fault(11)
@pytest.mark.parametrize("seed", [None, 1, 2])
def test_the_power_goes_at_every_moment(warm: Warm, tmp_path: Path, seed: int | None) -> None:
    before, events = recorded(warm, tmp_path)
    for number in range(1, len(events) + 1):
        cut_at(warm, before, events, tmp_path, number, None if seed is None else seed * 10_000 + number)
