"""The tabs over the text: for all, and one per channel, with a badge where a channel has its own words."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QToolButton

from smmdesk.model.words import _
from ui.look import glyphs, mirror
from ui.look.theme import theme
from ui.presenters.composer_state import Tab


class WordingTabs(QTabBar):
    """chosen: the person opened a tab, by channel id ("" for all)."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._tabs: tuple[Tab, ...] = ()
        self._showing = False
        self.setObjectName("wording_tabs")
        self.setAccessibleName(_("Whose wording"))
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.currentChanged.connect(self._current_changed)
        theme().changed.connect(self._theme_changed)

    def show_tabs(self, tabs: Sequence[Tab], current: str) -> None:
        """Show these tabs with `current` open; nothing is told by this."""
        self._showing = True
        try:
            self._sync(tuple(tabs))
            place = [tab.where for tab in self._tabs].index(current)
            if place != self.currentIndex():
                self.setCurrentIndex(place)
        finally:
            self._showing = False

    def _sync(self, tabs: tuple[Tab, ...]) -> None:
        if tabs == self._tabs:
            return
        while self.count() > len(tabs):
            self.removeTab(self.count() - 1)
        while self.count() < len(tabs):
            self.addTab("")
        old, self._tabs = self._tabs, tabs
        for index, tab in enumerate(tabs):
            if index >= len(old) or old[index] != tab:
                words = _("{name}, own wording").format(name=tab.label) if tab.own else tab.label
                self.setTabText(index, words.replace("&", "&&"))
                self.setAccessibleTabName(index, words)
        self.updateGeometry()
        self.update()

    # -- look
    def tabLayoutChange(self) -> None:
        """The arrows of a bar that is too long stand in the middle of its height, within the frame around it."""
        high, arrows = theme().px(26), self._arrows()
        end = self.width() - theme().px(6)
        for button in arrows if mirror.is_on() else reversed(arrows):
            end -= button.width()
            place = QRect(end, (theme().px(36) - high) // 2, button.width(), high)
            button.setGeometry(mirror.place(place, self.width()))

    def _arrows(self) -> list[QToolButton]:
        """Those that show, from the left."""
        shown = (button for button in self.findChildren(QToolButton) if button.isVisibleTo(self))
        return sorted(shown, key=QToolButton.x)

    def tabSizeHint(self, index: int) -> QSize:
        look = theme()
        if index >= len(self._tabs):
            return QSize(look.px(40), look.px(36))
        tab = self._tabs[index]
        wide = QFontMetrics(look.font("caption", 600)).horizontalAdvance(tab.label) + look.px(18)
        if tab.platform:
            wide += look.px(20)
        if tab.own:
            wide += self._badge_px() + look.px(6)
        return QSize(wide, look.px(36))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme().px(36))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        arrows = self._arrows()
        if arrows:
            end = min(mirror.place(button.geometry(), self.width()).x() for button in arrows)
            painter.setClipRect(0, 0, end, self.height())
        for index, tab in enumerate(self._tabs):
            area = mirror.place(self.tabRect(index), self.width())  # Qt has turned it over already
            self._draw_tab(painter, tab, area, index == self.currentIndex())

    def _draw_tab(self, painter: QPainter, tab: Tab, area: QRect, is_open: bool) -> None:
        look = theme()
        x = area.x() + look.px(9)
        if tab.platform:
            glyphs.draw(painter, tab.platform, tab.tint, x, area.y() + (area.height() - look.px(14)) / 2, 14)
            x += look.px(20)
        painter.setFont(look.font("caption", 600 if is_open else 500))
        painter.setPen(look.color("danger" if tab.over else "text" if is_open else "text-muted"))
        words = painter.fontMetrics().horizontalAdvance(tab.label)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        mirror.text(painter, QRectF(x, area.y(), words + look.px(4), area.height()), flags, tab.label)
        if tab.own:
            self._draw_badge(painter, x + words + look.px(6), area)
        if is_open:
            line = QRectF(area.x(), area.bottom() + 1 - look.px(2), area.width(), look.px(2))
            painter.fillRect(line, look.color("accent"))

    def _draw_badge(self, painter: QPainter, x: float, area: QRect) -> None:
        look = theme()
        box = QRectF(x, area.y() + (area.height() - look.px(16)) / 2, self._badge_px(), look.px(16))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent-soft"))
        painter.drawRoundedRect(box, look.radius("glyph"), look.radius("glyph"))
        painter.setFont(look.font("micro"))
        painter.setPen(look.color("accent-ink"))
        mirror.text(painter, box, int(Qt.AlignmentFlag.AlignCenter), _("own"))

    def _badge_px(self) -> int:
        return QFontMetrics(theme().font("micro")).horizontalAdvance(_("own")) + theme().px(8)

    def _current_changed(self, index: int) -> None:
        if not self._showing and 0 <= index < len(self._tabs):
            self.chosen.emit(self._tabs[index].where)

    def _theme_changed(self) -> None:
        self.setTabText(0, self.tabText(0))  # lets Qt measure the tabs again
        self.updateGeometry()
        self.update()
