"""The whole calendar in one zip file: its database without sign-ins and messages, and every photo and video.

Nothing of it is in memory as a whole. It is written piece by piece, so that it can tell how far it is and be stopped.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING

from smmdesk.desk.file_writing import StoppedError, require_going, require_room, writing
from smmdesk.desk.import_plan import Going
from smmdesk.store import backups, brand_copies, flat_reads
from smmdesk.store.faults import told

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

ARCHIVE_FORMAT, VERSION = "smmdesk archive", 1
MANIFEST, DATABASE, MEDIA = "manifest.json", "desk.sqlite", "media/"
CHUNK_BYTES = 1 << 20
COPIED, HASHED, PACKED = 0.5, 0.55, 1.0
"""How much of the work on the database is over when its copy is made, known by its hash, and packed; about."""
WEIGHT = 8
"""Times that a byte of the database takes, beside a byte of a photo, which is only copied."""
COPIES = 2
"""The database is copied, and what is taken out of the copy leaves it smaller by another one, for a moment."""


def export_archive(desk: "Desk", path: Path, brand_id: str = "", going: Going | None = None) -> int:
    """Write it; returns how many posts it holds. Raises StoppedError when `going` was stopped: then nothing is left.

    Raises ProblemError(no_room, disk_full, folder_not_writable).
    """
    going = going or Going()
    work = desk.paths.cache / f"archive-{os.urandom(6).hex()}.sqlite"
    with desk.store.reading() as reader:
        media = _sizes(desk, flat_reads.hashes(reader, brand_id))
    rows = _size(desk.paths.database)
    going.total, going.done, going.in_percent = WEIGHT * rows + sum(media.values()), 0, True
    with told(path.parent, files=True):
        require_room({desk.paths.cache: COPIES * rows, path.parent: rows + sum(media.values())})

    def watch(share: float) -> bool:
        """How far the work on the database is, of all of it."""
        going.done = round(WEIGHT * rows * share)
        return not going.stopping

    try:
        _copy_database(desk, work, brand_id, watch)
        digest = _hashed(work, lambda share: watch(COPIED + (HASHED - COPIED) * share))
        require_going(going)
        posts, hashes = brand_copies.contents(work)
        with writing(path) as draft:
            _write_zip(desk, draft, _Parts(work, digest, tuple(_sizes(desk, hashes).items())), going, watch)
    finally:
        for side in ("", "-journal"):
            work.with_name(work.name + side).unlink(missing_ok=True)
    return posts


def _copy_database(desk: "Desk", work: Path, brand_id: str, watch: Callable[[float], bool]) -> None:
    whole = COPIED * (0.8 if brand_id else 1.0)
    ended = not backups.write_copy(desk.paths, work, watch=lambda share: watch(whole * share))
    if not ended and brand_id:
        with told(desk.paths.folder, files=True):
            ended = not brand_copies.keep_only(work, brand_id, lambda: watch(whole))
    if ended:
        raise StoppedError
    watch(COPIED)


def _sizes(desk: "Desk", hashes: list[str]) -> dict[str, int]:
    """Of the files that are there, by their hash."""
    return {sha256: size for sha256 in hashes if (size := _size(desk.files.path(sha256)))}


def _size(path: Path) -> int:
    """0 for a file that is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _hashed(path: Path, watch: Callable[[float], bool]) -> str:
    """The SHA-256 of a file; of a part of it where `watch` ends it."""
    digest, size, done = hashlib.sha256(), max(1, _size(path)), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            done += len(chunk)
            if not watch(done / size):
                break
    return digest.hexdigest()


class _Parts:
    """What goes into the file: the database with its hash, and photos and videos by theirs, with their size."""

    def __init__(self, database: Path, digest: str, media: tuple[tuple[str, int], ...]) -> None:
        self.database, self.digest, self.media = database, digest, media

    def manifest(self, made: str) -> str:
        files = {DATABASE: {"size": _size(self.database), "sha256": self.digest}}
        files |= {f"{MEDIA}{sha256}": {"size": size, "sha256": sha256} for sha256, size in self.media}
        return json.dumps({"format": ARCHIVE_FORMAT, "version": VERSION, "made": made, "files": files}, indent=1)


def _write_zip(desk: "Desk", draft: Path, parts: _Parts, going: Going, watch: Callable[[float], bool]) -> None:
    size = max(1, _size(parts.database))

    def packed(count: int) -> None:
        watch(HASHED + (PACKED - HASHED) * min(1.0, count / size))
        require_going(going)

    with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        archive.writestr(MANIFEST, parts.manifest(desk.clock.now().isoformat()))
        _put(archive, DATABASE, parts.database, zipfile.ZIP_DEFLATED, packed)
        begun = going.done
        for sha256, bytes_ in parts.media:
            _put(archive, f"{MEDIA}{sha256}", desk.files.path(sha256), zipfile.ZIP_STORED, _copied(going, begun))
            begun += bytes_


def _copied(going: Going, begun: int) -> Callable[[int], None]:
    """Tells how far a file is that stands after `begun` bytes. Raises StoppedError."""

    def tell(count: int) -> None:
        going.done = min(going.total, begun + count)
        require_going(going)

    return tell


def _put(archive: zipfile.ZipFile, name: str, path: Path, packed: int, tell: Callable[[int], None]) -> None:
    entry = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
    entry.compress_type = packed
    with path.open("rb") as source, archive.open(entry, "w", force_zip64=entry.file_size >= 1 << 31) as target:
        _pour(source, target, tell)


def _pour(source: IO[bytes], target: IO[bytes], tell: Callable[[int], None]) -> None:
    done = 0
    while chunk := source.read(CHUNK_BYTES):
        target.write(chunk)
        done += len(chunk)
        tell(done)
