"""Moments, zones and numbers in the words of the screen."""

from smmdesk.model.dates import say_clock, say_day_and_year
from smmdesk.model.moment import Moment
from smmdesk.model.words import N_, _, grouped

_CITIES = {
    "Rome": N_("Rome"),
    "London": N_("London"),
    "Paris": N_("Paris"),
    "Berlin": N_("Berlin"),
    "Vienna": N_("Vienna"),
    "Zurich": N_("Zurich"),
    "Brussels": N_("Brussels"),
    "Athens": N_("Athens"),
    "Lisbon": N_("Lisbon"),
    "Warsaw": N_("Warsaw"),
    "Prague": N_("Prague"),
    "Copenhagen": N_("Copenhagen"),
    "Moscow": N_("Moscow"),
    "New_York": N_("New York"),
    "Ljubljana": N_("Ljubljana"),
    "Zagreb": N_("Zagreb"),
    "Vatican": N_("Vatican City"),
}


def city_of(zone: str) -> str:
    """The city that names a zone, in the language in use where it has a word: `Europe/Rome` -> "Roma"."""
    key = zone.rsplit("/", 1)[-1]
    return _(_CITIES[key]) if key in _CITIES else key.replace("_", " ")


def say_zone(zone: str) -> str:
    """ "Rome time", "ora di Roma"."""
    return _("{city} time").format(city=city_of(zone))


def zone_words(zone: str) -> str:
    """A zone as a list shows it: "Rome (Europe/Rome)"."""
    return f"{city_of(zone)} ({zone})"


def say_full(moment: Moment) -> str:
    """The full date with the year: "Thu 19 Nov 2026, 09:00"."""
    shown = moment.shown
    return _("{day}, {time}").format(day=say_day_and_year(shown.date()), time=say_clock(shown))


def say_number(number: int) -> str:
    """Grouped as the language writes it: 2,200 or 2.200 (ux.md 107; CLDR would leave four Italian digits alone)."""
    return grouped(number)


def say_list(names: list[str]) -> str:
    """ "Mastodon, Bluesky and Blog"."""
    if len(names) < 2:
        return "".join(names)
    return _("{some} and {last}").format(some=", ".join(names[:-1]), last=names[-1])
