"""Lines of a pipe, read beside the loop: on a thread of its own, for only so it works alike on every system.

Read without Python's own buffer, which cannot be left while the process ends; the thread ends with the process. What is
said never waits for whoever listens: a window that hangs must not keep the engine.
"""

import asyncio
import contextlib
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

BLOCK_BYTES = 65_536


def listen(descriptor: int, on_line: Callable[[str], None], on_end: Callable[[], None]) -> None:
    """Call `on_line` in the running loop for each line, and `on_end` once when the other end is closed."""
    loop = asyncio.get_running_loop()

    def read() -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            for line in lines_of(descriptor):
                loop.call_soon_threadsafe(on_line, line)
            loop.call_soon_threadsafe(on_end)

    threading.Thread(target=read, name="smmdesk-pipe", daemon=True).start()


def lines_of(descriptor: int) -> Iterator[str]:
    """The lines of a pipe, without their ends; what comes after the last end of line is no line."""
    rest = b""
    while True:
        try:
            data = os.read(descriptor, BLOCK_BYTES)
        except OSError:
            return
        if not data:
            return
        *whole, rest = (rest + data).split(b"\n")
        for line in whole:
            yield line.decode("utf-8", "replace")


def never_wait(descriptor: int) -> None:
    """Have `tell` drop a line rather than wait, where the system can (not for pipes of Windows: there it may wait)."""
    with contextlib.suppress(OSError, AttributeError):
        os.set_blocking(descriptor, False)


def tell(descriptor: int, line: Mapping[str, Any]) -> bool:
    """Write one JSON object as a line; False when the pipe is full and it was dropped. Raises OSError when the other
    end is closed."""
    try:
        os.write(descriptor, json.dumps(line, ensure_ascii=True).encode("ascii") + b"\n")
    except BlockingIOError:
        return False
    return True
