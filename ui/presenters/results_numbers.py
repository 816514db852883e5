"""What platforms count, in words: figures with their change, when they were read, and who tells none and why."""

from collections.abc import Callable
from datetime import datetime

from smmdesk.desk.results_numbers import SHOWN, Numbers, Silence
from smmdesk.model.dates import say_clock, say_day
from smmdesk.model.for_the_eye import isolated
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.number_words import word
from smmdesk.model.words import _, grouped, ngettext
from ui.models.calendar_words import listed

NAMED_MOST = 4


def figures_of(numbers: Numbers) -> tuple[tuple[str, str], ...]:
    """Only what is known; what is not is no nought."""
    made = []
    for kind in SHOWN:
        if kind in numbers.counts:
            words = word(kind, numbers.counts[kind])
            if kind in numbers.before:
                words = _("{what}, before {count}").format(what=words, count=grouped(numbers.before[kind]))
            made.append((grouped(numbers.counts[kind]), words))
    if numbers.followers is not None:
        made.append((grouped(numbers.followers), _followers(numbers.followers, numbers.more)))
    return tuple(made)


def _followers(count: int, more: int | None) -> str:
    words = ngettext("follower", "followers", count)
    if more is None:
        return words
    if not more:
        return _("{what}, as many as before").format(what=words)
    change = _("{what}, {count} more") if more > 0 else _("{what}, {count} fewer")
    return change.format(what=words, count=grouped(abs(more)))


def source_of(numbers: Numbers, zone: str, now: datetime) -> str:
    """Where the figures of the letter come from."""
    if numbers.told_at_us is None:
        return _("Calculated on this computer.")
    when = say_read(numbers.told_at_us, zone, now)
    return _("Calculated on this computer, with the numbers read {when}.").format(when=when)


def say_read(at_us: int, zone: str, now: datetime) -> str:
    """ "today at 11:00", "on Mon 16 Nov"."""
    at, today = Moment.of(from_us(at_us), zone), Moment.of(now, zone)
    if at.day == today.day:
        return _("today at {time}").format(time=say_clock(at.shown))
    return _("on {day}").format(day=say_day(at.day))


def notes_of(numbers: Numbers, zone: str, now: datetime) -> str:
    """When numbers were read, and which channels tell none and why."""
    said = []
    if numbers.told_at_us is not None:
        said.append(_("Numbers read {when}.").format(when=say_read(numbers.told_at_us, zone, now)))
    elif numbers.is_awaited:
        said.append(_("Views, likes and shares are not known yet: they are read some time after a post went out."))
    for why, words in _WHY.items():
        names = [isolated(channel.name) for channel, reason in numbers.silent if reason is why]
        if names:
            shown = names if len(names) <= NAMED_MOST else [*names[:NAMED_MOST], "…"]
            said.append(words(len(names)).format(channels=listed(shown)))
    return " ".join(said)


_WHY: dict[Silence, Callable[[int], str]] = {
    Silence.NOT_TOLD: lambda count: ngettext(
        "{channels} tells no numbers: its platform counts none for us.",
        "{channels} tell no numbers: their platforms count none for us.",
        count,
    ),
    Silence.GUIDED: lambda count: ngettext(
        "{channels} is published to by hand, so nobody can ask it for numbers.",
        "{channels} are published to by hand, so nobody can ask them for numbers.",
        count,
    ),
    Silence.COSTS: lambda count: ngettext(
        "On {channels} each look at numbers costs money: ask for them yourself in the outbox.",
        "On {channels} each look at numbers costs money: ask for them yourself in the outbox.",
        count,
    ),
}
