"""The texts of the licences of all that lies in a bundle, and which libraries it has from the system that built it.

Runs in the environment that builds. The texts go into the bundle's folder `licences`, one folder for each part.
"""

import hashlib
import importlib.metadata
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import product

FOLDER = "licences"
TEXT = re.compile(r"licen[cs]e|copying|notice|authors", re.IGNORECASE)
STARTS_IT = "pyinstaller"
"""What makes the bundle leaves its small starting program in it."""
Entry = tuple[str, str, str]
"""As PyInstaller lists files: place in the bundle, source, kind."""


class SystemPart(NamedTuple):
    """A library of the system that built, as it lies in the bundle."""

    file: str
    package: str
    version: str


def plain(name: str) -> str:
    """A package's name as the locks write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> set[str]:
    """The packages that the program needs, on whatever system."""
    lock = (product.ROOT / "requirements.lock").read_text("utf-8")
    return set(re.findall(r"^([a-z0-9._-]+)==", lock, re.MULTILINE))


def of_packages() -> list[Entry]:
    """The texts that the packages bring; those of Qt, which brings none, lie in resources/licences."""
    wanted, found = {*locked(), STARTS_IT}, list[Entry]()
    for package in importlib.metadata.distributions():
        name = plain(package.metadata["Name"])
        for file in package.files or () if name in wanted else ():
            if ".dist-info" in file.parts[0] and TEXT.search("/".join(file.parts[1:])) and file.suffix != ".py":
                found.append((f"{FOLDER}/{name}/{file.name}", str(package.locate_file(file)), "DATA"))
    return sorted(found)


def of_python() -> list[Entry]:
    """Python's own, with those of what is built into it. Raises FileNotFoundError where its makers left it out."""
    places = (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix))
    text = next((place / "LICENSE.txt" for place in places if (place / "LICENSE.txt").is_file()), None)
    if text is None:
        raise FileNotFoundError("Python's LICENSE.txt")
    return [(f"{FOLDER}/python/LICENSE.txt", str(text), "DATA")]


def system_parts(binaries: Iterable[Entry]) -> list[SystemPart]:
    """The libraries that neither Python nor a package brought, with the package of the system that did (Debian's
    family; elsewhere there are none)."""
    ours = tuple(str(Path(folder).resolve()) for folder in (sys.prefix, sysconfig.get_path("stdlib")))
    found = []
    for place, source, kind in sorted(binaries):
        path = Path(source).resolve()
        if kind not in {"BINARY", "EXTENSION"} or str(path).startswith(ours) or path.name.startswith("libpython"):
            continue
        if not shutil.which("dpkg-query"):
            continue
        owner = _said("dpkg-query", "--search", f"*/{path.parent.name}/{path.name}").partition(":")[0]
        found.append(SystemPart(place, owner, _said("dpkg-query", "--show", "--showformat=${Version}\n", owner)))
    return found


def of_the_system(parts: Sequence[SystemPart]) -> list[Entry]:
    names = sorted({part.package for part in parts})
    return [
        (f"{FOLDER}/{name}/copyright", str(Path("/usr/share/doc", name, "copyright").resolve()), "DATA")
        for name in names
    ]


def _said(*command: str) -> str:
    """The first line of an answer."""
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[0]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
