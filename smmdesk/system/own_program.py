"""Whether another version of this program lies where it was started from: a package put a newer one in its place.

A frozen program reads its parts when it needs them, from files that are another version's by then. What runs must end
and begin again. From the sources nothing is watched: who works on them knows.
"""

import sys
from pathlib import Path


class OwnProgram:
    """As it was when this was made; `path` is the program's own file, "" watches nothing."""

    def __init__(self, path: str | None = None) -> None:
        frozen = sys.executable if getattr(sys, "frozen", False) else ""
        self._path = frozen if path is None else path
        self._mark = self._look()

    @property
    def is_replaced(self) -> bool:
        """Is another file there by now, or none?"""
        return bool(self._path) and self._look() != self._mark

    def _look(self) -> tuple[int, int, int] | None:
        if not self._path:
            return None
        try:
            found = Path(self._path).stat()
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns
