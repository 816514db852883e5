"""Whether smmdesk begins with the computer: its window in the tray, or its engine alone as a service of this person.

Both are written the way the system wants it, for this person only and without more rights than theirs: an autostart
entry and a unit of systemd on Linux, launch agents on macOS, tasks of the Task Scheduler on Windows.
A second data folder has entries of its own. What they say is made by `entry_texts`.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from smmdesk.model.problem import ProblemError
from smmdesk.system.child import own_command
from smmdesk.system.drafts import write_whole
from smmdesk.system.entry_texts import (
    FOLDER_OPTION,
    desktop_entry,
    launch_agent,
    program_in,
    systemd_unit,
    task,
    text_of,
    words_in,
)
from smmdesk.system.paths import Paths, default_folder

NAME = "smmdesk"
"""What the system calls the program."""
PATIENCE_S = 30.0
TASK_SUFFIX, NOTED_TASKS = ".task.xml", r"HKCU\Software\smmdesk\Tasks"
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
        before = self._before()
        self.turn_off()
        try:
            self.turn_on()
        except ProblemError:
            if before is not None:
                self._put(before)  # it is not off, and the next start tries again
            raise
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
    """An entry that the system is told of: `begin` after it was written, `end` before it goes. `refused` is the problem
    where the system takes none."""

    def __init__(
        self,
        path: Path,
        text: bytes | None,
        begin: Sequence[Sequence[str]],
        end: Sequence[Sequence[str]],
        run: Run,
        refused: str = "no_service",
    ) -> None:
        super().__init__(path, text)
        self._begin, self._end, self._run, self._refused = begin, end, run, refused

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
                raise ProblemError(self._refused, reason=str(error)) from error
            if code:
                raise ProblemError(self._refused, reason=f"{command[0]}: {code}")


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
    text = text_of(lambda: task(command).encode("utf-16"), command)
    return WindowsTask(path, text, begin, end, run, "no_service" if at_once else "not_set_up")


def _user_id() -> int:
    return os.getuid() if sys.platform != "win32" else 0


def _config(home: Path) -> Path:
    named = os.environ.get("XDG_CONFIG_HOME")
    return Path(named) if named and home == Path.home() else home / ".config"


def _agents(home: Path) -> Path:
    return home / "Library" / "LaunchAgents"
