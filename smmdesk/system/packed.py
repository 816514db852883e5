"""Files packed by strangers (zip, tar, tar.gz): only ordinary files with plain names are read, each up to a size.

Nothing is unpacked to a place that the file names. A name that leads elsewhere, a link, an entry that lies over another
or grows out of all proportion makes the whole file one that is not read (security.md T9).
"""

import gzip
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

MAX_MEMBERS = 200_000
MAX_RATIO = 300
MAX_ALL_BYTES = 64 << 30
MAX_NAME = 1_000
CHUNK_BYTES = 1 << 16
ZIP_HEADS = (b"PK\x03\x04", b"PK\x05\x06")
GZIP_HEAD = b"\x1f\x8b"
_LINK = 0o120000
ZIP_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Others are unpacked by `zipfile` without a bound: a few bytes become gigabytes in memory, whatever the entry says."""
Wanted = Callable[[str], bool]


class PackedError(Exception):
    """Not such a file, torn, or one that is not read."""


class Inside:
    """One file inside, to be read from front to end; more than `most` bytes raise PackedError."""

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file, self._left = file, most

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(min(size if size >= 0 else self._left + 1, self._left + 1))
        self._left -= len(data)
        if self._left < 0:
            raise PackedError("too large")
        return data


class Packed:
    """Walked in the order of the file, as often as needed; a compressed tar can be read in no other way."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            self._is_zip = file.read(4) in ZIP_HEADS

    def names(self) -> list[str]:
        """All files in it. Raises PackedError."""
        found: list[str] = []
        for _name, _file in self.walk(lambda name: found.append(name) or False, 0):  # type: ignore[func-returns-value]
            pass
        return found

    def walk(self, wanted: Wanted, most: int) -> Iterator[tuple[str, Inside]]:
        """The wanted files, each of at most `most` bytes. Raises PackedError."""
        try:
            yield from self._walk_zip(wanted, most) if self._is_zip else self._walk_tar(wanted, most)
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
            raise PackedError(type(error).__name__) from error
        except Exception as error:
            if type(error).__module__ == "zlib":
                raise PackedError("torn") from error
            raise

    def _walk_zip(self, wanted: Wanted, most: int) -> Iterator[tuple[str, Inside]]:
        with zipfile.ZipFile(self._path) as archive:
            entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
            _require(len(entries) <= MAX_MEMBERS)
            _require(sum(entry.file_size for entry in entries) <= MAX_ALL_BYTES)
            end = 0
            for entry in entries:
                _require(entry.header_offset >= end and not entry.flag_bits & 1)
                _require(entry.compress_type in ZIP_KINDS)
                _require((entry.external_attr >> 16) & 0o170000 != _LINK and is_plain(entry.filename))
                _require(entry.file_size <= MAX_RATIO * max(entry.compress_size, 1_000))
                end = entry.header_offset + entry.compress_size
            _require(len({entry.filename.casefold() for entry in entries}) == len(entries))
            for entry in entries:
                if not entry.is_dir() and wanted(entry.filename):
                    with archive.open(entry) as file:
                        yield entry.filename, Inside(file, most)

    def _walk_tar(self, wanted: Wanted, most: int) -> Iterator[tuple[str, Inside]]:
        with self._tar() as file:
            longer, total = "", 0
            for _number in range(MAX_MEMBERS):
                head = file.read(512)
                if len(head) < 512 or not head.strip(b"\0"):
                    return
                name, size, kind = _tar_head(head)
                total += size
                _require(total <= MAX_ALL_BYTES)
                if kind in "Lxg":
                    _require(size <= 64 * 1024)
                    said = file.read(size)
                    longer = _long_name(kind, said) or longer
                    _skip(file, -size % 512)
                    continue
                name, longer = longer or name, ""
                _require(kind in "0\x005" and is_plain(name))
                part = _Part(file, size)
                if kind != "5" and wanted(name):
                    yield name, Inside(part, most)  # type: ignore[arg-type]
                _skip(file, part.left + -size % 512)
            raise PackedError("too many")

    @contextmanager
    def _tar(self) -> Iterator[IO[bytes]]:
        with self._path.open("rb") as file:
            packed = file.read(2) == GZIP_HEAD
            file.seek(0)
            if packed:
                with gzip.open(file) as unpacked:
                    yield unpacked  # type: ignore[misc]
            else:
                yield file


class _Part:
    """The next `left` bytes of a stream."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self.left = file, size

    def read(self, size: int) -> bytes:
        data = self._file.read(min(size, self.left))
        _require(bool(data) or not self.left)
        self.left -= len(data)
        return data


def is_plain(name: str) -> bool:
    """A relative path that stays where it begins, without signs that lead elsewhere on some system."""
    parts = name.rstrip("/").split("/")
    return (
        0 < len(name) <= MAX_NAME
        and name.isprintable()
        and not set(name) & set('\\:*?"<>|')
        and not any(part in ("", ".", "..") for part in (parts[1:] if parts[0] == "." else parts))
    )


def _require(right: bool) -> None:
    if not right:
        raise PackedError("not read")


def _tar_head(head: bytes) -> tuple[str, int, str]:
    """(name, size, kind). The check sum says whether it is one."""
    told = head[148:156].strip(b"\0 ")
    _require(bool(told) and int(told, 8) == sum(head[:148]) + 8 * 32 + sum(head[156:]))
    name = head[:100].split(b"\0", 1)[0].decode("utf-8", "replace")
    prefix = head[345:500].split(b"\0", 1)[0].decode("utf-8", "replace") if head[257:262] == b"ustar" else ""
    size = int.from_bytes(head[125:136]) if head[124] & 0x80 else int(head[124:136].strip(b"\0 ") or b"0", 8)
    _require(size >= 0)  # “-1” is a number too, and would mean: all that follows
    return f"{prefix}/{name}" if prefix and head[257:263] == b"ustar\0" else name, size, chr(head[156])


def _long_name(kind: str, said: bytes) -> str:
    if kind == "L":
        return said.rstrip(b"\0").decode("utf-8", "replace")
    if kind == "g":
        return ""
    found = ""
    while said:
        length, space, _rest = said.partition(b" ")
        _require(bool(space) and length.isdigit() and 0 < int(length) <= len(said))
        key, _equals, value = said[len(length) + 1 : int(length)].partition(b"=")
        if key == b"path":
            found = value.rstrip(b"\n").decode("utf-8", "replace")
        said = said[int(length) :]
    return found


def _skip(file: IO[bytes], size: int) -> None:
    while size > 0:
        data = file.read(min(size, CHUNK_BYTES))
        _require(bool(data))
        size -= len(data)
