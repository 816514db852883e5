"""The other end of `tests.helpers.warm`: everything is imported, nothing is opened, and each run is a fork of this.

One JSON object a line on standard input says what to run; the answer is one number a line, the exit code (below zero
the signal that ended it). Only this process's own children are waited for.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from typing import Any

MODULES = (
    "smmdesk.app",
    "smmdesk.engine",
    "smmdesk.commands.parser",
    "smmdesk.commands.posts",
    "smmdesk.commands.running",
    "smmdesk.commands.sending",
    "smmdesk.desk.connecting",
    "smmdesk.desk.crash_points",
    "smmdesk.desk.reach",
    "smmdesk.platforms.fetch",
    "smmdesk.platforms.http",
    "smmdesk.platforms.mastodon",
    "smmdesk.platforms.practice",
    "smmdesk.store.backups",
    "smmdesk.store.mending",
    "smmdesk.store.migrate",
    "smmdesk.store.schema",
    "smmdesk.store.transaction",
    "smmdesk.system.secrets",
    "smmdesk.system.settings",
    "alembic.command",
    "asyncio",
    "httpx",
    "sqlalchemy.pool",
)
LONGEST_S = 60
FELL = 70


def main() -> None:
    for name in MODULES:
        importlib.import_module(name)
    print("ready", flush=True)
    for line in sys.stdin:
        print(run(json.loads(line)), flush=True)


def run(wish: dict[str, Any]) -> int:
    """Fork, let strace take hold of the child where it is asked for, and wait for its end."""
    go_read, go_write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(go_write)
        os.read(go_read, 1)
        _be(wish)
    os.close(go_read)
    tracer = _attach(child, wish["trace"]) if wish["trace"] else None
    os.write(go_write, b"g")
    os.close(go_write)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if tracer is not None:
        assert tracer.stderr is not None
        tracer.stderr.close()
        tracer.wait(LONGEST_S)
    return code


def _attach(child: int, arguments: list[str]) -> "subprocess.Popen[str]":
    """A strace that follows the child from here on."""
    command = ["strace", "-f", "-p", str(child), *arguments]
    tracer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    said = tracer.stderr.readline()
    assert "attached" in said, said
    return tracer


def _be(wish: dict[str, Any]) -> None:
    """In the child: what was asked for, from beginning to end. Never returns."""
    code = FELL
    try:
        signal.alarm(LONGEST_S)
        os.setsid()
        _redirect(wish)
        os.environ.update(wish["env"])
        if wish["die_at"]:
            _at_point(wish["die_at"], wish["turn"], lambda: os.kill(os.getpid(), signal.SIGKILL))
        if wish["meanwhile"]:
            point, call, given = wish["meanwhile"]
            _at_point(point, 1, lambda: _called(call)(*given))
        code = int(_called(wish["call"])(*wish["given"]) or 0)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _redirect(wish: dict[str, Any]) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for number, path in ((1, wish["out"]), (2, wish["err"])):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(descriptor, number)
        os.close(descriptor)


def _called(call: str) -> Any:
    module, _, name = call.partition(":")
    return getattr(importlib.import_module(module), name)


def _at_point(point: str, turn: int, happens: Callable[[], object]) -> None:
    """What happens when the point is reached for the `turn`-th time."""
    from smmdesk.desk import crash_points

    left = turn

    def reached() -> None:
        nonlocal left
        left -= 1
        if not left:
            happens()

    crash_points.chosen, crash_points.die = point, reached


if __name__ == "__main__":
    main()
