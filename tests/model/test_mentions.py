"""Naming one person on several platforms: their own handle where they have one, their plain name elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.mentions import (
    handles_in,
    has_form,
    identity_on,
    is_called,
    named,
    named_text,
    names_on,
    unknown_there,
)
from smmdesk.model.person import Identity, Person


def person(name: str, **handles: str) -> Person:
    return Person(name, "brand", name, tuple(Identity(platform, "", handle) for platform, handle in handles.items()))


ANNA = person("Anna Rossi", mastodon="@anna@forno.example", bluesky="@anna.example.com")
BEA = person("Bea", x="@bea", instagram="@bea.pane")


def said(text: str, platform: str, *people: Person) -> str:
    return named_text(text, names_on(people or (ANNA, BEA), platform))


@pytest.mark.statement(21)
@pytest.mark.parametrize(
    ("platform", "words"),
    [
        ("mastodon", "Grazie @anna@forno.example, e Bea!"),
        ("bluesky", "Grazie @anna.example.com, e Bea!"),
        ("x", "Grazie Anna Rossi, e @bea!"),
        ("instagram", "Grazie Anna Rossi, e @bea.pane!"),
        ("linkedin", "Grazie Anna Rossi, e Bea!"),
    ],
)
def test_each_platform_says_its_own_handle_or_the_plain_name(platform: str, words: str) -> None:
    assert said("Grazie @anna@forno.example, e @bea.pane!", platform) == words
    assert said("Grazie @anna.example.com, e @bea!", platform) == words
    assert said("Grazie @Anna@Forno.example, e @Bea!", platform).casefold() == words.casefold()


@pytest.mark.parametrize(
    "text",
    [
        "https://forno.example/@anna@forno.example/1",
        "https://a.example/x?@bea",
        "anna@forno.example",
        "@anna@forno.example.org",
        "@bea-altra",
        "@@bea",
        "@",
        "Bea",
    ],
)
def test_what_is_no_handle_of_theirs_stays(text: str) -> None:
    assert said(text, "linkedin") == text


def test_punctuation_and_brackets_around_a_handle_stay() -> None:
    assert said("(@bea). @bea... @bea-", "linkedin") == "(Bea). Bea... Bea-"


def test_who_has_the_handle_there_is_named_there() -> None:
    other = person("Bea Verdi", mastodon="@bea.pane")
    assert said("@bea.pane", "instagram", BEA, other) == "@bea.pane"
    assert said("@bea.pane", "mastodon", BEA, other) == "@bea.pane"


def test_a_handle_of_two_people_is_left_as_it_is_typed() -> None:
    other = person("Bea Verdi", tiktok="@bea")
    assert said("@bea", "linkedin", BEA, other) == "@bea"
    assert said("@bea.pane", "linkedin", BEA, other) == "Bea"


def test_all_that_is_said_is_named() -> None:
    content = Content(text="@bea", thread=(ThreadItem("con @bea"),), first_comment="e @bea", title="@bea")
    found = named(content, names_on([BEA], "mastodon"))
    assert (found.text, found.thread[0].text, found.first_comment, found.title) == ("Bea", "con Bea", "e Bea", "@bea")
    assert named(content, {}) is content
    assert handles_in(content) == ("@bea",)


def test_who_is_not_known_there() -> None:
    content = Content(text="@anna@forno.example e @bea, ancora @Bea", first_comment="@carla")
    assert unknown_there(content, (ANNA, BEA), "x") == (("@anna@forno.example", ANNA),)
    assert unknown_there(content, (ANNA, BEA), "mastodon") == (("@Bea", BEA),)
    assert unknown_there(content, (ANNA, BEA), "linkedin") == (("@anna@forno.example", ANNA), ("@Bea", BEA))
    assert identity_on(ANNA, "x") is None


def test_found_by_the_beginning_of_any_word_without_accents() -> None:
    zoe = person("Zoë D'Amico", mastodon="@zd@pane.example")
    assert all(is_called(zoe, words) for words in ("zo", "ZOE", "d'am", "@zd", "zd@pane", "Zoë d", ""))
    assert not any(is_called(zoe, words) for words in ("amico", "pane", "oe"))


def test_forms_are_whole_and_not_endless() -> None:
    assert has_form("@anna", r"@\w+")
    assert not has_form("@anna rossi", r"@\w+")
    assert not has_form("@" + "a" * 400, r"@\w+")


@given(st.text(st.sampled_from("ab @.-/é\n#😀")), st.sampled_from(["x", "mastodon", "linkedin"]))
def test_said_again_nothing_changes(text: str, platform: str) -> None:
    people = (person("AB", x="@ab", mastodon="@a@b.a"),)
    names = names_on(people, platform)
    once = named_text(text, names)
    assert named_text(once, names) == once
    if "@" not in text:
        assert once == text
