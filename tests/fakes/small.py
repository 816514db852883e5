"""What the small fakes share: a server on loopback, a clock that the test moves, refusals, and what it received."""

import itertools
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol, Self

from .exchange import Answer, Fault, Request
from .loopback import LoopbackHttp

ADDRESSES = itertools.cycle(range(61_000, 65_000))


class Clock(Protocol):
    def now(self) -> datetime: ...


class ComputersClock:
    """The computer's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class RefusalError(Exception):
    """What is answered instead."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(answer.status)


Handler = Callable[..., Answer]
Route = tuple[str, re.Pattern[str], Handler]


def route(method: str, path: str) -> Callable[[Handler], Handler]:
    """Marks a method of a fake as the answer to `method path`, a regular expression; its groups are arguments."""

    def marked(handler: Handler) -> Handler:
        handler.__dict__.setdefault("routes", []).append((method, re.compile(path)))
        return handler

    return marked


class SmallFake:
    """One platform on a random port of 127.0.0.1. `requests` is everything that arrived, with its answers."""

    routes: ClassVar[list[Route]]

    def __init_subclass__(cls) -> None:
        found = [entry for kind in reversed(cls.__mro__) for entry in vars(kind).values()]
        cls.routes = [(m, path, entry) for entry in found for m, path in getattr(entry, "routes", ())]

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or ComputersClock()
        self.http = LoopbackHttp(self._handle)
        self._count = 0
        self._address = next(ADDRESSES)

    def start(self) -> Self:
        self.http.start()
        return self

    def stop(self) -> None:
        self.http.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where it listens; before it is started, an address of its own at which nobody does."""
        return self.http.url if self.http.port else f"http://127.0.0.1:{self._address}"

    @property
    def requests(self) -> list[Request]:
        return self.http.requests

    def asked(self, method: str, path: str) -> list[Request]:
        """The requests of a method whose path fits a regular expression."""
        return [each for each in self.requests if each.method == method and re.search(path, each.path)]

    def fail_next(self, path: str, **how: Any) -> Fault:
        """Let the next matching request go wrong; the ways are those of tests.fakes.exchange.Fault."""
        return self.http.fail_next(path, **how)

    def number(self) -> int:
        """A number that was not used before."""
        self._count += 1
        return self._count

    @property
    def now(self) -> datetime:
        return self.clock.now().astimezone(UTC)

    # ------------------------------------------------------------------ answering
    def before(self, request: Request) -> None:
        """What happens at the platform before each request: time passed there."""

    def nothing_here(self, request: Request) -> Answer:
        """The answer to what no route fits."""
        return Answer(404, text="404 page not found", content_type="text/plain")

    def _handle(self, request: Request) -> Answer:
        self.before(request)
        try:
            for method, path, handler in self.routes:
                match = path.fullmatch(request.path)
                if match is not None and request.method == method:
                    return handler(self, request, *match.groups())
            return self.nothing_here(request)
        except RefusalError as refusal:
            return refusal.answer
