"""Live counters: the platform's glyph and its number, amber when it gets near, red with what is too much."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import glyphs, mirror
from ui.look.theme import theme
from ui.presenters.composer_state import Counter
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.safe_label import set_tool_tip

TONES = {"": "text-muted", "near": "warning", "over": "danger"}


class TextCounter(QWidget):
    """One counter. Its accessible name is the whole sentence."""

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self._width = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_counter(counter)
        theme().changed.connect(self._theme_changed)

    def show_counter(self, counter: Counter) -> None:
        wide = self._width
        self.counter = counter
        self.setObjectName(f"counter_{counter.channel_id}")
        self.setAccessibleName(counter.spoken)
        set_tool_tip(self, counter.spoken)
        self._width = self.sizeHint().width()
        if self._width != wide:
            self.updateGeometry()
        self.update()

    def _font(self) -> QFont:
        return theme().font("caption", 600 if self.counter.level == "over" else 400)

    def sizeHint(self) -> QSize:
        look = theme()
        wide = QFontMetrics(self._font()).horizontalAdvance(self.counter.shown)
        return QSize(look.px(14) + look.px(5) + wide + 2, look.px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), mirror.painter(self)
        glyphs.draw(painter, self.counter.platform, self.counter.tint, 0, (self.height() - look.px(14)) / 2, 14)
        painter.setFont(self._font())
        painter.setPen(look.color(TONES[self.counter.level]))
        area = QRectF(look.px(19), 0, self.width(), self.height())
        mirror.text(painter, area, int(Qt.AlignmentFlag.AlignVCenter), self.counter.shown)

    def _theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


class TextCounters(QWidget):
    """Counters beside each other, at the right; a new line where room lacks."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, TextCounter] = {}
        self._flow = FlowLayout(self, theme().space(5), align_right=True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_counters(self, counters: Sequence[Counter]) -> None:
        if [counter.channel_id for counter in counters] != list(self._made):
            self._flow.clear()
            self._made = {counter.channel_id: TextCounter(counter) for counter in counters}
            for made in self._made.values():
                self._flow.addWidget(made)
            self.updateGeometry()
        for counter in counters:
            if self._made[counter.channel_id].counter != counter:
                self._made[counter.channel_id].show_counter(counter)

    def counters(self) -> list[Counter]:
        """What is shown now."""
        return [made.counter for made in self._made.values()]
