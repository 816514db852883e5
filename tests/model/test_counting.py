"""Lengths as the platforms count them."""

import os
import unicodedata
from pathlib import Path

import pytest
import regex
import yaml
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.model.counting import (
    COUNTERS,
    code_points,
    graphemes,
    links_in,
    mastodon,
    mentions_in,
    tags_in,
    threads,
    utf8_bytes,
    utf16,
    weighted,
)

FAMILY = "👨‍👩‍👧‍👦"
FLAG, SKIN, KEYCAP, TAG_FLAG = "🇮🇹", "👍🏽", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"
clusters = st.sampled_from([FAMILY, FLAG, SKIN, "a", "\r\n", "é", "क्षि", "中", " ", "https://e.org/x"])
any_text = st.one_of(st.text(), st.lists(clusters).map("".join))


@pytest.mark.vector(26)
def test_one_family_in_every_unit() -> None:
    assert (graphemes(FAMILY), code_points(FAMILY), utf16(FAMILY), utf8_bytes(FAMILY)) == (1, 7, 11, 25)


@pytest.mark.parametrize(
    "cluster", [FAMILY, FLAG, SKIN, KEYCAP, TAG_FLAG, "क्षि", "e\u0301", "한", "\r\n", "a\u0351\u034a"]
)
def test_what_people_see_as_one_is_one(cluster: str) -> None:
    assert graphemes(cluster) == 1
    assert graphemes(cluster * 3) == 3


@given(any_text)
def test_units_are_ordered(text: str) -> None:
    assert graphemes(text) <= code_points(text) <= utf16(text) <= 2 * code_points(text)
    assert code_points(text) <= utf8_bytes(text) <= 4 * code_points(text)
    assert graphemes(text) == len(regex.findall(r"\X", text))


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_count_alike_everywhere(text: str) -> None:
    text = text.replace("\r\n", "\n")
    assert graphemes(text) == code_points(text) == utf16(text) == utf8_bytes(text)


@given(any_text)
def test_no_text_breaks_a_counter(text: str) -> None:
    for count in COUNTERS.values():
        assert count(text) >= 0


@pytest.mark.vector(27)
@pytest.mark.vector(28)
@pytest.mark.parametrize("text", ["\ud800", "a\x00b", "\u2028\u2029\x0b", "\u202egpj.exe", "Z" + "\u0351" * 200])
def test_odd_text_has_a_length_in_every_unit(text: str) -> None:
    for count in COUNTERS.values():
        assert count(text) > 0


# ------------------------------------------------------------------ Mastodon
@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("https://example.org", 23),
        ("HTTP://example.org/a/very/long/path?with=query&and=more#fragment", 23),
        ("look: https://example.org!", 6 + 23),
        ("https://example.org https://example.org", 47),
        ("ftp://example.org", 17),
        ("hello @ada@example.org and @bob", len("hello @ada and @bob")),
        ("mail ada@example.org", 20),
        (FAMILY * 500, 500),
        ("", 0),
    ],
)
def test_mastodon_shortens_addresses_and_mentions(text: str, length: int) -> None:
    assert mastodon(text) == length


# ------------------------------------------------------------------ X (twitter-text configuration v3)
@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("a" * 280, 280),
        ("Tüür", 4),
        ("cafe\u0301", 4),
        ("日本語", 6),
        ("😷", 2),
        (FAMILY, 2),
        (FLAG, 2),
        (SKIN, 2),
        (KEYCAP, 2),
        ("“quotes” – and – dashes…", 24 + 1),
        ("https://example.org/a/very/long/path/that/goes/on/and/on", 23),
        ("see https://a.co", 27),
        ("한국", 4),
    ],
)
def test_x_weighs_letters(text: str, length: int) -> None:
    assert weighted(text) == length


@given(st.text(st.characters(max_codepoint=0x10FF, exclude_categories=["Cs", "Mn", "Me", "Mc", "Cf"])))
def test_x_counts_light_letters_once(text: str) -> None:
    if "http" not in text and not regex.search(r"\p{Extended_Pictographic}|\p{Regional_Indicator}", text):
        assert weighted(text) == len(unicodedata.normalize("NFC", text))


def test_every_case_of_x_counts_as_x_counts_it() -> None:
    """The public conformance cases of twitter-text, those of the configuration in force."""
    folder = os.environ.get("SMMDESK_SPECS", "")
    if not folder or not (Path(folder) / "twitter-text").is_dir():
        pytest.skip("SMMDESK_SPECS names no folder with twitter-text")
    cases = yaml.safe_load((Path(folder) / "twitter-text" / "validate.yml").read_text("utf-8"))["tests"]
    tried = [
        case
        for name in ("WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest")
        for case in cases[name]
    ]
    wrong = [case["description"] for case in tried if weighted(case["text"]) != case["expected"]["weightedLength"]]
    assert len(tried) > 20
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("forno.it", 23),
        ("vedi forno.it/pane!", 5 + 23 + 1),
        ("Buono.Davvero", 13),
        ("scrivi a lucia@forno.it", 23),
        ("(https://forno.example/a_(b))", 2 + 23),
        ("https://forno.example.", 24),
        ("https://" + "a" * 64 + ".example", 8 + 64 + 8),
        ("\u2066https://forno.example\u2069", 4 + 23),
    ],
)
def test_what_x_takes_for_an_address(text: str, length: int) -> None:
    assert weighted(text) == length


@given(any_text, any_text)
def test_a_text_never_weighs_less_with_more_in_it(text: str, more: str) -> None:
    assert weighted(text + "\n\n" + more) == weighted(text) + 2 + weighted(more)


# ------------------------------------------------------------------ Threads
@pytest.mark.parametrize(("text", "length"), [("ciao", 4), ("è", 1), (FAMILY, 25), ("a👍b", 6), ("https://e.org", 13)])
def test_threads_counts_an_emoji_by_its_bytes(text: str, length: int) -> None:
    assert threads(text) == length


# ------------------------------------------------------------------ what stands in a text
@pytest.mark.statement(18)
def test_tags_mentions_and_links_of_a_text() -> None:
    text = "#pane #1 #1a ciao#no @lucia @b@c.example https://e.org/#x http://f.org https://e.org/#x lucia@forno.it"
    assert tags_in(text) == ["#pane", "#1a"]
    assert mentions_in(text) == ["@lucia", "@b@c.example"]
    assert links_in(text) == ["https://e.org/#x", "http://f.org", "https://e.org/#x"]
