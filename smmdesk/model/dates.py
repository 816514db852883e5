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


def say_time(moment: Moment, now: datetime | None = None) -> str:
    """The moment as people will see it happen (after a gap of the clocks): "Tue 24 Nov, 09:00".

    With `now` (an aware instant) another year than now's is said too.
    """
    shown: datetime = moment.shown
    day = say_day(shown.date())
    if now is not None and Moment.of(now, moment.zone).wall.year != shown.year:
        day = f"{day} {shown.year}"
    return _("{day}, {time}").format(day=day, time=f"{shown:%H:%M}")


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
