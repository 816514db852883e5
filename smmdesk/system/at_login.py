"""Whether smmdesk begins with the computer: its window in the tray, or its engine alone as a service of this person.

Both are written the way the system wants it, for this person only and without more rights than theirs: an autostart
entry and a unit of systemd on Linux, launch agents on macOS, tasks of the Task Scheduler on Windows.
A second data folder has entries of its own. What the entries say is made here as text, so that every system's can be
read on any.
"""

import getpass
import hashlib
import os
import plistlib
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from html import escape, unescape
from pathlib import Path
from xml.parsers.expat import ExpatError

from smmdesk.model.problem import ProblemError
from smmdesk.system.child import own_command
from smmdesk.system.drafts import write_whole
from smmdesk.system.paths import Paths, default_folder

NAME, IDENTIFIER = "smmdesk", "app.smmdesk.smmdesk"
"""What the system calls the program, and macOS its bundle (packaging/product.py)."""
PATIENCE_S = 30.0
DO = 'exec "$0" "$@"'
"""What a shell does that gets a command as its words."""
WAITS_S = 30
"""How often a service looks whether the disk is there on which its program and its calendar are."""
TASK_SUFFIX, NOTED_TASKS = ".task.xml", r"HKCU\Software\smmdesk\Tasks"
FOLDER_OPTION = "--data-dir"
"""Before it stands the program, behind it what is the person's."""
Run = Callable[[Sequence[str]], int]
"""Runs one of the system's own tools and answers its exit code."""


def entry_name(paths: Paths) -> str:
    """What the entries of a folder are called: plain for the usual one, with a mark for any other."""
    if paths.folder.resolve() == default_folder().resolve():
        return NAME
    return f"{NAME}-{hashlib.sha256(os.fsencode(paths.folder.resolve())).hexdigest()[:8]}"


def window_command(paths: Paths) -> list[str]:
    """The program in the tray, on this folder."""
    return own_command(FOLDER_OPTION, str(paths.folder.resolve()), "--background")


def engine_command(paths: Paths) -> list[str]:
    """The engine without a window, on this folder."""
    return own_command(FOLDER_OPTION, str(paths.folder.resolve()), "publish")


def run_tool(command: Sequence[str]) -> int:
    """Raises OSError where the system has no such tool, TimeoutExpired after half a minute."""
    done = subprocess.run(  # noqa: S603 - the system's own tools, no shell
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=PATIENCE_S,
        check=False,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows only
    )
    return done.returncode


