"""A composer on a real desk in a fresh folder; delays run out when the test says so."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.words import set_language
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import made_desk
from tests.ui.composer import bakery
from tests.ui.composer.support import Delays, Spellings
from ui.bridge import Bridge
from ui.presenters.composer import ComposerPresenter
from ui.views.composer import ComposerView


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture(scope="session")
def fresh_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty desk's folder, to be copied: making one takes longer than most tests here."""
    folder = tmp_path_factory.mktemp("fresh") / "desk"
    with made_desk(Paths(folder), ManualClock()):
        return folder


@pytest.fixture
def desk(fresh_folder: Path, tmp_path: Path, clock: ManualClock) -> Iterator[Desk]:
    shutil.copytree(fresh_folder, tmp_path / "desk")
    with made_desk(Paths(tmp_path / "desk"), clock) as made:
        made.made_spelling = Spellings()
        yield made


@pytest.fixture
def brand(desk: Desk) -> Brand:
    return bakery.made_brand(desk, "it")


@pytest.fixture
def channels(desk: Desk, brand: Brand) -> tuple[Channel, ...]:
    """Mastodon, Bluesky, a blog."""
    return bakery.three_channels(desk, brand)


@pytest.fixture
def bridge(desk: Desk) -> Iterator[Bridge]:
    """Without a loop: what only needs the desk."""
    made = Bridge(desk)
    yield made
    made.end()


@pytest.fixture
def delays() -> Delays:
    return Delays()


Look = Callable[[ComposerPresenter], ComposerView]


@pytest.fixture
def dressed(qapp) -> None:
    """The application in our dress."""
    from ui.look import style
    from ui.look.focus_ring import FocusRing

    qapp.setQuitOnLastWindowClosed(False)
    if qapp.property("focus_ring") is None:
        style.apply(qapp)
        qapp.setProperty("focus_ring", FocusRing(qapp))


@pytest.fixture
def look(qtbot, dressed) -> Look:
    """`look(presenter)` shows the composer with its toolbar; the view comes back."""
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from ui.shell.main_window import Toolbar

    kept: list[QWidget] = []

    def show(presenter: ComposerPresenter) -> ComposerView:
        window, view = QWidget(), ComposerView(presenter)
        column = QVBoxLayout(window)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Toolbar(view.toolbar_items()))
        column.addWidget(view, 1)
        window.resize(1364, 900)
        qtbot.addWidget(window)
        kept.append(window)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        view.setFocus()
        return view

    return show


Compose = Callable[..., ComposerPresenter]


@pytest.fixture
def compose(bridge: Bridge, brand: Brand, delays: Delays) -> Iterator[Compose]:
    """`compose()` begins a new post, `compose(post)` opens one; all are let go at the end."""
    made: list[ComposerPresenter] = []

    def begin(post: object = None, **wanted: object) -> ComposerPresenter:
        if post is None:
            presenter = ComposerPresenter.new(bridge, wanted, delays.make)
        else:
            presenter = ComposerPresenter.open(bridge, getattr(post, "id"), delays.make)  # noqa: B009
        made.append(presenter)
        return presenter

    yield begin
    for presenter in made:
        presenter.let_go()
