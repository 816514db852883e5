"""A post that comes again: its sheet, the bar after one was changed, the icon on its chips."""

from datetime import datetime

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QWidget

from smmdesk.desk import undo
from smmdesk.desk.desk import Desk
from smmdesk.model import words
from smmdesk.model.post import Post
from smmdesk.model.repeats import OfMonth, Often, Repeat, read_rule, rule_of, sentence
from tests.ui.calendar.hands import LEFT
from ui.models.calendar_words import entry_name
from ui.presenters.repeating import RepeatChoice
from ui.views.calendar import CalendarView
from ui.views.repeat_sheet import RepeatSheet, open_repeat
from ui.widgets.safe_label import SafeLabel
from ui.widgets.segments import Segments

START = datetime(2026, 11, 24, 9)


def walls(desk: Desk) -> list[str]:
    with desk.store.reading() as reader:
        found = [post.planned.wall for post in reader.all(Post, brand_id="brand-1") if post.planned]
    return [f"{wall:%m-%d %H:%M}" for wall in sorted(found)]


def shown(sheet: QWidget) -> str:
    label = sheet.findChild(SafeLabel, "repeat_words")
    assert label is not None
    return label.text()


def times(sheet: QWidget) -> list[str]:
    return [label.text() for label in sheet.findChildren(SafeLabel) if ", 09:00" in label.text()]


@pytest.mark.parametrize(
    ("repeat", "english", "italian"),
    [
        (Repeat(days=(1, 4)), "every Tuesday and Friday at 09:00", "ogni martedì e venerdì alle 09:00"),
        (Repeat(Often.DAY, 3), "every 3 days at 09:00", "ogni 3 giorni alle 09:00"),
        (
            Repeat(Often.MONTH, of_month=OfMonth.WEEKDAY, times=6),
            "every month on the fourth Tuesday at 09:00, 6 times in all",
            "ogni mese il quarto martedì alle 09:00, 6 volte in tutto",
        ),
        (Repeat(Often.YEAR), "every year on 24 November at 09:00", "ogni anno il 24 novembre alle 09:00"),
        (
            Repeat(days=(1,), until=datetime(2026, 12, 24).date()),
            "every Tuesday at 09:00, until 24 December",
            "ogni martedì alle 09:00, fino al 24 dicembre",
        ),
    ],
)
def test_choices_are_a_sentence_and_a_rule_and_back(repeat: Repeat, english: str, italian: str) -> None:
    words.set_language("en")
    assert sentence(repeat, START) == english
    words.set_language("it")
    assert sentence(repeat, START) == italian
    assert read_rule(rule_of(repeat, START), START) == repeat


def test_a_rule_of_an_import_that_no_choices_make_is_left_alone() -> None:
    assert read_rule("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", START) is None


@pytest.mark.statement(44)
def test_the_sheet_says_what_it_does_and_one_undo_takes_it_back(
    view: CalendarView, qtbot, write, desk: Desk, announced
) -> None:
    post = write("2026-11-24T09:00", "Bread")
    menu = view.cards.menu.open_for_posts((post.id,), QPoint(10, 10))
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.objectName() == "menu_repeat").trigger()
    menu.close()
    sheet = view.window().findChild(RepeatSheet)
    assert shown(sheet) == "Every Tuesday at 09:00"
    assert times(sheet)[:2] == ["Tue 24 Nov, 09:00", "Tue 1 Dec, 09:00"]
    qtbot.mouseClick(sheet.findChild(QWidget, "weekday_4"), LEFT)
    assert shown(sheet) == "Every Tuesday and Friday at 09:00"
    qtbot.mouseClick(sheet.findChild(QWidget, "repeat_out_1"), LEFT)
    assert times(sheet)[:2] == ["Tue 24 Nov, 09:00", "Tue 1 Dec, 09:00"]
    sheet.findChild(QWidget, "segment_on").click()
    assert not sheet.findChild(QPushButton, "sheet_confirm").isEnabled()
    sheet.findChild(QLineEdit, "repeat_until").setText("8/12/2026")
    sheet.findChild(QPushButton, "sheet_confirm").click()
    assert walls(desk) == ["11-24 09:00", "12-01 09:00", "12-04 09:00", "12-08 09:00"]
    assert announced[-1] == ("Repeats every Tuesday and Friday at 09:00, until 8 December", True)
    assert undo.peek(desk).undo_label == "repeating a post"
    undo.undo(desk)
    assert walls(desk) == ["11-24 09:00"]


