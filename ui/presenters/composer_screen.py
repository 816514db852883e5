"""All that the composer shows, in one frozen value made from the draft and what surrounds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from smmdesk.model.brand import Brand
from smmdesk.model.dates import say_clock
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.post import Post, progress
from smmdesk.model.problem import Problem, Remedy
from smmdesk.model.stages import Progress, chip_word, only_approved, stage_sentence
from smmdesk.model.words import _
from ui.presenters import composer_rows as rows
from ui.presenters.composer_address import address_lines
from ui.presenters.composer_draft import Draft
from ui.presenters.composer_kinds import kind_rows
from ui.presenters.composer_poll import poll_row
from ui.presenters.composer_price import price_lines
from ui.presenters.composer_saving import Autosave
from ui.presenters.composer_state import (
    CardRow,
    ChannelChip,
    ComputerLine,
    Counter,
    Field,
    Head,
    KindRow,
    MediaStrip,
    OptionGroup,
    PartRow,
    PollRow,
    ProblemRow,
    Tab,
    Voice,
    When,
)
from ui.presenters.composer_when import computer_lines

OUT_FOR_GOOD = "out_for_good"
"""The code of what is out on all its channels: only shown here."""

UNASKED = (Progress.DRAFT, Progress.IDEA)
ARMED = (Progress.SCHEDULED, Progress.HANDED_OFF, Progress.REVIEW, Progress.RETRY)


@dataclass(frozen=True, slots=True)
class Screen:
    """`tab` is the open one; `is_editable` is False in the tab of a channel that says what stands for all.

    `link_becomes`: the first link with what the brand puts on it, or empty. `bar` is a problem of the whole post: it
    could not be saved, or may no longer be changed. `refused` is why it did not go
    out, where the panel does not say it.
    """

    head: Head
    chips: tuple[ChannelChip, ...]
    tabs: tuple[Tab, ...]
    tab: str
    kinds: tuple[KindRow, ...]
    text: str
    is_editable: bool
    counters: tuple[Counter, ...]
    title: Field
    link: Field
    link_becomes: str
    card: CardRow
    poll: PollRow
    comment: Field
    parts: tuple[PartRow, ...]
    can_thread: bool
    media: MediaStrip
    when: When
    computer: tuple[ComputerLine, ...]
    prices: tuple[ComputerLine, ...]
    options: tuple[OptionGroup, ...]
    problems: tuple[ProblemRow, ...]
    bar: Problem | None
    refused: Problem | None
    can_undo: bool
    can_redo: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What the screen needs besides the draft."""

    brand: Brand
    voices: tuple[Voice, ...]
    deliveries: tuple[Delivery, ...]
    now: datetime
    hand_off_ahead: timedelta
    locked: Problem | None
    problems: tuple[ProblemRow, ...]
    media: MediaStrip
    when: When
    card: CardRow


def chosen_voices(post: Post, voices: Sequence[Voice]) -> tuple[Voice, ...]:
    """The channels of the post, in the post's order, each as it is for this post."""
    known = {voice.id: voice for voice in voices}
    return tuple(known[channel_id].at(post) for channel_id in post.channels if channel_id in known)


def screen_of(draft: Draft, saving: Autosave, around: Around) -> Screen:
    """Pure apart from the language in use."""
    post, tab = draft.post, draft.tab
    chosen = chosen_voices(post, around.voices)
    heard = rows.spoken_voices(post, tab, chosen, "thread")
    return Screen(
        head=_head(post, saving, around),
        chips=rows.chips_of(around.voices, post.channels),
        tabs=rows.tabs_of(post, chosen),
        tab=tab,
        kinds=kind_rows(post, tab, chosen),
        text=draft.content.text,
        is_editable=draft.is_editable and around.locked is None,
        counters=rows.text_counters(post, tab, chosen),
        title=rows.title_field(post, tab, chosen),
        link=rows.link_field(post, tab, chosen),
        link_becomes=rows.tags_line(post, tab, chosen),
        card=around.card,
        poll=poll_row(post, tab, chosen),
        comment=rows.comment_field(post, tab, chosen),
        parts=rows.part_rows(post, tab, chosen),
        can_thread=any(voice.limits.has_threads for voice in heard),
        media=around.media,
        when=around.when,
        computer=_computer_lines(post, chosen, around),
        prices=_lines_ahead(post, chosen) if around.locked is None else (),
        options=rows.option_groups(post, tab, chosen),
        problems=around.problems,
        bar=around.locked or saving.problem,
        refused=_refused(around),
        can_undo=draft.history.can_undo,
        can_redo=draft.history.can_redo,
    )


def _refused(around: Around) -> Problem | None:
    """What a platform said against the post, for whoever comes to edit it."""
    known = {row.problem.code for row in around.problems}
    waiting = (part for delivery in around.deliveries for part in delivery.parts if part.state is State.NEEDS_YOU)
    found = (part.problem for part in waiting if part.problem is not None)
    return next((one for one in found if one.remedy is Remedy.EDIT and one.code not in known), None)


def _computer_lines(post: Post, chosen: Sequence[Voice], around: Around) -> tuple[ComputerLine, ...]:
    """What is out everywhere needs no computer any more."""
    if around.locked is not None and around.locked.code == OUT_FOR_GOOD:
        return ()
    return computer_lines(chosen, post.planned, around.now, around.hand_off_ahead)


def _lines_ahead(post: Post, chosen: Sequence[Voice]) -> tuple[ComputerLine, ...]:
    """What is worth knowing before it goes out: where photos have to lie, what it costs."""
    return (*address_lines(post, chosen), *price_lines(post, chosen))


def _head(post: Post, saving: Autosave, around: Around) -> Head:
    state = progress(post, around.deliveries)
    approved = only_approved(post.stage, state)
    words = stage_sentence(state) if not (around.deliveries or approved) else chip_word(state, approved=approved)
    armed = state in ARMED and bool(around.deliveries)
    locked = around.locked is not None
    return Head(
        title=post.content.first_words or _("New post"),
        state="approved" if approved else str(state),
        state_words=words,
        saved=_saved_words(saving, around),
        main_label=_("Use again") if locked else _("Done") if armed else _("Schedule"),
        main_verb="duplicate" if locked else "close" if armed else "schedule",
        is_locked=locked,
        is_armed=armed,
        asks_approval=around.brand.needs_approval and not (locked or approved) and state in UNASKED,
    )


def _saved_words(saving: Autosave, around: Around) -> str:
    if saving.problem is not None:
        return _("Not saved")
    if saving.saved_at is None:
        return "" if saving.is_dirty or saving.stored is None else _("Saved")
    return _("Saved at {time}").format(time=say_clock(saving.saved_at.shown))
