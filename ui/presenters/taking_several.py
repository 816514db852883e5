"""Several messages, or things that customers made, chosen together: collect them, ask with one text, make ideas."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from smmdesk.desk import snippets, taking_several, triage
from smmdesk.desk.taking_several import Askable
from smmdesk.model.brand import Brand
from smmdesk.model.contribution import Contribution
from smmdesk.model.words import ngettext
from ui.bridge import Bridge
from ui.presenters.contribution_question import default_question, filled_question, saved_name

T = TypeVar("T")


class Several:
    """What a person does with all of them at once; each is one step."""

    def __init__(self, bridge: Bridge, brand: Brand) -> None:
        self.bridge, self._desk, self._brand = bridge, bridge.desk, brand

    def collect(self, message_ids: Sequence[str]) -> tuple[str, ...]:
        """Ids of what is kept of these messages; none where that was refused."""
        kept = self._do(
            lambda: taking_several.collect(self._desk, message_ids),
            lambda done: ngettext("{count} kept, under From customers", "{count} kept, under From customers", done),
        )
        return tuple(one.id for one in kept)

    def make_ideas(self, message_ids: Sequence[str]) -> None:
        self._do(
            lambda: taking_several.make_ideas(self._desk, message_ids),
            lambda done: ngettext("{count} idea made", "{count} ideas made", done),
        )

    def make_posts(self, contribution_ids: Sequence[str]) -> None:
        self._do(
            lambda: taking_several.make_posts(self._desk, contribution_ids),
            lambda done: ngettext("{count} draft made", "{count} drafts made", done),
        )

    def done(self, message_ids: Sequence[str]) -> None:
        def intent() -> Sequence[str]:
            triage.done(self._desk, message_ids)
            return message_ids

        self._do(
            intent,
            lambda count: ngettext("{count} message done", "{count} messages done", count),
        )

    def _do(self, intent: Callable[[], Sequence[T]], words: Callable[[int], str]) -> Sequence[T]:
        made = self.bridge.attempt(intent)
        if made:
            self.bridge.announce(words(len(made)).format(count=len(made)), True)
        return made or ()

    # ------------------------------------------------------------------ asking
    def asking(self, contribution_ids: Sequence[str]) -> tuple[Askable, ...]:
        return taking_several.askable(self._desk, contribution_ids)

    def question(self) -> str:
        """The saved text that asks, with its blanks open: each question fills them for its own."""
        saved = [each.text for each in snippets.listed(self._desk, self._brand.id) if each.name == saved_name()]
        return saved[-1] if saved else default_question()

    def filled(self, text: str, one: Contribution) -> str:
        return filled_question(text, one, self._brand.name)

    def ask(self, text: str, wanted: Sequence[Contribution]) -> list[Contribution]:
        """One question for each, at its own place; where it is refused that is told, and the others go on. Returns
        those who were not asked."""
        questions: Mapping[str, str] = {one.id: self.filled(text, one) if text.strip() else "" for one in wanted}
        refused = self.bridge.attempt(lambda: taking_several.ask_all(self._desk, questions))
        if refused is None:
            return list(wanted)
        for problem in refused.values():
            self.bridge.fail(problem)
        asked = len(questions) - len(refused)
        if asked:
            words = ngettext("{count} question is on its way", "{count} questions are on their way", asked)
            self.bridge.announce(words.format(count=asked))
        return [one for one in wanted if one.id in refused]
