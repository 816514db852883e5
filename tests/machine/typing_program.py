"""A person who types into the real window, letter after letter: `python -m tests.machine.typing_program FOLDER`.

Says each text and when it stood there, until it is killed.
"""

import json
import sys
import time
from itertools import count
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from smmdesk.app import open_desk
from smmdesk.system.paths import Paths
from ui.app import make_application
from ui.shell.doors import COMPOSER
from ui.shell.session import Session
from ui.views.composer import ComposerView

EVERY_MS = 40


def main(folder: str) -> None:
    app = make_application()
    session = Session(app, open_desk(Paths(Path(folder))), engine=False)
    session.open()
    session.doors.new_post()
    view = session.window.view(COMPOSER)
    assert isinstance(view, ComposerView)
    letters = count()

    def type_one() -> None:
        QTest.keyClick(view.editor.box.text, chr(ord("a") + next(letters) % 26))
        print(json.dumps({"text": view.editor.box.text.words, "at": time.monotonic()}), flush=True)

    hand = QTimer(app)
    hand.timeout.connect(type_one)
    hand.start(EVERY_MS)
    app.exec()


if __name__ == "__main__":
    main(sys.argv[1])
