"""Pictures of outbox, sheets and bars: `python -m tests.ui.shell.gallery FOLDER [--only missed,outbox] [--scale 2]`.

One file per state, theme and language. Nothing is asserted here; people judge them.
"""

import asyncio
import os
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QWidget

    from smmdesk.desk.desk import Desk
    from tests.ui.shell.busy import Busy
    from ui.shell.main_window import MainWindow
    from ui.shell.session import Session
    from ui.views.outbox import OutboxView

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
PHOTOS = {
    "cake": "walnut-cake",
    "salt": "sourdough",
    "muggia": "shop-front",
    "dough": "dough",
    "coffee": "coffee",
    "hours": "shop-front",
    "book": "panettone",
    "open": "panettone",
    "first": "panettone",
}
STATES = (
    *("outbox", "problems", "unknown", "missed", "missed-all", "sending", "well", "bars", "leave", "again"),
    *("why", "account", "half", "online", "online-delete", "online-text"),
)
NOW = datetime(2026, 11, 18, 10, 20, tzinfo=UTC)


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", default="1")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=800)
    parser.add_argument("--only", default=",".join(STATES))
    parser.add_argument("--languages", default="it,en")
    parser.add_argument("--shades", default="light,dark")
    options = parser.parse_args()
    os.environ["QT_SCALE_FACTOR"] = options.scale
    options.folder.mkdir(parents=True, exist_ok=True)
    from ui.app import make_application

    app = make_application()
    from qasync import QEventLoop

    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        runner.run(_all(options))


async def _all(options: Namespace) -> None:
    from smmdesk.model.words import set_language
    from ui.look.theme import theme

    for language in options.languages.split(","):
        set_language(language)
        for shade in options.shades.split(","):
            theme().choose(shade)
            for state in options.only.split(","):
                with TemporaryDirectory() as folder:
                    await _picture(Path(folder), state, language, shade, options)


async def _picture(folder: Path, state: str, language: str, shade: str, options: Namespace) -> None:
    from PySide6.QtWidgets import QApplication

    from smmdesk.app import close_desk, open_desk
    from smmdesk.model.media import MediaUse
    from smmdesk.system.clock import ManualClock
    from smmdesk.system.paths import Paths
    from tests.ui.composer import bakery
    from tests.ui.shell import busy
    from ui.shell.session import Session

    desk = open_desk(Paths(folder / "desk"), ManualClock(NOW))
    desk.settings.set("language", language)
    brand = bakery.made_brand(desk, language)
    names = tuple(sorted({f"{name}.jpg" for name in PHOTOS.values()}))
    by_name = dict(zip(names, await bakery.photos(desk, brand, names), strict=True))
    media = {words: MediaUse(by_name[f"{name}.jpg"].id, {}) for words, name in PHOTOS.items()}
    full = None if state == "well" else busy.fill(desk, brand, language, media)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    session = Session(app, desk, engine=False)
    window = session.window
    window.resize(options.width, options.height)
    window.go_to("calendar")
    session.begin()
    window.show()
    window.resize(options.width, options.height)
    await _settle(session)
    top = await _pose(session, desk, full, state)
    await _settle(session)
    _photograph(window, top).save(str(options.folder / f"{state}-{language}-{shade}.png"))
    if top is not None:
        top.close()
    window.may_close = True
    await session.aclose()
    await close_desk(desk)


async def _settle(session: "Session") -> None:
    for _turn in range(200):
        await asyncio.sleep(0.01)
        if not session.bridge.tasks.busy:
            break
    for _turn in range(60):
        await asyncio.sleep(0.01)


