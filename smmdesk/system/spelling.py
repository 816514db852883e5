"""How words are written, asked of another process that may die: nothing here is slow for the one who types."""

from collections.abc import Sequence

from smmdesk.system.child import Child, ChildDiedError
from smmdesk.system.paths import RESOURCES

HANG_S = 20.0
"""A dictionary takes seconds to load on an old computer."""
SUGGESTIONS_MOST = 5


def languages() -> tuple[str, ...]:
    """The languages that we have a dictionary of."""
    return tuple(sorted(path.stem for path in (RESOURCES / "dictionaries").glob("*.dic")))


class Spelling:
    """Calls block; any thread may call. A process that died or hung knows of no wrong word."""

    def __init__(self, hang_s: float = HANG_S) -> None:
        self._child = Child("--speller", hang_s)

    def check(self, language: str, words: Sequence[str]) -> frozenset[str] | None:
        """Which of the words are wrong; None where nobody can tell."""
        found = self._ask({"do": "check", "language": language, "words": list(words)}, "wrong")
        return None if found is None else frozenset(found)

    def suggest(self, language: str, word: str) -> tuple[str, ...]:
        """What may have been meant, best first."""
        request = {"do": "suggest", "language": language, "word": word, "most": SUGGESTIONS_MOST}
        return tuple(self._ask(request, "words") or ())

    def close(self) -> None:
        """End the process."""
        self._child.close()

    def _ask(self, request: dict[str, object], wanted: str) -> list[str] | None:
        try:
            answer = self._child.ask(request)
        except ChildDiedError:
            return None
        return list(answer[wanted]) if answer["ok"] else None
