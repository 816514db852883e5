"""The calendar in a process of its own, for a real mouse: prints where posts and days stand, and what came of it.

    python -m tests.ui.calendar.real_drag_program FOLDER

Prints one JSON line with positions on the screen when it is shown, one for each sentence that is announced, and the
final days of the posts when it is told to end (a line on standard input).
"""

import asyncio
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from qasync import QEventLoop

from smmdesk.app import close_desk, open_desk
from smmdesk.desk import planning
from smmdesk.model import words
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.ui.calendar.hands import chip, day
from ui.bridge import Bridge
from ui.look import style
from ui.presenters.calendar import CalendarPresenter
from ui.shell.main_window import Toolbar
from ui.views.calendar import CalendarView

FRIDAY, SATURDAY = date(2026, 11, 27), date(2026, 11, 28)


def say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


def places(view: CalendarView, post: Post, idea: Post) -> dict[str, list[int]]:
    """Points of the screen that a mouse can go to."""
    grid = view.grid
    card = view.tray.cards()[0]
    found = {
        "post": grid.viewport().mapToGlobal(chip(grid, post.id)),
        "friday": grid.viewport().mapToGlobal(day(grid, FRIDAY)),
        "saturday": grid.viewport().mapToGlobal(day(grid, SATURDAY)),
        "past": grid.viewport().mapToGlobal(day(grid, date(2026, 11, 5))),
        "idea": card.mapToGlobal(card.rect().center()),
        "tray": view.tray.mapToGlobal(QPoint(view.tray.width() // 2, view.tray.height() // 2)),
    }
    assert idea.stage is Stage.IDEA
    return {name: [point.x(), point.y()] for name, point in found.items()}


async def run(folder: Path) -> None:
    words.set_language("en")
    desk = open_desk(Paths(folder), ManualClock(datetime(2026, 11, 18, 10, 20, tzinfo=UTC)))
    with desk.store.transaction() as tx:
        tx.put(Brand("brand-1", "Forno Lucia", "Europe/Rome", "en"))
    moment = Moment(datetime(2026, 11, 24, 9), "Europe/Rome")
    post = planning.add_post(desk, "brand-1", content=Content(text="Walnut bread"), planned=moment)
    idea = planning.add_post(desk, "brand-1", content=Content(text="Bread of the school"), stage=Stage.IDEA)
    bridge = Bridge(desk)
    view = CalendarView(CalendarPresenter(bridge))
    window = QWidget()
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(Toolbar(view.toolbar_items()))
    column.addWidget(view, 1)
    window.setGeometry(0, 0, 1360, 880)
    window.show()
    await asyncio.sleep(1)
    bridge.announced.connect(lambda sentence, undo: say(announced=sentence, undo=undo))
    say(places=places(view, post, idea))
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    with desk.store.reading() as reader:
        posts = reader.all(Post)
    planned = {p.content.text: str(p.planned.wall) if p.planned else "" for p in posts if p.stage is not Stage.IDEA}
    say(planned=planned)
    view.close()
    await bridge.aclose()
    window.deleteLater()
    await close_desk(desk)


def main() -> None:
    app = QApplication(sys.argv[:1])
    style.apply(app)
    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        runner.run(run(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
