"""Dates in words, for sentences outside a screen (problems, commands, the practice pages): "Tue 24 Nov, 09:00"."""

from datetime import date, datetime

from smmdesk.model.moment import Moment
from smmdesk.model.words import _, language

DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "it": ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"),
}
MONTHS = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "it": (
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ),
}


def say_day(day: date, words_in: str = "") -> str:
    """ "Tue 24 Nov", "mar 24 nov": in the language in use unless another is named."""
    chosen = words_in if words_in in DAYS else language()
    return f"{DAYS[chosen][day.weekday()][:3]} {day.day} {MONTHS[chosen][day.month - 1][:3]}"


def say_time(moment: Moment) -> str:
    """The moment as people will see it happen (after a gap of the clocks): "Tue 24 Nov, 09:00"."""
    shown: datetime = moment.shown
    return _("{day}, {time}").format(day=say_day(shown.date()), time=f"{shown:%H:%M}")
