"""Typing in the composer over three platforms: from the key to the counters and to the previews. Takes how often.

Beside it a bare text field with a count and the text once more under it.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from benchmarks.children.telling import tell
from benchmarks.desks import desk_on
from smmdesk.desk import planning
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.platforms import PLATFORMS
from smmdesk.system.paths import Paths
from ui.app import keep_collections_short, make_application
from ui.bridge import Bridge
from ui.presenters.composer import ComposerPresenter
from ui.previews.preview_card import PreviewCard
from ui.shell.main_window import MainWindow
from ui.views.composer import ComposerView
from ui.widgets.post_text import PostText
from ui.widgets.text_counter import TextCounter

TEXT = (
    "Il panettone è tornato 🎄 Tre giorni di lievitazione, burro di malga, uvetta e arance candite qui da noi.\n\n"
    "Si prenota in bottega o con un messaggio qui, fino a venerdì. https://forno.example/panettone #panettone "
)
CHANNELS = 3


class Painted(QObject):
    """Waits until one of some widgets is painted."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app, self._seen = app, False

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self._seen = self._seen or event.type() == QEvent.Type.Paint
        return False

    def after(self, work: Callable[[], object], *widgets: QWidget) -> float:
        """Milliseconds from the work's begin until one of the widgets was painted."""
        self._app.processEvents()
        for widget in widgets:
            widget.installEventFilter(self)
        self._seen = False
        start = time.perf_counter()
        work()
        while not self._seen:
            self._app.processEvents()
        took = (time.perf_counter() - start) * 1000
        for widget in widgets:
            widget.removeEventFilter(self)
        return took


class BareField(QWidget):
    """A text field, its length, and the text again."""

    def __init__(self) -> None:
        super().__init__()
        self.field, self.count, self.again = QPlainTextEdit(TEXT), QLabel(), QLabel()
        self.again.setWordWrap(True)
        self.again.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        for part in (self.field, self.count, self.again):
            column.addWidget(part)
        self.field.textChanged.connect(self._show)

    def _show(self) -> None:
        text = self.field.toPlainText()
        self.count.setText(str(len(text)))
        self.again.setText(text)


def type_into(widget: QWidget, letter: str) -> None:
    """One key, pressed and let go."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def measure(app: QApplication, folder: Path, rounds: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {"counters": [], "previews": [], "counters floor": []}
    with desk_on(Paths(folder)) as desk:
        brand = planning.first_brand(desk)
        with desk.store.transaction() as tx:
            channels = [
                tx.put(Channel(desk.clock.new_id(), brand.id, platform, platform, status=ChannelStatus.CONNECTED)).id
                for platform in [key for key in PLATFORMS if desk.facts(key).sends_by_itself][:CHANNELS]
            ]
        post = planning.add_post(
            desk, brand.id, content=Content(title="Panettone", text=TEXT), channels=tuple(channels)
        )
        bridge = Bridge(desk)
        window, bare = MainWindow(bridge), BareField()
        view = ComposerView(ComposerPresenter.open(bridge, post.id))
        window.add_view("composer", view)
        for shown in (window, bare):
            shown.resize(1364, 900)
            shown.show()
        app.processEvents()
        keep_collections_short(app)
        field, painted = view.findChildren(PostText)[0], Painted(app)
        for number in range(rounds):
            letter = "panettone "[number % 10]
            counters, cards = view.findChildren(TextCounter), view.findChildren(PreviewCard)
            times["counters"].append(painted.after(lambda: type_into(field, letter), *counters))  # noqa: B023
            times["previews"].append(painted.after(lambda: type_into(field, letter), *cards))  # noqa: B023
            start = time.perf_counter()
            type_into(bare.field, letter)
            for part in (bare.field.viewport(), bare.count, bare.again):
                part.repaint()
            times["counters floor"].append((time.perf_counter() - start) * 1000)
        window.may_close = True
        window.drop_view("composer")
        for shown in (window, bare):
            shown.close()
        bridge.end()
        app.processEvents()
    return times


if __name__ == "__main__":
    application = make_application()
    with TemporaryDirectory(prefix="smmdesk-bench-") as made:
        told = measure(application, Path(made) / "desk", int(sys.argv[1]))
    tell(**told)
