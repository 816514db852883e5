"""Pauses, posts used again, saved filters, slots with labels, and what one posts about: on the calendar's screen."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QMenu, QPushButton, QRadioButton, QToolButton

from smmdesk.desk import evergreens, rules, saved_filters, slotting, undo
from smmdesk.desk.desk import Desk
from smmdesk.desk.mix import mix_of
from smmdesk.model.planning_aids import Evergreen, Pause
from smmdesk.model.post import Post
from smmdesk.model.words import set_language
from tests.ui.calendar.hands import LEFT
from ui.calendar.filters import FiltersCard
from ui.dialogs import Sheet
from ui.presenters.calendar import CalendarPresenter, filter_name
from ui.presenters.calendar_layers import hidden_layers
from ui.presenters.composer import ComposerPresenter
from ui.presenters.mix import MixPresenter
from ui.views.calendar import CalendarView
from ui.views.evergreen_sheet import EvergreenSheet, open_evergreen, open_evergreens
from ui.views.mix_sheet import open_mix
from ui.views.pause_sheet import open_pause
from ui.widgets.safe_label import SafeLabel
from ui.widgets.sheet_form import NumberLine

FRIDAY = date(2026, 11, 27)


def trigger(menu: QMenu, name: str) -> None:
    next(action for action in menu.actions() if action.objectName() == name).trigger()
    menu.close()


def press(sheet: Sheet, name: str) -> None:
    button = sheet.findChild(QPushButton, name)
    assert button is not None
    button.click()


# ------------------------------------------------------------------ pauses
@pytest.mark.statement(44)
def test_days_are_paused_from_their_menu_and_shown_there(view: CalendarView, write, desk: Desk, announced) -> None:
    post = write("2026-11-28T09:00", "Bread")
    view.presenter.focused = FRIDAY
    view.cards.open_menu((), QPoint(5, 5))
    trigger(view.findChild(QMenu, "day_menu"), "menu_pause")
    sheet = view.window().findChild(Sheet, "pause_sheet")
    assert sheet.findChild(SafeLabel, "pause_question").text() == "No post is planned on these days."
    sheet.findChild(QLineEdit, "pause_last").setText("29/11/2026")
    assert sheet.findChild(SafeLabel, "pause_question").text() == "1 post is planned on these days. It:"
    sheet.findChild(QRadioButton, "pause_after").click()
    sheet.findChild(QLineEdit, "pause_name").setText("Fair")
    press(sheet, "sheet_confirm")
    with desk.store.reading() as reader:
        (pause,) = reader.all(Pause, brand_id="brand-1")
        assert f"{reader.get(Post, post.id).planned.wall:%m-%d}" == "12-01"
    assert (pause.name, pause.first_day, pause.last_day, pause.channels) == ("Fair", FRIDAY, date(2026, 11, 29), ())
    assert announced[-1] == ("Pause: Fri 27 Nov – Sun 29 Nov. 1 post moved after it", True)
    undo.undo(desk)
    with desk.store.reading() as reader:
        assert reader.get(Post, post.id).planned == post.planned


def test_a_pause_is_for_a_channel_and_is_ended(view: CalendarView, desk: Desk) -> None:
    bridge = view.presenter.bridge
    press(open_pause(view, bridge, "brand-1", "Europe/Rome", FRIDAY, channel_id="channel-1"), "sheet_confirm")
    with desk.store.reading() as reader:
        (pause,) = reader.all(Pause, brand_id="brand-1")
    assert pause.channels == ("channel-1",)
    press(open_pause(view, bridge, "brand-1", "Europe/Rome", FRIDAY, pause_id=pause.id), "pause_end")
    with desk.store.reading() as reader:
        assert reader.all(Pause, brand_id="brand-1") == ()


def test_its_days_read_as_a_person_says_them_in_italian(view: CalendarView) -> None:
    """It said "Dal 27/11/2026 a 27/11/2026"."""
    set_language("it")
    sheet = open_pause(view, view.presenter.bridge, "brand-1", "Europe/Rome", FRIDAY)
    said = [label.text() for label in sheet.findChildren(SafeLabel)]
    sheet.reject()
    assert said.index("al") == said.index("Dal") + 1


# ------------------------------------------------------------------ used again
@pytest.mark.statement(44)
def test_a_post_is_used_again_so_often_and_no_more(view: CalendarView, write, desk: Desk, clock) -> None:
    post = write("2026-11-17T09:00", "Opening hours", channels=("channel-0",))
    sheet = open_evergreen(view, view.presenter.bridge, post.id)
    assert "Practice: no weekly slots yet" in sheet.findChild(SafeLabel, "evergreen_slots").text()
    sheet.findChild(NumberLine, "evergreen_days").setText("1")
    sheet.findChild(NumberLine, "evergreen_times").setText("3")
    press(sheet, "sheet_confirm")
    slotting.set_week(desk, "brand-1", "channel-0", [(day, 570, None) for day in range(7)])
    assert rules.apply(desk) == 2  # with itself that makes three
    assert rules.apply(desk) == 0
    listed = open_evergreens(view, view.presenter.bridge, "brand-1")
    texts = [label.text() for label in listed.findChildren(SafeLabel)]
    assert any(text.startswith("every 1 day at most · 3 of 3 times") for text in texts)
    (kept,) = evergreens.evergreens_of(desk, "brand-1")
    listed.findChild(QToolButton, "evergreen_end").click()
    assert "None yet." in [label.text() for label in listed.findChildren(SafeLabel)]
    undo.undo(desk)
    with desk.store.reading() as reader:
        assert reader.get(Evergreen, kept.id).deleted_at_us is None
    listed.close()


def test_a_platform_that_forbids_the_same_words_says_why(view: CalendarView, write, desk: Desk) -> None:
    from smmdesk.model.channel import Channel

    with desk.store.transaction() as tx:
        tx.put(Channel("channel-x", "brand-1", "x", "X of the shop"))
    post = write("2026-11-17T09:00", "Opening hours", channels=("channel-0", "channel-x"))
    sheet = open_evergreen(view, view.presenter.bridge, post.id)
    assert isinstance(sheet, EvergreenSheet)
    assert sheet.findChild(SafeLabel, "evergreen_same").text().startswith("X: X does not want the same")
    sheet.close()


# ------------------------------------------------------------------ saved filters
@pytest.mark.statement(44)
@pytest.mark.statement(48)
def test_a_filter_is_saved_applied_renamed_deleted_and_named_after_a_restart(
    view: CalendarView, bridge, desk: Desk
) -> None:
    view.presenter.set_filters(view.presenter.filters._replace(channels=("channel-1",), with_media=True))
    card = FiltersCard(view.window(), view.presenter)
    card.findChild(QPushButton, "filters_save").click()
    sheet = view.window().findChild(Sheet, "sheet")
    sheet.findChild(QLineEdit, "sheet_field").setText("Only Mastodon")
    press(sheet, "sheet_confirm")
    assert filter_name(view.presenter) == "Only Mastodon"
    view.presenter.set_filters(view.presenter.filters._replace(channels=(), with_media=None))
    assert filter_name(view.presenter) == ""
    (kept,) = saved_filters.saved_filters(desk, "brand-1")
    again = FiltersCard(view.window(), view.presenter)
    again.findChild(QPushButton, f"saved_{kept.id}").click()
    assert (view.presenter.filters.channels, view.presenter.filters.with_media) == (("channel-1",), True)
    assert "Only Mastodon" in view.filters.text()
    restarted = CalendarPresenter(bridge)
    assert (restarted.filters.channels, filter_name(restarted)) == (("channel-1",), "Only Mastodon")
    restarted.close()
    saved_filters.rename_filter(desk, kept.id, "Mastodon")
    assert undo.peek(desk).undo_label == "renaming a filter"
    undo.undo(desk)
    third = FiltersCard(view.window(), view.presenter)
    third.findChild(QToolButton, "saved_delete").click()
    assert saved_filters.saved_filters(desk, "brand-1") == ()
    assert filter_name(view.presenter) == ""
    undo.undo(desk)
    assert [each.name for each in saved_filters.saved_filters(desk, "brand-1")] == ["Only Mastodon"]
    for each in (card, again, third):
        each.close_now()
        each.deleteLater()


# ------------------------------------------------------------------ slots
@pytest.mark.statement(52)
def test_a_slot_is_kept_for_a_label_and_offered_to_a_post_without_time(view: CalendarView, qtbot, desk: Desk) -> None:
    sheet = view.cards.day_menu.open_slots()
    label = sheet.findChild(QComboBox, "slots_label")
    label.setCurrentIndex(label.findData("label-1"))
    qtbot.mouseClick(sheet.findChild(QPushButton, "slot_add_4"), LEFT)
    assert [(slot.minute, slot.label_id) for slot in slotting.slots_of(desk, "brand-1")] == [(540, "label-1")]
    name = sheet.findChild(QPushButton, "slot_4_540").accessibleName()
    assert name == "Take away Friday, 09:00, Only for “Products”"
    sheet.close()
    slotting.set_week(desk, "brand-1", "channel-0", [(4, 570, None)])
    composer = ComposerPresenter.new(view.presenter.bridge, {"text": "Bread"})
    composer.draft.choose_channels(("channel-0",))
    offered = composer.screen.when.choices[0]
    assert (offered.label, offered.reason) == ("Fri 20 Nov, 09:30", "next free slot")
    composer.let_go()


# ------------------------------------------------------------------ what one posts about
@pytest.mark.statement(44)
def test_the_month_beside_what_is_wanted_and_quiet_channels(view: CalendarView, write, desk: Desk) -> None:
    for day in (2, 3, 4, 20):
        write(f"2026-11-{day:02d}T09:00", "Offer", labels=("label-1",) if day == 2 else ())
    write("2026-11-03T09:00", "Old", channels=("channel-1",))
    presenter = view.presenter
    made = MixPresenter(presenter.bridge, presenter.reader, "brand-1", FRIDAY, presenter.today)
    sheet = open_mix(view, made)
    wanted = sheet.findChild(NumberLine, "mix_label-1")
    wanted.setText("101")
    assert not sheet.findChild(QPushButton, "sheet_confirm").isEnabled()
    wanted.setText("60")
    press(sheet, "sheet_confirm")
    assert made.sentences(made.mix) == (
        "Practice: nothing for 16 days, until Fri 20 Nov",
        "Mastodon: nothing for 15 days",
        "Products: 20% of the posts, you want 60%",
    )
    assert made.hint.startswith("Practice")
    view.tray.mix.refresh(now=True)
    assert view.tray.mix.isVisibleTo(view.tray)
    view.tray.mix.findChild(QToolButton, "mix_away").click()
    assert not view.tray.mix.isVisibleTo(view.tray)
    assert made.hint == ""
    undo.undo(desk)
    assert [share.wanted for share in mix_of(presenter.reader, "brand-1", FRIDAY, presenter.today).shares] == [0]


@pytest.mark.statement(50)
def test_the_layers_can_be_turned_off_before_they_are_there(view: CalendarView) -> None:
    """Who opens the filters at once, before holidays were read, finds them all the same."""
    layers, view.presenter._pages.layers = view.presenter._pages.layers, None
    card = FiltersCard(view.window(), view.presenter)
    box = card.findChild(QCheckBox, "layer_holiday")
    assert box.isChecked()
    box.click()
    assert hidden_layers(view.presenter.desk) == {"holiday"}
    view.presenter._pages.layers = layers
    card.deleteLater()
