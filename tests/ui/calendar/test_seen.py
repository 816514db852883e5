"""What the eye finds on a calendar: today, the line of now, the first day of the week, every piece of a post's chip."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from smmdesk.model.stages import Progress
from smmdesk.model.words import set_language
from smmdesk.system.clock import ManualClock
from tests.ui.access.checks import edges
from tests.ui.calendar.hands import LEFT
from tests.ui.calendar.november import entries_of_every_kind
from ui.calendar import first_run
from ui.calendar.card_painter import CardPainter
from ui.calendar.chip_painter import ChipPainter
from ui.calendar.layout import Rect
from ui.look.theme import theme
from ui.models.calendar_entries import Entry
from ui.models.calendar_words import chip_state
from ui.models.calendar_words import clock as said_time
from ui.presenters.calendar import CalendarPresenter
from ui.views.calendar import CalendarView

TODAY = date(2026, 11, 18)
RATIOS = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5)


def seen(view: CalendarView) -> QImage:
    return view.grid.viewport().grab().toImage()


def colour_at(image: QImage, point: QPoint) -> QColor:
    ratio = image.devicePixelRatio()
    return image.pixelColor(round(point.x() * ratio), round(point.y() * ratio))


# ------------------------------------------------------------------ today and now
@pytest.mark.statement(34)
@pytest.mark.parametrize("shade", ["light", "dark"])
def test_today_stands_out_from_every_other_day(view: CalendarView, shade: str) -> None:
    theme().choose(shade)
    view.presenter.set_mode("month")
    image, page = seen(view), view.presenter.page
    lit = []
    for day in page.days:
        rect = view.grid.rect_of(view.grid.entries.index_of_day(day.day))
        if colour_at(image, QPoint(rect.x + rect.width // 2, rect.bottom - 6)) == theme().color("today-cell"):
            lit.append(day.day)
    assert lit == [TODAY]
    theme().choose("light")


def line_of_now(view: CalendarView) -> int:
    """The row of pixels, from the top of the window's part, where the line of now begins in today's column."""
    image, grid = seen(view), view.grid
    column = grid.scene.layout.columns[grid.scene.page.position_of(TODAY)].rect
    ratio, line = image.devicePixelRatio(), theme().color("now-line")
    x = round((column.x + column.width // 2) * ratio)
    return next(y for y in range(image.height()) if image.pixelColor(x, y) == line)


@pytest.mark.statement(34)
@pytest.mark.parametrize("mode", ["week", "day"])
def test_the_line_of_now_moves_each_minute(view: CalendarView, clock: ManualClock, mode: str) -> None:
    view.presenter.set_mode(mode)
    minute = view._life._minute
    assert 0 < minute.interval() <= 60_000
    before, hour = line_of_now(view), view.grid.scene.metrics.hour
    for _minute in range(15):
        clock.advance(timedelta(minutes=1))
        minute.timeout.emit()
    assert line_of_now(view) - before == pytest.approx(hour / 4, abs=1)
    assert view.presenter.page.now_minutes == 11 * 60 + 35


@pytest.mark.statement(34)
def test_at_midnight_the_next_day_is_today(view: CalendarView, clock: ManualClock) -> None:
    clock.advance(timedelta(hours=12, minutes=40))
    view._life._minute.timeout.emit()
    assert view.presenter.page.today == TODAY + timedelta(days=1)


# ------------------------------------------------------------------ how weeks and hours are written
@pytest.mark.statement(6, 53)
@pytest.mark.parametrize("mode", ["month", "week"])
def test_in_italian_the_week_begins_on_monday_whatever_the_computer_says(
    bridge, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    american = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
    monkeypatch.setattr(QLocale, "system", staticmethod(lambda: american))
    for language, first in (("it", 0), ("en", 6)):
        set_language(language)
        presenter = CalendarPresenter(bridge)
        presenter.set_mode(mode)
        assert presenter.page.days[0].day.weekday() == first
        presenter.close()


@pytest.mark.statement(53)
@pytest.mark.parametrize("language", ["it", "en"])
def test_times_have_24_hours(view: CalendarView, write, language: str) -> None:
    set_language(language)
    post = write("2026-11-27T15:05", "Pane")
    index = view.grid.entries.index_of_post(post.id)
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("15:05, ")
    assert not {"PM", "pm", "p.m."} & set(said.split())
    assert [said_time(minutes) for minutes in (0, 9 * 60, 13 * 60, 23 * 60 + 59)] == [
        "00:00",
        "09:00",
        "13:00",
        "23:59",
    ]


def test_a_week_opens_where_its_first_and_its_last_post_are_seen(view: CalendarView, write) -> None:
    """From 7:00 on the last one would be cut: what little there is to scroll is scrolled."""
    first, last = write("2026-11-16T08:30", "Pane"), write("2026-11-19T18:00", "Caffè")
    view.presenter.set_mode("week")
    grid = view.grid
    high = grid.scene.metrics.week_header + grid.scene.layout.y_of(11 * 60 + 50)
    view.resize(view.width(), view.height() + high - grid.viewport().height())
    QApplication.processEvents()
    grid.scene.show_working_hours()
    for post in (first, last):
        rect = grid.rect_of(grid.entries.index_of_post(post.id))
        assert grid.scene.metrics.week_header <= rect.y
        assert rect.bottom <= grid.viewport().height()
    write("2026-11-20T23:00", "Notte")
    grid.scene.show_working_hours()
    rect = grid.rect_of(grid.entries.index_of_post(first.id))
    assert grid.scene.metrics.week_header <= rect.y, "the first one stays, whatever comes late"
    view.presenter.set_mode("day")
    write("2026-11-18T23:00", "Notte")
    view.resize(view.width(), view.height() - 300)
    QApplication.processEvents()
    view.grid.scene.show_working_hours()
    assert line_of_now(view) > view.grid.scene.metrics.week_header, "so does the line of now"


def test_a_narrow_card_of_the_board_says_the_hour_whole(view: CalendarView) -> None:
    entry, cards = entry_of(Progress.SCHEDULED), CardPainter(view.chips)
    whole = cards._when(entry, 200)
    assert whole.startswith(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
    room = view.chips.texts.width("time", whole) - 1
    assert cards._when(entry, room) == whole.split(" ", 1)[1]


# ------------------------------------------------------------------ a post's chip
def entry_of(progress: Progress) -> Entry:
    (entry, *_others) = entries_of_every_kind(progress)
    return entry._replace(channels=entry.channels[:2], picture="a" * 64, words="Il panettone di Lucia")


@pytest.mark.statement(56)
@pytest.mark.parametrize("progress", list(Progress))
def test_a_chip_has_time_glyphs_picture_words_and_its_state_as_icon_and_word(
    view: CalendarView, progress: Progress
) -> None:
    entry = entry_of(progress)
    assert chip_state(entry)
    for width in (159, 202, 320):  # of a column: 1440, 1920, and a list
        plan = view.chips.plan(entry, width, tall=True)
        assert plan.word is not None
        assert plan.picture is not None
        assert plan.glyphs or plan.counted
        assert plan.lines
        pieces = [plan.time, plan.icon, plan.word]
        assert pieces == sorted(pieces), "time, icon, word, from left to right"


def painted(chips: ChipPainter, entry: Entry, place: Rect, ratio: float) -> QImage:
    """The chip as a screen of that pixel ratio shows it."""
    image = QImage(round(place.width * ratio), round(place.height * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(theme().color("surface"))
    painter = QPainter(image)
    chips.draw(painter, place, entry, True)
    painter.end()
    return image


@pytest.mark.statement(56)
@pytest.mark.statement(92)
@pytest.mark.parametrize("ratio", RATIOS)
def test_a_chip_is_drawn_for_the_screen_and_not_blown_up(view: CalendarView, ratio: float) -> None:
    """On a screen of 200 % a chip that was only enlarged would have soft edges: half the step over twice the way."""
    entry, place = entry_of(Progress.SCHEDULED), Rect(0, 0, 202, view.grid.scene.metrics.chip_tall)
    view.chips.pictures = lambda _sha256, _side, _ratio: None
    usual, image = painted(view.chips, entry, place, 1.0), painted(view.chips, entry, place, ratio)
    smooth = Qt.TransformationMode.SmoothTransformation
    blown_up = usual.scaled(image.size(), Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    assert edges(image) > 0.8 * edges(usual)
    if ratio > 1:
        assert edges(image) > 1.1 * edges(blown_up)
    again = theme().font("micro").pixelSize()
    assert again >= 11, "nothing is written smaller, whatever the screen"


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_the_disc_of_a_state_leaves_air_before_its_word(view: CalendarView, shade: str) -> None:
    """It fills its place to the edge, where the other icons do not."""
    theme().choose(shade)
    view.chips.forget()
    entry, place = entry_of(Progress.NEEDS_YOU), Rect(0, 0, 202, view.grid.scene.metrics.chip_tall)
    plan = view.chips.plan(entry, place.width, tall=True)
    assert plan.word is not None
    image = painted(view.chips, entry, place, 2.0)
    middle = 2 * (plan.icon[1] + 6)
    ground = image.pixelColor(2 * plan.word[0] - 1, middle)
    columns = range(2 * plan.icon[0], 2 * plan.word[0])
    assert image.pixelColor(columns[0], middle) != ground
    air = sum(image.pixelColor(x, middle) == ground for x in columns)
    assert air >= 6, "three px"
    theme().choose("light")


def test_a_row_ends_where_its_room_does_and_not_before(view: CalendarView, write) -> None:
    """A row of the agenda has room for more than a chip: its words are cut by its width alone."""
    sentence = "Tre giorni di lievitazione, burro di malga, uvetta e arance candite qui da noi, quaranta al giorno"
    post = write("2026-11-20T09:00", sentence)
    view.presenter.set_mode("agenda")
    index = view.grid.entries.index_of_post(post.id)
    found = view.grid.entries.items[index.row()].entry
    assert found is not None
    assert found.words == sentence
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert sentence[:70] in spoken
    assert sentence not in spoken


# ------------------------------------------------------------------ the first run
@pytest.mark.statement(2)
@pytest.mark.parametrize("way", ["mouse", "keyboard", "esc"])
def test_one_panel_with_skip_that_leads_to_the_calendar_every_door_leads_to(
    view: CalendarView, qtbot, way: str, bridge, desk
) -> None:
    panel = view.first_run
    assert panel is not None
    assert len(view.findChildren(type(panel))) == 1, "at most three, and one is enough"
    if way == "mouse":
        qtbot.mouseClick(panel.skip, LEFT)
    elif way == "keyboard":
        panel.skip.setFocus()
        qtbot.keyClick(panel.skip, Qt.Key.Key_Space)
    else:
        panel.first.setFocus()
        qtbot.keyClick(panel.first, Qt.Key.Key_Escape)
    assert view.first_run is None
    assert view.grid.hasFocus()
    with qtbot.waitSignal(view.post_wanted) as wanted:  # it works: Enter begins a post on the focused day
        qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    assert wanted.args[0]["day"] == date(2026, 11, 18)
    view.show_first_run()
    assert view.first_run is None, "it does not come back"
    assert not CalendarPresenter(bridge).is_untouched, "nor with the next start"
    assert desk.settings.get("first_run") == "skipped"


def test_its_pictures_are_read_once_and_not_larger_than_they_are_shown(view: CalendarView) -> None:
    shown = first_run._pictures(248)
    assert [min(picture.width(), picture.height()) for picture in shown] == [248] * 3
    assert first_run._pictures(248) is shown
    first_run._pictures.cache_clear()
    view.first_run._trio.grab()
    assert first_run._pictures.cache_info().currsize == 1
    view.first_run._trio.grab()
    assert first_run._pictures.cache_info().hits == 1
