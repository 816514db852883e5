"""What the tests with real processes share: a warmed process to fork them from, and a data folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.mastodon import FakeMastodon
from tests.helpers.warm import Warm


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """Processes of the program, forked from one that has imported it."""
    with Warm.start(tmp_path_factory.mktemp("warm")) as helper:
        yield helper


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "desk"


@pytest.fixture
def mastodon() -> Iterator[FakeMastodon]:
    with FakeMastodon() as server:
        yield server
