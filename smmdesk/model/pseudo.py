"""Two languages nobody speaks, made of the English words: they show what was never given to the translators.

`xa` puts an accent on every letter and brackets round every sentence, a third longer. `xb` is written in Hebrew
letters, from the right. Neither stands in a list; docs/translating.md says how to choose them. Placeholders, addresses
and keys stay as they are, so do patterns of dates and numbers.
"""

import gettext
import re
from collections.abc import Callable

KEPT = re.compile(
    r"\{[^{}]*\}|%\w|https?://\S+|\w+\.(?:example|com|org)\b|\b(?:(?:Ctrl|Alt|Shift)\+\S+|Ctrl|Alt|Shift|Enter|Esc|Tab|F\d+)\b"
)
PLAIN_CONTEXTS = ("date", "number", "key")
"""What is no sentence: the order of a date, the marks in a number, the name of a key."""
ACCENTED = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "áƀçďéƒĝĥíĵķłḿñóþǫŕšţúṽŵẋýžÁƁÇĎÉƑĜĤÍĴĶŁḾÑÓÞǪŔŠŢÚṼŴẊÝŽ",
)
HEBREW = str.maketrans("abcdefghijklmnopqrstuvwxyz", "אבצדעפגהיחכלמנוףקרסתוךשזטץ")
LONGER = "àéîõü"
GROWTH = 0.35


class Accented(gettext.NullTranslations):
    """`xa`: "[Ñéŵ þóšţ àéî]"."""

    def gettext(self, message: str) -> str:
        return accented(message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        return accented(singular if count == 1 else plural)

    def pgettext(self, context: str, message: str) -> str:
        return message if context in PLAIN_CONTEXTS else accented(message)


class FromRight(Accented):
    """`xb`: letters that are read from the right."""

    def gettext(self, message: str) -> str:
        return from_right(message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        return from_right(singular if count == 1 else plural)

    def pgettext(self, context: str, message: str) -> str:
        return message if context in PLAIN_CONTEXTS else from_right(message)


def accented(message: str) -> str:
    """Another letter for each letter, a third more of them, brackets at both ends. Empty stays empty."""
    if not message.strip():
        return message
    more = max(0, -int(-len(message) * GROWTH // 1) - 2)
    tail = (" " + " ".join(LONGER[: min(5, more - at)] for at in range(0, more, 6))) if more else ""
    return f"[{_outside(message, lambda text: text.translate(ACCENTED))}{tail}]"


def from_right(message: str) -> str:
    """Hebrew letters for Latin ones. Empty stays empty."""
    return _outside(message, lambda text: text.lower().translate(HEBREW))


def _outside(message: str, change: Callable[[str], str]) -> str:
    """`change` on all but what is kept."""
    parts, at = [], 0
    for found in KEPT.finditer(message):
        parts += [change(message[at : found.start()]), found[0]]
        at = found.end()
    return "".join((*parts, change(message[at:])))
