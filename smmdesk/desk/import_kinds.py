"""What a file is, by what stands in it, whatever its name says."""

from pathlib import Path

from smmdesk.desk.import_errors import ImportBadError, decoded
from smmdesk.desk.import_plan import FileKind
from smmdesk.model.words import _

HEAD_BYTES = 4096
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
ARCHIVES = (".smmdesk", ".zip")


def kind_of(path: Path) -> FileKind:
    """Raises ImportBadError for what cannot be opened, or is known to be something else."""
    head = _head(path)
    if head.startswith(_ZIP) or path.suffix.lower() in ARCHIVES:
        return FileKind.ARCHIVE
    text = decoded(head).lstrip("\ufeff \t\r\n")
    if text[:15].upper() == "BEGIN:VCALENDAR" or path.suffix.lower() == ".ics":
        return FileKind.CALENDAR
    if text[:1] in ("{", "[") or path.suffix.lower() == ".json":
        return FileKind.POSTS
    return FileKind.TABLE


def _head(path: Path) -> bytes:
    if not path.is_file():
        raise ImportBadError(_("There is no such file."))
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError as error:
        raise ImportBadError(_("It could not be opened.")) from error
