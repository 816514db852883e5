"""What begins with the computer: entries that each system reads as we mean them, and tools that are told of them."""

import configparser
import os
import plistlib
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

import pytest

from smmdesk.model.problem import ProblemError
from smmdesk.system import at_login
from smmdesk.system.at_login import engine_service, entry_name, window_entry
from smmdesk.system.entry_texts import IDENTIFIER, desktop_entry, launch_agent, systemd_unit, task, words_in
from smmdesk.system.paths import Paths, default_folder

ODD = ["/opt/smm desk/smmdesk", "--data-dir", '/home/ada/100% $HOME "x" \\ `id` è', "publish"]
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


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


# ------------------------------------------------------------------ as the system reads them
def test_an_autostart_entry_names_the_program_and_its_words() -> None:
    """Read by the rules of the specification: the file's own escapes first, then the quotes."""
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(desktop_entry(ODD))
    entry = parser["Desktop Entry"]
    assert (entry["Type"], entry["Terminal"]) == ("Application", "false")
    assert words_of(entry["Exec"].replace("\\\\", "\\")) == ODD


def words_of(line: str) -> list[str]:
    """Quoted words, in which a backslash keeps the sign after it, and "%%" is "%"."""
    words, word, inside, escaped = list[str](), "", False, False
    for sign in line.replace("%%", "%"):
        if escaped:
            word, escaped = word + sign, False
        elif inside and sign == "\\":
            escaped = True
        elif sign == '"':
            inside = not inside
            if not inside:
                words.append(word)
                word = ""
        elif inside:
            word += sign
    return words


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this computer")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    program = tmp_path / "smm desk" / "100% \"smm\" $HOME \\ 'desk' è"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    unit = tmp_path / "smmdesk.service"
    good = systemd_unit([str(program), *ODD[1:]], "desk.sqlite")
    for text, code in ((good, 0), (good.replace('" "publish"', ' "publish"'), 1)):
        unit.write_text(text, "utf-8")
        command = ["systemd-analyze", "--user", "verify", str(unit)]
        there = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=there)
        assert ended.returncode == code, ended.stderr
        assert ("smmdesk.service" in ended.stderr) is bool(code), ended.stderr


def test_a_unit_keeps_signs_that_systemd_would_read() -> None:
    [line] = [line for line in systemd_unit(ODD, "desk.sqlite").splitlines() if line.startswith("ExecStart=")]
    assert line.endswith('" "--data-dir" "/home/ada/100%% $$HOME \\"x\\" \\\\ `id` è" "publish"')


def waiting_shell(unit: str) -> list[str]:
    """What a unit starts, by systemd's rules: the shell, what it does, and the command as its words."""
    [line] = re.findall(r"^ExecStart=/bin/sh -c (.*)$", unit, re.MULTILINE)
    quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', line)
    return ["/bin/sh", "-c", *(re.sub(r"\\(.)", r"\1", word.replace("%%", "%").replace("$$", "$")) for word in quoted)]


@pytest.mark.skipif(sys.platform == "win32", reason="systemd's shell")
def test_a_service_waits_for_a_disk_that_comes_after_the_log_in(tmp_path: Path) -> None:
    """Two data folders side by side: each waits for its own, and begins no calendar in an empty place."""
    program, bin_ = tmp_path / "disk one" / 'smm "desk" 100%', tmp_path / "bin"
    folders = [tmp_path / "disk one" / "desk", tmp_path / "$HOME's disk" / "desk"]
    program.parent.mkdir()
    bin_.mkdir()
    units = [systemd_unit([str(program), "--data-dir", str(folder), "publish"], "desk.sqlite") for folder in folders]
    assert not [line for unit in units for line in unit.splitlines() if line.startswith("Condition")], (
        "it is looked at once, at the log-in"
    )
    sleep = bin_ / "sleep"
    for unit, folder in zip(units, folders, strict=True):
        sleep.write_text(
            f"""#!/bin/sh
echo slept "$1"
if test -e {shlex.quote(str(program))}; then
  mkdir -p {shlex.quote(str(folder))} && : > {shlex.quote(str(folder / "desk.sqlite"))}
else
  printf '#!/bin/sh\\necho begun "$@"\\n' > {shlex.quote(str(program))} && chmod +x {shlex.quote(str(program))}
fi
""",
            "utf-8",
        )
        sleep.chmod(0o755)
        env = {"PATH": f"{bin_}:{os.environ['PATH']}"}
        done = subprocess.run(waiting_shell(unit), capture_output=True, text=True, timeout=60, check=True, env=env)
        slept = ["slept 30"] * (2 if folder is folders[0] else 1)
        assert done.stdout.splitlines() == [*slept, f"begun --data-dir {folder} publish"]


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


