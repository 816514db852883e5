"""A language that nobody here wrote: its folder, compiled, and nothing else."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk.desk import Desk
from smmdesk.model import words
from tests.house.sources import ROOT
from ui.bridge import Bridge
from ui.look.language import choose_language
from ui.models.calendar_words import full_day, short_day
from ui.presenters.settings import SettingsPresenter, languages
from ui.views.settings import SettingsView

sys.path.insert(0, str(ROOT / "packaging"))

import translations

ESPERANTO = """msgid ""
msgstr ""
"Project-Id-Version: smmdesk\\n"
"Language: eo\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgctxt "name of this language"
msgid "English"
msgstr "Esperanto"

msgctxt "number"
msgid ","
msgstr " "

msgctxt "date"
msgid "dddd d MMMM"
msgstr "dddd, 'la' d'-a de' MMMM"

msgctxt "weekday"
msgid "Tuesday"
msgstr "mardo"

msgid "Schedule"
msgstr "Planu"

msgid "{count} post"
msgid_plural "{count} posts"
msgstr[0] "{count} afiŝo"
msgstr[1] "{count} afiŝoj"
"""


@pytest.fixture
def esperanto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[Path]:
    """A copy of the folder of translations with one language more."""
    folder = tmp_path / "translations"
    for code in words.languages()[1:]:
        (folder / code / "LC_MESSAGES").mkdir(parents=True)
        (folder / code / "LC_MESSAGES" / "smmdesk.mo").write_bytes(translations.target(code).read_bytes())
    (folder / "eo").mkdir()
    (folder / "eo" / "smmdesk.po").write_text(ESPERANTO, "utf-8")
    monkeypatch.setattr(words, "TRANSLATIONS", folder)
    monkeypatch.setattr(translations, "FOLDER", folder)
    translations.target("eo").parent.mkdir()
    translations.target("eo").write_bytes(translations.compiled("eo"))
    yield folder
    choose_language(qapp, "en")


def test_its_folder_is_all_it_needs(esperanto: Path, qapp: QApplication) -> None:
    assert choose_language(qapp, "eo") == "eo"
    assert (words._("Schedule"), words._("Post text")) == ("Planu", "Post text")
    assert [words.ngettext("{count} post", "{count} posts", n).format(count=n) for n in (1, 2)] == [
        "1 afiŝo",
        "2 afiŝoj",
    ]
    assert words.grouped(12345) == "12 345"


def test_dates_have_its_order_and_qt_knows_its_names(esperanto: Path, qapp: QApplication) -> None:
    from datetime import date

    from smmdesk.model.dates import day_name

    choose_language(qapp, "eo")
    assert full_day(date(2026, 11, 24)) == "mardo, la 24-a de Novembro"
    assert short_day(date(2026, 11, 24)).startswith("ma 24 Nov")
    assert day_name(date(2026, 11, 24)) == "mardo"


def test_settings_show_it_by_its_own_name_and_take_it(
    esperanto: Path, bridge: Bridge, desk: Desk, place: Callable[[QWidget], QWidget], qtbot: QtBot
) -> None:
    assert languages() == [("en", "English"), ("eo", "Esperanto"), ("it", "Italiano")]
    presenter = SettingsPresenter(bridge)
    view = SettingsView(presenter)
    place(view)
    choice = view.findChild(QComboBox, "settings_language")
    assert choice is not None
    with qtbot.waitSignal(presenter.language_chosen) as chosen:
        choice.setCurrentIndex(choice.findData("eo"))
    assert (chosen.args, desk.settings.get("language")) == (["eo"], "eo")


def test_what_is_still_to_translate_is_told(esperanto: Path) -> None:
    said = " ".join(translations.problems("eo"))
    assert "missing: 'Post text'" in said
    assert "missing: 'Schedule'" not in said


def test_a_new_language_begins_with_all_words_and_its_own_plural_forms(tmp_path: Path) -> None:
    path = tmp_path / "pl" / "smmdesk.po"
    assert translations.main(["--template", str(path)]) == 0
    written = path.read_text("utf-8")
    assert "nplurals=3" in written
    assert 'msgid "Schedule"\nmsgstr ""' in written
    assert 'msgctxt "name of this language"' in written
    assert written.count("msgid ") > 1000


def test_a_language_that_was_taken_away_leaves_english(esperanto: Path, desk: Desk, qapp: QApplication) -> None:
    desk.settings.set("language", "zz")
    assert choose_language(qapp, str(desk.settings.get("language"))) == "en"
