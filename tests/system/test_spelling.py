"""How words are written: the real dictionaries in their own process, which may die."""

import io
import json
import time

import pytest

from smmdesk.system import speller
from smmdesk.system.spelling import Spelling, languages

ITALIAN = ["panetone", "panettone", "perchè", "perché", "po'", "dall'uvetta", "l'IVA", "c'è", "qell'albero", "Trieste"]


def test_the_languages_that_have_a_dictionary() -> None:
    assert languages() == ("en", "it")


def test_words_in_another_process_which_may_be_killed() -> None:
    spelling = Spelling()
    try:
        assert spelling.check("it", ITALIAN) == {"panetone", "perchè", "qell'albero"}
        began = time.perf_counter()
        assert spelling.check("it", ["qesto"] * 300) == {"qesto"}
        assert time.perf_counter() - began < 1.0  # the dictionary stays loaded
        assert "panettone" in spelling.suggest("it", "panetone")
        running = spelling._child._process
        assert running is not None
        running.kill()
        running.wait()
        assert spelling.check("xx", ["panetone"]) is None  # no dictionary: nothing is called wrong
    finally:
        spelling.close()
    assert running.returncode is not None
    assert spelling.check("it", ["panetone"]) is None


def test_an_answer_that_takes_too_long_is_none() -> None:
    spelling = Spelling(hang_s=0.05)
    try:
        assert spelling.check("it", ["panetone"]) is None
        assert spelling.suggest("it", "panetone") == ()
    finally:
        spelling.close()


@pytest.mark.parametrize("language", ["../../etc/passwd", "it/../it", "", "zz"])
def test_only_our_own_dictionaries_are_read(language: str) -> None:
    asked = {"do": "check", "language": language, "words": ["a"]}
    source, sink = io.BytesIO(json.dumps(asked).encode() + b"\n"), io.BytesIO()
    assert speller.main(source, sink) == 0
    assert json.loads(sink.getvalue()) == {"ok": False}


AMERICAN = (
    "color Colors COLORFUL favorite neighborhood behavior organize organized organization realize analyze traveled "
    "traveler canceled modeling jeweler marvelous center centered theater meter catalog dialog defense license fulfill "
    "fulfillment enroll skillful jewelry gray cozy program"
)
MISSPELT = "flor hor yor cofee realy centr collor definately recieve adres bakary organyze speling teling begining wich"


def test_american_and_british_words_are_both_right_and_mistakes_stay_mistakes() -> None:
    spelling = Spelling()
    try:
        assert spelling.check("en", AMERICAN.split()) == frozenset()
        assert spelling.check("en", ["colour", "Organise", "travelled", "centre", "jewellery", "grey"]) == frozenset()
        assert spelling.check("en", MISSPELT.split()) == frozenset(MISSPELT.split())
        assert spelling.check("en", ["don't", "neighbor's", "nieghbor's"]) == {"nieghbor's"}
        assert spelling.check("it", ["behavior"]) == {"behavior"}
    finally:
        spelling.close()
