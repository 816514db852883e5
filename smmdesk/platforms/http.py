"""The one way out to the platforms: httpx, called directly, with a deadline over the whole call.

Nothing is retried here (the publisher is the only retrier). An irreversible call gets a connection of its own, so that
a stale one cannot blur "not sent"; a hook runs just before its first byte. Secrets leave only for the addresses that
the view was made for, and only over https or to this computer itself.
"""

import asyncio
import base64
import contextlib
import json as _json
import logging
import secrets
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from smmdesk.model.url_parts import joined, split_url
from smmdesk.platforms import faults
from smmdesk.platforms.answers import Answer, UnreadableError, inflate, origin_of, plain_words, remote_date
from smmdesk.platforms.base import ConnectorError, RefusedError
from smmdesk.platforms.call import Call as Call
from smmdesk.platforms.call import Upload as Upload
from smmdesk.platforms.faults import Names
from smmdesk.platforms.moves import MovedError, Moves
from smmdesk.platforms.progress import ToldBytes, ToldFile
from smmdesk.platforms.signing import OAuth1
from smmdesk.platforms.wire import OnFirstByte, Watch, Wire, is_loopback
from smmdesk.system.clock import Clock
from smmdesk.system.secrets import Secret

log = logging.getLogger(__name__)
for _noisy in ("httpx", "httpcore"):  # they would write whole addresses, queries included
    logging.getLogger(_noisy).setLevel(logging.WARNING)

DEADLINE_S = 60.0
IN_FLIGHT = 10
MOST_REDIRECTS = 4
CHUNK_BYTES = 65_536
OF_ADDRESSES = "/?&=%+,:;@$!'()*~"
"""What stays as it is of a secret that is a piece of an address."""


