"""Said and answered: the figures in words, every week for who does not see the columns."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from smmdesk.desk import planning
from tests.desk.heard import wrote
from tests.desk.support import add_channel, add_post, publish
from tests.ui.shell.support import child
from ui.bridge import Bridge
from ui.presenters.balance import say_wait
from ui.presenters.inbox import InboxPresenter
from ui.views.balance_sheet import BalancePlot, open_balance
from ui.views.inbox import InboxView
from ui.widgets.safe_label import SafeLabel

MINUTE = 60_000_000


@pytest.mark.parametrize(
    ("us", "words"),
    [
        (0, "1 minute"),
        (89 * MINUTE, "89 minutes"),
        (90 * MINUTE, "2 hours"),
        (47 * 60 * MINUTE, "47 hours"),
        (60 * 60 * MINUTE, "2 days"),
    ],
)
def test_waiting_in_words(us: int, words: str) -> None:
    assert say_wait(us) == words


def test_the_sheet_says_what_it_draws(bridge: Bridge, place: Callable[[QWidget], QWidget]) -> None:
    desk, brand = bridge.desk, planning.first_brand(bridge.desk)
    channel = add_channel(desk, brand, "Vetrina")
    publish(desk, planning.publish_now(desk, add_post(desk, brand, "Pane", channel).id), channel)
    wrote(desk, channel, "Quando?")
    view = InboxView(InboxPresenter(bridge))
    place(view)
    sheet = open_balance(view, bridge, brand.id)
    figures = [label.text() for label in sheet.findChildren(SafeLabel, "balance_figure")]
    assert figures == ["1", "0", "nothing yet", "1"]
    plot = child(sheet, BalancePlot, "balance_plot")
    assert plot.accessibleName().endswith("1 post, 0 answers")
    assert plot.accessibleName().count("Week of") == 8
    assert not plot.grab().toImage().isNull()
    sheet.reject()
