"""What the entries say by which systems begin programs (at_login, in_menu), and what such an entry was told to begin.

All of it is text, made on any system, so that every system's can be read on any.
"""

import getpass
import os
import plistlib
import re
import subprocess
from collections.abc import Callable, Sequence
from html import escape, unescape
from pathlib import Path
from xml.parsers.expat import ExpatError

IDENTIFIER = "app.smmdesk.smmdesk"
"""What macOS calls the bundle (packaging/product.py)."""
FOLDER_OPTION = "--data-dir"
"""Before it stands the program, behind it what is the person's."""
DO = 'exec "$0" "$@"'
"""What a shell does that gets a command as its words."""
WAITS_S = 30
"""How often a service looks whether the disk is there on which its program and its calendar are."""


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