class Http:
    """A view on the wire: whose names stand in problems, which origins may see secrets, who is told of first bytes."""

    def __init__(
        self,
        clock: Clock,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        in_flight: int = IN_FLIGHT,
        _wire: Wire | None = None,
    ) -> None:
        self._wire = _wire or Wire(clock, transport, in_flight)
        self._names = Names()
        self._origins: frozenset[str] = frozenset()
        self._on_first_byte: OnFirstByte | None = None
        self._deadline_s = DEADLINE_S
        self._moves: Moves | None = None

    def for_whom(
        self,
        platform: str,
        channel: str = "",
        addresses: Iterable[str] = (),
        on_first_byte: OnFirstByte | None = None,
        deadline_s: float = DEADLINE_S,
    ) -> "Http":
        """A view for one channel (or one sign-in): secrets leave only for the origins of `addresses`.

        `on_first_byte` is awaited just before the first byte of each irreversible call, after connecting; what it
        raises ends the call before anything was sent. `deadline_s` is the longest that a call takes.
        """
        view = Http(self._wire.clock, _wire=self._wire)
        view._deadline_s = deadline_s
        view._names = Names(platform, channel)
        view._origins = frozenset(origin_of(address) for address in addresses if address)
        view._on_first_byte = on_first_byte
        return view

    def also_for(self, *addresses: str) -> "Http":
        """The same view, trusting further origins (found by discovery while signing in)."""
        view = self.for_whom(self._names.platform, self._names.channel, (), self._on_first_byte, self._deadline_s)
        view._origins = self._origins | {origin_of(address) for address in addresses if address}
        view._moves = self._moves
        if self._moves is not None:
            for address in filter(None, addresses):
                self._moves.require_wanted(address, self._names.problem("address_changed"))
        return view

    def for_signing_in(self) -> "Http":
        """The same view, for one sign-in at an address that a person typed: see moves.py. Its calls raise MovedError
        where the server sends them elsewhere, and so does `also_for` where nothing but a redirect led there."""
        view = self.also_for()
        view._moves = Moves()
        return view

    @property
    def names(self) -> Names:
        return self._names

    @property
    def deadline_s(self) -> float:
        """The longest that a call takes which says nothing else."""
        return self._deadline_s

    @property
    def clock(self) -> Clock:
        return self._wire.clock

    @property
    def clock_ahead(self) -> timedelta:
        """How far this computer's clock is ahead of the servers' (negative: behind), by the server that agrees most.

        Zero while no server spoke. Loopback servers and cached answers prove nothing and are left out.
        """
        now, boot = self.clock.now().timestamp(), self.clock.boottime()
        found = [now - (remote + boot) for remote in self._wire.ahead_s.values()]
        return timedelta(seconds=min(found, key=abs, default=0.0))

    @property
    def clock_known(self) -> bool:
        """Whether any server said what time it is."""
        return bool(self._wire.ahead_s)

    def lock(self, name: str) -> asyncio.Lock:
        """One lock per name, for what must not happen twice at once (a refresh)."""
        return self._wire.locks.setdefault(name, asyncio.Lock())

    @property
    def nonces(self) -> dict[str, tuple[str, float]]:
        """The newest nonce of each server and key, and when it came (monotonic seconds); see dpop.py."""
        return self._wire.nonces

    async def aclose(self) -> None:
        await self._wire.aclose()

    async def get(self, url: str, **options: Any) -> Answer:
        """`call` with GET; options are the fields of Call."""
        return await self.call(Call(method="GET", url=url, **options))

    async def post(self, url: str, **options: Any) -> Answer:
        """`call` with POST; options are the fields of Call."""
        return await self.call(Call(method="POST", url=url, **options))

    async def call(self, call: Call) -> Answer:
        """The answer, when it is a success or one of `call.also`. Raises the ConnectorError that it means otherwise."""
        for _ in range(MOST_REDIRECTS):
            self._require_safe(call)
            answer = await self._exchange(call)
            target = self._redirect_of(call, answer)
            if target is None:
                return self._checked(call, answer)
            call = replace(call, url=target, params=())
        raise RefusedError(self._names.problem("address_changed"))

    # ------------------------------------------------------------------ before
    def _require_safe(self, call: Call) -> None:
        try:
            origin = origin_of(call.url)
        except ValueError as error:
            raise RefusedError(self._names.problem("address_unsafe", url=call.url)) from error
        if origin.startswith("http:") and not is_loopback(call.url):
            raise RefusedError(self._names.problem("address_unsafe", url=call.url))
        if call.has_secret and origin not in self._origins:
            raise RefusedError(self._names.problem("address_changed"))

    # ------------------------------------------------------------------ the exchange
    async def _exchange(self, call: Call) -> Answer:
        watch = Watch(self._on_first_byte if call.irreversible else None)
        started = self.clock.monotonic()
        try:
            async with asyncio.timeout(self._deadline_s if call.deadline_s is None else call.deadline_s):
                answer = await self._send(call, watch)
        except ConnectorError:
            raise
        except FileNotFoundError as error:
            raise RefusedError(self._names.problem("media_missing", name=Path(error.filename or "?").name)) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, TimeoutError) as error:
            if watch.refused is error:  # the hook's own exception
                raise
            log.info("%s %s: %s", call.method, _said(call.url), type(error).__name__)
            raise faults.of_exception(
                error, self._names, sent=watch.sent, irreversible=call.irreversible, url=call.url
            ) from error
        log.debug(
            "%s %s: %d, %.0f ms", call.method, _said(call.url), answer.status, (self.clock.monotonic() - started) * 1000
        )
        return answer

    async def _send(self, call: Call, watch: "Watch") -> Answer:
        async with contextlib.AsyncExitStack() as stack:
            await stack.enter_async_context(self._wire.places)
            client = self._wire.single() if call.irreversible else self._wire.client()
            options = await _request_options(call, stack)
            if call.oauth1 is not None:
                options["headers"]["Authorization"] = self._signature(call, call.oauth1)
            request = client.build_request(
                call.method, _whole_address(call), extensions={"trace": watch.trace}, **options
            )
            response = await client.send(request, stream=True)
            stack.push_async_callback(response.aclose)
            body = await self._read(call, response)
        headers = {name.lower(): value for name, value in response.headers.items()}
        self._note_clock(call.url, headers)
        return Answer(
            response.status_code, headers, body, call.url, lambda: faults.strange(self._names, call.irreversible)
        )

    def _signature(self, call: Call, oauth1: OAuth1) -> str:
        """By the servers' clock: they refuse the signature of a computer whose own is off."""
        values = [*call.params, *_revealed(dict(call.form or {})).items()]
        stamp = int((self.clock.now() - self.clock_ahead).timestamp())
        return oauth1.header(call.method, _whole_address(call), values, stamp, secrets.token_hex(16))

    async def _read(self, call: Call, response: httpx.Response) -> bytes:
        chunks: list[bytes] = []
        size = 0
        try:
            async for chunk in response.aiter_raw():
                size += len(chunk)
                chunks.append(chunk)
                if size > call.most_bytes:
                    await response.aclose()  # the next read fails: that ends the generators below in good order
        except httpx.HTTPError:
            if size <= call.most_bytes:
                raise
        if size > call.most_bytes:
            raise faults.strange(self._names, call.irreversible)
        encoding = response.headers.get("content-encoding", "").strip().lower()
        try:
            return inflate(chunks, encoding, call.most_bytes)
        except UnreadableError as error:
            raise faults.strange(self._names, call.irreversible) from error

    def _note_clock(self, url: str, headers: Mapping[str, str]) -> None:
        date = remote_date(headers)
        if date is not None and url.startswith("https:") and not is_loopback(url):
            self._wire.ahead_s[origin_of(url)] = date.timestamp() - self.clock.boottime()

    # ------------------------------------------------------------------ after
    def _redirect_of(self, call: Call, answer: Answer) -> str | None:
        """Where an inert reading call may go on; None when the answer is the end."""
        location = answer.headers.get("location", "")
        if answer.status not in (301, 302, 303, 307, 308) or not location or answer.status in call.also:
            return None
        if call.method not in ("GET", "HEAD") or call.irreversible:
            return None
        target = joined(call.url, location)
        with contextlib.suppress(ValueError):
            near = origin_of(target) == origin_of(call.url) and not call.hidden
            if near or (call.follow and not call.has_secret):
                if self._moves is not None and not near and not call.own_word:
                    self._moves.note(call.url, target)
                return target
        raise self._moved(call, target)

    def _moved(self, call: Call, target: str) -> RefusedError:
        """While signing in, with the address that the server names, which nothing secret was sent to."""
        problem, source = self._names.problem("address_changed"), call.url
        with contextlib.suppress(ValueError):
            if self._moves is not None and origin_of(target) != origin_of(source):
                if call.hidden:
                    source, target = origin_of(source), origin_of(target)
                return MovedError(problem, source, target, secret=bool(call.hidden))
        return RefusedError(problem)

    def _checked(self, call: Call, answer: Answer) -> Answer:
        if answer.status == 413 and call.carries:  # often said by what stands before the server, in a form of its own
            raise RefusedError(self._names.problem("file_too_big_there", name=plain_words(call.carries)))
        if answer.ok or answer.status in call.also:
            return answer
        if 300 <= answer.status < 400 and not call.irreversible:
            raise self._moved(call, joined(call.url, answer.headers.get("location", "")))
        raise faults.of_status(
            answer,
            self._names,
            irreversible=call.irreversible,
            not_applied=call.not_applied,
            now=self.clock.now(),
        )


