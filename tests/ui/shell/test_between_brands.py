"""Planning for several brands: what is copied, filtered and told keeps to the brand that it is of."""

from datetime import timedelta
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from smmdesk.desk import importing, planning, several_brands
from smmdesk.desk.desk import Desk
from smmdesk.model.letter import Letter
from smmdesk.model.post import Post
from tests.ui.shell.support import child
from tests.ui.shell.test_brands import House, faces, house, on_days, session
from ui.look import paper
from ui.presenters.brand_clocks import whose
from ui.presenters.bringing_in import plan_words, whose_words
from ui.presenters.calendar_brands import pick_brand
from ui.presenters.calendar_print import file_name, printed
from ui.presenters.leaving import LeavingPresenter, ways
from ui.shell.menus import Menus
from ui.shell.notices import Notices
from ui.shell.pausing import ask_to_pause
from ui.shell.session import Session
from ui.views import results_paper
from ui.views.calendar import CalendarView
from ui.views.leaving_sheet import show_leaving
from ui.views.results_sheet import file_name as results_name
from ui.widgets.safe_label import ElidedLabel
from ui.widgets.zone_choice import ZoneChoice

__all__ = ["house", "session"]


def test_a_post_pasted_in_another_brand_is_that_brands_own(session: Session, house: House) -> None:
    session.brands.choose(house.lume.id)
    calendar = session.window.view("calendar")
    assert isinstance(calendar, CalendarView)
    bread, moves = house.posts[house.forno.id], calendar.presenter.moves
    assert moves.drop([bread.id], bread.id, calendar.presenter.today + timedelta(days=5)) == ()
    assert session.bridge.said[0].sentence == "This is a post of Forno Zoe: it can only be copied here"
    [made] = moves.drop([bread.id], bread.id, calendar.presenter.today + timedelta(days=5), copy=True)
    with house.desk.store.reading() as reader:
        post = reader.get(Post, made)
        assert len(reader.all(Post, brand_id=house.forno.id)) == 1
    assert bread.planned is not None
    assert (post.brand_id, post.channels) == (house.lume.id, (house.channels[house.lume.id].id,))
    assert post.planned is not None
    assert (post.planned.zone, post.planned.clock_time) == ("America/New_York", bread.planned.clock_time)
    assert "Bread" in on_days(calendar.presenter)


def test_with_all_brands_shown_a_copy_stays_with_its_own(session: Session, house: House) -> None:
    session.brands.choose("")
    calendar = session.window.view("calendar")
    assert isinstance(calendar, CalendarView)
    brunch = house.posts[house.lume.id]
    [made] = calendar.presenter.moves.drop(
        [brunch.id], brunch.id, calendar.presenter.today + timedelta(days=5), copy=True
    )
    with house.desk.store.reading() as reader:
        assert reader.get(Post, made).brand_id == house.lume.id


def test_another_brand_opens_on_the_month_that_is_planned(session: Session, house: House) -> None:
    calendar = session.window.view("calendar")
    assert isinstance(calendar, CalendarView)
    here = calendar.presenter.month
    calendar.presenter.step(2)
    planned = calendar.presenter.month
    session.brands.choose(house.lume.id)
    other = session.window.view("calendar")
    assert isinstance(other, CalendarView)
    assert other.presenter.month == planned
    other.presenter.go_today()
    session.brands.choose(house.forno.id)
    back = session.window.view("calendar")
    assert isinstance(back, CalendarView)
    assert (back.presenter.month, session.bridge.day_in_hand) == (here, None)


def test_a_filter_by_one_brands_channels_hides_nothing_of_the_other(session: Session, house: House) -> None:
    calendar = session.window.view("calendar")
    assert isinstance(calendar, CalendarView)
    mine = house.channels[house.forno.id].id
    calendar.presenter.set_filters(calendar.presenter.filters._replace(channels=(mine,)))
    session.brands.choose(house.lume.id)
    other = session.window.view("calendar")
    assert isinstance(other, CalendarView)
    assert (other.presenter.filter_count, on_days(other.presenter)) == (0, ["Brunch"])
    session.brands.choose(house.forno.id)
    back = session.window.view("calendar")
    assert isinstance(back, CalendarView)
    assert back.presenter.filters.channels == (mine,)


def test_the_computer_is_needed_for_every_brand(session: Session, house: House) -> None:
    calendar = session.window.view("calendar")
    assert isinstance(calendar, CalendarView)
    card = calendar.tray.presenter.computer
    assert card.needs == "2 posts need it by tomorrow."
    planning.trash(house.desk, [house.posts[house.forno.id].id])
    calendar.tray.presenter.reload()
    card = calendar.tray.presenter.computer
    assert card.needs == "1 post needs it by tomorrow."
    assert card.next.endswith(" in New York.")
    assert calendar.tray.field.accessibleName() == "Write down an idea"
    session.brands.choose("")
    every = session.window.view("calendar")
    assert isinstance(every, CalendarView)
    assert every.tray.field.accessibleName() == "Idea for Forno Zoe"


def test_times_elsewhere_are_told_of_the_open_brand_alone(session: Session, house: House) -> None:
    session.notices = Notices(session.window, session.bridge)
    session.brands.choose(house.lume.id)
    assert [problem.title for problem in session.window.bars.problems] == ["Times are shown for New York"]
    session.brands.choose(house.forno.id)
    assert not session.window.bars.problems
    session.notices.close()
    session.notices = None


