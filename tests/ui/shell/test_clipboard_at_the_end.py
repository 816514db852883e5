"""The program ends well with a cut post in the clipboard: what Python made is not freed after Python's own end."""

import os
import subprocess
import sys

import pytest

from tests.house.sources import ROOT

SCRIPT = """
from ui.app import leave_clipboard, make_application
from ui.calendar.drag import pack
app = make_application()
app.clipboard().setMimeData(pack(("one", "two"), "one"))
{leave}
"""


def ended(leave: str) -> int:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", SCRIPT.format(leave=leave)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=60, check=False).returncode


def test_what_was_cut_is_taken_back() -> None:
    assert ended("leave_clipboard(app)") == 0


@pytest.mark.skipif(sys.platform != "linux", reason="how it crashes is known of Linux only")
def test_without_it_the_end_is_a_crash() -> None:
    """When this fails Qt has mended it, and the taking back may go."""
    assert ended("pass") < 0
