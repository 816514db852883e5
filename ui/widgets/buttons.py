"""Buttons in our dress, each with an object name and an accessible name."""

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

from smmdesk.model.for_the_eye import MOST_ON_A_BUTTON, tame
from ui.look import icons
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.widgets.safe_label import set_tool_tip

_ICON_TONES = {"primary": "accent-text", "danger": "danger-fill-text", "link": "link"}


class TextButton(QPushButton):
    """A button with words. `kind`: normal, primary, quiet, danger, link, surface."""

    def __init__(self, label: str, name: str, kind: str = "normal", icon: str = "", small: bool = False) -> None:
        super().__init__()
        self._icon, self._tone, self._small = icon, _ICON_TONES.get(kind, "text"), small
        self.setObjectName(name)
        self.setAutoDefault(False)
        self.set_label(label)
        set_kind(self, kind=kind, **({"size": "small"} if small else {}))
        if icon:
            theme().changed.connect(self._dress)
            self._dress()

    def set_label(self, label: str, spoken: str = "") -> None:
        """Other words; `spoken` is what a screen reader says where that is more."""
        label = tame(label, MOST_ON_A_BUTTON)
        gap = " " if self._icon and label and self._tone != "link" else ""  # a line under the words begins with them
        self.setText(gap + label.replace("&", "&&"))
        self.setAccessibleName(tame(spoken) or label)

    def set_icon(self, icon: str) -> None:
        """Another picture before the words, on a button that has one."""
        if icon != self._icon:
            self._icon = icon
            self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and self._icon:
            self._dress()

    def _dress(self) -> None:
        side = 14 if self._small else 16
        self.setIcon(icons.icon(self._icon, self._tone, side, faint=not self.isEnabled()))
        self.setIconSize(QSize(theme().px(side), theme().px(side)))


class IconButton(QToolButton):
    """A button with an icon alone: its words are the tool tip and the accessible name."""

    def __init__(self, icon: str, label: str, name: str, small: bool = False, tone: str = "text-muted") -> None:
        super().__init__()
        self._icon, self._tone = icon, tone
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_label(label)
        set_kind(self, kind="icon", **({"size": "small"} if small else {}))
        theme().changed.connect(self._dress)
        self._dress()

    def set_label(self, label: str, keys: str = "") -> None:
        self.setAccessibleName(tame(label))
        set_tool_tip(self, f"{label} ({keys})" if keys else label)

    def setCheckable(self, checkable: bool) -> None:
        super().setCheckable(checkable)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._dress()

    def _dress(self) -> None:
        active = "accent-ink" if self.isCheckable() else None
        self.setIcon(icons.icon(self._icon, self._tone, 16, active, faint=not self.isEnabled()))
        self.setIconSize(QSize(theme().px(16), theme().px(16)))


def text_button(label: str, name: str, kind: str = "normal", icon: str = "", small: bool = False) -> TextButton:
    return TextButton(label, name, kind, icon, small)


def icon_button(icon: str, label: str, name: str, small: bool = False, tone: str = "text-muted") -> IconButton:
    return IconButton(icon, label, name, small, tone)


class _InWindow(QMenu):
    """Where it would hang over the window's edge, its own edge stands under the button's."""

    def showEvent(self, event: QShowEvent) -> None:
        button = cast(QWidget, self.parent())
        window = button.window()
        over = self.frameGeometry().right() - window.mapToGlobal(window.rect().bottomRight()).x()
        left = button.mapToGlobal(button.rect().bottomRight()).x() - self.width() + 1
        if over > 0 and left < self.x():
            self.move(max(left, window.mapToGlobal(QPoint(0, 0)).x()), self.y())
        super().showEvent(event)


def add_menu(button: QToolButton | QPushButton) -> QMenu:
    """A menu that opens under the button, towards the middle of its window, and lives as long as it."""
    menu = _InWindow(button)
    button.setMenu(menu)
    if isinstance(button, QToolButton):
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return menu


def add_action(menu: QMenu, icon: str, label: str, name: str, done: Callable[[], object], keys: str = "") -> None:
    """One line of a menu, its keys at the right."""
    label = tame(label, MOST_ON_A_BUTTON).replace("&", "&&").replace("\t", " ")
    action = menu.addAction(icons.icon(icon, "text"), label + (f"\t{keys}" if keys else ""))
    action.setObjectName(name)
    action.triggered.connect(lambda: done())
