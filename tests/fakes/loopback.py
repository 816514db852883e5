"""A small HTTP/1.1 server on 127.0.0.1 for fakes: it hands each request to a function, and breaks on demand.

It runs in a thread of its own, so that the program under test may be this process or another one.
"""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Self, TypeVar

import h11

from .exchange import Answer, Fault, Gate, Request

T = TypeVar("T")
Handler = Callable[[Request], Answer]
READ_BYTES = 65536


class LoopbackHttp:
    """Serves `handle(request) -> Answer` on a random port, one request at a time.

    `requests` keeps everything that arrived, with its answer. Faults are announced with `fail_next` and `hold_next`.
    `lock` is held while a request is handled; hold it to change what the handler looks at.
    """

    tls: ssl.SSLContext | None = None

    def __init__(self, handle: Handler) -> None:
        self._handle = handle
        self._faults: list[Fault] = []
        self.lock = threading.RLock()
        self._handled = threading.Condition(self.lock)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listener: asyncio.Server | None = None
        self._connections: dict[asyncio.Task[Any], asyncio.StreamWriter] = {}
        self._thread = threading.Thread(target=self._run, name="fake server")
        self._listening = threading.Event()
        self._stopping = asyncio.Event()
        self.port = 0
        self.requests: list[Request] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        self._thread.start()
        self._listening.wait()
        return self

    def stop(self) -> None:
        """Close every connection and end the thread. May be called again."""
        if self._thread.is_alive() and self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join()

    def wait_until(self, is_so: Callable[[], object], timeout_s: float = 30.0) -> None:
        """Wait until `is_so()`, asked again after each request. Raises AssertionError when it never was."""
        with self._handled:
            assert self._handled.wait_for(is_so, timeout_s), "what was waited for never came"

    # ------------------------------------------------------------------ faults
    def fail_next(self, path: str, **how: Any) -> Fault:
        """Let the next matching request go wrong; see `Fault` for the ways. A `path` ending in * is a beginning."""
        fault = Fault(path, **how)
        with self.lock:
            self._faults.append(fault)
        return fault

    def forget_faults(self) -> None:
        """Whatever was announced and did not happen yet does not happen."""
        with self.lock:
            self._faults.clear()

    def hold_next(self, path: str, **how: Any) -> Gate:
        """Keep the next matching request waiting (after it was accepted, unless `before_accept=True`)."""
        gate = Gate()
        self.fail_next(path, gate=gate, **how)
        return gate

    def unplug(self) -> None:
        """Nobody listens any more and every connection breaks, as when the network is gone."""
        self._in_loop(self._close_listener())

    def plug_in(self) -> None:
        """Listen again at the same address."""
        self._in_loop(self._open_listener())

    def _take_fault(self, request: Request) -> Fault | None:
        with self.lock:
            for fault in self._faults:
                if fault.matches(request):
                    fault.times -= 1
                    if not fault.times:
                        self._faults.remove(fault)
                    return fault
        return None

    # ------------------------------------------------------------------ the thread
    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        await self._open_listener()
        self._listening.set()
        await self._stopping.wait()
        await self._close_listener()
        for conversation in list(self._connections):
            conversation.cancel()
        await asyncio.gather(*self._connections)

    async def _open_listener(self) -> None:
        self._listener = await asyncio.start_server(
            self._connected, "127.0.0.1", self.port, family=socket.AF_INET, ssl=self.tls
        )
        self.port = self._listener.sockets[0].getsockname()[1]

    async def _close_listener(self) -> None:
        assert self._listener is not None
        self._listener.close()
        for writer in list(self._connections.values()):
            writer.transport.abort()

    def _in_loop(self, work: Coroutine[Any, Any, T]) -> T:
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        conversation = asyncio.current_task()
        assert conversation is not None
        self._connections[conversation] = writer
        try:
            await self._converse(reader, writer)
        except (OSError, h11.RemoteProtocolError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            del self._connections[conversation]
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = h11.Connection(h11.SERVER)
        while True:
            request = await next_request(talk, reader, writer)
            if request is None:
                return
            goes_on = await self._answer(request, talk, writer)
            if not goes_on or talk.our_state is not h11.DONE:
                return
            talk.start_next_cycle()

    async def _answer(self, request: Request, talk: h11.Connection, writer: asyncio.StreamWriter) -> bool:
        with self.lock:
            self.requests.append(request)
        fault = self._take_fault(request) or Fault(request.path)
        await fault.pause(before_accept=True)
        if fault.drop_before_accept:
            raise ConnectionAbortedError
        answer = fault.answer()
        if answer is None:
            with self.lock:
                answer = self._handle(request)
        with self._handled:
            request.answer = answer
            self._handled.notify_all()
        await fault.pause(before_accept=False)
        if fault.drop_after_accept:
            raise ConnectionAbortedError
        head, body = _wire(talk, request, answer)
        writer.write(head + (body[: len(body) // 2] if fault.cut_answer else body))
        await writer.drain()
        return not fault.cut_answer


async def next_request(
    talk: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> Request | None:
    head: h11.Request | None = None
    body = bytearray()
    while True:
        event = talk.next_event()
        if event is h11.NEED_DATA:
            if talk.they_are_waiting_for_100_continue:
                writer.write(talk.send(h11.InformationalResponse(status_code=100, headers=[])))
            talk.receive_data(await reader.read(READ_BYTES))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            return Request.of(head, bytes(body))
        else:
            return None


def _wire(talk: h11.Connection, request: Request, answer: Answer) -> tuple[bytes, bytes]:
    content = answer.content()
    headers: Mapping[str, str] = {
        "Content-Type": answer.content_type,
        **answer.headers,
        "Content-Length": str(len(content)),
    }
    head = talk.send(h11.Response(status_code=answer.status, headers=list(headers.items())))
    body = b"" if request.method == "HEAD" else talk.send(h11.Data(data=content))
    end = talk.send(h11.EndOfMessage())
    return head or b"", (body or b"") + (end or b"")
