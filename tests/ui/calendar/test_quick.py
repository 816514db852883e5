"""What keeps the calendar quick, held without a clock: statements read, chips painted, pictures that stand ready."""

import subprocess
import sys
from datetime import date
from itertools import pairwise, product

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from smmdesk.model.stages import Progress, Stage
from tests.ui.calendar.november import entries_of_every_kind
from ui.calendar import texts as texts_module
from ui.calendar.chip_painter import ChipPainter, Look
from ui.calendar.layout import Rect
from ui.calendar.rasters import Rasters
from ui.calendar.texts import Texts
from ui.models.calendar_entries import Entry
from ui.presenters.calendar import CalendarPresenter
from ui.views.calendar import CalendarView
from ui.views.ideas_tray import A_FEW, CARDS_AT_ONCE

FRIDAY, SATURDAY = date(2026, 11, 27), date(2026, 11, 28)
GROUND = QColor("#faf7f2")


def full_november(write) -> None:
    for day, hour in product(range(19, 31), range(8, 20)):
        write(f"2026-11-{day:02d} {hour:02d}:00", f"Bread {day} {hour}")


# ------------------------------------------------------------------ reading
# The milliseconds with 100,000 posts are measured by `python -m benchmarks calendar` (docs/benchmarks.md): a busy
# machine would make a test of them lie. The tests hold what makes them few.
@pytest.mark.statement(59)
def test_a_month_of_full_days_takes_three_statements(presenter: CalendarPresenter, write) -> None:
    full_november(write)
    reader, said = presenter.reader, []
    presenter.reload()
    assert presenter.page.days
    assert reader._connection is not None
    reader._connection.set_trace_callback(said.append)
    presenter.reload()
    days = presenter.page.days
    reader._connection.set_trace_callback(None)
    assert len(said) == 3  # how many on each day, the labels' colours, the first posts of every day
    assert {day.total for day in days if day.day >= date(2026, 11, 19) and day.day.month == 11} == {12}
    friday = days[presenter.page.position_of(FRIDAY)]
    assert [entry.time for entry in friday.entries] == [f"{hour:02d}:00" for hour in range(8, 8 + presenter.per_day)]


def test_the_first_posts_of_a_day_are_the_same_whether_all_were_read_or_not(presenter, write) -> None:
    full_november(write)
    reader, brand = presenter.reader, presenter.brand.id
    everything = reader.by_day(brand, 0, 2**51, 1000)
    some = reader.by_day(brand, 0, 2**51, 5)
    assert some.days == everything.days
    for day in everything.days:
        assert [r for r in some.rows if r.day == day] == [r for r in everything.rows if r.day == day][:5]


# ------------------------------------------------------------------ chips that stand ready
def painted(chips: ChipPainter, entry: Entry, rect: Rect, tall: bool, look: Look, ground: QColor | None) -> QImage:
    image = QImage(rect.width + 20, rect.height + 20, QImage.Format.Format_RGB32)
    image.fill(GROUND)
    painter = QPainter(image)
    chips.draw(painter, rect, entry, tall, look, ground)
    painter.end()
    return image


@pytest.mark.parametrize("progress", list(Progress))
def test_a_chip_that_stands_ready_looks_like_one_that_is_painted(progress: Progress, view: CalendarView) -> None:
    chips = view.chips
    for entry, tall, past in product(entries_of_every_kind(progress), (False, True), (False, True)):
        place = Rect(7, 5, 150, view.grid.scene.metrics.chip_tall if tall else view.grid.scene.metrics.chip_short)
        by_hand = painted(chips, entry, place, tall, Look(past=past), None)
        before = len(chips.rasters)
        chips.warm(entry, place, tall, past, GROUND, 1.0)
        assert len(chips.rasters) == before + 1
        assert painted(chips, entry, place, tall, Look(past=past), GROUND) == by_hand


