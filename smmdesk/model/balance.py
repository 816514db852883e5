"""How much is said and how much is answered: posts and answers week by week, and how soon an answer comes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from smmdesk.model.moment import from_us

WEEKS = 8


@dataclass(frozen=True, slots=True)
class Week:
    """From Monday, `first_day`, to Sunday: posts that went out, answers that went out."""

    first_day: date
    posts: int = 0
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Balance:
    """`weeks` end with the present one. `median_us` is the middle waiting time of those messages of these weeks that
    were answered, None where none was; `answered` is how many they are."""

    weeks: tuple[Week, ...]
    median_us: int | None
    answered: int

    @property
    def posts(self) -> int:
        return sum(week.posts for week in self.weeks)

    @property
    def answers(self) -> int:
        return sum(week.answers for week in self.weeks)


def balance_of(
    posts_us: Iterable[int], answers: Iterable[tuple[str, int, int]], zone: str, now: datetime, weeks: int = WEEKS
) -> Balance:
    """`posts_us`: when each post went out first. `answers`: a message's id, when it was written, when an answer to it
    went out. Days and weeks are those of `zone`."""
    here = ZoneInfo(zone)
    monday = _monday(now.astimezone(here).date())
    firsts = [monday - timedelta(weeks=back) for back in reversed(range(weeks))]
    posts, given = dict.fromkeys(firsts, 0), dict.fromkeys(firsts, 0)
    for at_us in posts_us:
        week = _monday(from_us(at_us).astimezone(here).date())
        if week in posts:
            posts[week] += 1
    soonest: dict[str, int] = {}
    for message_id, sent_us, at_us in answers:
        week = _monday(from_us(at_us).astimezone(here).date())
        if week in given:
            given[week] += 1
        if _monday(from_us(sent_us).astimezone(here).date()) in given:
            waited_us = max(0, at_us - sent_us)
            soonest[message_id] = min(waited_us, soonest.get(message_id, waited_us))
    middle = round(median(soonest.values())) if soonest else None
    return Balance(tuple(Week(first, posts[first], given[first]) for first in firsts), middle, len(soonest))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
