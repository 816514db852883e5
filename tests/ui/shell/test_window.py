"""The main window: places made at the first visit, problems as bars, one window for one folder, its colours."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, QLocale, QPoint, QPointF, QRect, Qt, QTimer, QTranslator
from PySide6.QtGui import QAccessible, QColor, QEnterEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk.planning import first_brand
from smmdesk.model.problem import Problem
from smmdesk.model.stages import Progress
from smmdesk.model.words import set_language
from smmdesk.platforms import PLATFORMS, facts_of
from smmdesk.system.paths import Paths
from tests.desk.heard import wrote
from tests.desk.support import add_channel, add_post
from tests.ui.shell.support import press
from ui.bridge import Bridge
from ui.look import glyphs, icons
from ui.look.language import choose_language
from ui.look.style import set_kind
from ui.look.theme import theme, tokens
from ui.shell.main_window import MainWindow
from ui.shell.places import PLACES
from ui.shell.single_window import SingleWindow
from ui.views.inbox_thread import BubbleLabel
from ui.widgets.safe_label import SafeLabel

NAMES = {Qt.ColorScheme.Dark: "dark", Qt.ColorScheme.Light: "light"}


class Writing(QWidget):
    """A view that is no place."""

    def toolbar_items(self) -> tuple[QWidget, ...]:
        return ()


@pytest.fixture
def window(bridge: Bridge, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(bridge)
    made.may_close = True
    qtbot.addWidget(made)
    yield made
    for place in PLACES:
        made.drop_view(place.key)


def test_the_rail_shows_every_place_by_its_name(window: MainWindow) -> None:
    assert [button.accessibleName() for button in window.rail.buttons.values()] == [p.label() for p in PLACES]
    assert {p.label() for p in PLACES} == {
        "Calendar",
        "Outbox",
        "Inbox",
        "People",
        "Insights",
        "Media",
        "Channels",
        "Settings",
    }


def test_help_stands_at_the_foot_of_the_rail_while_there_is_room(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1024, 640)
    window.show()
    rail = window.rail
    assert rail.help.isVisible()
    assert rail.help.geometry().bottom() < rail.buttons["settings"].geometry().top()
    with qtbot.waitSignal(rail.help_pressed):
        rail.help.click()
    window.resize(1024, rail._least() + rail._help_px())
    assert rail.help.isVisible()
    strip = QWidget()
    strip.setMinimumHeight(theme().px(80))
    rail._column.insertWidget(1, strip)  # as with the brands to choose from
    qtbot.waitUntil(rail.help.isHidden)
    window.resize(1024, window.height() + 200)
    qtbot.waitUntil(rail.help.isVisible)


def test_a_place_is_made_at_its_first_visit_and_kept(window: MainWindow) -> None:
    assert window.view("channels") is None
    first = window.go_to("channels")
    window.go_to("settings")
    assert window.go_to("channels") is first
    assert window.rail.buttons["channels"].isChecked()


@pytest.mark.statement(96)
def test_a_screen_reader_comes_back_to_a_place_from_what_is_none(window: MainWindow, qtbot: QtBot) -> None:
    """The composer is no place of the rail: the calendar stays marked, and its Toggle leads back."""
    window.show()
    window.go_to("channels")
    window.add_view("composer", Writing())
    window.go_to("composer")
    channels, settings = (window.rail.buttons[key] for key in ("channels", "settings"))
    assert channels.isChecked()
    QAccessible.queryAccessibleInterface(channels).actionInterface().doAction("Toggle")
    assert (window.current, channels.isChecked()) == ("channels", True)
    window.go_to("composer")
    qtbot.mouseClick(channels, Qt.MouseButton.LeftButton)
    assert (window.current, channels.isChecked()) == ("channels", True)
    window.go_to("composer")
    qtbot.mouseClick(settings, Qt.MouseButton.LeftButton)
    assert (window.current, channels.isChecked(), settings.isChecked()) == ("settings", False, True)
    window.drop_view("composer")


@pytest.mark.statement(6)
@pytest.mark.parametrize(("system", "language"), [("it_IT", "it"), ("it_CH", "it"), ("en_GB", "en"), ("fi_FI", "en")])
def test_the_first_start_speaks_the_computers_language_or_english(
    window: MainWindow, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, system: str, language: str
) -> None:
    before = QLocale()
    choose_language(qapp, "en" if language == "it" else "it")  # what was spoken before leaves nothing behind
    monkeypatch.setattr(QLocale, "system", staticmethod(lambda: QLocale(system)))
    try:
        assert choose_language(qapp, "system") == language
        window.rebuild()
        assert window.rail.buttons["channels"].text() == {"it": "Canali", "en": "Channels"}[language]
        assert QApplication.translate("QPlatformTheme", "Cancel") == {"it": "Annulla", "en": "Cancel"}[language]
        assert QLocale().name() == (system if system[:2] == language else QLocale(language).name())
    finally:
        set_language("en")
        QLocale.setDefault(before)
        for translator in qapp.findChildren(QTranslator):
            qapp.removeTranslator(translator)
            translator.deleteLater()


@pytest.mark.statement(6)
def test_another_language_holds_at_once(window: MainWindow) -> None:
    window.go_to("channels")
    set_language("it")
    window.rebuild()
    assert window.rail.buttons["channels"].text() == "Canali"
    assert window.windowTitle() == "Canali – smmdesk"


def test_a_failed_intent_is_a_bar_and_the_remedy_runs(window: MainWindow, bridge: Bridge) -> None:
    done: list[str] = []
    window.on_remedy = lambda problem: lambda: done.append(problem.code)
    bridge.failed.emit(Problem("signed_out", {"channel": "Blog"}))
    press(window.bars, "message_remedy")
    assert done == ["signed_out"]


@pytest.mark.parametrize(
    ("screen", "size"), [((1024, 640), (1024, 600)), ((1920, 1080), (1280, 800)), ((640, 312), (640, 272))]
)
def test_the_first_window_has_room_on_its_screen(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, screen: tuple[int, int], size: tuple[int, int]
) -> None:
    """On a small laptop it began larger than the screen, its lower part and the right edge out of sight."""
    room = SimpleNamespace(availableGeometry=lambda: QRect(0, 0, *screen))
    monkeypatch.setattr(window, "screen", lambda: room)
    window.restore_saved("")
    assert window.size().toTuple() == size


def test_closing_asks_first(window: MainWindow, qtbot: QtBot) -> None:
    window.may_close = False
    window.show()
    with qtbot.waitSignal(window.closing):
        window.close()
    assert window.isVisible()
    window.may_close = True


def done(bridge: Bridge, sentence: str) -> None:
    """Something was done that can be taken back, and said."""
    add_post(bridge.desk, first_brand(bridge.desk))
    bridge.announce(sentence, True)


@pytest.mark.statement(104)
def test_the_toast_undoes_and_stays_long_enough(window: MainWindow, bridge: Bridge, qtbot: QtBot) -> None:
    assert theme().duration_ms("toast-min") >= 6000
    window.resize(1280, 800)
    window.show()
    done(bridge, "Moved")
    assert window.toast.isVisible()
    timer = window.toast.findChild(QTimer)
    assert timer.interval() >= 6000
    here = QPointF(5, 5)
    QApplication.sendEvent(window.toast, QEnterEvent(here, here, here))
    assert not timer.isActive(), "it waits as long as the pointer is on it"
    QApplication.sendEvent(window.toast, QEvent(QEvent.Type.Leave))
    assert (timer.isActive(), timer.interval()) == (True, theme().duration_ms("toast-min"))
    with qtbot.waitSignal(window.undo_wanted):
        window.toast.findChild(QPushButton, "toast_undo").click()
    assert not window.toast.isVisible()


@pytest.mark.statement(104)
def test_the_toast_waits_for_the_keyboard_that_is_in_it(window: MainWindow, bridge: Bridge, qtbot: QtBot) -> None:
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    done(bridge, "Moved")
    timer, undo = window.toast.findChild(QTimer), window.toast.findChild(QPushButton, "toast_undo")
    undo.setFocus()
    timer.timeout.emit()
    assert window.toast.isVisible()
    assert timer.isActive()
    window.setFocus()
    timer.timeout.emit()
    assert not window.toast.isVisible()


def test_the_toast_keeps_clear_of_what_is_worked_with(window: MainWindow, bridge: Bridge) -> None:
    """Over the list beside the thread; where the thread is alone, at its head: never over what is said or typed."""
    message = wrote(bridge.desk, add_channel(bridge.desk, first_brand(bridge.desk)))
    window.resize(1280, 800)
    window.show()
    inbox = window.go_to("inbox")
    inbox.open_message(message.id)
    QApplication.processEvents()
    said = inbox.talk.findChild(BubbleLabel)

    def area(widget: QWidget) -> QRect:
        return QRect(widget.mapTo(window.toast.parentWidget(), QPoint(0, 0)), widget.size())

    done(bridge, "Hidden on the platform")
    assert area(inbox.list).contains(window.toast.geometry())
    done(bridge, "Put off until tomorrow at nine, and what was typed here stays until then")
    assert area(inbox.list).contains(window.toast.geometry()), "long words take more lines, and its buttons stay"
    [words] = [label for label in window.toast.findChildren(SafeLabel) if label.isVisible() and " " in label.text()]
    assert words.height() >= words.heightForWidth(words.width()), "all of it is read"
    assert window.toast.findChild(QPushButton, "toast_undo").isVisible()
    assert window.toast.findChild(QToolButton, "toast_close").geometry().right() < window.toast.width()
    window.resize(960, 640)
    inbox.head.person.click()
    QApplication.processEvents()
    assert not inbox.list.isVisible()
    done(bridge, "Hidden on the platform")
    for part in (inbox.foot, said):
        assert not area(part).intersects(window.toast.geometry())
    assert area(inbox.talk).contains(window.toast.geometry())
    window.go_to("calendar")
    assert window.toast.geometry().bottom() > window.toast.parentWidget().height() - theme().px(40)


@pytest.mark.statement(85)
@pytest.mark.fault(80)
def test_a_second_start_wakes_the_first(tmp_path: Path, qtbot: QtBot) -> None:
    paths = Paths(tmp_path / "desk")
    first, second = SingleWindow(paths), SingleWindow(paths)
    assert (first.first, second.first) == (True, False)
    first.listen()
    with qtbot.waitSignal(first.woken):
        second.wake_first()
    second.close()
    first.close()
    third = SingleWindow(paths)
    assert third.first
    third.close()


@pytest.mark.statement(91)
def test_light_and_dark_are_chosen_by_the_person_or_the_system(qtbot: QtBot) -> None:
    for wish, dark in (("light", False), ("dark", True)):
        theme().choose(wish)
        assert theme().is_dark is dark
        table = tokens()["color"][wish]
        assert theme().color("text").name().upper() == table["text"]
        assert theme().palette().window().color().name().upper() == table["surface-sunken"]
    theme().choose("system")
    assert theme().is_dark is (theme_of_system() is Qt.ColorScheme.Dark)


@pytest.mark.statement(91)
def test_the_window_follows_the_system_while_it_is_open(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints = QGuiApplication.styleHints()
    window.show()
    theme().choose("system")
    seen = []
    for scheme in (Qt.ColorScheme.Dark, Qt.ColorScheme.Light):
        monkeypatch.setattr(theme(), "_hints", SimpleNamespace(colorScheme=lambda scheme=scheme: scheme))
        with qtbot.waitSignal(theme().changed):
            hints.colorSchemeChanged.emit(scheme)
        assert theme().color("text").name().upper() == tokens()["color"][NAMES[scheme]]["text"]
        seen.append(window.rail.grab().toImage().pixelColor(3, window.rail.height() - 3).lightness())
    assert seen[0] < 100 < seen[1], "dark and light, with nothing done in the window"
    theme().choose("light")
    monkeypatch.setattr(theme(), "_hints", SimpleNamespace(colorScheme=lambda: Qt.ColorScheme.Dark))
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert not theme().is_dark, "what the person chose stays"
    monkeypatch.undo()
    theme().choose("system")


def theme_of_system() -> Qt.ColorScheme:
    return QGuiApplication.styleHints().colorScheme()


def test_every_state_has_its_icon_and_every_platform_its_glyph(qtbot: QtBot) -> None:
    for state in Progress:
        assert not icons.pixmap(icons.STATE_ICONS[state], 12).isNull()
        assert theme().chip(state).background.isValid()
    for platform in PLATFORMS:
        picture = glyphs.pixmap(platform, facts_of(platform).tint, 32).toImage()
        assert picture.pixelColor(2, 16).name() == theme().tint(facts_of(platform).tint).name()


@pytest.mark.statement(102)
def test_high_contrast_and_stillness_hold_at_once(qtbot: QtBot, qapp: object) -> None:
    look = theme()
    usual = (look.color("text-muted").name(), look.chip("missed").background.name())
    try:
        with qtbot.waitSignal(look.changed):
            look.choose_contrast("high")
        assert look.color("text-muted") == look.color("text")
        assert look.chip("missed").background == look.color("surface")
        assert look.chip("missed").line == look.chip("missed").accent
        look.choose_motion("still")
        assert (look.duration_ms("quick"), look.reduced_motion) == (0, True)
        assert (look.duration_ms("toast-min"), look.duration_ms("hover-preview")) == (6_000, 500)
    finally:
        look.choose_motion("moving")
        look.choose_contrast("system")
    assert (look.color("text-muted").name(), look.chip("missed").background.name()) == usual


def test_a_bubble_is_as_high_as_its_words_again_where_there_is_room_again(qtbot: QtBot, qapp: object) -> None:
    bubble = BubbleLabel("Can one have it without candied fruit? My daughter cannot stand it.", "button")
    qtbot.addWidget(bubble)
    bubble.fit(1_000)
    wide = bubble.height()
    bubble.fit(160)
    assert bubble.height() > wide
    bubble.fit(1_000)
    assert bubble.height() == wide


def test_in_high_contrast_a_search_field_has_a_line(qtbot: QtBot, qapp: object) -> None:
    field, other = QLineEdit(), QLineEdit()
    for each in (field, other):
        qtbot.addWidget(each)
        each.resize(120, 32)
    set_kind(field, kind="filled")

    def line() -> QColor:
        return field.grab().toImage().pixelColor(60, 0)

    assert line() != theme().color("border")
    try:
        theme().choose_contrast("high")
        assert line() == other.grab().toImage().pixelColor(60, 0) == theme().color("border")
    finally:
        theme().choose_contrast("system")


def test_a_dark_glyph_keeps_an_edge_in_the_dark(qtbot: QtBot) -> None:
    tint = facts_of("x").tint
    theme().choose("light")
    flat = glyphs.pixmap("x", tint, 32).toImage().pixelColor(16, 0)
    assert flat.name() == theme().tint(tint).name()
    try:
        theme().choose("dark")
        edged = glyphs.pixmap("x", tint, 32).toImage().pixelColor(16, 0)
        assert edged.lightness() > theme().tint(tint).lightness() + 40
        bright = facts_of("youtube").tint
        assert glyphs.pixmap("youtube", bright, 32).toImage().pixelColor(16, 0).name() == theme().tint(bright).name()
    finally:
        theme().choose("system")
