"""Why a file cannot be taken in at all, in a sentence for the person."""

from pathlib import Path

from smmdesk.model.words import _

MAX_BYTES = 50_000_000


class ImportBadError(Exception):
    """A file that cannot be read at all; `said` is the sentence."""

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(said)


def read_bytes(path: Path) -> bytes:
    """The file, if it is an ordinary one of a sensible size. Raises ImportBadError."""
    try:
        if not path.is_file():
            raise ImportBadError(_("There is no such file."))
        if path.stat().st_size > MAX_BYTES:
            raise ImportBadError(_("It has more than {limit} MB.").format(limit=MAX_BYTES // 1_000_000))
        return path.read_bytes()
    except OSError as error:
        raise ImportBadError(_("It could not be opened.")) from error


def decoded(data: bytes) -> str:
    """UTF-8 or UTF-16 as its mark says, else UTF-8, else what older Windows programs write."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").lstrip("\ufeff")
    try:
        return data.decode("utf-8-sig").lstrip("\ufeff")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
