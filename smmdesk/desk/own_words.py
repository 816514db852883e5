"""Words that a person taught the spelling check: one a line in `dictionary.txt` of the data folder, theirs to edit."""

from pathlib import Path
from typing import TYPE_CHECKING

from smmdesk.system.drafts import write_whole

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

NAME = "dictionary.txt"
LARGEST_BYTES = 1_000_000
LONGEST_WORD = 60


def read(desk: "Desk") -> frozenset[str]:
    """All of them; none where the file is missing or cannot be read."""
    try:
        path = _path(desk)
        if path.stat().st_size > LARGEST_BYTES:
            return frozenset()
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return frozenset()
    return frozenset(word for line in lines if (word := line.strip()) and len(word) <= LONGEST_WORD)


def add(desk: "Desk", word: str) -> frozenset[str]:
    """Remember a word from now on; returns all of them. Raises OSError."""
    words = read(desk) | {word.strip()[:LONGEST_WORD]}
    lines = "\n".join(sorted(words, key=str.casefold)) + "\n"
    write_whole(_path(desk), lines.encode("utf-8"))
    return words


def _path(desk: "Desk") -> Path:
    return desk.paths.folder / NAME
