"""Plain words as markup: whatever a person types is what visitors read, and nothing of it becomes a sign."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smmdesk.platforms.markup import (
    html_of,
    listed_words,
    markdown_of,
    paragraphs,
    parts_of,
    plain_of,
    same_words,
    unmarked,
)

SIGNS = [
    *"ab 1.)(:;#*_-+=~`<>&|^!\\[]{}'\"@/?%è🥖\n",
    "https://a.example/x_y",
    "http://b.example/(z)*",
    "&amp;",
    "\n\n",
]
WORDS = st.lists(st.sampled_from(SIGNS), max_size=40).map("".join)
OPEN_MARK = re.compile(r"(?<!\\)(?:\\\\)*[`*_\[\]~|^]")
START = re.compile(r"^(?:#{1,6}(?:\s|$)|[-+=]|\d{1,9}[.)]|:::)", re.MULTILINE)


@settings(max_examples=300, deadline=None)
@given(WORDS)
def test_html_says_what_was_typed(text: str) -> None:
    made = html_of(text)
    assert same_words(plain_of(made), text)
    assert set(re.findall(r"</?(\w+)", made)) <= {"p", "br", "a"}


@settings(max_examples=300, deadline=None)
@given(WORDS)
def test_markdown_says_what_was_typed(text: str) -> None:
    made = markdown_of(text)
    assert same_words(unmarked(made), text)
    bare = re.sub(r"<https?://[^\s<>]+>|https?://[^\s<>\\]+", "", made)
    assert not OPEN_MARK.search(bare), "no sign is left to be read as a mark"
    assert not re.search(r"(?<!\\)<|&(?!amp;)", bare)
    assert not START.search(made), "no line begins a list or a heading"


@given(WORDS)
def test_the_parts_of_a_line_are_the_line(text: str) -> None:
    for line in text.split("\n"):
        assert "".join(words for words, _ in parts_of(line)) == line


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Pane", "Pane"),
        ("# Pane", "\\# Pane"),
        ("#pane", "#pane"),
        ("- uno\n- due", "\\- uno  \n\\- due"),
        ("1. uno", "1\\. uno"),
        ("    molto rientrato", "molto rientrato"),
        ("*due* _tre_ `x`", "\\*due\\* \\_tre\\_ \\`x\\`"),
        ("a & b < c", "a &amp; b \\< c"),
        ("vedi https://a.example/x.", "vedi https://a.example/x."),
        ("vedi https://a.example/_x_", "vedi <https://a.example/_x_>"),
        ("::: spoiler", "\\::: spoiler"),
        ("uno\n\n\ndue", "uno\n\ndue"),
        ("@lucia ciao", "@lucia ciao"),
    ],
)
def test_markdown(text: str, made: str) -> None:
    assert markdown_of(text) == made


def test_html() -> None:
    assert html_of("a <b>\nc\n\nhttps://a.example/?x=1&y=2!") == (
        '<p>a &lt;b&gt;<br>c</p>\n<p><a href="https://a.example/?x=1&amp;y=2">https://a.example/?x=1&amp;y=2</a>!</p>'
    )
    assert paragraphs(" \n\n") == []


def test_words_of_an_option() -> None:
    assert listed_words(" #pane, forno ,, pane , # ") == ["pane", "forno"]
    assert listed_words(None) == []
