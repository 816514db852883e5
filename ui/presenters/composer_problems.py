"""The problems panel: everything that blocks, then the hints, each with the buttons that mend it (ux.md 29)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from smmdesk.model.content import Content
from smmdesk.model.limits import Checked, Limits, count_text, counted_text
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, Remedy
from smmdesk.model.words import _, ngettext
from ui.presenters.composer_edits import COMMON
from ui.presenters.composer_kinds import kind_without
from ui.presenters.composer_rows import short_names
from ui.presenters.composer_state import Action, ProblemRow, Voice
from ui.presenters.moments import say_list
from ui.presenters.remedies import button_label
from ui.presenters.splitting import Fits, can_split, part_count

JOINED = ("text_missing", "twin", "close_by", "mention_unknown")
"""Problems whose sentence reads well with several channels in it."""


def problem_rows(post: Post, voices: Sequence[Voice], checks: Mapping[str, Checked]) -> tuple[ProblemRow, ...]:
    """Blocking first, in the order of the channels; what is the same for several channels is one row."""
    rows = _rows(post, voices, checks, blocking=True)
    if not post.channels:
        rows.insert(0, _row(post, Problem("channel_missing", {"field": "channels"}), True, [], {}))
    return (*rows, *_rows(post, voices, checks, blocking=False))


def _rows(post: Post, voices: Sequence[Voice], checks: Mapping[str, Checked], blocking: bool) -> list[ProblemRow]:
    groups: dict[tuple[object, ...], tuple[Problem, list[Voice]]] = {}
    for voice in voices:
        checked = checks.get(voice.id, Checked())
        for problem in checked.blocking if blocking else checked.hints:
            groups.setdefault(_alike(problem), (problem, []))[1].append(voice)
    names = short_names(voices)
    return [_row(post, problem, blocking, found, names) for problem, found in groups.values()]


def _alike(problem: Problem) -> tuple[object, ...]:
    named = {name: value for name, value in problem.values.items() if name != "channel" or problem.code not in JOINED}
    return (problem.code, *sorted((name, str(value)) for name, value in named.items()))


def _row(post: Post, problem: Problem, blocking: bool, voices: Sequence[Voice], names: Mapping[str, str]) -> ProblemRow:
    if voices and "channel" in problem.values:
        together = say_list([names[voice.id] for voice in voices])
        problem = replace(problem, values={**problem.values, "channel": together})
    number = problem.values.get("number")
    own = [voice for voice in voices if _speaks_alone(post, voice, problem.field)]
    return ProblemRow(
        problem,
        blocking,
        tuple(voice.id for voice in voices),
        own[0].id if own else COMMON,
        problem.field,
        number if isinstance(number, int) else 0,
        _actions(post, problem, voices),
    )


def _speaks_alone(post: Post, voice: Voice, field: str) -> bool:
    own = post.wording_for(voice.id)
    return field.startswith("option:") or (own is not None and getattr(own, field, None) is not None)


# ------------------------------------------------------------------ buttons
def _actions(post: Post, problem: Problem, voices: Sequence[Voice]) -> tuple[Action, ...]:
    if problem.code == "text_too_long":
        return _too_long_actions(post, problem, voices)
    if problem.code == "thread_not_possible":
        return (Action("join", _("Put it in one text")),)
    if problem.code == "poll_not_possible":
        return (Action("poll_there", _("Ask only where there are polls")),)
    if problem.code == "first_comment_not_possible":
        return (Action("drop_comment", _("Remove it there")),)
    if problem.code in ("media_too_many", "media_mixed", "media_not_possible", "video_needed") and voices:
        return _media_actions(problem, voices[0])
    if problem.code in ("twin", "close_by"):
        return (Action("open_twin", _("Show it")),)
    if problem.code == "credit_missing":
        return (Action("add_credit", _("Add it")), Action("contribution", _("Show what they said")))
    if problem.field == "contribution":
        return (Action("contribution", _("Show what they said")),) if problem.values.get("contribution_id") else ()
    if problem.code == "mention_unknown":
        return (Action("name_there", _("Type their name there")),)
    if problem.remedy is Remedy.SIGN_IN:
        return (Action("sign_in", button_label(problem)),)
    label = _jump_label(problem)
    return (Action("jump", label),) if label else ()


def _too_long_actions(post: Post, problem: Problem, voices: Sequence[Voice]) -> tuple[Action, ...]:
    shorten = Action("shorten", _("Shorten"))
    if problem.field != "text" or not voices or not all(voice.limits.has_threads for voice in voices):
        return (shorten,)
    content = post.content_for(voices[0].id)
    if not can_split(content.text):
        return (shorten,)
    count = part_count(content.text, text_fits(voices[0].limits))
    label = ngettext("Split into {count}", "Split into {count}", count).format(count=count)
    as_kind = _as_kind(problem, voices[0]) if len(voices) == 1 and not content.media else ()
    return (Action("split", label), *as_kind, shorten)


def _as_kind(problem: Problem, voice: Voice) -> tuple[Action, ...]:
    other = kind_without(problem, voice)
    return (Action("as_kind", _("Change to “{kind}”").format(kind=_(other.label))),) if other is not None else ()


def _media_actions(problem: Problem, voice: Voice) -> tuple[Action, ...]:
    """Another kind of post that takes them as they are, where there is one; else other photos."""
    as_kind = _as_kind(problem, voice)
    if problem.code in ("video_needed", "media_not_possible"):
        return (*as_kind, Action("jump", _("Show the photos")))
    return (*as_kind, Action("own_media", _("Choose photos for it")))


def _jump_label(problem: Problem) -> str:
    field = problem.field.split(":", 1)[0]
    return {
        "alt": _("Write it"),
        "poll": _("Show the poll"),
        "title": _("Write a title"),
        "text": _("Write the text"),
        "media": _("Show the photos"),
        "option": _("Fill it in"),
        "channels": _("Choose channels"),
        "when": _("Choose a time"),
        "thread": _("Show the part"),
        "first_comment": _("Show it"),
    }.get(field, "")


# ------------------------------------------------------------------ what fits
def text_fits(limits: Limits) -> Fits:
    """Whether a part's text is inside the limits."""
    return lambda text: not count_text(text, limits).over


