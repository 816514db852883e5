"""Words that are written wrong: found by another process while nobody waits, kept for the whole composer."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

import regex
from PySide6.QtCore import QObject, Signal

from smmdesk.desk import own_words
from smmdesk.model.content import Content
from smmdesk.model.planning_aids import VARIABLE
from smmdesk.model.problem import Problem
from smmdesk.system.spelling import languages
from ui.bridge import Bridge
from ui.presenters.composer_draft import Draft
from ui.presenters.spans import spans_of
from ui.presenters.timers import MakeDelay

PAUSE_MS = 400
LONGEST_WORD = 60
MOST_AT_ONCE = 400
SETTING = "spelling"
Place = tuple[int, int]
Said = Callable[[tuple[str, ...]], object]

_CHUNK = regex.compile(r"\S+")
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}'’]*")
_NO_WORDS = regex.compile(r"[@/\\_\d]|\p{L}\.\p{L}")
"""In a chunk of text that is no prose: addresses, paths, names of files, codes."""


@lru_cache(maxsize=256)
def words_in(text: str) -> tuple[tuple[str, int, int], ...]:
    """The words that can be wrong, with their places (code points): no link, tag, mention, variable, code, acronym."""
    taken = [(span.start, span.end) for span in spans_of(text)]
    taken += [match.span() for match in VARIABLE.finditer(text)]
    found = []
    for chunk in _CHUNK.finditer(text):
        if _NO_WORDS.search(chunk.group()) or any(start < chunk.end() and chunk.start() < end for start, end in taken):
            continue
        found += list(_words(chunk.group(), chunk.start()))
    return tuple(found)


def _words(chunk: str, offset: int) -> Iterator[tuple[str, int, int]]:
    for match in _WORD.finditer(chunk):
        word = match.group().replace("’", "'")
        if len(word.strip("'")) > 1 and len(word) <= LONGEST_WORD and not _is_name(word):
            yield word, offset + match.start(), offset + match.end()


def _is_name(word: str) -> bool:
    """An acronym, or a name with capitals inside: nobody's dictionary knows it."""
    return any(letter.isupper() for letter in word[1:])


class SpellBox(QObject):
    """Verdicts by language and word. Nothing is asked before `begin`: a composer without a screen needs none.

    changed: verdicts came, or what counts as right is another set of words now.
    """

    changed = Signal()

    def __init__(self, bridge: Bridge, draft: Draft, make_delay: MakeDelay) -> None:
        super().__init__()
        self._bridge, self._draft = bridge, draft
        self._pause = make_delay(self._ask)
        self._verdicts: dict[tuple[str, str], bool] = {}
        self._wanted: dict[str, dict[str, None]] = {}
        self._right: set[str] = set()
        self._names: frozenset[str] = frozenset()
        self._dictionaries: tuple[str, ...] = ()
        self._begun = self._closed = False
        self.language = ""

    def begin(self, names: Iterable[str]) -> None:
        """From now on words are looked at. `names` are those of the brand and its channels: always right."""
        self._begun = True
        self._dictionaries = languages()
        self._names = frozenset(word.casefold() for name in names for word, _start, _end in words_in(name))
        self._right = {word.casefold() for word in own_words.read(self._bridge.desk)}

    def close(self) -> None:
        self._closed = True
        self._pause.stop()

    # -- whether, and in which language
    @property
    def is_on(self) -> bool:
        return self._begun and self._bridge.desk.settings.get(SETTING) == "on"

    def turn(self, on: bool) -> None:
        """Underline wrong words, here and in every post from now on, or no longer."""
        self._bridge.desk.settings.set(SETTING, "on" if on else "off")
        self.follow(self.language, self._draft.content)
        self.changed.emit()

    def follow(self, language: str, content: Content) -> None:
        """The words that stand on screen, in their language; what nobody has looked at yet is asked by and by."""
        if language[:2] != self.language:
            self.language = language[:2]
            self.changed.emit()
        if not self.is_on or self.language not in self._dictionaries:
            return
        texts = [content.text, content.first_comment, *(item.text for item in content.thread)]
        wanted = self._wanted.setdefault(self.language, {})
        for text in texts:
            wanted |= {word: None for word, _start, _end in words_in(text) if self._is_new(word)}
        if wanted:
            self._pause.start(PAUSE_MS)

    def _is_new(self, word: str) -> bool:
        return (self.language, word) not in self._verdicts and not self._is_ours(word)

    def _is_ours(self, word: str) -> bool:
        bare = word.casefold().strip("'")
        return bare in self._right or bare in self._names

    # -- what is wrong
    def wrong(self, text: str) -> list[Place]:
        """The places of the wrong words, as far as they are known."""
        if not self.is_on:
            return []
        return [(start, end) for word, start, end in words_in(text) if self._is_wrong(word)]

    def word_at(self, text: str, position: int) -> tuple[str, int, int] | None:
        """The wrong word around a position (code points)."""
        if not self.is_on:
            return None
        found = (entry for entry in words_in(text) if entry[1] <= position <= entry[2])
        return next((entry for entry in found if self._is_wrong(entry[0])), None)

    def _is_wrong(self, word: str) -> bool:
        return self._verdicts.get((self.language, word), False) and not self._is_ours(word)

    def _ask(self) -> None:
        if self._closed or not self._bridge.can_run:
            return
        for language, words in self._wanted.items():
            if words:
                self._bridge.run(self._check(language, list(words)[:MOST_AT_ONCE]), key=f"spelling:{language}")

    async def _check(self, language: str, words: Sequence[str]) -> None:
        desk = self._bridge.desk
        wrong = await desk.pool.run(desk.spelling.check, language, words)
        if self._closed:
            return
        wanted = self._wanted.get(language, {})
        for word in words:
            wanted.pop(word, None)
            self._verdicts[language, word] = wrong is not None and word in wrong
        if wrong:
            self.changed.emit()
        if wanted:
            self._pause.start(PAUSE_MS)

    # -- what can be done about it
    def suggest(self, word: str, said: Said) -> None:
        """Ask what may have been meant; `said` gets the words, in the same capitals, while the composer is open."""
        if self._bridge.can_run:
            self._bridge.run(self._suggest(self.language, word, said), key="spelling suggestions")

    async def _suggest(self, language: str, word: str, said: Said) -> None:
        desk = self._bridge.desk
        found = await desk.pool.run(desk.spelling.suggest, language, word.strip("'"))
        if not self._closed:
            said(tuple(dict.fromkeys(found)))

    def ignore(self, word: str) -> None:
        """Right in this post."""
        self._right.add(word.casefold().strip("'"))
        self.changed.emit()

    def add(self, word: str) -> None:
        """Right in every post from now on."""
        try:
            own_words.add(self._bridge.desk, word.strip("'"))
        except OSError:
            self._bridge.fail(Problem("disk_full"))  # it counts as right until the composer is closed
        self.ignore(word)
