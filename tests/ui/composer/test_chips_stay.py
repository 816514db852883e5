"""The pills of a post's channels while channels come and go: what is pressed just then is pressed."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.shell.support import child
from ui.presenters.composer_state import ChannelChip
from ui.widgets.channel_chips import AddPill, ChannelChips, ChannelPill


def chip(key: str) -> ChannelChip:
    return ChannelChip(key, key.title(), "mastodon", "Mastodon", "", True, "")


@pytest.fixture
def chips(qtbot: QtBot) -> ChannelChips:
    made = ChannelChips()
    qtbot.addWidget(made)
    made.resize(500, 60)
    made.show_chips([])
    made.show()
    return made


def test_the_press_on_the_plus_counts_when_a_channel_comes_meanwhile(chips: ChannelChips, qtbot: QtBot) -> None:
    """The plus was made anew under the finger: nothing opened."""
    plus = child(chips, AddPill, "channel_add")
    QTest.mousePress(plus, Qt.MouseButton.LeftButton)
    chips.show_chips([chip("forno")])
    with qtbot.waitSignal(chips.add_wanted, timeout=1000):
        QTest.mouseRelease(plus, Qt.MouseButton.LeftButton)
    assert child(chips, AddPill, "channel_add") is plus
    assert "Add a channel" in plus.toolTip()


def test_the_keys_stay_on_the_pill_that_has_them(chips: ChannelChips, qtbot: QtBot) -> None:
    chips.show_chips([chip("forno"), chip("bar")])
    chips.activateWindow()
    pill = child(chips, ChannelPill, "channel_bar")
    pill.setFocus()
    qtbot.waitUntil(pill.hasFocus)
    chips.show_chips([chip("anna"), chip("bar"), replace(chip("forno"), name="Il forno")])
    assert child(chips, ChannelPill, "channel_bar") is pill
    assert pill.hasFocus()
    QApplication.processEvents()
    shown = sorted((one for one in chips.findChildren(ChannelPill) if one.isVisible()), key=lambda one: one.x())
    assert [one.chip.id for one in shown] == ["anna", "bar", "forno"]
    assert child(chips, AddPill, "channel_add").x() > shown[-1].x()
    with qtbot.waitSignal(chips.toggled) as told:
        shown[2].click()
    assert told.args == ["forno"]


def test_a_pill_that_went_is_gone(chips: ChannelChips) -> None:
    chips.show_chips([chip("forno"), chip("bar")])
    chips.show_chips([])
    QApplication.processEvents()
    assert [one for one in chips.findChildren(ChannelPill) if one.isVisible()] == []
    assert child(chips, AddPill, "channel_add").toolTip() == ""
