"""At 1024×640, and with a system font of 150 %: nothing that the program says is cut, in both languages (ux.md 93)."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QRadioButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import demo
from smmdesk.desk.desk import Desk
from smmdesk.model.words import set_language
from ui.look import fonts
from ui.look.theme import theme
from ui.shell.doors import COMPOSER
from ui.shell.places import PLACES
from ui.shell.session import Session
from ui.views.channel_offers import Offer
from ui.views.composer import ComposerView
from ui.views.outbox_line import OutboxLine
from ui.widgets.safe_label import ElidedLabel, SafeLabel

SIZES = {"small": (1024, 640, 12.0), "large font": (1280, 800, 19.5)}
"""Width and height of the window in px, pixels of the system's font."""


@pytest.fixture(params=[(language, size) for language in ("en", "it") for size in SIZES], ids=str)
def session(
    desk: Desk, qapp: QApplication, qtbot: QtBot, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Session]:
    language, size = request.param
    width, height, font_px = SIZES[size]
    monkeypatch.setattr(fonts, "system_font_px", lambda: font_px)
    theme()._system_changed()
    set_language(language)
    demo.fill(desk)
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    made.window.resize(width, height)
    made.window.show()
    yield made
    made.window.may_close = True
    for place in PLACES:
        made.window.drop_view(place.key)
    made.bridge.end()
    monkeypatch.undo()
    theme()._system_changed()


def cut_words(window: QWidget) -> list[str]:
    """Labels and buttons whose own words do not fit; what a person wrote may end in "…"."""
    found = []
    for label in window.findChildren(SafeLabel):
        if not label.isVisible() or label.wordWrap() or not label.text():
            continue
        room = label.contentsRect().width()
        by_person = isinstance(label, ElidedLabel) and isinstance(label.window(), QWidget) and _of_a_post(label)
        if QFontMetrics(label.font()).horizontalAdvance(label.text()) > room + 1 and not by_person:
            found.append(f"label {label.text()!r}: {room}")
    for button in window.findChildren(QAbstractButton):
        says = button.isVisible() and isinstance(button, (QPushButton, QToolButton)) and button.text().strip()
        if says and button.width() < button.sizeHint().width() - 1:
            found.append(f"button {button.accessibleName()!r}: {button.width()} of {button.sizeHint().width()}")
    return found


def _of_a_post(label: QWidget) -> bool:
    """Does it stand in a line that shows words of a post?"""
    above: QWidget | None = label
    while above is not None:
        if isinstance(above, OutboxLine) or above.objectName().startswith(("delivery_", "channel_", "composer_title")):
            return True
        above = above.parentWidget()
    return False


def outside(window: QWidget) -> list[str]:
    """Buttons of the toolbar and rail that stand partly outside the window."""
    area = QRect(0, 0, window.width(), window.height())
    return [
        button.accessibleName()
        for button in window.findChildren(QAbstractButton)
        if button.isVisible()
        and button.visibleRegion().isEmpty()
        and not area.contains(QRect(button.mapTo(window, button.rect().topLeft()), button.size()))
        and not _in_a_scroll(button)
    ]


def _in_a_scroll(widget: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None:
        if above.objectName() == "qt_scrollarea_viewport":
            return True
        above = above.parentWidget()
    return False


def show_line(session: Session) -> None:
    session.window.go_to("outbox").findChildren(OutboxLine)[0].click()


def show_coach(session: Session) -> None:
    session.window.go_to("channels").findChild(QPushButton, "offer_wordpress").click()


SHOWN: dict[str, Callable[[Session], object]] = {
    "calendar": lambda session: session.window.go_to("calendar"),
    "outbox": show_line,
    "channels": show_coach,
    "settings": lambda session: session.window.go_to("settings"),
}


@pytest.mark.statement(93)
@pytest.mark.statement(108)
@pytest.mark.parametrize("place", SHOWN)
def test_nothing_is_cut(session: Session, qtbot: QtBot, place: str) -> None:
    SHOWN[place](session)
    QApplication.processEvents()
    assert (cut_words(session.window), outside(session.window)) == ([], [])


@pytest.mark.statement(93)
def test_the_composer_leaves_the_previews_what_they_need(session: Session, qtbot: QtBot) -> None:
    """In Italian with a large font they lay over the text and its scroll bar."""
    session.window.go_to("calendar")
    session.doors.new_post()
    QApplication.processEvents()
    view = session.window.view(COMPOSER)
    assert isinstance(view, ComposerView)
    assert view.editor.geometry().right() < view.previews.geometry().left()
    assert view.previews.geometry().right() < view.width()
    session.window.drop_view(COMPOSER)


@pytest.mark.statement(93)
def test_every_offer_of_a_platform_says_whole_who_publishes_there(session: Session) -> None:
    session.window.go_to("channels")
    QApplication.processEvents()
    offers = session.window.findChildren(Offer)
    assert len(offers) > 20
    cut = {label.text() for offer in offers for label in offer.findChildren(ElidedLabel) if label.is_cut}
    assert cut == set()


@pytest.mark.statement(93)
@pytest.mark.statement(100)
@pytest.mark.parametrize("place", SHOWN)
def test_everything_that_can_have_the_keyboard_has_a_name(session: Session, place: str) -> None:
    SHOWN[place](session)
    QApplication.processEvents()
    reachable = [
        widget
        for widget in session.window.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
    ]
    assert [repr(widget) for widget in reachable if not widget.accessibleName()] == []


@pytest.mark.statement(92)
@pytest.mark.parametrize("font_px", [13.0, 16.25, 19.5, 22.75, 32.5])
def test_what_is_round_is_round_in_every_size_of_letters(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, font_px: float
) -> None:
    """Qt draws a square where a corner's radius is more than half of the side, as rounding sizes can make it."""
    monkeypatch.setattr(fonts, "system_font_px", lambda: font_px)
    theme()._system_changed()
    try:
        button = QRadioButton("")
        qtbot.addWidget(button)
        button.setChecked(True)
        button.resize(button.sizeHint())
        button.show()
        image = button.grab().toImage()
        accent, ring = theme().color("accent"), []
        for y in range(image.height()):
            ring += [(x, y) for x in range(image.width()) if image.pixelColor(x, y) == accent]
        left, top = min(x for x, _y in ring), min(y for _x, y in ring)
        assert (left, top) not in ring, "its corner is empty"
        right = max(x for x, _y in ring)
        assert image.pixelColor((left + right) // 2, (top + max(y for _x, y in ring)) // 2) != accent, "a ring, no disc"
    finally:
        monkeypatch.undo()
        theme()._system_changed()


def test_the_views_of_the_calendar_are_said_in_words(session: Session) -> None:
    """Icons stand for them only where large words leave no room."""
    from tests.ui.access.steps import calendar, settle
    from ui.presenters.calendar_modes import MODES

    large = session.window.width() > 1024
    for mode in MODES:
        toolbar = calendar(session, mode).toolbar
        toolbar._find.begin()
        settle()
        assert all(button.shows_icon is large for button in toolbar.modes.findChildren(QRadioButton)), mode
        assert toolbar._find.field.width() >= theme().px(150)


def test_the_kinds_of_media_are_said_in_words(session: Session) -> None:
    session.window.go_to("media")
    segments = [each for each in session.window.findChildren(QRadioButton) if each.objectName() == "segment_customers"]
    large = session.window.width() > 1024
    assert [each.shows_icon for each in segments] == [large]
