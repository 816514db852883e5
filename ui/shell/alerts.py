"""What the person has to know wherever they are: the bars under the toolbar, the badge of the outbox, the missed posts.

Kept in step with the database and the engine: a bar goes when its cause goes. One that was closed stays closed until
its cause is gone and comes again.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from smmdesk.desk import missed, open_problems, standstill
from smmdesk.model.changes import Changes
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Part, State
from smmdesk.model.problem import Problem, Remedy
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge
from ui.problems import BarStack
from ui.shell.doors import Doors
from ui.shell.places import COMPOSER

if TYPE_CHECKING:
    from ui.shell.main_window import MainWindow

GATHER_MS = 400
"""The engine marks what was missed one by one: the sheet waits until all of it is there."""
BEAT_MS = 300_000
"""A post that waits for an OK comes near by time alone."""
OUTBOX = "outbox"
IN_NO_LINE = open_problems.CONNECTION | {"all_paused", "of_other_computer"}
Key = tuple[str, object]


class Alerts(QObject):
    """Lives as long as the window."""

    def __init__(self, window: "MainWindow", bridge: Bridge, doors: Doors) -> None:
        super().__init__(window)
        self._window, self._bridge, self._doors = window, bridge, doors
        self._shown: dict[Key, Problem] = {}
        self._closed: set[Key] = set()
        self._asked: set[str] = set()
        self._put_off = False
        self._recalled: dict[str, Channel] = {}
        self._gather = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._gather.timeout.connect(self._offer)
        self._beat = QTimer(self, interval=BEAT_MS)
        self._beat.timeout.connect(self.refresh)
        self._beat.start()
        bridge.changed.connect(self._desk_changed)
        bridge.engine.problem_changed.connect(self.refresh)
        doors.put_off.connect(self._later)
        window.place_shown.connect(self.refresh)

    def close(self) -> None:
        """Look at nothing any more: the store goes."""
        self._gather.stop()
        self._beat.stop()
        self._bridge.changed.disconnect(self._desk_changed)
        self._bridge.engine.problem_changed.disconnect(self.refresh)
        self._doors.put_off.disconnect(self._later)
        self._window.place_shown.disconnect(self.refresh)

    def refresh(self, _place: str = "") -> None:
        """Bars and badge as things are now."""
        shown = frozenset(brand.id for brand in self._bridge.shown_brands)
        with self._bridge.desk.store.reading() as reader:
            problems = open_problems.open_problems(reader, self._bridge.desk, shown)
            waiting = open_problems.waiting_for_connection(reader)
            paused = standstill.problem(reader, self._bridge.desk)
            foreign = open_problems.of_other_computer(reader, self._bridge.desk)
            posts = missed.missed_posts(reader, shown) if any(_is_missed(one) for one in problems) else ()
        accounts = sorted(
            (one.problem for one in problems if one.delivery is None and one.post is None),
            key=lambda one: one.is_warning,
        )
        causes = list(waiting) if paused is None else [paused, *waiting]
        held = self._bridge.engine.problem
        if foreign is not None and (held is None or held.code != "other_computer"):
            causes.insert(0, foreign)
        if held is not None:
            causes.insert(0, held)
        self._look_at_recalls()
        posts = tuple(one for one in posts if not one.post.sample)  # the example week interrupts nobody
        self._note_missed({one.post.id for one in posts})
        if posts and self._put_off:
            causes.append(Problem("missed_waiting", {"count": len(posts)}))
        self._show([*causes, *accounts][: BarStack.MOST])  # the others stand in the outbox
        self._count(len(problems) + (self._bridge.engine.problem is not None), sum(_number(one) for one in waiting))

    def repeat(self) -> None:
        """All bars again, in the language now in use."""
        for key in list(self._shown):
            self._window.bars.dismiss(*key)
        self._shown.clear()
        self.refresh()

    # ------------------------------------------------------------------ bars and badge
    def _show(self, causes: list[Problem]) -> None:
        all_of_them = {(problem.code, problem.values.get("channel")): problem for problem in causes}
        listed = self._window.current == OUTBOX  # there "To solve" says them, and a bar only what stands in no line
        wanted = {key: one for key, one in all_of_them.items() if not listed or one.code in IN_NO_LINE}
        for key in set(self._shown) - set(wanted):
            del self._shown[key]
            self._window.bars.dismiss(*key)
        self._closed &= set(all_of_them)
        for key, problem in wanted.items():
            if key not in self._closed and self._shown.get(key) != problem:
                self._shown[key] = problem
                bar = self._window.bars.show_problem(problem, self._remedy(problem))
                bar.closed.connect(partial(self._closed.add, key))
        self._window.bars.arrange(wanted)

    def _remedy(self, problem: Problem) -> Callable[[], object] | None:
        if problem.code in open_problems.CONNECTION and problem.remedy is Remedy.RETRY:
            return self._try_again
        return self._window.on_remedy(problem)

    def _try_again(self) -> None:
        """Everything that waits for the connection, at once."""
        from smmdesk.desk import settling

        self._bridge.attempt(lambda: settling.retry_all(self._bridge.desk))

    def _count(self, problems: int, waiting: int) -> None:
        """What needs the person, in red; else what waits for the connection."""
        button = self._window.rail.buttons["outbox"]
        if problems:
            words = ngettext("{count} waits for you", "{count} wait for you", problems).format(count=problems)
            button.set_badge(problems, urgent=True, words=words)
        else:
            words = _("{count} waiting for the connection").format(count=waiting) if waiting else ""
            button.set_badge(waiting, words=words)

    def _look_at_recalls(self) -> None:
        """What was taken back here is off the platform's list too, or was out there already (ux.md 81)."""
        with self._bridge.desk.store.reading() as reader:
            recalled = open_problems.being_recalled(reader)
            ended = reader.many(Part, set(self._recalled) - set(recalled))
        before, self._recalled = self._recalled, recalled
        for part_id, part in ended.items():
            name = before[part_id].name
            if part.state in (State.DRAFT, State.CANCELLED):
                self._bridge.announce(_("{channel} confirmed: it is off its list").format(channel=name))
            elif part.state is State.PUBLISHED:
                self._bridge.announce(_("{channel} had published it already").format(channel=name))

    # ------------------------------------------------------------------ missed posts
    def _note_missed(self, ids: set[str]) -> None:
        """New ones are offered in one sheet, once; those that were put off stay in the bar."""
        if ids - self._asked:
            self._asked |= ids
            self._gather.start()
        self._asked &= ids
        if not ids:
            self._put_off = False
            self._gather.stop()

    def _offer(self) -> None:
        """The sheet, unless the person is in the middle of something: then the bar says it."""
        busy = self._window.current == COMPOSER or QApplication.activeModalWidget() is not None
        if busy or not self._window.isVisible() or not self._doors.decide_missed():
            self._later()

    def _later(self) -> None:
        self._put_off = True
        self.refresh()

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("part", "delivery", "channel", "setting", "approval_note"):
            self.refresh()
        elif changes.touches("post"):
            self._look_at_recalls()


def _is_missed(one: open_problems.OpenProblem) -> bool:
    return one.part is not None and one.part.state is State.MISSED


def _number(problem: Problem) -> int:
    count = problem.values.get("count")
    return count if isinstance(count, int) else 0