class Entry:
    """One thing that begins with the computer. `turn_on` and `turn_off` may be called again; they block a moment.

    `text` is what its file says, None where the system's own files cannot say it (`text_of`).
    """

    def __init__(self, path: Path, text: bytes | None) -> None:
        self.path, self._text = path, text

    @property
    def is_on(self) -> bool:
        return self.path.exists()

    @property
    def leads_nowhere(self) -> bool:
        """Is it on, and what it starts is not there any more: the program was moved, or was another copy?"""
        try:
            said = words_in(self.path.read_bytes())
        except (OSError, ValueError):
            return False
        return not all(Path(word).exists() for word in program_in(said))

    def follow(self) -> bool:
        """Lead to the program where it is now, if it led nowhere; whether it did. Raises ProblemError(not_set_up,
        folder_name_odd)."""
        if not self.leads_nowhere:
            return False
        self._require_text()
        self.turn_off()
        self.turn_on()
        return True

    def turn_on(self) -> None:
        """Raises ProblemError(not_set_up, folder_name_odd), and leaves what was there then."""
        self._put(self._require_text())

    def _require_text(self) -> bytes:
        if self._text is None:
            raise ProblemError("folder_name_odd")
        return self._text

    def _before(self) -> bytes | None:
        """What stands in its place: another copy's, or ours of before."""
        try:
            return self.path.read_bytes()
        except OSError:
            return None

    def _put(self, text: bytes) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.path, text)
        except OSError as error:
            raise ProblemError("not_set_up", reason=str(error)) from error

    def turn_off(self) -> None:
        """Raises ProblemError(not_set_up)."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise ProblemError("not_set_up", reason=str(error)) from error


class Service(Entry):
    """An entry that the system is told of: `begin` after it was written, `end` before it goes."""

    def __init__(
        self, path: Path, text: bytes | None, begin: Sequence[Sequence[str]], end: Sequence[Sequence[str]], run: Run
    ) -> None:
        super().__init__(path, text)
        self._begin, self._end, self._run = begin, end, run

    def turn_on(self) -> None:
        before = self._before()
        super().turn_on()
        try:
            self._tell(self._begin)
        except ProblemError:
            if before is None:
                self.turn_off()
            else:
                self._put(before)
            raise

    def turn_off(self) -> None:
        """What the system does not know of by now is no fault: the entry goes all the same."""
        for command in self._end if self.is_on else ():
            try:
                self._run(command)
            except (OSError, subprocess.SubprocessError) as error:
                super().turn_off()
                raise ProblemError("not_set_up", reason=str(error)) from error
        super().turn_off()

    def _tell(self, commands: Sequence[Sequence[str]]) -> None:
        for command in commands:
            try:
                code = self._run(command)
            except (OSError, subprocess.SubprocessError) as error:
                raise ProblemError("not_set_up", reason=str(error)) from error
            if code:
                raise ProblemError("not_set_up", reason=f"{command[0]}: {code}")


class WindowsTask(Service):
    """A task, noted where the uninstaller looks for all that start its program (packaging/installer_windows): the
    system's own list can be read by an administrator alone. A note that cannot be written hinders nothing."""

    def turn_on(self) -> None:
        self._note("add", "/t", "REG_SZ", "/d", *words_in(self._require_text()), "/f")
        super().turn_on()

    def turn_off(self) -> None:
        noted = self.is_on
        super().turn_off()
        if noted:
            self._note("delete", "/f")

    def _note(self, word: str, *rest: str) -> None:
        name = self.path.name.removesuffix(TASK_SUFFIX)
        with suppress(OSError, subprocess.SubprocessError):
            self._run(["reg", word, NOTED_TASKS, "/v", name, *rest])


# ------------------------------------------------------------------ which system
def window_entry(paths: Paths, home: Path | None = None, platform: str = sys.platform, run: Run = run_tool) -> Entry:
    """The window in the tray when this person logs in."""
    name, command, home = entry_name(paths), window_command(paths), home or Path.home()
    if platform == "win32":
        return _windows_task(paths, f"{name}-window", command, run, at_once=False)
    if platform == "darwin":
        label = f"app.{name}"
        return Entry(
            _agents(home) / f"{label}.plist", text_of(lambda: launch_agent(label, command, keep=False), command)
        )
    return Entry(_config(home) / "autostart" / f"{name}.desktop", text_of(lambda: desktop_entry(command), command))


def engine_service(
    paths: Paths,
    home: Path | None = None,
    platform: str = sys.platform,
    run: Run = run_tool,
    user_id: int | None = None,
) -> Service:
    """The engine, from log-in to log-out, started again when it fell."""
    name, command, home = entry_name(paths), engine_command(paths), home or Path.home()
    if platform == "win32":
        return _windows_task(paths, f"{name}-engine", command, run, at_once=True)
    if platform == "darwin":
        label = f"app.{name}.engine"
        path = _agents(home) / f"{label}.plist"
        domain = f"gui/{_user_id() if user_id is None else user_id}"
        begin, end = [["launchctl", "bootstrap", domain, str(path)]], [["launchctl", "bootout", f"{domain}/{label}"]]
        text = text_of(lambda: launch_agent(label, command, keep=True), command)
        return Service(path, text, begin, end, run)
    unit, tool = f"{name}.service", ["systemctl", "--user"]
    begin = [[*tool, "daemon-reload"], [*tool, "enable", "--now", unit]]
    end = [[*tool, "disable", "--now", unit]]
    text = text_of(lambda: systemd_unit(command, paths.database.name), command)
    return Service(_config(home) / "systemd" / "user" / unit, text, begin, end, run)


