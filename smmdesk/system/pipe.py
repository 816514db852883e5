"""Lines of a pipe, read beside the loop: on a thread of its own, for only so it works alike on every system.

Read without Python's own buffer, which cannot be left while the process ends; the thread ends with the process.
"""

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Iterator

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
