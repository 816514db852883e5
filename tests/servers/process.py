"""Starting and stopping one server process on loopback."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import httpx

from .install import ServerError

GUARD = Path(__file__).with_name("guard.py")
PORT_TAKEN = ("EADDRINUSE", "Address already in use")
ATTEMPTS = 4
LOCAL = "127.0.0.1,localhost"  # servers ask each other without a proxy


class PortTakenError(ServerError):
    """Somebody else took the port between the moment it was chosen and the start."""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class Launch:
    """How a server is started: its command, its working folder, added variables, the address that says it is ready."""

    command: Sequence[str]
    folder: Path
    env: Mapping[str, str]
    ready: str


class ServerProcess:
    """One server with its children, in a process group of its own that a guard ends with us (see guard.py)."""

    def __init__(self, name: str, launch: Launch, log: Path) -> None:
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            self._guard = subprocess.Popen(
                [sys.executable, "-I", "-S", str(GUARD), *launch.command],
                cwd=launch.folder,
                env={**os.environ, "NO_PROXY": LOCAL, "no_proxy": LOCAL, **launch.env},
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def group(self) -> int:
        """The id of the guard and (but for Windows) of the process group."""
        return self._guard.pid

    @property
    def is_running(self) -> bool:
        return self._guard.poll() is None

    def wait_until_ready(self, url: str, timeout_s: float = 90.0) -> Self:
        """Wait until `url` answers with success. Raises PortTakenError or ServerError, and leaves nothing running."""
        deadline = time.monotonic() + timeout_s
        try:
            with httpx.Client(trust_env=False, timeout=5.0) as client:
                while not _answers(client, url):
                    if not self.is_running:
                        raise self._failure("ended before it was ready")
                    if time.monotonic() > deadline:
                        raise self._failure(f"was not ready after {timeout_s:.0f} seconds")
                    time.sleep(0.05)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End the server and everything it started; returns when they are gone. May be called again."""
        if self._guard.stdin is not None:
            self._guard.stdin.close()
        try:
            self._guard.wait(20)
        except subprocess.TimeoutExpired:
            self._kill()
            self._guard.wait()

    def _kill(self) -> None:
        if sys.platform == "win32":
            self._guard.kill()
        else:
            os.killpg(self.group, signal.SIGKILL)

    def _failure(self, what: str) -> ServerError:
        said = self.log.read_text("utf-8", "replace")
        tail = "\n".join(said.strip().splitlines()[-20:])
        kind = PortTakenError if any(sign in said for sign in PORT_TAKEN) else ServerError
        return kind(f"The test server “{self.name}” {what}. It said:\n{tail}")


def _answers(client: httpx.Client, url: str) -> bool:
    try:
        return client.get(url).is_success
    except httpx.TransportError:
        return False


def alive(group: int) -> bool:
    """Is any process of `group` left? (Always false on Windows, which has no such groups.)"""
    if sys.platform == "win32":
        return False
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def gone(group: int, within_s: float) -> bool:
    """Is nothing of `group` left, at last after `within_s` seconds?"""
    deadline = time.monotonic() + within_s
    while alive(group):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


class LoopbackServer:
    """A running server with a folder for what it holds; both are gone after `stop`."""

    def __init__(self, process: ServerProcess, folder: Path) -> None:
        self.process = process
        self.folder = folder

    def stop(self) -> None:
        """End the server and forget what it held. May be called again."""
        self.process.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def launched(name: str, plan: Callable[[Path], Launch]) -> tuple[ServerProcess, Path]:
    """Start a server in a new folder as `plan(folder)` says, on ports that `plan` chooses.

    Gives the ready server and its folder; tries again where a port was taken. Raises ServerError.
    """
    for attempt in range(1, ATTEMPTS + 1):
        folder = Path(tempfile.mkdtemp(prefix=f"smmdesk-{name}-"))
        try:
            launch = plan(folder)
            process = ServerProcess(name, launch, folder / "server.log")
            return process.wait_until_ready(launch.ready), folder
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)
            if not isinstance(error, PortTakenError) or attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")
