"""A mistake of ours in an override of Qt's must not end the program.

PySide 6.11 on Python 3.11 crashes when an IndexError or TypeError of the interpreter leaves an override that was
called from within a call into Qt, and a whole drag is such a call. Here it is logged instead.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

log = logging.getLogger(__name__)


@contextmanager
def surviving(doing: str) -> Iterator[None]:
    """Log what goes wrong while `doing` something, and go on."""
    try:
        yield
    except Exception:
        log.exception("%s went wrong", doing)
