"""A fault server: stands before any platform on loopback, hands on what comes, and misbehaves as told.

    with FaultServer(fake.url) as way:            # give way.url to the program in place of fake.url
        way.play("reset after accept", Match("POST", "/api/v1/statuses$"))

It keeps what it received and what it handed on. It runs in a thread of its own, as the fakes do, so that the program
under test may be this process or another one. The answers name this server where the platform named itself.
"""

import asyncio
import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Self
from urllib.parse import quote, unquote, urlencode, urlsplit

import h11
import httpx

from ..fakes.exchange import Answer, Request
from ..fakes.loopback import LoopbackHttp, next_request
from .fault_scripts import SCRIPTS, Accepts, Ending, Script

HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "host", "te", "upgrade"})
TEXTUAL = re.compile(r"json|text|xml|javascript|x-www-form-urlencoded")
IN_SECONDS = re.compile(r"\{in (-?\d+)\}")
FORWARD = SCRIPTS["forward"]


@dataclass(frozen=True, slots=True)
class Match:
    """Which requests: the method, a regular expression found in path and query, bytes found in the body."""

    method: str = ""
    target: str = ""
    body: bytes = b""

    def __call__(self, request: Request) -> bool:
        target = unquote(target_of(request))
        return (
            (not self.method or request.method == self.method)
            and re.search(self.target, target) is not None
            and self.body in request.body
        )


def target_of(request: Request) -> str:
    """Path and query as they were asked for."""
    return request.path + (f"?{urlencode(request.query)}" if request.query else "")


@dataclass(eq=False)
class Rule:
    """A script for the matching requests from the `first` one on, `times` times (0: for ever).

    `release()` lets a late request reach the platform.
    """

    script: Script
    match: Callable[[Request], bool]
    first: int = 1
    times: int = 1
    seen: int = 0
    hits: "list[Exchange]" = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def takes(self, request: Request) -> bool:
        if not self.match(request):
            return False
        self.seen += 1
        return self.seen >= self.first and (not self.times or self.seen < self.first + self.times)

    def release(self) -> None:
        self.released.set()


@dataclass(eq=False)
class Exchange:
    """One request. `said` is what the platform answered, None while (or because) it was not asked; `over`: nobody waits
    for more any longer."""

    request: Request
    script: str
    said: Answer | None = None
    over: bool = False

    @property
    def is_forwarded(self) -> bool:
        return self.said is not None


