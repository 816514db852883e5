"""The eight texts of ux.md §2: what happened, what we did, what to do next; never a code, never a reproach."""

import re

import pytest

from smmdesk.model.problem import Problem, Remedy
from smmdesk.model.problem_texts import COUNTED, TEXTS
from smmdesk.model.words import set_language
from ui.presenters.remedies import button_label, details_of

E = {
    1: Problem("signed_out", {"channel": "Instagram", "count": 3}),
    2: Problem("unknown_outcome", {"channel": "LinkedIn"}),
    3: Problem("text_too_long", {"channel": "X", "limit": 280, "actual": 301}),
    4: Problem("media_missing", {"name": "vetrina.jpg"}),
    5: Problem("disk_full", {"left": "12 MB"}),
    6: Problem("wifi_page", {"url": "https://hotel.example"}),
    7: Problem("part_refused", {"done": 2, "total": 4, "number": 3, "platform": "X", "said": "a link is blocked"}),
    8: Problem("desk_damaged", {"time": "08:10", "count": 1}),
}
ENGLISH = {
    1: ("Instagram signed us out. Your 3 posts are safe and paused.", "Sign in again"),
    2: (
        "The connection dropped while sending to LinkedIn. We have not sent it again, to avoid a double post",
        "Decide",
    ),
    3: ("X allows 280; you have 301. Nothing was changed.", "Split it"),
    4: ("The photo “vetrina.jpg” is no longer on this computer. The post is kept", "Choose photo"),
    5: ("Your disk is full (12 MB left). What you typed is still here, not saved yet.", "Try saving again"),
    6: ("This Wi-Fi asks you to sign in first. Nothing was sent; we send when it works.", "Open the sign-in page"),
    7: ("2 of 4 parts are online. Part 3 was refused.", "Edit part 3"),
    8: ("The calendar file was damaged. We kept the damaged file and restored the copy of 08:10.", "Show it"),
}
ITALIAN = {
    1: ("Instagram ha chiuso l’accesso. I tuoi 3 post sono al sicuro e in pausa.", "Accedi di nuovo"),
    2: ("La connessione è caduta durante l’invio a LinkedIn. Non l’abbiamo rimandato, per evitare doppioni", "Decidi"),
}


@pytest.fixture(params=["en", "it"])
def spoken(request: pytest.FixtureRequest):  # type: ignore[no-untyped-def]
    set_language(request.param)
    yield request.param
    set_language("en")


def said(problem: Problem) -> str:
    return f"{problem.title}. {problem.advice}"


@pytest.mark.statement(75)
@pytest.mark.parametrize("number", sorted(E))
def test_each_says_what_happened_what_we_did_and_what_next(number: int) -> None:
    words, button = ENGLISH[number]
    assert said(E[number]).startswith(words)
    assert button_label(E[number]) == button


@pytest.mark.parametrize("number", sorted(ITALIAN))
def test_they_are_said_in_italian(number: int) -> None:
    set_language("it")
    words, button = ITALIAN[number]
    assert (said(E[number]).startswith(words), button_label(E[number])) == (True, button)
    set_language("en")


@pytest.mark.statement(75)
@pytest.mark.parametrize("code", sorted(TEXTS))
def test_the_code_is_only_in_the_details(spoken: str, code: str) -> None:
    problem = Problem(code)
    for line in (problem.title, problem.advice):
        assert code not in line or "_" not in code
        assert "!" not in line
        assert not re.search(r"\b(sorry|oops|your fault|error|errore|spiacenti)\b", line, re.IGNORECASE), line
    assert details_of(problem).startswith(f"{code}: ")
    assert button_label(problem) or problem.remedy is Remedy.NONE


def test_one_post_and_several_are_said_rightly() -> None:
    one = Problem("signed_out", {"channel": "Blog", "count": 1})
    assert one.advice == "Your 1 post is safe and paused. Sign in again and it goes on."
    assert Problem("signed_out", {"channel": "Blog"}).advice.startswith("Your posts are safe")
    assert set(COUNTED) <= set(TEXTS)
