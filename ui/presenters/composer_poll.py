"""The poll of the post: what people are asked to choose from, where a channel has such a thing."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from smmdesk.model.content import Poll
from smmdesk.model.post import Post
from ui.presenters import composer_edits as edits
from ui.presenters.composer_draft import Draft
from ui.presenters.composer_history import Spot
from ui.presenters.composer_rows import short_names, spoken_voices
from ui.presenters.composer_state import PollRow, Voice
from ui.presenters.moments import say_list

LEAST_ANSWERS = 2
MINUTES = (60, 6 * 60, 24 * 60, 3 * 24 * 60, 7 * 24 * 60)
"""How long a poll may run: every platform with polls takes these."""


def poll_row(post: Post, tab: str, voices: Sequence[Voice]) -> PollRow:
    """The poll as the editor shows it. `can`: a channel that is heard here has polls."""
    able = [voice for voice in spoken_voices(post, tab, voices, "poll") if voice.limits.poll_options_max]
    poll = edits.content_at(post, tab).poll
    names = short_names(voices)
    most = min((voice.limits.poll_options_max for voice in able), default=0)
    longest = min((voice.limits.poll_option_max for voice in able if voice.limits.poll_option_max), default=0)
    who = say_list([names[voice.id] for voice in able])
    if poll is None:
        return PollRow(can=bool(able), who=who)
    return PollRow(bool(able), True, poll.options, poll.minutes, poll.many, most, longest, who)


class PollVerbs:
    """What a person does with the poll of the open tab; each is one step of the undo."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft

    def begin(self) -> None:
        """A poll with two answers still to be written."""
        self._set(Poll(("",) * LEAST_ANSWERS))

    def remove(self) -> None:
        self._set(None)

    def set_answer(self, number: int, text: str) -> None:
        """The words of one answer, counted from 0; letters join to bursts."""
        poll = self._draft.content.poll
        if poll is None or number >= len(poll.options):
            return
        words = " ".join(text.splitlines())
        options = (*poll.options[:number], words, *poll.options[number + 1 :])
        self._set(replace(poll, options=options), number + 1, len(words) - len(poll.options[number]))

    def add_answer(self) -> None:
        poll = self._draft.content.poll
        if poll is not None:
            self._set(replace(poll, options=(*poll.options, "")), len(poll.options) + 1)

    def remove_answer(self, number: int) -> None:
        poll = self._draft.content.poll
        if poll is not None and len(poll.options) > LEAST_ANSWERS:
            self._set(replace(poll, options=poll.options[:number] + poll.options[number + 1 :]))

    def choose(self, **changes: Any) -> None:
        """How long it runs (`minutes`), and whether several answers may be chosen (`many`)."""
        poll = self._draft.content.poll
        if poll is not None:
            self._set(replace(poll, **changes))

    def _set(self, poll: Poll | None, number: int = 0, typed: int | None = None) -> None:
        draft = self._draft
        draft.step(edits.with_fields(draft.post, draft.tab, poll=poll), Spot(draft.tab, "poll", number), typed)