def test_the_sheet_of_a_draft_says_when_its_repetitions_go_out_and_scheduling_says_they_do(
    view: CalendarView, write, desk: Desk, announced
) -> None:
    post = write("2026-11-24T09:00", "Bread")
    choice = RepeatChoice(view.presenter.bridge, post.id)
    choice.choose(times=3)
    sheet = RepeatSheet(view, choice)
    assert any("drafts until you schedule" in label.text() for label in sheet.findChildren(SafeLabel))
    sheet.deleteLater()
    assert choice.do()
    view.presenter.reload()
    view.presenter.moves.schedule(post.id)
    assert announced[-1][0] == "Scheduled: Tue 24 Nov, 09:00. Repeats every Tuesday at 09:00, 3 times in all"
    assert not RepeatChoice(view.presenter.bridge, post.id).begins_as_drafts


def test_holidays_are_left_out_and_nine_stays_nine_over_the_clock_change(bridge, write, desk: Desk) -> None:
    post = write("2026-12-01T09:00", "Bread")
    choice = RepeatChoice(bridge, post.id)
    choice.choose(days=(1,))
    choice.skips_holidays = True
    choice.leave_out(choice.next_times[1])  # the 8th is a holiday already
    assert [f"{wall:%m-%d}" for wall in choice.next_times] == ["12-01", "12-22", "12-29", "01-05", "01-12"]
    assert choice.do()
    assert "12-08 09:00" not in walls(desk)
    assert "12-15 09:00" not in walls(desk)
    spring = write("2027-03-24T09:00", "Spring")
    other = RepeatChoice(bridge, spring.id)
    other.choose(often=Often.WEEK, days=(2,))
    assert other.do()
    with desk.store.reading() as reader:
        planned = {f"{p.planned.instant:%H}" for p in reader.all(Post) if p.planned and p.content.text == "Spring"}
    assert planned <= {"08", "07"}


def repeated(bridge, write, desk: Desk) -> list[Post]:
    post = write("2026-11-24T09:00", "Bread")
    choice = RepeatChoice(bridge, post.id)
    choice.choose(times=4)
    assert choice.do()
    with desk.store.reading() as reader:
        return sorted(reader.all(Post, brand_id="brand-1"), key=lambda each: each.planned.instant)


@pytest.mark.parametrize(
    ("button", "after"),
    [
        ("scope_one", ["11-24 09:00", "12-02 10:00", "12-08 09:00", "12-15 09:00"]),
        ("scope_later", ["11-24 09:00", "12-02 10:00", "12-09 10:00", "12-16 10:00"]),
        ("scope_all", ["11-25 10:00", "12-02 10:00", "12-09 10:00", "12-16 10:00"]),
    ],
)
def test_a_move_of_one_asks_what_it_holds_for(view: CalendarView, write, desk: Desk, button: str, after) -> None:
    posts = repeated(view.presenter.bridge, write, desk)
    view.presenter.reload()
    assert view.presenter.moves.move_to((posts[1].id,), "2/12/2026 10:00")
    bar = view.findChild(QWidget, "scope_bar")
    assert bar.isVisible()
    bar.findChild(QPushButton, button).click()
    assert not bar.isVisible()
    assert walls(desk) == after


@pytest.mark.parametrize(("button", "left"), [("scope_one", 3), ("scope_later", 1), ("scope_all", 0)])
def test_a_deletion_of_one_asks_too(view: CalendarView, write, desk: Desk, button: str, left: int) -> None:
    posts = repeated(view.presenter.bridge, write, desk)
    view.presenter.reload()
    view.presenter.moves.trash((posts[1].id,))
    view.findChild(QWidget, "scope_bar").findChild(QPushButton, button).click()
    assert len(walls(desk)) == left


def test_its_chips_say_that_it_repeats(view: CalendarView, write, desk: Desk) -> None:
    posts = repeated(view.presenter.bridge, write, desk)
    single = write("2026-11-25T09:00", "Once")
    entry, once = view.presenter.entries((posts[1].id, single.id))
    assert entry.marks == ("repeat-2",)
    assert once.marks == ()
    day = view.presenter.everything(entry.day)[0]
    assert ", repeats, " in entry_name(entry, 0, day)
    assert view.chips.plan(entry, 200, tall=False).marks == 1


