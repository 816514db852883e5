"""The application: QApplication, one window on one desk, the event loop, and their end.

The order is what a person waits for: the month is painted before the event loop and all that needs it are imported.
"""

import gc
import os
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtWidgets import QApplication

from smmdesk.app import close_desk, open_desk
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.system.clock import system_clock
from smmdesk.system.paths import Paths, default_folder
from smmdesk.system.settings import Settings
from ui.garbage import collect_here
from ui.look import icons, style
from ui.look.drawings import drawings
from ui.look.focus_ring import FocusRing
from ui.look.language import choose_language
from ui.look.theme import theme
from ui.shell.session import Between, Session
from ui.shell.single_window import SingleWindow

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk


class Options(NamedTuple):
    """What a start of the window was asked for."""

    data_dir: Path | None = None
    demo: bool = False
    background: bool = False
    to_open: tuple[str, ...] = ()


def main(arguments: Sequence[str]) -> int:
    """Open the window as `arguments` say (`--data-dir`, `--demo`); returns the exit code when it is closed."""
    options = window_options(arguments)
    app = make_application()
    paths = Paths(options.data_dir or default_folder(demo=options.demo))
    single = SingleWindow(paths)
    if not single.first:
        single.wake_first(options.to_open)
        return 0
    try:
        desk = open_desk(paths, system_clock())
    except ProblemError as error:
        single.close()
        return run_loop(app, _tell_and_leave(app, error.problem))
    session = _open_window(app, desk, options)
    return run_loop(app, _live(app, session, single, desk))


def run_loop(app: QApplication, life: Coroutine[Any, Any, int]) -> int:
    """Run `life` on the event loop of the window."""
    import asyncio

    from qasync import QEventLoop

    keep_collections_short(app)
    app.setWindowIcon(icons.of_program())  # after the first picture: what draws it is loaded for it
    try:
        with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
            return runner.run(life)
    finally:
        leave_clipboard(app)


def leave_clipboard(app: QApplication) -> None:
    """Take posts that were cut or copied back from the clipboard: Qt would free them after Python's own end, and crash.

    Words stay, for other programs.
    """
    clipboard = app.clipboard()
    if clipboard.ownsClipboard() or app.platformName() == "offscreen":  # which never says that it owns it
        words = clipboard.text()
        clipboard.clear()
        clipboard.setText(words)


def keep_collections_short(app: QApplication) -> None:
    """What is there by now stays: collections look at what comes after it, and seldom, so that none takes a frame."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    collect_here(app)


def window_options(arguments: Sequence[str]) -> Options:
    """What may stand after main.py when no command does; exits with 2 for anything else."""
    match arguments:
        case []:
            return Options()
        case ["--data-dir", folder] if not folder.startswith("-"):
            return Options(Path(folder))
    from argparse import ArgumentParser

    parser = ArgumentParser(prog="main.py", description="Opens the window. Commands: main.py COMMAND --help.")
    parser.add_argument("--data-dir", type=Path, help="the folder where everything is kept")
    parser.add_argument("--demo", action="store_true", help="a folder of its own with an example week")
    parser.add_argument("--background", action="store_true", help="start in the tray")
    parser.add_argument("to_open", nargs="*", metavar="FILE", help="photos or calendars to bring in")
    given = vars(parser.parse_args(arguments))
    to_open = tuple(given.pop("to_open"))
    own = 2 if arguments[0] == "--data-dir" else 0  # of the menu's entry (system/in_menu): a link stands behind it
    if any(argument.lower().startswith("smmdesk:") for argument in to_open) and len(to_open) != len(arguments) - own:
        parser.error("a link comes alone")  # it may be somebody else's: it brings no options along
    return Options(**given, to_open=to_open)


def make_application() -> QApplication:
    """The QApplication in our dress, whichever process makes it (the program, a test, a picture)."""
    old = QApplication.instance()
    app = old or QApplication([sys.argv[0], *style.ARGUMENTS])
    _keep_own_paths()
    assert isinstance(app, QApplication)
    app.setApplicationName("smmdesk")
    app.setApplicationDisplayName("smmdesk")
    app.setDesktopFileName("smmdesk")
    app.setQuitOnLastWindowClosed(False)
    style.apply(app, is_based=old is None)
    app.setProperty("focus_ring", FocusRing(app))
    return app


def _keep_own_paths() -> None:
    """Where a bundle has its Qt: read by now, and wrong for what is started from here (a file manager made with Qt)."""
    for name in ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH") if getattr(sys, "frozen", False) else ():
        os.environ.pop(name, None)


def _open_window(app: QApplication, desk: "Desk", options: Options) -> Session:
    """The window on the desk, painted."""
    drawings.recall(desk.paths.cache)
    apply_settings(app, desk.settings)
    if options.demo:
        from smmdesk.desk import demo

        demo.fill(desk)
    session = Session(app, desk, engine=not os.environ.get("SMMDESK_NO_ENGINE"))
    session.open(hidden=options.background)
    session.to_open = options.to_open
    return session


async def _live(app: QApplication, session: Session, single: SingleWindow, desk: "Desk") -> int:
    """From the first picture until the person has left, and then the end of everything.

    A copy of the calendar that they want back, or an empty one, takes its place between two windows, when nobody has
    it open.
    """
    try:
        single.listen()
        while await _until_left(session, single, desk):
            assert session.between is not None
            problem = _put_in_place(desk.paths, session.between)
            said = session.between_said if problem is None else ""
            try:
                desk = open_desk(desk.paths, system_clock())
            except ProblemError as error:
                return await _tell_and_leave(app, error.problem)
            session = Session(app, desk, engine=not os.environ.get("SMMDESK_NO_ENGINE"), says=(said, problem))
            session.open(waits=False)
    finally:
        single.close()
    return 0


async def _until_left(session: Session, single: SingleWindow, desk: "Desk") -> bool:
    """Live one window and end it with its desk; True when another calendar is to be put in its place."""
    import asyncio

    from smmdesk.system.log import start_log, stop_log
    from ui.shell.stop_signals import StopSignals

    signals = StopSignals()
    log_file = start_log(desk.paths, "window")
    ended = asyncio.Event()
    session.left.connect(ended.set)
    waking = single.woken.connect(session.open_asked)
    signals.asked.connect(session.quit)
    try:
        session.begin()
        if not session.has_left:
            await ended.wait()
    finally:
        single.woken.disconnect(waking)
        await session.aclose()
        await close_desk(desk)
        stop_log(log_file)
        signals.close()
    return session.between is not None


def _put_in_place(paths: Paths, between: Between) -> Problem | None:
    """Another calendar in the place of this one, which is copied first; the problem when it stays as it is."""
    try:
        between(paths, system_clock())
    except ProblemError as error:
        return error.problem
    return None


def apply_settings(app: QApplication, settings: Settings) -> None:
    """Language and theme as chosen."""
    choose_language(app, os.environ.get("SMMDESK_LANGUAGE") or str(settings.get("language")))
    look = theme()
    look.choose_motion(str(settings.get("motion")))
    look.choose_contrast(str(settings.get("contrast")))
    look.choose(str(settings.get("theme")))


async def _tell_and_leave(app: QApplication, problem: Problem) -> int:
    """The folder cannot be opened: say so in a window, and leave when it is closed."""
    import asyncio

    from ui.shell.problem_window import ProblemWindow

    ended = asyncio.Event()
    choose_language(app, "system")
    window = ProblemWindow(problem)
    window.left.connect(ended.set)
    window.show()
    await ended.wait()
    return 1
