"""Whether another version of this program lies where it was started from: a package put a newer one in its place.

A frozen program reads its parts when it needs them, from files that are another version's by then. What runs must end
and begin again. From the sources nothing is watched: who works on them knows.
"""

import hashlib
import sys
from pathlib import Path


class OwnProgram:
    """As it was when this was made; `path` is the program's own file, "" watches nothing.

    What the file says counts: a copy put back, a scanner, a drive that numbers its files anew change its times and
    numbers alone. A file that cannot be looked at for now is taken for the same.
    """

    def __init__(self, path: str | None = None) -> None:
        frozen = sys.executable if getattr(sys, "frozen", False) else ""
        self._path = frozen if path is None else path
        self._mark: tuple[int, int, int] | None = None
        self._says = self._found = ""
        if self._path:
            self._look()
            self._says = self._found

    @property
    def is_replaced(self) -> bool:
        """Is another file there by now, or none?"""
        if self._path:
            self._look()
        return self._found != self._says

    @property
    def is_renewed(self) -> bool:
        """Is another file there by now?"""
        return self.is_replaced and bool(self._found)

    @property
    def found(self) -> str:
        """A mark of what lies there by now, "" for nothing (and where nothing is watched)."""
        if self._path:
            self._look()
        return self._found

    def _look(self) -> None:
        """Read it where it was touched since."""
        try:
            found = Path(self._path).stat()
            mark = found.st_ino, found.st_size, found.st_mtime_ns
            if mark != self._mark:
                with open(self._path, "rb") as file:
                    self._found = hashlib.file_digest(file, "sha256").hexdigest()
                self._mark = mark
        except FileNotFoundError:
            self._mark, self._found = None, ""
        except OSError:
            return