def test_stopping_keeps_this_one_and_takes_the_rest(view: CalendarView, write, desk: Desk) -> None:
    posts = repeated(view.presenter.bridge, write, desk)
    sheet = open_repeat(view, view.presenter.bridge, posts[1].id)
    assert sheet is not None
    assert sheet.findChild(Segments) is not None
    sheet.findChild(QPushButton, "repeat_stop").click()
    assert walls(desk) == ["11-24 09:00", "12-01 09:00"]
    with desk.store.reading() as reader:
        assert reader.get(Post, posts[1].id).series_id is None


@pytest.mark.parametrize(
    ("button", "texts"),
    [
        ("scope_one", ["Bread", "Cake", "Bread", "Bread"]),
        ("scope_later", ["Bread", "Cake", "Cake", "Cake"]),
        ("scope_all", ["Cake", "Cake", "Cake", "Cake"]),
    ],
)
def test_an_edit_of_one_asks_below_its_time(bridge, qtbot, write, desk: Desk, button: str, texts: list[str]) -> None:
    from ui.presenters.composer import ComposerPresenter
    from ui.views.composer import ComposerView

    posts = repeated(bridge, write, desk)
    view = ComposerView(ComposerPresenter.open(bridge, posts[1].id))
    qtbot.addWidget(view)
    view.show()
    repeat = view.findChild(QPushButton, "composer_repeat")
    assert repeat.accessibleName() == "Repeats every Tuesday at 09:00, 4 times in all…"
    view.presenter.draft.set_words("text", "Cake")
    assert view.presenter.saving.flush()
    bar = view.findChild(QWidget, "scope_bar")
    bar.findChild(QPushButton, button).click()
    assert not bar.isVisibleTo(view)
    with desk.store.reading() as reader:
        found = sorted(reader.all(Post, brand_id="brand-1"), key=lambda post: post.planned.instant)
    assert [post.content.text for post in found] == texts
    assert repeat.accessibleName().startswith("Repeat…" if button == "scope_one" else "Repeats every Tuesday")
    view.presenter.draft.set_words("text", "Cake with nuts")  # the composer goes on with what is stored
    assert view.presenter.saving.flush()
    view.close()
    with desk.store.reading() as reader:
        assert reader.get(Post, posts[1].id).content.text == "Cake with nuts"


@pytest.mark.parametrize("leaves", ["schedule", "back"])
def test_what_is_written_on_after_repeat_is_said_by_the_repetitions_too(
    bridge, qtbot, write, desk: Desk, leaves: str
) -> None:
    """First “Repeat”, then the last words, then “Schedule”: nothing asks, and no old words stay behind."""
    from ui.presenters import composer_intents
    from ui.presenters.composer import ComposerPresenter
    from ui.views.composer import ComposerView

    post = write("2026-11-24T09:00", "Bread")
    view = ComposerView(ComposerPresenter.open(bridge, post.id))
    qtbot.addWidget(view)
    view.show()
    repeat = view.findChild(QPushButton, "composer_repeat")
    repeat.click()
    sheet = view.window().findChild(RepeatSheet)
    sheet.findChild(QWidget, "segment_after").click()
    sheet.findChild(QLineEdit, "repeat_times").setText("3")
    sheet.findChild(QPushButton, "sheet_confirm").click()
    view.presenter.draft.set_words("text", "Bread with nuts")
    assert view.presenter.saving.flush()
    assert view.findChild(QWidget, "scope_bar") is None
    assert repeat.accessibleName().startswith("Repeats every Tuesday")
    if leaves == "schedule":
        assert composer_intents.schedule(view.presenter)
    else:
        composer_intents.back(view.presenter)
    with desk.store.reading() as reader:
        found = [each for each in reader.all(Post, brand_id="brand-1") if each.planned]
    assert [each.content.text for each in found] == ["Bread with nuts"] * 3
    assert walls(desk) == ["11-24 09:00", "12-01 09:00", "12-08 09:00"]
    assert {str(each.stage) for each in found} == {"approved" if leaves == "schedule" else "draft"}
    assert len({each.series_id for each in found}) == 1
