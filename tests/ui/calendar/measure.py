"""How long the calendar takes with many posts: turning months, a step of a drag, a drop until it stands there.

    python -m tests.ui.calendar.measure [posts a month] [months]

Nothing here is a timed test; the figures are for the report (performance.md 1, 3, 4, 5).
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from smmdesk.app import close_desk, open_desk
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content
from smmdesk.model.label import Label
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.ui.calendar.hands import Carry, day
from ui.bridge import Bridge
from ui.calendar.drag import pack
from ui.look import style
from ui.presenters.calendar import CalendarPresenter
from ui.views.calendar import CalendarView

ZONE = "Europe/Rome"
FIRST = datetime(2026, 6, 1)
COLORS = ("prodotti", "feste", "persone", "offerte")


def fill(desk: Desk, a_month: int, months: int) -> list[str]:
    """Spread posts over the days from 8:00 on; returns ids of November's."""
    with desk.store.transaction() as tx:
        tx.put(Brand("brand-1", "Forno Lucia", ZONE, "en"))
        for number, platform in enumerate(("practice", "mastodon", "bluesky", "wordpress")):
            tx.put(Channel(f"c{number}", "brand-1", platform, platform))
        for color in COLORS:
            tx.put(Label(f"l-{color}", "brand-1", color, color))
    november: list[str] = []
    for month in range(months):
        posts = [_post(desk, month, number, a_month) for number in range(a_month)]
        november += [post.id for post in posts if post.planned is not None and post.planned.wall.month == 11]
        with desk.store.transaction() as tx:
            tx.put_new(posts)
    return november


def _post(desk: Desk, month: int, number: int, a_month: int) -> Post:
    year, index = divmod(FIRST.month - 1 + month, 12)
    wall = datetime(FIRST.year + year, index + 1, 1, 8) + timedelta(days=number * 28 // a_month)
    wall += timedelta(minutes=5 * (number % 140))
    channels = tuple(f"c{n}" for n in range(number % 4 + 1))
    words = f"Post number {number} of month {month}, with some words to break and to cut"
    label = (f"l-{COLORS[number % 4]}",)
    content, moment = Content(text=words), Moment(wall, ZONE)
    return Post(desk.clock.new_id(), "brand-1", content, Stage.DRAFT, moment, channels, labels=label)


def timed(times: int, work: Callable[[int], object]) -> dict[str, float]:
    """Milliseconds of `work`, called with 0, 1, …, on the clock and of this thread's own work."""
    found = []
    for number in range(times):
        start = time.perf_counter(), time.thread_time()
        work(number)
        found.append(((time.perf_counter() - start[0]) * 1000, (time.thread_time() - start[1]) * 1000))
    return summary(found)


def summary(found: list[tuple[float, float]]) -> dict[str, float]:
    """Median and 95th percentile of both clocks; a busy machine spoils the first."""
    figures = {}
    for name, values in zip(("clock", "cpu"), zip(*found, strict=True), strict=True):
        ordered = sorted(values)
        figures[f"{name}_p50_ms"] = round(statistics.median(ordered), 2)
        figures[f"{name}_p95_ms"] = round(ordered[max(0, int(len(ordered) * 0.95) - 1)], 2)
    return figures


async def measure(a_month: int, months: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        desk = open_desk(Paths(Path(folder) / "desk"), ManualClock(datetime(2026, 11, 18, 10, 20, tzinfo=UTC)))
        november = fill(desk, a_month, months)
        bridge = Bridge(desk)
        view = CalendarView(CalendarPresenter(bridge))
        view.resize(1364, 848)
        view.show()
        await asyncio.sleep(0.5)
        figures: dict[str, object] = {"posts a month": a_month, "posts": a_month * months}
        figures["month switch, cold"] = await switches(view, 0.0)
        figures["month switch, read ahead while idle"] = await switches(view, 0.35)
        figures["repaint"] = timed(40, lambda _n: view.month.viewport().repaint())
        figures["drag step"] = drag_steps(view, november)
        figures["drop to repainted"] = drops(view, november)
        view.close()
        await bridge.aclose()
        view.deleteLater()
        await close_desk(desk)
    return figures


async def switches(view: CalendarView, idle_s: float) -> dict[str, float]:
    found = []
    for number in range(48):
        if idle_s:
            await asyncio.sleep(idle_s)
        else:
            view.presenter._pages.forget()
            view.chips.texts.forget()
        start = time.perf_counter(), time.thread_time()
        view.presenter.step(1 if number % 4 < 2 else -1)
        view.month.viewport().repaint()
        found.append(((time.perf_counter() - start[0]) * 1000, (time.thread_time() - start[1]) * 1000))
    return summary(found)


def drag_steps(view: CalendarView, november: list[str]) -> dict[str, float]:
    view.presenter.go_today()
    held = Carry(view.month.viewport(), pack(november[:1], november[0]))
    start = day(view.month, view.presenter.today)

    def step(number: int) -> None:
        held.over(QPoint(start.x() + (number * 37) % 500, start.y() + (number * 11) % 150))
        QApplication.processEvents()

    figures = timed(120, step)
    held.leave()
    return figures


def drops(view: CalendarView, november: list[str]) -> dict[str, float]:
    moves = view.presenter.moves
    shown = [e.post_id for d in view.presenter.page.days for e in d.entries if d.day > view.presenter.today][:40]

    def drop(number: int) -> None:
        post = shown[number % len(shown)]
        entry = view.presenter.entries((post,))[0]
        assert entry.day is not None
        moves.drop((post,), post, entry.day + timedelta(days=1 if number % 2 else -1))
        QApplication.processEvents()

    return timed(40, drop)


def main() -> None:
    a_month = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    months = int(sys.argv[2]) if len(sys.argv) > 2 else 6
    app = QApplication(sys.argv[:1])
    style.apply(app)
    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        figures = runner.run(measure(a_month, months))
    print(json.dumps({**figures, "load1": os.getloadavg()[0]}, indent=1))


if __name__ == "__main__":
    main()
