"""Tables of posts dropped on the calendar: looked at, explained where their columns are strange, brought in."""

import asyncio
import threading
from datetime import date
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QProgressBar, QPushButton, QRadioButton, QWidget

from smmdesk.app import close_desk, open_desk
from smmdesk.desk import archive, import_archive, planning, undo
from smmdesk.desk.import_plan import Going
from smmdesk.model.content import Content
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import add_post
from tests.ui.calendar.hands import Carry, day
from tests.ui.calendar.test_brought import FRIDAY, urls
from ui.calendar.bring import Reading
from ui.calendar.import_sheet import PlanSheet
from ui.dialogs import Sheet
from ui.presenters.bringing_in import plan_problems
from ui.presenters.long_work import going_words
from ui.views import going_sheet
from ui.views.calendar import CalendarView
from ui.views.going_sheet import GoingSheet
from ui.widgets.safe_label import SafeLabel
from ui.widgets.segments import Segments


@pytest.mark.statement(44)
@pytest.mark.statement(110)
async def test_a_table_of_posts_is_looked_at_and_brought_in(view: CalendarView, tmp_path: Path, announced) -> None:
    table = tmp_path / "posts.csv"
    rows = "First,2026-11-25,09:00\nSecond,2026-11-26,10:00\nThird,2026-02-31,9:00\nFourth,2026-11-27,25:00\n"
    table.write_text(f"text,date,time\n{rows}", "utf-8")
    Carry(view.grid.viewport(), urls(table)).drop(day(view.grid, FRIDAY))
    await view.presenter.bridge.tasks.idle()
    sheet = view.window().findChild(object, "sheet")
    assert sheet.text_label.text().startswith("2 new posts.")
    said = [label.text() for label in sheet.findChildren(SafeLabel)]
    assert [line.partition(":")[0] for line in said if line.startswith("Row ")] == [
        "Row 4 stays out",
        "Row 5 stays out",
    ], said
    assert view.presenter.everything(date(2026, 11, 25))[0].entries == (), "only looked at"
    sheet.findChild(QPushButton, "import_do").click()
    while not announced:
        await asyncio.sleep(0.02)
    assert announced[-1] == ("2 posts brought in", True)
    assert len(view.presenter.everything(date(2026, 11, 25))[0].entries) == 1
    view.toolbar.undo.click()
    for day_of_one in (date(2026, 11, 25), date(2026, 11, 26)):
        assert view.presenter.everything(day_of_one)[0].entries == (), "one step takes all of it"
    await view.presenter.bridge.tasks.idle()


@pytest.mark.statement(110)
async def test_a_table_of_strange_columns_is_explained_and_looked_at(view: CalendarView, tmp_path: Path) -> None:
    table = tmp_path / "posts.csv"
    table.write_text("Wann,Was & <b>wie</b>\n2026-11-25 09:00,First\n", "utf-8")
    Carry(view.grid.viewport(), urls(table)).drop(day(view.grid, FRIDAY))
    await view.presenter.bridge.tasks.idle()
    ask = view.window().findChild(Sheet, "columns_sheet")
    text = ask.findChild(QComboBox, "column_text")
    done = ask.findChild(QPushButton, "columns_done")
    assert [text.itemText(place) for place in range(3)] == [
        "Not in this table",
        "Wann: 2026-11-25 09:00",
        "Was & <b>wie</b>: First",
    ]
    assert not done.isEnabled()
    text.setCurrentIndex(2)
    ask.findChild(QComboBox, "column_when").setCurrentIndex(1)
    assert done.isEnabled()
    done.click()
    await view.presenter.bridge.tasks.idle()
    sheet = next(one for one in view.window().findChildren(Sheet) if one.objectName() == "sheet")
    assert sheet.text_label.text().startswith("1 new post.")
    sheet.findChild(QPushButton, "import_columns").click()
    again = next(one for one in view.window().findChildren(Sheet, "columns_sheet") if one.isVisible())
    assert again.findChild(QComboBox, "column_when").currentData() == 0, "as it was said before"
    again.reject()


async def test_a_table_says_its_days_and_asks_which_they_are(view: CalendarView, tmp_path: Path, announced) -> None:
    rows = "".join(f"Post {number},{number}/2/2027\n" for number in range(1, 7))
    (tmp_path / "a.csv").write_text(f"text,date,channels\n{rows}Other,,\n".replace("2027\n", "2027,Nowhere\n"), "utf-8")
    view.bring_in((tmp_path / "a.csv",))
    await view.presenter.bridge.tasks.idle()
    sheet = view.window().findChild(PlanSheet)
    assert sheet.text_label.text().startswith("7 new posts. From Mon 1 Feb 2027 to Sat 6 Feb 2027. 1 without a date.")
    lines = [label.text() for label in sheet.findChildren(SafeLabel)]
    assert "What day is “1/2/2027” in this table?" in lines
    assert "Rows 2, 3, 4, 5 and 2 more: There is no such channel: Nowhere" in lines, lines
    days = sheet.findChild(Segments, "import_days")
    assert [button.text() for button in days.findChildren(QRadioButton)] == ["1 February 2027", "2 January 2027"]
    days.findChild(QRadioButton, "segment_month").click()
    await view.presenter.bridge.tasks.idle()
    assert "From Sat 2 Jan 2027 to Wed 2 Jun 2027." in sheet.text_label.text()
    sheet.findChild(QPushButton, "import_do").click()
    while not announced:
        await asyncio.sleep(0.02)
    assert len(view.presenter.everything(date(2027, 1, 2))[0].entries) == 1
    await view.presenter.bridge.tasks.idle()


