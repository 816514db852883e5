"""The open web of a test: names that lead to servers of the test, by https as far as the fetcher can tell."""

import ssl
from collections.abc import Iterable, Mapping
from typing import Any

import httpcore

from smmdesk.platforms.fetch import Fetcher

PUBLIC = "93.184.216.34"


class _Plain(httpcore.AsyncNetworkStream):
    """A connection whose TLS is left out: what the test's server speaks is what the fetcher reads."""

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._inner.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        return self

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Web(httpcore.AsyncNetworkBackend):
    def __init__(self, ports: Mapping[str, int]) -> None:
        self._inner = httpcore.AnyIOBackend()
        self._ports = dict(zip((f"{PUBLIC[:-2]}{n}" for n in range(40, 250)), ports.values(), strict=False))
        self.numbers = dict(zip(ports, self._ports, strict=True))

    async def resolve(self, host: str, port: int) -> list[str]:
        return [self.numbers[host]] if host in self.numbers else ["10.0.0.7"]

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        inner = await self._inner.connect_tcp("127.0.0.1", self._ports[host], timeout, None, socket_options)
        return _Plain(inner)


def open_web(**ports: int) -> Fetcher:
    """A fetcher for which each name (`_` stands for a dot) is a public server on that port of this computer; every
    other name is one of somebody's own network."""
    web = _Web({name.replace("_", "."): port for name, port in ports.items()})
    return Fetcher(web.resolve, web)
