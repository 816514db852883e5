"""Several brands in one window: nothing of it with one, one click from the one to the other, all of them at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcutEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import brands, planning, several_brands, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.words import set_language
from tests.desk.heard import person, wrote
from tests.desk.support import add_channel, add_post
from tests.ui.shell.support import Unsaved, child, press
from ui.presenters.brand_list import BrandList
from ui.presenters.calendar import CalendarPresenter
from ui.presenters.calendar_brands import pick_brand
from ui.presenters.calendar_modes import MODES
from ui.presenters.composer import ComposerPresenter
from ui.presenters.inbox import InboxPresenter
from ui.presenters.inbox import pick_brand as pick_in_inbox
from ui.presenters.inbox_rows import InboxRow
from ui.presenters.next_out import next_out
from ui.presenters.outbox import OutboxPresenter
from ui.presenters.people import PeoplePresenter
from ui.shell.brand_faces import FaceButton
from ui.shell.doors import COMPOSER
from ui.shell.menus import Menus
from ui.shell.session import Session
from ui.views.calendar import CalendarView


@dataclass
class House:
    """A bakery in Rome and a cafe in New York, each with a channel, a post tomorrow, one that went wrong, a message."""

    desk: Desk
    forno: Brand
    lume: Brand
    channels: dict[str, Channel]
    posts: dict[str, Post]


@pytest.fixture
def house(desk: Desk) -> House:
    forno = several_brands.change_brand(desk, planning.first_brand(desk).id, name="Forno Zoe")
    lume = several_brands.add_brand(desk, "Cafe Lume", "America/New_York", "en")
    channels, posts = {}, {}
    for brand, words in ((forno, "Bread"), (lume, "Brunch")):
        channel = channels[brand.id] = add_channel(desk, brand, f"Channel of {brand.name}")
        moment = Moment.of(desk.clock.now() + timedelta(days=1), brand.zone)
        posts[brand.id] = planning.schedule(desk, add_post(desk, brand, words, channel).id, moment)
        wrote(desk, channel, f"To {brand.name}", by=person(desk, channel, f"Friend of {brand.name}"))
    return House(desk, forno, lume, channels, posts)


@pytest.fixture
def session(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    made.open(waits=False)
    yield made
    made.window.may_close = True
    made.brands.close()
    made.bridge.end()


def faces(session: Session) -> list[str]:
    strip = session.window.rail.faces
    return [button.text() for button in strip.buttons] if strip is not None else []


def _shows(session: Session, ids: list[str]) -> bool:
    return [one.id for one in session.bridge.shown_brands] == ids


def on_days(presenter: CalendarPresenter) -> list[str]:
    return [entry.words for day in presenter.page.days for entry in day.entries]


# ------------------------------------------------------------------ the switch
def test_with_one_brand_nothing_of_it_shows(session: Session) -> None:
    assert session.window.rail.faces is None
    assert session.brands.presenter.faces == ()
    assert child(session.window, QComboBox, "calendar_brands").isHidden()


def test_one_click_opens_the_other(session: Session, house: House, qtbot: QtBot) -> None:
    assert faces(session) == ["All brands", "Forno Zoe", "Cafe Lume"]
    button = child(session.window, FaceButton, f"brand_{house.lume.id}")
    assert button.accessibleName() == "Cafe Lume"
    assert "Ctrl+Shift+2" in button.toolTip()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert session.brands.presenter.open_id == house.lume.id
    assert session.window.rail.brand.text() == "Cafe Lume"
    calendar = session.window.view("calendar")
    assert calendar is not None
    assert on_days(calendar.presenter) == ["Brunch"]  # type: ignore[attr-defined]
    strip = session.window.rail.faces
    assert strip is not None
    assert [button.text() for button in strip.buttons if button.isChecked()] == ["Cafe Lume"]
    assert brands.open_brand(session.bridge.desk).id == house.lume.id, "and at the next start"


def test_keys_open_one_or_all(session: Session, house: House, qtbot: QtBot) -> None:
    both = [house.forno.id, house.lume.id]
    for number, shown in (("2", [house.lume.id]), ("1", [house.forno.id]), ("0", both)):
        keys = QKeySequence(f"Ctrl+Shift+{number}")
        (action,) = [each for each in session.window.actions() if each.shortcut() == keys]
        action.trigger()
        qtbot.waitUntil(partial(_shows, session, shown))


def test_keys_typed_ahead_mean_the_brand_that_was_asked_for(session: Session, house: House) -> None:
    """What was typed before the next turn of the loop was taken by the brand before, whose views were about to go."""
    action = child(session.window, QAction, f"action_brand_{house.lume.id}")
    before = session.window.view("calendar")
    QApplication.sendEvent(action, QShortcutEvent(action.shortcut(), 0))
    assert brands.open_brand(house.desk).id == house.lume.id, "no turn of the loop in between"
    view = session.window.view("calendar")
    assert isinstance(view, CalendarView)
    assert (view is before, view.presenter.brand.id) == (False, house.lume.id)
    QApplication.processEvents()
    assert session.window.view("calendar") is view, "nothing is made anew behind the keys"


def test_a_brand_is_chosen_in_the_menu_too(session: Session, house: House, qtbot: QtBot) -> None:
    child(session.window, QAction, f"action_brand_{house.lume.id}").trigger()
    qtbot.waitUntil(lambda: brands.open_brand(house.desk).id == house.lume.id)


def test_keys_after_a_press_on_a_face_reach_the_new_calendar(session: Session, house: House, qtbot: QtBot) -> None:
    session.menus = Menus(session.window, session)
    session.window.activateWindow()
    qtbot.waitUntil(session.window.isActiveWindow)
    window = session.window.windowHandle()
    face = next(one for one in session.window.findChildren(FaceButton) if house.lume.name in one.accessibleName())
    face.click()
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    for key in (Qt.Key.Key_P, Qt.Key.Key_I, Qt.Key.Key_E):
        QTest.keyClick(window, key)
    view = session.window.view("calendar")
    assert isinstance(view, CalendarView)
    assert view.search_field.field.text() == "pie"


def test_what_is_being_written_is_saved_first(session: Session, house: House) -> None:
    session.doors.new_post({"text": "Half a sen"})
    session.brands.choose(house.lume.id)
    with session.bridge.desk.store.reading() as reader:
        assert "Half a sen" in [post.content.text for post in reader.all(Post, brand_id=house.forno.id)]
    assert session.window.current == "calendar"


def test_it_stays_where_what_is_written_cannot_be_saved(session: Session, house: House) -> None:
    unsaved = Unsaved()
    session.window.add_view(COMPOSER, unsaved)
    session.brands.choose(house.lume.id)
    assert (session.brands.presenter.open_id, session.window.current) == (house.forno.id, COMPOSER)
    unsaved.free = True


def test_what_cannot_be_saved_stays_when_its_brand_is_put_away(session: Session, house: House, qtbot: QtBot) -> None:
    session.brands.choose(house.lume.id)
    unsaved = Unsaved()
    session.window.add_view(COMPOSER, unsaved)
    several_brands.put_away(session.bridge.desk, house.lume.id)
    qtbot.waitUntil(lambda: session.window.rail.brand.text() == "Forno Zoe")
    qtbot.waitUntil(lambda: session.window.current == COMPOSER)
    assert session.window.view(COMPOSER) is unsaved
    unsaved.free = True
    session.brands.choose(house.forno.id)
    assert (session.window.view(COMPOSER), session.window.current) == (None, "calendar")


def test_the_face_says_who_needs_somebody(session: Session, house: House, qtbot: QtBot) -> None:
    session.brands.presenter.reload()
    face = next(one for one in session.brands.presenter.faces if one.id == house.lume.id)
    assert (face.needs, face.urgent) == ("1 message to answer", False)


def test_with_many_brands_the_others_stand_in_a_menu(session: Session, house: House) -> None:
    for name in ("Bottega", "Dal Mare", "Edera"):
        last = several_brands.add_brand(session.bridge.desk, name)
    assert faces(session) == ["All brands", "Forno Zoe", "Cafe Lume", "More brands…"]
    session.brands.choose(last.id)
    assert faces(session) == ["All brands", "Forno Zoe", "Edera", "More brands…"], "the one that is open stands there"


def test_one_that_is_put_away_while_it_is_open_makes_room(session: Session, house: House, qtbot: QtBot) -> None:
    session.brands.choose(house.lume.id)
    several_brands.put_away(session.bridge.desk, house.lume.id)
    qtbot.waitUntil(lambda: session.window.rail.brand.text() == "Forno Zoe")
    assert session.window.rail.faces is None
    undo.undo(session.bridge.desk)
    qtbot.waitUntil(lambda: len(faces(session)) == 3)


# ------------------------------------------------------------------ one brand at a time
SCREENS = ("calendar", "outbox", "inbox", "people", "insights", "media", "channels")


def _said(session: Session, place: str) -> str:
    """All that a place says: words on widgets, rows of lists, what a screen reader hears."""
    view = session.window.go_to(place)
    words = [view.windowTitle()]
    for widget in (view, *view.findChildren(QWidget)):
        words += [widget.accessibleName(), str(widget.property("text") or "")]
    presenter = view.presenter  # type: ignore[attr-defined]
    if isinstance(presenter, CalendarPresenter):
        words += on_days(presenter) + [channel.name for channel in presenter.channels]
    if isinstance(presenter, InboxPresenter):
        words += [item.spoken for item in presenter.items]
    if isinstance(presenter, PeoplePresenter):
        words += [str(row) for row in presenter.rows]
    return "\n".join(words)


@pytest.mark.parametrize("place", SCREENS)
@pytest.mark.parametrize("which", ["forno", "lume"])
def test_nothing_of_another_brand_stands_on_a_screen(session: Session, house: House, place: str, which: str) -> None:
    mine, other = (house.forno, house.lume) if which == "forno" else (house.lume, house.forno)
    session.brands.choose(mine.id)
    said = _said(session, place)
    for words in (f"Channel of {other.name}", f"Friend of {other.name}", f"To {other.name}", house_words(house, other)):
        assert words not in said
    if place in ("calendar", "outbox"):
        assert house_words(house, mine) in said
    if place == "inbox":
        assert f"Friend of {mine.name}" in said
    if place == "channels":
        assert f"Channel of {mine.name}" in said


def house_words(house: House, brand: Brand) -> str:
    return house.posts[brand.id].content.text


def test_a_post_offers_the_channels_of_its_own_brand(session: Session, house: House) -> None:
    session.brands.choose(house.lume.id)
    presenter = ComposerPresenter.new(session.bridge)
    assert [chip.name for chip in presenter.screen.chips] == ["Channel of Cafe Lume"]
    assert presenter.brand.id == house.lume.id
    presenter.close()


# ------------------------------------------------------------------ all of them
@pytest.mark.statement(48)
def test_all_brands_stand_on_one_calendar_with_their_names(session: Session, house: House) -> None:
    session.brands.choose("")
    calendar = session.window.view("calendar").presenter  # type: ignore[union-attr]
    assert sorted(on_days(calendar)) == ["Bread · Forno Zoe", "Brunch · Cafe Lume (New York)"]
    entries = [entry for day in calendar.page.days for entry in day.entries]
    by_brand = {entry.brand: entry for entry in entries}
    assert by_brand["Forno Zoe"].time == "11:20"
    assert by_brand["Cafe Lume"].time == "05:20", "its own wall time, in its own zone"
    pick_brand(calendar, house.lume.id)
    assert on_days(calendar) == ["Brunch · Cafe Lume (New York)"]
    pick_brand(calendar, "")
    assert len(on_days(calendar)) == 2


def test_a_post_late_in_another_zone_stands_on_its_own_day(session: Session, house: House) -> None:
    """23:30 in New York is the next day in Rome: it stands where the cafe will see it."""
    desk = session.bridge.desk
    late = Moment(datetime(2026, 11, 30, 23, 30), "America/New_York")
    planning.schedule(desk, add_post(desk, house.lume, "Last day", house.channels[house.lume.id]).id, late)
    session.brands.choose("")
    calendar = session.window.view("calendar").presenter  # type: ignore[union-attr]
    calendar.set_mode("day")
    calendar.go_to(late.day)
    assert on_days(calendar) == ["Last day · Cafe Lume (New York)"]


def test_all_brands_stand_in_the_outbox_and_the_inbox(session: Session, house: House) -> None:
    session.brands.choose("")
    outbox = OutboxPresenter(session.bridge)
    assert [(row.words, row.brand) for group in outbox.groups for row in group.rows] == [
        ("Bread", "Forno Zoe"),
        ("Brunch", "Cafe Lume (New York)"),
    ]
    outbox.show_brand(house.lume.id)
    assert [row.words for group in outbox.groups for row in group.rows] == ["Brunch"]
    outbox.close()
    inbox = InboxPresenter(session.bridge)
    assert {item.brand for item in inbox.items if isinstance(item, InboxRow)} == {
        "Forno Zoe",
        "Cafe Lume (New York)",
    }
    assert inbox.list.count == 2
    pick_in_inbox(inbox, house.forno.id)
    assert [item.brand for item in inbox.items if isinstance(item, InboxRow)] == ["Forno Zoe"]
    inbox.close()


def test_what_is_new_is_for_the_one_that_was_open_and_says_so(session: Session, house: House) -> None:
    session.brands.choose(house.lume.id)
    session.brands.choose("")
    session.doors.new_post({})
    view = session.window.view(COMPOSER)
    assert view is not None
    assert child(session.window, QWidget, "composer_brand").property("text") == "Cafe Lume"
    session.doors.close_composer()


def test_the_tray_names_the_brand_where_there_are_several(session: Session, house: House) -> None:
    found = next_out(session.bridge.desk)
    assert found is not None
    assert found.line.endswith("(Forno Zoe)")
    several_brands.put_away(session.bridge.desk, house.lume.id)
    found = next_out(session.bridge.desk)
    assert found is not None
    assert "(" not in found.line


# ------------------------------------------------------------------ the settings
def test_a_brand_is_added_in_the_settings_and_opened(session: Session, qtbot: QtBot) -> None:
    session.window.go_to("settings")
    press(session.window, "settings_brand_add")
    name = child(session.window, QLineEdit, "brand_name")
    QTest.keyClicks(name, "Cafe Lume")
    press(session.window, "brand_add")
    qtbot.waitUntil(lambda: session.window.rail.brand.text() == "Cafe Lume")
    assert session.window.current == "settings"
    assert faces(session) == ["All brands", "My business", "Cafe Lume"]


def test_one_is_changed_put_away_and_brought_back(session: Session, house: House, qtbot: QtBot) -> None:
    session.window.go_to("settings")
    press(session.window, f"settings_brand_change_{house.lume.id}")
    child(session.window, QLineEdit, "brand_name").setText("Lume")
    press(session.window, "brand_done")
    presenter = session.window.view("settings").presenter.brands  # type: ignore[union-attr]
    assert isinstance(presenter, BrandList)
    assert presenter.find(house.lume.id).name == "Lume"
    press(session.window, f"settings_brand_away_{house.lume.id}")
    sheet = child(session.window, QWidget, "put_away_sheet")
    assert "1 planned post waits with it." in sheet.text_label.text()  # type: ignore[attr-defined]
    press(sheet, "put_away_confirm")
    assert presenter.find(house.lume.id).archived
    assert not presenter.may_put_away
    press(session.window, f"settings_brand_back_{house.lume.id}")
    assert not presenter.find(house.lume.id).archived


def test_a_name_that_is_taken_is_said_in_the_sheet(session: Session, house: House) -> None:
    session.window.go_to("settings")
    press(session.window, "settings_brand_add")
    child(session.window, QLineEdit, "brand_name").setText("forno zoe")
    press(session.window, "brand_add")
    sheet = child(session.window, QWidget, "brand_sheet")
    assert sheet.isVisible()
    assert len(several_brands.all_of(session.bridge.desk)) == 2
    sheet.close()


@pytest.mark.parametrize("language", ["en", "it"])
def test_with_a_choice_of_brands_the_words_of_the_views_keep_their_room(
    desk: Desk, qapp: QApplication, qtbot: QtBot, language: str
) -> None:
    """At 1180 px they ran into each other: “GiornoSettimanaMese”."""
    set_language(language)
    planning.first_brand(desk)
    several_brands.add_brand(desk, "Second shop")
    brands.choose(desk, "")
    session = Session(qapp, desk, engine=False)
    qtbot.addWidget(session.window)
    view = session.window.go_to("calendar")
    assert isinstance(view, CalendarView)
    session.window.show()
    for width in (960, 1024, 1180, 1240, 1280, 1340):
        session.window.resize(width, 700)
        in_words = set()
        for mode in MODES:
            view.presenter.set_mode(mode)
            bar = view.toolbar
            parts = (bar.modes, bar.title)
            qtbot.waitUntil(lambda parts=parts: all(part.width() >= part.sizeHint().width() for part in parts))
            in_words.add(bar.modes.shows_icons)
        assert len(in_words) == 1, "going from one to the other changes no look"
    session.window.drop_views()
    session.window.may_close = True
    session.bridge.end()
