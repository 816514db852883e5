"""Listeners without Qt: a list of callbacks that one fact is told to."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Event(Generic[T]):
    """`event.connect(callback)` returns a function that disconnects. `event(value)` tells all, in order."""

    def __init__(self) -> None:
        self._callbacks: list[Callable[[T], None]] = []

    def connect(self, callback: Callable[[T], None]) -> Callable[[], None]:
        self._callbacks.append(callback)

        def disconnect() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return disconnect

    def __call__(self, value: T) -> None:
        for callback in list(self._callbacks):
            callback(value)
