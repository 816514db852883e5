"""Files, photos of the library, texts and pictures dropped on a day from elsewhere."""

from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QPushButton

from smmdesk.desk import media_intake, undo
from smmdesk.model.moment import Moment
from smmdesk.system.paths import RESOURCES
from tests.ui.calendar.hands import Carry, day
from ui.models.media_drag import pack_media
from ui.views.calendar import CalendarView

TUESDAY, FRIDAY, PAST = date(2026, 11, 24), date(2026, 11, 27), date(2026, 11, 12)


def urls(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def label(view: CalendarView) -> str:
    return view.grid.hands.drops._label.words if view.grid.hands.drops._label.isVisible() else ""


@pytest.mark.statement(43)
def test_a_photo_dropped_on_a_day_begins_a_post_with_it(view: CalendarView, qtbot) -> None:
    photo = RESOURCES / "sample" / "oven.jpg"
    held = Carry(view.grid.viewport(), urls(photo))
    assert held.over(day(view.grid, FRIDAY))
    assert label(view) == "new post, Fri 27 Nov"
    with qtbot.waitSignal(view.post_wanted) as wanted:
        held.drop(day(view.grid, FRIDAY))
    assert wanted.args == [{"day": FRIDAY, "paths": (photo,)}]


@pytest.mark.statement(43)
async def test_five_photos_ask_one_post_or_five(view: CalendarView, qtbot, announced) -> None:
    import asyncio

    photos = sorted((RESOURCES / "sample").glob("*.jpg"))[:5]
    held = Carry(view.grid.viewport(), urls(*photos))
    held.over(day(view.grid, FRIDAY))
    assert label(view) == "new post with 5 files, Fri 27 Nov"
    held.drop(day(view.grid, FRIDAY))
    sheet = view.window().findChild(object, "sheet")
    with qtbot.waitSignal(view.post_wanted) as wanted:
        sheet.findChild(QPushButton, "bring_one").click()
    assert wanted.args == [{"day": FRIDAY, "paths": tuple(photos)}]
    await asyncio.sleep(0)
    held = Carry(view.grid.viewport(), urls(*photos))
    held.drop(day(view.grid, FRIDAY))
    sheets = [found for found in view.window().findChildren(object, "sheet") if found.isVisible()]
    sheets[-1].findChild(QPushButton, "bring_many").click()
    while not announced:
        await asyncio.sleep(0.02)
    assert announced[-1] == ("5 drafts made on Friday 27 November", True)
    times = [entry.time for entry in view.presenter.everything(FRIDAY)[0].entries]
    assert times == ["09:00", "10:00", "11:00", "12:00", "13:00"]
    assert undo.undo(view.presenter.desk).label == "5 new posts"  # all of them, as one step
    assert view.presenter.everything(FRIDAY)[0].entries == ()
    await view.presenter.bridge.tasks.idle()


@pytest.mark.statement(43)
async def test_a_photo_of_the_library_begins_a_post_and_several_ask(
    view: CalendarView, qtbot, announced, tmp_path
) -> None:
    bridge = view.presenter.bridge
    photos = sorted((RESOURCES / "sample").glob("*.jpg"))[:2]
    taken = await media_intake.take_files(bridge.desk, view.presenter.brand.id, photos)
    ids = tuple(asset.id for asset in taken.assets)
    held = Carry(view.grid.viewport(), pack_media(ids[:1]))
    assert held.over(day(view.grid, FRIDAY))
    assert label(view) == "new post, Fri 27 Nov"
    with qtbot.waitSignal(view.post_wanted) as wanted:
        held.drop(day(view.grid, FRIDAY))
    assert wanted.args == [{"day": FRIDAY, "assets": ids[:1]}]
    held = Carry(view.grid.viewport(), pack_media(ids))
    assert held.over(day(view.grid, FRIDAY))
    assert label(view) == "new post with 2 files, Fri 27 Nov"
    held.drop(day(view.grid, FRIDAY))
    view.window().findChild(object, "sheet").findChild(QPushButton, "bring_many").click()
    assert announced[-1] == ("2 drafts made on Friday 27 November", True)
    assert len(view.presenter.everything(FRIDAY)[0].entries) == 2
    view.window().hide()  # nothing is painted any more, so that no further picture is asked for
    await bridge.tasks.idle()


def test_a_text_and_a_bitmap_begin_a_post(view: CalendarView, qtbot) -> None:
    words = QMimeData()
    words.setText("Fresh from the oven")
    with qtbot.waitSignal(view.post_wanted) as wanted:
        Carry(view.grid.viewport(), words).drop(day(view.grid, FRIDAY))
    assert wanted.args == [{"day": FRIDAY, "text": "Fresh from the oven"}]
    image = QImage(20, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("orange"))
    bits = QMimeData()
    bits.setImageData(image)
    with qtbot.waitSignal(view.post_wanted) as wanted:
        Carry(view.grid.viewport(), bits).drop(day(view.grid, FRIDAY))
    (path,) = wanted.args[0]["paths"]
    assert QImage(str(path)).size() == image.size()
    assert path.is_relative_to(view.presenter.desk.paths.cache)


def test_files_are_not_taken_on_past_days(view: CalendarView) -> None:
    held = Carry(view.grid.viewport(), urls(RESOURCES / "sample" / "oven.jpg"))
    assert not held.over(day(view.grid, PAST))
    assert label(view) == "Already past: choose today or later"
    held.leave()


def test_in_the_week_a_file_gets_the_hour(view: CalendarView, qtbot) -> None:
    view.presenter.go_to(FRIDAY)
    view.presenter.set_mode("week")
    place = view.grid.scene.layout.place(4, 15 * 60)
    point = QPoint(place.x + 30, place.y + view.grid.scene.shift)
    with qtbot.waitSignal(view.post_wanted) as wanted:
        Carry(view.grid.viewport(), urls(RESOURCES / "sample" / "oven.jpg")).drop(point)
    assert wanted.args[0]["moment"] == Moment(datetime(2026, 11, 27, 15), "Europe/Rome")
