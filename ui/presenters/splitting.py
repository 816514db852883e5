"""A long text as a thread: cut at sentence ends, else between words, else between graphemes."""

from collections.abc import Callable

import regex

from ui.presenters.spans import fitting_length

Fits = Callable[[str], bool]

_SENTENCE = regex.compile(r".+?(?:[.!?…]+[\"'”’»)\]]*(?=\s|$)|\n\s*\n|$)\s*", regex.DOTALL)
_WORD = regex.compile(r"\S+\s*")
_MOST_PARTS = 200
_MOST_CHARS = 200_000
"""Nobody makes a thread of a longer text, and packing it costs more than anybody waits."""


def can_split(text: str) -> bool:
    """Is it short enough to be cut into parts?"""
    return len(text) <= _MOST_CHARS


def split_text(text: str, fits: Fits, numbered: bool = False) -> tuple[str, ...]:
    """Parts that each fit, nothing lost but the white space at the cuts.

    With `numbered` each part ends in " 2/5", which counts. A text that fits comes back alone; white space alone gives
    one empty part. Raises ValueError when not even a number fits.
    """
    if fits(text.strip()):
        return (text.strip(),)
    if not numbered:
        return _pack(text, fits)
    for width in (1, 2, 3):  # digits of the number of parts: the suffix must have its final length while packing
        suffix = f" {'8' * width}/{'8' * width}"
        if not fits("x" + suffix):
            raise ValueError("no room for the number of a part")
        parts = _pack(text, lambda part, end=suffix: fits(part + end))  # type: ignore[misc]
        if len(str(len(parts))) <= width:
            return tuple(f"{part} {number}/{len(parts)}" for number, part in enumerate(parts, 1))
    raise ValueError("too many parts")


def _pack(text: str, fits: Fits) -> tuple[str, ...]:
    parts: list[str] = []
    current = ""
    for piece in _pieces(text.strip(), fits):
        if fits((current + piece).rstrip()):
            current += piece
            continue
        parts.append(current.strip())
        current = piece.lstrip()
    parts.append(current.strip())
    return tuple(part for part in parts if part) or ("",)


def _pieces(text: str, fits: Fits) -> list[str]:
    """Sentences that fit, else their words, else what fits of a word; white space stays at the end of each."""
    pieces: list[str] = []
    for sentence in _SENTENCE.findall(text):
        pieces += [sentence] if fits(sentence.strip()) else _word_pieces(sentence, fits)
    return pieces


def _word_pieces(sentence: str, fits: Fits) -> list[str]:
    pieces: list[str] = []
    for match in _WORD.finditer(sentence):
        word = match.group()
        while not fits(word.strip()):
            cut = max(1, fitting_length(word.strip(), fits))
            pieces.append(word[:cut])
            word = word[cut:]
        pieces.append(word)
    return pieces


def part_count(text: str, fits: Fits) -> int:
    """Into how many parts `split_text` would cut."""
    return min(len(split_text(text, fits)), _MOST_PARTS)
