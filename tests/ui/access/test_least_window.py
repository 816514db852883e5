"""The least window, as on a laptop of 1280×720 that shows all at 200 %: every place and sheet can be used in it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QScrollArea, QWidget

from tests.ui.access import checks
from tests.ui.access.conftest import Program
from tests.ui.access.scenes import SCENES, shown
from tests.ui.access.steps import settle
from ui.shell.main_window import SMALLEST

LEAST = (SMALLEST.width(), SMALLEST.height())
SEEN = QSize(checks.LEAST_PX, checks.LEAST_PX)
"""So much has to be seen of what may be larger than its room: a list, a long text."""


def unseen(root: QWidget) -> Iterator[str]:
    """What the keyboard reaches in it, and no scrolling brings into the window: a button whole."""
    window = root.window()
    for stop in checks.tab_stops(window):
        if root is not window and not root.isAncestorOf(stop):
            continue  # it would close
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        bring(stop)
        inner = stop.viewport() if isinstance(stop, QAbstractScrollArea) else stop
        least = inner.size() if isinstance(stop, QAbstractButton) else inner.size().boundedTo(SEEN)
        seen = inner.visibleRegion().boundingRect()
        if seen.size().boundedTo(least) != least:
            yield f"not brought into sight: {checks.told(stop)} {seen.getRect()} of {inner.rect().getRect()}"


def sideways(root: QWidget) -> list[str]:
    """Pages that are wider than what shows of them: nobody thinks of looking at the right."""
    pages = [one for one in root.window().findChildren(QScrollArea) if one.isVisible()]
    return [f"scrolls sideways: {checks.told(one)}" for one in pages if one.horizontalScrollBar().maximum() > 0]


def bring(widget: QWidget) -> None:
    """As the ring of the focus does it, for each page around."""
    above = widget.parentWidget()
    while above is not None and not above.isWindow():
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()
    settle()


@pytest.mark.statement(93)
@pytest.mark.parametrize("language", ["it", pytest.param("en", marks=pytest.mark.long)])
def test_everything_can_be_brought_into_sight_in_the_least_window(program: Program, language: str) -> None:
    session = program(language, LEAST)
    faults = []
    for name in SCENES:
        with shown(session, name) as root:
            for check in (checks.cut, checks.outside, checks.too_large, checks.too_wide, sideways, unseen):
                faults += [f"{name}: {fault}" for fault in check(root)]
            if (needs := session.window.centralWidget().minimumSizeHint().width()) > LEAST[0]:
                faults.append(f"{name}: the window needs {needs} px")
            if session.window.size() != SMALLEST:
                faults.append(f"{name}: the window grew to {session.window.size().toTuple()}")
                session.window.resize(SMALLEST)
    assert not faults, "\n".join(dict.fromkeys(faults))
