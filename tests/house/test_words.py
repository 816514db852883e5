"""The words on screen: all of them in both languages, none that a shop owner would have to look up."""

import ast
import gettext
import io
import re
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
WHOLE = ("la app", "alla app", "della app", "dalla app", "nella app", "sulla app", "una app", "quella app")
"""How the program does not speak to a shop owner (ux.md 106): "tu", common Italian words, and "l'app"."""


def strange_italian(text: str) -> set[str]:
    words = " ".join("".join(letter if letter.isalpha() else " " for letter in text.lower()).split())
    return {one for one in (*FORMAL, *FOREIGN, *WHOLE) if f" {one} " in f" {words} "}


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
    assert [text for text in said if "«" in text or "»" in text] == [], "quoted as everywhere else: “ ”"


def test_strange_italian_is_found() -> None:
    assert strange_italian("Attenda, si prega di salvare il draft") == {"attenda", "si prega", "draft"}
    assert strange_italian("Copia l'ID della app nell'app") == {"della app"}
    assert shouts("Salva Tutte Le Bozze")
    assert not shouts("Salva tutte le bozze")


WORDED = re.compile(r"%[AaBbcpXx]|%H:%M|%d/%m")
"""What stands on a screen; %Y-%m-%d is data."""
WRITES_DATES = ("dates.py", "demo_numbers.py", "archive.py")
"""The one place that words a date, and two where a date is data: a seed, a table's column."""


def dates_by_hand(source: str) -> list[int]:
    """Lines that put a date or an hour into words themselves: `f"{at:%H:%M}"`, `at.strftime(…)`."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        spec = node.format_spec if isinstance(node, ast.FormattedValue) else None
        is_worded = spec is not None and WORDED.search(ast.unparse(spec))
        if is_worded or (isinstance(node, ast.Attribute) and node.attr == "strftime"):
            lines.append(node.lineno)
    return sorted(lines)


def plurals_by_hand(source: str) -> list[int]:
    """Lines that choose between two sentences because of the number one, or glue an "s" on."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.IfExp):
            continue
        ends = [one.value for one in (node.body, node.orelse) if isinstance(one, ast.Constant)]
        by_one = isinstance(node.test, ast.Compare) and any(
            isinstance(each, ast.Constant) and each.value == 1 for each in node.test.comparators
        )
        both_said = len(_calls(ast.Expression(node.body))) > 0 and len(_calls(ast.Expression(node.orelse))) > 0
        if set(ends) == {"s", ""} or (by_one and both_said):
            lines.append(node.lineno)
    return sorted(lines)


@pytest.mark.statement(107)
def test_dates_and_plurals_are_worded_in_one_place() -> None:
    files = [path for folder in ("ui", "smmdesk/desk", "smmdesk/model") for path in (ROOT / folder).rglob("*.py")]
    dates = {
        str(path): lines
        for path in files
        if path.name not in WRITES_DATES and (lines := dates_by_hand(path.read_text("utf-8")))
    }
    plurals = {str(path): lines for path in files if (lines := plurals_by_hand(path.read_text("utf-8")))}
    assert (dates, plurals) == ({}, {})


def test_a_date_and_a_plural_by_hand_are_found() -> None:
    assert dates_by_hand('x = f"{at:%H:%M}"\ny = at.strftime("%d")\nz = f"{share:.0%}"') == [1, 2]
    assert plurals_by_hand('x = f"{n} post" + ("s" if n > 1 else "")\ny = _("a") if n == 1 else _("b")') == [1, 2]
