"""Posts said and answers given, in words and as columns."""

from typing import NamedTuple

from smmdesk.desk import balancing
from smmdesk.model.balance import Week
from smmdesk.model.dates import say_day
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge
from ui.models.calendar_words import short_day

HOUR_US, DAY_US = 3_600_000_000, 86_400_000_000


class Column(NamedTuple):
    """One week: its first day as it is written below, what a screen reader says of it."""

    label: str
    posts: int
    answers: int
    spoken: str


class BalancePresenter:
    """As things were when it was made."""

    def __init__(self, bridge: Bridge, brand_id: str) -> None:
        self.figures = balancing.figures(bridge.desk, brand_id)
        self.columns = tuple(_column(week) for week in self.figures.balance.weeks)

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Figures with what they are, for the row above the columns."""
        found = self.figures.balance
        soon = say_wait(found.median_us) if found.median_us is not None else _("nothing yet")
        return (
            (str(found.posts), _("posts went out")),
            (str(found.answers), _("answers given")),
            (soon, _("middle time to an answer")),
            (str(self.figures.waiting), _("wait for an answer now")),
        )

    @property
    def note(self) -> str:
        return _("The last 8 weeks. Answers written on the platforms’ own pages are not among the answers given.")


def _column(week: Week) -> Column:
    posts = ngettext("{count} post", "{count} posts", week.posts).format(count=week.posts)
    answers = ngettext("{count} answer", "{count} answers", week.answers).format(count=week.answers)
    day = short_day(week.first_day)
    words = _("Week of {day}: {posts}, {answers}").format(day=day, posts=posts, answers=answers)
    return Column(say_day(week.first_day).split(" ", 1)[1], week.posts, week.answers, words)


def say_wait(us: int) -> str:
    """ "20 minutes", "3 hours", "2 days": in whole ones, rounded."""
    minutes, hours, days = (max(1, round(us / unit)) for unit in (60_000_000, HOUR_US, DAY_US))
    if us < 90 * 60_000_000:
        return ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
    if us < 2 * DAY_US:
        return ngettext("{count} hour", "{count} hours", hours).format(count=hours)
    return ngettext("{count} day", "{count} days", days).format(count=days)
