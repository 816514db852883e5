"""One run of the window on one desk: its parts, what its menus and views ask for, and the end of it all."""

from collections.abc import Callable, Coroutine
from contextlib import closing
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from smmdesk.desk.brands import brand_seen
from smmdesk.desk.desk import Desk
from smmdesk.model.changes import Changes
from smmdesk.model.problem import Problem, ProblemError, Remedy
from smmdesk.model.words import _, ngettext
from smmdesk.store.calendar_reads import CalendarReader
from ui.bridge import Bridge
from ui.shell.main_window import MainWindow

if TYPE_CHECKING:
    from ui.presenters.composer import ComposerPresenter
    from ui.shell.engine_link import EngineLink
    from ui.shell.menus import Menus
    from ui.shell.tray import Tray

COMPOSER = "composer"
PAINTED_WITHIN_MS = 2_000
"""A window that nobody can see is never painted; the rest begins without it."""


class Session(QObject):
    """Owns window, bridge, menus, engine link and tray.

    `open` paints the calendar with as little as that needs; `begin` does the rest, on a running event loop. `left` when
    the person has left.
    """

    left = Signal()

    def __init__(self, app: QApplication, desk: Desk, engine: bool = True) -> None:
        super().__init__()
        self._app, self._desk, self._wants_engine = app, desk, engine
        self.has_left = False
        self.bridge = Bridge(desk)
        self.bridge.hold()
        self.window = MainWindow(self.bridge)
        self.window.on_remedy = self._remedy
        self.menus: Menus | None = None
        self.tray: Tray | None = None
        self.engine: EngineLink | None = None
        self._back_to = "calendar"
        self.window.rail.new_chosen.connect(self.new_post)
        self.window.place_shown.connect(self._place_shown)
        self.window.undo_wanted.connect(self.undo)
        self.window.closing.connect(self.leave)
        self.bridge.changed.connect(self._desk_changed)

    def open(self, hidden: bool = False) -> None:
        """Show the window where it was, on the calendar, and return when it is painted; `hidden` keeps it in the tray
        where there is one."""
        self.window.restore_saved(str(self._desk.settings.get("window_geometry")))
        self._show_brand()
        self.window.go_to("calendar")
        if hidden and self._made_tray().available:
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
        from smmdesk.desk import first_start
        from ui.shell.menus import Menus

        self.menus = Menus(self.window, self)
        self._made_tray()
        if self._wants_engine:
            self._start_engine()
        self.bridge.begin()
        self._tell_opened()
        self._count()
        self.bridge.run(first_start.begin(self._desk), key="first start")

    def _made_tray(self) -> "Tray":
        from ui.shell.tray import Tray

        if self.tray is None:
            self.tray = Tray(self.window, self)
        return self.tray

    def _start_engine(self) -> None:
        from ui.shell.engine_link import EngineLink

        self.engine = EngineLink(self._desk.paths)
        self.engine.stirred.connect(self._desk.store.poll)
        self.engine.start()

    def bring_forward(self) -> None:
        """In front, whatever it was before: hidden, minimised, behind others."""
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    # what menus, keys and views ask for

    def new_post(self, wish: object = None) -> None:
        """A new draft; `wish` may hold a day, a moment, files or a text (docs/architecture.md)."""
        from ui.presenters.composer import ComposerPresenter

        wanted = wish if isinstance(wish, dict) else {}
        presenter = self.bridge.attempt(lambda: ComposerPresenter.new(self.bridge, wanted))
        if presenter is not None:
            self._show_composer(presenter)

    def new_post_in_front(self) -> None:
        self.bring_forward()
        self.new_post()

    def open_post(self, post_id: str) -> None:
        from ui.presenters.composer import ComposerPresenter

        presenter = self.bridge.attempt(lambda: ComposerPresenter.open(self.bridge, post_id))
        if presenter is not None:
            self._show_composer(presenter)

    def close_composer(self) -> None:
        """Back to where the composer was opened from; everything is saved already."""
        self.window.go_to(self._back_to)
        self.window.drop_view(COMPOSER)

    def undo(self) -> None:
        from smmdesk.desk import undo

        step = self.bridge.attempt(lambda: undo.undo(self._desk))
        if step is not None:
            self.bridge.announce(_("Undone: {step}").format(step=step.label))

    def redo(self) -> None:
        from smmdesk.desk import undo

        step = self.bridge.attempt(lambda: undo.redo(self._desk))
        if step is not None:
            self.bridge.announce(_("Redone: {step}").format(step=step.label), True)

    def choose_language(self, wish: str) -> None:
        from ui.app import choose_language

        choose_language(self._app, wish)
        if self.menus is not None:
            self.menus.rebuild()
        self.window.rebuild()
        self.window.rail.new_chosen.connect(self.new_post)
        self._show_brand()
        self._count()

    def leave(self) -> None:
        """Close, after saying what waits for this computer (ux.md 10)."""
        from ui import dialogs

        waiting = self._waiting_for_computer()
        if not waiting or self.tray is None or not self.tray.available:
            self.quit()
            return
        sheet = dialogs.Sheet(self.window, _("Close smmdesk?"), waiting)
        sheet.add_button(_("Close"), "leave_close", self.quit)
        sheet.add_button(_("Keep running in the tray"), "leave_tray", self.window.hide, "primary")
        sheet.open()

    def quit(self) -> None:
        self._desk.settings.set("window_geometry", self.window.saved_geometry())
        self.window.may_close = True
        self.window.drop_view(COMPOSER)
        self.window.close()
        self.has_left = True
        self.left.emit()

    async def aclose(self) -> None:
        """End everything this session started, in order."""
        if self.tray is not None:
            self.tray.hide()
        if self.engine is not None:
            self.engine.stop()
        for key in ("calendar", "outbox", "channels", "settings", COMPOSER):
            self.window.drop_view(key)
        await self.bridge.aclose()
        self.window.deleteLater()
        self._app.processEvents()

    # what happens around

    def connect_view(self, view: QWidget) -> None:
        """Listen to what a view says it wants; a view says only what it can want."""
        wishes: dict[str, Callable[..., object]] = {
            "post_opened": self.open_post,
            "post_wanted": self.new_post,
            "place_wanted": self.window.go_to,
            "problem_found": self.window.show_problem,
            "closed": self.close_composer,
            "unlock_wanted": self.ask_passphrase,
        }
        for name, answer in wishes.items():
            signal = getattr(view, name, None)
            if signal is not None and not view.property(f"connected_{name}"):
                signal.connect(answer)
                view.setProperty(f"connected_{name}", True)

    def _show_composer(self, presenter: "ComposerPresenter") -> None:
        from ui.views.composer import ComposerView

        if self.window.current != COMPOSER:
            self._back_to = self.window.current
        view = ComposerView(presenter)
        self.window.add_view(COMPOSER, view)
        self.connect_view(view)
        self.window.go_to(COMPOSER)
        self.window.activateWindow()  # what was dropped came from another window, which had the keyboard

    def _place_shown(self, key: str) -> None:
        view = self.window.view(key)
        if view is not None:
            self.connect_view(view)
            if key == "settings" and not view.property("connected_settings"):
                view.setProperty("connected_settings", True)
                self._connect_settings(view)

    def _connect_settings(self, view: QWidget) -> None:
        from ui.look.theme import theme
        from ui.views.settings import SettingsView

        assert isinstance(view, SettingsView)
        view.presenter.language_chosen.connect(self.choose_language)
        view.presenter.theme_chosen.connect(theme().choose)

    def _remedy(self, problem: Problem) -> Callable[[], object] | None:
        """What the button of a problem's bar does here."""
        post_id = str(problem.values.get("post_id") or "")
        if problem.remedy is Remedy.SIGN_IN:
            return lambda: self.window.go_to("channels")
        if problem.remedy in (Remedy.EDIT, Remedy.CHOOSE_FILE, Remedy.CHOOSE_TIME, Remedy.SPLIT) and post_id:
            return lambda: self.open_post(post_id)
        if problem.remedy is Remedy.RESOLVE:
            return lambda: self.window.go_to("outbox")
        if problem.remedy is Remedy.UNLOCK:
            return self.ask_passphrase
        if problem.remedy is Remedy.REPORT:
            return lambda: self._copy_details(problem)
        return None

    def _copy_details(self, problem: Problem) -> None:
        from ui.problems import details_of

        self._app.clipboard().setText(details_of(problem))

    def ask_passphrase(self) -> None:
        """Unlock the sign-ins, or protect the first one where the computer has no place for them."""
        from smmdesk.system.secrets import Secret
        from ui import dialogs

        first = not self._desk.vault.source
        title = _("Protect your sign-ins") if first else _("Unlock your sign-ins")
        text = _("The passphrase you chose opens them on this computer.")
        if first:
            text = _("Choose a passphrase. It protects your sign-ins on this computer; nobody else can give it back.")
        sheet = dialogs.ask_text(
            self.window,
            title,
            text,
            _("Passphrase"),
            lambda given: self._unlock(self._desk.vault.unlock(Secret(given))),
            action=_("Unlock") if not first else _("Protect"),
            secret=True,
        )
        if first:
            later = sheet.add_button(
                _("Keep until I quit"), "sheet_until_quit", lambda: self._unlock(self._desk.vault.keep_until_quit())
            )
            later.setAutoDefault(False)

    def _unlock(self, opening: Coroutine[Any, Any, None]) -> None:
        async def work() -> None:
            await opening
            if self.engine is not None:
                self.engine.unlock(self._desk.vault)
            self.bridge.announce(_("Your sign-ins are open"))

        self.bridge.run(work(), key="unlock")

    def _tell_opened(self) -> None:
        store = self._desk.store
        for problem in (store.opened, store.read_only):
            if problem is not None:
                self.window.show_problem(problem)

    def _show_brand(self) -> None:
        try:
            with closing(CalendarReader(self._desk.paths.database)) as reader:
                self.window.rail.set_brand(brand_seen(self._desk, reader).name)
        except ProblemError as error:
            self.window.show_problem(error.problem)

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("brand"):
            self._show_brand()
        if changes.touches("post", "delivery", "part"):
            self._count()
            if self.engine is not None:
                self.engine.wake()

    def _count(self) -> None:
        """The badge of the outbox: what needs the person."""
        from smmdesk.store import outbox

        with self._desk.store.reading() as reader:
            count = outbox.waiting_for_person(reader)
        self.window.rail.buttons["outbox"].set_badge(count, urgent=True)

    def _waiting_for_computer(self) -> str:
        from smmdesk.store import outbox

        with self._desk.store.reading() as reader:
            count = outbox.waiting_for_computer(reader)
        if not count:
            return ""
        words = ngettext(
            "{count} post needs this computer to go out. In the tray it goes out at its time.",
            "{count} posts need this computer to go out. In the tray they go out at their times.",
            count,
        )
        return words.format(count=count)
