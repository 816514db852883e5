"""Every task has an owner; closing the owner ends the task. The only place that names `create_task`."""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import Context, copy_context
from functools import partial
from typing import Any, TypeVar

log = logging.getLogger(__name__)
T = TypeVar("T")


class TaskScope:
    """Tasks that live as long as their owner. A new task with the same `key` cancels the older one.

    An exception goes to `on_error`, else to the log; cancellation is not an error.
    """

    def __init__(self, on_error: Callable[[BaseException], None] | None = None) -> None:
        self._on_error = on_error
        self._tasks: dict[asyncio.Task[Any], str] = {}
        self._closed = False

    def start(self, work: Coroutine[Any, Any, T], key: str = "", context: Context | None = None) -> asyncio.Task[T]:
        """Run `work` on the running loop, in `context` or a copy of this one. Raises RuntimeError after `aclose`."""
        if self._closed:
            work.close()
            raise RuntimeError("this scope is closed")
        if key:
            self.cancel(key)
        task = asyncio.get_running_loop().create_task(work, context=context)
        self._tasks[task] = key
        task.add_done_callback(self._ended)
        return task

    def cancel(self, key: str) -> None:
        """Cancel the tasks started under `key`."""
        for task, own in list(self._tasks.items()):
            if own == key:
                task.cancel()

    @property
    def closed(self) -> bool:
        """Whether nothing may be started any more."""
        return self._closed

    @property
    def busy(self) -> bool:
        return bool(self._tasks)

    async def idle(self) -> None:
        """Wait until every task of this scope has ended by itself."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    async def aclose(self) -> None:
        """Cancel all and wait for them."""
        self._closed = True
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(list(self._tasks))

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.pop(task, None)
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            return
        if self._on_error is not None:
            self._on_error(error)
        else:
            log.error("a task ended with an error", exc_info=error)


class WorkPool:
    """The one small pool for blocking calls (keyring, picture decoding, backups). Close it before the loop ends."""

    def __init__(self, threads: int = 3) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="smmdesk")

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """`function(*args)` on a thread of the pool, as part of the act that waits for it."""
        within = partial(copy_context().run, function, *args)
        return await asyncio.get_running_loop().run_in_executor(self._pool, within)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)


class Aside:
    """One blocking call after the other on a thread that ends with the process, whatever it waits for: a disk of the
    network may never answer. While an earlier call still waits, another one is not begun."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._busy = False

    async def run(self, function: Callable[..., T], *args: Any, patience_s: float) -> T:
        """`function(*args)`; TimeoutError after `patience_s` seconds, or while an earlier call is still at it."""
        if self._busy:
            raise TimeoutError
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()

        def tell(outcome: Callable[[], None]) -> None:
            self._busy = False
            if not done.done():
                outcome()

        def work() -> None:
            try:
                made = function(*args)
            except Exception as error:
                said: Callable[[], None] = partial(done.set_exception, error)
            else:
                said = partial(done.set_result, made)
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(tell, said)

        self._busy = True
        self._thread = threading.Thread(target=work, name="smmdesk-aside", daemon=True)
        self._thread.start()
        async with asyncio.timeout(patience_s):
            return await done

    def wait(self, patience_s: float) -> None:
        """Until the call that is running ends, at most so long; at the end of its owner."""
        if self._thread is not None:
            self._thread.join(patience_s)
