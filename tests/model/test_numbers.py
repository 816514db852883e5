"""What is said of numbers: only what was told, in both languages, and when it was so."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from smmdesk.model.moment import to_us
from smmdesk.model.number_words import say, say_counts, say_followers, say_told, word
from smmdesk.model.numbers import Count, Told, cleaned, together
from smmdesk.model.words import set_language

NOW = datetime(2026, 11, 24, 9, 40, tzinfo=UTC)
TOLD = Told({Count.VIEWS: 1312, Count.LIKES: 14, Count.ANSWERS: 3, Count.SHARES: 0}, to_us(NOW))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def test_the_line_of_a_post() -> None:
    assert say_told(TOLD, "Europe/Rome", NOW) == "1,312 views, 14 likes, 3 answers, as of 10:40"
    assert say_told(TOLD, "Europe/Rome", NOW + timedelta(days=2)).endswith("as of Tue 24 Nov")
    assert say_told(TOLD, "Europe/Rome", NOW + timedelta(days=60)).endswith("as of Tue 24 Nov 2026")


def test_the_line_of_a_post_in_italian() -> None:
    set_language("it")
    assert say_told(TOLD, "Europe/Rome", NOW) == "1.312 visualizzazioni, 14 mi piace, 3 risposte, aggiornato alle 10:40"
    assert say_told(TOLD, "Europe/Rome", NOW + timedelta(days=2)).endswith("aggiornato a mar 24 nov")


def test_one_and_many_of_each_kind() -> None:
    assert [say(kind, 1) for kind in Count] == [
        "1 view",
        "1 person reached",
        "1 like",
        "1 answer",
        "1 share",
        "1 save",
        "1 click",
    ]
    assert [say(Count.SHARES, number) for number in (0, 2)] == ["0 shares", "2 shares"]
    assert len({word(kind, 2) for kind in Count}) == len(Count)
    assert (say_followers(1), say_followers(1200)) == ("1 follower", "1,200 followers")


def test_where_nobody_did_anything() -> None:
    assert say_counts(Told({Count.LIKES: 0, Count.ANSWERS: 0}, 0)) == "No reactions so far"


def test_views_and_reach_are_not_both_said() -> None:
    assert say_counts(Told({Count.VIEWS: 9, Count.REACH: 7}, 0)) == "9 views"
    assert say_counts(Told({Count.REACH: 7, Count.LIKES: 1}, 0)) == "7 people reached, 1 like"


def test_several_channels_together() -> None:
    other = Told({Count.LIKES: 6, Count.CLICKS: 2}, to_us(NOW) - 5)
    both = together([TOLD, other])
    assert both == Told(
        {Count.VIEWS: 1312, Count.LIKES: 20, Count.ANSWERS: 3, Count.SHARES: 0, Count.CLICKS: 2}, to_us(NOW) - 5
    )
    assert together([]) is None


def test_what_can_be_a_count() -> None:
    said: dict[Count, object] = {Count.VIEWS: -1, Count.REACH: 10**30, Count.LIKES: True, Count.SHARES: 0}
    assert cleaned(said) == {Count.SHARES: 0}


def test_below_a_number_stands_its_word_alone() -> None:
    assert [word(Count.VIEWS, 1), word(Count.VIEWS, 2), word(Count.REACH, 1)] == ["view", "views", "person reached"]
    set_language("it")
    assert [word(Count.VIEWS, 1), word(Count.LIKES, 3)] == ["visualizzazione", "mi piace"]
