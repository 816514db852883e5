"""The channels a post goes to: one pill each, pressed in when it is chosen."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from smmdesk.model.for_the_eye import MOST_ON_A_BUTTON, tame
from smmdesk.model.words import _
from ui.look import glyphs, icons, mirror
from ui.look.theme import theme
from ui.presenters.composer_state import ChannelChip
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.press_button import PressButton
from ui.widgets.safe_label import set_tool_tip

LONGEST_PX = 190


class Pill(PressButton):
    """What all pills share: 30 high, as wide as their words."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("ringRadius", theme().px(15))
        theme().changed.connect(self._theme_changed)

    def _theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def _draw_pill(self, painter: QPainter, fill: str, line: str, dashed: bool = False) -> None:
        look = theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(look.color(line))
        if dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(look.color(fill))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)


class ChannelPill(Pill):
    """One channel."""

    def __init__(self, chip: ChannelChip) -> None:
        super().__init__()
        self.setCheckable(True)
        self.show_chip(chip)

    def show_chip(self, chip: ChannelChip) -> None:
        chip = replace(chip, name=tame(chip.name, MOST_ON_A_BUTTON))
        self.chip = chip
        self.setObjectName(f"channel_{chip.id}")
        self.show_checked(chip.chosen)
        about = ", ".join(word for word in (chip.platform_name, chip.note) if word)
        self.setAccessibleName(f"{chip.name}, {about}")
        set_tool_tip(self, f"{chip.name} – {about}")
        self.updateGeometry()
        self.update()

    def _words_px(self) -> int:
        metrics = QFontMetrics(theme().font("caption", 500))
        return min(metrics.horizontalAdvance(self.chip.name) + 2, theme().px(LONGEST_PX))

    def sizeHint(self) -> QSize:
        look = theme()
        mark = look.px(16) + look.px(5)
        note = look.px(17) if self.chip.note else 0
        return QSize(look.px(7) + mark + self._words_px() + note + mark + look.px(8), look.px(30))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), mirror.painter(self)
        if self.isChecked():
            self._draw_pill(painter, "accent-soft", "accent")
        else:
            self._draw_pill(painter, "surface-hover" if self.underMouse() else "surface", "border")
        middle, x = self.height() / 2, look.px(7)
        glyphs.draw(painter, self.chip.platform, self.chip.tint, x, middle - look.px(16) / 2, 16)
        x += look.px(16) + look.px(5)
        painter.setFont(look.font("caption", 500))
        painter.setPen(look.color("text" if self.isChecked() else "text-muted"))
        wide = self._words_px()
        words = painter.fontMetrics().elidedText(self.chip.name, Qt.TextElideMode.ElideRight, wide)
        mirror.text(painter, QRectF(x, 0, wide + 1, self.height()), int(Qt.AlignmentFlag.AlignVCenter), words)
        x += wide + look.px(5)
        side = look.px(14)
        if self.chip.note:
            icons.draw(painter, "circle-alert", x, middle - side / 2, 14, "warning")
            x += look.px(17)
        mark, tone = ("check", "accent-ink") if self.isChecked() else ("plus", "text-muted")
        icons.draw(painter, mark, x, middle - side / 2, 14, tone)


class AddPill(Pill):
    """The dashed pill that leads to another channel."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self._with_words = True
        self.setObjectName("channel_add")
        self.setText(label)
        self.setAccessibleName(label)

    def set_with_words(self, with_words: bool) -> None:
        """Its label beside the plus, or as a tool tip."""
        self._with_words = with_words
        set_tool_tip(self, "" if with_words else self.text())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        words = QFontMetrics(look.font("caption", 500)).horizontalAdvance(self.text()) + look.px(6)
        return QSize(look.px(34) + (words if self._with_words else 0), look.px(30))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), mirror.painter(self)
        self._draw_pill(painter, "surface-hover" if self.underMouse() else "surface", "border", dashed=True)
        side = look.px(14)
        icons.draw(painter, "plus", look.px(10), (self.height() - side) / 2, 14, "accent-ink")
        if self._with_words:
            painter.setFont(look.font("caption", 500))
            painter.setPen(look.color("text"))
            area = QRectF(look.px(30), 0, self.width(), self.height())
            mirror.text(painter, area, int(Qt.AlignmentFlag.AlignVCenter), self.text())


class ChannelChips(QWidget):
    """toggled: a channel was pressed, by id.  add_wanted: the person wants another channel."""

    toggled = Signal(str)
    add_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Channels"))
        self._pills: dict[str, ChannelPill] = {}
        self._flow = FlowLayout(self, theme().px(6))
        self._add: AddPill | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_chips(self, chips: Sequence[ChannelChip]) -> None:
        """Show these channels; the same ones keep their pill and the focus."""
        if [chip.id for chip in chips] != list(self._pills) or self._add is None:
            self._make(chips)
        for chip in chips:
            if self._pills[chip.id].chip != chip:
                self._pills[chip.id].show_chip(chip)

    def focus_first(self) -> None:
        """The focus onto the first pill."""
        pill = next(iter(self._pills.values()), self._add)
        if pill is not None:
            pill.setFocus()

    def _make(self, chips: Sequence[ChannelChip]) -> None:
        """Those that stay are the same ones: one may be held down by the mouse just now, or have the focus."""
        old = self._pills
        self._pills = {chip.id: old[chip.id] if chip.id in old else self._pill(chip) for chip in chips}
        if self._add is None:
            self._add = AddPill(_("Add a channel"))
            self._add.clicked.connect(self.add_wanted)
        self._add.set_with_words(not chips)
        self._flow.keep((*self._pills.values(), self._add))
        self.updateGeometry()

    def _pill(self, chip: ChannelChip) -> ChannelPill:
        pill = ChannelPill(chip)
        pill.used.connect(lambda: self.toggled.emit(chip.id))
        return pill
