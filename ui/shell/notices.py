"""What the window says by itself: the computer is elsewhere than the brand, a zone has new rules, a folder for
ideas is gone."""

from collections.abc import Callable
from datetime import time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from smmdesk.desk.brands import open_brand
from smmdesk.desk.idea_folder import problem_seen, standing_problems
from smmdesk.desk.zone_changes import ZoneChange, zone_changes, zone_changes_seen, zone_problem
from smmdesk.model.changes import Changes
from smmdesk.model.dates import say_clock, say_time, say_zone
from smmdesk.model.moment import Moment, zone_of
from smmdesk.model.problem import Problem
from smmdesk.model.words import _, ngettext
from smmdesk.system.zones import local_zone
from ui import dialogs
from ui.bridge import Bridge
from ui.look.theme import theme
from ui.widgets.rows import ListRow, scrolled_rows

if TYPE_CHECKING:
    from datetime import datetime

    from ui.shell.main_window import MainWindow

LOOK_EVERY_MS = 30_000
AS_EXAMPLE = time(9)
ELSEWHERE, NEW_RULES = "times_elsewhere", "zone_rules_changed"
TOLD, BETWEEN, MOST_TOLD = "zones_told", ";", 20
"""Pairs of this computer's zone and a brand's, newest first: each brand abroad is told of once, also between others."""
FOLDER_PROBLEMS = ("ideas_folder_gone", "ideas_folder_crowded", "ideas_folder_many")


class Notices(QObject):
    """Looks at the start, when the computer may have travelled, and when another process wrote."""

    def __init__(self, window: "MainWindow", bridge: Bridge) -> None:
        super().__init__(window)
        self._window, self._bridge = window, bridge
        self._elsewhere: Problem | None = None
        self._rules: Problem | None = None
        self._folder: Problem | None = None
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        bridge.changed.connect(self._desk_changed)
        self.look()

    def close(self) -> None:
        self._timer.stop()
        self._bridge.changed.disconnect(self._desk_changed)

    def look(self) -> None:
        """Say what is new, take back what is over."""
        self._look_at_zone()
        self._look_at_rules()
        self._look_at_folders()

    def tell_again(self) -> None:
        """In the language now in use, and for the brand that is open now: what was said before goes first."""
        for said in (self._elsewhere, self._rules, self._folder):
            if said is not None:
                self._window.bars.dismiss(said.code)
        self._elsewhere = self._rules = self._folder = None
        self.look()

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("brand", "setting", "idea_folder"):
            self.look()

    def _look_at_zone(self) -> None:
        desk = self._bridge.desk
        here, brand = local_zone(), open_brand(desk).zone
        problem = travelled(here, brand, desk.clock.now())
        pair = f"{here} {brand}"
        told = str(desk.settings.get(TOLD)).split(BETWEEN)
        if problem is not None and pair in told:
            problem = None
        if problem == self._elsewhere:
            return
        self._elsewhere = problem
        if problem is None:
            self._window.bars.dismiss(ELSEWHERE)
            return
        bar = self._window.bars.show_problem(problem)
        bar.closed.connect(lambda: desk.settings.set(TOLD, BETWEEN.join([pair, *filter(None, told)][:MOST_TOLD])))

    def _look_at_rules(self) -> None:
        problem = zone_problem(self._bridge.desk)
        if problem == self._rules:
            return
        self._rules = problem
        if problem is None:
            self._window.bars.dismiss(NEW_RULES)
        else:
            self._window.show_problem(problem)

    def _look_at_folders(self) -> None:
        """A folder for ideas that cannot be reached is said once, until it is back (decision 0044)."""
        desk = self._bridge.desk
        with desk.store.reading() as reader:
            standing = [one for one in standing_problems(reader) if one.code in FOLDER_PROBLEMS]
        problem = standing[0] if standing else None
        if problem == self._folder:
            return
        if self._folder is not None:
            self._window.bars.dismiss(self._folder.code)
        self._folder = problem
        if problem is not None:
            bar = self._window.bars.show_problem(problem, self._window.on_remedy(problem))
            brand_id = str(problem.values["brand_id"])
            bar.closed.connect(lambda: self._bridge.attempt(lambda: problem_seen(desk, brand_id)))


def travelled(here: str, brand: str, now: "datetime") -> Problem | None:
    """The banner of ux.md 54: the clocks of the computer and those of the brand differ; None while they agree."""
    example = Moment.of(now, brand).at(AS_EXAMPLE)
    there = example.instant.astimezone(zone_of(here))
    if there.replace(tzinfo=None) == example.shown:
        return None
    values = {"zone": say_zone(brand), "here": say_zone(here), "time": say_clock(example.shown)}
    return Problem(ELSEWHERE, {**values, "time_here": say_clock(there)})


# ------------------------------------------------------------------ the list
def show_zone_changes(parent: QWidget, bridge: Bridge, opened: Callable[[str], object]) -> dialogs.Sheet:
    """Every post that goes out at another moment than before, with its hour, which stays."""
    desk = bridge.desk
    changes = zone_changes(desk)
    sheet = dialogs.Sheet(
        parent,
        _("Posts under new clock rules"),
        _("Each keeps its time of day. The clocks there changed, so it comes sooner or later than before."),
    )
    sheet.setObjectName("zone_changes")
    rows: list[QWidget] = []
    for number, change in enumerate(changes):
        row = ListRow(change.words or _("Without words"), _said(change), f"zone_change_{number}")
        row.add_button(_("Open"), f"zone_open_{number}", partial(_open, sheet, opened, change.post_id))
        rows.append(row)
    sheet.body.addWidget(scrolled_rows(rows, theme().px(320)))
    sheet.add_button(_("Got it"), "zone_seen", lambda: bridge.attempt(lambda: zone_changes_seen(desk)), "primary")
    sheet.open()
    return sheet


def _open(sheet: dialogs.Sheet, opened: Callable[[str], object], post_id: str) -> None:
    sheet.close()
    opened(post_id)


def _said(change: ZoneChange) -> str:
    """ "Wed 25 Nov, 09:00 in Rome, 1 hour later than before"."""
    where = _("{time} in {zone}").format(time=say_time(change.moment), zone=say_zone(change.moment.zone))
    words = _("{span} later than before") if change.later > timedelta(0) else _("{span} earlier than before")
    return f"{where}, {words.format(span=_span(abs(change.later)))}"


def _span(step: timedelta) -> str:
    minutes = round(step.total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    said = [
        ngettext("{count} hour", "{count} hours", hours).format(count=hours) if hours else "",
        ngettext("{count} minute", "{count} minutes", rest).format(count=rest) if rest else "",
    ]
    return " ".join(part for part in said if part)
