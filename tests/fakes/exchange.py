"""Requests, answers and the ways in which an exchange can go wrong."""

import asyncio
import contextlib
import io
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import h11
from werkzeug.datastructures import FileStorage
from werkzeug.formparser import FormDataParser


@dataclass
class Upload:
    """A file of a multipart body."""

    filename: str
    mime: str
    data: bytes


@dataclass
class Request:
    """What arrived. Header names are in lower case; `answer` is what was answered, None when nothing was."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: dict[str, str]
    body: bytes
    answer: "Answer | None" = None

    @classmethod
    def of(cls, head: h11.Request, body: bytes) -> "Request":
        target = urlsplit(head.target.decode("ascii"))
        headers = {name.decode("ascii").lower(): value.decode("latin-1") for name, value in head.headers}
        query = tuple(parse_qsl(target.query, keep_blank_values=True))
        return cls(head.method.decode("ascii"), target.path, query, headers, body)

    @property
    def mime(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def bearer(self) -> str | None:
        kind, _, token = self.headers.get("authorization", "").partition(" ")
        return token if kind.lower() == "bearer" and token else None

    def json(self) -> Any:
        return json.loads(self.body)

    def values(self) -> dict[str, Any]:
        """The parameters of query and body together, whatever the body's type; `name[]` becomes a list `name`.

        Raises ValueError when the body is not what its type says.
        """
        pairs = list(self.query)
        if self.mime == "application/json" and self.body:
            body = self.json()
            if not isinstance(body, dict):
                raise ValueError("the body is not an object")
            return {**_nested(pairs), **body}
        form, files = self._form()
        return {**_nested(pairs + form), **files}

    def _form(self) -> tuple[list[tuple[str, str]], dict[str, Upload]]:
        if self.mime not in ("application/x-www-form-urlencoded", "multipart/form-data"):
            return [], {}
        options = dict(
            part.strip().split("=", 1) for part in self.headers["content-type"].split(";")[1:] if "=" in part
        )
        options = {name: value.strip('"') for name, value in options.items()}
        _, form, files = FormDataParser(silent=False).parse(io.BytesIO(self.body), self.mime, len(self.body), options)
        return list(form.items(multi=True)), {name: _upload(file) for name, file in files.items()}


def _upload(file: FileStorage) -> Upload:
    with contextlib.closing(file):
        return Upload(file.filename or "", file.mimetype, file.stream.read())


def _nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Rails' reading of names: `a[]` twice is a list, `a[b]` is an object."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        stem, _, rest = name.partition("[")
        if rest == "]":
            found.setdefault(stem, []).append(value)
        elif rest:
            _into(found.setdefault(stem, {}), rest, value)
        else:
            found[name] = value
    return found


def _into(inner: dict[str, Any], rest: str, value: str) -> None:
    name, _, more = rest.partition("]")
    if more == "[]":
        inner.setdefault(name, []).append(value)
    else:
        inner[name] = value


@dataclass
class Answer:
    """What is answered: `json`, or `text`, or `data`."""

    status: int = 200
    json: Any = None
    text: str = ""
    data: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json; charset=utf-8"

    def content(self) -> bytes:
        if self.json is not None:
            return json.dumps(self.json, ensure_ascii=False).encode()
        return self.text.encode() or self.data


def page(title: str, body: str, status: int = 200) -> Answer:
    """An answer for people."""
    text = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"
    return Answer(status, text=text, content_type="text/html; charset=utf-8")


class Gate:
    """Holds a request until `release`. `wait_until_reached` tells the test that the request is there."""

    def __init__(self) -> None:
        self._reached = threading.Event()
        self._released = threading.Event()
        self._waiting: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None

    def wait_until_reached(self, timeout_s: float = 20.0) -> None:
        """Raises AssertionError when no such request came in time."""
        assert self._reached.wait(timeout_s), "the request never came"

    @property
    def is_reached(self) -> bool:
        return self._reached.is_set()

    def release(self) -> None:
        self._released.set()
        if self._waiting is not None:
            loop, event = self._waiting
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    async def stay(self) -> None:
        event = asyncio.Event()
        self._waiting = (asyncio.get_running_loop(), event)
        self._reached.set()
        if not self._released.is_set():
            await event.wait()


@dataclass
class Fault:
    """One way in which matching requests go wrong, `times` times.

    `status` (with `body` and `headers`) is answered instead of asking the fake; `drop_before_accept` cuts the
    connection before the fake hears of the request, `drop_after_accept` when it has done what was asked;
    `cut_answer` ends the connection in the middle of the answer; `delay_s` and `gate` let it wait first.
    """

    path: str
    method: str | None = None
    status: int | None = None
    body: str | bytes | Mapping[str, Any] = b""
    headers: dict[str, str] = field(default_factory=dict)
    drop_before_accept: bool = False
    drop_after_accept: bool = False
    cut_answer: bool = False
    delay_s: float = 0.0
    gate: Gate | None = None
    before_accept: bool = False
    times: int = 1

    def matches(self, request: Request) -> bool:
        if self.method is not None and self.method.upper() != request.method:
            return False
        if self.path.endswith("*"):
            return request.path.startswith(self.path[:-1])
        return request.path == self.path

    def answer(self) -> Answer | None:
        """The answer that stands in for the fake's own, if this fault has one."""
        if self.status is None:
            return None
        if isinstance(self.body, Mapping):
            return Answer(self.status, json=dict(self.body), headers=dict(self.headers))
        data = self.body.encode() if isinstance(self.body, str) else self.body
        return Answer(self.status, data=data, headers=dict(self.headers), content_type="text/html; charset=utf-8")

    async def pause(self, *, before_accept: bool) -> None:
        """Wait here if this is where the fault waits."""
        if self.before_accept is not before_accept:
            return
        if self.delay_s:
            await asyncio.sleep(self.delay_s)
        if self.gate is not None:
            await self.gate.stay()
