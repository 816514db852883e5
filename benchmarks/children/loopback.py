"""A server on this computer that says yes to every status: as fast as a server can be. Prints its port; ends with its
standard input."""

import asyncio
import json
import sys

from benchmarks.children.telling import tell

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
MADE = '{"id": "%d", "url": "http://127.0.0.1/@forno/%d", "created_at": "2026-11-18T10:20:00Z", "visibility": "public"}'


class Server:
    """Counts what it was sent; `GET /count` says how much."""

    def __init__(self) -> None:
        self.count = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                fields = dict(line.split(b": ", 1) for line in head.lower().split(b"\r\n")[1:-2])
                await reader.readexactly(int(fields.get(b"content-length", b"0")))
                answer = self.answer(head)
                writer.write(HEAD % (len(answer), answer))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    def answer(self, head: bytes) -> bytes:
        if head.startswith(b"GET /count"):
            return json.dumps({"count": self.count}).encode()
        self.count += 1
        return (MADE % (self.count, self.count)).encode()


async def serve() -> None:
    listener = await asyncio.start_server(Server().talk, "127.0.0.1", 0)
    tell(port=listener.sockets[0].getsockname()[1])
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    listener.close()


if __name__ == "__main__":
    asyncio.run(serve())
