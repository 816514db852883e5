"""Giving an OK to several posts from the calendar, and finding those that wait for one."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QCheckBox

from smmdesk.desk import approving, planning, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.post import Post
from smmdesk.model.stages import Progress, Stage
from smmdesk.model.words import set_language
from ui.calendar.filters import FiltersCard
from ui.models.calendar_words import chip_state, state_words
from ui.views.calendar import CalendarView


def stages(desk: Desk) -> list[Stage]:
    with desk.store.reading() as reader:
        return [post.stage for post in reader.all(Post, brand_id="brand-1")]


def test_several_get_their_ok_by_their_menu(view: CalendarView, write, desk: Desk, announced) -> None:
    posts = [write(f"2026-11-2{day}T09:00", f"Bread {day}") for day in (3, 4)]
    ids = tuple(post.id for post in posts)
    menu = view.cards.menu.open_for_posts(ids, QPoint(10, 10))
    assert "menu_approve" not in {action.objectName() for action in menu.actions()}  # nobody asked
    menu.close()
    approving.ask_approval(desk, ids)
    menu = view.cards.menu.open_for_posts(ids, QPoint(10, 10))
    next(action for action in menu.actions() if action.objectName() == "menu_approve").trigger()
    menu.close()
    assert stages(desk) == [Stage.APPROVED] * 2
    assert announced[-1] == ("You gave your OK to 2 posts", True)
    undo.undo(desk)
    assert stages(desk) == [Stage.REVIEW] * 2


def test_the_filter_says_how_many_wait(view: CalendarView, write, desk: Desk) -> None:
    approving.ask_approval(desk, [write("2026-11-23T09:00", "Bread").id])
    card = FiltersCard(view.window(), view.presenter)
    assert card.findChild(QCheckBox, "filter_progress_review").accessibleName() == "Waiting · 1"
    card.close_now()


def test_what_has_its_ok_and_no_time_yet_looks_like_it_and_is_not_asked_about_again(
    view: CalendarView, write, desk: Desk
) -> None:
    post, other = write("2026-11-23T09:00", "Bread"), write("2026-11-24T09:00", "Cake")
    approving.approve(desk, {post.id: ""})
    [entry] = view.presenter.entries((post.id,))
    assert (entry.progress, entry.look) == (Progress.DRAFT, "approved")
    assert (chip_state(entry), state_words(entry)) == ("OK given", "OK given, not scheduled yet")
    for ids, asks in (((post.id,), False), ((other.id,), True), ((post.id, other.id), True)):
        menu = view.cards.menu.open_for_posts(ids, QPoint(10, 10))
        names = {action.objectName() for action in menu.actions()}
        menu.close()
        assert ("menu_review" in names) is asks
        assert "menu_schedule" in names
    view.grid.grab()
    set_language("it")
    assert (chip_state(entry), state_words(entry)) == ("OK avuto", "OK avuto, non ancora programmato")
    planning.schedule(desk, post.id)
    [entry] = view.presenter.entries((post.id,))
    assert (entry.look, entry.approved) == ("scheduled", False)
