"""A real desk in a temporary folder, with a brand in Rome and the clock at Wed 18 Nov 2026, 11:20."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model import words
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.label import Label
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.store.store import Store
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from smmdesk.system.settings import Settings
from tests.desk.support import with_database
from ui.bridge import Bridge
from ui.presenters.calendar import CalendarPresenter

if TYPE_CHECKING:
    from ui.views.calendar import CalendarView

ZONE = "Europe/Rome"
NOW = datetime(2026, 11, 18, 10, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    words.set_language("en")
    yield
    words.set_language("en")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def desk(tmp_path: Path, clock: ManualClock) -> Iterator[Desk]:
    paths = with_database(Paths(tmp_path / "desk"))
    store = Store.open(paths, clock)
    made = Desk(store, clock, paths, Settings(paths.settings))
    with store.transaction() as tx:
        tx.put(Brand("brand-1", "Forno Lucia", ZONE, "it"))
        for number, platform in enumerate(("practice", "mastodon", "wordpress")):
            name = platform.capitalize()
            tx.put(
                Channel(f"channel-{number}", "brand-1", platform, name, status=ChannelStatus.CONNECTED, sort_key=number)
            )
        tx.put(Label("label-1", "brand-1", "Products", "prodotti"))
    yield made
    made.close_parts()


@pytest.fixture
def bridge(desk: Desk, qapp) -> Iterator[Bridge]:
    made = Bridge(desk)
    yield made
    made._timer.stop()
    made._disconnect()


@pytest.fixture
def presenter(bridge: Bridge) -> Iterator[CalendarPresenter]:
    made = CalendarPresenter(bridge)
    yield made
    made.close()


Write = Callable[..., Post]


@pytest.fixture
def write(desk: Desk) -> Write:
    """Add a post: `write("2026-11-24 09:00", "Walnut bread")`; an empty time leaves it without date."""

    def add(when: str, text: str, **fields: object) -> Post:
        planned = Moment(datetime.fromisoformat(when), ZONE) if when else None
        fields.setdefault("channels", ("channel-0",))
        return planning.add_post(desk, "brand-1", content=Content(text=text), planned=planned, **fields)

    return add


@pytest.fixture
def announced(bridge: Bridge) -> list[tuple[str, bool]]:
    """What was said for the toast, with whether it can be undone."""
    said: list[tuple[str, bool]] = []
    bridge.announced.connect(lambda sentence, undo: said.append((sentence, undo)))
    return said


@pytest.fixture
def view(bridge: Bridge, qtbot, qapp) -> Iterator["CalendarView"]:
    """The calendar's screen with its toolbar, 1360 px wide, shown in a window of its own."""
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from ui.look import style
    from ui.shell.main_window import Toolbar
    from ui.views.calendar import CalendarView

    if not qapp.property("dressed"):
        style.apply(qapp)
        qapp.setProperty("dressed", True)
    window = QWidget()
    made = CalendarView(CalendarPresenter(bridge))
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(Toolbar(made.toolbar_items()))
    column.addWidget(made, 1)
    qtbot.addWidget(window)
    window.resize(1360, 900)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(lambda: made.findChild(QWidget, "ideas_tray") is not None)  # it comes once the days were painted
    yield made
    made.close()
