"""smmdesk in this person's menu of programs, on Linux where no package put it there: its icon, its links, its archives.

What a package installs for everybody is written below the person's own data folder instead (XDG Base Directory
Specification 0.8, Desktop Menu Specification 1.1, Shared MIME-info Database 0.22, Icon Theme Specification 0.13; seen
29 Nov 2026). A second data folder has an entry of its own, and opens there.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from smmdesk.model.problem import ProblemError
from smmdesk.system.at_login import NAME, Entry, Run, entry_name, run_tool
from smmdesk.system.child import own_command
from smmdesk.system.entry_texts import FOLDER_OPTION, escaped, exec_line, program_in, text_of, words_in
from smmdesk.system.paths import ENVIRONMENT_NAME, RESOURCES, Paths

OF_A_PACKAGE = Path("/usr/lib/smmdesk")
"""Where the .deb puts the program (packaging/linux.py): its entry is there for everybody."""
DESKTOP, ICONS = RESOURCES / "desktop", "icons/hicolor"
SHARED = {
    f"mime/packages/{NAME}.xml": DESKTOP / f"{NAME}.xml",
    f"{ICONS}/scalable/apps/{NAME}.svg": RESOURCES / "icons" / f"{NAME}.svg",
    f"{ICONS}/scalable/mimetypes/application-x-{NAME}-archive.svg": DESKTOP / "archive.svg",
}
"""Below the person's data folder: what all entries of ours use."""
CACHE, CACHE_HEAD = "mimeinfo.cache", "[MIME Cache]"


class MenuEntry(Entry):
    """One entry of the menu; `data` is the person's XDG data folder. `is_on` is that it starts this very program."""

    def __init__(self, data: Path, name: str, text: bytes | None, run: Run) -> None:
        super().__init__(data / "applications" / f"{name}.desktop", text)
        self._data, self._run = data, run
        self._own = program_in(words_in(text)) if text is not None else None
        self._opens = _opens(text.decode()) if text is not None else ()

    @property
    def is_on(self) -> bool:
        try:
            return program_in(words_in(self.path.read_bytes())) == self._own
        except (OSError, ValueError):
            return False

    def turn_on(self) -> None:
        """Raises ProblemError(not_set_up, folder_name_odd), and leaves what was there then."""
        before = self._before()
        super().turn_on()
        try:
            for place, source in SHARED.items():
                _write(self._data / place, source.read_bytes())
        except OSError as error:
            if before is None:
                self.turn_off()
            else:
                self._put(before)
            raise _refused(error) from error
        self._tell()

    def turn_off(self) -> None:
        """Raises ProblemError(not_set_up)."""
        super().turn_off()
        if not list(self.path.parent.glob(f"{NAME}*.desktop")):
            try:
                for place in SHARED:
                    (self._data / place).unlink(missing_ok=True)
            except OSError as error:
                raise _refused(error) from error
        self._tell()

    def _tell(self) -> None:
        """Desktops keep lists of what they read. A tool that is not there, or fails, takes nothing of the menu away."""
        icons, kinds = self._data / ICONS, self._data / "mime"
        with suppress(OSError):
            os.utime(icons)  # lists of icons older than their folder are read anew
        if kinds.is_dir():
            self._asked("update-mime-database", str(kinds))
        if not self._asked("update-desktop-database", str(self.path.parent)):
            with suppress(OSError):
                _list_by_hand(self.path.parent, self.path.name, self._opens if self.path.exists() else ())

    def _asked(self, *command: str) -> bool:
        try:
            return self._run(command) == 0
        except (OSError, subprocess.SubprocessError):
            return False


def menu_entry(
    paths: Paths, data: Path | None = None, platform: str = sys.platform, run: Run = run_tool
) -> MenuEntry | None:
    """This program on this folder; None where the system's own installer puts it into the menu."""
    if platform != "linux" or Path(sys.executable).is_relative_to(OF_A_PACKAGE):
        return None
    name = entry_name(paths)
    command = menu_command(paths, name)
    return MenuEntry(data or _data_folder(), name, text_of(lambda: entry_text(paths, name, command), command), run)


def menu_command(paths: Paths, name: str) -> list[str]:
    """The program on this folder, which is not named where it is the usual one."""
    usual = name == NAME and not os.environ.get(ENVIRONMENT_NAME)
    return own_command(*(() if usual else (FOLDER_OPTION, str(paths.folder.resolve()))))


def entry_text(paths: Paths, name: str, command: Sequence[str]) -> str:
    """The entry as a package has it, with this program in the place of the command."""
    lines = (DESKTOP / f"{NAME}.desktop").read_text("utf-8").splitlines()
    folder = "" if name == NAME else paths.folder.resolve().name
    return "".join(f"{new}\n" for line in lines for new in _line(line, command, folder))


def _line(line: str, command: Sequence[str], folder: str) -> tuple[str, ...]:
    key = line.partition("=")[0]
    if key == "Exec":
        return exec_line(command, "%U")
    return (f"{line} ({escaped(' '.join(folder.split()))})",) if key == "Name" and folder else (line,)


def _data_folder() -> Path:
    named = os.environ.get("XDG_DATA_HOME", "")
    return Path(named) if Path(named).is_absolute() else Path.home() / ".local" / "share"


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _refused(error: OSError) -> ProblemError:
    return ProblemError("not_set_up", reason=str(error))


# ------------------------------------------------------------------ where the desktop's own tool is missing
def _opens(entry: str) -> tuple[str, ...]:
    """The kinds of files and links that an entry opens."""
    [line] = [line for line in entry.splitlines() if line.startswith("MimeType=")]
    return tuple(kind for kind in line.removeprefix("MimeType=").split(";") if kind)


def _list_by_hand(folder: Path, entry: str, kinds: Sequence[str]) -> None:
    """The list that update-desktop-database writes: which entries open a kind. Others' lines stay. Raises OSError."""
    path = folder / CACHE
    lines = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
    listed = {kind: _without(found, entry) for kind, _, found in (line.partition("=") for line in lines) if found}
    for kind in kinds:
        listed[kind] = [entry, *listed.get(kind, ())]
    left = [f"{kind}={';'.join(found)};" for kind, found in sorted(listed.items()) if found]
    if left:
        _write(path, "\n".join((CACHE_HEAD, *left, "")).encode())
    else:
        path.unlink(missing_ok=True)


def _without(found: str, entry: str) -> list[str]:
    return [name for name in found.split(";") if name and name != entry]