def test_a_chip_in_hand_is_painted_as_it_stands(view: CalendarView) -> None:
    chips, (entry, *_others) = view.chips, entries_of_every_kind(Progress.SCHEDULED)
    place = Rect(7, 5, 150, view.grid.scene.metrics.chip_short)
    chips.warm(entry, place, False, False, GROUND, 1.0)
    resting = painted(chips, entry, place, False, Look(), GROUND)
    for look in (Look(selected=True), Look(hovered=True), Look(origin=True)):
        assert painted(chips, entry, place, False, look, GROUND) == painted(chips, entry, place, False, look, None)
        assert painted(chips, entry, place, False, look, GROUND) != resting
    other = entry._replace(words="Other words")
    assert painted(chips, other, place, False, Look(), GROUND) != resting


def test_a_broken_pixel_ratio_has_no_pictures(view: CalendarView) -> None:
    (entry, *_others) = entries_of_every_kind(Progress.DRAFT)
    view.chips.rasters.forget()
    view.chips.warm(entry, Rect(0, 0, 150, 22), False, False, GROUND, 1.25)
    assert len(view.chips.rasters) == 0


def test_pictures_take_no_more_room_than_they_have(qapp) -> None:
    rasters = Rasters(room_bytes=10 * 100 * 4 * 3)
    for number in range(7):
        rasters.make(number, 10, 100, 1.0, GROUND, lambda _painter: None)
        assert rasters.used_bytes <= 10 * 100 * 4 * 3
    assert [number for number in range(7) if rasters.get(number) is not None] == [4, 5, 6]
    rasters.forget()
    assert (len(rasters), rasters.used_bytes) == (0, 0)


@pytest.fixture
def by_hand(view: CalendarView, monkeypatch) -> list[str]:
    """The words of the chips that were painted piece by piece."""
    words: list[str] = []
    paint = ChipPainter._paint

    def note(self, painter, rect, entry, tall, look) -> None:
        words.append(entry.words)
        paint(self, painter, rect, entry, tall, look)

    monkeypatch.setattr(ChipPainter, "_paint", note)
    return words


@pytest.mark.statement(59)
def test_turning_to_a_month_that_was_read_ahead_paints_no_chip(view: CalendarView, write, by_hand, qtbot) -> None:
    for day in (3, 9, 24):
        write(f"2026-12-{day:02d} 09:00", f"December {day}")
    qtbot.waitUntil(lambda: len(by_hand) > 2 and not view._life._idle.isActive())
    by_hand.clear()
    view.presenter.step(1)
    view.grid.viewport().repaint()
    assert by_hand == []
    assert view.presenter.month == date(2026, 12, 1)


@pytest.mark.statement(59)
def test_after_a_drop_only_chips_of_the_two_days_are_painted(view: CalendarView, write, by_hand, qtbot) -> None:
    moved = write("2026-11-27 09:00", "Moved")
    for day in range(19, 27):
        write(f"2026-11-{day:02d} 09:00", f"Stays {day}")
    qtbot.waitUntil(lambda: not view._life._idle.isActive())
    view._life.stop()
    by_hand.clear()
    view.presenter.moves.drop((moved.id,), moved.id, SATURDAY)
    painted_at_least = []
    qtbot.waitUntil(lambda: bool(by_hand) or bool(painted_at_least))
    assert set(by_hand) == {"Moved"}


def test_a_drop_is_painted_before_the_tray_counts_what_needs_the_computer(view, write, by_hand, qtbot) -> None:
    moved = write("2026-11-27 09:00", "Moved")
    qtbot.waitUntil(lambda: not view._life._idle.isActive())
    view._life.stop()
    tray, order = view.tray.presenter, by_hand
    waiting = tray.reader.waiting
    order.clear()
    tray.reader.waiting = lambda *asked: order.append("counted") or waiting(*asked)
    try:
        view.presenter.moves.drop((moved.id,), moved.id, SATURDAY)
        qtbot.waitUntil(lambda: "counted" in order)
    finally:
        del tray.reader.waiting
    assert order == ["Moved", "counted"]


