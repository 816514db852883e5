"""What a platform counts of a post that is out: how often it was seen, liked, answered, passed on."""

from collections.abc import Mapping
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
