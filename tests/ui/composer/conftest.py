"""A composer on a real desk in a fresh folder; delays run out when the test says so."""

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
from tests.ui.composer.support import Delays
from ui.bridge import Bridge
from ui.presenters.composer import ComposerPresenter


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def desk(tmp_path: Path, clock: ManualClock) -> Iterator[Desk]:
    with made_desk(Paths(tmp_path / "desk"), clock) as made:
        yield made


@pytest.fixture
def brand(desk: Desk) -> Brand:
    return bakery.made_brand(desk, "it")


@pytest.fixture
def channels(desk: Desk, brand: Brand) -> tuple[Channel, ...]:
    """Mastodon, Bluesky, a blog."""
    return bakery.three_channels(desk, brand)


@pytest.fixture
def bridge(desk: Desk) -> Bridge:
    """Without a loop: what only needs the desk."""
    return Bridge(desk)


@pytest.fixture
def delays() -> Delays:
    return Delays()


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
