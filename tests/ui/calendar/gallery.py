"""Renders the calendar's screens from a real desk into pictures, to be looked at.

    python -m tests.ui.calendar.gallery FOLDER [SCREEN]… [--size 1364x900] [--scale 2]

Screens: month, week, day, agenda, board, first, drag, states, filters, find, more, menu.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

SETTLE_S = 2.0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("screens", nargs="*", default=["month", "week"])
    parser.add_argument("--size", default="1364x900", help="of the calendar's place: a window without the rail")
    parser.add_argument("--scale", default="1")
    parser.add_argument("--languages", default="en,it")
    parser.add_argument("--looks", default="light,dark")
    return parser.parse_args()


async def render(options: argparse.Namespace, screen: str, language: str, look: str) -> None:
    """One picture of one screen."""
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from smmdesk.app import close_desk, open_desk
    from smmdesk.desk import slotting
    from smmdesk.model import words
    from smmdesk.system.clock import ManualClock
    from smmdesk.system.paths import Paths
    from tests.ui.calendar import shop
    from ui.bridge import Bridge
    from ui.look.theme import theme
    from ui.presenters.calendar import CalendarPresenter
    from ui.presenters.calendar_modes import MODES
    from ui.shell.main_window import Toolbar
    from ui.views.calendar import CalendarView

    words.set_language(language)
    theme().choose(look)
    with tempfile.TemporaryDirectory() as folder:
        desk = open_desk(Paths(Path(folder) / "desk"), ManualClock(datetime(2026, 11, 18, 10, 20, tzinfo=UTC)))
        if screen != "first":
            shop.fill(desk, language)
            slotting.set_week(desk, "brand-1", "c-b", [(day, 9 * 60, None) for day in (1, 3, 6)])
            slotting.set_week(desk, "brand-1", "c-m", [(2, 18 * 60, None), (3, 9 * 60, None), (5, 15 * 60, None)])
            shop.wait_elsewhere(desk, language)
        bridge = Bridge(desk)
        presenter = CalendarPresenter(bridge)
        presenter.set_mode(screen if screen in MODES else "month")
        view = CalendarView(presenter)
        window = QWidget()
        column = QVBoxLayout(window)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Toolbar(view.toolbar_items()))
        column.addWidget(view, 1)
        window.resize(*map(int, options.size.split("x")))
        window.show()
        window.activateWindow()
        view.setFocus()
        await asyncio.sleep(SETTLE_S)
        await pose(options, screen, view)
        name = f"{screen}-{language}-{look}-{options.size}@{options.scale}.png"
        window.grab().save(str(options.folder / name))
        view.close()
        await bridge.aclose()
        window.deleteLater()
        await close_desk(desk)


async def pose(options: argparse.Namespace, screen: str, view: object) -> None:
    """Bring the screen into the state that its picture shows."""
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QMenu

    from smmdesk.model import words
    from ui.calendar.layout import Hit, Target
    from ui.views.calendar import CalendarView

    assert isinstance(view, CalendarView)
    if screen == "drag":
        drag_over_friday(view)
        await asyncio.sleep(0.2)
    if screen == "week":
        grid = view.grid
        entry = view.presenter.page.days[4].entries[0]
        grid.hand.keyboard = True
        grid.choice.take((entry.post_id,))
        grid.preview_wanted.emit(entry, grid.scene.chip_rect(4, 0))
        await asyncio.sleep(0.5)
    if screen == "filters":
        view.filters.click()
    if screen == "find":
        view.search_field.begin()
        view.search_field.field.setText("pan" if view.presenter.title.startswith("Nov") else "24/11")
        await asyncio.sleep(1)
    if screen == "more":
        view.cards.show_day(view.presenter.page.days[16].day)
        await asyncio.sleep(1)
    if screen == "menu":
        entry = view.presenter.page.days[29].entries[0]
        view.cards.menu.open_for_posts((entry.post_id,), view.mapToGlobal(QPoint(300, 300)))
        await asyncio.sleep(0.3)
        menu = view.findChild(QMenu, "post_menu")
        menu.grab().save(str(options.folder / f"post-menu-{words.language()}.png"))
        menu.close()
    if screen == "states":
        hand = view.grid.hand
        view.grid.setFocus()
        hand.keyboard = True
        hand.hovered = Target(Hit.DAY, 26)
        view.grid.choice.take([e.post_id for e in view.presenter.page.days[28].entries])
        view.grid.choice.focus(view.presenter.page.days[31].entries[0].post_id)
        view.grid.hands.pointer.point = QPoint(1, 1)
        await asyncio.sleep(0.2)


def drag_over_friday(view: object) -> None:
    """A post of Tuesday hangs over Friday, as in the design's picture."""
    from PySide6.QtCore import QCoreApplication, QPointF, Qt
    from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent

    from ui.calendar.drag import pack
    from ui.views.calendar import CalendarView

    assert isinstance(view, CalendarView)
    grid = view.grid
    entry = view.presenter.page.days[29].entries[0]
    grid.hand.carried = frozenset({entry.post_id})
    rect = grid.scene.day_rect(32)
    point = QPointF(rect.x + 70, rect.y + 100).toPoint()
    mime = pack((entry.post_id,), entry.post_id)
    move, left, none = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for kind in (QDragEnterEvent, QDragMoveEvent):
        event = kind(point, move, mime, left, none)
        QCoreApplication.sendEvent(grid.viewport(), event)


def main() -> None:
    options = arguments()
    options.folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = options.scale
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    from ui.look import style

    app = QApplication(sys.argv[:1])
    style.apply(app)

    async def all_of_them() -> None:
        for screen, language, look in product(options.screens, options.languages.split(","), options.looks.split(",")):
            await render(options, screen, language, look)

    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        runner.run(all_of_them())


if __name__ == "__main__":
    main()
