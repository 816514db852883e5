"""Dates in words, for sentences outside a screen (problems, commands, the practice pages): "Tue 24 Nov, 09:00".

The names and the order come from the catalogue of the language; `DAYS` and `MONTHS` are what people may type besides.
"""

from datetime import date, datetime

from smmdesk.model.moment import Moment
from smmdesk.model.words import NP_, _, in_language, language, pgettext

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
_DAYS = (
    NP_("weekday", "Monday"),
    NP_("weekday", "Tuesday"),
    NP_("weekday", "Wednesday"),
    NP_("weekday", "Thursday"),
    NP_("weekday", "Friday"),
    NP_("weekday", "Saturday"),
    NP_("weekday", "Sunday"),
)
_MONTHS = (
    NP_("month", "January"),
    NP_("month", "February"),
    NP_("month", "March"),
    NP_("month", "April"),
    NP_("month", "May"),
    NP_("month", "June"),
    NP_("month", "July"),
    NP_("month", "August"),
    NP_("month", "September"),
    NP_("month", "October"),
    NP_("month", "November"),
    NP_("month", "December"),
)
_SHORT_DAYS = (
    NP_("short weekday", "Mon"),
    NP_("short weekday", "Tue"),
    NP_("short weekday", "Wed"),
    NP_("short weekday", "Thu"),
    NP_("short weekday", "Fri"),
    NP_("short weekday", "Sat"),
    NP_("short weekday", "Sun"),
)
_SHORT_MONTHS = (
    NP_("short month", "Jan"),
    NP_("short month", "Feb"),
    NP_("short month", "Mar"),
    NP_("short month", "Apr"),
    NP_("short month", "May"),
    NP_("short month", "Jun"),
    NP_("short month", "Jul"),
    NP_("short month", "Aug"),
    NP_("short month", "Sep"),
    NP_("short month", "Oct"),
    NP_("short month", "Nov"),
    NP_("short month", "Dec"),
)


def day_name(day: date, words_in: str = "") -> str:
    """ "Tuesday", "martedì": in the language in use unless another is named."""
    return in_language(words_in or language(), "weekday", _DAYS[day.weekday()])


def month_name(day: date, words_in: str = "") -> str:
    """ "November", "novembre"."""
    return in_language(words_in or language(), "month", _MONTHS[day.month - 1])


def short_day_name(day: date) -> str:
    """ "Tue", "mar"."""
    return pgettext("short weekday", _SHORT_DAYS[day.weekday()])


def short_month_name(day: date) -> str:
    """ "Nov", "nov"."""
    return pgettext("short month", _SHORT_MONTHS[day.month - 1])


def names_of_days() -> tuple[str, ...]:
    """From Monday on, in the language in use."""
    return tuple(pgettext("weekday", name) for name in _DAYS)


def names_of_months() -> tuple[str, ...]:
    """From January on, in the language in use."""
    return tuple(pgettext("month", name) for name in _MONTHS)


def say_day(day: date, words_in: str = "") -> str:
    """ "Tue 24 Nov", "mar 24 nov": in the language in use unless another is named."""
    spoken = words_in or language()
    values = {
        "weekday": in_language(spoken, "short weekday", _SHORT_DAYS[day.weekday()]),
        "month": in_language(spoken, "short month", _SHORT_MONTHS[day.month - 1]),
    }
    return in_language(spoken, "date", NP_("date", "{weekday} {day} {month}")).format(day=day.day, **values)


def say_short_date(day: date, *, with_year: bool = False) -> str:
    """ "24 Nov", "24 Nov 2026"."""
    words = pgettext("date", "{day} {month} {year}") if with_year else pgettext("date", "{day} {month}")
    return words.format(day=day.day, month=short_month_name(day), year=day.year)


def say_long_date(day: date, *, with_year: bool = True, words_in: str = "") -> str:
    """ "24 November 2026", "24 November"."""
    spoken = words_in or language()
    order = NP_("date", "{day} {month} {year}") if with_year else NP_("date", "{day} {month}")
    words = in_language(spoken, "date", order)
    return words.format(day=day.day, month=month_name(day, words_in), year=day.year)


def say_day_and_year(day: date) -> str:
    """ "Tue 24 Nov 2026"."""
    words = pgettext("date", "{weekday} {day} {month} {year}")
    return words.format(weekday=short_day_name(day), day=day.day, month=short_month_name(day), year=day.year)


def say_in_figures(day: date) -> str:
    """ "24/11/2026", as it is typed too."""
    return pgettext("date", "{day:02}/{month:02}/{year}").format(day=day.day, month=day.month, year=day.year)


def say_clock(at: datetime) -> str:
    """ "09:00": the hour of the day, of 24."""
    return f"{at:%H:%M}"


def say_time(moment: Moment, now: datetime | None = None) -> str:
    """The moment as people will see it happen (after a gap of the clocks): "Tue 24 Nov, 09:00".

    With `now` (an aware instant) another year than now's is said too.
    """
    shown: datetime = moment.shown
    has_other_year = now is not None and Moment.of(now, moment.zone).wall.year != shown.year
    day = say_day_and_year(shown.date()) if has_other_year else say_day(shown.date())
    return _("{day}, {time}").format(day=day, time=say_clock(shown))


CITIES = {
    "it": {
        "Algiers": "Algeri",
        "Athens": "Atene",
        "Belgrade": "Belgrado",
        "Berlin": "Berlino",
        "Brussels": "Bruxelles",
        "Bucharest": "Bucarest",
        "Cairo": "Il Cairo",
        "Copenhagen": "Copenaghen",
        "Dublin": "Dublino",
        "Havana": "L’Avana",
        "Jerusalem": "Gerusalemme",
        "Lisbon": "Lisbona",
        "London": "Londra",
        "Luxembourg": "Lussemburgo",
        "Moscow": "Mosca",
        "Paris": "Parigi",
        "Prague": "Praga",
        "Rome": "Roma",
        "Sao Paulo": "San Paolo",
        "Stockholm": "Stoccolma",
        "Vatican": "Città del Vaticano",
        "Vienna": "Vienna",
        "Warsaw": "Varsavia",
        "Zagreb": "Zagabria",
        "Zurich": "Zurigo",
    }
}


def say_zone(key: str) -> str:
    """The city of an IANA zone: "Rome", "Roma", "New York"; what has none ("UTC") as it is."""
    city = key.rpartition("/")[2].replace("_", " ")
    return CITIES.get(language(), {}).get(city, city)
