"""Before the window closes: what was typed is written down, and what cannot be is neither lost nor passed over."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from smmdesk.desk import unwritten
from smmdesk.desk.unwritten import Unwritten, What
from smmdesk.model.for_the_eye import tame
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.shell.main_window import MainWindow
from ui.shell.places import COMPOSER
from ui.views.composer import ComposerView
from ui.widgets.safe_label import SafeLabel

SHEET = "unwritten_sheet"
ASKED = "asked_before_leaving"
MOST_SHOWN = 6
MOST_WORDS = 120


def may_leave(window: MainWindow, bridge: Bridge, again: Callable[[], object], leave: Callable[[], object]) -> bool:
    """Whether all that was typed is written down. Else it stays, and what can be done is asked: `again` tries once
    more, `leave` goes on without."""
    if _asks_in_a_sheet(window):
        return False
    typed = _write_all(window, bridge)
    if not typed:
        bridge.attempt(lambda: _as_before(bridge))
        return True
    if not any(sheet.isVisible() for sheet in window.findChildren(Sheet, SHEET)):
        _ask(window, bridge, typed, again, leave)
    return False


def tell_taken_in(bridge: Bridge) -> None:
    """What waited in the file since the last end is where it was typed."""
    taken = bridge.attempt(lambda: unwritten.take_in(bridge.desk))
    if taken is not None and taken.back:
        words = ngettext(
            "{count} text that could not be kept at the last end is there again",
            "{count} texts that could not be kept at the last end are there again",
            taken.back,
        )
        bridge.announce(words.format(count=taken.back))


# ------------------------------------------------------------------ what is typed
def _of_inbox(view: Any) -> None:
    view.person.leave()
    view.presenter.reply.keep()


def _of_calendar(view: Any) -> None:
    """An idea that is being typed is one, also without Enter."""
    if "tray" in view.__dict__:  # not made for this
        view.tray.field.keep()


FIELDS: dict[str, Callable[[Any], None]] = {
    "calendar": _of_calendar,
    "inbox": _of_inbox,
    "people": lambda view: view.card.leave(),
    "media": lambda view: view.details.save(),
}
"""By place, what writes down what is typed in its fields and goes on."""


def _write_all(window: MainWindow, bridge: Bridge) -> tuple[Unwritten, ...]:
    """Write down what is typed anywhere; returns what could not be."""
    focused = window.focusWidget()
    if focused is not None:
        focused.clearFocus()  # a field is written down when it is left
    composer = window.view(COMPOSER)
    open_post = composer if isinstance(composer, ComposerView) and not _is_saved(composer) else None
    for key, write in FIELDS.items():
        view = window.view(key)
        if view is not None:
            write(view)
    for one in tuple(bridge.unwritten.values()):  # of pages and boxes that are gone too
        if not bridge.write_down(one, partial(unwritten.write, bridge.desk, one)):
            break  # what stands against it stands against all
    found = list(bridge.unwritten.values())
    if open_post is not None:
        saving = open_post.presenter.saving
        bridge.why_unwritten = saving.problem
        found.append(unwritten.of_post(open_post.presenter.draft.post, saving.stored, saving.new_id))
        window.go_to(COMPOSER)
    if found and focused is not None:
        focused.setFocus()
    return tuple(found)


def _is_saved(composer: ComposerView) -> bool:
    composer.presenter.commit_time()
    return composer.presenter.saving.flush()


def _asks_in_a_sheet(window: MainWindow) -> bool:
    """Whether a sheet stands with something typed in it: it says so once, the second time it is left."""
    for sheet in window.findChildren(Sheet):
        if sheet.isVisible() and not sheet.property(ASKED) and any(map(_is_typed, sheet.findChildren(QWidget))):
            sheet.setProperty(ASKED, True)
            sheet.say(Problem("typed_in_a_sheet"))
            QApplication.alert(window)
            sheet.raise_()
            sheet.activateWindow()
            return True
    return False


def _is_typed(field: QWidget) -> bool:
    if isinstance(field, QLineEdit):
        is_secret = field.echoMode() is not QLineEdit.EchoMode.Normal
        return field.isModified() and not is_secret and not field.isReadOnly() and bool(field.text().strip())
    if isinstance(field, QPlainTextEdit | QTextEdit):
        return field.document().isModified() and not field.isReadOnly() and bool(field.toPlainText().strip())
    return False


# ------------------------------------------------------------------ asking
def _ask(
    window: MainWindow,
    bridge: Bridge,
    typed: tuple[Unwritten, ...],
    again: Callable[[], object],
    leave: Callable[[], object],
) -> None:
    """Say what it is, and what becomes of it. It is put into the file before anybody answers: the system may end."""
    try:
        _put_into_file(bridge, typed)
        kept = True
    except ProblemError:
        kept = False
    why = bridge.why_unwritten
    if kept:
        becomes = _("It lies in a small file beside your calendar, and stands where you typed it at the next start.")
    else:
        becomes = _("No small file can be written either: copy it before you close, or make room and try again.")
    reason = f"{why.title}. " if why is not None else ""
    sheet = Sheet(window, _("Not all that you typed could be kept"), f"{reason}{becomes}")
    sheet.setObjectName(SHEET)
    for one in typed[:MOST_SHOWN]:
        sheet.body.addWidget(SafeLabel(line_of(one), "body", wrap=True))
    if len(typed) > MOST_SHOWN:
        more = len(typed) - MOST_SHOWN
        words = ngettext("and {count} more", "and {count} more", more)
        sheet.body.addWidget(SafeLabel(words.format(count=more), "caption", "muted"))

    def go() -> None:
        _let_go(window)
        leave()

    def stay() -> None:
        bridge.attempt(lambda: _as_before(bridge))

    sheet.add_button(_("Stay"), "unwritten_stay", stay)
    sheet.add_button(_("Try again"), "unwritten_again", again, "normal")
    if kept:
        sheet.add_button(_("Close"), "unwritten_close", go, "primary")
    else:
        sheet.add_button(_("Close without it"), "unwritten_close", go)
        sheet.add_work(_("Copy what I typed"), "unwritten_copy", lambda: _copy(typed))
    sheet.open()


def _put_into_file(bridge: Bridge, typed: tuple[Unwritten, ...]) -> None:
    """Beside what waits there since an earlier end. Raises ProblemError."""
    paths = bridge.desk.paths
    if bridge.waiting_before is None:
        bridge.waiting_before = unwritten.read(paths)
    unwritten.keep(paths, (*bridge.waiting_before, *typed))


def _as_before(bridge: Bridge) -> None:
    """What this window put into the file is taken out; what waits there since an earlier end goes on waiting. Raises
    ProblemError."""
    if bridge.waiting_before is not None:
        unwritten.keep(bridge.desk.paths, bridge.waiting_before)
        bridge.waiting_before = None


def line_of(one: Unwritten) -> str:
    """What it is and how it begins: "An answer: “Thank you”"."""
    names = {
        What.ANSWER: _("An answer: “{words}”"),
        What.NOTES: _("Notes about somebody: “{words}”"),
        What.NAME: _("The name of somebody: “{words}”"),
        What.ALT: _("What a photo shows: “{words}”"),
        What.CREDIT: _("Whose photo it is: “{words}”"),
        What.POST: _("A post: “{words}”"),
        What.IDEA: _("An idea: “{words}”"),
    }
    return names[one.what].format(words=tame(one.text, MOST_WORDS))


def _copy(typed: tuple[Unwritten, ...]) -> None:
    QApplication.clipboard().setText("\n\n".join(map(_whole, typed)))


def _whole(one: Unwritten) -> str:
    """All of its words; of a post also those for single channels, and further parts."""
    if one.what is not What.POST:
        return one.text
    said = [one.fields.get("content") or {}, *(one.fields.get("wordings") or ())]
    texts = [part.get(name) for part in said for name in ("title", "text", "first_comment")]
    texts += [item.get("text") for part in said for item in part.get("thread") or ()]
    return "\n\n".join(text for text in texts if text)


def _let_go(window: MainWindow) -> None:
    """What lies in the file is written down at the next start, and not once more in the last moment."""
    composer = window.view(COMPOSER)
    if isinstance(composer, ComposerView):
        composer.presenter.let_go()
