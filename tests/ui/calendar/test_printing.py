"""The calendar on paper: pages that hold every post, in the light theme, read back from the PDF."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPageLayout, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QPushButton

from smmdesk.desk import planning
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from tests.helpers.pdf_text import pages_of
from ui import dialogs
from ui.calendar.print_pages import WIDE, pages, paint, shown_of
from ui.calendar.printing import PagePreview, height_on, layout_of_paper, open_printing, write_pdf
from ui.look import paper
from ui.look.theme import theme
from ui.presenters.calendar import CalendarPresenter
from ui.presenters.calendar_print import file_name, printed
from ui.views.calendar import CalendarView

NAMES = ("Ash", "Birch", "Cedar", "Dogwood", "Elder", "Fir", "Ginkgo", "Hazel", "Ilex", "Juniper")


def letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalpha())


# A PDF is paper: it opens in every reader, and what was on the page is all in it; the app brings in the others again.
@pytest.mark.statement(58)
@pytest.mark.statement(111)
def test_a_month_as_pdf_holds_every_post_also_those_a_day_has_no_room_for(
    presenter: CalendarPresenter, write, tmp_path: Path, qapp
) -> None:
    for number, name in enumerate(NAMES):
        write(f"2026-11-24T{8 + number:02d}:00", f"{name} bread", labels=("label-1",))
    write("2026-11-30T09:00", "Zebra cake", channels=("channel-1",))
    write("2026-12-20T09:00", "Next month")
    sheet = printed(presenter)
    assert (sheet.title, sheet.brand, sheet.weeks, sheet.narrowed) == ("November 2026", "Forno Lucia", 6, "")
    path = tmp_path / file_name(sheet)
    assert path.name == "Calendar November 2026.pdf"
    assert write_pdf(sheet, path) == 2
    grid, rest = pages_of(path)
    for words in ("November", "FornoLucia", "Mon", "Sun", "Zebracake", "Ashbread", "onthelist", "Products", "Mastodon"):
        assert words in grid
    assert letters("Juniper bread") not in grid
    assert "NovemberthelistFornoLucia" in rest
    assert "TuesdayNovember" in rest
    for name in NAMES:
        assert letters(f"{name} bread") in rest  # a day that goes on stands there whole
    assert "Nextmonth" not in grid + rest
    assert list(tmp_path.glob("*.part")) == []


# ICS is no picture: it holds the same posts on the same days and times (tests/desk/test_archive.py).
@pytest.mark.statement(58)
@pytest.mark.parametrize(("mode", "weeks"), [("week", 1), ("day", 0), ("agenda", 0), ("board", 6)])
def test_every_view_is_printed_with_what_it_shows(
    presenter: CalendarPresenter, write, tmp_path: Path, qapp, mode: str, weeks: int
) -> None:
    write("2026-11-18T15:00", "Bread")
    write("", "Loose", stage=Stage.IDEA)
    presenter.set_mode(mode)
    sheet = printed(presenter)
    assert sheet.weeks == weeks
    assert write_pdf(sheet, tmp_path / "out.pdf") == 1
    (page,) = pages_of(tmp_path / "out.pdf")
    assert "Bread" in page
    assert letters(presenter.title) in letters(page)


@pytest.mark.statement(58)
def test_filters_hold_on_paper_and_are_said(presenter: CalendarPresenter, write, tmp_path: Path, qapp) -> None:
    write("2026-11-18T15:00", "Bread")
    write("2026-11-19T15:00", "Cake", channels=("channel-1",))
    presenter.set_filters(presenter.filters._replace(channels=("channel-1",)))
    write_pdf(printed(presenter), tmp_path / "out.pdf")
    (page,) = pages_of(tmp_path / "out.pdf")
    assert "Cake" in page
    assert "Bread" not in page
    assert "filterleavespostsout" in page


def test_a_long_list_goes_over_pages_and_says_its_days_again(presenter: CalendarPresenter, write, qapp) -> None:
    start = date(2026, 11, 16)
    for number in range(60):
        write(f"{start + timedelta(days=number % 5)}T{8 + number // 5:02d}:00", f"Post {number}")
    presenter.set_mode("agenda")
    made = pages(printed(presenter), 700)
    assert len(made) == 2


def test_a_day_shows_all_or_as_many_as_leave_room_for_the_line() -> None:
    assert shown_of(3, 102.1) == 3
    assert shown_of(4, 102.1) == 2
    assert shown_of(0, 102.1) == 0


def test_paper_is_light_whatever_the_screen_is(presenter: CalendarPresenter, write, qapp) -> None:
    write("2026-11-18T15:00", "Bread")
    sheet, height = printed(presenter), height_on(layout_of_paper())

    def picture() -> QPixmap:
        made = QPixmap(round(WIDE), round(height))
        made.fill()  # the page ends within the last row of pixels
        painter = QPainter(made)
        paint(painter, pages(sheet, height)[0], height, 1, 1)
        painter.end()
        return made

    before = picture().toImage()
    theme().choose("dark")
    try:
        dark = picture().toImage()
    finally:
        theme().choose("system")
    assert dark == before
    assert QColor(before.pixel(2, 2)) == paper.color("surface")


def test_a_folder_that_takes_nothing_is_a_problem(presenter: CalendarPresenter, tmp_path: Path, qapp) -> None:
    with pytest.raises(ProblemError) as found:
        write_pdf(printed(presenter), tmp_path / "nowhere" / "out.pdf")
    assert found.value.problem.code == "file_not_written"


@pytest.mark.statement(58)
def test_the_sheet_shows_the_pages_and_saves_them(view: CalendarView, write, qtbot, tmp_path: Path, announced) -> None:
    for number in range(6):
        write(f"2026-11-24T{8 + number:02d}:00", f"Bread {number}")
    card = open_printing(view.window(), view.presenter)
    preview = card.findChild(PagePreview)
    assert preview.accessibleName() == "What will be printed, page 1 of 2"
    card.findChild(QAbstractButton, "print_on").click()
    assert preview.accessibleName() == "What will be printed, page 2 of 2"
    assert not card.findChild(QAbstractButton, "print_on").isEnabled()
    preview.grab()
    card.findChild(QPushButton, "print_pdf").click()
    chooser = next(one for one in view.window().findChildren(QFileDialog) if one.isVisible())
    target = tmp_path / "mine"
    chooser.fileSelected.emit(str(target))
    chooser.close()
    assert announced[-1] == ("Saved: mine.pdf", False)
    assert len(pages_of(tmp_path / "mine.pdf")) == 2


@pytest.mark.statement(58)
def test_a_printer_gets_the_same_pages(view: CalendarView, write, tmp_path: Path, monkeypatch, announced) -> None:
    """The system's dialog is not there offscreen: what it hands over is a device, here one of a file."""
    from PySide6.QtPrintSupport import QPrinter

    write("2026-11-24T08:00", "Bread")

    def choose(_parent, layout: QPageLayout, done) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "printed.pdf"))
        printer.setPageLayout(layout)
        done(printer)

    monkeypatch.setattr(dialogs, "can_print", lambda: True)
    monkeypatch.setattr(dialogs, "choose_printer", choose)
    card = open_printing(view.window(), view.presenter)
    card.findChild(QPushButton, "print_paper").click()
    assert announced[-1] == ("Handed to the printer", False)
    (page,) = pages_of(tmp_path / "printed.pdf")
    assert "Bread" in page


def test_planned_later_is_on_the_next_print(presenter: CalendarPresenter, write, desk, qapp) -> None:
    post = write("2026-11-24T08:00", "Bread")
    assert sum(len(day.entries) for day in printed(presenter).days) == 1
    planning.trash(desk, [post.id])
    assert sum(len(day.entries) for day in printed(presenter).days) == 0