def test_a_tall_rail_shows_six_faces_before_the_others_are_behind_the_last(session: Session, house: House) -> None:
    for name in ("Tre", "Quattro"):
        several_brands.add_brand(house.desk, name)
    session.window.resize(1280, 800)
    session.window.rail._fit()
    assert faces(session) == ["All brands", "Forno Zoe", "Cafe Lume", "Tre", "Quattro"]
    rail = session.window.rail
    strip = rail.faces
    assert strip is not None
    strip.fit(0)
    assert faces(session) == ["All brands", "Forno Zoe", "Cafe Lume", "More brands…"]
    rail._fit()
    assert len(faces(session)) == 5


def test_another_brand_is_added_from_the_menu_of_brands(session: Session, house: House) -> None:
    session.menus = Menus(session.window, session)
    child(session.window, QAction, "action_brand_add").trigger()
    assert session.window.current == "settings"
    assert child(session.window, QLineEdit, "brand_name").isVisible()


def test_a_part_of_a_citys_name_is_its_zone_where_no_other_has_it(qtbot: QtBot) -> None:
    choice = ZoneChoice("Europe/Rome")
    qtbot.addWidget(choice)
    for typed, zone, shown in (
        ("new y", "America/New_York", "New York (America/New_York)"),
        ("san", "san", "san"),
    ):
        choice.setEditText(typed)
        assert choice.zone == zone
        field = choice.lineEdit()
        assert field is not None
        field.editingFinished.emit()
        assert choice.currentText() == shown


def test_with_all_brands_shown_a_place_of_one_says_whose_it_is(session: Session, house: House) -> None:
    def named(key: str) -> list[str]:
        session.window.go_to(key)
        shown = session.window.findChildren(ElidedLabel, "toolbar_brand")
        return [label.text() for label in shown if label.isVisibleTo(session.window)]

    assert named("insights") == []
    session.brands.choose("")
    assert named("outbox") == []
    for key in ("people", "insights", "media", "channels"):
        assert named(key) == ["Forno Zoe"]


def test_a_table_says_for_which_brand_it_comes_in(session: Session, house: House, desk: Desk, tmp_path: Path) -> None:
    table = tmp_path / "posts.csv"
    table.write_text("Text,Posting Time\nPane,2026-12-10 18:00\n", "utf-8")
    plan = importing.read_import(desk, table, house.lume.id)
    assert whose_words(session.bridge, plan) == "For Cafe Lume."
    assert plan_words(plan) == "1 new post. On Thu 10 Dec 2026. It comes in as a draft: nothing goes out by itself."


def test_what_is_saved_as_a_file_says_of_which_brand_it_is(session: Session, house: House) -> None:
    [whole] = [way for way in ways() if way.kind == "archive"]
    presenter = LeavingPresenter(session.bridge)
    sheet = show_leaving(session.window, presenter)
    whose = child(sheet, QComboBox, "leaving_whose")
    assert [whose.itemText(row) for row in range(whose.count())] == ["All brands", "Forno Zoe", "Cafe Lume"]
    assert (whose.currentText(), presenter.file_name(whole)[:10]) == ("Forno Zoe", "Forno Zoe ")
    whose.setCurrentIndex(0)
    assert (presenter.brand_id, presenter.file_name(whole)[:8]) == ("", "smmdesk ")
    whose.setCurrentIndex(2)
    assert (presenter.brand_id, presenter.file_name(whole)[:10]) == (house.lume.id, "Cafe Lume ")
    sheet.close()
    several_brands.put_away(house.desk, house.lume.id)
    sheet = show_leaving(session.window, presenter)
    assert child(sheet, QComboBox, "leaving_whose").count() == 3
    sheet.close()


def test_one_brand_alone_is_not_asked_about(session: Session) -> None:
    sheet = show_leaving(session.window, LeavingPresenter(session.bridge))
    assert sheet.findChild(QComboBox, "leaving_whose") is None
    sheet.close()


def test_on_paper_bars_and_file_say_which_brand(session: Session, house: House) -> None:
    session.brands.choose("")
    calendar = session.window.view("calendar")
    assert isinstance(calendar, CalendarView)
    sheet = printed(calendar.presenter)
    assert (sheet.brand, file_name(sheet)[:20]) == ("All brands", "Calendar All brands ")
    assert sheet.labels == (("accent", "Forno Zoe"), (house.lume.color, "Cafe Lume (New York)"))
    assert paper.label_color("accent") == paper.color("accent")
    pick_brand(calendar.presenter, house.lume.id)
    sheet = printed(calendar.presenter)
    assert (sheet.brand, file_name(sheet)[:19]) == ("Cafe Lume", "Calendar Cafe Lume ")
    assert sheet.labels == ((house.lume.color, "Cafe Lume (New York)"),)


def test_files_of_several_brands_bear_their_names(session: Session, house: House) -> None:
    desk = house.desk
    sheet = results_paper.Sheet("", "November 2026", Letter("", "", ()), (), (), (), ("", "", ""), ("", ""))
    assert results_name(sheet, "pdf", whose(desk, house.forno.id)) == "Insights Forno Zoe November 2026.pdf"
    several_brands.put_away(desk, house.lume.id)
    assert results_name(sheet, "pdf", whose(desk, house.forno.id)) == "Insights November 2026.pdf"


def test_a_pause_of_everything_says_that_it_holds_for_all_brands(session: Session, house: House) -> None:
    sheet = ask_to_pause(session.window, session.bridge)
    assert sheet is not None
    assert sheet.text_label.text().startswith("This holds for all brands. ")
    sheet.close()
