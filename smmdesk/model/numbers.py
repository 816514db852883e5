"""What a platform counts of a post that is out: how often it was seen, liked, answered, passed on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Count(StrEnum):
    """One kind of number, under the same name on every platform.

    VIEWS counts each time it was shown, REACH each person or account once. SHARES are posts passed on (reposts, quotes,
    forwards), SAVES bookmarks and pins, CLICKS on its link.
    """

    VIEWS = "views"
    REACH = "reach"
    LIKES = "likes"
    ANSWERS = "answers"
    SHARES = "shares"
    SAVES = "saves"
    CLICKS = "clicks"


Counts = Mapping[Count, int]
"""What is known of one post: a kind that is missing is not told, which is not zero."""

MOST = 10**12
"""More than anything on earth was ever seen: what is larger is no count."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a platform told of a post, and when (the oldest, where several were asked at different times)."""

    counts: Counts
    at_us: int


def cleaned(counts: Mapping[Count, object]) -> dict[Count, int]:
    """Those that can be counts: whole numbers from nought to MOST. A platform says what it likes."""
    return {
        kind: number
        for kind, number in counts.items()
        if isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= MOST
    }


def together(told: Iterable[Told]) -> Told | None:
    """What a post counts on several channels; None where none of them told of it. A kind that one of them does not
    tell is the others' alone."""
    sums: dict[Count, int] = {}
    several = tuple(told)
    for one in several:
        for kind, number in one.counts.items():
            sums[kind] = sums.get(kind, 0) + number
    in_order = {kind: sums[kind] for kind in Count if kind in sums}
    return Told(in_order, min(one.at_us for one in several)) if several else None


@dataclass(frozen=True, slots=True)
class InsightsFact:
    """Which numbers a platform tells an account of its own posts. `counts` are values of Count; `at_once` is for how
    many posts one call may ask; `until_days` how long after publishing they are told, 0 for ever. `followers`: it tells
    how many follow the account. `says` is what is special about them, an English source sentence."""

    counts: tuple[str, ...]
    date: str
    source: str
    at_once: int = 1
    until_days: int = 0
    followers: bool = False
    says: str = ""
