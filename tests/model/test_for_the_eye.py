"""Text from outside for the eye: nothing turned round, hidden, piled up or without end."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.commands.answer import plain, problem_lines, table
from smmdesk.model.content import Content
from smmdesk.model.counting import graphemes
from smmdesk.model.for_the_eye import MOST_SHOWN, isolated, literal, sentences, shown_address, shown_host, tame
from smmdesk.model.problem import Problem
from smmdesk.store.plain import clean_text
from tests.helpers import vectors

HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\ufeff\ud800-\udfff\U000e0000-\U000e007f]")
SEEN = "Il pane è pronto"
FLAG = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


@pytest.mark.parametrize("text", vectors.each())
def test_nothing_hidden_or_turned_is_left_for_the_eye(text: str) -> None:
    begun = time.monotonic()
    for shown in (tame(text), isolated(text), literal(text), plain(text[:MOST_SHOWN])):
        assert not HIDDEN.search(shown)
        assert len(shown) <= MOST_SHOWN
        shown.encode("utf-8")
    assert tame(tame(text)) == tame(text)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("text", vectors.each(vectors.MARKUP))
def test_markup_stays_as_it_is_written(text: str) -> None:
    assert tame(text) == literal(text) == plain(text) == text


@pytest.mark.parametrize("text", vectors.each())
def test_a_database_takes_every_text(text: str) -> None:
    kept = clean_text(text)
    assert "\x00" not in kept
    kept.encode("utf-8")


@pytest.mark.parametrize("text", vectors.each())
def test_first_words_are_one_short_line(text: str) -> None:
    words = Content(text=text).first_words
    assert len(words) <= 80
    assert len(words.splitlines()) <= 1


@pytest.mark.parametrize("text", vectors.each())
def test_no_text_commands_a_terminal(text: str) -> None:
    rows = (*table([[text, SEEN]]), *problem_lines(Problem("refused", {"said": text[:2000]})))
    for line in rows:
        assert line.isprintable() or not HIDDEN.search(line)


@pytest.mark.vector(24)
def test_accents_are_not_piled_up() -> None:
    assert len(tame(vectors.UNICODE[24])) == 5
    assert tame("e\u0301 ế") == "e\u0301 ế"


@pytest.mark.vector(26)
def test_emoji_stay_whole() -> None:
    family = vectors.UNICODE[26]
    assert (tame(family), graphemes(tame(family))) == (family, 1)
    assert tame(FLAG) == FLAG


@pytest.mark.vector(21)
def test_a_file_name_shows_what_turns_it() -> None:
    assert literal(vectors.UNICODE[21]) == "invoice[U+202E]gpj.exe"
    assert literal("a\x00\nb") == "a␀␊b"


@pytest.mark.vector(22)
def test_isolates_of_ours_stay_and_lone_ones_go() -> None:
    assert tame(vectors.UNICODE[22]) == "abcxyz"
    assert tame("“\u2068שלום\u2069”, 9:00") == "“\u2068שלום\u2069”, 9:00"
    assert isolated("שלום\u2069\u202e") == "\u2068שלום\u2069"
    assert isolated(SEEN) == SEEN


@pytest.mark.vector(30)
def test_every_separator_is_a_line_feed() -> None:
    assert tame(vectors.UNICODE[30] + "\r\nf") == "a\nb\nc\nd\ne\nf"


@pytest.mark.parametrize(
    ("address", "host"),
    [
        pytest.param(vectors.LINKS[17], "evil.example", marks=pytest.mark.vector(17)),
        pytest.param(vectors.LINKS[18], "xn--pple-43d.com", marks=pytest.mark.vector(18)),
        pytest.param(vectors.LINKS[19], "example.xn--comlogin-0f7d.evil.example", marks=pytest.mark.vector(19)),
        pytest.param(vectors.LINKS[20], "bank.example", marks=pytest.mark.vector(20)),
        ("https://bäcker.example/x", "bäcker.example"),
        ("https://例え.jp", "例え.jp"),
        ("http://[broken", ""),
    ],
)
def test_the_host_is_who_really_answers(address: str, host: str) -> None:
    assert shown_host(address) == host


@pytest.mark.vector(18)
def test_a_link_shows_its_look_alike_host_in_punycode() -> None:
    assert shown_address("https://\u0430pple.com/id") == "https://xn--pple-43d.com/id"


@given(st.text())
def test_taming_what_is_tame_changes_nothing(text: str) -> None:
    once = tame(text)
    assert tame(once) == once
    assert not HIDDEN.search(re.sub("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f", "", once))


@pytest.mark.parametrize(
    ("parts", "read_out"),
    [
        (("Pane di segale.", "2 comments"), "Pane di segale. 2 comments"),
        (("Pane", "", "Bello!", "OK"), "Pane. Bello! OK"),
        (("Roses? ", "Peonies…", "Ok."), "Roses? Peonies… Ok."),
        (("", ""), ""),
    ],
)
def test_what_is_read_out_has_one_full_stop_between(parts: tuple[str, ...], read_out: str) -> None:
    assert sentences(*parts) == read_out