async def test_rows_that_stay_out_are_told_before_all_others(view: CalendarView, tmp_path: Path) -> None:
    rows = "".join(f"Post {number},2027-02-01,Nowhere {number}\n" for number in range(9))
    (tmp_path / "a.csv").write_text(f"text,date,channels\n{rows}Never,2027-02-31,\n", "utf-8")
    view.bring_in((tmp_path / "a.csv",))
    await view.presenter.bridge.tasks.idle()
    told = plan_problems(view.window().findChild(PlanSheet).plan)
    assert told[0].startswith("Row 11 stays out:"), told
    assert told[-1] == "and 4 more"


async def test_the_sheet_of_a_calendar_is_as_high_as_all_its_words(view: CalendarView, tmp_path: Path) -> None:
    event = "BEGIN:VEVENT\nUID:{0}\nSUMMARY:Market\nDTSTART:2026120{0}\n{1}END:VEVENT\n"
    events = event.format(1, "RRULE:FREQ=WEEKLY\n") + event.format(2, "")
    (tmp_path / "a.ics").write_text(f"BEGIN:VCALENDAR\n{events}END:VCALENDAR\n", "utf-8")
    view.bring_in((tmp_path / "a.ics",))
    await view.presenter.bridge.tasks.idle()
    sheet = view.window().findChild(PlanSheet)
    sheet.findChild(QRadioButton, "segment_drafts").click()
    await view.presenter.bridge.tasks.idle()
    assert plan_problems(sheet.plan) == ("Event 1: It repeats, and only its first time comes in",)
    QCoreApplication.processEvents()
    words = sheet.text_label
    assert words.height() >= words.heightForWidth(words.width()), "the second line was cut"
    assert sheet.findChild(QPushButton, "import_cancel").text() == "Not now"


async def test_of_what_is_here_already_nothing_is_said_to_come_in(view: CalendarView, tmp_path: Path, write) -> None:
    write("2026-11-25T09:00", "Rye bread")
    archive.export_ics(view.presenter.bridge.desk, tmp_path / "own.ics")
    view.bring_in((tmp_path / "own.ics",))
    await view.presenter.bridge.tasks.idle()
    sheet = view.window().findChild(PlanSheet)
    assert sheet.text_label.text() == "1 is here already."
    assert sheet.findChild(QPushButton, "import_cancel").text() == "Close", "there is nothing to put off"


async def test_a_calendar_is_told_in_words_and_its_events_become_what_is_chosen(
    view: CalendarView, tmp_path: Path, announced
) -> None:
    event = "BEGIN:VEVENT\nUID:1\nSUMMARY:Fiera\nDTSTART:20261125\nEND:VEVENT\n"
    (tmp_path / "a.ics").write_text(f"BEGIN:VCALENDAR\n{event}END:VCALENDAR\n", "utf-8")
    view.bring_in((tmp_path / "a.ics",))
    await view.presenter.bridge.tasks.idle()
    sheet = view.window().findChild(PlanSheet)
    assert sheet.kind_label.text() == "A calendar of another program, with 1 event."
    assert sheet.text_label.text() == "1 note on its day."
    choices = sheet.findChild(Segments, "import_events")
    choices.findChild(QRadioButton, "segment_ideas").click()
    await view.presenter.bridge.tasks.idle()
    assert (
        sheet.text_label.text() == "1 new post. On Wed 25 Nov 2026. They come in as ideas: nothing goes out by itself."
    )
    choices.findChild(QRadioButton, "segment_notes").click()
    await view.presenter.bridge.tasks.idle()
    sheet.findChild(QPushButton, "import_do").click()
    await view.presenter.bridge.tasks.idle()
    assert announced[-1] == ("1 note on its day", True)


async def test_a_file_that_is_none_says_so_and_leaves_no_sheet(view: CalendarView, tmp_path: Path) -> None:
    failed: list[Problem] = []
    view.presenter.bridge.failed.connect(failed.append)
    (tmp_path / "a.json").write_text("[]")
    view.bring_in((tmp_path / "a.json",))
    await view.presenter.bridge.tasks.idle()
    assert [problem.code for problem in failed] == ["import_bad"]
    assert view.window().findChild(Sheet) is None


async def coming_in(view: CalendarView, folder: Path) -> GoingSheet:
    """So many posts come in that the sheet that tells of it is seen; a thread writes them, so this waits, bounded."""
    rows = "".join(f"Post {number},2027-03-{1 + number % 28:02d},09:00\n" for number in range(6_000))
    (folder / "a.csv").write_text(f"text,date,time\n{rows}", "utf-8")
    view.bring_in((folder / "a.csv",))
    async with asyncio.timeout(60):
        while (plan := view.window().findChild(PlanSheet)) is None:
            await asyncio.sleep(0.02)
        plan.findChild(QPushButton, "import_do").click()
        while (going := view.window().findChild(GoingSheet)) is None or not going.isVisible():
            await asyncio.sleep(0.02)
    return going


