"""Servers on this computer on which people write all the time: as fast as servers can be. Prints their ports; ends with
its standard input.

What they tell follows the time that `GET /now/SECONDS` last said: everywhere somebody writes every five minutes.
"""

import asyncio
import json
import sys
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from benchmarks.children.telling import tell

HEAD = "HTTP/1.1 %s\r\nContent-Type: %s\r\nETag: %s\r\nContent-Length: %d\r\n\r\n"
APART_S, PAGE, ENTRIES = 300, 40, 50
WORDS = "Aperti domani? Vorrei due pani di segale e una focaccia. "
ANNA = {"id": "7", "acct": "anna@a.example", "display_name": "Anna", "url": "https://a.example/@anna"}
ENTRY = (
    "<item><guid>%d</guid><title>Pane %d</title><link>http://feed.example/%d</link><description>%s</description></item>"
)


class Servers:
    """`now_s` is the time there."""

    def __init__(self) -> None:
        self.now_s = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                line, *fields = head.decode("latin-1").split("\r\n")
                named = dict(field.lower().split(": ", 1) for field in fields[:-2])
                status, kind, mark, body = self.answer(line.split()[1], named)
                writer.write((HEAD % (status, kind, mark, len(body))).encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    def answer(self, target: str, named: dict[str, str]) -> tuple[str, str, str, bytes]:
        """The line, the kind, the mark and the body of the answer to one question."""
        path, asked = urlsplit(target).path, dict(parse_qsl(urlsplit(target).query))
        if path.startswith("/now/"):
            self.now_s = int(path.rpartition("/")[2])
        if path != "/feed":
            return "200 OK", "application/json", '""', json.dumps(self.told(path, asked, named["host"])).encode()
        newest = self.now_s // (APART_S * 12)  # an entry an hour
        mark = f'"{newest}"'
        if named.get("if-none-match") == mark:
            return "304 Not Modified", "application/rss+xml", mark, b""
        rows = "".join(ENTRY % (one, one, one, WORDS * 8) for one in range(newest, newest - ENTRIES, -1))
        said = f'<rss version="2.0"><channel><title>Paese</title>{rows}</channel></rss>'
        return "200 OK", "application/rss+xml", mark, said.encode()

    def told(self, path: str, asked: dict[str, str], host: str) -> object:
        place = path.removeprefix("/api/")
        if place == "v1/notifications":
            return self.mentions(int(asked.get("min_id", 0)), host)
        if place == "v2/search":
            return {"statuses": self.found(asked["q"], host)}
        if place.startswith("v1/timelines/tag/"):
            return self.found(place, host)
        if place == "v1/scheduled_statuses":
            return [self.waiting(number) for number in range(5)]
        if place.endswith("verify_credentials"):
            return {"id": "1", "followers_count": 1000 + self.now_s // 3600}
        if place.endswith("/statuses"):  # the account's own
            return [self.own(str(number), self.now_s - number * 7200) for number in range(1, 21)]
        return self.own(place.rpartition("/")[2], self.now_s - 3600)

    def found(self, words: str, host: str) -> list[object]:
        """The newest page; each server and each word finds something of its own."""
        newest = self.now_s // APART_S
        mine = sum(map(ord, words + host))
        return [self.written(f"{one}{mine}", one * APART_S, host) for one in range(newest, newest - PAGE, -1)]

    def mentions(self, after: int, host: str) -> list[object]:
        newest = self.now_s // APART_S
        rows = range(newest, max(after, newest - PAGE), -1)
        return [
            {"id": str(one), "type": "mention", "account": ANNA, "status": self.written(f"9{one}", one * APART_S, host)}
            for one in rows
        ]

    def written(self, name: str, at_s: int, host: str) -> dict[str, object]:
        return {
            "id": name,
            "account": ANNA,
            "content": f"<p>{WORDS}</p>",
            "created_at": said(at_s),
            "visibility": "public",
            "in_reply_to_id": None,
            "reblog": None,
            "url": f"https://{host.replace(':', '-')}.example/@anna/{name}",
            "media_attachments": [],
        }

    def own(self, name: str, at_s: int) -> dict[str, object]:
        hour = self.now_s // 3600
        options = [{"title": title, "votes_count": hour % 100} for title in ("Segale", "Farro")]
        ends = said(self.now_s + 86_400)
        poll = {"options": options, "votes_count": hour % 100 * 2, "voters_count": None, "expires_at": ends}
        counted = {"favourites_count": hour % 50, "replies_count": hour % 9, "reblogs_count": hour % 7}
        said_there = {"content": "<p>Pane</p>", "edited_at": None, "poll": {**poll, "expired": False}}
        return {**self.written(name, at_s, "forno"), **said_there, **counted}

    def waiting(self, number: int) -> dict[str, object]:
        at = said(self.now_s // 86_400 * 86_400 + (number + 2) * 86_400)
        return {"id": str(number), "scheduled_at": at, "params": {"text": WORDS}, "media_attachments": []}


def said(at_s: int) -> str:
    return f"{datetime.fromtimestamp(at_s, UTC):%Y-%m-%dT%H:%M:%S}.000Z"


async def serve(count: int) -> None:
    servers = Servers()
    listeners = [await asyncio.start_server(servers.talk, "127.0.0.1", 0) for _ in range(count)]
    tell(ports=[listener.sockets[0].getsockname()[1] for listener in listeners])
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    for listener in listeners:
        listener.close()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
