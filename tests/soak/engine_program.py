"""Engines for the soak, one after another: `python -m tests.soak.engine_program` with a JSON order as its argument.

Each engine is a process of its own that does what `main.py publish` does: it opens the data folder durable, takes the
engine's lock, and runs `smmdesk.engine.run` until it is killed. It is forked from this warmed one, which has imported
everything and holds no lock, no thread and no open file of the folder; a SIGKILL ends it as it would end any other.

Not as in the product: time runs fast (`fast_time`), the passphrase was turned into the key once for all (the window
hands it over the same way), the trust in authorities was loaded once, and a deliberate bug may be planted.

On standard input a line asks for an engine; on standard output `pid N` and, when it ended, `ended STATUS` answer.
"""

import asyncio
import gc
import json
import os
import sys
import traceback
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import anyio._backends._asyncio
import anyio.to_thread
import sniffio

import smmdesk.desk.reach
from smmdesk import engine
from smmdesk.app import close_now, open_desk
from smmdesk.model.channel import Channel
from smmdesk.model.counting import COUNTERS
from smmdesk.platforms import connector, wire
from smmdesk.system.clock import SystemClock
from smmdesk.system.log import start_log
from smmdesk.system.paths import Paths
from smmdesk.system.secrets import Secret
from tests.machine.seeded_bugs import planted
from tests.soak.fast_time import FastClock, FastLoops, Pace

WARMED = (anyio._backends._asyncio, anyio.to_thread, sniffio, smmdesk.desk.reach)
"""Loaded here once instead of by each engine at its first call."""


def main(order: dict[str, Any]) -> int:
    pace, folder = Pace.of(order["pace"]), Path(order["folder"])
    asyncio.set_event_loop_policy(FastLoops(pace.speed))
    key = _warm(folder, order["passphrase"])
    gc.freeze()  # what is shared with the engines stays shared
    with planted(order["bug"]) if order["bug"] else nullcontext():
        print("ready", flush=True)
        for _ in sys.stdin:
            child = os.fork()
            if child == 0:
                _live(folder, pace, key)
            print(f"pid {child}", flush=True)
            _, status = os.waitpid(child, 0)
            print(f"ended {status}", flush=True)
    return 0


def _warm(folder: Path, passphrase: str) -> Secret:
    """Everything loaded that an engine would load by and by; answers the folder's key."""
    trust = wire.Wire(SystemClock(), None, 1).trust
    wire.Wire.trust = property(lambda _self: trust)  # type: ignore[assignment, method-assign]
    desk = open_desk(Paths(folder), passphrase=Secret(passphrase))
    try:
        asyncio.run(desk.vault.ready())
        with desk.store.reading() as reader:
            platforms = {channel.platform for channel in reader.all(Channel)}
        for name in platforms:
            connector(name)
            desk.facts(name)
        for count in COUNTERS.values():
            count("è")
        return desk.vault.hand_over()
    finally:
        close_now(desk)


def _live(folder: Path, pace: Pace, key: Secret) -> None:
    """One engine's life, in the child. It never returns."""
    status = 1
    try:
        with (folder / "logs" / "engine.words").open("ab") as words, open(os.devnull, "rb") as nothing:
            os.dup2(nothing.fileno(), 0)
            os.dup2(words.fileno(), 1)
            os.dup2(words.fileno(), 2)
        paths = Paths(folder)
        desk = open_desk(paths, FastClock(pace), durable=True)
        desk.policy = pace.policy
        desk.vault.take_over(key)
        start_log(paths, "engine")
        engine.run(desk)
        close_now(desk)
        status = 0
    except BaseException:  # the child ends here, whatever it was; the parent's code is not its own
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
