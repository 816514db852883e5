"""A walk over pages ends, whatever the pages say of where the next one begins."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.platforms.trail import LONGEST_PLACE, MOST_PAGES, Trail


def walked(following: dict[str, str] | list[str]) -> list[str]:
    """The places at which a walk from the newest page ("") reads."""
    places, place, trail = [""], "", Trail()
    for number in count():
        place = following.get(place, "") if isinstance(following, dict) else following[number]
        after = trail.to(place, places[-1])
        if after is None:
            return places
        places.append(place)
        trail = after
    raise AssertionError


def test_a_list_is_read_to_its_end() -> None:
    names = [f"place {number}" for number in range(MOST_PAGES - 2)]
    assert walked([*names, ""]) == ["", *names]


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_a_circle_ends_soon(size: int) -> None:
    circle = [f"place {number}" for number in range(size)]
    read = walked({"": circle[0], **{one: circle[(number + 1) % size] for number, one in enumerate(circle)}})
    assert set(read) == {"", *circle}
    assert len(read) <= 4 * size


@given(before=st.integers(0, 60), size=st.integers(1, 20))
def test_a_circle_behind_any_beginning_ends_and_all_of_it_is_read(before: int, size: int) -> None:
    names = [str(number) for number in range(before + size)]
    leads = dict(zip(["", *names], names, strict=False)) | {names[-1]: names[before]}
    read = walked(leads)
    assert set(read) == {"", *names}
    assert len(read) <= 4 * (before + size)


def test_a_list_without_an_end_ends() -> None:
    assert len(walked([f"place {number}" for number in range(1000)])) == MOST_PAGES


def test_what_is_no_place_is_the_end() -> None:
    assert Trail().to("a" * LONGEST_PLACE) is not None
    assert Trail().to("a" * (LONGEST_PLACE + 1)) is None
    assert Trail().to("") is None