# ------------------------------------------------------------------ the request's parts
async def _request_options(call: Call, stack: contextlib.AsyncExitStack) -> dict[str, Any]:
    """What httpx needs; the only place where secrets become text."""
    headers = dict(call.headers)
    if call.bearer is not None:
        headers["Authorization"] = f"Bearer {call.bearer.reveal()}"
    for name, secret in call.secret_headers.items():
        headers[name] = secret.reveal() if isinstance(secret, Secret) else f"{secret[0]} {secret[1].reveal()}"
    options: dict[str, Any] = {"headers": headers}
    if call.params:
        options["params"] = list(call.params)
    if call.basic is not None:
        both = ":".join(part.reveal() for part in call.basic)
        headers["Authorization"] = "Basic " + base64.b64encode(both.encode("utf-8")).decode("ascii")
    uploads = [upload for upload in (call.upload, call.also_upload, *call.uploads) if upload is not None]
    text = "" if call.json is None else _json.dumps(_revealed(call.json), ensure_ascii=False)
    body = text.encode("utf-8", "replace")
    if body and not uploads:
        options["content"] = body
        headers["Content-Type"] = "application/json"
    elif isinstance(call.content, Path):
        options["content"] = _chunks(call.content)
        headers["Content-Length"] = str(call.content.stat().st_size)
    elif call.content is not None:
        options["content"] = call.content
    if call.form is not None:
        options["data"] = _revealed(dict(call.form))
    if uploads:
        options["files"] = [(call.json_part, (None, body, "application/json"))] if body else []
        options["files"] += [
            (upload.name, (upload.file_name, stack.enter_context(_opened(upload)), upload.mime)) for upload in uploads
        ]
    return options


def _opened(upload: Upload) -> ToldFile | ToldBytes:
    return ToldFile(upload.path) if upload.piece is None else ToldBytes(upload.piece)


def _whole_address(call: Call) -> str:
    """The address with its secrets, each as a piece of its path or query that cannot become anything else."""
    url = call.url
    for name, secret in call.hidden.items():
        url = url.replace(f"{{{name}}}", quote(secret.reveal(), safe=OF_ADDRESSES, errors="ignore"))
    return url


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with ToldFile(path) as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def _revealed(value: Any) -> Any:
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, Mapping):
        return {name: _revealed(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_revealed(item) for item in value]
    return value


def _said(url: str) -> str:
    """An address for the log: host and path, nothing that could be a secret."""
    parts = split_url(url)
    return f"{parts.hostname}{parts.path}"
