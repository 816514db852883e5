"""One run of the window on one desk: its parts, what its menus and views ask for, and the end of it all."""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from smmdesk.desk.desk import Desk
from smmdesk.model.problem import Problem
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge
from ui.look.drawings import drawings
from ui.shell.brand_switch import BrandSwitch
from ui.shell.doors import Doors
from ui.shell.main_window import MainWindow
from ui.shell.places import CHANNELS, COMPOSER

if TYPE_CHECKING:
    from smmdesk.model.changes import Changes
    from smmdesk.system.clock import Clock
    from smmdesk.system.paths import Paths
    from ui.shell.alerts import Alerts
    from ui.shell.engine_link import EngineLink
    from ui.shell.inbox_badge import InboxBadge
    from ui.shell.menus import Menus
    from ui.shell.notices import Notices
    from ui.shell.notifications import Notifications
    from ui.shell.people_badge import PeopleBadge
    from ui.shell.tray import Tray
    from ui.shell.update_bar import UpdateBar

Between = Callable[["Paths", "Clock"], object]
"""What another calendar is put in place with, once nobody has this one open."""
LEAVE_SHEET = "leave_sheet"
PAINTED_WITHIN_MS = 2_000
"""A window that nobody can see is never painted; the rest begins without it."""


class Session(QObject):
    """Owns window, bridge, menus, engine link and tray.

    `open` paints the calendar with as little as that needs; `begin` does the rest, on a running event loop. `left` when
    the person has left.
    """

    left = Signal()

    def __init__(
        self, app: QApplication, desk: Desk, engine: bool = True, says: tuple[str, Problem | None] = ("", None)
    ) -> None:
        super().__init__()
        self._says = says
        self.between: Between | None = None
        self.between_said = ""
        self._app, self._desk, self._wants_engine = app, desk, engine
        self.has_left = False
        self.to_open: Sequence[str] = ()
        self._last_wait: QTimer | None = None
        self.bridge = Bridge(desk)
        self.bridge.hold()
        self.window = MainWindow(self.bridge)
        self.doors = Doors(self.window, self.bridge)
        self.doors.language_chosen.connect(self.choose_language)
        self.doors.unlock_wanted.connect(self.ask_passphrase)
        self.doors.calendar_chosen.connect(self.give_way)
        self.doors.keys_wanted.connect(self.show_keys)
        self.menus: Menus | None = None
        self.tray: Tray | None = None
        self.engine: EngineLink | None = None
        self.notices: Notices | None = None
        self.updates: UpdateBar | None = None
        self.alerts: Alerts | None = None
        self.badges: tuple[InboxBadge | PeopleBadge, ...] = ()
        self.notifications: Notifications | None = None
        self.brands = BrandSwitch(self)
        self.window.rail.new_chosen.connect(self.doors.new_post)
        self.window.undo_wanted.connect(lambda step_id: _undo_named(self, step_id))
        self.window.closing.connect(self.leave)
        self.bridge.changed.connect(self._desk_changed)

    def open(self, hidden: bool = False, waits: bool = True) -> None:
        """Show the window where it was, on the calendar, and return when it is painted (`waits`, without a running
        loop); `hidden` keeps it in the tray where there is one."""
        self.window.restore_saved(str(self._desk.settings.get("window_geometry")))
        self.brands.show()
        self.window.go_to("calendar")
        if hidden and self._made_tray().available:
            return
        if not waits:
            self.window.show()
            return
        painted = QTimer(singleShot=True, interval=PAINTED_WITHIN_MS)
        self.window.painted.connect(painted.stop)
        painted.start()
        self.window.show()
        while painted.isActive():
            self._app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self._app.processEvents()

    def begin(self) -> None:
        """What can wait for the first picture: menus and keys, the tray, the engine, what is to be told."""
        from smmdesk.desk import first_start, moved
        from ui.shell.alerts import Alerts
        from ui.shell.answer_door import AnswerDoor
        from ui.shell.inbox_badge import InboxBadge
        from ui.shell.menus import Menus
        from ui.shell.notices import Notices
        from ui.shell.notifications import Notifications, desktop_notices
        from ui.shell.people_badge import PeopleBadge
        from ui.shell.update_bar import UpdateBar

        drawings.keep(self._desk.paths.cache)
        self.menus = Menus(self.window, self)
        AnswerDoor(self.window, self.bridge)
        self._made_tray()
        if self._wants_engine:
            self._start_engine()
        self.bridge.begin()
        self._tell_opened()
        self.notices = Notices(self.window, self.bridge)
        self.updates = UpdateBar(self.window, self.bridge)
        self.alerts = Alerts(self.window, self.bridge, self.doors)
        self.alerts.refresh()
        self.badges = (InboxBadge(self.window, self.bridge), PeopleBadge(self.window, self.bridge))
        self.notifications = Notifications(self, self._made_tray().icon, desktop_notices(self.bridge))
        self.bridge.run(first_start.begin(self._desk), key="first start")
        self.bridge.run(moved.follow(self._desk), key="moved")
        self.bridge.brand_removal.resume()
        if self.to_open:
            self.open_asked(self.to_open)
        if sys.platform == "darwin":
            from ui.shell.open_events import OpenEvents

            self._app.installEventFilter(OpenEvents(self._app, self.open_asked))

    def _made_tray(self) -> "Tray":
        from ui.shell.tray import Tray

        if self.tray is None:
            self.tray = Tray(self.window, self)
        return self.tray

    def _start_engine(self) -> None:
        from ui.shell.engine_link import EngineLink

        self.engine = EngineLink(self._desk.paths)
        self.engine.stirred.connect(self._desk.store.poll)
        self.engine.told.connect(self.bridge.engine.say_problem)
        self.engine.uploaded.connect(self.show_upload)
        self.bridge.engine.stop_wanted.connect(self.engine.stop_upload)
        self.engine.start()

    def open_asked(self, arguments: Sequence[str]) -> None:
        """Another start, or the system, asked for the window, and perhaps for what it should show."""
        from ui.shell.opening import open_all

        self.bring_forward()
        open_all(self.doors, arguments)

    def bring_forward(self) -> None:
        """In front, whatever it was before: hidden, minimised, behind others."""
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    # what menus and keys ask for

    def undo(self) -> None:
        from ui.views import undoing

        undoing.undo(self.window, self.bridge)

    def redo(self) -> None:
        from ui.views import undoing

        undoing.redo(self.window, self.bridge)

    def show_keys(self) -> None:
        if self.menus is not None:
            self.menus.show_keys()

    def give_way(self, to: Between, sentence: str) -> None:
        """Leave, so that `to` puts another calendar in the place of this one; the next window says `sentence`."""
        self.between, self.between_said = to, sentence
        self.quit()
        if not self.has_left and self._last_wait is None:  # the composer could not be saved
            self.between = None

    def choose_language(self, wish: str) -> None:
        from ui.look.language import choose_language

        choose_language(self._app, wish)
        self.make_again()

    def make_again(self) -> None:
        """Every view, as for the first time: in another language, or for another brand."""
        self.window.rebuild()
        if self.menus is not None:
            self.menus.rebuild()
        if self.notices is not None:
            self.notices.tell_again()
        self.window.rail.new_chosen.connect(self.doors.new_post)
        self.brands.show()
        if self.alerts is not None:
            self.alerts.repeat()
        for badge in self.badges:
            badge.refresh()

    def leave(self) -> None:
        """Close, after saying what waits for this computer (ux.md 10); not where its service goes on without us."""
        from smmdesk.desk.who_publishes import Who, publishes_now
        from ui import dialogs

        waiting = "" if publishes_now(self._desk) is Who.SERVICE else self._waiting_for_computer()
        if not waiting:
            self.quit()
            return
        if self.window.findChild(dialogs.Sheet, LEAVE_SHEET) is not None:  # asked already
            self.bring_forward()
            return
        in_tray = self.tray is not None and self.tray.available
        where = (
            _("Closed, nothing goes out from here until you open it again. In the tray, everything goes out on time.")
            if in_tray
            else _(
                "Closed, nothing goes out from here until you open it again. Made small, everything goes out on time."
            )
        )
        self.bring_forward()
        stay = _("Keep running in the tray") if in_tray else _("Make the window small")
        sheet = dialogs.Sheet(self.window, _("Close smmdesk?"), f"{waiting} {where}")
        sheet.setObjectName(LEAVE_SHEET)
        sheet.add_button(_("Close"), "leave_close", self.quit)
        sheet.add_button(stay, "leave_stay", self.window.hide if in_tray else self.window.showMinimized, "primary")
        sheet.open()

    def quit(self) -> None:
        """End the window; not while something that was typed could not be written down: a sheet says so, and asks.

        While something is being sent it is let finish, at most five seconds; a sheet says so.
        """
        from ui.shell.unwritten import may_leave

        if may_leave(self.window, self.bridge, self.quit, self._finish):
            self._finish()

    def _finish(self) -> None:
        if self.engine is not None and self.engine.is_running and self._sends():
            self._wait_for(self.engine)
            return
        self._leave_now()

    def _wait_for(self, engine: "EngineLink") -> None:
        """Say what is waited for, and go on when the engine is gone or the five seconds are over (ux.md 87)."""
        from ui import dialogs
        from ui.shell.engine_link import STOP_MS

        if self._last_wait is not None:
            return
        text = _(
            "At most five seconds. What is not through by then is looked up at the next start; nothing goes twice."
        )
        sheet = dialogs.Sheet(self.window, _("Finishing what is being sent…"), text)
        sheet.setObjectName("finishing_sheet")
        self._last_wait = QTimer(self, singleShot=True, interval=STOP_MS)
        self._last_wait.timeout.connect(self._leave_now)
        engine.fell.connect(self._leave_now)
        sheet.open()
        self._last_wait.start()
        engine.ask_to_stop()

    def _leave_now(self) -> None:
        if self.has_left:
            return
        if self._last_wait is not None:
            self._last_wait.stop()
        with suppress(OSError):  # a full disk keeps nobody from leaving
            self._desk.settings.set("window_geometry", self.window.saved_geometry())
        self.window.may_close = True
        self.window.drop_view(COMPOSER)
        self.window.close()
        self.has_left = True
        self.left.emit()

    async def aclose(self) -> None:
        """End everything this session started, in order."""
        if self.notifications is not None:
            self.notifications.close()
        if self.tray is not None:
            self.tray.hide()
        for part in (self.notices, self.updates, self.alerts, *self.badges):
            if part is not None:
                part.close()
        if self.engine is not None:
            self.engine.stop()
        self.window.drop_views()
        self.brands.close()
        await self.bridge.aclose()
        self.window.deleteLater()
        self._app.processEvents()

    # what happens around

    def ask_passphrase(self) -> None:
        """Open the sign-ins, here and in the engine."""
        from ui.shell.unlocking import ask_passphrase

        engine = self.engine
        opened = engine.unlock if engine is not None else lambda _vault: None
        ask_passphrase(self.window, self.bridge, opened, lambda: self.window.go_to(CHANNELS))

    def _tell_opened(self) -> None:
        store = self._desk.store
        sentence, refused = self._says
        for problem in (store.opened, store.read_only, refused):
            if problem is not None:
                self.window.show_problem(problem)
        if sentence:
            self.bridge.announce(sentence)
        from ui.shell.unwritten import tell_taken_in

        tell_taken_in(self.bridge)

    def _desk_changed(self, changes: "Changes") -> None:
        if changes.touches("post", "delivery", "part") and self.engine is not None:
            self.engine.wake()
        if step := self.window.named_step:  # Ctrl+Z takes the newest: once another step was made, that is another one
            from ui.presenters import undoing

            self.window.toast.set_newest(undoing.is_newest(self.bridge, step))

    def show_upload(self, part_id: str, done: int, total: int) -> None:
        """How far an upload of the engine is."""
        self.bridge.engine.say_upload(part_id, done, total, self._desk.clock.monotonic())

    def _sends(self) -> bool:
        """Something is on its way at this moment."""
        from smmdesk.store import outbox

        with self._desk.store.reading() as reader:
            return bool(outbox.on_their_way(reader))

    def _waiting_for_computer(self) -> str:
        from smmdesk.store import outbox
        from smmdesk.system.device import read_device

        if read_device(self._desk.paths, self._desk.clock).asks:
            return ""
        with self._desk.store.reading() as reader:
            count = outbox.waiting_for_computer(reader)
            first = outbox.next_out(reader, self._desk.now_us(), from_here=True)
        if not count:
            return ""
        words = ngettext(
            "{count} post needs this computer to go out.",
            "{count} posts need this computer to go out.",
            count,
        )
        said = words.format(count=count)
        if first is None:
            return said
        from smmdesk.model.dates import say_time

        return f"{said} {_('Next: {time}.').format(time=say_time(first.due))}"


def _undo_named(session: Session, step_id: str) -> None:
    """What a message named, and not what was done since; the newest as Ctrl+Z does, also where it takes long."""
    from ui.presenters import undoing

    if undoing.is_newest(session.bridge, step_id):
        session.undo()
    else:
        undoing.undo_named(session.bridge, step_id)
