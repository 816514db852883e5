"""What a change to several posts left as it is, and why, in words."""

from collections.abc import Sequence

from smmdesk.desk.bulk import LeftOut
from smmdesk.model.words import _, ngettext

MOST_NAMED = 3


def left_out_words(left_out: Sequence[LeftOut]) -> str:
    """ "Left as it is: “Bread”. This post is out already.": for each reason why, those who have it."""
    return " ".join(_left_for(why, those) for why, those in _by_reason(left_out))


def unscheduled_words(left_out: Sequence[LeftOut]) -> str:
    """ "One post is not scheduled: “Bread”. The text is too long.": for each reason why, those who have it."""
    return " ".join(_unscheduled_for(why, those) for why, those in _by_reason(left_out))


def _unscheduled_for(why: str, left_out: Sequence[LeftOut]) -> str:
    words = ngettext(
        "One post is not scheduled: {names}. {why}.", "{count} posts are not scheduled: {names}. {why}.", len(left_out)
    )
    return words.format(count=len(left_out), names=_names(left_out), why=why)


def _by_reason(left_out: Sequence[LeftOut]) -> list[tuple[str, list[LeftOut]]]:
    reasons = dict.fromkeys(each.problem.title for each in left_out)
    return [(why, [each for each in left_out if each.problem.title == why]) for why in reasons]


def _names(left_out: Sequence[LeftOut]) -> str:
    said = [each.name.rstrip(".") or _("no text yet") for each in left_out[:MOST_NAMED]]
    names = ", ".join(_("“{words}”").format(words=words) for words in said)
    return names + (" +" + str(len(left_out) - MOST_NAMED) if len(left_out) > MOST_NAMED else "")


def _left_for(why: str, left_out: Sequence[LeftOut]) -> str:
    names = _names(left_out)
    several = {
        "too_late_to_change": _("Left as they are, because they are on their way: {names}."),
        "out_already": _("Left as they are, because they are out already: {names}."),
        "not_clear_yet": _("Left as they are, because it is not known yet whether they are out: {names}."),
    }.get(left_out[0].problem.code)
    if len(left_out) > 1 and several is not None:
        return several.format(names=names)
    words = ngettext("Left as it is: {names}", "Left as they are: {names}", len(left_out))
    return f"{words.format(names=names)}. {why}."
