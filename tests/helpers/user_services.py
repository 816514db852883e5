"""A person's own systemd, for real: started in mounts of its own, so that nothing of the computer's is touched, and
ended with all it runs. Needs root, as a clean root does (clean_root.why_not); the computer itself need not run systemd.
"""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from .clean_root import SEEN_INSIDE
from .program_command import INSTALLED, ROOT, ROOT_OF_PROGRAM
from .screen import until

RUNTIME = "/run/user/0"
SYSTEMD = "/lib/systemd/systemd"
HOLD = r"""
set -e
root=$1 group=$2; shift 2
for each in $SEEN; do [ -z "$root" ] || { mkdir -p "$root$each"; mount --rbind "$each" "$root$each"; }; done
umount -R "$root/sys/fs/cgroup" 2>/dev/null || true
mount -t cgroup2 none "$root/sys/fs/cgroup"
mount -t tmpfs none "$root/run"
mkdir -p "$root/run/systemd/system" "$root/run/user/0"
chmod 700 "$root/run/user/0"
mkdir "$root/sys/fs/cgroup/$group"
echo $$ >"$root/sys/fs/cgroup/$group/cgroup.procs"
"$@" || echo "ended with $?" >&2
echo $$ >"$root/sys/fs/cgroup/cgroup.procs"
find "$root/sys/fs/cgroup/$group" -depth -type d -exec rmdir {} \;
"""


def why_no_services() -> str:
    """Why no such systemd can be started; "" where it can. In a clean root it is the root's own."""
    missing = [name for name in ("nsenter", "unshare", "systemctl") if shutil.which(name) is None]
    return f"not on this computer: {', '.join(missing)}" if missing and ROOT_OF_PROGRAM not in os.environ else ""


class UserServices:
    """`with UserServices(environment, folder) as services`; `environment` is the person's, `folder` for its log."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.root = os.environ.get(ROOT_OF_PROGRAM, "")
        kept = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "LANG", "TZ")
        given = {name: environment[name] for name in kept if name in environment}
        self._given = [f"{name}={value}" for name, value in given.items()] + [
            f"XDG_RUNTIME_DIR={RUNTIME}",
            "PATH=/usr/bin:/bin:/usr/sbin:/sbin",
        ]
        seen = " ".join(dict.fromkeys((*SEEN_INSIDE, "/tmp", str(folder))))
        command = ["unshare", "-m", "--propagation", "private", "sh", "-c", HOLD, "sh", self.root, f"smm-{os.getpid()}"]
        command += [*self._inside, "env", "-i", *self._given, SYSTEMD, "--user", "--log-target=console"]
        self._log = (folder / "systemd.log").open("wb")
        self._holder = subprocess.Popen(
            command, env={**os.environ, "SEEN": seen}, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log
        )
        until(lambda: self.ask("is-system-running") in ("running", "degraded"), "the person's systemd runs")

    @property
    def _inside(self) -> list[str]:
        return ["chroot", self.root] if self.root else []

    @property
    def program(self) -> str:
        """The program under test as one command line, with this systemd in its reach."""
        named = os.environ.get(INSTALLED)
        words = shlex.split(named) if named else [sys.executable, str(ROOT / "main.py")]
        return shlex.join(["nsenter", "-m", "-t", str(self._holder.pid), *words])

    def ask(self, *words: str) -> str:
        """What `systemctl --user` says."""
        command = ["nsenter", "-m", "-t", str(self._holder.pid), *self._inside, "env", "-i", *self._given]
        done = subprocess.run(
            [*command, "systemctl", "--user", "--no-pager", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.ask("exit")
        try:
            self._holder.wait(60)
        finally:
            self._holder.kill()
            self._log.close()
