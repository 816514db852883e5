"""Marks on links for the statistics of a brand's site: once, in their place, never twice."""

from datetime import date

import pytest

from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.link_tags import LONGEST, USUAL, filled, pattern_problem, tagged, tagged_link, tagged_text

TAGS = {"source": "bluesky", "medium": "social"}
ASKED = "utm_source=bluesky&utm_medium=social"


@pytest.mark.parametrize(
    ("url", "made"),
    [
        ("https://forno.example", f"https://forno.example/?{ASKED}"),
        ("https://forno.example/a?x=1#ora", f"https://forno.example/a?x=1&{ASKED}#ora"),
        ("https://forno.example/a?UTM_source=mine", "https://forno.example/a?UTM_source=mine"),
        ("mailto:info@forno.example", "mailto:info@forno.example"),
        ("https://[broken", "https://[broken"),
        ("", ""),
    ],
)
def test_a_link_is_marked_once(url: str, made: str) -> None:
    assert tagged_link(url, TAGS) == made
    assert tagged_link(made, TAGS) == made
    assert tagged_link(url, {}) == url


def test_in_a_text_the_punctuation_stays_after_the_link() -> None:
    text = "Qui (https://forno.example/a), o https://forno.example/b_(c). Fine"
    marked = f"Qui (https://forno.example/a?{ASKED}), o https://forno.example/b_(c)?{ASKED}. Fine"
    assert tagged_text(text, TAGS) == marked
    assert tagged_text("Senza link", TAGS) == "Senza link"


def test_everything_that_is_said_is_marked() -> None:
    url = "https://forno.example/"
    content = Content(text=url, link=url, thread=(ThreadItem(url),), first_comment=url)
    made = tagged(content, TAGS)
    assert {made.text, made.link, made.thread[0].text, made.first_comment} == {f"{url}?{ASKED}"}
    assert tagged(content, {}) is content


def test_the_parameters_of_a_brand_are_filled_in() -> None:
    assert filled(USUAL, "x") == {"source": "x", "medium": "social"}
    assert filled(USUAL, "x", "Natale al Forno")["campaign"] == "natale-al-forno"
    assert filled({}, "x") == {}


def test_every_blank_is_filled_in_for_this_channel_and_day() -> None:
    utm = {"source": "{platform}", "medium": "{channel}", "campaign": "{campaign}-{date}", "content": "x {date}"}
    made = filled(utm, "x", "Natale al Forno", "Forno Lucia", date(2026, 12, 19))
    assert list(made.values()) == ["x", "forno-lucia", "natale-al-forno-2026-12-19", "x 2026-12-19"]
    assert filled({"source": "a", "content": "{date}"}, "x") == {"source": "a"}
    assert (
        tagged_link("https://forno.example", {"source": "è già"})
        == "https://forno.example/?utm_source=%C3%A8%20gi%C3%A0"
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"medium": "", "campaign": ""}, None),
        ({"source": "  "}, "utm_source_missing"),
        ({"campaign": "{campagna}"}, "utm_blank_unknown"),
        ({"content": "{Date}"}, "utm_blank_unknown"),
        ({"content": "{date"}, "utm_blank_unknown"),
        ({"content": "x" * LONGEST}, None),
        ({"content": "x" * (LONGEST + 1)}, "utm_too_long"),
    ],
)
def test_what_stands_against_a_pattern(changes: dict[str, str], code: str | None) -> None:
    problem = pattern_problem({**USUAL, **changes})
    assert (problem.code if problem else None) == code
