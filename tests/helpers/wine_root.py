"""A bare Debian in a folder with Wine, the compilers of Windows installers, and a Windows of its own in it.

Made once from the system's own package source (without its list of mends for 32-bit programs, which Wine's installers
do not need) and kept with the test servers. Needs root, for `chroot` and mounts that end with their process.
"""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.helpers.clean_root import ROOT, SEEN_INSIDE, SUITE
from tests.servers.install import installed

PACKAGES = "wine,wine64,wine32:i386,nsis,wixl,gcc-mingw-w64-x86-64"
PROGRAM = r"C:\users\root\AppData\Local\Programs\smmdesk"
QUIET = {
    "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
    "LANG": "C.UTF-8",
    "WINEDEBUG": "-all",
    "WINEDLLOVERRIDES": "mscoree,mshtml=",
}
STUBS = r"""
set -e
x86_64-w64-mingw32-objdump -p "$1" | awk '
  /DLL Name/ { wanted = /DLL Name: icu/; next }
  wanted && NF >= 3 && $NF ~ /^[A-Za-z_][A-Za-z_0-9]*$/ {
    print "__attribute__((dllexport)) int " $NF "(void) { return 0; }"
  }
' > "$2/icu.c"
x86_64-w64-mingw32-gcc -w -shared -o "$2/icuuc.dll" "$2/icu.c"
"""
"""Windows has icuuc.dll since 2017, Wine has not: a library with the names that Qt wants, which do nothing."""


def _root(folder: Path) -> None:
    """Main packages alone: the 32-bit half of Wine exists there in the same version."""
    question = ["apt-get", "indextargets", "--format", "$(SITE) $(RELEASE)", "Created-By: Packages"]
    told = subprocess.run(question, capture_output=True, text=True, check=True).stdout.splitlines()
    site = next(line.split()[0] for line in told if line.split()[1:] == [SUITE])
    command = ["mmdebstrap", "--quiet", "--variant=minbase", "--architectures=amd64,i386", f"--include={PACKAGES}"]
    source = f"deb {site} {SUITE} main\n"
    subprocess.run(
        [*command, SUITE, str(folder / "root"), "-"], input=source, text=True, check=True, capture_output=True
    )


PACKER = r"""
#include <stdio.h>
int main(int count, char **words) {
  if (CODE == 0) {
    FILE *archive = fopen(words[count - 1], "w");
    for (int at = 2; at < count - 1; at++) fprintf(archive, "%s ", words[at]);
    fclose(archive);
  }
  return CODE;
}
"""
"""In the place of the program: makes the archive that it is asked for and says so, or ends with CODE."""


@dataclass(frozen=True)
class Wine:
    """`root` is the Debian, `folder` holds this Windows' own drive; both see the same temporary folders."""

    root: Path
    folder: Path

    def command(self, *words: str, env: Mapping[str, str] = {}) -> list[str]:
        """How a program of the Debian is started in it, with the program's sources in sight."""
        seen = " ".join(dict.fromkeys((*SEEN_INSIDE, "/tmp", str(self.folder), str(ROOT))))
        script = f'for each in {seen}; do mkdir -p "$0$each" && mount --rbind "$each" "$0$each" || exit 90; done'
        kept = {**QUIET, "WINEPREFIX": str(self.folder / "windows"), "HOME": str(self.folder), **env}
        inside = ["env", "-i", *(f"{name}={value}" for name, value in kept.items()), *words]
        return ["unshare", "-m", "--propagation", "private", "sh", "-c", f'{script}; exec chroot "$0" "$@"',
                str(self.root), *inside]  # fmt: skip

    def run(self, *words: str) -> str:
        """What it says, through a pipe: Wine's programs take no file for their output. Raises AssertionError."""
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        done = subprocess.run(self.command(*words), **pipes, check=False, text=True, errors="replace")
        assert done.returncode == 0, f"{words} ended with {done.returncode}: {done.stdout[-3000:]}"
        return done.stdout

    @property
    def drive(self) -> Path:
        return self.folder / "windows" / "drive_c"

    @property
    def home(self) -> Path:
        """Of the one person of this Windows."""
        return self.drive / "users" / "root"

    @property
    def program_folder(self) -> Path:
        return self.home / "AppData/Local/Programs/smmdesk"

    def program(self, display: str = "") -> list[str]:
        """The installed program as one command line; `display` is an X server's name."""
        shown = {"DISPLAY": display} if display else {"QT_QPA_PLATFORM": "offscreen"}
        return self.command("wine", rf"{PROGRAM}\python.exe", rf"{PROGRAM}\Lib\app\main.py", env=shown)

    def registry(self, key: str) -> str:
        """What stands below a key; "" where there is none."""
        pipes = {"stdin": subprocess.DEVNULL, "capture_output": True}
        done = subprocess.run(self.command("wine", "reg", "query", key, "/s"), **pipes, check=False)
        return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""

    def end(self) -> None:
        """End every program of this Windows, and itself."""
        subprocess.run(self.command("wineserver", "-k"), check=False, capture_output=True)

    def prepare(self, qt_core: Path) -> None:
        """A new Windows 10, with what Qt wants of it and Wine lacks."""
        self.run("wineboot", "-i")
        self.run("wine", "winecfg", "-v", "win10")
        self.run(
            "wine",
            "reg",
            "add",
            r"HKCU\Software\Wine\WineDbg",
            "/v",
            "ShowCrashDialog",
            "/t",
            "REG_DWORD",
            "/d",
            "0",
            "/f",
        )
        self.run("sh", "-c", STUBS, "sh", str(qt_core), str(self.folder))
        shutil.copy(self.folder / "icuuc.dll", self.drive / "windows" / "system32")


def wine_in(folder: Path) -> Wine:
    return Wine(installed("wine-root", f"{SUITE} {PACKAGES}", _root) / "root", folder)


def _tools(wine: Wine, work: Path) -> Path:
    """The folder with what makes installers, as commands of this system."""
    tools = work / "tools"
    tools.mkdir(parents=True, exist_ok=True)
    for name in ("makensis", "wixl"):
        (tools / name).write_text(f'#!/bin/sh\nexec {shlex.join(wine.command(name))} "$@"\n')
        (tools / name).chmod(0o755)
    return tools


def built_installers(wine: Wine, work: Path, out: Path) -> None:
    """setup.exe and .msi of this tree, made by the Debian's own makensis and wixl."""
    env = {**os.environ, "PATH": f"{_tools(wine, work)}:{os.environ['PATH']}"}
    command = [sys.executable, str(ROOT / "packaging" / "build.py"), "windows", "--work", str(work), "--out", str(out)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]


def small_setup(wine: Wine, folder: Path, code: int) -> Path:
    """A setup.exe whose program only packs archives, which ends with `code`; for the questions that setup asks."""
    work, out, program = wine.folder / "work", folder / "out", folder / "program"
    for made in (out, program):
        made.mkdir(parents=True)
    (folder / "packer.c").write_text(PACKER, "utf-8")
    for name in ("python.exe", "pythonw.exe"):
        words = ("-w", f"-DCODE={code}", "-o", str(program / name), str(folder / "packer.c"))
        wine.run("x86_64-w64-mingw32-gcc", *words)
    script = (
        "import sys; sys.path.insert(0, 'packaging'); import windows; from pathlib import Path;"
        "print(windows.make_setup(*map(Path, sys.argv[1:]), windows.EMBEDDED, quick=True))"
    )
    env = {**os.environ, "PATH": f"{_tools(wine, work)}:{os.environ['PATH']}"}
    command = [sys.executable, "-c", script, str(program), str(work), str(out)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())
