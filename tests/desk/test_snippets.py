"""Saved texts and what their variables mean."""

import pytest

from smmdesk.desk import planning, snippets, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.planning_aids import IN_WORDS, VARIABLES, SnippetKind, variable
from tests.desk.support import rome

TAGS, SIGNATURE, TEXT = SnippetKind.HASHTAGS, SnippetKind.SIGNATURE, SnippetKind.TEXT


@pytest.fixture
def brand(desk: Desk) -> Brand:
    return planning.first_brand(desk)


def names(desk: Desk, brand: Brand) -> list[str]:
    return [each.name for each in snippets.listed(desk, brand.id)]


def test_each_verb_is_one_step_that_can_be_taken_back(desk: Desk, brand: Brand) -> None:
    tags = snippets.add(desk, brand.id, TAGS, "  Our   bread ", "#pane #trieste\n")
    assert (tags.name, tags.text) == ("Our bread", "#pane #trieste")
    snippets.rename(desk, tags.id, "Bread")
    snippets.remove(desk, tags.id)
    assert names(desk, brand) == []
    undo.undo(desk)
    assert names(desk, brand) == ["Bread"]
    undo.undo(desk)
    assert names(desk, brand) == ["Our bread"]
    undo.undo(desk)
    assert names(desk, brand) == []
    undo.redo(desk)
    assert names(desk, brand) == ["Our bread"]


def test_a_text_without_a_name_is_called_by_its_first_words_and_nothing_is_not_kept(desk: Desk, brand: Brand) -> None:
    assert snippets.add(desk, brand.id, TEXT, "", "Open\nfrom seven").name == "Open from seven"
    assert len(snippets.add(desk, brand.id, TEXT, "", "x" * 500).name) == snippets.NAME_MOST
    with pytest.raises(ValueError, match="nothing"):
        snippets.add(desk, brand.id, TEXT, "Empty", " \n ")


def test_they_stand_by_kind_and_in_the_order_given(desk: Desk, brand: Brand) -> None:
    made = {name: snippets.add(desk, brand.id, TEXT, name, name) for name in "cab"}
    snippets.add(desk, brand.id, SIGNATURE, "s", "s")
    snippets.add(desk, brand.id, TAGS, "t", "#t")
    assert names(desk, brand) == ["t", "s", "c", "a", "b"]
    snippets.move(desk, made["b"].id, 0)
    assert names(desk, brand) == ["t", "s", "b", "c", "a"]
    undo.undo(desk)
    assert names(desk, brand) == ["t", "s", "c", "a", "b"]


def test_variables_speak_the_language_of_the_post(desk: Desk) -> None:
    brand = Brand("b", "Forno Lucia")
    text = "{name}: {day} {date}, {time} {link}"
    english = snippets.values_for(brand, rome("2026-11-24 18:30"), "https://forno.example", "en")
    italian = snippets.values_for(brand, rome("2026-11-24 18:30"), "", "it")
    assert snippets.filled(text, english).text == "Forno Lucia: Tuesday 24 November, 18:30 https://forno.example"
    assert snippets.filled(text, italian).text == "Forno Lucia: martedì 24 novembre, 18:30 {link}"


@pytest.mark.parametrize("language", ["", *IN_WORDS])
def test_variables_are_understood_in_any_language(language: str) -> None:
    text = " ".join(variable(key, language) for key in VARIABLES)
    values = {key: key.upper() for key in VARIABLES}
    assert snippets.filled(text, values).text == "NAME DAY DATE TIME LINK"


def test_what_is_not_known_stays_and_is_told(desk: Desk) -> None:
    values = snippets.values_for(Brand("b", "Forno {day}"), None, "", "it")
    filled = snippets.filled("🍞 {name}, {day} at {time}. {} {x} {Name}", values)
    assert filled.text == "🍞 Forno {day}, {day} at {time}. {} {x} {Name}"
    assert [filled.text[start:end] for start, end in filled.open] == ["{day}", "{time}"]
    assert filled.open[0][0] == filled.text.rindex("{day}")
