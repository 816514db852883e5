"""Invented numbers, so that one sees how they look: they grow as real ones do, fast on the first day and then slowly.

The same post has the same numbers at the same age, whenever and wherever it is asked about.
"""

import hashlib
import math

from smmdesk.model.numbers import Count, Counts

DAY_US = 86_400_000_000
GROWS_DAYS = 1.6
"""After so many days about two thirds of what comes in all have come."""
MOST_VIEWS = 900
SHARES_OF_VIEWS = {Count.LIKES: 0.075, Count.SHARES: 0.012, Count.CLICKS: 0.03}
SPREAD = 0.6


def invented(seed: str, age_us: int, answers: int | None = None) -> Counts:
    """The numbers of a post of this age. `answers` is how many there really are."""
    so_far = 1 - math.exp(-max(0, age_us) / DAY_US / GROWS_DAYS)
    views = MOST_VIEWS * (0.15 + 0.85 * _dice(seed, "views") ** 2) * so_far
    counts = {Count.VIEWS: round(views), Count.REACH: round(views * (0.7 + 0.15 * _dice(seed, "reach")))}
    for kind, share in SHARES_OF_VIEWS.items():
        counts[kind] = round(views * share * (1 - SPREAD + 2 * SPREAD * _dice(seed, kind)))
    if answers is not None:
        counts[Count.ANSWERS] = answers
    return {kind: counts[kind] for kind in Count if kind in counts}


def invented_followers(seed: str, days: int) -> int:
    """How many follow on a day, counted from any first one: a few more each week, now and then fewer than the day
    before."""
    steady = 120 + round(240 * _dice(seed, "followers"))
    return max(0, steady + round(days * (0.4 + _dice(seed, "pace"))) + round(3 * _dice(seed, str(days)) - 1))


def _dice(*words: str) -> float:
    """From 0 to 1, always the same for the same words."""
    digest = hashlib.sha256("\n".join(words).encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:4], "big") / 0xFFFF_FFFF
