"""A desk on a folder, at the moment for which the folders are filled."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from smmdesk.app import close_now, open_desk
from smmdesk.desk.desk import Desk
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.helpers.big_store import NOW


@contextmanager
def desk_on(paths: Paths, *, durable: bool = False, now: datetime = NOW) -> Iterator[Desk]:
    """The desk of `paths`, its clock standing at `now`."""
    made = open_desk(paths, ManualClock(now), durable=durable)
    try:
        yield made
    finally:
        close_now(made)