def _photograph(window: "QWidget", top: "QWidget | None") -> "QPixmap":
    """The window, with a sheet over it where it would stand."""
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QPainter

    picture = window.grab()
    if top is not None:
        painter = QPainter(picture)
        room = window.size() - top.size()
        painter.drawPixmap(QPoint(room.width() // 2, max(0, room.height() // 2)), top.grab())
        painter.end()
    return picture


async def _pose(session: "Session", desk: "Desk", busy: "Busy | None", state: str) -> "QWidget | None":
    """Bring the screen into the state of its picture; the sheet over it, if there is one."""
    from ui.dialogs import Sheet
    from ui.views.outbox import OutboxView

    window = session.window
    sheet = window.findChild(Sheet, "missed_sheet")
    if state in ("missed", "missed-all"):
        if sheet is None:
            session.doors.decide_missed()
            sheet = window.findChild(Sheet, "missed_sheet")
        assert sheet is not None
        if state == "missed-all":
            from PySide6.QtWidgets import QPushButton

            button = sheet.findChild(QPushButton, "missed_all_now")
            assert button is not None
            button.click()
        return sheet
    if sheet is not None:
        sheet.reject()
    if state == "bars":
        return None
    if state == "why":
        await _click_on_a_chip(window)
        return None
    view = window.go_to("outbox")
    assert isinstance(view, OutboxView)
    return await _in_the_outbox(session, view, state)


async def _in_the_outbox(session: "Session", view: "OutboxView", state: str) -> "QWidget | None":
    """One line chosen, or a question over it."""
    from ui.dialogs import Sheet

    window, presenter = session.window, view.presenter
    if state == "leave":
        session.leave()
        return window.findChild(Sheet, "leave_sheet")
    if state == "problems":
        presenter.show_only("to_solve")
    rows = [row for group in presenter.groups for row in group.rows]
    if state in ("unknown", "again"):
        presenter.select(next(row.key for row in rows if row.progress == "unknown"))
    if state == "account":
        presenter.select(next(row.key for row in rows if not row.delivery_id))
    if state == "half":
        presenter.select(next(row.key for row in rows if row.begun[0] and row.is_problem))
    if state.startswith("online"):
        return await _online(session, view, state.removeprefix("online").removeprefix("-"))
    if state == "sending":
        row = next(row for row in rows if row.progress == "sending")
        presenter.select(row.key)
        session.show_upload(row.part_id, 3_100_000, 4_800_000)
    if state == "again":
        from PySide6.QtWidgets import QPushButton

        await asyncio.sleep(0.05)
        button = view.findChild(QPushButton, "detail_again")
        assert button is not None
        button.click()
        return window.findChild(Sheet, "sheet")
    return None


async def _online(session: "Session", view: "OutboxView", state: str) -> "QWidget | None":
    """A post that is out, and the sheets that ask before anything is done there."""
    from smmdesk.model.delivery import Part
    from smmdesk.store import ledger
    from ui.dialogs import Sheet
    from ui.views.online_buttons import ask_delete, ask_words

    row = next(row for group in view.presenter.groups for row in group.rows if row.may_change)
    with session.bridge.desk.store.transaction() as tx:
        ledger.note(tx, tx.get(Part, row.part_id), rendered={"text": row.words})
    view.presenter.select(row.key)
    if state == "delete":
        ask_delete(session.window, session.bridge, [row.delivery_id], None)
    if state == "text":
        ask_words(session.window, session.bridge, row.delivery_id)
    return next((sheet for sheet in session.window.findChildren(Sheet) if sheet.isVisible()), None)


async def _click_on_a_chip(window: "MainWindow") -> None:
    """On a post that did not go out."""
    from ui.views.calendar import CalendarView

    view = window.go_to("calendar")
    assert isinstance(view, CalendarView)
    await asyncio.sleep(0.1)
    entry = next(e for day in view.presenter.page.days for e in day.entries if e.progress == "needs_you")
    rect = view.grid.rect_of(view.grid.entries.index_of_post(entry.post_id))
    view.grid.hand.keyboard = True  # no pointer rests here, so the card would go again
    view.cards.show_preview(entry, rect)


if __name__ == "__main__":
    main()
