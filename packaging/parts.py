"""The list of parts (SBOM) of one system's bundle: versions, hashes and licences, as CycloneDX JSON."""

import json
import platform
import re
import subprocess
import sys
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import licences
import product

PINNED = re.compile(r"^([a-z0-9._-]+)==(\S+)(?: ;[^\\]*)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M)
LICENCE = re.compile(r"^\| ([a-z0-9._-]+) \| ([^|]+) \|$", re.M)
DRAWN = re.compile(r"^\| (.+?) \| (.+?) \| (`[^|]+) \|$", re.M)


INSTALLED = "import importlib.metadata as all; print(*(one.metadata['Name'] for one in all.distributions()), sep='\\n')"
SYSTEMS = {"win32": "windows", "darwin": "macos"}


def packages(python: Path) -> list[dict[str, Any]]:
    """What `requirements.lock` names and the environment has: those for other systems it has not."""
    told = subprocess.run([str(python), "-c", INSTALLED], capture_output=True, text=True, check=True).stdout
    here = {licences.plain(name) for name in told.split()}
    named = dict(LICENCE.findall((product.ROOT / "THIRD_PARTY.md").read_text("utf-8")))
    lock = (product.ROOT / "requirements.lock").read_text("utf-8")
    return [
        {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "licenses": [{"license": {"name": named[name]}}],
            "properties": [{"name": "sha256 of a wheel", "value": one} for one in re.findall(r"[0-9a-f]{64}", hashes)],
        }
        for name, version, hashes in PINNED.findall(lock)
        if name in here
    ]


def starting_program() -> dict[str, Any]:
    """The small program that PyInstaller puts in front."""
    lock = (product.ROOT / "requirements-build.lock").read_text("utf-8")
    [version] = re.findall(rf"^{licences.STARTS_IT}==(\S+)", lock, re.MULTILINE)
    reference = f"pkg:pypi/{licences.STARTS_IT}@{version}"
    return {
        "type": "library",
        "name": licences.STARTS_IT,
        "version": version,
        "purl": reference,
        "bom-ref": reference,
        "licenses": [{"license": {"name": "GPL-2.0-or-later with the exception for its starting program"}}],
    }


def of_the_system(bundle: Path, parts: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """Libraries of the system that built (`licences.SystemPart`), with the hash that each has in the bundle."""
    family = platform.freedesktop_os_release()["ID"] if parts else ""
    inside = bundle / "_internal"
    return [
        {
            "type": "library",
            "name": package,
            "version": version,
            "purl": f"pkg:deb/{family}/{package}@{quote(version)}",
            "bom-ref": file,
            "licenses": [{"license": {"name": f"as told in {licences.FOLDER}/{package}/copyright"}}],
            "hashes": [{"alg": "SHA-256", "content": licences.sha256(inside / file)}],
            "properties": [{"name": "file", "value": file}],
        }
        for file, package, version in parts
    ]


def drawings() -> list[dict[str, Any]]:
    """Letters, dictionaries, icons and tables of others that lie in the program's own folder."""
    notice = (product.ROOT / "THIRD_PARTY.md").read_text("utf-8").partition("## Packages")[0]
    return [
        {"type": "data", "name": what, "licenses": [{"license": {"name": licence}}], "description": where}
        for what, licence, where in DRAWN.findall(notice)
    ]


def interpreter(python: Path) -> dict[str, Any]:
    said = subprocess.run([str(python), "-V"], capture_output=True, text=True, check=True).stdout
    version = said.split()[1]
    licences = [{"license": {"id": "PSF-2.0"}}]
    return {"type": "platform", "name": "CPython", "version": version, "licenses": licences, "bom-ref": "cpython"}


def document(python: Path, more: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """`more` are parts that only a built bundle knows of."""
    parts = [interpreter(python), starting_program(), *packages(python), *more, *drawings()]
    whole = {
        "type": "application",
        "name": product.NAME,
        "version": product.VERSION,
        "bom-ref": product.NAME,
        "licenses": [{"license": {"id": product.LICENCE}}],
    }
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(parts, sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {"component": whole},
        "components": parts,
        "dependencies": [{"ref": product.NAME, "dependsOn": [part["bom-ref"] for part in parts if "bom-ref" in part]}],
    }


def write(python: Path, out: Path, bundle: Path, system_parts: Path) -> Path:
    """`system_parts` is what the spec noted while it made `bundle`."""
    more = of_the_system(bundle, json.loads(system_parts.read_text("utf-8")))
    path = out / f"{product.NAME}-{product.VERSION}-{SYSTEMS.get(sys.platform, 'linux')}.cdx.json"
    path.write_text(json.dumps(document(python, more), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return path
