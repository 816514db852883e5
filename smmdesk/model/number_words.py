"""The one place that words what platforms count: "312 views, 14 likes, 3 answers, as of 10:40"."""

from datetime import datetime

from smmdesk.model.dates import say_clock, say_day, say_day_and_year
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.numbers import Count, Told
from smmdesk.model.words import _, grouped, ngettext


def word(kind: Count, number: int) -> str:
    """Only the word of such a number, for what stands below it: "like", "views"."""
    return _worded(kind, number).format(count="").strip()


def say(kind: Count, number: int) -> str:
    """A number with its word: "1 like", "1,204 views"."""
    return _worded(kind, number).format(count=grouped(number))


def _worded(kind: Count, number: int) -> str:
    return {
        Count.VIEWS: ngettext("{count} view", "{count} views", number),
        Count.REACH: ngettext("{count} person reached", "{count} people reached", number),
        Count.LIKES: ngettext("{count} like", "{count} likes", number),
        Count.ANSWERS: ngettext("{count} answer", "{count} answers", number),
        Count.SHARES: ngettext("{count} share", "{count} shares", number),
        Count.SAVES: ngettext("{count} save", "{count} saves", number),
        Count.CLICKS: ngettext("{count} click", "{count} clicks", number),
    }[kind]


def say_followers(number: int) -> str:
    return ngettext("{count} follower", "{count} followers", number).format(count=grouped(number))


def say_counts(told: Told) -> str:
    """What there is of each kind, without those of which there is none; how many people it reached where nobody tells
    how often it was seen."""
    kinds = [kind for kind in Count if kind is not Count.REACH or not told.counts.get(Count.VIEWS)]
    some = [say(kind, told.counts[kind]) for kind in kinds if told.counts.get(kind)]
    return ", ".join(some) if some else _("No reactions so far")


def say_told(told: Told, zone: str, now: datetime) -> str:
    """The line under a post that is out. `now` is an aware instant; the time is that of `zone`."""
    at, today = Moment.of(from_us(told.at_us), zone), Moment.of(now, zone)
    if at.day == today.day:
        return _("{numbers}, as of {time}").format(numbers=say_counts(told), time=say_clock(at.shown))
    day = say_day(at.day) if at.day.year == today.day.year else say_day_and_year(at.day)
    return _("{numbers}, as of {day}").format(numbers=say_counts(told), day=day)
