"""How much of a file is on its way: whoever reads it to send it tells whoever listens in this task."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

Told = Callable[[int], None]
_listener: ContextVar[Told | None] = ContextVar("upload_listener", default=None)


@contextmanager
def listening(told: Told) -> Iterator[None]:
    """`told` gets the number of bytes of each piece that is sent inside."""
    token = _listener.set(told)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(count: int) -> None:
    """So many bytes more are on their way."""
    told = _listener.get()
    if told is not None and count:
        told(count)


class ToldFile(io.BufferedReader):
    """A file that tells what is read of it."""

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path))

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        tell(len(piece))
        return piece


class ToldBytes(io.BytesIO):
    """A piece of a file that tells what is read of it."""

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        tell(len(piece))
        return piece
