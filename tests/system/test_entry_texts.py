"""What the entries say by which systems begin programs: read by each system's own rules, and read back."""

import configparser
import os
import plistlib
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

import pytest

from smmdesk.system.entry_texts import IDENTIFIER, desktop_entry, launch_agent, systemd_unit, task, words_in

ODD = ["/opt/smm desk/smmdesk", "--data-dir", '/home/ada/100% $HOME "x" \\ `id` è', "publish"]
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


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


def test_a_program_that_is_gone_is_not_missed() -> None:
    """What was taken away is neither said to fail at each log-in nor tried twice a minute: the shell of its service
    waits."""
    command = ["/opt/smm/smmdesk", "--data-dir", "/home/ada", "publish"]
    assert "TryExec=/opt/smm/smmdesk" in desktop_entry(command).splitlines()
    assert "/home/ada" not in "".join(re.findall("TryExec.*", desktop_entry(command)))
    does = waiting_shell(systemd_unit(command, "desk.sqlite"))[2]
    assert does.startswith('until test -e "${0}" && test -e "${2}/desk.sqlite"; do sleep 30; done; exec ')