@pytest.mark.parametrize("keep", [True, False])
def test_a_launch_agent_is_a_property_list(keep: bool) -> None:
    said = plistlib.loads(launch_agent("app.smmdesk.engine", ODD, keep=keep))
    assert said["ProgramArguments"] == ODD
    assert said["RunAtLoad"] is True
    assert said.get("KeepAlive", False) is keep
    assert said["AssociatedBundleIdentifiers"] == [IDENTIFIER], "or Login Items show it as a stranger's"


def test_a_task_of_windows_runs_with_no_more_rights_and_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USERDOMAIN", "SHOP")
    monkeypatch.setenv("LOGNAME", "Ada & Co")
    root = ElementTree.fromstring(task(["C:\\smm & desk\\smmdesk.exe", "--data-dir", "C:\\Ada <x>"]).encode("utf-16"))

    def text(path: str) -> str | None:
        return root.findtext("/".join(TASK + name for name in path.split("/")))

    assert text("Actions/Exec/Command") == "C:\\smm & desk\\smmdesk.exe"
    assert text("Actions/Exec/Arguments") == '--data-dir "C:\\Ada <x>"'
    assert text("Principals/Principal/RunLevel") == "LeastPrivilege"
    assert text("Triggers/LogonTrigger/UserId") == text("Principals/Principal/UserId") == "SHOP\\Ada & Co", (
        "one for whoever logs in may be made by an administrator only"
    )
    assert text("Settings/ExecutionTimeLimit") == "PT0S"
    assert text("Settings/DisallowStartIfOnBatteries") == "false"


# ------------------------------------------------------------------ after the program was moved
def test_what_an_entry_starts_is_read_back_as_it_was_written() -> None:
    assert words_in(desktop_entry(ODD).encode()) == ODD
    assert words_in(systemd_unit(ODD, "desk.sqlite").encode()) == ODD
    for program in ("/a=b/smmdesk", "/100%/smmdesk"):
        assert words_in(desktop_entry([program, *ODD[1:]]).encode()) == [program, *ODD[1:]]
    assert words_in(launch_agent("app.smmdesk", ODD, keep=False)) == ODD
    assert words_in(task(ODD).encode("utf-16")) == ODD[:1]
    for other in (b"", b"[Desktop Entry]\nName=x\n", b"<plist", plistlib.dumps({}), b"\xff\xfe", b"\x80"):
        with suppress(ValueError):
            assert words_in(other) == []


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


def test_a_program_that_is_gone_is_not_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was taken away is neither said to fail at each log-in nor tried twice a minute: the shell of its service
    waits."""
    old, _new = moved_program(tmp_path, monkeypatch)
    command = [str(old), "--data-dir", "/home/ada", "publish"]
    assert f"TryExec={old}" in desktop_entry(command).splitlines()
    assert "/home/ada" not in "".join(re.findall("TryExec.*", desktop_entry(command)))
    does = waiting_shell(systemd_unit(command, "desk.sqlite"))[2]
    assert does.startswith('until test -e "${0}" && test -e "${2}/desk.sqlite"; do sleep 30; done; exec ')


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
    assert caught.value.problem.code == "not_set_up"
    assert not service.is_on

    def absent(command: Sequence[str]) -> int:
        raise FileNotFoundError(2, "No such file or directory", command[0])

    service = engine_service(paths, tmp_path, "linux", absent)
    with pytest.raises(ProblemError) as caught:
        service.turn_on()
    assert "No such file" in str(caught.value.problem.values["reason"])
    assert not service.is_on


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
