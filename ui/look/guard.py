"""A mistake of ours in an override of Qt's must not end the program.

PySide 6.11 on Python 3.11 crashes when an IndexError or TypeError of the interpreter leaves an override that was
called from within a call into Qt, and a whole drag is such a call; and for any error that leaves an event filter. Here
it is logged instead.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from PySide6.QtCore import QEvent, QObject

Filter = Callable[[Any, QObject, QEvent], bool]


@contextmanager
def surviving(doing: str) -> Iterator[None]:
    """Log what goes wrong while `doing` something, and go on."""
    try:
        yield
    except Exception:
        _note(doing)


def event_filter(method: Filter) -> Filter:
    """For every `eventFilter`: what goes wrong in it is logged, and the event goes its way."""

    @wraps(method)
    def looked(self: Any, watched: QObject, event: QEvent) -> bool:
        try:  # not `surviving`: every event of the program comes by here while a card is open
            return method(self, watched, event)
        except Exception:
            _note("looking at an event")
            return False

    return looked


def _note(doing: str) -> None:
    """The mistake that is being handled, into the log, which nothing else loads before the first picture."""
    import logging

    logging.getLogger(__name__).exception("%s went wrong", doing)
