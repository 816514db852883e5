"""A server on loopback that says exactly the bytes it is told to, for everything that can go wrong on a wire."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Script = Callable[["Conversation"], Awaitable[None]]


class Conversation:
    """One connection. `request` is what the client sent so far (head and body as far as they were read)."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.request = b""

    async def read_request(self) -> bytes:
        self.request = await self.reader.readuntil(b"\r\n\r\n")
        length = next(
            (
                int(line.split(b":")[1])
                for line in self.request.split(b"\r\n")
                if line.lower().startswith(b"content-length")
            ),
            0,
        )
        self.request += await self.reader.readexactly(length)
        return self.request

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        await self.say("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def reset(self) -> None:
        """Cut the connection hard, as a crashed machine does."""
        self.writer.transport.abort()


class RawServer:
    """`conversations` keeps every connection that was made."""

    def __init__(self, port: int, scheme: str) -> None:
        self.port = port
        self.url = f"{scheme}://127.0.0.1:{port}"
        self.conversations: list[Conversation] = []


@asynccontextmanager
async def serving(script: Script, tls: ssl.SSLContext | None = None) -> AsyncIterator[RawServer]:
    """A server that runs `script` for each connection, until the block ends."""
    tasks: set[asyncio.Task[None]] = set()
    holder: list[RawServer] = []

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        talk = Conversation(reader, writer)
        holder[0].conversations.append(talk)
        try:
            await script(talk)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            tasks.discard(task)

    listener = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    holder.append(RawServer(listener.sockets[0].getsockname()[1], "https" if tls else "http"))
    try:
        yield holder[0]
    finally:
        listener.close()
        for task in list(tasks):
            task.cancel()
        if tasks:
            await asyncio.wait(list(tasks))
