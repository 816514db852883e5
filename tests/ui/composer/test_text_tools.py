"""Spans, splitting and pasting: pure functions, with properties over any text."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smmdesk.model.counting import COUNTERS, graphemes
from smmdesk.model.limits import Limits, count_text
from ui.presenters.composer_problems import over_from, text_fits
from ui.presenters.pasted import clean, plain_from_html
from ui.presenters.spans import SpanKind, Utf16Map, first_link, fitting_length, spans_of
from ui.presenters.splitting import split_text

TEXTS = st.text(st.sampled_from("ab à. !?\n👨‍👩‍👧e\u0301🎄#@:/-9"), max_size=120)


def kinds(text: str) -> list[tuple[str, SpanKind]]:
    return [(text[span.start : span.end], span.kind) for span in spans_of(text)]


# ------------------------------------------------------------------ spans
def test_links_tags_and_mentions_are_found() -> None:
    text = "Ciao @lucia@forno.example, vedi https://forno.example/a_(b). #panettone!"
    assert kinds(text) == [
        ("@lucia@forno.example", SpanKind.MENTION),
        ("https://forno.example/a_(b)", SpanKind.LINK),
        ("#panettone", SpanKind.TAG),
    ]


@pytest.mark.parametrize("text", ["#1", "a#b", "me@forno.example", "#", "@", "https://", "R&#38;D"])
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_a_tag_inside_a_link_is_part_of_the_link() -> None:
    assert kinds("https://a.example/#tag") == [("https://a.example/#tag", SpanKind.LINK)]


def test_the_first_link() -> None:
    assert first_link("prima http://a.example, poi http://b.example") == "http://a.example"
    assert first_link("niente") == ""


@given(TEXTS)
def test_spans_are_in_order_and_never_overlap(text: str) -> None:
    ends = [0]
    for span in spans_of(text):
        assert ends[-1] <= span.start < span.end <= len(text)
        ends.append(span.end)


@given(TEXTS)
def test_qts_positions_are_those_of_utf16(text: str) -> None:
    places = Utf16Map(text)
    for index in range(len(text) + 1):
        units = len(text[:index].encode("utf-16-le")) // 2
        assert places.to_qt(index) == units
        assert places.from_qt(units) == index


# ------------------------------------------------------------------ what fits
@given(TEXTS, st.integers(0, 40))
def test_what_fits_is_the_longest_beginning(text: str, most: int) -> None:
    length = fitting_length(text, lambda part: graphemes(part) <= most)
    assert graphemes(text[:length]) <= most
    assert length == len(text) or graphemes(text[: length + 1]) >= most


@given(TEXTS, st.sampled_from(sorted(COUNTERS)), st.integers(1, 40))
@pytest.mark.statement(13)
def test_the_number_over_belongs_to_the_platforms_own_rule(text: str, rule: str, most: int) -> None:
    limits = Limits(text_max=most, text_counted_as=rule)
    count = count_text(text, limits)
    assert count.used == COUNTERS[rule](text)
    assert count.over == max(0, count.used - most)
    start = over_from(text, text_fits(limits))
    assert (start is None) == (not count.over)


def test_a_family_is_one_on_bluesky_and_eleven_on_instagram() -> None:
    family = "👨‍👩‍👧‍👦"
    assert count_text(family, Limits(text_counted_as="graphemes")).used == 1
    assert count_text(family, Limits(text_counted_as="utf16")).used == 11


# ------------------------------------------------------------------ splitting
def bare(text: str) -> str:
    return "".join(text.split())


@given(TEXTS, st.integers(1, 30))
@example("a" * 100, 7)
@pytest.mark.statement(16)
def test_parts_fit_and_nothing_is_lost(text: str, most: int) -> None:
    parts = split_text(text, lambda part: graphemes(part) <= most)
    assert all(graphemes(part) <= most for part in parts)
    assert bare("".join(parts)) == bare(text)
    assert all(part.strip() == part for part in parts)


@given(TEXTS, st.integers(8, 30))
def test_numbered_parts_fit_with_their_number(text: str, most: int) -> None:
    parts = split_text(text, lambda part: graphemes(part) <= most, numbered=True)
    assert all(graphemes(part) <= most for part in parts)
    if len(parts) > 1:
        assert [part.rsplit(" ", 1)[1] for part in parts] == [f"{n}/{len(parts)}" for n in range(1, len(parts) + 1)]


@pytest.mark.statement(16)
def test_cuts_are_at_sentence_ends() -> None:
    text = "Il pane è pronto. Venite presto! Ne abbiamo quaranta… non uno di più."
    assert split_text(text, lambda part: len(part) <= 40) == (
        "Il pane è pronto. Venite presto!",
        "Ne abbiamo quaranta… non uno di più.",
    )


def test_a_text_that_fits_is_left_alone_and_unnumbered() -> None:
    assert split_text(" poco ", lambda part: len(part) <= 40, numbered=True) == ("poco",)


def test_no_room_for_a_number_is_said() -> None:
    with pytest.raises(ValueError, match="no room"):
        split_text("troppo lungo", lambda part: len(part) <= 2, numbered=True)


# ------------------------------------------------------------------ pasting
@pytest.mark.statement(15)
def test_rich_text_becomes_plain_with_its_links() -> None:
    html = (
        "<html><head><style>p {color: red}</style></head><body><p>Il <b>panettone</b> si prenota "
        "<a href='https://forno.example/p'>qui</a> o su <a href='https://forno.example/'>forno.example</a>.</p>"
        "<ul><li>uvetta</li><li>canditi</li></ul><p>Da&nbsp;noi<br>ogni giorno</p>"
        "<script>alert(1)</script></body></html>"
    )
    assert plain_from_html(html) == (
        "Il panettone si prenota qui (https://forno.example/p) o su https://forno.example/.\n\n"
        "• uvetta\n• canditi\n\nDa noi\nogni giorno"
    )


@given(st.text(max_size=80))
def test_clean_text_has_no_control_characters_and_stays_clean(text: str) -> None:
    plain = clean(text)
    assert "\x00" not in plain
    assert "\r" not in plain
    assert clean(plain) == plain
    plain.encode("utf-8")


def test_ordinary_text_is_left_as_it_is() -> None:
    text = "Perché no?\tSì – «è già»\n\n🎄 👨‍👩‍👧 fine\u00a0qui"
    assert clean(text) == text


def test_javascript_links_are_not_kept() -> None:
    assert plain_from_html("<a href='javascript:alert(1)'>premi</a>") == "premi"
