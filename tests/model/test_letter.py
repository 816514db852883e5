"""The letter: nothing in it that the figures do not say, and how sure it is said with it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.model.comparing import Finding, PostTold, Sure, Trait, faithful, part_of_day, strongest
from smmdesk.model.letter import Door, Open, Told, plain, say_wait, strong, write
from smmdesk.model.periods import Period, Span
from smmdesk.model.results import Figures
from smmdesk.model.words import set_language

TODAY = date(2026, 11, 18)
MONTH = Period.of(Span.MONTH, TODAY)
HOUR = 3_600_000_000
MINUTE = 60_000_000
SOME = Figures(posts=18, handled=104, waiting=5, answered=90, median_us=3 * HOUR, new_people=17)
PEOPLE = Finding(Trait.LABEL, "People", 4, 18, 3.1, 31, 20)
TOLD = Told(MONTH, TODAY, SOME, Figures(12, 70, 10), (PEOPLE,), None, 18)


@pytest.fixture(params=["en", "it"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    set_language(request.param)
    yield request.param
    set_language("en")


def told_of(told: Told) -> str:
    return "\n".join(plain(sentence) for sentence in write(told).paragraphs)


def test_what_the_picture_says() -> None:
    letter = write(replace(TOLD, open=Open(("i1", "i2"), 5, 0, (date(2026, 12, 3), date(2026, 12, 5)))))
    assert letter.about == "The letter of November, so far"
    assert letter.title == "Posts labelled “People” are talked about most."
    first, second = (plain(sentence) for sentence in letter.paragraphs)
    assert first == (
        "You published 18 posts. 109 messages came, and 104 of them are answered or done. You usually answer within "
        "3 hours. The month before, up to the same day: 12 posts and 80 messages."
    )
    assert second == (
        "Posts labelled “People” had three times the comments of the others. They are 4 of 18: few to be sure, enough "
        "to try again."
    )
    assert [run.text for run in letter.paragraphs[0] if run.strong] == ["18 posts", "109 messages", "104", "3 hours"]
    assert [(one.door, one.words) for one in letter.tries] == [
        (Door.IDEAS, "Another one on “People”: 2 ideas are ready."),
        (Door.INBOX, "5 messages still wait for an answer."),
        (Door.DAY, "Nothing is planned from Thu 3 Dec to Sat 5 Dec."),
    ]


def test_in_italian_with_its_plurals() -> None:
    set_language("it")
    one = Figures(posts=1, handled=1, waiting=0, answered=1, median_us=HOUR)
    said = told_of(Told(MONTH, TODAY, one, Figures(), compared=1))
    assert said.startswith("Hai pubblicato 1 post. È arrivato 1 messaggio")
    many = told_of(TOLD)
    assert "Sono arrivati 109 messaggi" in many
    assert "il triplo dei commenti degli altri" in many
    assert write(TOLD).about == "La lettera di novembre, finora"
    set_language("en")


def test_too_few_to_compare_is_said() -> None:
    said = told_of(replace(TOLD, findings=(), compared=7, now=replace(SOME, posts=7)))
    assert "7 posts are too few to say what works" in said
    assert "no kind was talked about" in told_of(replace(TOLD, findings=()))


def test_where_one_looked_back_it_is_said() -> None:
    assert "last 90 days" not in told_of(TOLD)
    assert told_of(replace(TOLD, reaches_back=True)).count("last 90 days") == 1


def test_a_period_that_is_over_has_nothing_to_try(language: str) -> None:
    past = Period.of(Span.MONTH, date(2026, 10, 3))
    letter = write(replace(TOLD, period=past, open=Open(("i",), 5, 2, (TODAY, TODAY))))
    assert letter.tries == ()
    assert letter.about in ("The letter of October", "La lettera di ottobre")


def test_a_year_is_named_as_one_says_it(language: str) -> None:
    letter = write(replace(TOLD, period=Period.of(Span.YEAR, date(2025, 6, 1))))
    assert letter.about in ("The letter of the year 2025", "La lettera del 2025")


def test_nothing_yet(language: str) -> None:
    letter = write(Told(MONTH, TODAY, Figures(), Figures()))
    assert letter.title in ("Nothing went out yet.", "Ancora niente è uscito.")
    assert len(letter.paragraphs) == 1


TRAITS = st.sampled_from(list(Trait))
FINDINGS = st.builds(
    Finding,
    TRAITS,
    st.sampled_from(["dawn", "morning", "noon", "afternoon", "evening", "night"]),
    st.integers(3, 50),
    st.integers(60, 200),
    st.none() | st.floats(1.5, 40),
    st.integers(5, 400),
    st.integers(1, 300),
)
FIGURES = st.builds(
    Figures, *(st.integers(0, 3) | st.integers(0, 10**6) for _ in range(4)), st.none() | st.integers(0, 10**13)
)
OPENS = st.builds(
    Open,
    st.lists(st.just("i"), max_size=3).map(tuple),
    st.integers(0, 3),
    st.integers(0, 3),
    st.none() | st.tuples(st.just(TODAY), st.dates(TODAY, date(2026, 12, 31))),
)


@given(
    st.builds(
        Told,
        st.sampled_from([Period.of(span, TODAY) for span in Span]),
        st.sampled_from([TODAY, date(2027, 3, 1)]),
        FIGURES,
        FIGURES,
        st.lists(FINDINGS, max_size=2).map(tuple),
        st.none() | FINDINGS,
        st.integers(0, 30),
        st.booleans(),
        OPENS,
    ),
    st.sampled_from(["en", "it"]),
)
def test_no_letter_has_a_hole(told: Told, words_in: str) -> None:
    set_language(words_in)
    try:
        letter = write(told)
    finally:
        set_language("en")
    said = [letter.about, letter.title, *map(plain, letter.paragraphs), *(one.words for one in letter.tries)]
    assert all(said)
    assert not [words for words in said if "{" in words or "}" in words or "*" in words or "  " in words]
    assert bool(letter.tries) <= told.is_running


@pytest.mark.parametrize(
    ("us", "words"),
    [
        (0, "1 minute"),
        (89 * MINUTE, "89 minutes"),
        (90 * MINUTE, "2 hours"),
        (47 * 60 * MINUTE, "47 hours"),
        (60 * 60 * MINUTE, "2 days"),
    ],
)
def test_waiting_in_words(us: int, words: str) -> None:
    assert say_wait(us) == words


def test_stars_in_a_label_stay_out() -> None:
    starred = replace(PEOPLE, value="**Pane**")
    assert "**" not in told_of(replace(TOLD, findings=(starred,)))
    assert strong("a **b** c")[1].strong


# ------------------------------------------------------------------ comparing
def made(count: int, comments: int, *labels: str, **fields: object) -> list[PostTold]:
    return [
        PostTold(f"{labels}{number}", 8, labels, comments=comments, **fields)  # type: ignore[arg-type]
        for number in range(count)
    ]


def test_the_clearest_difference_leads() -> None:
    [found] = strongest([*made(4, 9, "People"), *made(14, 3, "Products")])
    assert (found.trait, found.value, found.group, found.total, found.times) == (Trait.LABEL, "People", 4, 18, 3.0)
    assert found.sure is Sure.FEW


@pytest.mark.parametrize(
    "posts",
    [
        made(2, 9, "People") + made(14, 3),  # too few of them
        made(14, 9, "People") + made(2, 3),  # too few beside them
        made(4, 4, "People") + made(14, 3),  # hardly more
        made(4, 1, "People") + made(14, 0),  # hardly any comments at all
        made(14, 9, "People") + made(4, 3),  # nearly all of them
        [],
    ],
    ids=["few", "few others", "alike", "quiet", "usual", "none"],
)
def test_nothing_is_made_of_little(posts: list[PostTold]) -> None:
    assert strongest(posts) == ()


def test_one_post_that_everybody_talked_about_is_no_kind_of_posts() -> None:
    many = [*made(3, 0, "People"), *made(1, 201, "People"), *made(14, 0)]
    assert strongest(many) == ()
    assert strongest([*made(3, 9, "People"), *made(1, 201, "People"), *made(14, 3)]) != (), "they all are"


def test_the_others_without_a_comment_are_no_division() -> None:
    [found] = strongest([*made(4, 3, "People"), *made(4, 0)])
    assert found.times is None


def test_few_comments_by_the_same_people() -> None:
    same = frozenset({"a", "b"})
    others = frozenset("cdefg")
    found = faithful([*made(6, 1, "Rye", people=same), *made(6, 4, people=others)])
    assert found is not None
    assert (found.value, found.comments, found.people) == ("Rye", 6, 2)
    assert faithful([*made(6, 4, "Rye", people=same), *made(6, 4, people=others)]) is None
    assert faithful([*made(6, 1, "Rye", people=same), *made(6, 4, people=same)]) is None, "nobody else ever wrote"


def test_every_hour_is_part_of_a_day() -> None:
    assert {part_of_day(hour) for hour in range(24)} == {"dawn", "morning", "noon", "afternoon", "evening", "night"}
