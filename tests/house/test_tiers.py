"""The default tier says the same of the same tree; the long one looks for what nobody thought of."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

MANY = st.lists(st.integers(0, 1_000_000), max_size=5)


def examples() -> list[list[int]]:
    seen: list[list[int]] = []

    @given(MANY)
    def look(numbers: list[int]) -> None:
        seen.append(numbers)

    look()
    return seen


def test_what_is_made_up_is_the_same_every_time_but_in_the_long_tier(request: pytest.FixtureRequest) -> None:
    long = request.config.getoption("--long")
    assert (examples() == examples()) is not long
    assert settings.default.print_blob
