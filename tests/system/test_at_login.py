"""What begins with the computer: entries that come, follow and go, and tools that are told of them."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from smmdesk.model.problem import ProblemError
from smmdesk.system import at_login
from smmdesk.system.at_login import engine_service, entry_name, window_entry
from smmdesk.system.entry_texts import words_in
from smmdesk.system.paths import Paths, default_folder


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "desk").make()


class Tools:
    """The system's tools: notes what they were asked, answers `code`."""

    def __init__(self, code: int = 0) -> None:
        self.code, self.asked = code, list[list[str]]()

    def __call__(self, command: Sequence[str]) -> int:
        self.asked.append(list(command))
        return self.code


# ------------------------------------------------------------------ several of them
def test_two_data_folders_have_units_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tools, home = Tools(), tmp_path / "home"
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    services = [engine_service(Paths(tmp_path / name).make(), home, "linux", tools) for name in ("one", "two")]
    for service in services:
        service.turn_on()
    first, second = (service.path.read_text("utf-8") for service in services)
    assert services[0].path.name != services[1].path.name
    assert str(tmp_path / "one") in first
    assert str(tmp_path / "two") not in first
    assert str(tmp_path / "two") in second
    services[0].turn_off()
    assert [service.is_on for service in services] == [False, True]


# ------------------------------------------------------------------ names that cannot be written down
@pytest.mark.skipif(sys.platform == "win32", reason="Windows takes no such name")
@pytest.mark.parametrize("name", ["due\nrighe", "a\tb", "a\x01b", "\udce8"])
@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_a_folder_whose_name_no_entry_can_hold_is_told_and_nothing_is_lost(
    tmp_path: Path, platform: str, name: str
) -> None:
    odd, home, tools = Paths(tmp_path / name), tmp_path / "home", Tools()
    odd.folder.mkdir()
    for entry in (window_entry(odd, home, platform, tools), engine_service(odd, home, platform, tools, user_id=501)):
        assert not entry.is_on
        with pytest.raises(ProblemError) as caught:
            entry.turn_on()
        assert caught.value.problem.code == "folder_name_odd"
        assert not entry.is_on
        entry.turn_off()
    assert tools.asked == []


def test_where_the_system_refuses_what_stood_there_before_stays(paths: Paths, tmp_path: Path) -> None:
    """Another copy's service goes on: only its place was to be taken."""
    service = engine_service(paths, tmp_path / "home", "linux", Tools(code=1))
    service.path.parent.mkdir(parents=True)
    service.path.write_text('[Service]\nExecStart="/opt/other/smmdesk"\n', "utf-8")
    with pytest.raises(ProblemError):
        service.turn_on()
    assert words_in(service.path.read_bytes()) == ["/opt/other/smmdesk"]


