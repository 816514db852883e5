"""Why did this not go out: one click on the chip says it, the next is on the button that helps (ux.md, journey 6)."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.delivery import Receipt, State
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.model.stages import Progress
from tests.desk.support import deliveries, drive
from tests.ui.calendar.hands import LEFT, chip
from ui.calendar.preview import PreviewCard
from ui.look.theme import theme
from ui.models.calendar_words import chip_state, state_words
from ui.presenters.outbox_rows import RowMaker
from ui.views.calendar import CalendarView
from ui.widgets.safe_label import SafeLabel

WHEN = "2026-11-24 09:00"


@pytest.fixture
def post(view: CalendarView, write) -> Post:  # type: ignore[no-untyped-def]
    made: Post = write(WHEN, "Walnut bread", channels=("channel-1",))
    assert made.planned is not None
    return planning.schedule(view.presenter.desk, made.id, made.planned)


def clicked(view: CalendarView, post: Post, qtbot: QtBot) -> PreviewCard | None:
    qtbot.mouseClick(view.grid.viewport(), LEFT, pos=chip(view.grid, post.id))
    card = view.cards.preview
    return card if card is not None and card.isVisible() else None


def words_on(card: PreviewCard) -> str:
    return " ".join(label.text() for label in card.findChildren(SafeLabel))


def ask(view: CalendarView, post: Post, state: State, problem: Problem) -> None:
    [delivery] = deliveries(view.presenter.desk, post)
    drive(view.presenter.desk, delivery.parts[0], state, problem=problem)


@pytest.mark.statement(76)
@pytest.mark.parametrize(
    ("state", "problem", "button"),
    [
        (State.MISSED, Problem("missed"), "Decide"),
        (State.NEEDS_YOU, Problem("text_too_long", {"channel": "Mastodon", "limit": 500, "actual": 501}), "Split it"),
        (State.NEEDS_YOU, Problem("media_missing", {"name": "vetrina.jpg"}), "Choose photo"),
    ],
)
def test_two_clicks_from_the_chip_to_the_button_that_helps(
    view: CalendarView, post: Post, qtbot: QtBot, state: State, problem: Problem, button: str
) -> None:
    ask(view, post, state, problem)
    card = clicked(view, post, qtbot)
    assert card is not None
    assert problem.title in words_on(card)
    assert problem.advice in words_on(card)
    mends = card.findChild(QPushButton, "preview_mend")
    assert mends is not None
    assert mends.text() == button
    with qtbot.waitSignal(view.mend_wanted) as wanted:
        qtbot.mouseClick(mends, LEFT)
    assert wanted.args is not None
    assert wanted.args[0].code == problem.code
    assert wanted.args[0].values["post_id"] == post.id


def test_a_click_on_a_post_that_is_well_opens_nothing(view: CalendarView, post: Post, qtbot: QtBot) -> None:
    assert clicked(view, post, qtbot) is None


@pytest.mark.statement(67)
def test_the_chip_shows_the_worst_of_its_channels_and_how_many_are_out(view: CalendarView, write, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    desk, channels = view.presenter.desk, ("channel-0", "channel-1", "channel-2")
    made: Post = write(WHEN, "Walnut bread", channels=channels)
    planning.save_post(desk, replace(made, content=Content(title="Bread", text="Walnut bread")))
    post = planning.schedule(desk, made.id, made.planned)
    first, second, third = deliveries(desk, post)
    for out in (first, third):
        receipt = Receipt(out.id, "https://example.org/bread", desk.now_us())
        drive(desk, out.parts[0], State.CLAIMED, State.SENDING, State.PUBLISHED, receipt=receipt)
    drive(desk, second.parts[0], State.CLAIMED, State.SENDING, State.UNKNOWN)
    [entry] = [e for day in view.presenter.page.days for e in day.entries if e.post_id == post.id]
    assert (entry.progress, entry.published, entry.live) == (Progress.UNKNOWN, 2, 3)
    assert state_words(entry) == "Checking, 2 of 3 published"
    card = clicked(view, post, qtbot)
    assert card is not None
    assert words_on(card).count("Published") == 2, "each channel has its own"
    drive(desk, deliveries(desk, post)[1].parts[0], State.NEEDS_YOU, problem=Problem("refused", {"said": "no"}))
    [entry] = [e for day in view.presenter.page.days for e in day.entries if e.post_id == post.id]
    assert (entry.progress, state_words(entry)) == (Progress.NEEDS_YOU, "Needs you, 2 of 3 published")


@pytest.mark.statement(74)
def test_a_post_of_an_account_that_is_signed_out_is_marked_paused(view: CalendarView, post: Post, qtbot: QtBot) -> None:
    desk = view.presenter.desk
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Channel, "channel-1"), status=ChannelStatus.SIGNED_OUT))
    [entry] = [e for day in view.presenter.page.days for e in day.entries if e.post_id == post.id]
    assert (entry.progress, entry.paused, entry.mark) == (Progress.SCHEDULED, True, "")
    assert state_words(entry) == "paused"
    assert theme().chip(entry.look).accent == theme().color("warning"), "as in the outbox"
    card = clicked(view, post, qtbot)
    assert card is not None
    assert "Mastodon signed us out" in words_on(card)
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Channel, "channel-1"), status=ChannelStatus.CONNECTED))
    [entry] = [e for day in view.presenter.page.days for e in day.entries if e.post_id == post.id]
    assert not entry.paused


@pytest.mark.statement(74)
def test_what_was_due_while_signed_out_is_paused_too_as_in_the_outbox(view: CalendarView, post: Post) -> None:
    """Its chip said "Needs you" and stood among what needs a hand, while the outbox had it among what is paused."""
    desk = view.presenter.desk
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Channel, "channel-1"), status=ChannelStatus.SIGNED_OUT))
    ask(view, post, State.NEEDS_YOU, Problem("signed_out", {"channel": "Mastodon"}))
    [day] = [day for day in view.presenter.page.days if any(e.post_id == post.id for e in day.entries)]
    [entry] = [e for e in day.entries if e.post_id == post.id]
    assert (chip_state(entry), state_words(entry), day.urgent) == ("Paused", "paused", 0)
    [delivery] = deliveries(desk, post)
    with desk.store.reading() as reader:
        row = RowMaker(desk, {}).of_delivery(delivery, post, reader.get(Channel, "channel-1"))
    assert row is not None
    assert (row.paused, row.progress, row.sentence) == (True, entry.progress, "Paused - Mastodon signed us out")


@pytest.mark.statement(74)
def test_what_stands_on_a_list_is_not_paused_by_its_account(view: CalendarView, write) -> None:  # type: ignore[no-untyped-def]
    """The platform sends it whether or not we are signed in; the computer is needed for the other channel."""
    desk = view.presenter.desk
    made = write(WHEN, "Walnut bread", channels=("channel-0", "channel-1"))
    post = planning.schedule(desk, made.id, made.planned)
    [listed] = [one for one in deliveries(desk, post) if one.channel_id == "channel-1"]
    drive(desk, listed.parts[0], State.CLAIMED, State.SENDING, State.HANDED_OFF)
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Channel, "channel-1"), status=ChannelStatus.SIGNED_OUT))
    [entry] = [e for day in view.presenter.page.days for e in day.entries if e.post_id == post.id]
    assert (entry.progress, entry.paused) == (Progress.SCHEDULED, False)


@pytest.mark.statement(57)
def test_no_line_of_the_card_is_cut_through(view: CalendarView, write, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    made: Post = write(WHEN, "Aperte le prenotazioni dei panettoni, " * 9, channels=("channel-1",))
    assert made.planned is not None
    post = planning.schedule(view.presenter.desk, made.id, made.planned)
    ask(view, post, State.MISSED, Problem("missed"))
    card = clicked(view, post, qtbot)
    assert card is not None
    text = card.findChild(SafeLabel, "preview_text")
    assert len(text.text().split("\n")) == 4
    assert text.text().endswith("…")
    assert text.width() >= text.sizeHint().width()
    assert text.height() >= text.sizeHint().height()
