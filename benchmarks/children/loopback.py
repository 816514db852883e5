"""A server on this computer that says yes to every status: as fast as a server can be. Prints its port; ends with its
standard input."""

import asyncio
import json
import sys

from benchmarks.children.telling import tell

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
MADE = '{"id": "%d", "url": "http://127.0.0.1/@forno/%d", "created_at": "2026-11-18T10:20:00Z", "visibility": "public"}'
TOLD = (
    '{"id": "%d", "type": "mention", "account": {"id": "7", "acct": "anna@a.example", "display_name": "Anna", '
    '"url": "https://a.example/@anna"}, "status": {"id": "s%d", "content": "<p>Aperti domani?</p>", '
    '"created_at": "2026-11-18T10:20:00Z", "visibility": "public", "in_reply_to_id": null, "url": ""}}'
)
NEW = 3


class Server:
    """Counts what it was sent; `GET /count` says how much. Whoever asks what is new is told NEW mentions."""

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
        if head.startswith(b"GET /api/v1/notifications"):
            numbers = range(self.count + NEW, self.count, -1)
            self.count += NEW
            return f"[{', '.join(TOLD % (number, number) for number in numbers)}]".encode()
        self.count += 1
        return (MADE % (self.count, self.count)).encode()


async def serve() -> None:
    listener = await asyncio.start_server(Server().talk, "127.0.0.1", 0)
    tell(port=listener.sockets[0].getsockname()[1])
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    listener.close()


if __name__ == "__main__":
    asyncio.run(serve())
