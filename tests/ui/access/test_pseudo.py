"""In a language nobody speaks every word shows whether a translator ever saw it, and whether a longer one has room."""

import sqlite3
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from holidays import country_holidays
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.model.pseudo import accented
from smmdesk.platforms import PLATFORMS, facts_of
from smmdesk.system.paths import RESOURCES
from tests.ui.access import checks, pseudo_words
from tests.ui.access.conftest import Program
from tests.ui.access.scenes import MENUS, SCENES, shown
from tests.ui.access.scenes_more import FILES_SAY
from ui.shell.session import Session
from ui.widgets.safe_label import SafeLabel

SMALL = (1024, 640)
NAMES = """smmdesk ctrl alt shift esc enter return del pgup pgdn home end tab arrows kb mb gb jpeg png gif webp avif
heic mp4 mov pdf csv ics json utm rgb iban eur usd ip url"""
"""Names of keys, formats and units: the pseudo-language leaves them as they are."""
SCENES_SAY = ("Spostato a venerdì 27 novembre 09:00", "Tutte", "Italiano English", "Scroll Left Right")
"""What these scenes themselves put on screen, how languages call themselves, and two buttons of Qt's own."""
DATA = {"help", "emoji"}
"""Screens of a text that has its own files for each language: the guide, the names of emoji (docs/translating.md)."""


def known_words(session: Session) -> frozenset[str]:
    """What people wrote, what platforms are called, and the days and months of the language that lends them."""
    texts = [NAMES, *SCENES_SAY, *FILES_SAY, str(session.bridge.desk.paths.folder)]
    with sqlite3.connect(session.bridge.desk.paths.database) as base:
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            texts += [str(value) for row in base.execute(f"SELECT * FROM [{table}]") for value in row]
    facts = [facts_of(key) for key in PLATFORMS]
    texts += [each.name for each in facts]
    texts += [scope for each in facts if each.oauth is not None for scope in each.oauth.scopes]
    dates = QLocale("fi")
    for number in range(1, 13):
        texts += [dates.monthName(number, kind) for kind in QLocale.FormatType]
        texts += [dates.standaloneMonthName(number, kind) for kind in QLocale.FormatType]
    texts += [dates.dayName(number, kind) for number in range(1, 8) for kind in QLocale.FormatType]
    return frozenset(word.lower() for text in texts for word in pseudo_words.PLAIN.findall(text))


def words_of_days() -> frozenset[str]:
    """Holidays and other days, whose names are data, and the country."""
    with (RESOURCES / "days.toml").open("rb") as file:
        texts = [day["en"] for day in tomllib.load(file)["day"]]
    texts += [*country_holidays("IT", years=[2026, 2027], language="en_US").values(), "Italy"]
    return frozenset(word.lower() for text in texts for word in pseudo_words.PLAIN.findall(text))


def test_a_word_that_no_translator_saw_is_found(qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    column = QVBoxLayout(box)
    column.addWidget(SafeLabel(accented("Send it")))
    column.addWidget(SafeLabel("Never translated by Anna"))
    box.show()
    words = {text: pseudo_words.plain(text, frozenset({"anna"})) for _where, text in pseudo_words.said(box)}
    assert [text for text, strange in words.items() if strange] == ["Never translated by Anna"]
    assert "Never translated by Anna" in pseudo_words.painted(box)


@pytest.mark.statement(105)
def test_every_word_on_every_screen_was_given_to_the_translators(
    program: Program, bakery: Callable[[str], Path]
) -> None:
    session = program("xa", SMALL, of=bakery("it"))
    found: list[str] = []
    days = words_of_days()
    for name in sorted({*SCENES, *MENUS} - DATA):
        with shown(session, name) as root:
            known = known_words(session)
            for where, text in pseudo_words.said(root):
                strange = [word for word in pseudo_words.plain(text, known) if word.lower() not in days]
                found += [f"{name}: {where}: {text!r}: {strange}"] if strange else []
    assert not found, "\n".join(dict.fromkeys(found))


@pytest.mark.statement(108)
@pytest.mark.parametrize("language", ["xa", "xb"], ids=["a third longer", "from the right"])
def test_other_words_have_room_in_a_small_window(
    program: Program, bakery: Callable[[str], Path], language: str
) -> None:
    session = program(language, SMALL, of=bakery("it"))
    faults = []
    for name in SCENES:
        with shown(session, name) as root:
            for check in (checks.cut, checks.outside, checks.too_large, checks.too_wide):
                faults += [f"{name}: {fault}" for fault in check(root)]
    assert not faults, "\n".join(dict.fromkeys(faults))
