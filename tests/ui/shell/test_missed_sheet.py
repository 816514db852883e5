"""The sheet of missed posts: a choice per row, one for all, nothing before "Confirm", and a way back to it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import State
from smmdesk.model.post import Post
from smmdesk.model.words import set_language
from tests.desk.support import add_channel, deliveries, post_now, states
from tests.ui.shell.busy import Busy, hours
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.presenters.missed import MissedPresenter
from ui.shell.doors import Doors
from ui.shell.main_window import MainWindow
from ui.views.missed_sheet import MissedLine, MissedSheet
from ui.widgets.safe_label import SafeLabel
from ui.widgets.segments import Segments


@pytest.fixture
def busy(desk: Desk) -> Busy:
    return Busy(desk, planning.first_brand(desk))


@pytest.fixture
def shop(busy: Busy) -> Channel:
    return add_channel(busy.desk, busy.brand, "Shop")


@pytest.fixture
def presenter(bridge: Bridge, busy: Busy, shop: Channel) -> Iterator[MissedPresenter]:
    """Three missed posts: four days, two days and two hours ago."""
    for words, away in (("cake", -99), ("salt", -41), ("dough", -2)):
        busy.missed(words, hours(away), shop)
    made = MissedPresenter(bridge)
    yield made
    made.close()


@pytest.fixture
def sheet(bridge: Bridge, busy: Busy, shop: Channel, qtbot: QtBot) -> Iterator[MissedSheet]:
    """The sheet over the window, with two missed posts."""
    busy.missed("salt", hours(-41), shop)
    busy.missed("dough", hours(-2), shop)
    window = MainWindow(bridge)
    window.may_close = True
    qtbot.addWidget(window)
    window.show()
    doors = Doors(window, bridge)
    assert doors.decide_missed()
    found = child(window, MissedSheet, "missed_sheet")
    yield found
    window.close()


def missed_in(desk: Desk) -> list[Post]:
    with desk.store.reading() as reader:
        return [post for post in reader.all(Post) if reader.deliveries_of(post.id)[0].parts[0].state is State.MISSED]


@pytest.mark.statement(71)
def test_nothing_is_suggested_to_go_out_at_once(presenter: MissedPresenter) -> None:
    assert [row.choice for row in presenter.rows] == ["draft", "time", "time"]
    assert presenter.title == "3 posts did not go out: the computer was off"
    assert presenter.summary == "2 get a new time, 1 goes back to the drafts"
    assert [row.when.rpartition(", ")[2] for row in presenter.rows] == ["4 days ago", "2 days ago", "2 hours ago"]


@pytest.mark.statement(71)
def test_the_spacing_of_several_is_explained(presenter: MissedPresenter) -> None:
    presenter.choose(presenter.rows[1].post_id, "now")
    assert presenter.spacing == ""
    presenter.choose_all("now")
    assert presenter.spacing == "They go out 5 minutes apart, so that nobody gets them all at once."
    assert presenter.rows[0].note == "goes out as soon as you confirm"
    assert all(row.note.startswith("goes out at ") for row in presenter.rows[1:])
    assert presenter.summary == "3 go out now"


def test_every_post_is_offered_another_free_time(presenter: MissedPresenter) -> None:
    presenter.choose_all("time")
    assert len({row.time_text for row in presenter.rows}) == 3


@pytest.mark.statement(26)
def test_a_time_is_typed_as_people_write_it_and_a_wrong_one_holds_everything(presenter: MissedPresenter) -> None:
    row = presenter.rows[1]
    presenter.type_time(row.post_id, "yesterday 9")
    assert presenter.rows[1].wrong
    assert not presenter.can_confirm
    assert not presenter.confirm()
    presenter.type_time(row.post_id, "tomorrow 9")
    assert (presenter.rows[1].wrong, presenter.can_confirm) == (False, True)


def test_what_is_decided_elsewhere_leaves_the_sheet(presenter: MissedPresenter, desk: Desk) -> None:
    planning.trash(desk, [presenter.rows[0].post_id])
    assert len(presenter.rows) == 2


def test_the_sheet_speaks_italian(presenter: MissedPresenter) -> None:
    set_language("it")
    presenter.choose_all("now")
    assert presenter.title == "3 post non sono usciti: il computer era spento"
    assert presenter.summary == "3 escono adesso"
    assert presenter.spacing == "Escono a 5 minuti l’uno dall’altro, così non arrivano tutti insieme."


# ------------------------------------------------------------------ on screen
@pytest.mark.statement(71)
def test_confirm_does_it_and_only_confirm(sheet: MissedSheet, desk: Desk) -> None:
    first, second = missed_in(desk)
    press(sheet, "missed_all_draft")
    assert len(missed_in(desk)) == 2
    press(sheet, "missed_confirm")
    assert [states(desk, post) for post in (first, second)] == [[["draft"]]] * 2
    assert post_now(desk, first).planned is None
    assert not sheet.isVisible()


def test_nothing_is_offered_for_all_where_there_is_one(sheet: MissedSheet, desk: Desk) -> None:
    band = sheet.findChild(QWidget, "missed_for_all")
    assert band.isVisible()
    planning.trash(desk, [missed_in(desk)[0].id])
    assert not band.isVisible()


def test_escape_leaves_it_for_later(sheet: MissedSheet, desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(sheet.later):
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert len(missed_in(desk)) == 2


def test_return_in_the_time_field_takes_the_time_and_nothing_more(sheet: MissedSheet, desk: Desk) -> None:
    line = sheet.findChildren(MissedLine)[0]
    field = child(line, QLineEdit, "missed_time")
    field.setText("tomorrow 9")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert sheet.isVisible()
    assert len(missed_in(desk)) == 2
    assert field.text().endswith("09:00")


@pytest.mark.statement(100)
def test_each_row_says_to_a_screen_reader_whose_choice_it_is(sheet: MissedSheet) -> None:
    lines = sheet.findChildren(MissedLine)
    assert [line.accessibleName().split(",")[0] for line in lines] == [
        "Today we got the salt wrong",
        "Video: kneading the panettone",
    ]
    assert [child(line, QLineEdit, "missed_time").accessibleName() for line in lines] == [
        "New time: Today we got the salt wrong",
        "New time: Video: kneading the panettone",
    ]
    assert child(sheet, QPushButton, "missed_confirm").accessibleDescription() == "2 get a new time"
    assert child(sheet, SafeLabel, "missed_summary").text() == "2 get a new time"


def test_the_choices_end_where_the_button_below_them_does(sheet: MissedSheet) -> None:
    confirm = child(sheet, QPushButton, "missed_confirm")
    edge = confirm.mapTo(sheet, QPoint(confirm.width(), 0)).x()
    for line in sheet.findChildren(Segments):
        assert line.mapTo(sheet, QPoint(line.width(), 0)).x() == edge


def test_a_second_sheet_is_not_opened(sheet: MissedSheet, bridge: Bridge) -> None:
    window = sheet.parent()
    assert isinstance(window, MainWindow)
    assert not Doors(window, bridge).decide_missed()
    assert len(window.findChildren(MissedSheet)) == 1


def test_deliveries_keep_their_other_channels(desk: Desk, bridge: Bridge, busy: Busy, shop: Channel) -> None:
    """A row is a post: what was missed on two channels is decided once."""
    post = busy.missed("cake", hours(-3), shop, add_channel(desk, busy.brand, "Blog"))
    presenter = MissedPresenter(bridge)
    assert [[name for _key, _tint, name in row.marks] for row in presenter.rows] == [["Shop", "Blog"]]
    presenter.choose(post.id, "now")
    assert presenter.confirm()
    assert {delivery.now for delivery in deliveries(desk, post)} == {True}
    presenter.close()