def root_fits(post: Post, voice: Voice) -> Fits:
    """Whether a text fits as the root, together with what shares its limit (a content warning)."""
    content = post.content_for(voice.id)
    limits = voice.limits.of(content)
    return lambda text: not count_text(counted_text(voice.as_said(replace(content, text=text)), limits), limits).over


def shown_fits(content: Content, voice: Voice) -> Fits:
    """Whether words fit as they are shown, the link already among them."""
    bare, limits = replace(content, link=""), voice.limits.of(content)
    return lambda text: not count_text(counted_text(replace(bare, text=text), limits), limits).over


def over_from(text: str, fits: Fits) -> int | None:
    """The position from which `text` is too much, None when all of it fits."""
    from ui.presenters.spans import fitting_length

    kept = fitting_length(text, fits) if fits("") else 0
    return None if kept >= len(text) else kept


def overrun(post: Post, voice: Voice) -> tuple[int, int] | None:
    """From where to where the text of a channel is too much, None when it fits."""
    text = post.content_for(voice.id).text
    start = over_from(text, root_fits(post, voice))
    return None if start is None else (start, len(text))


def split_targets(post: Post, voice: Voice, voices: Sequence[Voice]) -> str:
    """Where a split for `voice` belongs: for all when every channel needs it and can, else to this channel alone."""
    needing = [other for other in voices if overrun(post, other) and other.limits.has_threads]
    alone = post.wording_for(voice.id) is not None and post.wording_for(voice.id).text is not None  # type: ignore[union-attr]
    return voice.id if alone or len(needing) < len(voices) else COMMON
