"""Names, keys, sizes: what a screen reader, a keyboard and a large font need of the composer."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QTabBar, QTextEdit, QWidget

from smmdesk.model.channel import Channel
from smmdesk.model.words import set_language
from tests.ui.composer.conftest import Compose, Look
from tests.ui.composer.support import Delays
from ui.look.theme import theme
from ui.views.composer import ComposerView
from ui.widgets import spoken
from ui.widgets.channel_chips import ChannelPill

INTERACTIVE = (QAbstractButton, QLineEdit, QTextEdit, QComboBox, QTabBar)
OF_QT = ("qt_", "ScrollLeftButton", "ScrollRightButton")


def busy_view(compose: Compose, look: Look, delays: Delays, channels: tuple[Channel, ...]) -> ComposerView:
    """As much as possible shown at once."""
    view = look(compose())
    draft = view.presenter.draft
    draft.set_words("text", "Il pane è pronto, venite a prenderlo. " * 9)
    draft.add_part("seconda")
    draft.set_words("first_comment", "Vedi il sito")
    draft.set_words("link", "https://forno.example")
    view.presenter.type_time("oggi 8")
    view.editor.options.open()
    for card in view.editor.options._cards.values():
        card.open()
    delays.pause()
    return view


def interactive(view: ComposerView) -> list[QWidget]:
    found = [widget for kind in INTERACTIVE for widget in view.window().findChildren(kind) if widget.isVisible()]
    return [widget for widget in found if not widget.objectName().startswith(OF_QT)]


@pytest.mark.statement(100)
@pytest.mark.parametrize("language", ["en", "it"])
def test_every_control_has_a_name(compose: Compose, channels, look: Look, delays: Delays, language: str) -> None:
    set_language(language)
    view = busy_view(compose, look, delays, channels)
    nameless = [widget for widget in interactive(view) if not (widget.accessibleName() and widget.objectName())]
    assert [repr(widget) for widget in nameless] == []
    assert view.editor.box.text.accessibleName() == {"en": "Post text", "it": "Testo del post"}[language]


@pytest.mark.statement(97)
def test_targets_are_large_enough(compose: Compose, channels, look: Look, delays: Delays) -> None:
    view = busy_view(compose, look, delays, channels)
    least = theme().size("target-min")
    buttons = [widget for widget in interactive(view) if isinstance(widget, QAbstractButton)]
    small = [repr(b) for b in buttons if b.width() < least or b.height() < least]
    assert small == []


@pytest.mark.statement(96)
def test_tab_reaches_everything_and_comes_back(qtbot, compose: Compose, channels, look: Look, delays: Delays) -> None:
    view = busy_view(compose, look, delays, channels)
    start = view.editor.box.text
    start.setFocus()
    seen: list[QWidget] = []
    for _press in range(200):
        focus = view.window().focusWidget()
        assert focus is not None
        if focus is start and seen:
            break
        seen.append(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    else:
        pytest.fail("Tab never came back to the text")
    reached = {id(widget) for widget in seen}
    wanted = [w for w in interactive(view) if w.isEnabled() and w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    missed = [w for w in wanted if id(w) not in reached and not _is_a_choice_of_many(w)]
    assert [repr(widget) for widget in missed] == []


def _is_a_choice_of_many(widget: QWidget) -> bool:
    """Of radio buttons only the chosen one is reached by Tab; the arrows reach the rest."""
    from PySide6.QtWidgets import QRadioButton

    return isinstance(widget, QRadioButton)


@pytest.mark.statement(93)
@pytest.mark.statement(108)
@pytest.mark.parametrize("width", [948, 1204])
def test_nothing_is_wider_than_its_column_with_a_large_font(
    qtbot, compose: Compose, channels, look: Look, delays: Delays, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    set_language("it")
    monkeypatch.setattr(theme(), "_scale", 1.5)
    theme().changed.emit()
    try:
        view = busy_view(compose, look, delays, channels)
        view.window().resize(width, 800)
        qtbot.waitUntil(lambda: view.editor.widget().width() == view.editor.viewport().width())
        column = view.editor.viewport().width()
        page = view.editor.widget()
        wide = [w for w in page.findChildren(QWidget) if w.isVisibleTo(page) and _right(w, page) > column]
        assert [repr(widget) for widget in wide] == []
        cut = [label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page) and _is_cut(label)]
        assert cut == []
    finally:
        monkeypatch.undo()
        theme().changed.emit()


def _right(widget: QWidget, page: QWidget) -> int:
    return widget.mapTo(page, widget.rect().topRight()).x()


def _is_cut(label: QLabel) -> bool:
    from ui.widgets.safe_label import ElidedLabel

    if isinstance(label, ElidedLabel) or not label.text():
        return False
    needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
    return needed > label.height() + 1 or (not label.wordWrap() and label.sizeHint().width() > label.width() + 1)


@pytest.mark.statement(91)
def test_a_change_of_theme_redresses_everything(
    qtbot, compose: Compose, channels, look: Look, delays: Delays, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was light looks as if it had been made in the dark, pixel by pixel."""
    try:
        theme().choose("light")
        view = busy_view(compose, look, delays, channels)
        page = view.editor.widget()
        theme().choose("dark")
        fresh = busy_view(compose, look, delays, channels).editor.widget()
        qtbot.waitUntil(lambda: fresh.size() == page.size())
        assert _differing(page.grab().toImage(), fresh.grab().toImage()) < 0.002
    finally:
        theme().choose("system")


