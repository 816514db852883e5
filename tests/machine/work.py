"""What a forked process does for a test beside the program's own commands; named in `Warm.run` as "module:function"."""

import asyncio
from contextlib import closing
from pathlib import Path

from smmdesk.app import close_now, open_desk
from smmdesk.desk.connecting import save_token
from smmdesk.desk.desk import Desk
from smmdesk.store.store import Store
from smmdesk.system.clock import system_clock
from smmdesk.system.paths import Paths
from smmdesk.system.secrets import Secret

HERE = "tests.machine.work:"


def keep_token(folder: str, passphrase: str, channel_id: str, token: str) -> None:
    """Save a refreshed sign-in, as a connector has it done before its first use."""

    async def keep(desk: Desk) -> None:
        await save_token(desk, channel_id, Secret.of(access=token))

    desk = open_desk(Paths(Path(folder)), durable=True, passphrase=Secret(passphrase))
    try:
        asyncio.run(keep(desk))
    finally:
        close_now(desk)


def open_store(folder: str, durable: bool = True) -> None:
    """Open the folder's database (made, migrated or mended where that is needed) and close it."""
    paths = Paths(Path(folder))
    with closing(Store.open(paths, system_clock(), durable=durable)):
        pass
