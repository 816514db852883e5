"""More posts than a platform takes in a day (fault 99): said at the post, in time, and it blocks nothing."""

from datetime import datetime
from pathlib import Path

import pytest

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.moment import Moment
from tests.desk.support import add_channel, add_post, rome

pytestmark = pytest.mark.fault(99)


@pytest.fixture
def narrow(desk: Desk, folder: Path) -> None:
    """A platform that takes three a day."""
    (folder / "facts.toml").write_text("[practice]\nposts_per_day = 3\n", encoding="utf-8")
    from smmdesk.platforms.facts import load_facts

    load_facts.cache_clear()


def hints(desk: Desk, brand: Brand, at: Moment, *channels: object) -> list[str]:
    post = add_post(desk, brand, "Un altro", *channels, planned=at)  # type: ignore[arg-type]
    found = planning.check_post(desk, post)
    planning.trash(desk, [post.id])
    return [
        f"{hint.title}|{hint.field}" for checked in found.values() for hint in checked.hints if hint.code == "day_full"
    ]


@pytest.mark.usefixtures("narrow")
def test_a_full_day_is_said_and_blocks_nothing(desk: Desk, brand: Brand) -> None:
    channel, other = add_channel(desk, brand, "Forno"), add_channel(desk, brand, "Blog")
    for hour in (0, 12, 23):
        add_post(desk, brand, f"Alle {hour}", channel, planned=Moment(datetime(2026, 11, 25, hour, 59), "Europe/Rome"))
    told = "Forno takes 3 posts a day; Wed 25 Nov has 4|when"
    assert hints(desk, brand, rome("2026-11-25 18:00"), channel) == [told]
    assert hints(desk, brand, rome("2026-11-26 00:00"), channel) == []
    assert hints(desk, brand, rome("2026-11-24 23:59"), channel) == []
    assert hints(desk, brand, rome("2026-11-25 18:00"), other) == []
    late = add_post(desk, brand, "Un altro", channel, planned=rome("2026-11-25 18:00"))
    assert planning.schedule(desk, late.id).planned == rome("2026-11-25 18:00")


@pytest.mark.usefixtures("narrow")
def test_a_post_of_a_day_that_is_just_full_is_no_news(desk: Desk, brand: Brand) -> None:
    channel = add_channel(desk, brand)
    posts = [add_post(desk, brand, str(n), channel, planned=rome(f"2026-11-25 1{n}:00")) for n in range(3)]
    found = planning.check_post(desk, posts[0])[channel.id]
    assert "day_full" not in [hint.code for hint in found.hints]


def test_a_platform_that_says_no_number_warns_of_nothing(desk: Desk, brand: Brand) -> None:
    channel = add_channel(desk, brand)
    for number in range(5):
        add_post(desk, brand, str(number), channel, planned=rome(f"2026-11-25 1{number}:00"))
    assert hints(desk, brand, rome("2026-11-25 18:00"), channel) == []
