"""What the fakes share of numbers: what a post counts until a test says otherwise, and questions that are answered
before all others."""

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from .exchange import Answer, Request
from .small import Clock, RefusalError, SmallFake

COUNTS = {"views": 120, "reach": 90, "likes": 7, "answers": 3, "shares": 2, "saves": 4, "clicks": 5}
"""What every post counts, by the names of `Count`."""
FOLLOWERS = 212
Handler = Callable[..., Answer]


def first(method: str, path: str) -> Callable[[Handler], Handler]:
    """As `route`, asked before the routes of the fake itself, which answers it by `self.plain(request)`."""

    def marked(handler: Handler) -> Handler:
        handler.__dict__.setdefault("first", []).append((method, re.compile(path)))
        return handler

    return marked


class Counting(SmallFake):
    """`counted`: what differs of one post, None where no number is told; `followed_by`: how many do the account."""

    firsts: ClassVar[list[tuple[str, re.Pattern[str], Handler]]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        found = [entry for kind in cls.__mro__ for entry in vars(kind).values()]
        cls.firsts = [(m, path, entry) for entry in found for m, path in getattr(entry, "first", ())]

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.counted: dict[str, dict[str, int | None]] = {}
        self.followed_by: int | None = FOLLOWERS

    def numbers(self, own_id: str) -> Mapping[str, int | None]:
        return COUNTS | self.counted.get(own_id, {})

    def plain(self, request: Request) -> Answer:
        """The answer without numbers."""
        return super()._handle(request)

    def _handle(self, request: Request) -> Answer:
        try:
            for method, path, handler in self.firsts:
                match = path.fullmatch(request.path)
                if match is not None and request.method == method:
                    return handler(self, request, *match.groups())
        except RefusalError as refusal:
            return refusal.answer
        return self.plain(request)


def told(numbers: Mapping[str, Any]) -> dict[str, Any]:
    """Without those that are not told."""
    return {name: number for name, number in numbers.items() if number is not None}
