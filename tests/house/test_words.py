"""The words on screen: all of them in both languages, none that a shop owner would have to look up."""

import ast
import gettext
import io
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging"))

import translations  # noqa: E402 - a developer's tool beside the packages

BANNED = (
    *("token", "oauth", "api", "endpoint", "payload", "queue", "job", "null", "exception"),
    *("invalid", "oops", "please", "http"),
)
"""ux.md §2: what no screen says. An address (https://) is not a word."""


@pytest.mark.statement(105)
def test_every_word_has_its_italian_and_the_placeholders_agree() -> None:
    assert translations.problems() == []


def test_the_compiled_catalogue_is_the_one_of_the_fragments() -> None:
    assert translations.target().read_bytes() == translations.compiled(), "run: python packaging/translations.py"


def test_the_compiled_catalogue_has_the_plural_rule() -> None:
    catalogue = gettext.GNUTranslations(io.BytesIO(translations.compiled()))
    one = catalogue.ngettext("{count} post paused, safe", "{count} posts paused, safe", 1)
    assert one.format(count=1) == "1 post in pausa, al sicuro"


def banned_words(text: str) -> set[str]:
    words = "".join(letter if letter.isalpha() else " " for letter in text.lower().replace("https://", "")).split()
    return set(words) & set(BANNED)


def test_no_screen_says_a_word_of_the_trade() -> None:
    said = {key[1] for key in translations.wanted()}
    said |= {str(message.string) for message in translations.merged("it")[0] if message.id}
    found = {text: banned_words(text) for text in said if banned_words(text)}
    assert found == {}


def test_a_banned_word_is_found() -> None:
    assert banned_words("Your API token") == {"api", "token"}
    assert banned_words("begins with https://") == set()


def _calls(tree: ast.AST) -> list[ast.Call]:
    names = ("_", "ngettext", "pgettext", "N_")
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    ]


def variable_words(source: str) -> list[int]:
    """Lines where a word is built instead of written: an f-string reaches no translator."""
    return [call.lineno for call in _calls(ast.parse(source)) if any(isinstance(a, ast.JoinedStr) for a in call.args)]


def test_words_are_written_whole() -> None:
    files = [*(ROOT / "smmdesk").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]
    assert {str(path): lines for path in files if (lines := variable_words(path.read_text("utf-8")))} == {}


def test_a_built_word_is_found() -> None:
    assert variable_words('x = 1\nprint(_(f"{x} posts"))') == [2]


FORMAL = (
    "lei",
    "sua email",
    "si prega",
    "inserisca",
    "selezioni",
    "prema",
    "clicchi",
    "attenda",
    "riprovi",
    "la preghiamo",
)
FOREIGN = ("draft", "preview", "schedulare", "schedula", "uploadare", "postare", "cliccare", "upload")
"""How the program does not speak to a shop owner (ux.md 106): "tu", and the common Italian word where there is one."""


def strange_italian(text: str) -> set[str]:
    words = " ".join("".join(letter if letter.isalpha() else " " for letter in text.lower()).split())
    return {one for one in (*FORMAL, *FOREIGN) if f" {one} " in f" {words} "}


def shouts(text: str) -> bool:
    """Every Word With a Capital, as English headings have it."""
    words = [word for word in text.split() if word.isalpha() and len(word) > 3]
    return len(words) > 2 and all(word[0].isupper() for word in words) and text.count(" ") < 6


def italian() -> list[str]:
    said: list[str] = []
    for message in translations.merged("it")[0]:
        if message.id:
            said += [message.string] if isinstance(message.string, str) else list(message.string)
    return said


@pytest.mark.statement(106)
def test_italian_says_tu_and_plain_words() -> None:
    said = italian()
    assert len(said) > 1000
    assert {text: found for text in said if (found := strange_italian(text))} == {}
    assert [text for text in said if shouts(text) or "!" in text] == []


def test_strange_italian_is_found() -> None:
    assert strange_italian("Attenda, si prega di salvare il draft") == {"attenda", "si prega", "draft"}
    assert shouts("Salva Tutte Le Bozze")
    assert not shouts("Salva tutte le bozze")
