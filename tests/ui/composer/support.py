"""Short words for the tests of the composer."""

from collections.abc import Callable, Mapping, Sequence

from smmdesk.desk.desk import Desk
from smmdesk.model.post import Post
from smmdesk.system.spelling import Spelling
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_state import Jump, ProblemRow
from ui.presenters.timers import ManualDelay


class Delays:
    """Every delay that was made: `pause` lets all that wait run out, as a pause in typing does."""

    def __init__(self) -> None:
        self.made: list[ManualDelay] = []

    def make(self, callback: Callable[[], None]) -> ManualDelay:
        delay = ManualDelay(callback)
        self.made.append(delay)
        return delay

    def pause(self) -> None:
        for delay in self.made:
            delay.run_out()

    @property
    def longest(self) -> int:
        """The longest wait that was begun and has not run out, in ms."""
        return max((delay.milliseconds or 0 for delay in self.made), default=0)


class Spellings(Spelling):
    """Knows a few wrong words at once, where the real one is another process that takes seconds to start."""

    def __init__(self, wrong: Mapping[str, tuple[str, ...]] | None = None) -> None:
        super().__init__()
        self.wrong = dict(wrong or {})
        self.asked: list[tuple[str, str]] = []

    def check(self, language: str, words: Sequence[str]) -> frozenset[str] | None:
        self.asked += [(language, word) for word in words]
        return frozenset(word for word in words if word.lower() in self.wrong)

    def suggest(self, language: str, word: str) -> tuple[str, ...]:
        return self.wrong.get(word.lower(), ())


def type_text(composer: ComposerPresenter, text: str) -> None:
    """Letter by letter, as a person does."""
    for end in range(1, len(text) + 1):
        composer.draft.set_words("text", text[:end])


def stored(desk: Desk) -> tuple[Post, ...]:
    """All posts as the store has them."""
    with desk.store.reading() as reader:
        return reader.all(Post)


def codes(composer: ComposerPresenter, blocking: bool = True) -> list[str]:
    return [row.problem.code for row in composer.screen.problems if row.blocking is blocking]


def row_of(composer: ComposerPresenter, code: str) -> ProblemRow:
    return next(row for row in composer.screen.problems if row.problem.code == code)


def jumps_of(composer: ComposerPresenter) -> list[Jump]:
    """The list that every further jump is put into."""
    seen: list[Jump] = []
    composer.field_wanted.connect(seen.append)
    return seen