def _windows_task(paths: Paths, name: str, command: Sequence[str], run: Run, *, at_once: bool) -> Service:
    path = paths.folder / f"{name}{TASK_SUFFIX}"
    begin = [["schtasks", "/Create", "/F", "/TN", name, "/XML", str(path)]]
    end = [["schtasks", "/Delete", "/F", "/TN", name]]
    if at_once:
        begin.append(["schtasks", "/Run", "/TN", name])
        end.insert(0, ["schtasks", "/End", "/TN", name])
    return WindowsTask(path, text_of(lambda: task(command).encode("utf-16"), command), begin, end, run)


def _user_id() -> int:
    return os.getuid() if sys.platform != "win32" else 0


def _config(home: Path) -> Path:
    named = os.environ.get("XDG_CONFIG_HOME")
    return Path(named) if named and home == Path.home() else home / ".config"


def _agents(home: Path) -> Path:
    return home / "Library" / "LaunchAgents"


# ------------------------------------------------------------------ what the entries say
def text_of(write: Callable[[], str | bytes], command: Sequence[str]) -> bytes | None:
    """What an entry with this command says. None where a name in it has signs that these files do not hold: a line
    end or another control sign, or bytes that are no text."""
    if any(ord(sign) < 32 or ord(sign) == 127 for word in command for sign in word):
        return None
    try:
        text = write()
        return text if isinstance(text, bytes) else text.encode()
    except UnicodeEncodeError:
        return None


def desktop_entry(command: Sequence[str]) -> str:
    """An autostart entry (Desktop Entry Specification 1.5, "The Exec key"; seen 28 Nov 2026). A program that is not
    there any more is not missed (TryExec, and the Autostart specification; seen 29 Nov 2026)."""
    return "\n".join(
        (
            "[Desktop Entry]",
            "Type=Application",
            "Name=smmdesk",
            *exec_line(command),
            "Terminal=false",
            "X-GNOME-Autostart-enabled=true",
            "",
        )
    )


def exec_line(command: Sequence[str], given: str = "") -> tuple[str, str]:
    """The two lines that say what is started; `given` is what the desktop puts behind it ("%U"). GNOME's library looks
    for a program whose name still has "%%" in it, and takes no entry without one (GLib 2.74, tried 29 Nov 2026); a
    program's name may have no "=" (Desktop Entry Specification 1.5), which `env` would take for something else."""
    odd = "%" in command[0] or "=" in command[0]
    before = ["sh", "-c", _exec_word(DO)] if odd else []
    words = [*before, *(_exec_word(word) for word in command), *([given] if given else [])]
    return f"TryExec={escaped(command[0])}", f"Exec={' '.join(words)}"


def _exec_word(word: str) -> str:
    """In quotes, with what a shell would read escaped; a backslash twice, for the file's own escaping comes first."""
    for sign in ("\\", '"', "`", "$"):
        word = word.replace(sign, f"\\{sign}")
    return escaped(f'"{word}"').replace("%", "%%")


def escaped(text: str) -> str:
    """As a value stands in an entry of a desktop."""
    return text.replace("\\", "\\\\")


def systemd_unit(command: Sequence[str], calendar: str) -> str:
    """A unit of the person's own systemd (systemd.service(5), systemd.exec(5); seen 28 Nov 2026). An engine that finds
    another at work ends with 1, and is started again half a minute later.

    Where the program or the file `calendar` of its folder is not there, a shell waits for them: a disk that comes
    later, one that is still to be unlocked. A condition of systemd is looked at once, at the log-in, and an engine that
    finds an empty folder would begin a calendar of its own in it.
    """
    return "\n".join(
        (
            "[Unit]",
            "Description=smmdesk publishes what is due",
            "",
            "[Service]",
            f"ExecStart=/bin/sh -c {' '.join(_unit_word(word) for word in (_waits(command, calendar), *command))}",
            "Restart=always",
            "RestartSec=30",
            "KillSignal=SIGTERM",
            "TimeoutStopSec=20",
            "UMask=0077",
            "NoNewPrivileges=yes",
            "",
            "[Install]",
            "WantedBy=default.target",
            "",
        )
    )