async def test_what_is_done_while_it_comes_in_is_not_taken_back_for_it(
    view: CalendarView, tmp_path: Path, announced
) -> None:
    bridge = view.presenter.bridge
    await coming_in(view, tmp_path)
    idea = planning.add_post(bridge.desk, view.presenter.brand.id, content=Content(text="An idea meanwhile"))
    await bridge.tasks.idle()
    assert announced[-1] == ("6000 posts brought in", True)
    with pytest.raises(ProblemError, match="cannot_undo"):  # so long a step is not taken out of the middle
        undo.undo_step(bridge.desk, bridge.said[-1].step)
    undo.undo(bridge.desk)
    undo.undo_step(bridge.desk, bridge.said[-1].step)
    with bridge.desk.store.reading() as reader:
        assert [post.id for post in reader.all(Post, deleted=True) if post.deleted_at_us is None] == []
        assert reader.get(Post, idea.id).deleted_at_us is not None


async def test_long_work_shows_how_far_it_is_and_can_be_stopped(view: CalendarView, tmp_path: Path, announced) -> None:
    going = await coming_in(view, tmp_path)
    assert "of 6000" in going.findChild(QProgressBar).accessibleDescription().replace(",", "").replace(".", "")
    going.findChild(QPushButton, "import_stop").click()
    await view.presenter.bridge.tasks.idle()
    words, can_undo = announced[-1]
    assert words.startswith("Stopped: ")
    assert can_undo
    view.presenter.bridge.attempt(lambda: undo.undo(view.presenter.bridge.desk))
    assert not view.presenter.everything(date(2027, 3, 1))[0].entries


async def test_a_file_comes_in_where_another_brand_was_opened_meanwhile(
    view: CalendarView, tmp_path: Path, announced: list[tuple[str, bool]]
) -> None:
    """The calendar that it was dropped on is gone by then."""
    table, owner = tmp_path / "posts.csv", QWidget(view.window())
    table.write_text("text,date,time\nFirst,2026-11-25,09:00\n", "utf-8")
    reading = Reading(owner, view.presenter, table)
    reading.look()
    shiboken6.delete(owner)
    await view.presenter.bridge.tasks.idle()
    plan = view.window().findChild(PlanSheet)
    assert plan is not None
    plan.findChild(QPushButton, "import_do").click()  # type: ignore[union-attr]
    while not announced:
        await asyncio.sleep(0.02)
    assert announced[-1] == ("1 post brought in", True)
    await view.presenter.bridge.tasks.idle()


@pytest.mark.statement(110)
async def test_a_whole_archive_shows_how_far_it_is_and_can_be_stopped(
    view: CalendarView, tmp_path: Path, announced, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "all.smmdesk"
    theirs = open_desk(Paths(tmp_path / "theirs"), clock)
    posts = [add_post(theirs, planning.first_brand(theirs), f"Pane {number}") for number in range(9)]
    archive.export_archive(theirs, file)
    await close_desk(theirs)
    monkeypatch.setattr(import_archive, "AT_ONCE", 2)
    monkeypatch.setattr(going_sheet, "SOON_MS", 20)
    desk, seen = view.presenter.bridge.desk, threading.Event()

    def came() -> int:
        with desk.store.reading() as reader:
            return sum(post.deleted_at_us is None for post in reader.many(Post, [post.id for post in posts]).values())

    def hold(_changes: object) -> None:
        if threading.current_thread() is not threading.main_thread() and came() >= 4:
            seen.wait(30)

    desk.store.changed.connect(hold)
    view.bring_in((file,))
    while (plan := view.window().findChild(PlanSheet)) is None:
        await asyncio.sleep(0.02)
    assert plan.kind_label.text() == "An archive of smmdesk: a whole calendar with its photos and videos."
    come = "They come in as they are in it; nothing goes out from here before you say so."
    assert plan.text_label.text() == f"9 new posts. {come}"
    plan.findChild(QPushButton, "import_do").click()
    while (going := view.window().findChild(GoingSheet)) is None or came() < 4:
        await asyncio.sleep(0.02)
    bar = going.findChild(QProgressBar)
    while bar.accessibleDescription() != "3 of 10":  # a brand and two posts; the next two are just written
        await asyncio.sleep(0.02)
    assert (bar.isVisible(), bar.value(), bar.maximum()) == (True, 3, 10)
    going.findChild(QPushButton, "import_stop").click()
    seen.set()
    await view.presenter.bridge.tasks.idle()
    assert announced[-1] == ("Stopped: 4 posts are in", True)
    view.presenter.bridge.attempt(lambda: undo.undo(desk))
    assert came() == 0


def test_a_look_is_told_in_per_cent() -> None:
    assert going_words(Going(37, 100, in_percent=True)) == "37% looked at"
    assert going_words(Going(37, 1000)) == "37 of 1,000"
