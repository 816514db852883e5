"""The frame of a small window: the rail scrolls, and the toolbar leaves out what is said elsewhere."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shell.support import child
from ui.bridge import Bridge
from ui.look.focus_ring import FocusRing
from ui.shell.main_window import SMALLEST, MainWindow, Toolbar
from ui.shell.places import PLACES
from ui.shell.rail import Rail
from ui.widgets.safe_label import MAY_GIVE_WAY, SafeLabel, place_title


@pytest.fixture
def window(bridge: Bridge, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(bridge)
    made.may_close = True
    qtbot.addWidget(made)
    yield made
    for place in PLACES:
        made.drop_view(place.key)


def bar_of(rail: Rail) -> QScrollBar:
    return child(rail, QScrollArea, "rail_scroll").verticalScrollBar()


def test_a_low_rail_scrolls_and_one_that_fits_shows_no_bar(window: MainWindow, qtbot: QtBot) -> None:
    """On a laptop that shows all larger the last places were below the screen, and nothing brought them up."""
    rail = window.rail
    window.resize(1024, rail._least())
    window.show()
    qtbot.waitUntil(rail.help.isHidden)
    qtbot.waitUntil(lambda: not bar_of(rail).isVisible())
    window.resize(*SMALLEST.toTuple())
    qtbot.waitUntil(bar_of(rail).isVisible)
    last = rail.buttons["settings"]
    assert last.visibleRegion().isEmpty()
    window.go_to("settings")  # by its key
    assert last.visibleRegion().boundingRect() == last.rect()
    assert 0 <= last.mapTo(rail, last.rect().topRight()).x() < rail.width() - bar_of(rail).width()


def test_the_keyboard_brings_a_place_of_a_low_rail_into_sight(window: MainWindow, qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    ring = FocusRing(app)
    try:
        window.resize(*SMALLEST.toTuple())
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        rail = window.rail
        rail.buttons["calendar"].setFocus(Qt.FocusReason.TabFocusReason)
        bar_of(rail).setValue(bar_of(rail).maximum())
        assert rail.new.visibleRegion().isEmpty()
        rail.new.setFocus(Qt.FocusReason.BacktabFocusReason)
        assert rail.new.visibleRegion().boundingRect() == rail.new.rect()
    finally:
        ring.deleteLater()


def test_a_narrow_toolbar_leaves_out_the_place_before_whose_it_is(qtbot: QtBot) -> None:
    place, whose, rest = place_title("Outbox"), SafeLabel("Forno Lucia"), QPushButton("Pause everything")
    whose.setProperty(MAY_GIVE_WAY, True)
    toolbar = Toolbar([place, whose, None, rest])
    window = QWidget()
    qtbot.addWidget(window)
    toolbar.setParent(window)
    toolbar.resize(800, 52)
    window.show()
    assert place.isVisible()
    least, both = toolbar.minimumSizeHint().width(), toolbar.layout().minimumSize().width()  # type: ignore[union-attr]
    assert least < both
    for wide, shown in ((both, (True, True)), (both - 1, (False, True)), (least, (False, False)), (800, (True, True))):
        toolbar.resize(wide, 52)
        assert (place.isVisible(), whose.isVisible()) == shown, wide
        assert toolbar.minimumSizeHint().width() == least
