"""Which computer this is: the same id every day here, another one anywhere else."""

import json
import shutil
from pathlib import Path

import pytest

from smmdesk.system import device as module
from smmdesk.system.clock import ManualClock
from smmdesk.system.device import Device, let_publish, machine_mark, read_device, renew_device
from smmdesk.system.paths import Paths


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "desk").make()


def test_the_first_start_makes_an_id_that_stays(paths: Paths) -> None:
    clock = ManualClock()
    device = read_device(paths, clock)
    assert device == Device(device.id, asks=False, before="")
    assert read_device(paths, clock) == device
    assert paths.device.stat().st_mode & 0o077 == 0
    assert device.id not in json.loads(paths.device.read_text())["machine"]


@pytest.mark.fault(88)
def test_a_folder_on_another_computer_is_another_device_and_asks(paths: Paths, tmp_path: Path) -> None:
    clock = ManualClock()
    here = read_device(paths, clock, mark="this computer")
    copy = Paths(tmp_path / "copy")
    shutil.copytree(paths.folder, copy.folder)
    there = read_device(copy, clock, mark="another computer")
    assert there.id != here.id
    assert (there.asks, there.before) == (True, here.id)
    assert read_device(copy, clock, mark="another computer") == there
    assert read_device(paths, clock, mark="this computer") == here


def test_the_person_lets_it_publish(paths: Paths) -> None:
    clock = ManualClock()
    assert let_publish(paths) is None
    first = read_device(paths, clock)
    renewed = renew_device(paths, clock)
    assert (renewed.asks, renewed.before) == (True, first.id)
    allowed = let_publish(paths)
    assert allowed == Device(renewed.id, False, first.id) == read_device(paths, clock)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"id": 1}', "null"])
def test_a_file_that_cannot_be_read_is_a_new_device(paths: Paths, text: str) -> None:
    paths.device.write_text(text)
    device = read_device(paths, ManualClock())
    assert device.id
    assert read_device(paths, ManualClock()) == device


def test_the_mark_names_nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert machine_mark() == machine_mark()
    assert len(machine_mark()) == 32
    (tmp_path / "machine-id").write_text("0123456789abcdef\n")
    monkeypatch.setattr(module, "_MACHINE_IDS", (tmp_path / "none", tmp_path / "machine-id"))
    assert "0123456789abcdef" not in machine_mark()
    by_file = machine_mark()
    monkeypatch.setattr(module, "_MACHINE_IDS", ())
    assert machine_mark() != by_file
