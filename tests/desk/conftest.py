"""A desk on a real store in a fresh folder. The test moves its clock, which starts on 18 November 2026, 11:20."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import first_brand
from smmdesk.model.brand import Brand
from smmdesk.model.words import set_language
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import made_desk


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
def brand(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Brand:
    monkeypatch.setenv("TZ", "Europe/Rome")
    return first_brand(desk)
