"""The zip file of an archive. It is a stranger's: names, sizes and hashes are checked before anything is kept."""

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from smmdesk.desk.archive_file import ARCHIVE_FORMAT, DATABASE, MANIFEST, MEDIA, VERSION
from smmdesk.desk.file_writing import require_going
from smmdesk.desk.import_errors import ImportBadError
from smmdesk.desk.import_plan import Going
from smmdesk.model.words import _
from smmdesk.store.faults import told
from smmdesk.system.packed import ZIP_KINDS

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

MAX_MEMBERS = 200_000
MAX_MANIFEST_BYTES = 50_000_000
MAX_DATABASE_BYTES = 4 << 30
MAX_RATIO = 300
CHUNK_BYTES = 1 << 20
_MEMBER = re.compile(rf"{re.escape(MANIFEST)}|{re.escape(DATABASE)}|{re.escape(MEDIA)}[0-9a-f]{{64}}")


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The zip file, when every name in it is one of ours. Raises ImportBadError."""
    try:
        with zipfile.ZipFile(path) as archive:
            require_members(archive)
            yield archive
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise ImportBadError(_("It is not an archive that smmdesk wrote.")) from error


def require_members(archive: zipfile.ZipFile) -> None:
    """Raises ImportBadError where a name, a size or a way of packing is none of ours."""
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    wrong = len(names) > MAX_MEMBERS or len(set(names)) < len(names)
    for entry in entries:
        wrong = wrong or not _MEMBER.fullmatch(entry.filename) or bool(entry.flag_bits & 1)
        wrong = wrong or entry.file_size > MAX_RATIO * max(entry.compress_size, 1000)
        wrong = wrong or entry.compress_type not in ZIP_KINDS
    if wrong or DATABASE not in names or MANIFEST not in names:
        raise ImportBadError(_("It is not an archive that smmdesk wrote."))


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    with archive.open(MANIFEST) as file:
        data = file.read(MAX_MANIFEST_BYTES + 1)
    try:
        found = json.loads(data)
        if found["format"] == ARCHIVE_FORMAT and isinstance(found["files"], dict):
            if found["version"] > VERSION:
                raise ImportBadError(_("It was made with a newer smmdesk."))
            return dict(found["files"])
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise ImportBadError(_("It is not an archive that smmdesk wrote."))


def unpack(desk: "Desk", archive: zipfile.ZipFile, folder: Path, going: Going, share: int = 0) -> str:
    """The archive's database into the folder; returns its SHA-256. It is `share` per cent of what `going` tells."""
    known = _manifest(archive)
    size = max(1, archive.getinfo(DATABASE).file_size)

    def copied(count: int) -> None:
        require_going(going)
        if share:
            going.done = min(share, share * count // size)

    with archive.open(DATABASE) as source, told(desk.paths.folder, files=True):
        found = copy(source, folder / DATABASE, MAX_DATABASE_BYTES, copied)
    entry = known.get(DATABASE)
    if not isinstance(entry, dict) or entry.get("sha256") != found:
        raise ImportBadError(_("It is damaged: its contents are not what it says."))
    return found


def read_files(archive: zipfile.ZipFile, going: Going, until: int) -> None:
    """Every photo and video to its end: what was written is what was read. `until` is where `going` is then, in per
    cent. Raises BadZipFile, as `opened` expects it."""
    files = [entry for entry in archive.infolist() if entry.filename.startswith(MEDIA)]
    begun, size, done = going.done, max(1, sum(entry.file_size for entry in files)), 0
    for entry in files:
        with archive.open(entry) as source:
            while chunk := source.read(CHUNK_BYTES):
                require_going(going)
                done += len(chunk)
                going.done = begun + (until - begun) * done // size


def copy(source: IO[bytes], target: Path, most: int, copied: Callable[[int], object]) -> str:
    """Copy at most `most` bytes, telling `copied` how many; returns their SHA-256. Raises ImportBadError when there
    are more."""
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as file:
        while chunk := source.read(CHUNK_BYTES):
            size += len(chunk)
            if size > most:
                raise ImportBadError(_("It holds a file that is too large."))
            digest.update(chunk)
            file.write(chunk)
            copied(size)
    return digest.hexdigest()