def test_drops_in_a_row_are_counted_once(view: CalendarView, write, qtbot) -> None:
    moved = write("2026-11-27 09:00", "Moved")
    tray = view.tray.presenter
    waiting, counted = tray.reader.waiting, []
    tray.reader.waiting = lambda *asked: counted.append("counted") or waiting(*asked)
    try:
        for day in (SATURDAY, FRIDAY, SATURDAY):
            view.presenter.moves.drop((moved.id,), moved.id, day)
            qtbot.wait(1)
        qtbot.waitUntil(lambda: not tray._soon.isActive())
    finally:
        del tray.reader.waiting
    assert counted == ["counted"]


def test_where_a_part_of_a_day_is_painted_its_other_chips_are_not(view: CalendarView, write, by_hand, qtbot) -> None:
    for hour in (9, 11, 15):
        write(f"2026-11-27 {hour:02d}:00", f"At {hour}")
    qtbot.waitUntil(lambda: not view._life._idle.isActive())
    view._life.stop()
    view.chips.rasters.forget()
    grid = view.grid
    index = next(item for item in grid.entries.items if item.entry is not None and item.entry.words == "At 11")
    by_hand.clear()
    grid.viewport().repaint(QRect(*grid.scene.chip_rect(index.cell, index.position)))
    assert by_hand == ["At 11"]


def test_a_first_drop_does_not_load_the_composer() -> None:
    told = "import sys, ui.presenters.calendar_moves; sys.exit('ui.presenters.composer' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], check=False).returncode == 0


# ------------------------------------------------------------------ lines of a text
TEXTS = (
    "Walnut bread and rye, fresh from the oven at seven, as long as there is some. " * 12,
    "i" * 700,
    "ill " * 200,
    "a" + "\u0301" * 300 + " b" * 40,
    "👩‍👩‍👧‍👦🥖" * 60,
    "חלה טרייה מהתנור " * 30,
    "Short",
    "",
)


class Asked:
    """Metrics that remember how long the texts were that they were asked about."""

    def __init__(self, metrics: QFontMetricsF) -> None:
        self._metrics, self.lengths = metrics, []

    def elidedText(self, text: str, mode: Qt.TextElideMode, width: int) -> str:
        self.lengths.append(len(text))
        return self._metrics.elidedText(text, mode, width)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("width", [0, 40, 91, 300])
def test_a_line_is_the_same_whether_all_of_its_text_was_looked_at_or_not(qapp, monkeypatch, text, width) -> None:
    some = Texts().broken("words", text, (width, width))
    monkeypatch.setattr(texts_module, "_enough", lambda text, _width: text)
    assert Texts().broken("words", text, (width, width)) == some


def test_no_line_of_a_chip_begins_with_a_comma() -> None:
    texts = Texts()
    for mark in ",.:;!?":
        words = f"Panettone{mark} first of the year"
        narrow = texts.width("words", "Panettone")
        assert texts.broken("words", words, (narrow, 200)) == (f"Panettone{mark}", "first of the year")
    assert texts.broken("words", "Panettone", (texts.width("words", "Panetton"), 200)) == ("Panetton", "e")


def test_of_a_long_text_only_its_beginning_is_measured(qapp) -> None:
    texts = Texts()
    font, metrics, drop = texts._font("words")
    asked = Asked(metrics)
    texts._fonts["words"] = (font, asked, drop)
    assert texts.elided("words", TEXTS[0], 90).endswith("…")
    assert max(asked.lengths) <= 50


# ------------------------------------------------------------------ the tray beside the days
def test_many_ideas_come_a_few_at_a_time_and_tab_goes_through_them_in_order(view: CalendarView, write, qtbot) -> None:
    tray, counts = view.tray, [0]
    more = tray._show_more

    def note() -> None:
        more()
        counts.append(len(tray.cards()))

    tray._more.timeout.disconnect()
    tray._more.timeout.connect(note)
    for number in range(CARDS_AT_ONCE + 7):
        write("", f"Idea {number}", stage=Stage.IDEA, channels=())
    qtbot.waitUntil(lambda: len(tray.cards()) == CARDS_AT_ONCE + 7)
    assert max(after - before for before, after in pairwise(counts[1:])) <= A_FEW
    assert [card.entry for card in tray.cards()] == list(tray.presenter.shown)
    for before, after in pairwise(tray.cards()):
        assert before.nextInFocusChain() is after
        assert before.y() < after.y()
