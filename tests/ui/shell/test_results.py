"""The place of results: looked at, walked by keys, read by screen readers, and left through each of its doors."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.letter import Door, Try
from smmdesk.model.periods import Span
from smmdesk.model.post import Post
from smmdesk.store import numbers
from tests.desk.heard import person, wrote
from tests.desk.support import add_channel, everything
from tests.desk.test_results import out, told
from tests.helpers.pdf_text import pages_of
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.look.theme import theme
from ui.presenters.results import ResultsPresenter
from ui.shell.doors import Doors
from ui.shell.main_window import MainWindow
from ui.views.results import ResultsView
from ui.views.results_layout import HEAD, note_top
from ui.views.results_letter import TryRow
from ui.views.results_parts import VoiceLine
from ui.views.results_sheet import open_sending, sheet_of, write_pdf, write_picture
from ui.widgets.empty_state import EmptyState
from ui.widgets.safe_label import SafeLabel

Place = Callable[[QWidget], QWidget]


@pytest.fixture
def brand(desk: Desk) -> Brand:
    return planning.first_brand(desk)


@pytest.fixture
def channel(desk: Desk, brand: Brand) -> Channel:
    return add_channel(desk, brand, "Shop window")


@pytest.fixture
def post(desk: Desk, brand: Brand, channel: Channel) -> Post:
    """A post that went out, with two comments that wait."""
    made = out(desk, brand, channel, text="Rye bread")
    for _number in range(2):
        wrote(desk, channel, about=made.id, by=person(desk, channel), hours_ago=0)
    return made


def shown(bridge: Bridge, place: Place) -> ResultsView:
    view = ResultsView(ResultsPresenter(bridge))
    place(view)
    return view


def today_of(view: ResultsView) -> int:
    return next(number for number, bar in enumerate(view.plot.bars) if bar.is_today)


def figures(view: ResultsView) -> list[str]:
    return [label.text() for label in view.findChildren(SafeLabel, "results_figure") if label.isVisible()]


# ------------------------------------------------------------------ what it shows
def test_figures_posts_and_people(bridge: Bridge, place: Place, post: Post) -> None:
    view = shown(bridge, place)
    assert figures(view) == ["1", "2", "0", "2"]
    name = child(view, QWidget, f"talked_{post.id}")
    assert name.accessibleName() == "Rye bread. 2 comments, 2 to answer"
    assert len(view.findChildren(VoiceLine)) == 2
    assert child(view, QLabel, "letter_title").text() == "2 messages wait for an answer."


def test_nothing_yet_says_what_will_be_here(bridge: Bridge, place: Place, qtbot: QtBot, brand: Brand) -> None:
    view = shown(bridge, place)
    empty = view.findChild(EmptyState)
    assert empty is not None
    assert empty.isVisible()
    with qtbot.waitSignal(view.post_wanted):
        press(view, "empty_action")


def test_each_column_is_a_named_item(bridge: Bridge, place: Place, post: Post) -> None:
    view = shown(bridge, place)
    found = QAccessible.queryAccessibleInterface(view.plot)
    names = [found.child(number).text(QAccessible.Text.Name) for number in range(found.childCount())]
    assert len(names) == len(view.plot.bars)
    assert names[today_of(view)].endswith(": 1 post, 2 messages, 2 wait")
    assert view.plot.accessibleName() == "Said and heard"


def test_what_changes_is_read_again(bridge: Bridge, place: Place, qtbot: QtBot, channel: Channel, post: Post) -> None:
    view = shown(bridge, place)
    wrote(bridge.desk, channel, hours_ago=0)
    qtbot.waitUntil(lambda: figures(view) == ["1", "3", "0", "2"])


def test_out_of_sight_nothing_is_read(bridge: Bridge, qtbot: QtBot, channel: Channel, post: Post) -> None:
    presenter = ResultsPresenter(bridge)
    presenter.set_seen(False)
    wrote(bridge.desk, channel, hours_ago=0)
    before = presenter.results
    assert before is not None
    assert before.figures.messages == 2
    with qtbot.waitSignal(presenter.changed):
        presenter.set_seen(True)
    assert presenter.results is not None
    assert presenter.results.figures.messages == 3
    presenter.close()


def test_numbers_are_shown_with_where_they_come_from(
    bridge: Bridge, place: Place, brand: Brand, channel: Channel, post: Post
) -> None:
    desk = bridge.desk
    add_channel(desk, brand, "Wiki", platform="mediawiki")
    view = shown(bridge, place)
    said = child(view, SafeLabel, "results_numbers").text()
    assert said.startswith("Views, likes and shares are not known yet")
    assert said.endswith("Wiki tells no numbers: its platform counts none for us.")
    told(desk, post, likes=1234, answers=2)
    with desk.store.transaction() as tx:
        for back, count in ((40, 100), (0, 112)):
            numbers.note_followers(tx, channel.id, view.presenter.today - timedelta(days=back), count)
    view.presenter.reload()
    figures = view.presenter.shown.figures  # type: ignore[union-attr]
    assert figures[4:] == (("1,234", "likes"), ("112", "followers, 12 more"))
    assert child(view, SafeLabel, "results_numbers").text().startswith("Numbers read today at ")
    assert "with the numbers read today at " in child(view, SafeLabel, "letter_source").text()
    assert view.presenter.shown.posts[0].text == "2 comments, 2 to answer, 1,234 likes"  # type: ignore[union-attr]


# ------------------------------------------------------------------ periods and channels
def test_periods(bridge: Bridge, place: Place, post: Post) -> None:
    view = shown(bridge, place)
    after = child(view.window(), QWidget, "results_after")
    assert not after.isEnabled(), "the future has no results"
    press_tool(view, "results_before")
    assert after.isEnabled()
    assert figures(view)[0] == "0"
    presenter = view.presenter
    presenter.go_today()
    for span, least in ((Span.WEEK, 7), (Span.YEAR, 14), (Span.MONTH, 14)):
        presenter.show_span(span)
        assert len(view.plot.bars) >= least
        assert figures(view)[0] == "1"


def press_tool(view: QWidget, name: str) -> None:
    from PySide6.QtWidgets import QToolButton

    child(view.window(), QToolButton, name).click()


def test_only_some_channels(bridge: Bridge, place: Place, brand: Brand, post: Post) -> None:
    other = add_channel(bridge.desk, brand, "Blog")
    view = shown(bridge, place)
    assert view.presenter.channels_said == "All channels"
    view.presenter.toggle_channel(other.id)
    assert view.presenter.channels_said == "Blog"
    assert figures(view)[:2] == ["0", "0"]
    view.presenter.show_all_channels()
    assert figures(view)[:2] == ["1", "2"]


# ------------------------------------------------------------------ its doors
def test_a_column_opens_its_day_or_its_messages(bridge: Bridge, place: Place, qtbot: QtBot, post: Post) -> None:
    view = shown(bridge, place)
    plot = view.plot
    where = plot.visualRect(plot.model().index(today_of(view), 0)).center()
    said = QPoint(where.x(), theme().px(plot.scale.ground - 10))
    with qtbot.waitSignal(view.day_wanted) as day:
        qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=said)
    assert day.args == [view.presenter.today]
    with qtbot.waitSignal(view.message_wanted):
        qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(where.x(), plot.height() - 4))


def test_by_keys(bridge: Bridge, place: Place, qtbot: QtBot, post: Post) -> None:
    view = shown(bridge, place)
    plot = view.plot
    plot.setCurrentIndex(plot.model().index(0, 0))
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.currentIndex().row() == 1
    plot.setCurrentIndex(plot.model().index(today_of(view), 0))
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    menu = plot.findChild(QMenu)
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["1 post", "2 messages"]
    with qtbot.waitSignal(view.message_wanted):
        menu.actions()[1].trigger()
    menu.close()


def test_a_week_of_a_year_opens_as_a_week(bridge: Bridge, place: Place, qtbot: QtBot, post: Post) -> None:
    view = shown(bridge, place)
    view.presenter.show_span(Span.YEAR)
    bar = view.plot.bars[today_of(view)]
    view.plot.posts_wanted.emit(bar)
    assert view.presenter.period.span is Span.WEEK
    assert view.presenter.period.holds(bar.column.first)


def test_used_again_and_opened(bridge: Bridge, place: Place, qtbot: QtBot, post: Post) -> None:
    view = shown(bridge, place)
    with qtbot.waitSignal(view.post_opened) as opened:
        child(view, QWidget, f"talked_{post.id}").click()  # type: ignore[attr-defined]
    assert opened.args == [post.id]
    with qtbot.waitSignal(view.post_opened) as twin:
        press(view, f"again_{post.id}")
    copy = everything(bridge.desk)[twin.args[0]]
    assert (copy.content.text, copy.planned, copy.id == post.id) == ("Rye bread", None, False)


def test_what_is_to_be_tried_leads_there(bridge: Bridge, qtbot: QtBot, post: Post) -> None:
    window = MainWindow(bridge)
    qtbot.addWidget(window, before_close_func=lambda _window: window.drop_view("insights"))
    window.may_close = True
    doors = Doors(window, bridge)
    window.resize(1280, 800)
    window.show()
    people = window.go_to("people")
    people.search.setText("Nobody of this name")  # type: ignore[attr-defined]
    people.presenter.search("Nobody of this name")  # type: ignore[attr-defined]
    people.presenter.show_tag("rye")  # type: ignore[attr-defined]
    view = window.go_to("insights")
    assert isinstance(view, ResultsView)
    child(view, TryRow, "try_inbox").click()
    assert window.current == "inbox"
    for wish, place in (
        (Try(Door.DAY, "", day=date(2026, 12, 3)), "calendar"),
        (Try(Door.THANKS, ""), "people"),
        (Try(Door.IDEAS, ""), "calendar"),
    ):
        view.letter.try_wanted.emit(wish)
        assert window.current == place
    assert people.search.text() == ""  # type: ignore[attr-defined]
    asked = people.presenter.asked  # type: ignore[attr-defined]
    assert (asked.words, asked.tag, str(asked.group)) == ("", "", "thanks")
    calendar = window.view("calendar")
    assert calendar is not None
    assert calendar.presenter.focused == date(2026, 12, 3)  # type: ignore[attr-defined]
    with qtbot.waitSignal(view.person_wanted):
        view.findChildren(VoiceLine)[0].click()
    assert window.current == "people"
    del doors
    for key in ("inbox", "people", "calendar"):
        window.drop_view(key)


# ------------------------------------------------------------------ room
@pytest.mark.parametrize("size", [(948, 560), (700, 560), (420, 700), (1800, 1000)])
def test_room(bridge: Bridge, place: Place, qtbot: QtBot, post: Post, size: tuple[int, int]) -> None:
    view = shown(bridge, place)
    window = view.window()
    window.resize(*size)
    labels = view.letter.findChildren(QLabel)

    def has_room() -> None:
        for label in labels:
            assert label.height() >= label.heightForWidth(label.width()) - 1, label.text()

    qtbot.waitUntil(has_room)
    assert view.letter.isVisible()
    assert view.plot.bars
    right = view.plot.visualRect(view.plot.model().index(len(view.plot.bars) - 1, 0)).right()
    assert right < view.plot.viewport().width()


def test_words_over_the_columns_lie_on_no_block_and_no_ring() -> None:
    """“today” is wider than its column: beside it a day with more posts stands higher."""
    tops, edges = [96.0, 38.0, 96.0], [0, 30, 60, 90]
    assert note_top(tops, edges, 2, (62.0, 88.0), 0) == 96.0
    assert note_top(tops, edges, 2, (55.0, 90.0), 0) == 38.0
    assert note_top(tops, edges, 2, (62.0, 88.0), 2) == HEAD, "above the ring of its own column"
    assert note_top(tops, edges, 2, (55.0, 90.0), 1) == HEAD, "and above that of the one beside it"


def test_the_ring_is_clear_of_the_blocks_of_a_narrow_column(bridge: Bridge, place: Place, qtbot: QtBot) -> None:
    desk = bridge.desk
    brand = planning.first_brand(desk)
    out(desk, brand, add_channel(desk, brand, "Shop window"), text="Rye bread")
    view = shown(bridge, place)
    view.presenter.show_span(Span.YEAR)
    qtbot.waitUntil(lambda: len(view.plot.bars) > 40)
    plot, number = view.plot, today_of(view)
    view.window().activateWindow()
    plot.setCurrentIndex(plot.model().index(number, 0))
    plot.setFocus()
    qtbot.waitUntil(plot.hasFocus)
    image = plot.viewport().grab().toImage()
    [block] = plot.places(number).posts
    left, y = round(block.x * theme().scale), round((block.y + block.height / 2) * theme().scale)
    assert image.pixelColor(left + 3, y) == theme().color("accent")
    assert image.pixelColor(left - 1, y) != theme().color("accent")
    ring = [x for x in range(max(0, left - 8), left) if image.pixelColor(x, y) == theme().color("focus")]
    assert ring, "it is seen beside the block"


# ------------------------------------------------------------------ on paper
def test_on_paper_and_as_files(bridge: Bridge, place: Place, qtbot: QtBot, post: Post, tmp_path: Path) -> None:
    view = shown(bridge, place)
    sheet = sheet_of(view.presenter)
    assert sheet is not None
    write_pdf(sheet, tmp_path / "letter.pdf")
    [page] = pages_of(tmp_path / "letter.pdf")
    assert "messageswaitforananswer" in page
    write_picture(sheet, tmp_path / "letter.png")
    image = QImage(str(tmp_path / "letter.png"))
    assert image.width() == 2120
    assert image.height() > 800
    figures = "2 comments, 2 still to answer, 1 time shared, 3 likes, 12 times kept"
    row = replace(sheet.posts[0], words="Tuesday coffee is one year old, and so are we with it. " * 3, text=figures)
    write_pdf(replace(sheet, posts=(row,)), tmp_path / "letter.pdf")
    [page] = pages_of(tmp_path / "letter.pdf")
    assert "".join(filter(str.isalpha, figures)) in page, "the words give way to the figures"
    card = open_sending(view.window(), view.presenter)
    assert card is not None
    names = {button.objectName() for button in card.findChildren(QPushButton)}
    assert {"print_pdf", "results_picture", "results_table"} <= names
    card.reject()
