"""Differences that people can read, and that lose nothing of either text."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.model.word_diff import Change, Piece, word_diff

SAME, ADDED, REMOVED = Change.SAME, Change.ADDED, Change.REMOVED
TEXTS = st.text(alphabet=st.sampled_from(list("ab è'’\n.👩‍🍳")), max_size=40)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_it(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    assert "".join(piece.text for piece in pieces if piece.change is not ADDED) == old
    assert "".join(piece.text for piece in pieces if piece.change is not REMOVED) == new
    assert all(piece.text for piece in pieces)
    assert all(one.change is not other.change for one, other in pairwise(pieces))


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "", ()),
        ("Pane", "Pane", (Piece(SAME, "Pane"),)),
        ("", "Pane", (Piece(ADDED, "Pane"),)),
        (
            "Domani pane di segale",
            "Domani pane integrale",
            (Piece(SAME, "Domani pane "), Piece(REMOVED, "di segale"), Piece(ADDED, "integrale")),
        ),
        ("l’orto", "l’orto bello", (Piece(SAME, "l’orto"), Piece(ADDED, " bello"))),
        ("D'Angelo", "d'Angelo", (Piece(REMOVED, "D'Angelo"), Piece(ADDED, "d'Angelo"))),
        (
            "uno due tre quattro",
            "uno DUE TRE quattro",
            (Piece(SAME, "uno "), Piece(REMOVED, "due tre"), Piece(ADDED, "DUE TRE"), Piece(SAME, " quattro")),
        ),
    ],
)
def test_it_goes_by_words(old: str, new: str, pieces: tuple[Piece, ...]) -> None:
    assert word_diff(old, new) == pieces


def test_the_longest_texts_are_compared_at_once() -> None:
    """63,206 characters, every word of them another: less than half a second."""
    old, new = "uno due " * 8_000, "tre quattro " * 5_000
    began = time.monotonic()
    pieces = word_diff(old, new)
    assert time.monotonic() - began < 0.5
    assert [piece.change for piece in pieces] == [REMOVED, ADDED, SAME]  # the blank at the end
