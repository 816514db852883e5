#!/usr/bin/env python3
"""Sets smmdesk up on a bare machine and starts it. Standard library only.

    python3 packaging/bootstrap.py run [ARGUMENTS OF main.py]
    python3 packaging/bootstrap.py test [ARGUMENTS OF pytest]

Makes `.venv` beside main.py and installs the locked packages into it by hash. On Linux it looks for the system
libraries that Qt and the tests need; it installs the missing ones where it may (Debian's family, as root or with a
sudo that asks nothing), else prints the one line that does. Later starts find everything ready.
"""

from __future__ import annotations

import contextlib
import ctypes
import glob
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
RUN_LOCK, TEST_LOCK = "requirements.lock", "requirements-dev.lock"
OLDEST, TOO_NEW = (3, 11), (3, 14)
STAMP, IGNORE_SYSTEM = "smmdesk-ready.txt", "SMMDESK_SYSTEM_READY"
NOT_FOR_A_VENV = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PYTHONHOME")


class StopError(Exception):
    """Why it cannot go on, in a sentence for the person at the keyboard."""


# ------------------------------------------------------------------ what the system must have
class Need(NamedTuple):
    """Something of the system: how to look for it ("kind name") and which package brings it."""

    probe: str
    apt: str
    dnf: str
    pacman: str


