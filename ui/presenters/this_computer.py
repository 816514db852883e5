"""What begins with the computer, what stands in its menu, and who publishes now."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from smmdesk.desk.who_publishes import Who, publishes_now
from smmdesk.model.words import _
from smmdesk.system import at_login, in_menu

if TYPE_CHECKING:
    from smmdesk.system.at_login import Entry
    from ui.bridge import Bridge


class ThisComputer(QObject):
    """`changed` when a choice holds, or was refused and is as before. `entries` (window, engine, menu or None) are
    replaced by tests."""

    changed = Signal()

    def __init__(self, bridge: "Bridge", entries: "tuple[Entry, Entry, Entry | None] | None" = None) -> None:
        super().__init__()
        self._bridge, self._desk = bridge, bridge.desk
        paths = self._desk.paths
        self._window, self._service, self._menu = entries or (
            at_login.window_entry(paths),
            at_login.engine_service(paths),
            in_menu.menu_entry(paths),
        )

    @property
    def starts(self) -> bool:
        """Does the window begin in the tray with the computer?"""
        return self._window.is_on

    @property
    def publishes(self) -> bool:
        """Do posts go out without the window?"""
        return self._service.is_on

    @property
    def puts_into_menu(self) -> bool:
        """Is it this program's own task to stand in the menu, as no installer put it there?"""
        return self._menu is not None

    @property
    def in_menu(self) -> bool:
        """Does the menu of programs lead to this one?"""
        return self._menu is not None and self._menu.is_on

    def choose_start(self, on: bool) -> None:
        self._change(self._window.turn_on if on else self._window.turn_off, "start with the computer")

    def choose_service(self, on: bool) -> None:
        self._change(self._service.turn_on if on else self._service.turn_off, "publish without the window")

    def choose_menu(self, on: bool) -> None:
        if self._menu is not None:
            self._change(self._menu.turn_on if on else self._menu.turn_off, "stand in the menu")

    @property
    def who(self) -> str:
        """Who publishes at the moment, in words."""
        return {
            Who.WINDOW: _("This window, while smmdesk runs"),
            Who.SERVICE: _("This computer, also without the window"),
            Who.NOBODY: _("Nobody at the moment"),
        }[publishes_now(self._desk)]

    def _change(self, intent: Callable[[], None], key: str) -> None:
        """The system's own tools may take a while: beside the window."""

        async def work() -> None:
            try:
                await self._desk.pool.run(intent)
            finally:
                self.changed.emit()

        self._bridge.run(work(), key=key)
