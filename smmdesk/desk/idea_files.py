"""Reading a folder of ideas, for threads alone: what lies there, and one group of files taken in. Nothing is written to
it, nothing in it is followed elsewhere.

Names and bytes are a stranger's (security.md §3, 82-88, 98): a link, a pipe, a device, a name full of tricks, a file of
eight gigabytes, one that still grows.
"""

import errno
import hashlib
import logging
import os
import re
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from smmdesk.desk import media_files, media_intake
from smmdesk.desk.media_files import KNOWN
from smmdesk.desk.media_intake import IMAGE_MAX_BYTES, Seen
from smmdesk.model.idea_folder import LOOKED_AT_MOST, Fate, Refusal
from smmdesk.model.problem import ProblemError
from smmdesk.store.plain import clean_text

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

log = logging.getLogger(__name__)

TEXTS = frozenset({".txt", ".text", ".md", ".markdown"})
FILMS = frozenset({".mp4", ".mov", ".m4v"})
TEXT_MAX_BYTES, FILM_MAX_BYTES = 40_000, 1_000_000_000
"""Nobody looks on while a file is taken: a film is kept a second time, so a very large one is chosen by hand."""
HALF_DONE = frozenset(
    {".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart", ".swp", ".opdownload"}
)
OF_THE_SYSTEM = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"})
MOST_NS = 2**63 - 1
NO_LETTERS = re.compile("[\udc80-\udcff]")
HIDDEN, NOT_HERE = 0x2, 0x1000 | 0x40000 | 0x400000
"""Windows' attributes of a file: hidden; in the cloud alone, so that reading would fetch it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that lies there, as the folder tells it; `why` where it is not looked into."""

    path: Path
    size_bytes: int
    mtime_ns: int
    why: Refusal | None = None

    @property
    def name(self) -> str:
        """As the store keeps it. A byte that is no letter is shown by its number: two names that differ in such bytes
        alone are two names."""
        shown = os.fsencode(self.path.name).decode("utf-8", "surrogateescape")
        return clean_text(NO_LETTERS.sub(lambda byte: f"\ufffd{ord(byte[0]) - 0xDC00:02x}", shown))

    @property
    def stem(self) -> str:
        """What a photo and its text have in common."""
        return self.name.rpartition(".")[0].strip().casefold()

    @property
    def suffix(self) -> str:
        return self.path.suffix.lower()

    @property
    def is_text(self) -> bool:
        return self.suffix in TEXTS

    @property
    def mark(self) -> tuple[int, int]:
        """What differs as soon as somebody writes into it."""
        return self.size_bytes, self.mtime_ns


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in a folder; `told` is the code of what stands against it. Files in folders in it are not its own."""

    files: tuple[Found, ...] = ()
    told: str = ""
    is_whole: bool = True


def listed(folder: str) -> Listing:
    """Look at a folder. Never raises; a folder that is not there, or is another one by now, is told."""
    try:
        if os.path.realpath(folder) != folder or not os.path.isdir(folder):
            return Listing(told="ideas_folder_gone", is_whole=False)
        with os.scandir(folder) as entries:
            found = [each for entry in _some(entries) if (each := _found(folder, entry)) is not None]
            is_whole = next(entries, None) is None
    except (OSError, ValueError):
        return Listing(told="ideas_folder_gone", is_whole=False)
    ordered = tuple(sorted(found, key=lambda each: each.name.casefold()))
    return Listing(ordered, "" if is_whole else "ideas_folder_crowded", is_whole)


def _some(entries: Iterator["os.DirEntry[str]"]) -> Iterator["os.DirEntry[str]"]:
    for _number in range(LOOKED_AT_MOST):
        entry = next(entries, None)
        if entry is None:
            return
        yield entry


def _found(folder: str, entry: "os.DirEntry[str]") -> Found | None:
    """None for what is nobody's idea: folders, what is hidden, of the system, half done or in the cloud alone."""
    name = entry.name
    hidden = name.startswith((".", "~")) or name.endswith("~") or name.lower() in OF_THE_SYSTEM
    if hidden or Path(name).suffix.lower() in HALF_DONE:
        return None
    try:
        if entry.is_dir(follow_symlinks=False):
            return None
        seen = entry.stat(follow_symlinks=False)
    except OSError:
        return None
    if getattr(seen, "st_file_attributes", 0) & (HIDDEN | NOT_HERE):
        return None
    found = Found(Path(folder, name), *_mark(seen))
    return replace(found, why=_refused(found, seen.st_mode))


