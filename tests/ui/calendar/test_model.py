"""The calendar's item model: one row per day and per post on screen, single rows change, names for screen readers."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from smmdesk.model import words
from smmdesk.model.moment import Moment
from smmdesk.model.stages import Progress
from ui.models.calendar import CalendarModel, Role
from ui.models.calendar_entries import ChannelMark, Day, Entry, Page
from ui.models.calendar_words import gap_words, month_title, week_title

FIRST = date(2026, 10, 26)
TODAY = date(2026, 11, 18)
INSTAGRAM = ChannelMark("c1", "instagram", "instagram", "Instagram")
FACEBOOK = ChannelMark("c2", "facebook", "facebook", "Facebook")


def entry(day: date, hour: int, name: str, **fields: object) -> Entry:
    moment = Moment(datetime(day.year, day.month, day.day, hour), "Europe/Rome")
    return Entry.dated(name, Progress.SCHEDULED, f"Post {name}", moment, channels=(INSTAGRAM,))._replace(**fields)


def page_of(entries: list[Entry]) -> Page:
    days = []
    for number in range(42):
        day = FIRST + timedelta(days=number)
        own = tuple(sorted((e for e in entries if e.day == day), key=lambda e: e.minutes))
        days.append(Day(day, own, len(own)))
    return Page(tuple(days), date(2026, 11, 1), TODAY)


def show(model: CalendarModel, page: Page, most: int = 3) -> None:
    model.set_page(page, [min(day.total, most) for day in page.days])


@pytest.fixture
def italian() -> Iterator[None]:
    words.set_language("it")
    yield
    words.set_language("en")


@pytest.fixture
def model(qtmodeltester) -> CalendarModel:
    made = CalendarModel()
    show(made, page_of([entry(TODAY, hour, f"p{hour}") for hour in (9, 11, 12, 15, 18)]))
    qtmodeltester.check(made)
    return made


def test_one_row_per_day_and_per_post_on_screen(model: CalendarModel) -> None:
    assert model.rowCount() == 42 + 3
    assert model.index_of_day(TODAY).data(Role.POST_ID) == ""
    assert model.index_of_post("p11").data(Role.DAY) == TODAY
    assert model.index_of_post("p11").row() == model.index_of_day(TODAY).row() + 2
    assert not model.index_of_post("p18").isValid()
    assert not model.index_of_day(date(2027, 1, 1)).isValid()


@pytest.mark.statement(69)
@pytest.mark.statement(98)
def test_names_say_time_channels_state_words_and_place() -> None:
    model = CalendarModel()
    first = entry(TODAY, 8, "a")
    second = entry(TODAY, 9, "b", channels=(INSTAGRAM, FACEBOOK), progress=Progress.HANDED_OFF, words="New arrivals")
    show(model, page_of([first, second]))
    assert model.index_of_post("b").data(Qt.ItemDataRole.AccessibleTextRole) == (
        "09:00, Instagram and Facebook, goes out even if this computer is off, “New arrivals”, "
        "2 of 2 on Wednesday 18 November"
    )
    day = model.index_of_day(TODAY).data(Qt.ItemDataRole.AccessibleTextRole)
    assert day == "Wednesday 18 November, today, 2 posts"
    assert model.index_of_day(FIRST).data() == "Monday 26 October, empty"


def test_a_day_with_more_posts_than_room_says_so(model: CalendarModel) -> None:
    assert model.index_of_day(TODAY).data() == "Wednesday 18 November, today, 5 posts, 2 more"


@pytest.mark.parametrize(
    ("progress", "published", "live", "said"),
    [
        (Progress.SCHEDULED, 0, 1, "goes out, keep this computer on"),
        (Progress.UNKNOWN, 2, 3, "Checking, 2 of 3 published"),
        (Progress.UNKNOWN, 0, 1, "checking whether it went out"),
        (Progress.DRAFT, 0, 0, "Draft"),
    ],
)
def test_the_state_is_said_in_words(progress: Progress, published: int, live: int, said: str) -> None:
    model = CalendarModel()
    show(model, page_of([entry(TODAY, 9, "a", progress=progress, published=published, live=live)]))
    assert said in model.index_of_post("a").data()


def test_what_has_left_cannot_be_dragged() -> None:
    model = CalendarModel()
    show(model, page_of([entry(TODAY, 9, "out", progress=Progress.PUBLISHED), entry(TODAY, 10, "draft")]))
    assert not model.index_of_post("out").flags() & Qt.ItemFlag.ItemIsDragEnabled
    assert model.index_of_post("draft").flags() & Qt.ItemFlag.ItemIsDragEnabled
    assert not model.index_of_day(TODAY).flags() & Qt.ItemFlag.ItemIsSelectable


def test_a_move_changes_single_rows_and_keeps_the_rest(model: CalendarModel) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    resets = QSignalSpy(model.modelReset)
    kept = QPersistentModelIndex(model.index_of_post("p9"))
    moved = [entry(TODAY, hour, f"p{hour}") for hour in (9, 12, 15)] + [entry(TODAY + timedelta(days=2), 11, "p11")]
    show(model, page_of(moved))
    assert resets.count() == 0
    assert kept.isValid()
    assert kept.data(Role.POST_ID) == "p9"
    assert model.index_of_post("p11").data(Role.DAY) == TODAY + timedelta(days=2)
    assert [i.key for i in model.items] == sorted((i.key for i in model.items), key=lambda key: key[0])
    assert tester is not None


def test_a_changed_post_is_told_once() -> None:
    model = CalendarModel()
    one, two = entry(TODAY, 9, "a"), entry(FIRST, 9, "b")
    show(model, page_of([one, two]))
    changed = QSignalSpy(model.dataChanged)
    show(model, page_of([one._replace(words="New"), two]))
    rows = {changed.at(number)[0].row() for number in range(changed.count())}
    assert rows == {model.index_of_post("a").row(), model.index_of_day(TODAY).row()}
    assert model.item(model.index_of_post("a")).entry.words == "New"


def test_another_page_resets_once(model: CalendarModel) -> None:
    resets = QSignalSpy(model.modelReset)
    days = tuple(Day(day.day + timedelta(days=28)) for day in page_of([]).days)
    model.set_page(Page(days, date(2026, 12, 1), TODAY), [0] * 42)
    assert resets.count() == 1
    assert model.rowCount() == 42


def test_titles_in_both_languages(italian: None) -> None:
    assert month_title(TODAY) == "Novembre 2026"
    assert week_title(date(2026, 11, 16), date(2026, 11, 22)) == "16–22 novembre 2026"
    words.set_language("en")
    assert month_title(TODAY) == "November 2026"
    assert week_title(date(2026, 11, 16), date(2026, 11, 22)) == "16–22 November 2026"
    assert week_title(date(2026, 11, 30), date(2026, 12, 6)) == "30 Nov – 6 Dec 2026"
    assert week_title(date(2026, 12, 28), date(2027, 1, 3)) == "28 Dec 2026 – 3 Jan 2027"
    assert week_title(date(2026, 12, 28), date(2027, 1, 3), is_short=True) == "28 Dec – 3 Jan 2027"
    assert gap_words(date(2026, 12, 3), date(2026, 12, 5)) == "nothing 3–5 December"
    assert gap_words(date(2026, 11, 28), date(2026, 12, 2)) == "nothing 28 November – 2 December"
