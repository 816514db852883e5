"""What came of a poll is shown where its answers are: every number in words, what is not told as not told."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content, Poll
from smmdesk.model.delivery import Part, Receipt, State
from smmdesk.model.polls import Choice, PollResult
from smmdesk.model.post import Post
from smmdesk.store import ledger, polls
from tests.desk.support import add_channel
from tests.ui.access.steps import settle
from ui.bridge import Bridge
from ui.presenters.outbox import OutboxPresenter
from ui.views.answers_sheet import open_answers
from ui.views.poll_card import PollCard

APRICOT, CHOCOLATE = Choice("<b>Apricot</b>", 31), Choice("Chocolate", 19)
HOUR_US = 3_600_000_000


def out(desk: Desk, channel: Channel) -> tuple[Post, Part]:
    """A post with a poll that went out."""
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Channel, channel.id), reported={"poll_options_max": 4}))
    content = Content(text="Which filling?", poll=Poll(("<b>Apricot</b>", "Chocolate")))
    post = planning.add_post(desk, channel.brand_id, content=content, channels=(channel.id,))
    planning.publish_now(desk, post.id)
    with desk.store.transaction() as tx:
        [part] = tx.deliveries_of(post.id)[0].parts
        part = ledger.move(
            tx, ledger.move(tx, part, State.NEEDS_YOU), State.PUBLISHED, receipt=Receipt("r1", at_us=desk.now_us())
        )
    return post, part


def tell(desk: Desk, part: Part, result: PollResult) -> None:
    with desk.store.transaction() as tx:
        assert polls.note(tx, part.id, result, desk.now_us())


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.text()]


def test_votes_stand_above_the_answers_and_change_with_them(desk: Desk, bridge: Bridge, qtbot: QtBot) -> None:
    channel = add_channel(desk, planning.first_brand(desk), "Shop window")
    post, part = out(desk, channel)
    tell(desk, part, PollResult((APRICOT, CHOCOLATE), ends_at_us=desk.now_us() + HOUR_US))
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 700)
    window.show()
    sheet = open_answers(window, bridge, post.id)
    [card] = sheet.findChildren(PollCard)
    shown = texts(card)
    assert {"Shop window", "<b>Apricot</b>", "31 votes, 62%", "Chocolate", "19 votes, 38%"} <= set(shown)
    assert any(text.startswith("50 people voted, until") for text in shown)
    assert {label.textFormat() for label in card.findChildren(QLabel) if label.text()} == {Qt.TextFormat.PlainText}
    assert "Nobody has written yet." in texts(sheet)
    tell(desk, part, PollResult((Choice("<b>Apricot</b>", 40), Choice("Chocolate", None)), 60, closed=True))
    settle()
    shown = [text for card in sheet.findChildren(PollCard) if not card.isHidden() for text in texts(card)]
    assert {"40 votes, 67%", "not told", "60 people voted, voting has ended"} <= set(shown)
    sheet.close()


def test_the_outbox_says_it_beside_the_numbers(desk: Desk, bridge: Bridge, qtbot: QtBot) -> None:
    channel = add_channel(desk, planning.first_brand(desk), "Shop window")
    _, part = out(desk, channel)
    presenter = OutboxPresenter(bridge)
    presenter.reload()
    [row] = [row for group in presenter.groups for row in group.rows]
    assert row.numbers == ""
    tell(desk, part, PollResult((CHOCOLATE, APRICOT), closed=True))
    presenter.reload()
    [row] = [row for group in presenter.groups for row in group.rows]
    assert row.numbers == "Poll: <b>Apricot</b> 62%, Chocolate 38% (50 people voted, voting has ended)"
    tell(desk, part, PollResult((Choice("A"), Choice("B")), many=True))
    presenter.reload()
    [row] = [row for group in presenter.groups for row in group.rows]
    assert row.numbers == "Poll: How many voted is not told yet, voting goes on"
    presenter.close()