def _mark(seen: os.stat_result) -> tuple[int, int]:
    """A wrong clock dates files where no column reaches."""
    return seen.st_size, min(max(seen.st_mtime_ns, -MOST_NS), MOST_NS)


def _refused(found: Found, mode: int) -> Refusal | None:
    if not stat.S_ISREG(mode):
        return Refusal.LINK if stat.S_ISLNK(mode) else Refusal.KIND
    if found.is_text:
        return Refusal.TOO_LARGE if found.size_bytes > TEXT_MAX_BYTES else None
    if found.suffix not in KNOWN:
        return Refusal.KIND
    most = FILM_MAX_BYTES if found.suffix in FILMS else IMAGE_MAX_BYTES
    return Refusal.TOO_LARGE if found.size_bytes > most else None


# ------------------------------------------------------------------ one group
@dataclass(frozen=True, slots=True)
class Read:
    """What one file of a group holds: `seen` of a photo or film, `text` of a text. `fate` is REFUSED with `why`, COPY
    where its bytes were taken before, else TAKEN. None: it moved under the reader, some other time."""

    found: Found
    fate: Fate | None
    sha256: str = ""
    seen: Seen | None = None
    text: str = ""
    why: str = ""


def read_group(desk: "Desk", group: Sequence[Found], around: Sequence[Found], known: Collection[str]) -> list[Read]:
    """Read files of one name. `around`: the others of that name, `known`: hashes that were taken already.

    Raises ProblemError where nothing can be kept at all: disk_full, folder_not_writable.
    """
    _kept, films = media_files.without_live_films([each.path for each in (*group, *around)])
    read = [Read(each, Fate.LEFT_OUT) if each.path in films else _read(desk, each, known) for each in group]
    return [_alone(each, known) for each in read] if not any(each.seen for each in read) else read


def _alone(read: Read, known: Collection[str]) -> Read:
    """A text makes an idea once; beside a new photo it is that photo's text, also where another has the same."""
    return replace(read, fate=Fate.COPY) if read.text and read.sha256 in known else read


def _read(desk: "Desk", found: Found, known: Collection[str]) -> Read:
    try:
        with opened(found) as file:
            if found.is_text:
                return _text(found, file.read(TEXT_MAX_BYTES + 1))
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if sha256 in known:
            return Read(found, Fate.COPY, sha256)
        seen = media_intake.look_into(desk, found.path, follow=False)
    except OSError as error:
        if error.errno == errno.ELOOP:
            return Read(found, Fate.REFUSED, why=Refusal.LINK)
        return Read(found, None)
    except ProblemError as error:
        return _not_taken(found, error)
    except Exception:  # whatever it holds, it does not keep the others from being taken
        log.exception("a file in a folder of ideas was not taken")
        return Read(found, Fate.REFUSED, why=Refusal.DAMAGED)
    return Read(found, Fate.TAKEN, seen.stored.sha256, seen)


def _not_taken(found: Found, error: ProblemError) -> Read:
    code = error.problem.code
    if code in ("file_not_taken", "document_locked", "document_damaged"):
        return Read(found, Fate.REFUSED, why=Refusal.DAMAGED)
    if code in ("file_too_large", "document_too_large"):
        return Read(found, Fate.REFUSED, why=Refusal.TOO_LARGE)
    if code == "file_unreadable":
        return Read(found, None)
    raise error


def opened(found: Found) -> BufferedReader:
    """The very file that was listed, open; never what a link leads to. Raises OSError where it is another by now."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    file = open(os.open(found.path, flags), "rb")  # noqa: SIM115 - closed by whoever asked
    seen = os.fstat(file.fileno())
    here = os.lstat(found.path)
    same = os.path.samestat(seen, here) and _mark(seen) == found.mark
    if not stat.S_ISREG(seen.st_mode) or not same:
        file.close()
        raise OSError(errno.EBUSY, "another file by now")
    return file


def _text(found: Found, data: bytes) -> Read:
    sha256, text = hashlib.sha256(data).hexdigest(), decoded(data)
    if text is None or len(data) > TEXT_MAX_BYTES:
        return Read(found, Fate.REFUSED, why=Refusal.DAMAGED)
    return Read(found, Fate.TAKEN, sha256, text=text) if text else Read(found, Fate.REFUSED, why=Refusal.EMPTY)


def decoded(data: bytes) -> str | None:
    """The words of a text file: UTF-8, UTF-16 with its mark, else as old Windows programs write. None for no text."""
    codes = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for code in codes:
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        if "\x00" in text or sum(ord(letter) < 32 and letter not in "\t\r\n\f" for letter in text) > 2:
            return None
        return clean_text("\n".join(text.splitlines())).strip()
    return None