QT_NEEDS = (
    Need("library libGL.so.1", "libgl1", "libglvnd-glx", "libglvnd"),
    Need("library libEGL.so.1", "libegl1", "libglvnd-egl", "libglvnd"),
    Need("library libglib-2.0.so.0", "libglib2.0-0", "glib2", "glib2"),
    Need("library libdbus-1.so.3", "libdbus-1-3", "dbus-libs", "dbus"),
    Need("library libfontconfig.so.1", "libfontconfig1", "fontconfig", "fontconfig"),
    Need("library libfreetype.so.6", "libfreetype6", "freetype", "freetype2"),
    Need("library libgssapi_krb5.so.2", "libgssapi-krb5-2", "krb5-libs", "krb5"),
    Need("library libX11.so.6", "libx11-6", "libX11", "libx11"),
    Need("library libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb", "libx11"),
    Need("library libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon", "libxkbcommon"),
    Need("library libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11"),
    Need("library libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
    Need("library libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
    Need("library libxcb-image.so.0", "libxcb-image0", "xcb-util-image", "xcb-util-image"),
    Need("library libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
    Need("library libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil", "xcb-util-renderutil"),
    Need("library libxcb-util.so.1", "libxcb-util1", "xcb-util", "xcb-util"),
    *(
        Need(f"library libxcb-{part}.so.{number}", f"libxcb-{part}{number}", "libxcb", "libxcb")
        for part, number in (("glx", 0), ("randr", 0), ("shape", 0), ("shm", 0), ("sync", 1), ("xfixes", 0), ("xkb", 1))
    ),
    Need("library libwayland-client.so.0", "libwayland-client0", "libwayland-client", "wayland"),
    Need("library libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor", "wayland"),
)
EMOJI = Need("emoji font", "fonts-noto-color-emoji", "google-noto-color-emoji-fonts", "noto-fonts-emoji")
TEST_NEEDS = (
    EMOJI,
    Need("command Xvfb", "xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb"),
    Need("command xauth", "xauth", "xorg-x11-xauth", "xorg-xauth"),
    *(Need(f"command {one}", *(one,) * 3) for one in ("openbox", "xdotool", "strace", "mmdebstrap", "make", "dunst")),
    Need("command import", "imagemagick", "ImageMagick", "imagemagick"),
    *(Need(f"command dbus-{name}", "dbus-daemon", "dbus-daemon", "dbus") for name in ("daemon", "run-session")),
    Need("command dbus-send", "dbus-bin", "dbus-tools", "dbus"),
    Need("file /usr/lib*/at-spi-bus-launcher", "at-spi2-core", "at-spi2-core", "at-spi2-core"),
    Need("file /usr/lib*/python3*/*-packages/pyatspi", "python3-pyatspi", "python3-pyatspi", "python-atspi"),
    Need("command gnome-keyring-daemon", "gnome-keyring", "gnome-keyring", "gnome-keyring"),
    Need("command gio", "libglib2.0-bin", "glib2", "glib2"),
    Need("command update-mime-database", *("shared-mime-info",) * 3),
    Need("command desktop-file-validate", *("desktop-file-utils",) * 3),
    Need("command systemd-analyze", *("systemd",) * 3),
    Need("command faketime", "faketime", "libfaketime", "libfaketime"),
    Need("command g++", "g++", "gcc-c++", "gcc"),
    Need("file /usr/include/python3*/Python.h", "python3-dev", "python3-devel", "python"),
    Need("command php", "php-cli", "php-cli", "php"),
    Need("php curl", "php-curl", "php-common", "php"),
    Need("php gd", "php-gd", "php-gd", "php-gd"),
    *(Need(f"php {part}", f"php-{part}", f"php-{part}", "php") for part in ("intl", "mbstring", "xml")),
    Need("php pdo_sqlite", "php-sqlite3", "php-pdo", "php-sqlite"),
)
VENV_NEED = Need("module ensurepip", f"python3.{sys.version_info.minor}-venv", "python3", "python")


def has_library(name: str) -> bool:
    with contextlib.suppress(OSError):
        return ctypes.CDLL(name) is not None
    return False


def has_file(pattern: str) -> bool:
    return bool(glob.glob(pattern) or glob.glob(pattern.replace("/usr/lib*/", "/usr/lib*/*/")))


def has_emoji_font(_name: str) -> bool:
    return any(glob.glob(f"/usr/share/fonts/**/{one}", recursive=True) for one in ("Noto*Color*Emoji*", "Noto-COLRv1*"))


def has_php_module(name: str) -> bool:
    php = shutil.which("php")
    if php is None:
        return False
    listed = subprocess.run([php, "-m"], capture_output=True, text=True, check=False).stdout
    return name in listed.lower().split()


PROBES: Mapping[str, Callable[[str], bool]] = {
    "library": has_library,
    "command": lambda name: shutil.which(name) is not None or Path("/usr/sbin", name).exists(),
    "file": lambda pattern: has_file(pattern) or has_file(pattern.replace("/usr/lib*/", "/usr/libexec/")),
    "emoji": has_emoji_font,
    "php": has_php_module,
    "module": lambda name: importlib.util.find_spec(name) is not None,
}


def is_there(need: Need) -> bool:
    kind, name = need.probe.split(" ", 1)
    return PROBES[kind](name)


def missing(needs: Iterable[Need], there: Callable[[Need], bool] = is_there) -> list[Need]:
    return [need for need in needs if not there(need)]


# ------------------------------------------------------------------ how the system gets it
def package_names(needs: Iterable[Need], manager: str) -> list[str]:
    """Without repetition, in alphabetical order."""
    return sorted({str(getattr(need, manager)) for need in needs})


def install_line(manager: str, packages: Sequence[str], root: bool) -> str:
    """What a person types to install `packages`."""
    sudo = "" if root else "sudo "
    names = " ".join(packages)
    if manager == "apt":
        return f"{sudo}apt-get update && {sudo}apt-get install --no-install-recommends {names}"
    return f"{sudo}{'dnf install' if manager == 'dnf' else 'pacman -S --needed'} {names}"


def apt_commands(packages: Sequence[str], root: bool) -> list[list[str]]:
    """Refresh the lists once, then install, waiting for another apt that may be at work."""
    start = [*([] if root else ["sudo", "-n"]), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    start += ["-o", "DPkg::Lock::Timeout=600"]
    return [[*start, "-q", "update"], [*start, "-q", "install", "-y", "--no-install-recommends", *packages]]


def package_manager(find: Callable[[str], str | None] = shutil.which) -> str:
    """`apt`, `dnf` or `pacman`; "" on a system that has none of them."""
    programs = {"apt": "apt-get", "dnf": "dnf", "pacman": "pacman"}
    return next((manager for manager, program in programs.items() if find(program)), "")


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def sudo_asks_nothing() -> bool:
    command = ["sudo", "-n", "true"]
    return bool(shutil.which("sudo")) and subprocess.run(command, capture_output=True, check=False).returncode == 0


def explain(needs: Sequence[Need], manager: str, root: bool) -> str:
    """The sentence and the one line for a person who must install `needs`."""
    if not manager:
        names = ", ".join(need.probe.split(" ", 1)[1] for need in needs)
        return f"This computer lacks: {names}.\nInstall them, or set {IGNORE_SYSTEM}=1 to start without looking."
    line = install_line(manager, package_names(needs, manager), root)
    return f"This computer lacks a few system packages. Run this line, then start again:\n\n  {line}\n"


def install(needs: Sequence[Need], root: bool) -> None:
    packages = package_names(needs, "apt")
    say(f"Installing {len(packages)} system packages: {' '.join(packages)}")
    refresh, put = apt_commands(packages, root)
    subprocess.run(refresh, stdout=subprocess.DEVNULL, check=False)  # old lists are often good enough
    if subprocess.run(put, stdout=subprocess.DEVNULL, check=False).returncode:
        raise StopError("The system packages could not be installed.\n" + explain(needs, "apt", root))


def prepare_system(needs: Sequence[Need], wishes: Sequence[Need] = ()) -> None:
    """Install what is missing, and then `wishes` too; raises StopError with the line to run where it may not."""
    if not sys.platform.startswith("linux") or os.environ.get(IGNORE_SYSTEM):
        return
    lacking = missing(needs)
    if not lacking:
        return
    manager, root = package_manager(), is_root()
    if manager != "apt" or not (root or sudo_asks_nothing()):
        raise StopError(explain(lacking, manager, root))
    install([*lacking, *missing(wishes)], root)
    importlib.invalidate_caches()
    still = missing(lacking)
    if still:
        names = ", ".join(need.probe for need in still)
        raise StopError(f"Installed, and yet not found: {names}.\nSet {IGNORE_SYSTEM}=1 to start without looking.")


# ------------------------------------------------------------------ the virtual environment
def venv_python(venv: Path) -> Path:
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def digest(lock: Path) -> str:
    """One line that changes with the lock: its name and SHA-256 (line ends do not matter)."""
    return f"{lock.name} {hashlib.sha256(lock.read_bytes().replace(bytes([13]), b'')).hexdigest()}"


def is_ready(venv: Path, lock: Path) -> bool:
    """Whether what `lock` lists was installed, to the end."""
    with contextlib.suppress(OSError):
        return venv_python(venv).exists() and digest(lock) in (venv / STAMP).read_text("utf-8").splitlines()
    return False


def is_sound(venv: Path) -> bool:
    """Whether its Python starts and has pip; a half-made one does not."""
    with contextlib.suppress(OSError):
        return not subprocess.run([venv_python(venv), "-c", "import pip"], capture_output=True, check=False).returncode
    return False


def make_venv(venv: Path) -> None:
    remove(venv)
    say("Making .venv")
    if subprocess.run([sys.executable, "-m", "venv", str(venv)], stdout=subprocess.DEVNULL, check=False).returncode:
        remove(venv)
        raise StopError(f"Python could not make a virtual environment in {venv}.")


def remove(venv: Path) -> None:
    if venv.is_symlink():
        venv.unlink()
    elif venv.exists():
        shutil.rmtree(venv)


def pip_command(python: Path, lock: Path, quiet: bool) -> list[str]:
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(lock)]
    return [*command, "--quiet"] if quiet else command


def install_lock(venv: Path, lock: Path) -> bool:
    """Whether pip put everything in place."""
    environment = {name: value for name, value in os.environ.items() if name not in NOT_FOR_A_VENV}
    command = pip_command(venv_python(venv), lock, quiet=not sys.stdout.isatty())
    return subprocess.run(command, env=environment, check=False).returncode == 0


def prepare_venv(root: Path, lock_name: str) -> Path:
    """The Python of a `.venv` that has all of the lock. An unsound one is made anew; pip mends the rest."""
    venv, lock = root / ".venv", root / lock_name
    if is_ready(venv, lock):
        return venv_python(venv)
    with one_at_a_time(root / ".cache" / "bootstrap.lock"):
        if not is_ready(venv, lock):
            fill_venv(venv, lock)
    return venv_python(venv)


def fill_venv(venv: Path, lock: Path) -> None:
    stamp = venv / STAMP
    interrupted = not stamp.exists()  # the last installation did not come to its end, or there was none
    if fresh := not is_sound(venv):
        make_venv(venv)
    stamp.unlink(missing_ok=True)
    say(f"Installing the packages of {lock.name} (the first time about 150 MB)")
    done = install_lock(venv, lock)
    if not done and interrupted and not fresh:
        make_venv(venv)
        done = install_lock(venv, lock)
    if not done:
        raise StopError("The packages could not be installed. Look at pip's words above; is there internet?")
    locks = [lock, lock.with_name(RUN_LOCK)]  # the lock for tests contains the one for running
    stamp.write_text("".join(f"{digest(each)}\n" for each in locks), "utf-8")


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Wait until no other start is installing."""
    path.parent.mkdir(exist_ok=True)
    with open(path, "a+b") as file:
        hold(file)
        yield


def hold(file: IO[bytes]) -> None:
    """Lock `file` until it is closed."""
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)
        return
    import msvcrt

    while True:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            return
        except OSError:  # it gives up after ten seconds
            continue


# ------------------------------------------------------------------ start
def run_command(python: Path, root: Path, arguments: Sequence[str]) -> list[str]:
    return [str(python), str(root / "main.py"), *arguments]


def test_command(python: Path, arguments: Sequence[str]) -> list[str]:
    return [str(python), "-m", "pytest", *arguments]


def test_environment(root: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """`environment` with the folder of the platforms' documents, where it lies beside the project."""
    specs = root.parent / "shared" / "specs"
    beside = {"SMMDESK_SPECS": str(specs)} if specs.is_dir() else {}
    return {**beside, **environment}


def become(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run `command` in place of this process; where that is not possible, wait for it and return its exit code."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(command[0], list(command), environment)
    child = subprocess.Popen(command, env=environment)
    while True:
        with contextlib.suppress(KeyboardInterrupt):  # the child got it too, and decides
            return child.wait()


def other_python(find: Callable[[str], str | None] = shutil.which) -> str | None:
    """The newest suitable Python beside this one."""
    versions = range(TOO_NEW[1] - 1, OLDEST[1] - 1, -1)
    return next(filter(None, (find(f"python3.{minor}") for minor in versions)), None)


def ensure_python(arguments: Sequence[str]) -> None:
    """Go on in a suitable Python, or say which are."""
    if OLDEST <= sys.version_info[:2] < TOO_NEW:
        return
    other = other_python()
    if other is not None:
        raise SystemExit(become([other, os.path.abspath(__file__), *arguments], os.environ))
    have = ".".join(map(str, sys.version_info[:2]))
    raise StopError(f"smmdesk needs Python 3.11, 3.12 or 3.13; this is Python {have}.")


def run(arguments: Sequence[str]) -> int:
    venv_needs = () if is_ready(ROOT / ".venv", ROOT / RUN_LOCK) else (VENV_NEED,)
    prepare_system([*venv_needs, *QT_NEEDS], wishes=[EMOJI])
    python = prepare_venv(ROOT, RUN_LOCK)
    return become(run_command(python, ROOT, arguments), os.environ)


def test(arguments: Sequence[str]) -> int:
    venv_needs = () if is_ready(ROOT / ".venv", ROOT / TEST_LOCK) else (VENV_NEED,)
    prepare_system([*venv_needs, *QT_NEEDS, *TEST_NEEDS])
    python = prepare_venv(ROOT, TEST_LOCK)
    os.chdir(ROOT)
    return become(test_command(python, arguments), test_environment(ROOT, os.environ))


def say(text: str) -> None:
    print(text, flush=True)


def main(arguments: Sequence[str]) -> int:
    verbs = {"run": run, "test": test}
    if not arguments or arguments[0] not in verbs:
        print(__doc__, file=sys.stderr)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    try:
        ensure_python(arguments)
        return verbs[arguments[0]](arguments[1:])
    except StopError as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