def _waits(command: Sequence[str], calendar: str) -> str:
    """What the shell does that gets the command as its words, from $0 on."""
    places = {word: f"${{{number}}}" for number, word in enumerate(command)}
    wanted = [places[word] for word in program_in(command)]
    if FOLDER_OPTION in command:
        wanted.append(f"{places[command[command.index(FOLDER_OPTION) + 1]]}/{calendar}")
    there = " && ".join(f'test -e "{each}"' for each in wanted)
    return f"until {there}; do sleep {WAITS_S}; done; {DO}"


def _unit_word(word: str) -> str:
    word = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{word}"'.replace("%", "%%").replace("$", "$$")


def launch_agent(label: str, command: Sequence[str], *, keep: bool) -> bytes:
    """A launch agent (launchd.plist(5); seen 28 Nov 2026). Login Items in macOS' settings show it under the program's
    own name (AssociatedBundleIdentifiers, macOS 13 and newer; seen 29 Nov 2026)."""
    said: dict[str, object] = {"Label": label, "ProgramArguments": list(command), "RunAtLoad": True, "Umask": 0o077}
    said["AssociatedBundleIdentifiers"] = [IDENTIFIER]
    if keep:
        said |= {"KeepAlive": True, "ThrottleInterval": 30, "ProcessType": "Background"}
    return plistlib.dumps(said)


def task(command: Sequence[str]) -> str:
    """A task at the log-in of this person, with their own rights (Task Scheduler schema 1.2; seen 28 Nov 2026). Without
    a UserId it would be one for whoever logs in, which only an administrator may make (LogonTrigger.UserId; seen
    29 Nov 2026)."""
    program, arguments = escape(command[0]), escape(subprocess.list2cmdline(list(command[1:])))
    person = f"<UserId>{escape(_person())}</UserId>"
    return f"""<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <Triggers><LogonTrigger><Enabled>true</Enabled>{person}</LogonTrigger></Triggers>
  <Principals>
    <Principal id="person">
      {person}<LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
  </Settings>
  <Actions Context="person"><Exec><Command>{program}</Command><Arguments>{arguments}</Arguments></Exec></Actions>
</Task>
"""


def _person() -> str:
    """Who is logged in, as Windows writes it: DOMAIN\\name."""
    domain, name = os.environ.get("USERDOMAIN", ""), getpass.getuser()
    return f"{domain}\\{name}" if domain else name


# ------------------------------------------------------------------ and what was said once
def program_in(command: Sequence[str]) -> list[str]:
    """The files of a command that are the program: all that lead somewhere, before the folder of the person."""
    end = list(command).index(FOLDER_OPTION) if FOLDER_OPTION in command else len(command)
    return [word for word in command[:end] if Path(word).is_absolute()]


def words_in(entry: bytes) -> list[str]:
    """The command that an entry of ours starts, of a task the program alone. Raises ValueError for what is none."""
    if entry.startswith((b"\xff\xfe", b"\xfe\xff")):
        return [unescape(found) for found in re.findall("<Command>(.*?)</Command>", entry.decode("utf-16"))]
    if b"<plist" in entry[:400]:
        try:
            return [str(word) for word in plistlib.loads(entry)["ProgramArguments"]]
        except (plistlib.InvalidFileException, ExpatError, KeyError, TypeError) as error:
            raise ValueError("no launch agent of ours") from error
    found = re.search(r"^Exec(Start)?=(.*)$", entry.decode(), re.MULTILINE)
    if found is None:
        raise ValueError("no entry of ours")
    line = found[2].replace("%%", "%")
    line = line.replace("$$", "$") if found[1] else line.replace("\\\\", "\\")
    words = [re.sub(r"\\(.)", r"\1", word) for word in re.findall(r'"((?:[^"\\]|\\.)*)"', line)]
    return [word for word in words if not word.endswith(DO)]  # what a shell does first is none of it
