"""One of a few, always visible: a row of words on a sunken ground with a raised knob under the chosen one."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from ui.look import icons, mirror
from ui.look.theme import theme
from ui.widgets.safe_label import set_tool_tip

Entry = tuple[str, str]
ICON_PX, ICON_TIGHT_PX = 32, 26


class _Segment(QRadioButton):
    def __init__(self, key: str, label: str, icon: str = "") -> None:
        super().__init__()
        self.key, self._icon, self._is_tight = key, icon, False
        self.setObjectName(f"segment_{key}")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_label(label)

    def set_label(self, label: str) -> None:
        self.setText(label.replace("&", "&&"))
        self.setAccessibleName(label)
        if self._icon:
            set_tool_tip(self, label)
        self.updateGeometry()

    def set_icon(self, icon: str, *, is_tight: bool = False) -> None:
        self._icon, self._is_tight = icon, is_tight
        set_tool_tip(self, self.accessibleName() if icon else "")
        self.updateGeometry()
        self.update()

    @property
    def shows_icon(self) -> bool:
        """Does an icon stand for its words now?"""
        return bool(self._icon)

    @property
    def _words(self) -> str:
        return "" if self._icon else self.accessibleName()

    def sizeHint(self) -> QSize:
        look = theme()
        if self._icon:
            return QSize(look.px(ICON_TIGHT_PX if self._is_tight else ICON_PX), look.size("control-small"))
        return QSize(self.width_of_words(), look.size("control-small"))

    def width_of_words(self) -> int:
        """The px that it takes without an icon."""
        look = theme()
        return QFontMetrics(look.font("caption", 600)).horizontalAdvance(self.accessibleName()) + look.px(22)

    def minimumSizeHint(self) -> QSize:
        if self.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Maximum:
            return self.sizeHint().boundedTo(QSize(theme().px(ICON_PX), self.sizeHint().height()))
        return self.sizeHint()

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme()
        if self.isChecked():
            radius = look.px(6)
            painter.setPen(Qt.PenStyle.NoPen)
            shade = QColor(look.color("shadow"))
            shade.setAlphaF(0.12)
            area = QRectF(self.rect())
            painter.setBrush(shade)
            painter.drawRoundedRect(area.adjusted(0, look.px(1), 0, 0), radius, radius)
            painter.setBrush(look.color("segment-on"))
            if look.is_high_contrast:
                painter.setPen(QPen(look.color("accent-ink"), look.px(2)))
                area = area.adjusted(1, 1, -1, 0)
            painter.drawRoundedRect(area.adjusted(0, 0, 0, -1), radius, radius)
        tone = "text" if self.isChecked() or self.underMouse() else "text-muted"
        if self._icon:
            side = look.px(16)
            icons.draw(painter, self._icon, (self.width() - side) / 2, (self.height() - side) / 2, 16, tone)
            return
        painter.setFont(look.font("caption", 600 if self.isChecked() else 500))
        painter.setPen(look.color(tone))
        mirror.text(painter, self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._words)


class Segments(QWidget):
    """`entries` are (key, label); `chosen` fires with the key when a person chooses, not by `set_current`.

    `icons` may give an icon's name per key; the label is then the tool tip and accessible name.
    """

    chosen = Signal(str)

    def __init__(
        self, entries: Sequence[Entry], name: str, current: str = "", icon_names: dict[str, str] | None = None
    ) -> None:
        super().__init__()
        self._icon_names = icon_names or {}
        self._quiet = False
        self._segments: dict[str, _Segment] = {}
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(*(theme().px(2),) * 4)
        self._line.setSpacing(0)
        self.set_entries(entries, current or (entries[0][0] if entries else ""))
        theme().changed.connect(self._dress)

    @property
    def current(self) -> str:
        """The key of the chosen one."""
        return next((key for key, segment in self._segments.items() if segment.isChecked()), "")

    def set_entries(self, entries: Sequence[Entry], current: str) -> None:
        """Other words or other choices; the same keys keep their widgets and the focus."""
        if [key for key, _label in entries] != list(self._segments):
            self._make(entries)
        for key, label in entries:
            self._segments[key].set_label(label)
        self.set_current(current)
        self._stop_at_current()

    def set_current(self, key: str) -> None:
        """Choose without telling."""
        if key in self._segments:
            self._quiet = True
            self._segments[key].setChecked(True)
            self._quiet = False

    def describe(self, says: Mapping[str, str]) -> None:
        """What a pointer that rests on a segment sees and screen readers say after its name, by key."""
        for key, segment in self._segments.items():
            segment.setAccessibleDescription(says.get(key, ""))
            set_tool_tip(segment, says.get(key, ""))

    def width_of_words(self) -> int:
        """The px that they take with every word said."""
        margins = self._line.contentsMargins()
        wide = sum(segment.width_of_words() for segment in self._segments.values())
        return wide + margins.left() + margins.right() + self._line.spacing() * (len(self._segments) - 1)

    def let_shrink(self) -> None:
        """In a row that is too narrow it gives way, down to the width of icons: its owner shows these then."""
        for widget in (self, *self._segments.values()):
            widget.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def fill(self) -> None:
        """As wide as its column, which its choices share by the length of their words."""
        for widget in (self, *self._segments.values()):
            widget.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)

    def show_icons(self, icon_names: dict[str, str], *, is_tight: bool = False) -> None:
        """Icons instead of the words, for the keys that have one here, `is_tight` side by side; the words stay as
        tool tips."""
        self._icon_names = icon_names
        for key, segment in self._segments.items():
            segment.set_icon(icon_names.get(key, ""), is_tight=is_tight)

    @property
    def shows_icons(self) -> bool:
        """Do icons stand for the words now?"""
        return any(segment.shows_icon for segment in self._segments.values())

    def focus_current(self) -> None:
        """Give the keyboard to the chosen one."""
        if self.current:
            self._segments[self.current].setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("surface-hover"))
        painter.drawRoundedRect(self.rect(), theme().px(8), theme().px(8))

    def _make(self, entries: Sequence[Entry]) -> None:
        for old in self._segments.values():
            self._line.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._segments = {key: _Segment(key, label, self._icon_names.get(key, "")) for key, label in entries}
        for segment in self._segments.values():
            segment.toggled.connect(lambda checked, key=segment.key: self._toggled(key, checked))
            self._line.addWidget(segment)

    def _toggled(self, key: str, checked: bool) -> None:
        """Chosen by mouse, keys, or a screen reader (which toggles without a click)."""
        if checked:
            self._stop_at_current()
        if checked and not self._quiet:
            self.chosen.emit(key)

    def _stop_at_current(self) -> None:
        """Tab comes to the chosen one, arrows go on from there: Qt would stop at the first until one had the keys."""
        stop = self.current or next(iter(self._segments), "")
        for key, segment in self._segments.items():
            segment.setFocusPolicy(Qt.FocusPolicy.StrongFocus if key == stop else Qt.FocusPolicy.ClickFocus)

    def _dress(self) -> None:
        self._line.setContentsMargins(*(theme().px(2),) * 4)
        for segment in self._segments.values():
            segment.updateGeometry()
        self.update()


def toolbar_px(widths: Sequence[int]) -> int:
    """The px of a toolbar with parts of these widths: its margins, the gaps between them, and one at its stretch. Says
    whether the words of segments have room in it, or icons must stand for them."""
    look = theme()
    return sum(widths) + look.space(6) + look.space(5) + look.space(4) * len(widths)
