"""Opens a data folder as a desk, and closes it in order."""

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from smmdesk.desk.desk import Desk
from smmdesk.system.clock import Clock, system_clock
from smmdesk.system.paths import Paths

if TYPE_CHECKING:
    from smmdesk.system.secrets import Secret

PASSPHRASE_NAME = "SMMDESK_PASSPHRASE"  # noqa: S105 - the name of a variable


def open_desk(
    paths: Paths, clock: Clock | None = None, *, durable: bool = False, passphrase: "Secret | None" = None
) -> Desk:
    """The desk of a folder, which is made when it is missing.

    `durable`: each commit waits for the disk (the engine). `passphrase` opens the sign-ins where no keyring does; else
    SMMDESK_PASSPHRASE, which is taken out of the environment. Raises ProblemError folder_synced, folder_not_writable,
    desk_busy, disk_full.
    """
    from smmdesk.store.store import Store
    from smmdesk.system.settings import Settings

    _leave_no_memory()
    given = passphrase or _passphrase_of_environment()
    time = clock or system_clock()
    store = Store.open(paths, time, durable=durable)
    desk = Desk(store, time, paths, Settings(paths.settings), given)
    if paths.forgotten.exists():
        from smmdesk.desk import forgetting

        forgetting.apply_again(desk)
    return desk


def _leave_no_memory() -> None:
    """No picture of this process's memory on disk when it falls, where the system can: sign-ins stand there in the
    clear. Windows' own reports are its own affair."""
    if sys.platform != "win32":
        import resource

        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _passphrase_of_environment() -> "Secret | None":
    """Read once and removed, so that no child process inherits it."""
    found = os.environ.pop(PASSPHRASE_NAME, "")
    if not found:
        return None
    from smmdesk.system.secrets import Secret

    return Secret(found)


async def close_desk(desk: Desk) -> None:
    """End the network, the threads, the decoder and then the store. Whoever started tasks has ended them before."""
    await leave_network(desk)
    desk.close_parts()


async def leave_network(desk: Desk) -> None:
    """End the network alone, on the loop that used it; the desk goes on."""
    http, desk.made_http = desk.made_http, None
    if http is not None:
        await http.aclose()


def close_now(desk: Desk) -> None:
    """`close_desk` where no loop runs."""
    import asyncio

    asyncio.run(close_desk(desk))
