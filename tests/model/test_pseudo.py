"""The two languages that nobody speaks: every letter another one, longer, placeholders and patterns as they were."""

from collections.abc import Iterator

import pytest

from smmdesk.model.dates import say_day, say_in_figures
from smmdesk.model.pseudo import accented, from_right
from smmdesk.model.words import (
    _,
    dates_as,
    grouped,
    languages,
    name_of,
    ngettext,
    pgettext,
    reads_from_right,
    set_language,
    with_tenths,
)


@pytest.fixture(autouse=True)
def afterwards_english() -> Iterator[None]:
    yield
    set_language("en")


def test_a_third_more_letters_in_brackets_and_the_placeholders_as_they_are() -> None:
    said = accented("Published on {channel}, see https://forno.example/x")
    assert said.startswith("[Þúƀłíšĥéď ")
    assert "{channel}" in said
    assert "https://forno.example/x" in said
    assert said.format(channel="Blog")
    for words in ("Schedule", "Post text", "Nothing is scheduled this month"):
        assert len(words) * 1.35 <= len(accented(words)) < len(words) * 1.35 + 4
    assert accented("") == ""
    assert accented("Ctrl+Z takes it back").startswith("[Ctrl+Z ")


def test_the_other_one_is_read_from_the_right() -> None:
    assert from_right("Add {count}") == "אדד {count}"
    assert all("\u0590" <= letter <= "\u05ff" for letter in from_right("Schedule"))


@pytest.mark.parametrize(
    ("code", "is_from_right", "dates"), [("xa", False, "fi"), ("xb", True, "he"), ("en", False, "en")]
)
def test_they_are_languages_like_others_but_stand_in_no_list(code: str, is_from_right: bool, dates: str) -> None:
    assert set_language(code) == code
    assert (reads_from_right(), dates_as()) == (is_from_right, dates)
    assert code == "en" or code not in languages()
    one, many = (ngettext("{count} post", "{count} posts", count).format(count=count) for count in (1, 2))
    assert one != many
    assert one.count("1") == 1
    assert (pgettext("number", ","), grouped(12345), with_tenths(1234.5)) == (",", "12,345", "1,234.5")


def test_a_language_is_called_as_it_calls_itself_and_has_its_own_marks() -> None:
    assert [name_of(code) for code in languages()] == ["English", "Italiano"]
    set_language("it")
    assert (grouped(12345), with_tenths(1234.5)) == ("12.345", "1.234,5")
    assert _("Schedule") == "Programma"


def test_dates_come_from_the_catalogue_of_the_language_asked_for() -> None:
    from datetime import date

    day = date(2026, 11, 24)
    assert (say_day(day), say_day(day, "it"), say_day(day, "zz")) == ("Tue 24 Nov", "mar 24 nov", "Tue 24 Nov")
    set_language("it")
    assert (say_day(day), say_day(day, "en"), say_in_figures(day)) == ("mar 24 nov", "Tue 24 Nov", "24/11/2026")
