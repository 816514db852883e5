"""Problems: worded when they are shown, in the language in use, whatever values they carry."""

import re
import string
from collections.abc import Iterator

import pytest

from smmdesk.model.problem import Problem, ProblemError, Remedy
from smmdesk.model.problem_texts import TABLES, TEXTS
from smmdesk.model.words import _, language, ngettext, pgettext, set_language
from smmdesk.store.plain import dumps, loads


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def names_in(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_every_problem_says_what_happened_and_what_to_do(code: str) -> None:
    title, advice, remedy = TEXTS[code]
    assert title[0].isupper() or title.startswith(("“", "{", "smmdesk ")), title
    assert not title.endswith("."), title
    assert advice.endswith((".", "!", "?", "}")), advice
    assert Remedy(remedy)
    problem = Problem(code)
    for text in (problem.title, problem.advice):
        assert "{" not in text
        assert bool(names_in(title) | names_in(advice)) or "…" not in text or "…" in title + advice
    values = {name: f"<{name}>" for name in names_in(title) | names_in(advice)}
    shown = Problem(code, values)
    assert all(f"<{name}>" in shown.title + shown.advice for name in values)


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_no_problem_speaks_of_machinery(code: str) -> None:
    banned = (
        r"\b(token|oauth|api|endpoint|payload|queue|job|sync error|null|exception|invalid|oops|please|http|\d{3})\b"
    )
    for text in TEXTS[code][:2]:
        words = text.replace("https://", "")
        assert not re.search(banned, words, re.IGNORECASE), text


def test_no_two_modules_word_the_same_problem() -> None:
    assert len(TEXTS) == sum(len(table) for table in TABLES)


def test_a_code_that_nobody_worded_is_a_bug() -> None:
    with pytest.raises(KeyError):
        Problem("unheard_of")


def test_a_problem_goes_through_code_and_through_the_file() -> None:
    error = ProblemError("text_too_long", channel="Forno", limit=5, actual=9, field="text")
    problem = error.problem
    assert ProblemError.of(problem).problem == problem
    assert loads(Problem, dumps(problem)) == problem
    assert (problem.field, problem.remedy) == ("text", Remedy.SPLIT)
    assert Problem("offline").field == ""
    assert problem.as_dict() == {
        "code": "text_too_long",
        "title": "Forno allows 5; you have 9",
        "advice": "Nothing was changed. Shorten the text, or split it into parts.",
        "remedy": "split",
    }
    assert str(error) == "text_too_long"


@pytest.mark.parametrize("value", ["{channel}", "{0.__class__}", "%s", "{", "<img src=x>"])
def test_values_are_values_and_never_patterns(value: str) -> None:
    assert value in Problem("signed_out", {"channel": value}).title


def test_words_follow_the_language_at_once() -> None:
    problem = Problem("offline")
    english = problem.title
    assert set_language("it_IT") == "it" == language()
    assert problem.title != english
    assert set_language("de") == "en"
    assert problem.title == english
    assert set_language("it-CH") == "it"
    assert (_("no such text"), ngettext("a", "b", 2), pgettext("c", "d")) == ("no such text", "b", "d")
