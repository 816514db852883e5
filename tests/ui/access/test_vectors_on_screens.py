"""The hostile texts of security.md §3, all at once, on whole screens: each is told literally and changes nothing else.

Each surface opens what it is made of, one after the other. On none may a text be read as rich text, open a file or an
address, turn or hide what stands beside it, push a control out of the window, or make anybody wait.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QTextDocument
from PySide6.QtWidgets import QLabel, QListWidget, QTextEdit, QToolButton, QWidget

from smmdesk.app import close_now, open_desk
from smmdesk.desk.import_rows import Table
from smmdesk.desk.importing import Plan, RowProblem
from smmdesk.model.problem import Problem
from smmdesk.model.words import _
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.helpers.listening import nothing_is_opened
from tests.ui.access import checks, hostile
from tests.ui.access.conftest import NOW, Program
from tests.ui.access.steps import FRIDAY, calendar, composer, newest, settle
from tests.ui.shell.support import child
from ui.calendar.bring import Reading
from ui.calendar.column_sheet import ask_columns
from ui.dialogs import Sheet
from ui.shell.session import Session
from ui.views.ideas_tray import IdeaCard

__all__ = ["nothing_is_opened"]
MARKS = [pytest.mark.vector(number) for number in hostile.NUMBERS if number != hostile.ENDLESS]
PATIENCE_S = 20.0
"""For one screen with all of them, on a busy machine."""
TURNS = re.compile("[\u202a\u202b\u202d\u202e\u200b\x00\U000e0041]|\u0351\u034a\u0351\u034a\u0351")
Show = Callable[[Session], QWidget]


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory, bakery: Callable[[str], Path]) -> Path:
    import shutil

    folder = tmp_path_factory.mktemp("hostile") / "desk"
    shutil.copytree(bakery("en"), folder)
    desk = open_desk(Paths(folder), ManualClock(NOW))
    hostile.fill(desk)
    close_now(desk)
    return folder


@pytest.fixture(autouse=True)
def a_screen_reader() -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


# ------------------------------------------------------------------ the surfaces
def outbox(session: Session) -> QWidget:
    session.window.go_to("outbox")
    return session.window


def detail(session: Session) -> QWidget:
    view = session.window.go_to("outbox")
    view.presenter.select("d-h-needs-10")  # type: ignore[attr-defined]
    return session.window


def problems(session: Session) -> QWidget:
    session.doors.show_problems()
    return session.window


def bar(session: Session) -> QWidget:
    calendar(session)
    for number in (10, 21, 24):
        text = hostile.words(number)
        session.window.show_problem(Problem("refused", {"channel": text, "platform": "X", "said": text}))
    return session.window


def toast(number: int, session: Session) -> QWidget:
    calendar(session)
    session.bridge.announce(_("{name} is in the library").format(name=hostile.name(number)), True)
    return session.window


def found(number: int, session: Session) -> QWidget:
    view = calendar(session)
    view.search_field.begin()
    view.search_field.field.setText(hostile.name(number)[:200])
    return session.window


def hover(number: int, session: Session) -> QWidget:
    view = calendar(session, "agenda")
    view.presenter.go_to(FRIDAY)
    settle()
    entry = next(one for day in view.presenter.page.days for one in day.entries if one.post_id == f"h-out-{number}")
    view.grid.hand.keyboard = True
    view.cards.show_preview(entry, view.grid.rect_of(view.grid.entries.index_of_post(entry.post_id)))
    settle()
    return newest(session)


def day_card(session: Session) -> QWidget:
    calendar(session).cards.show_day(FRIDAY)
    settle()
    return newest(session)


def days(mode: str, session: Session) -> QWidget:
    view = calendar(session, mode)
    view.presenter.go_to(FRIDAY)
    return session.window


def undated(session: Session) -> QWidget:
    view = calendar(session)
    for button in view.tray.findChildren(QToolButton):
        if button.objectName() == "tray_drafts":
            button.click()
    tray, end = view.tray, time.monotonic() + PATIENCE_S
    wanted = {entry.post_id for entry in tray.presenter.shown}
    while not wanted <= {card.entry.post_id for card in tray.findChildren(IdeaCard)} and time.monotonic() < end:
        settle()  # its cards come a few at a time
    return session.window


def trash(session: Session) -> QWidget:
    session.doors.open_trash()
    settle()
    return newest(session)


def missed(session: Session) -> QWidget:
    assert session.doors.decide_missed()
    settle()
    return newest(session)


def history(number: int, session: Session) -> QWidget:
    from smmdesk.model.label import Label

    with session.bridge.desk.store.reading() as reader:
        post_id = reader.get(Label, hostile.VERSIONED).name
    composer(session, post_id).show_versions()
    settle()
    sheet = newest(session)
    child(sheet, QListWidget, "versions_list").setCurrentRow(len(hostile.NUMBERS) - number)
    return sheet


def preview_of_import(number: int, session: Session) -> QWidget:
    view, name = calendar(session), hostile.name(number)
    told = Problem("channel_unknown", {"id": name}), Problem("media_missing", {"name": name})
    rows = tuple(RowProblem(row, problem) for row, problem in enumerate(told, start=2))
    plan = Plan(name, "brand-1", problems=rows, total=3, table=Table((name,), (name,), {}))
    Reading(view, view.presenter, Path("x.csv")).show_plan(plan)
    settle()
    return newest(session)


def columns_of_import(number: int, session: Session) -> QWidget:
    view, name = calendar(session), hostile.name(number)
    ask_columns(view.window(), name, Table((name, ""), (name, name), {"text": 0}), lambda _columns: None)
    settle()
    return newest(session)


def library(session: Session) -> QWidget:
    session.window.go_to("media")
    return session.window


def photo(number: int, session: Session) -> QWidget:
    session.window.go_to("media").presenter.choose([f"h-a-{number}"])  # type: ignore[attr-defined]
    return session.window


def customer(number: int, session: Session) -> QWidget:
    session.window.go_to("media").show_contribution(f"h-k-{number}")  # type: ignore[attr-defined]
    return session.window


def people(number: int, session: Session) -> QWidget:
    session.window.go_to("people").open_card(f"h-w-{number}")  # type: ignore[attr-defined]
    settle()
    return session.window


def everybody(session: Session) -> QWidget:
    session.window.go_to("people")
    settle()
    return session.window


def messages(key: str, number: int, session: Session) -> QWidget:
    view = session.window.go_to("inbox")
    view.presenter.show_only("all")  # type: ignore[attr-defined]
    view.open_message(f"h-{key}-{number}")  # type: ignore[attr-defined]
    settle()
    return session.window


def sought(number: int, session: Session) -> QWidget:
    view = session.window.go_to("inbox")
    view.presenter.search(hostile.name(number)[:200])  # type: ignore[attr-defined]
    settle()
    return session.window


def channels(session: Session) -> QWidget:
    session.window.go_to("channels")
    return session.window


def saved(session: Session) -> QWidget:
    child(composer(session), QWidget, "tool_hash").click()  # type: ignore[attr-defined]
    settle()
    return newest(session)


def written(number: int, session: Session) -> QWidget:
    composer(session, f"h-out-{number}")
    return session.window


def filters(session: Session) -> QWidget:
    calendar(session).filters.click()
    settle()
    return newest(session)


SOME = (1, 5, 10, 17, 20, 21, 22, 24, 26, 28, 30)
"""One of each sort, where a screen shows one text at a time."""
SURFACES: dict[str, Sequence[Show]] = {
    "outbox": [outbox, detail],
    "missed sheet": [missed],
    "trash": [trash],
    "history with word diff": [partial(history, number) for number in (1, 21, 24, 30)],
    "import preview": [partial(preview_of_import, number) for number in hostile.NUMBERS],
    "import columns": [partial(columns_of_import, number) for number in hostile.NUMBERS],
    "search results": [partial(found, number) for number in SOME],
    "hover card": [*(partial(hover, number) for number in SOME), day_card],
    "calendar": [partial(days, mode) for mode in ("month", "week", "day", "agenda", "board")],
    "tray": [calendar, undated],
    "problems centre": [problems],
    "library": [library, *(partial(one, number) for one in (photo, customer) for number in SOME)],
    "people": [everybody, *(partial(people, number) for number in SOME)],
    "inbox": [partial(messages, "m", number) for number in SOME],
    "listening": [partial(messages, "f", number) for number in SOME],
    "inbox search": [partial(sought, number) for number in SOME],
    "saved texts": [saved],
    "channels": [channels],
    "notifications": [bar, *(partial(toast, number) for number in (*SOME, 29))],
    "composer": [partial(written, number) for number in SOME],
    "filters": [filters],
}
ALL_AT_ONCE = {
    "outbox",
    "missed sheet",
    "trash",
    "import preview",
    "import columns",
    "tray",
    "problems centre",
    "library",
}
ALL_AT_ONCE |= {"saved texts", "channels", "filters", "people"}
"""The surfaces on which every one of them must stand."""


@pytest.mark.parametrize(
    "surface", [pytest.param(name, marks=[*MARKS, pytest.mark.surface(name)]) for name in SURFACES]
)
def test_a_whole_screen_bears_them(program: Program, attacked: Path, surface: str) -> None:
    said, faults = looked_at(program("en", of=attacked), SURFACES[surface])
    assert not faults, "\n".join(faults)
    if surface in ALL_AT_ONCE:
        assert [number for number in hostile.NUMBERS if not hostile.shows(said, number)] == []


def looked_at(session: Session, shows: Sequence[Show]) -> tuple[str, list[str]]:
    """What these screens say, and what is wrong on them."""
    said, faults = "", []
    for show in shows:
        begun = time.monotonic()
        with opened(session, show) as root:
            root.grab()
            took = time.monotonic() - begun
            text = hostile.said_by(root)
            said += text
            name = getattr(show, "args", ("",))[0], getattr(show, "func", show).__name__
            faults += [f"{name}: {fault}" for fault in wrong_on(root)]
            faults += [f"{name}: took {took:.1f} s"] if took > PATIENCE_S else []
    return said, faults


@contextmanager
def opened(session: Session, show: Show) -> Iterator[QWidget]:
    root = show(session)
    settle()
    try:
        yield root
    finally:
        if root is not session.window:
            root.close()
        for sheet in session.window.findChildren(Sheet):
            sheet.close()
        session.window.drop_view("composer")
        settle()


def wrong_on(root: QWidget) -> list[str]:
    """What a text did to the screen around it."""
    found = [*checks.outside(root), *checks.too_large(root)]
    found += [f"turns or hides: {text[:80]!r}" for text in hostile.seen_on(root) if TURNS.search(text)]
    found += [f"guesses rich text: {one.text()[:40]!r}" for one in root.findChildren(QLabel) if guesses(one)]
    for edit in root.findChildren(QTextEdit):
        found += [f"has a picture in it: {edit.objectName()}"] if has_picture(edit.document()) else []
    return found


def guesses(label: QLabel) -> bool:
    return bool(label.text()) and label.textFormat() != Qt.TextFormat.PlainText


def has_picture(document: QTextDocument) -> bool:
    return "\ufffc" in document.toPlainText()
