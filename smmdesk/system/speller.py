"""The process that knows how words are written: Hunspell dictionaries in pure Python, seconds to load, slow to guess.

Started by `spelling` as `main.py --speller`; one JSON request per line on standard input, one answer per line on
standard output. It reads the dictionaries of this program and nothing else, and ends by itself when idle.
"""

import sys
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import IO, Any

from smmdesk.system.american import british_of
from smmdesk.system.child import serve
from smmdesk.system.paths import RESOURCES

IDLE_S = 900.0
MEMORY_BYTES = 1 << 30
APOSTROPHE = "'"
ENGLISH = "en"


@lru_cache(maxsize=4)
def dictionary(language: str) -> Any:
    """The dictionary of a language of ours. Raises OSError for one that we have none of."""
    from spylls.hunspell import Dictionary

    if not language.isalpha():
        raise FileNotFoundError(language)
    return Dictionary.from_files(str(RESOURCES / "dictionaries" / language))


def check(language: str, words: list[str]) -> dict[str, Any]:
    """Which of these words are wrong."""
    known = dictionary(language)
    return {"wrong": [word for word in words if not (is_right(known, word) or is_american(language, known, word))]}


def is_american(language: str, known: Any, word: str) -> bool:
    """Whether it is an English word as Americans write it: both ways of writing are right."""
    return language == ENGLISH and any(is_right(known, form) for form in british_of(word))


def is_right(known: Any, word: str) -> bool:
    """Whether a word is written as it should be: whole ("po'"), or in pieces that all are ("dall'uva", "l'IVA")."""
    if any(known.lookup(form) for form in dict.fromkeys((word, word.strip(APOSTROPHE)))):
        return True
    pieces = word.strip(APOSTROPHE).split(APOSTROPHE)
    if len(pieces) < 2 or not all(pieces):
        return False
    *before, last = pieces
    return known.lookup(last) and all(_begins(known, piece) for piece in before)


def _begins(known: Any, piece: str) -> bool:
    return bool(known.lookup(piece + APOSTROPHE) or known.lookup(piece))


def suggest(language: str, word: str, most: int) -> dict[str, Any]:
    """The likeliest words that were meant, best first."""
    found: list[str] = []
    for other in dictionary(language).suggest(word):
        if other not in found:
            found.append(other)
        if len(found) >= most:
            break
    return {"words": found}


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Do one request: `check` words, or `suggest` some. Never raises."""
    work: dict[str, Callable[..., dict[str, Any]]] = {"check": check, "suggest": suggest}
    try:
        return {"ok": True, **work[request.pop("do")](**request)}
    except Exception:  # whatever a dictionary does with a strange word: nobody is told that it is wrong
        return {"ok": False}


def limit_memory() -> None:
    """Where the system can (not on Windows): the address space of this process has an end."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def step_back() -> None:
    """Let everything else of this computer go first."""
    if sys.platform != "win32":
        import os

        os.nice(5)


def main(source: Iterable[bytes] | None = None, sink: IO[bytes] | None = None) -> int:
    """Answer requests until the input ends or nothing came for a while."""
    if source is None:
        limit_memory()
        step_back()
    return serve(answer, IDLE_S, source, sink)


if __name__ == "__main__":
    sys.exit(main())
