"""An engine that dies at a named point, without ending the test's own process."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from smmdesk.desk import crash_points


class CrashError(BaseException):
    """Not an Exception: nothing on the way may catch it and tidy up, as nothing would after a power cut."""


@contextmanager
def crash_at(name: str) -> Iterator[list[str]]:
    """The next time the point is reached the engine's work ends there. The list names the points that were reached."""
    reached: list[str] = []

    def die() -> None:
        crash_points.chosen = ""
        reached.append(name)
        raise CrashError(name)

    patch = pytest.MonkeyPatch()
    patch.setattr(crash_points, "chosen", name)
    patch.setattr(crash_points, "die", die)
    try:
        yield reached
    finally:
        patch.undo()
