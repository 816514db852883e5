"""What of the calendar is printed: the days in sight with all their posts, and what explains them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from smmdesk.desk.brands import names_of
from smmdesk.model.brand import Brand
from smmdesk.model.words import _, ngettext
from ui.models.calendar_days import DAYS_PER_WEEK, first_of_week, month_after
from ui.models.calendar_entries import ChannelMark, Day
from ui.models.calendar_words import week_start
from ui.presenters.brand_clocks import with_clocks
from ui.presenters.calendar_modes import OF_A_MONTH, WEEK

if TYPE_CHECKING:
    from ui.presenters.calendar import CalendarPresenter


@dataclass(frozen=True, slots=True)
class Printed:
    """`weeks` rows of a grid, or 0 for a list. `narrowed` says that filters leave something out; empty without.

    `labels`: the colours of the bars with what they mean. `whose`: the brand named by the file, if there are several.
    """

    title: str
    brand: str
    days: tuple[Day, ...]
    weeks: int
    today: date
    month: date
    narrowed: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    whose: str = ""

    @property
    def channels(self) -> tuple[ChannelMark, ...]:
        """The platforms on the page, each once, in the order in which they come."""
        found = {mark.platform: mark for day in self.days for entry in day.entries for mark in reversed(entry.channels)}
        return tuple(sorted(found.values(), key=lambda mark: mark.name))

    @property
    def states(self) -> tuple[str, ...]:
        """The states on the page (`stages.state_of`), each once."""
        return tuple(dict.fromkeys(entry.look for day in self.days for entry in day.entries))


def printed(presenter: "CalendarPresenter") -> Printed:
    """The page in sight: a month (also of the board) or week as a grid, a day or an agenda as a list."""
    mode, first, count, weeks = presenter.mode, presenter.first, len(presenter.page.days), 0
    if mode in OF_A_MONTH:
        first = first_of_week(presenter.month, week_start())
        last = month_after(presenter.month, 1) - timedelta(days=1)
        weeks = ((last - first).days + DAYS_PER_WEEK) // DAYS_PER_WEEK
        count = weeks * DAYS_PER_WEEK
    elif mode == WEEK:
        weeks = 1
    days = presenter.everything(first, count)
    used = {entry.label for day in days for entry in day.entries if entry.label}
    number = presenter.filter_count
    narrowed = ngettext("{count} filter leaves posts out", "{count} filters leave posts out", number)
    shown = [one for one in presenter.brands.all if one.id in presenter.brands.ids]
    with presenter.desk.store.reading() as reader:
        brand = reader.get(Brand, shown[0].id).name if len(shown) == 1 else _("All brands")
        whose = brand if names_of(reader) else ""
    labels = [(label.color, label.name) for label in presenter.labels]
    if len(presenter.brands.all) > 1:  # then the bars are the brands'
        labels = [(one.color or "accent", with_clocks(one)) for one in shown]
    return Printed(
        presenter.title,
        brand,
        days,
        weeks,
        presenter.today,
        presenter.month if mode in OF_A_MONTH else first.replace(day=1),
        narrowed.format(count=number) if number else "",
        tuple((color, name) for color, name in labels if color in used),
        whose,
    )


def file_name(sheet: Printed) -> str:
    """`Calendar November 2026.pdf`, without what file names do not take; `Calendar Cafe Lume November 2026.pdf`."""
    said = f"{sheet.whose} {sheet.title}"
    kept = "".join(letter if letter.isalnum() or letter in " -–." else " " for letter in said)
    return f"{_('Calendar')} {' '.join(kept.split())}.pdf"
