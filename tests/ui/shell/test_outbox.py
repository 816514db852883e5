"""The outbox: grouped by what it needs, in the words of ux.md, with the history of each delivery."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import approving, measuring_now, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import CHANGED_THERE, Evidence, Part, Receipt, State
from smmdesk.model.numbers import Count, InsightsFact
from smmdesk.model.problem import Problem, Remedy
from smmdesk.platforms.facts import PriceFact
from smmdesk.store import numbers
from tests.desk.support import add_channel, add_post, drive, rome
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.look import fonts
from ui.look.theme import theme
from ui.presenters.outbox import OutboxPresenter
from ui.views.outbox import OutboxView
from ui.views.outbox_line import OutboxLine, icon_of, tone_of
from ui.widgets.safe_label import SafeLabel

Place = Callable[[QWidget], QWidget]


@pytest.fixture
def presenter(bridge: Bridge) -> Iterator[OutboxPresenter]:
    made = OutboxPresenter(bridge)
    yield made
    made.close()


def scheduled(desk: Desk, text: str = "Pane di segale", at: str = "2026-11-24 09:00") -> str:
    brand = planning.first_brand(desk)
    post = add_post(desk, brand, text, add_channel(desk, brand))
    planning.schedule(desk, post.id, rome(at))
    return post.id


def part_of(desk: Desk, post_id: str) -> Part:
    with desk.store.reading() as reader:
        return reader.deliveries_of(post_id)[0].parts[0]


@pytest.mark.statement(7)
def test_an_empty_outbox_offers_one_thing_to_do(bridge: Bridge, qtbot: QtBot, place: Place) -> None:
    view = OutboxView(OutboxPresenter(bridge))
    place(view)
    with qtbot.waitSignal(view.post_wanted):
        press(view, "empty_action")


def test_one_line_with_a_problem_is_no_taller_than_its_words(
    bridge: Bridge, desk: Desk, qtbot: QtBot, place: Place
) -> None:
    """With room below, the line that may grow took half of it and stood alone in the middle."""
    drive(desk, part_of(desk, scheduled(desk)), State.CLAIMED, State.NEEDS_YOU, problem=Problem("by_hand"))
    view = OutboxView(OutboxPresenter(bridge))
    place(view)
    [line] = view.findChildren(OutboxLine)
    assert line.isVisible()
    assert line.height() <= max(line.sizeHint().height(), line.heightForWidth(line.width()))


@pytest.mark.statement(77)
def test_what_comes_is_grouped_by_day_and_what_needs_a_person_stands_first(
    presenter: OutboxPresenter, desk: Desk
) -> None:
    later, missed = scheduled(desk, "Focaccia"), scheduled(desk, "Torta")
    drive(desk, part_of(desk, missed), State.MISSED)
    assert [(group.title, group.urgent) for group in presenter.groups] == [("To solve", True), ("Tue 24 Nov", False)]
    assert presenter.groups[0].rows[0].sentence == "Did not go out: the computer was off"
    assert presenter.groups[1].rows[0].post_id == later
    assert presenter.groups[1].rows[0].sentence == "Goes out Tue 24 Nov, 09:00 - keep this computer on"


@pytest.mark.statement(76)
@pytest.mark.parametrize("paused", [False, True])
def test_what_waits_for_an_ok_has_the_hand_also_where_the_channel_is_paused(
    presenter: OutboxPresenter, desk: Desk, paused: bool
) -> None:
    """It had the clock of what goes out, or the pause."""
    brand = planning.first_brand(desk)
    with desk.store.transaction() as tx:
        brand = tx.put(replace(brand, needs_approval=True))
    channel = add_channel(desk, brand)
    planning.schedule(desk, add_post(desk, brand, "Pane di segale", channel).id, rome("2026-11-24 09:00"))
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Channel, channel.id), paused=paused))
    presenter.reload()
    [row] = [row for group in presenter.groups for row in group.rows]
    assert row.sentence == "Waiting for an OK"
    assert (icon_of(row), tone_of(row)) == ("hand", "warning")


@pytest.mark.statement(76)
def test_a_row_says_its_problem_as_every_other_screen_does(presenter: OutboxPresenter, desk: Desk) -> None:
    problem = Problem("refused", {"channel": "Practice", "platform": "Practice", "said": "too long"})
    drive(desk, part_of(desk, scheduled(desk)), State.NEEDS_YOU, problem=problem)
    row = presenter.groups[0].rows[0]
    assert (row.sentence, row.detail) == (problem.title, problem.advice)
    assert presenter.remedy_of(row) is Remedy.EDIT


@pytest.mark.parametrize("font_px", [13.0, 19.5])
@pytest.mark.parametrize("width", [1100, 860, 700])
def test_what_is_wrong_is_said_in_full_beside_the_history(
    bridge: Bridge, desk: Desk, place: Place, monkeypatch: pytest.MonkeyPatch, width: int, font_px: float
) -> None:
    monkeypatch.setattr(fonts, "system_font_px", lambda: font_px)
    theme()._system_changed()
    problem = Problem("refused", {"channel": "Practice", "platform": "Practice", "said": "a long answer " * 6})
    drive(desk, part_of(desk, scheduled(desk)), State.NEEDS_YOU, problem=problem)
    drive(desk, part_of(desk, scheduled(desk)), State.MISSED)
    view = OutboxView(OutboxPresenter(bridge))
    place(view)
    view.window().resize(width, 700)
    view.grab()
    said = [label for label in view.findChildren(SafeLabel) if label.wordWrap() and label.isVisible()]
    assert {problem.title, problem.advice} <= {label.text() for label in said}
    for label in said:
        assert label.heightForWidth(label.width()) <= label.height(), (label.text(), label.size())
    monkeypatch.undo()
    theme()._system_changed()


@pytest.mark.statement(72)
def test_only_an_unknown_outcome_offers_to_send_again_and_warns(bridge: Bridge, desk: Desk, place: Place) -> None:
    drive(desk, part_of(desk, scheduled(desk)), State.CLAIMED, State.SENDING, State.UNKNOWN)
    view = OutboxView(OutboxPresenter(bridge))
    place(view)
    assert view.findChild(QPushButton, "detail_again") is None
    press(view.findChildren(OutboxLine)[0], "delivery_help")
    press(view, "detail_again")
    sheet = child(view, Sheet, "sheet")
    assert "it will stand there twice" in " ".join(label.text() for label in sheet.findChildren(SafeLabel))
    press(sheet, "sheet_cancel")
    assert part_of(desk, view._presenter.selected.post_id).state is State.UNKNOWN  # type: ignore[union-attr]


@pytest.mark.statement(79)
def test_a_published_row_has_its_page_and_its_history_in_plain_words(presenter: OutboxPresenter, desk: Desk) -> None:
    receipt = Receipt("1", "https://shop.example/1", 1_795_000_000_000_000, Evidence.HUMAN)
    part = part_of(desk, scheduled(desk))
    drive(desk, part, State.CLAIMED, State.SENDING, State.PUBLISHED, receipt=receipt)
    row = presenter.groups[-1].rows[0]
    assert (presenter.groups[-1].title, row.url) == ("Out", "https://shop.example/1")
    presenter.select(row.delivery_id)
    assert [line.words for line in presenter.history] == ["planned", "you said: it is there"]


def test_what_needs_a_person_and_says_no_more_leads_to_its_post(
    bridge: Bridge, desk: Desk, qtbot: QtBot, place: Place
) -> None:
    """A row without a button would be a dead end."""
    post_id = scheduled(desk)
    drive(desk, part_of(desk, post_id), State.NEEDS_YOU)
    view = OutboxView(OutboxPresenter(bridge))
    place(view)
    with qtbot.waitSignal(view.post_opened) as opened:
        press(view, "delivery_help")
    assert opened.args == [post_id]


def test_a_trashed_post_leaves_the_outbox(presenter: OutboxPresenter, desk: Desk) -> None:
    post_id = scheduled(desk)
    assert [len(group.rows) for group in presenter.groups] == [1]
    planning.trash(desk, [post_id])
    assert presenter.groups == ()


@pytest.mark.statement(74)
def test_a_paused_post_says_its_day_too(presenter: OutboxPresenter, desk: Desk) -> None:
    scheduled(desk)
    with desk.store.transaction() as tx:
        [channel] = tx.all(Channel)
        tx.put(replace(channel, status=ChannelStatus.SIGNED_OUT))
    paused = next(group for group in presenter.groups if group.title == "Paused")
    assert [row.when for row in paused.rows] == ["Tue 24 Nov, 09:00"]


@pytest.mark.fault(92)
def test_what_was_changed_there_stands_beside_what_we_sent(bridge: Bridge, desk: Desk, place: Place) -> None:
    post_id = scheduled(desk)
    there, ours = "Pane di <b>ieri</b>,\nscontato", "Pane di segale"
    kept = {CHANGED_THERE: {"there": there, "ours": ours}}
    part = drive(desk, part_of(desk, post_id), State.CLAIMED, State.SENDING)
    drive(desk, part, State.PUBLISHED, receipt=Receipt("r1", "https://forno.example/1"), prepared=kept)
    view = OutboxView(OutboxPresenter(bridge))
    place(view)
    view._presenter.single_out(view.findChildren(OutboxLine)[0].row.delivery_id)
    assert view._presenter.selected.detail == "Changed on Practice"  # type: ignore[union-attr]
    box = child(view, QWidget, "detail_changed")
    assert [child(box, SafeLabel, name).text() for name in ("changed_there", "changed_ours")] == [there, ours]
    assert child(view, QPushButton, "detail_see").isEnabled()


def test_what_is_out_says_what_the_platform_counts(bridge: Bridge, desk: Desk, place: Place) -> None:
    """On its line, beside its history and for who does not see, as soon as it is told."""
    post_id = scheduled(desk)
    part = drive(
        desk, part_of(desk, post_id), State.NEEDS_YOU, State.PUBLISHED, receipt=Receipt("r", "", desk.now_us())
    )
    presenter = OutboxPresenter(bridge)
    view = OutboxView(presenter)
    place(view)
    assert "views" not in all_words(view)
    with desk.store.transaction() as tx:
        counts = {Count.VIEWS: 1312, Count.LIKES: 14, Count.ANSWERS: 0}
        assert numbers.note(tx, part.id, counts, desk.now_us(), desk.clock.now().date())
    presenter.select(next(row.key for group in presenter.groups for row in group.rows))
    said = "1,312 views, 14 likes, as of 11:20"
    assert child(view, SafeLabel, "detail_numbers").text() == said
    [line] = view.findChildren(OutboxLine)
    assert said in line.accessibleName()
    assert all_words(view).count("1,312 views") >= 2


async def test_where_a_look_costs_money_a_person_asks(
    bridge: Bridge, desk: Desk, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def ask(_desk: Desk, delivery_id: str) -> bool:
        asked.append(delivery_id)
        return False

    monkeypatch.setattr(measuring_now, "measure_post", ask)
    free = desk.facts("practice")
    price = PriceFact("It costs.", "USD", 0.01, 0.2, "2026-11-28", "the test", read=0.005)
    insights = InsightsFact(("likes",), "2026-11-28", "the test", says="Each look costs.")
    post_id = scheduled(desk)
    part = part_of(desk, post_id)
    drive(desk, part, State.NEEDS_YOU, State.PUBLISHED, receipt=Receipt("r", "", desk.now_us()))
    presenter = OutboxPresenter(bridge)
    view = OutboxView(presenter)
    place(view)
    row = next(row for group in presenter.groups for row in group.rows)
    presenter.select(row.key)
    assert view.findChild(QPushButton, "detail_ask_numbers") is None, "it is asked for by itself"
    monkeypatch.setattr(type(desk), "facts_for", lambda *_: replace(free, price=price, insights=insights))
    presenter.reload()
    press(view, "detail_ask_numbers")
    await bridge.tasks.idle()
    assert asked == [row.delivery_id]
    assert bridge.said[-1].sentence == "Practice tells no numbers of this post"


def all_words(view: QWidget) -> str:
    return "\n".join(label.text() for label in view.findChildren(SafeLabel))


def test_what_is_scheduled_and_waits_for_an_ok_says_so(desk: Desk, presenter: OutboxPresenter) -> None:
    post_id = scheduled(desk)
    approving.ask_approval(desk, [post_id])
    (group,) = presenter.groups
    assert [row.sentence for row in group.rows] == ["Waiting for an OK"]
    approving.approve(desk, {post_id: ""})
    assert "OK" not in presenter.groups[0].rows[0].sentence
