"""Which days a calendar shows: weeks, months and their first days. Pure."""

from datetime import date, timedelta

DAYS_PER_WEEK = 7
WEEKS_SHOWN = 6
"""A month is always drawn as six weeks where they fit: regions stay in place from month to month."""


def first_of_week(day: date, week_start: int) -> date:
    """The first day of the week that holds `day`; `week_start` is 0 for Monday … 6 for Sunday."""
    return day - timedelta(days=(day.weekday() - week_start) % DAYS_PER_WEEK)


def first_week_shown(month: date, focused: date, weeks: int, week_start: int) -> date:
    """The first day shown for the month of `month` when only `weeks` weeks fit.

    Six weeks begin with the week of the 1st. Fewer show most of the month and always the week of `focused`; where two
    windows are equal, the later one: what comes counts more than what was.
    """
    start = first_of_week(month.replace(day=1), week_start)
    if weeks >= WEEKS_SHOWN:
        return start
    week = timedelta(days=DAYS_PER_WEEK)
    best, most = start, -1
    for shift in range(WEEKS_SHOWN - weeks + 1):
        first = start + shift * week
        inside = sum(_same_month(first + timedelta(days=n), month) for n in range(weeks * DAYS_PER_WEEK))
        holds = not _same_month(focused, month) or first <= focused < first + weeks * week
        if holds and inside >= most:
            best, most = first, inside
    return best


def _same_month(day: date, month: date) -> bool:
    return (day.year, day.month) == (month.year, month.month)


def titled_month(first: date, weeks: int) -> date:
    """The month that a grid beginning at `first` is called after: the one of most of its days, as its 1st."""
    days = [first + timedelta(days=number) for number in range(weeks * DAYS_PER_WEEK)]
    months = [day.replace(day=1) for day in days]
    return max(months, key=months.count)


def same_day_in(month: date, day: date) -> date:
    """`day`'s number in another month: the 31st becomes the 30th where there is none."""
    start = month.replace(day=1)
    last = (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return start.replace(day=min(day.day, last.day))


def month_after(month: date, step: int) -> date:
    """The 1st of the month `step` months later (or earlier)."""
    number = month.year * 12 + month.month - 1 + step
    return date(number // 12, number % 12 + 1, 1)
