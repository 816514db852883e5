"""The program was moved to another folder: what begins with the computer, and the menu, lead to where it is now."""

from functools import partial
from typing import TYPE_CHECKING

from smmdesk.desk.desk import Desk

if TYPE_CHECKING:
    from smmdesk.system.at_login import Entry


async def follow(desk: Desk, entries: "tuple[Entry, ...] | None" = None) -> bool:
    """Entries whose program is gone start this one from now on; whether there was one.

    Others stay as they are: they may be another copy's. Raises ProblemError(not_set_up). Tests replace `entries`."""
    return await desk.pool.run(partial(_follow, desk, entries))


def _follow(desk: Desk, entries: "tuple[Entry, ...] | None") -> bool:
    from smmdesk.system import at_login, in_menu  # in the thread: no start of the window waits for them

    paths = desk.paths
    entries = entries or (
        at_login.window_entry(paths),
        at_login.engine_service(paths),
        *filter(None, [in_menu.menu_entry(paths)]),
    )
    followed = [entry.follow() for entry in entries]
    return any(followed)
