"""A media library in a window, on a real desk in a fresh folder."""

from collections.abc import Iterator

import pytest

from smmdesk.model.words import set_language
from tests.ui.composer.conftest import dressed, fresh_folder

__all__ = ["dressed", "fresh_folder"]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")
