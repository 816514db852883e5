"""What a forked process does for a test beside the program's own commands; named in `Warm.run` as "module:function"."""

import asyncio
import json
import os
import resource
import signal
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from smmdesk.app import close_now, leave_network, open_desk
from smmdesk.commands import running
from smmdesk.desk import planning, undo, undo_pieces
from smmdesk.desk.desk import Desk
from smmdesk.desk.sessions import open_session
from smmdesk.desk.sign_ins import save_token
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.own_app import Access
from smmdesk.store import backups, driver, folding
from smmdesk.store.store import Store
from smmdesk.system.clock import pause, system_clock
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


def take_back(folder: str) -> None:
    """Undo the last step, two rows at a time."""
    undo_pieces.AT_ONCE, undo_pieces.GIVING_WAY_S = 2, 0.0
    desk = open_desk(Paths(Path(folder)))
    try:
        undo.undo(desk)
    finally:
        close_now(desk)


def open_and_count(folder: str) -> None:
    """`open_store`; says which SQL statements (by number, from 1) it took: all, those that commit, and those of them
    with which a migration is there."""
    seen = _at_each_statement(lambda _number: None)
    open_store(folder)
    commits = [number for number, sql in enumerate(seen, 1) if sql.upper().startswith(("COMMIT", "END"))]
    migrated = {next(commit for commit in commits if commit > number) for number in _numbered(seen)}
    print(json.dumps({"statements": len(seen), "commits": commits, "migrations": sorted(migrated)}))


def _numbered(seen: Sequence[str]) -> list[int]:
    """The statements that say which version a file is of."""
    return [number for number, sql in enumerate(seen, 1) if sql.startswith("UPDATE alembic_version")]


def open_and_die(folder: str, at: int) -> None:
    """`open_store`, killed when the SQL statement of this number begins, on whichever connection."""
    _at_each_statement(lambda number: os.kill(os.getpid(), signal.SIGKILL) if number == at else None)
    open_store(folder)


def _at_each_statement(happens: Callable[[int], None]) -> list[str]:
    """From now on every connection of this process tells of its statements."""
    seen: list[str] = []

    def step(sql: str) -> None:
        seen.append(sql)
        happens(len(seen))

    connect = driver.dbapi.connect

    def watched(*given: Any, **named: Any) -> Any:
        connection = connect(*given, **named)
        connection.set_trace_callback(step)
        return connection

    driver.dbapi.connect = watched
    return seen


def write_and_fold(folder: str, text: str) -> None:
    """A draft as a window writes it, and its folding at once. Says so when it is in the file."""
    desk = open_desk(Paths(Path(folder)))
    brand = planning.first_brand(desk)
    planning.add_post(desk, brand.id, content=Content(text=text))
    if folding.fold(desk.paths.database):
        print("folded", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)


def restore(folder: str, name: str) -> None:
    """Put the copy of this name in the place of the database."""
    paths = Paths(Path(folder))
    backups.restore(paths, system_clock(), paths.backups / name)


def write_with_old_sqlite(folder: str) -> None:
    """Two commits as on a computer without our SQLite: a rollback journal, no log. Says what is committed."""
    use_old_sqlite(lambda name, value: setattr(driver, name, value))
    clock = system_clock()
    with closing(Store.open(Paths(Path(folder)), clock, durable=True)) as store:
        for number in range(2):
            with store.transaction() as tx:
                tx.put(Brand(clock.new_id(), f"brand {number} " + "x" * 30_000))
            print(number, flush=True)


def use_old_sqlite(put: Callable[[str, Any], None]) -> None:
    """Have the standard library's SQLite for driver; an old one, which does not use the log."""
    put("dbapi", sqlite3)
    for name in ("Error", "DatabaseError", "OperationalError", "IntegrityError"):
        put(name, getattr(sqlite3, name))
    put("log_is_safe", lambda _number: False)


def fill_disk(folder: str) -> None:
    """Take all the room that is left where this folder lies."""
    with open(Path(folder) / "filler", "wb", buffering=0) as file, suppress(OSError):
        for size in (64 * 1024, 1024, 1):
            with suppress(OSError):
                while file.write(bytes(size)):
                    pass


def no_file_grows(largest_bytes: int) -> None:
    """From now on nothing is written behind this place of any file."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_bytes, largest_bytes))


def open_as(folder: str, spare: str, uid: int) -> int:
    """Open the folder as another user; says the problem. A spare folder is opened before, for all that is imported."""
    open_store(spare)
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)
    try:
        open_store(folder, durable=False)
    except ProblemError as error:
        print(json.dumps(error.problem.as_dict()))
        return 1
    return 0


def publish_impatiently(folder: str, wait_ms: int) -> int:
    """`publish --once` that waits for another program's lock so long only."""
    driver.BUSY_TIMEOUT_MS = wait_ms
    return running.main(["--data-dir", folder, "publish", "--once", "--json"])


def add_post_impatiently(folder: str, wait_ms: int, text: str) -> int:
    """`posts add` that waits for another program's lock so long only."""
    driver.BUSY_TIMEOUT_MS = wait_ms
    return running.main(["--data-dir", folder, "posts", "add", "--text", text, "--json"])


def hold_lock_elsewhere(folder: str, for_ms: int) -> None:
    """Another process takes the database's lock and keeps it so long."""
    ready_read, ready_write = os.pipe()
    if os.fork() == 0:
        with closing(driver.connect(Paths(Path(folder)).database)) as other:
            other.execute("BEGIN IMMEDIATE")
            os.write(ready_write, b"l")
            pause(for_ms / 1000)
            other.execute("ROLLBACK")
        os._exit(0)
    os.read(ready_read, 1)


def renew_sign_in(folder: str, passphrase: str, channel_id: str) -> None:
    """Renew a channel's sign-in under the owner's own app, as the window or a command does. Says on the disk that it
    begins, and prints the new access."""

    async def renew(desk: Desk) -> str:
        with desk.store.reading() as reader:
            channel = reader.get(Channel, channel_id)
        try:
            access = Access(await open_session(desk, channel))
            (desk.paths.folder / "begun").touch()
            await access.renew()
            return access.bearer.reveal()
        finally:
            await leave_network(desk)

    desk = open_desk(Paths(Path(folder)), durable=True, passphrase=Secret(passphrase))
    try:
        print(asyncio.run(renew(desk)), flush=True)
    finally:
        close_now(desk)
