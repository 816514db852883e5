"""Ctrl+C in the terminal ends the window as Quit does; afterwards signals are what they were."""

import os
import signal

import pytest
from pytestqt.qtbot import QtBot

from ui.shell.stop_signals import StopSignals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_asks_to_stop_while_qt_waits(qtbot: QtBot, number: signal.Signals) -> None:
    before = signal.getsignal(number)
    signals = StopSignals()
    try:
        with qtbot.waitSignal(signals.asked, timeout=5000):
            os.kill(os.getpid(), number)
    finally:
        signals.close()
    assert signal.getsignal(number) is before
    assert signal.set_wakeup_fd(-1) == -1
