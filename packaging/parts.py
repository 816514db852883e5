"""The list of parts (SBOM): every package in the program with version, hashes and licence, as CycloneDX JSON."""

import json
import re
import subprocess
import uuid
from pathlib import Path
from typing import Any

import product

PINNED = re.compile(r"^([a-z0-9._-]+)==(\S+)(?: ;[^\\]*)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M)
LICENCE = re.compile(r"^\| ([a-z0-9._-]+) \| ([^|]+) \|$", re.M)
DRAWN = re.compile(r"^\| (.+?) \| (.+?) \| (`[^|]+) \|$", re.M)


def packages() -> list[dict[str, Any]]:
    """What `requirements.lock` names. Packages for another system stand in it too: their marker is kept as they are."""
    licences = dict(LICENCE.findall((product.ROOT / "THIRD_PARTY.md").read_text("utf-8")))
    lock = (product.ROOT / "requirements.lock").read_text("utf-8")
    return [
        {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "licenses": [{"license": {"name": licences[name]}}],
            "properties": [{"name": "sha256 of a wheel", "value": one} for one in re.findall(r"[0-9a-f]{64}", hashes)],
        }
        for name, version, hashes in PINNED.findall(lock)
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


def document(python: Path) -> dict[str, Any]:
    parts = [interpreter(python), *packages(), *drawings()]
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


def write(python: Path, out: Path) -> Path:
    path = out / f"{product.NAME}-{product.VERSION}.cdx.json"
    path.write_text(json.dumps(document(python), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return path
