"""What differs between two texts, word by word, for people to read. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

import regex

_TOKENS = regex.compile(r"\s+|[\p{L}\p{N}_]+(?:['’][\p{L}\p{N}_]+)*|\X")
MOST_TOKENS = 3_000
"""Beyond so many words in doubt the rest is shown as replaced: comparing costs their square."""


class Change(StrEnum):
    """What became of a piece."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with one fate."""

    change: Change
    text: str


def word_diff(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces in order: what was removed stands before what was added in its place.

    Without the added pieces they make `old`, without the removed ones `new`.
    """
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    middle = before[start : len(before) - end], after[start : len(after) - end]
    pieces = [Piece(Change.SAME, "".join(before[:start])), *_differing(*middle)]
    pieces.append(Piece(Change.SAME, "".join(before[len(before) - end :]) if end else ""))
    return tuple(_joined([piece for piece in pieces if piece.text]))


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many items at the beginning are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))


def _differing(before: list[str], after: list[str]) -> list[Piece]:
    if len(before) + len(after) > MOST_TOKENS:
        return [Piece(Change.REMOVED, "".join(before)), Piece(Change.ADDED, "".join(after))]
    pieces = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Change.SAME, "".join(before[a:b])))
            continue
        pieces += [Piece(Change.REMOVED, "".join(before[a:b])), Piece(Change.ADDED, "".join(after[c:d]))]
    return pieces


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Changes with nothing but blanks between them are one, so that a rewritten sentence reads as one."""
    made: list[Piece] = []
    for at, piece in enumerate(pieces):
        between = piece.change is Change.SAME and not piece.text.strip() and 0 < at < len(pieces) - 1
        if between:
            made += [Piece(Change.REMOVED, piece.text), Piece(Change.ADDED, piece.text)]
        else:
            made.append(piece)
    return _sorted_runs(made)


def _sorted_runs(pieces: Sequence[Piece]) -> list[Piece]:
    """Within each run of changes first all that was removed, then all that was added."""
    result: list[Piece] = []
    run: dict[Change, str] = {Change.REMOVED: "", Change.ADDED: ""}
    for piece in (*pieces, Piece(Change.SAME, "")):
        if piece.change is not Change.SAME:
            run[piece.change] += piece.text
            continue
        result += [Piece(change, text) for change, text in run.items() if text]
        run = {Change.REMOVED: "", Change.ADDED: ""}
        if piece.text:
            result.append(piece)
    return result
