"""The menus: native on macOS, behind the brand button and Alt elsewhere; and the keys that hold everywhere."""

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu

from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import _
from ui.look import icons
from ui.look.theme import theme
from ui.shell.pausing import change_pause, pause_icon, pause_label
from ui.shell.places import PLACES
from ui.widgets import menu_key

if TYPE_CHECKING:
    from ui.shell.main_window import MainWindow
    from ui.shell.session import Session

KEYS_PX = 500


class Menus(QObject):
    """Builds the actions once per language; `undo` and `redo` name their step when the menu opens."""

    def __init__(self, window: "MainWindow", session: "Session") -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self._menu: QMenu | None = None
        if menu_key.is_ours():
            QShortcut(QKeySequence(menu_key.MENU_KEY), window, menu_key.open_menu)
        self.rebuild()

    def rebuild(self) -> None:
        """In the language now in use."""
        for action in self._window.actions():
            self._window.removeAction(action)
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = self._make_menu()
        self._window.rail.brand_pressed.connect(self._open_menu)
        self._window.rail.help_pressed.connect(self.show_help)
        if sys.platform == "darwin":
            self._window.menuBar().clear()
            self._window.menuBar().addMenu(self._menu)

    def _make_menu(self) -> QMenu:
        session, window = self._session, self._window
        menu = QMenu("smmdesk", window)
        menu.setObjectName("main_menu")
        self._add(menu, "new", _("New post"), "pencil-line", session.doors.new_post, "Ctrl+N")
        self._templates = QMenu(_("New from template"), menu)  # kept: of one that addMenu makes, PySide loses hold
        self._templates.setIcon(icons.icon("bookmark"))
        menu.addMenu(self._templates)
        self._templates.setObjectName("menu_templates")
        menu.addSeparator()
        self.undo = self._add(menu, "undo", _("Undo"), "undo-2", session.undo, "Ctrl+Z")
        self.redo = self._add(menu, "redo", _("Redo"), "redo-2", session.redo, "Ctrl+Y", "Ctrl+Shift+Z")
        self._add(menu, "recent", _("What just happened…"), "history", self.show_recent, "Ctrl+Shift+H")
        menu.addSeparator()
        session.brands.add_to(menu)
        for place in PLACES:
            keys = ("Ctrl+,",) if place.key == "settings" else ()
            self._add(menu, place.key, place.label(), place.icon, partial(window.go_to, place.key), *keys)
        menu.addSeparator()
        self._add(menu, "bring_in", _("Bring in a file…"), "file-up", session.doors.bring_in)
        self._add(menu, "leaving", _("Save as a file…"), "file-down", session.doors.open_leaving)
        menu.addSeparator()
        self._add(menu, "print", _("Print the calendar…"), "printer", session.doors.print_calendar, "Ctrl+P")
        self._add(menu, "review", _("Send for review…"), "send", session.doors.send_review, "Ctrl+Shift+R")
        self._add(menu, "answer", _("Answer to a review…"), "reply", session.doors.take_answer)
        self._add(menu, "trash", _("Trash…"), "trash-2", session.doors.open_trash)
        self._add(menu, "copies", _("Copies of the calendar…"), "database-backup", session.doors.open_copies)
        menu.addSeparator()
        self._pause = self._add(menu, "pause_all", "", "circle-pause", self._change_pause)
        menu.addSeparator()
        self._add(menu, "help", _("Help"), "circle-question-mark", self.show_help, "F1")
        self._add(menu, "keys", _("Keys"), "keyboard", self.show_keys, "Ctrl+/")
        self._add(menu, "quit", _("Quit"), "power", session.leave, "Ctrl+Q")
        menu.aboutToShow.connect(self._name_steps)
        menu.aboutToShow.connect(self._name_pause)
        self._name_pause()
        menu.aboutToShow.connect(self._list_templates)
        menu.aboutToHide.connect(self._free_keys)
        return menu

    def _add(self, menu: QMenu, name: str, label: str, icon: str, done: Callable[[], object], *keys: str) -> QAction:
        action = QAction(icons.icon(icon), label, menu)
        action.setObjectName(f"action_{name}")
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(lambda: done())
        menu.addAction(action)
        self._window.addAction(action)
        return action

    def _name_steps(self) -> None:
        from smmdesk.desk import undo

        state = undo.peek(self._session.bridge.desk)
        self.undo.setText(_("Undo: {step}").format(step=state.undo_label) if state.undo_label else _("Undo"))
        self.redo.setText(_("Redo: {step}").format(step=state.redo_label) if state.redo_label else _("Redo"))
        self.undo.setEnabled(bool(state.undo_label))
        self.redo.setEnabled(bool(state.redo_label))

    def _name_pause(self) -> None:
        desk = self._session.bridge.desk
        self._pause.setText(pause_label(desk))
        self._pause.setIcon(icons.icon(pause_icon(desk)))

    def _change_pause(self) -> None:
        change_pause(self._window, self._session.bridge)

    def _free_keys(self) -> None:
        """A greyed action would take its keys along: with the menu closed they ask what there is to undo by then."""
        for action in (self.undo, self.redo):
            action.setEnabled(True)

    def _list_templates(self) -> None:
        """The templates as they are now; one is deleted from the same place."""
        from smmdesk.desk import templates
        from smmdesk.desk.brands import open_brand

        desk, menu = self._session.bridge.desk, self._templates
        menu.clear()
        found = templates.listed(desk, open_brand(desk).id)
        menu.setEnabled(bool(found))
        for each in found:
            label = tame(each.name).replace("&", "&&")
            menu.addAction(label, partial(self._session.doors.new_post, {"template": each}))
        menu.addSeparator()
        away = menu.addMenu(icons.icon("trash-2"), _("Delete a template"))
        for each in found:
            away.addAction(tame(each.name).replace("&", "&&"), partial(self._remove_template, each.id, each.name))

    def _remove_template(self, template_id: str, name: str) -> None:
        from smmdesk.desk import templates

        bridge = self._session.bridge

        def remove() -> None:
            templates.remove(bridge.desk, template_id)
            bridge.announce(_("The template “{name}” was deleted").format(name=name), True)

        bridge.attempt(remove)

    def _open_menu(self) -> None:
        brand = self._window.rail.brand
        if self._menu is not None:
            self._menu.popup(brand.mapToGlobal(QPoint(brand.width() + theme().space(3), 0)))

    def show_recent(self) -> None:
        """What the last toasts said, in a sheet."""
        from ui.views.recent_sheet import show_recent

        show_recent(self._window, self._session.bridge, self._session.undo)

    def show_help(self) -> None:
        """The user guide, in the language in use; once, over what is in front."""
        from smmdesk.model.words import language
        from ui.presenters.guide import chapters, guide_file
        from ui.views.help_sheet import HelpSheet

        if self._window.findChild(HelpSheet) is not None:
            return
        file = guide_file(language())
        try:
            found = chapters(file.read_text("utf-8"))
        except OSError:  # the program came without its documents
            found = ()
        if not found:
            self.show_keys()
            return
        HelpSheet(QApplication.activeModalWidget() or self._window, found, self.show_keys, file.parent).open()

    def show_keys(self) -> None:
        """Every key, in a sheet."""
        from ui import dialogs
        from ui.widgets.key_caps import key_grid, key_list

        sheet = dialogs.Sheet(self._window, _("Keys"))
        sheet.setMinimumWidth(theme().px(KEYS_PX))
        sheet.body.addLayout(key_grid(key_list(), wrap=False))
        sheet.add_button(_("Close"), "keys_close", None, "primary")
        sheet.open()
