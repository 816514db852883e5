"""A bare Debian in a folder: no Python, no Qt, nothing of ours. What is installed there must bring all it needs.

The bare system is made once from the system's own package source and kept with the test servers; each session works in
a copy. Needs root, for `chroot` and mounts of its own that end with the process that made them.
"""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.servers.install import cache_dir, installed, locked

ROOT = Path(__file__).resolve().parents[2]
SUITE = "bookworm"
SEEN_INSIDE = ("/proc", "/dev", "/sys")


@cache
def why_not() -> str:
    """Why there is no clean root on this computer; "" where there is one."""
    if sys.platform != "linux" or not hasattr(os, "geteuid"):
        return "installs a Debian package: Linux only"
    if os.geteuid() != 0:
        return "installs into a root of its own, which only root may"
    if shutil.which("mmdebstrap") is None:
        return "needs mmdebstrap, of Debian's packages"
    mounts = subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False)
    return "" if mounts.returncode == 0 else "this computer lets nobody mount"


@dataclass(frozen=True)
class CleanRoot:
    folder: Path

    def command(self, *words: str) -> list[str]:
        """How `words` are started inside; temporary folders and the tests' files are the same inside and outside."""
        seen = " ".join(dict.fromkeys((*SEEN_INSIDE, "/tmp", tempfile.gettempdir(), str(ROOT / "resources"))))
        script = f'for each in {seen}; do mkdir -p "$0$each" && mount --rbind "$each" "$0$each" || exit 90; done'
        inside = f'{script}; exec chroot "$0" "$@"'
        return ["unshare", "-m", "--propagation", "private", "sh", "-c", inside, str(self.folder), *words]

    def run(self, *words: str) -> str:
        """What it says; raises AssertionError when it ends with anything but 0."""
        env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LANG": "C.UTF-8"}
        done = subprocess.run(self.command(*words), env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{words}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        return done.stdout

    def program(self) -> str:
        """The installed program as one command line."""
        return shlex.join(self.command("smmdesk"))


def _bare(folder: Path) -> None:
    command = ["mmdebstrap", "--quiet", "--variant=minbase", SUITE, str(folder / "root")]
    subprocess.run(command, check=True, capture_output=True)


def clean_root(folder: Path) -> CleanRoot:
    """A copy of the bare system in `folder`."""
    kept = installed("clean-root", SUITE, _bare) / "root"
    subprocess.run(["cp", "-a", "--reflink=auto", str(kept), str(folder / "root")], check=True)
    root = CleanRoot(folder / "root")
    shutil.copy("/etc/resolv.conf", root.folder / "etc" / "resolv.conf")
    if Path("/etc/machine-id").is_file():  # one computer: a folder that tests prepared was not carried here
        shutil.copy("/etc/machine-id", root.folder / "etc" / "machine-id")
    return root


def built_package(folder: Path) -> Path:
    """This tree as a .deb in `folder`, packed quickly. What does not change between trees is kept."""
    work = cache_dir() / "bundle"
    script = (
        "import sys, os; sys.path.insert(0, 'packaging'); import build, linux; from pathlib import Path;"
        "work, out = map(Path, sys.argv[1:]); os.environ['SOURCE_DATE_EPOCH'] = build.source_date();"
        "print(linux.make_deb(build.make_bundle(build.environment(work), work), work, out, quick=True))"
    )
    with locked("bundle"):
        work.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-c", script, str(work), str(folder)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return Path(done.stdout.split()[-1])


def packed_folder(bundle: Path, folder: Path) -> Path:
    """A bundle as the tar.xz of systems without packages of their own, packed quickly, in `folder`."""
    script = (
        "import sys, os; sys.path.insert(0, 'packaging'); import build, linux; from pathlib import Path;"
        "bundle, work = map(Path, sys.argv[1:]); os.environ['SOURCE_DATE_EPOCH'] = build.source_date();"
        "print(linux.make_tar(bundle, work / 'packing', work, quick=True))"
    )
    command = [sys.executable, "-c", script, str(bundle), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return Path(done.stdout.strip())


def built_by_somebody_else(folder: Path) -> Path:
    """The bundle of this tree as another person makes it: elsewhere, with another umask, time zone and home."""
    sources = folder / "le mie cose" / "smmdesk"
    left_out = (".git", ".venv", ".cache", "build", "dist", "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, sources, symlinks=True, ignore=shutil.ignore_patterns(*left_out))
    script = "import sys; sys.path.insert(0, 'packaging'); import build; print(build.source_date())"
    asked = [sys.executable, "-c", script]
    date = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    env = {**os.environ, "SOURCE_DATE_EPOCH": date, "TZ": "Asia/Kathmandu", "LC_ALL": "C"}
    command = ["sh", "-c", 'umask 077; exec "$0" packaging/build.py bundle', sys.executable]
    done = subprocess.run(command, cwd=sources, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return sources / "build" / "bundle" / "smmdesk"