def _differing(one: QImage, other: QImage) -> float:
    """The share of pixels that differ."""
    assert one.size() == other.size()
    kind = QImage.Format.Format_RGB32
    pairs = zip(*(memoryview(image.convertToFormat(kind).constBits()).cast("I") for image in (one, other)), strict=True)
    return sum(a != b for a, b in pairs) / (one.width() * one.height())


@pytest.fixture
def screen_reader() -> Iterator[Callable[[QWidget, str], None]]:
    """Does an action that a screen reader finds on a widget."""

    def act(widget: QWidget, name: str) -> None:
        QAccessible.queryAccessibleInterface(widget).actionInterface().doAction(name)

    QAccessible.setActive(True)
    yield act
    QAccessible.setActive(False)


@pytest.mark.statement(98)
@pytest.mark.parametrize("action", ["Toggle", "Press"])
def test_a_screen_reader_chooses_channels(
    qtbot, compose: Compose, channels, look: Look, screen_reader: Callable[[QWidget, str], None], action: str
) -> None:
    view = look(compose())
    pill = view.findChildren(ChannelPill)[0]
    assert pill.chip.id in view.presenter.draft.post.channels
    screen_reader(pill, action)
    qtbot.waitUntil(lambda: pill.chip.id not in view.presenter.draft.post.channels)
    assert not pill.isChecked()
    screen_reader(pill, action)
    qtbot.waitUntil(lambda: pill.chip.id in view.presenter.draft.post.channels)
    assert pill.isChecked()


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader is told to say by itself."""
    said: list[str] = []
    speaker = SimpleNamespace(updateAccessibility=lambda event: said.append(event.message()))
    monkeypatch.setattr(spoken, "QAccessible", speaker)
    return said


@pytest.mark.statement(98)
def test_what_stands_against_a_post_is_said_where_the_keyboard_goes(
    compose: Compose, channels, look: Look, heard: list[str]
) -> None:
    view = look(compose())
    view.presenter.draft.set_words("text", "Pane")
    view.schedule()
    title = view.findChild(QWidget, "post_title")
    assert view.window().focusWidget() is title
    assert heard == ["WordPress needs a title. Write a title for this post. Nothing was changed."]


@pytest.mark.statement(98)
def test_enter_says_which_time_was_understood(compose: Compose, look: Look, heard: list[str], qtbot) -> None:
    view = look(compose())
    line = view.findChild(QLineEdit, "when")
    line.setFocus()
    for typed, begins in (("blah", "“blah” is not a time"), ("tomorrow 9", "Thu 19 Nov 2026, 09:00")):
        line.setText(typed)
        qtbot.keyClick(line, Qt.Key.Key_Return)
        assert heard[-1].startswith(begins), heard
