"""A post that waits for an OK within a day: a line of the outbox, a count, a notification; each opens that post."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from smmdesk.desk import approving, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.post import Post
from smmdesk.system.clock import ManualClock
from tests.desk.support import add_channel, add_post, rome
from ui.bridge import Bridge
from ui.presenters.notifier import Notice, Notifier
from ui.presenters.outbox import OutboxPresenter
from ui.shell.alerts import Alerts
from ui.shell.doors import COMPOSER
from ui.shell.notifications import Notifications
from ui.shell.session import Session
from ui.views.composer import ComposerView
from ui.views.outbox import OutboxView


@pytest.fixture
def post(desk: Desk) -> Post:
    brand = planning.first_brand(desk)
    with desk.store.transaction() as tx:
        brand = tx.put(replace(brand, needs_approval=True))
    made = add_post(desk, brand, "Pane di segale", add_channel(desk, brand))
    return planning.schedule(desk, made.id, rome("2026-11-20 09:00"))


@pytest.fixture
def session(desk: Desk, post: Post, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    yield made
    for key in ("calendar", "outbox", COMPOSER):
        made.window.drop_view(key)
    made.window.may_close = True
    made.bridge.end()


def a_day_later(desk: Desk) -> None:
    assert isinstance(desk.clock, ManualClock)
    desk.clock.advance(timedelta(days=1))


def test_it_stands_under_to_solve_and_its_button_opens_it(session: Session, desk: Desk, post: Post) -> None:
    a_day_later(desk)
    view = session.window.go_to("outbox")
    assert isinstance(view, OutboxView)
    presenter: OutboxPresenter = view._presenter
    group = presenter.groups[0]
    assert [(row.words, row.sentence, row.button) for row in group.rows] == [
        ("Pane di segale", "Waits for an OK", "Look at it")
    ]
    assert presenter.counts["to_solve"] == 1
    assert "Pane di segale" in view._lines[group.rows[0].key].accessibleName()
    view._help(group.rows[0].key)
    composer = session.window.view(COMPOSER)
    assert isinstance(composer, ComposerView)
    assert composer.presenter.draft.post.id == post.id
    approving.approve(desk, {post.id: ""})
    presenter.reload()
    assert presenter.counts["to_solve"] == 0


def test_the_badge_counts_it_and_no_bar_stands_for_it(session: Session, desk: Desk, post: Post) -> None:
    alerts = Alerts(session.window, session.bridge, session.doors)
    button = session.window.rail.buttons["outbox"]
    assert button.accessibleDescription() == ""
    a_day_later(desk)
    alerts._beat.timeout.emit()
    assert button.accessibleDescription() == "1 waits for you"
    assert session.window.bars.problems == ()
    approving.approve(desk, {post.id: ""})
    assert button.accessibleDescription() == ""


def test_a_notification_comes_by_time_alone_and_opens_the_post(session: Session, desk: Desk, post: Post) -> None:
    notifications = Notifications(session, None)
    shown: list[Notice] = []
    notifier = notifications.notifier
    notifier.shown.connect(shown.append)
    notifier.look()
    a_day_later(desk)
    notifier._beat.timeout.emit()
    (notice,) = shown
    assert (notice.title, notice.text) == ("Waits for an OK", "Fri 20 Nov, 09:00: Pane di segale")
    notifications.open(notice)
    composer = session.window.view(COMPOSER)
    assert isinstance(composer, ComposerView)
    assert composer.presenter.draft.post.id == post.id
    notifications.close()


def test_many_are_told_as_one(bridge: Bridge, desk: Desk, post: Post) -> None:
    brand = planning.first_brand(desk)
    for minute in range(10, 14):
        made = add_post(desk, brand, f"Post {minute}", add_channel(desk, brand))
        planning.schedule(desk, made.id, rome(f"2026-11-20 09:{minute}"))
    shown: list[Notice] = []
    notifier = Notifier(bridge, lambda: False)
    notifier.shown.connect(shown.append)
    a_day_later(desk)
    notifier.look()
    notifier.close()
    assert [(notice.title, notice.place) for notice in shown] == [("5 posts need you", "outbox")]
