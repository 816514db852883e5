"""Which scripts meet which connector in the default tier; with --long every script meets every connector."""

from collections.abc import Sequence

import pytest

from tests.contract.subjects import SUBJECTS

EVERY = 3
"""A connector meets one in so many of the telling scripts, the next connector the next ones."""
SELDOM = 9
"""So does a real server beside its fake."""
QUICK = "mastodon"
"""Its fake answers at once: it meets all."""


def marks_of(key: str, name: str, telling: Sequence[str]) -> list[pytest.MarkDecorator]:
    """The marks of the case in which the script called `name` meets the subject `key`."""
    marks = [pytest.mark.servers] if SUBJECTS[key].slow else []
    return marks if in_default_tier(key, name, telling) else [*marks, pytest.mark.long]


def in_default_tier(key: str, name: str, telling: Sequence[str]) -> bool:
    """Whether this test is one of those that every run makes."""
    if name not in telling:
        return False
    turn = list(SUBJECTS).index(key) + telling.index(name)
    return key == QUICK or turn % (SELDOM if SUBJECTS[key].beside else EVERY) == 0