class FaultServer(LoopbackHttp):
    """Answers at `url` for the server at `upstream`; with `tls` over https.

    `now` is the clock for dates in answers. `elsewhere` is a stranger's server that redirects may name: it keeps what
    it was sent.
    """

    def __init__(
        self,
        upstream: str,
        *,
        tls: ssl.SSLContext | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(_nothing_here)
        self.upstream = upstream.rstrip("/")
        self.tls = tls
        self.scheme = "https" if tls else "http"
        self.now = now
        self.exchanges: list[Exchange] = []
        self.elsewhere = LoopbackHttp(_nothing_here)
        self._rules: list[Rule] = []
        self._came_from: set[int] = set()
        self._client: httpx.AsyncClient | None = None

    # ------------------------------------------------------------------ life
    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def start(self) -> Self:
        self.elsewhere.start()
        return super().start()

    def stop(self) -> None:
        super().stop()
        self.elsewhere.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def _serve(self) -> None:
        async with httpx.AsyncClient(trust_env=False, verify=False, timeout=120.0) as self._client:
            await super()._serve()

    def change_tls(self, tls: ssl.SSLContext | None) -> None:
        """Listen again at the same address with another certificate, or (None) without any."""
        self.unplug()
        self.tls = tls
        self.plug_in()

    # ------------------------------------------------------------------ what to do to whom
    def play(
        self, script: "Script | str", match: Callable[[Request], bool] | None = None, *, first: int = 1, times: int = 1
    ) -> Rule:
        """Let the matching requests go wrong, the `first` one of them and `times` in all (0: for ever)."""
        rule = Rule(SCRIPTS[script] if isinstance(script, str) else script, match or Match(), first, times)
        with self.lock:
            self._rules.append(rule)
        return rule

    def behave(self) -> None:
        """Hand everything on again; what waits for a release goes on."""
        with self.lock:
            for rule in self._rules:
                rule.release()
            self._rules.clear()

    def forget(self) -> None:
        """What came so far counts no more."""
        with self.lock:
            self.exchanges.clear()
            self.requests.clear()
            self.elsewhere.requests.clear()

    def rest(self, timeout_s: float = 30.0) -> None:
        """Wait until nothing is on its way any more: who asked has closed what it opened, and what is late has reached
        the platform. Raises AssertionError where something stays."""
        port = 0  # where nobody listens, nobody waits to be let in either
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port)) as last:
            port = 0 if self.tls else last.getsockname()[1]  # whoever connected before is let in before
        assert self._loop is not None
        waiting = asyncio.run_coroutine_threadsafe(self._quiet(port), self._loop)
        try:
            waiting.result(timeout_s)
        except TimeoutError as late:
            waiting.cancel()
            under_way = [target_of(one.request) for one in self.received() if not one.over]
            raise AssertionError(f"something is still on its way: {under_way}") from late

    async def _quiet(self, port: int) -> None:
        while (port and port not in self._came_from) or self._connections:
            await asyncio.sleep(0.002)

    def received(self, match: Callable[[Request], bool] | None = None) -> list[Exchange]:
        """What came, oldest first."""
        with self.lock:
            return [exchange for exchange in self.exchanges if match is None or match(exchange.request)]

    def forwarded(self, match: Callable[[Request], bool] | None = None) -> list[Exchange]:
        """What the platform got."""
        return [exchange for exchange in self.received(match) if exchange.is_forwarded]

    # ------------------------------------------------------------------ an exchange
    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._came_from.add(writer.get_extra_info("peername")[1])
        goes_on = True
        while goes_on:
            request = await next_request(h11.Connection(h11.SERVER), reader, writer)
            goes_on = request is not None and await self._exchange(request, reader, writer)

    async def _exchange(self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection can be used again."""
        rule, exchange = self._met(request)
        script = rule.script if rule is not None else FORWARD
        try:
            return await self._play(script, rule, exchange, reader, writer)
        finally:
            exchange.over = True

    async def _play(
        self,
        script: Script,
        rule: Rule | None,
        exchange: Exchange,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        request = exchange.request
        if script.accepts is Accepts.NOW:
            await self._forward(exchange)
        answer = self._told(script, exchange)
        if script.ending is Ending.RESET:
            _reset(writer)
        elif script.ending is Ending.SILENCE:
            await reader.read()  # until the other side gives up
        elif script.ending is not Ending.CLOSED:
            assert answer is not None, "this script has nothing to say"
            await _say(writer, request, answer, script)
        if script.accepts is Accepts.LATE and rule is not None:
            await self._wait_late(rule)
            await self._forward(exchange)
        return script.ending is Ending.WHOLE

    def _met(self, request: Request) -> tuple[Rule | None, Exchange]:
        with self.lock:
            self.requests.append(request)
            rule = next((rule for rule in self._rules if rule.takes(request)), None)
            exchange = Exchange(request, rule.script.name if rule is not None else "")
            self.exchanges.append(exchange)
            if rule is not None:
                rule.hits.append(exchange)
            return rule, exchange

    async def _wait_late(self, rule: Rule) -> None:
        if rule.script.late_s:
            await asyncio.sleep(rule.script.late_s)
        else:
            while not rule.released.is_set():
                await asyncio.sleep(0.005)

    async def _forward(self, exchange: Exchange) -> None:
        """Let the platform have it, under its own name."""
        assert self._client is not None
        request = exchange.request
        headers = {name: self._inward(value) for name, value in request.headers.items() if name not in HOP_BY_HOP}
        body = request.body
        if TEXTUAL.search(request.mime):
            body = self._inward(body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        url = self.upstream + self._inward(target_of(request))
        said = await self._client.request(request.method, url, headers=headers, content=body)
        kept = {name: self._outward(value) for name, value in said.headers.items() if name not in HOP_BY_HOP}
        data, mime = said.content, kept.pop("content-type", "")
        if TEXTUAL.search(mime):
            data = self._outward(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        with self._handled:
            exchange.said = request.answer = Answer(said.status_code, data=data, headers=kept, content_type=mime)
            self._handled.notify_all()

    def _told(self, script: Script, exchange: Exchange) -> Answer | None:
        """The platform's answer, what a twist makes of it, or the script's own."""
        said = exchange.said
        if script.status is not None:
            headers = _headers(script, exchange.request, self)
            return Answer(script.status, data=script.body, headers=headers, content_type=script.content_type)
        if said is None or script.twist is None:
            return said
        data = script.twist(said.content(), self.url, self.elsewhere.url)
        headers = {**said.headers, **_headers(script, exchange.request, self)}
        return Answer(said.status, data=data, headers=headers, content_type=said.content_type)

    # ------------------------------------------------------------------ names
    def _outward(self, text: str) -> str:
        return _renamed(text, self.upstream, self.url)

    def _inward(self, text: str) -> str:
        return _renamed(text, self.url, self.upstream)


def _renamed(text: str, old: str, new: str) -> str:
    """The text with another origin in it, in every spelling that JSON and addresses have for one."""
    spellings: tuple[Callable[[str], str], ...] = (str, lambda url: url.replace("/", "\\/"), lambda url: quote(url, ""))
    for spelled in spellings:
        text = text.replace(spelled(old), spelled(new))
    old_place, new_place = urlsplit(old).netloc, urlsplit(new).netloc
    return text.replace(old_place, new_place).replace(quote(old_place, ""), quote(new_place, ""))


def _headers(script: Script, request: Request, server: FaultServer) -> dict[str, str]:
    """The script's own headers, with their places filled."""

    def date(found: re.Match[str]) -> str:
        return format_datetime((server.now() + timedelta(seconds=int(found[1]))).astimezone(UTC), usegmt=True)

    def fill(text: str) -> str:
        places = {"same": server.url, "elsewhere": server.elsewhere.url, "target": target_of(request)}
        for name, value in places.items():
            text = text.replace(f"{{{name}}}", value)
        return IN_SECONDS.sub(date, text)

    return {name: fill(value) for name, value in script.headers}


def _nothing_here(_request: Request) -> Answer:
    return Answer(404, text="nothing here", content_type="text/plain")


# ------------------------------------------------------------------ the bytes
def _reset(writer: asyncio.StreamWriter) -> None:
    """End it as a crashed machine does: what was on its way is lost, the other side is told nothing else."""
    at_once = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    writer.transport.abort()


async def _say(writer: asyncio.StreamWriter, request: Request, answer: Answer, script: Script) -> None:
    body = b"" if request.method == "HEAD" else answer.content()
    head = _head(answer, len(body), script.ending)
    if script.ending is Ending.DRIP:
        await _drip(writer, head + body, script.pause_s)
    elif script.ending is Ending.ENDLESS:
        await _for_ever(writer, head, body)
    else:
        await asyncio.sleep(script.pause_s)
        writer.write(head + (body if script.ending is Ending.WHOLE else body[: len(body) // 2]))
        await writer.drain()


def _head(answer: Answer, length: int, ending: Ending) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} -", f"Content-Type: {answer.content_type}"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    if ending is Ending.ENDLESS:
        lines.append("Transfer-Encoding: chunked")
    elif ending is not Ending.CUT_UNSEEN and answer.status != 204:
        lines.append(f"Content-Length: {length}")
    if ending is not Ending.WHOLE:
        lines.append("Connection: close")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


async def _drip(writer: asyncio.StreamWriter, data: bytes, pause_s: float) -> None:
    for place in range(len(data)):
        writer.write(data[place : place + 1])
        await writer.drain()
        await asyncio.sleep(pause_s)


async def _for_ever(writer: asyncio.StreamWriter, head: bytes, chunk: bytes) -> None:
    writer.write(head)
    while True:
        writer.write(b"%x\r\n" % len(chunk) + chunk + b"\r\n")
        await writer.drain()
        await asyncio.sleep(0)
