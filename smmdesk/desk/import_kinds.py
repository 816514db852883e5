"""What a file is, by what stands in it, whatever its name says."""

import zipfile
from pathlib import Path

from smmdesk.desk.archive_file import MANIFEST
from smmdesk.desk.import_errors import ImportBadError, decoded
from smmdesk.desk.import_plan import FileKind
from smmdesk.model.words import _
from smmdesk.system.packed import GZIP_HEAD

HEAD_BYTES = 20_000
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_BLUESKY = (b"eroots", b"gversion")
"""Two names of CBOR, each after the sign for its length: a table whose first line says “roots” is a table."""
ARCHIVES = (".smmdesk", ".zip")


def kind_of(path: Path) -> FileKind:
    """Raises ImportBadError for what cannot be opened, or is known to be something else."""
    head = _head(path)
    if head.startswith(_ZIP) or path.suffix.lower() in ARCHIVES:
        return FileKind.ARCHIVE if _is_ours(path) else FileKind.PAST
    if head.startswith(GZIP_HEAD) or all(mark in head[:100] for mark in _BLUESKY) or b"wordpress.org/export/" in head:
        return FileKind.PAST
    text = decoded(head).lstrip("\ufeff \t\r\n")
    if text[:15].upper() == "BEGIN:VCALENDAR" or path.suffix.lower() == ".ics":
        return FileKind.CALENDAR
    if text[:1] in ("{", "[") or path.suffix.lower() == ".json":
        return FileKind.POSTS
    return FileKind.TABLE


def _is_ours(path: Path) -> bool:
    """A zip file that smmdesk wrote, or one that is torn: it is refused as such."""
    try:
        with zipfile.ZipFile(path) as archive:
            return MANIFEST in archive.namelist() or "outbox.json" not in archive.namelist()
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        return True


def _head(path: Path) -> bytes:
    if not path.is_file():
        raise ImportBadError(_("There is no such file."))
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError as error:
        raise ImportBadError(_("It could not be opened.")) from error
