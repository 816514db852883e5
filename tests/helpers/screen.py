"""A desktop of our own for the real program: screen, window manager, session bus, accessibility; all ended with it.

with Screen.start() as screen: ...

Nothing of the computer's own session is touched: another display, another bus, other folders. Every process is ended
by its id, by a guard that also ends it when the test run is killed (tests/servers/guard.py).
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Self, TypeVar

from tests.servers.process import LOCAL, Launch, ServerProcess, alive

from .screen_hand import Hand
from .screen_reader import PATIENCE_S, Reader, ScreenError

Fact = TypeVar("Fact")
NEEDED = ("Xvfb", "openbox", "xdotool", "dbus-daemon", "dbus-send", "import")
LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
KEYRING_NAME = "org.freedesktop.secrets"
BEAT_S = 0.05
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={socket}</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
"""  # no folders of services: nothing starts by itself on this bus


def until(
    fact: Callable[[], Fact], what: str = "", timeout_s: float = PATIENCE_S, still: Callable[[], object] | None = None
) -> Fact:
    """The first true answer of `fact`, asked again and again. Raises ScreenError with `what` after `timeout_s`.

    `still` is asked between; it may raise when waiting has become senseless.
    """
    end = time.monotonic() + timeout_s
    while not (answer := fact()):
        if still is not None:
            still()
        if time.monotonic() > end:
            raise ScreenError(f"after {timeout_s:.0f} seconds still not so: {what or fact}")
        time.sleep(BEAT_S)
    return answer


class Screen:
    """The running desktop. `environment` is all that a program started on it gets to know of the computer."""

    def __init__(self, size: tuple[int, int] = (1440, 900)) -> None:
        self.size = size
        self.folder = Path(tempfile.mkdtemp(prefix="smm-screen-"))
        self._processes: list[ServerProcess] = []
        self._reader: Reader | None = None
        for name in ("run", "home", "logs"):
            (self.folder / name).mkdir(mode=0o700)
        self.environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.folder / "home"),
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.folder / 'run' / 'bus'}",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "QT_LOGGING_RULES": "qt.accessibility.atspi.warning=false",  # about the screen reader's questions, not ours
            "LANG": "en_GB.UTF-8",
            "TZ": "Europe/Rome",
            "PYTHONFAULTHANDLER": "1",
            "NO_PROXY": LOCAL,
            "no_proxy": LOCAL,
        }

    @classmethod
    def start(cls, size: tuple[int, int] = (1440, 900)) -> Self:
        """A new desktop. Raises ScreenError where the computer lacks what it is made of."""
        missing = [name for name in NEEDED if not shutil.which(name)]
        if missing:
            raise ScreenError(f"not on this computer: {', '.join(missing)} (packaging/bootstrap.py test installs them)")
        screen = cls(size)
        try:
            screen._start_all()
        except BaseException:
            screen.stop()
            raise
        return screen

    def _start_all(self) -> None:
        width, height = self.size
        kind = ("-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset")
        shown = self.run("Xvfb", "-displayfd", "1", *kind)
        number = self._ready("the display has a number", lambda: _number_in(shown))
        self.environment["DISPLAY"] = f":{number}"
        settings = self.folder / "bus.conf"
        settings.write_text(BUS.format(socket=self.folder / "run" / "bus"), encoding="utf-8")
        self.run("dbus-daemon", f"--config-file={settings}", "--nofork", "--nopidfile")
        self._ready("the session bus listens", (self.folder / "run" / "bus").exists)
        launcher = next(path for path in LAUNCHERS if Path(path).exists())
        self.run(launcher, "--launch-immediately")
        self.run("openbox")
        self._ready("accessibility is on the bus", lambda: self.is_on_bus("org.a11y.Bus"))
        self._ready("the window manager runs", self._has_window_manager)

    def _ready(self, what: str, fact: Callable[[], Fact]) -> Fact:
        """Wait for a part of the desktop. Raises ScreenError with what the parts said."""
        try:
            return until(fact, what, still=self._all_run)
        except ScreenError as error:
            raise ScreenError(f"{error}\n{self.said()}") from None

    def _all_run(self) -> None:
        ended = [process.name for process in self._processes if not process.is_running]
        if ended:
            raise ScreenError(f"ended too early: {', '.join(ended)}")

    def said(self) -> str:
        """What the parts of the desktop wrote."""
        logs = sorted((self.folder / "logs").iterdir())
        return "\n".join(f"{log.name}: {log.read_text('utf-8', 'replace').strip()}" for log in logs)

    def run(self, *command: str, env: dict[str, str] | None = None) -> Path:
        """Start a process that lives as long as this desktop; gives the file with what it says."""
        name = Path(command[0]).name
        log = self.folder / "logs" / f"{len(self._processes)}-{name}.log"
        launch = Launch(command, self.folder, {**self.environment, **(env or {})}, "")
        self._processes.append(ServerProcess(name, launch, log))
        return log

    def stop(self) -> None:
        """End everything; nothing is left. May be called again."""
        if self._reader is not None:
            self._reader.stop()
        groups = [process.group for process in self._processes]
        for process in reversed(self._processes):
            process.stop()
        self._processes.clear()
        shutil.rmtree(self.folder, ignore_errors=True)
        assert not any(alive(group) for group in groups), "a process of the desktop outlived it"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # ------------------------------------------------------------------ who sees and works it
    @property
    def reader(self) -> Reader:
        """The screen reader; one for all programs on this desktop."""
        if self._reader is None:
            self._reader = Reader(self.environment, self.folder / "logs" / "reader.log")
        return self._reader

    @cached_property
    def hand(self) -> Hand:
        return Hand(self.environment)

    def picture(self, path: Path, window: str = "root") -> Path:
        """What the screen shows, or one window by its number, as PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._call("import", "-window", window, "-define", "png:compression-level=6", str(path))
        return path

    # ------------------------------------------------------------------ the bus
    def start_keyring(self) -> None:
        """A key ring as a desktop has one, opened with the sign-in; once for this desktop."""
        if self.is_on_bus(KEYRING_NAME):
            return
        if not shutil.which("gnome-keyring-daemon"):
            raise ScreenError("not on this computer: gnome-keyring-daemon (packaging/bootstrap.py test installs it)")
        ring = "gnome-keyring-daemon --foreground --unlock --components=secrets"
        self.run("sh", "-c", f"printf secret | {ring}")
        self._ready("the key ring is on the bus", lambda: self.is_on_bus(KEYRING_NAME))

    def is_on_bus(self, name: str) -> bool:
        """Does somebody on the session bus answer to this name?"""
        wanted = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.NameHasOwner")
        try:
            said = self._call(
                "dbus-send", "--session", "--print-reply", f"--dest={wanted[0]}", *wanted[1:], f"string:{name}"
            )
        except subprocess.CalledProcessError:
            return False
        return "true" in said

    def _has_window_manager(self) -> bool:
        try:
            return bool(self.hand.do("get_num_desktops"))
        except subprocess.CalledProcessError:
            return False

    def _call(self, *command: str) -> str:
        return subprocess.run(
            command, env=self.environment, check=True, capture_output=True, text=True, timeout=60
        ).stdout


def _number_in(log: Path) -> str:
    lines: Sequence[str] = log.read_text("utf-8", "replace").splitlines()
    return next((line for line in lines if line.isdigit()), "")
