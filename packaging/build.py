"""Builds smmdesk for the system this runs on, into `dist/`, and proves that what was built works.

    python packaging/build.py             everything for this system: bundle, installers, list of parts, smoke test
    python packaging/build.py bundle      the folder with the program alone
    python packaging/build.py windows     on Linux: the Windows setup.exe and .msi, from Windows packages

The packages come from `requirements.lock` and `requirements-build.lock`, by hash, into an environment of its own.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))
LOCKS = ("requirements.lock", "requirements-build.lock")
STAMP = "built-from.txt"
SYSTEM_PARTS = "system-parts.json"
"""Which libraries the bundle has from this system: the spec writes it, the list of parts reads it."""


def environment(work: Path) -> Path:
    """A Python with exactly the locked packages; made anew when a lock changed. Returns its interpreter."""
    folder = work / "environment"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    wanted = "".join((ROOT / name).read_text("utf-8") for name in LOCKS)
    stamp = folder / STAMP
    if not (stamp.is_file() and stamp.read_text("utf-8") == wanted):
        venv.create(folder, clear=True, with_pip=True)
        locks = [part for name in LOCKS for part in ("-r", str(ROOT / name))]
        subprocess.run([str(python), "-m", "pip", "install", "-q", "--require-hashes", "--no-deps", *locks], check=True)
        stamp.write_text(wanted, "utf-8")
    return python


def source_date() -> str:
    """When the sources were last changed, seconds since 1970: what is built is as old as that."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return os.environ["SOURCE_DATE_EPOCH"]
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return found or "1764288000"


def make_bundle(python: Path, work: Path) -> Path:
    """The folder that holds the whole program."""
    import drawings

    icons = drawings.make(python, work / "icons")
    env = {**os.environ, "SMMDESK_BUILD_ICONS": str(icons), "PYTHONHASHSEED": "1", "PYTHONNOUSERSITE": "1"}
    env["SMMDESK_BUILD_SYSTEM_PARTS"] = str(work / SYSTEM_PARTS)
    env["SMMDESK_BUILD_BYTECODE"] = str(kept_bytecode(python, work / "bytecode", env))
    command = [str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(work / "bundle"), "--workpath", str(work / "pyinstaller"), str(HERE / "smmdesk.spec")]
    subprocess.run(command, env=env, check=True, cwd=work)
    return work / "bundle" / ("smmdesk.app" if sys.platform == "darwin" else "smmdesk")


def kept_bytecode(python: Path, folder: Path, env: Mapping[str, str]) -> Path:
    """What Qt's binding has as source inside its library, compiled once: an installed program may write it nowhere, and
    a bundle never does (ui/pyside.py). The folder that holds it."""
    shutil.rmtree(folder, ignore_errors=True)
    keeping = {**env, "PYTHONPYCACHEPREFIX": str(folder), "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run([str(python), "-c", "import ui"], env=keeping, check=True, cwd=ROOT)
    return next(folder.rglob("shibokensupport.signature.*.pyc")).parent


def make_installers(bundle: Path, work: Path, out: Path) -> list[Path]:
    """What people download, for this system."""
    if sys.platform == "win32":
        import windows

        return [windows.make_setup(bundle, work, out), windows.make_msi(bundle, work, out)]
    if sys.platform == "darwin":
        import macos

        return [macos.make_image(bundle, out)]
    import linux

    return [linux.make_deb(bundle, work, out), linux.make_tar(bundle, work, out)]


def write_sums(files: Sequence[Path], out: Path) -> Path:
    """What people download, as `sha256sum --check` takes it; one list for each system."""
    import product

    system = {"win32": "windows", "darwin": "macos"}.get(sys.platform, sys.platform)
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    target = out / f"{product.NAME}-{product.VERSION}-{system}.sha256"
    target.write_text("".join(sorted(lines)), "utf-8", newline="\n")
    return target


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="?", choices=("all", "bundle", "windows"), default="all")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where the installers go")
    parser.add_argument("--work", type=Path, default=ROOT / "build", help="where it works")
    args = parser.parse_args(arguments)
    out, work = args.out.resolve(), args.work.resolve()
    for folder in (out, work):
        folder.mkdir(parents=True, exist_ok=True)
    os.environ["SOURCE_DATE_EPOCH"] = source_date()
    if args.what == "windows":
        import windows

        print(*windows.cross_build(work, out, environment(work)), sep="\n")
        return 0
    python = environment(work)
    bundle = make_bundle(python, work)
    print(bundle)
    if args.what == "all":
        import parts
        import smoke

        made = [*make_installers(bundle, work, out), parts.write(python, out, bundle, work / SYSTEM_PARTS)]
        print(*made, write_sums(made, out), sep="\n")
        smoke.check(smoke.program_in(bundle))
        print("The smoke test of the bundle passed.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