# ------------------------------------------------------------------ after the program was moved
def moved_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A program in a folder of its own that is unpacked, and the folder to which it will go."""
    old, new = tmp_path / "Scaricati" / "smm è 100%" / "smmdesk", tmp_path / "Programmi" / "smmdesk"
    for program in (old, new):
        program.parent.mkdir(parents=True)
    old.write_text("#!/bin/sh\n", "utf-8")
    old.chmod(0o755)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(old))
    return old, new


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_an_entry_follows_the_program_to_where_it_was_moved(
    paths: Paths, tmp_path: Path, platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = moved_program(tmp_path, monkeypatch)
    tools = Tools()

    def entries() -> tuple[at_login.Entry, at_login.Service]:
        home = tmp_path / "home"
        return window_entry(paths, home, platform, tools), engine_service(paths, home, platform, tools, user_id=501)

    for entry in entries():
        assert not entry.follow(), "what is off stays off"
        entry.turn_on()
        assert not entry.leads_nowhere
    monkeypatch.setattr(sys, "executable", str(new))
    assert [entry.follow() for entry in entries()] == [False, False], "the other copy is still there"
    old.rename(new)
    tools.asked.clear()
    for entry in entries():
        assert entry.leads_nowhere
        assert entry.follow()
        assert words_in(entry.path.read_bytes())[0] == str(new)
        assert not entry.follow()
    if platform == "linux":
        assert [" ".join(command[2:4]) for command in tools.asked] == ["disable --now", "daemon-reload", "enable --now"]


def test_one_that_cannot_follow_just_now_is_tried_again(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = moved_program(tmp_path, monkeypatch)
    tools = Tools()
    engine_service(paths, tmp_path / "home", "linux", tools).turn_on()
    old.unlink()
    monkeypatch.setattr(sys, "executable", str(new))
    new.write_text("#!/bin/sh\n", "utf-8")
    service = engine_service(paths, tmp_path / "home", "linux", tools)
    tools.code = 1
    with pytest.raises(ProblemError):
        service.follow()
    assert service.is_on
    assert service.leads_nowhere
    tools.code = 0
    assert service.follow()
    assert words_in(service.path.read_bytes())[0] == str(new)


# ------------------------------------------------------------------ on and off
@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_both_are_turned_on_and_off_again(paths: Paths, tmp_path: Path, platform: str) -> None:
    tools = Tools()
    window = window_entry(paths, tmp_path / "home", platform, tools)
    service = engine_service(paths, tmp_path / "home", platform, tools, user_id=501)
    before = sorted(tmp_path.rglob("*"))
    for entry in (window, service):
        assert not entry.is_on
        entry.turn_on()
        assert entry.is_on
        entry.turn_on()
        assert entry.is_on
        data = entry.path.read_bytes().replace(b"\x00", b"")
        assert str(paths.folder.resolve()).encode() in data
        assert (b"publish" in data) == (entry is service)
        entry.turn_off()
        assert not entry.is_on
        entry.turn_off()
    assert window.path != service.path
    files = [path for path in sorted(tmp_path.rglob("*")) if path not in before and path.is_file()]
    assert not files, "nothing stays behind"


def test_what_the_tools_are_asked(paths: Paths, tmp_path: Path) -> None:
    name = entry_name(paths)
    asked = {}
    for platform in ("linux", "darwin", "win32"):
        tools = Tools()
        service = engine_service(paths, tmp_path, platform, tools, user_id=501)
        service.turn_on()
        service.turn_off()
        asked[platform] = tools.asked
    unit, label = f"{name}.service", f"app.{name}.engine"
    file = paths.folder / f"{name}-engine.task.xml"
    note = ["HKCU\\Software\\smmdesk\\Tasks", "/v", f"{name}-engine"]
    assert asked == {
        "linux": [
            ["systemctl", "--user", "daemon-reload"],
            ["systemctl", "--user", "enable", "--now", unit],
            ["systemctl", "--user", "disable", "--now", unit],
        ],
        "darwin": [
            ["launchctl", "bootstrap", "gui/501", str(tmp_path / "Library" / "LaunchAgents" / f"{label}.plist")],
            ["launchctl", "bootout", f"gui/501/{label}"],
        ],
        "win32": [
            ["reg", "add", *note, "/t", "REG_SZ", "/d", sys.executable, "/f"],
            ["schtasks", "/Create", "/F", "/TN", f"{name}-engine", "/XML", str(file)],
            ["schtasks", "/Run", "/TN", f"{name}-engine"],
            ["schtasks", "/End", "/TN", f"{name}-engine"],
            ["schtasks", "/Delete", "/F", "/TN", f"{name}-engine"],
            ["reg", "delete", *note, "/f"],
        ],
    }


def test_a_note_for_the_uninstaller_that_cannot_be_written_hinders_nothing(paths: Paths, tmp_path: Path) -> None:
    """Some firms forbid the tool (DisableRegistryTools)."""
    for refusal in (OSError("no"), subprocess.TimeoutExpired("reg", 1), None):

        def run(command: Sequence[str], refusal: BaseException | None = refusal) -> int:
            if command[0] == "reg" and refusal is not None:
                raise refusal
            return int(command[0] == "reg")

        task = window_entry(paths, tmp_path, "win32", run)
        task.turn_on()
        assert task.is_on
        task.turn_off()
        assert not task.is_on


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_of_two_folders_one_goes_and_the_other_stays(tmp_path: Path, platform: str) -> None:
    """Each has its own entry, and no tool is asked about the other's."""
    first, second = (Paths(tmp_path / name).make() for name in ("Bar", "Bottega"))
    tools = Tools()
    services = [engine_service(paths, tmp_path / "home", platform, tools, user_id=501) for paths in (first, second)]
    for service in services:
        service.turn_on()
    tools.asked.clear()
    services[0].turn_off()
    assert [service.is_on for service in services] == [False, True]
    assert entry_name(first) in str(tools.asked)
    assert entry_name(second) not in str(tools.asked)


def test_a_system_that_refuses_is_told_and_leaves_nothing(paths: Paths, tmp_path: Path) -> None:
    service = engine_service(paths, tmp_path, "linux", Tools(code=1))
    with pytest.raises(ProblemError) as caught:
        service.turn_on()
    assert caught.value.problem.code == "no_service", "the tray is named, which does nearly the same"
    assert not service.is_on

    def absent(command: Sequence[str]) -> int:
        raise FileNotFoundError(2, "No such file or directory", command[0])

    service = engine_service(paths, tmp_path, "linux", absent)
    with pytest.raises(ProblemError) as caught:
        service.turn_on()
    assert "No such file" in str(caught.value.problem.values["reason"])
    assert not service.is_on
    entry = window_entry(paths, tmp_path, "win32", Tools(code=1))
    with pytest.raises(ProblemError) as caught:
        entry.turn_on()
    assert caught.value.problem.code == "not_set_up", "it is what the other one leads to"


def test_a_place_that_cannot_be_written_is_told(paths: Paths, tmp_path: Path) -> None:
    (tmp_path / ".config").write_text("a file", "utf-8")
    with pytest.raises(ProblemError) as caught:
        window_entry(paths, tmp_path, "linux").turn_on()
    assert caught.value.problem.code == "not_set_up"


def test_a_second_folder_has_entries_of_its_own(paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMMDESK_HOME", str(tmp_path / "usual"))
    assert entry_name(Paths(default_folder())) == "smmdesk"
    other = entry_name(paths)
    assert other.startswith("smmdesk-")
    assert entry_name(Paths(tmp_path / "third")) != other


def test_a_tool_that_is_there_is_run() -> None:
    assert at_login.run_tool(["true"]) == 0
    assert at_login.run_tool(["false"]) == 1
