"""Words that a person taught the spelling check: one a line in `dictionary.txt` of the data folder, theirs to edit."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

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
    path = _path(desk)
    draft = path.with_suffix(".new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write("\n".join(sorted(words, key=str.casefold)) + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    return words


def _path(desk: "Desk") -> Path:
    return desk.paths.folder / NAME
