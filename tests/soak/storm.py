"""The bad network between an engine and a platform: dice for every request, played by the fault server's scripts.

A request is only cut, held or answered wrongly where a real network or server does it; what the platform heard of it is
the platform's own truth. The platform lives in the same process: what the fault server hands on is a call, not a second
request.
"""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import Self

from tests.fakes.exchange import Answer, Request
from tests.fakes.loopback import LoopbackHttp
from tests.servers.fault_scripts import SCRIPTS, Script
from tests.servers.faults import Exchange, FaultServer, Rule

BUSY_S = "20"
MARKER = re.compile(r"soak \d{6} (?:r|c|t\d)")
"""In every text (person.words): it names the part wherever it is."""


def marker_of(text: str) -> str:
    found = MARKER.search(text)
    return found.group() if found else ""


@dataclass(frozen=True, slots=True)
class Weather:
    """Shares of the irreversible calls that go wrong, and of the readings. About as many as are `dropped` find nobody
    listening (`Town.outage`): dropped too, but provably unsent."""

    dropped: float = 0.015  # written and lost: the platform never hears of it, and the caller cannot know
    late: float = 0.07  # accepted, and answered when nobody waits any more
    overtaken: float = 0.005  # held up on the way: accepted only after the caller gave up
    cut: float = 0.005  # accepted, the answer ends in the middle
    fault_after: float = 0.005  # accepted, answered with a 500
    busy: float = 0.01  # 429, not accepted
    unread: float = 0.02  # a reading that breaks

    def worse(self, times: float) -> Self:
        """The same kinds of trouble, more often, but never more than one call in four of a kind."""
        return replace(self, **{each.name: min(0.25, getattr(self, each.name) * times) for each in fields(self)})


CALM = Weather().worse(0)


@dataclass
class Storm:
    """The weather over all servers. `late_s`: longer than anybody waits for an answer, in real seconds. `seen` counts
    what happened to calls; `calm` ends it."""

    weather: Weather
    rng: random.Random
    late_s: float
    calm: bool = False
    seen: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def script_for(self, request: Request) -> Script | None:
        """What happens to this request; None when all goes well."""
        if self.calm:
            return None
        with self.lock:
            kind = self._kind(request)
            self.seen[kind] += 1
            late_s = self.late_s * self.rng.uniform(1.0, 1.5)
        scripts = {
            "dropped": SCRIPTS["reset before accept"],
            "late": replace(SCRIPTS["slow"], pause_s=late_s),
            "overtaken": replace(SCRIPTS["reset, accepted late"], late_s=late_s),
            "cut": SCRIPTS["cut"],
            "fault_after": SCRIPTS["500 after accept"],
            "busy": Script("busy", SCRIPTS["408"].accepts, status=429, headers=(("Retry-After", BUSY_S),)),
            "unread": SCRIPTS["reset before accept"],
        }
        return scripts.get(kind)

    def _kind(self, request: Request) -> str:
        dice = self.rng.random()
        if not is_irreversible(request):
            return "unread" if dice < self.weather.unread else "readings"
        for name in ("dropped", "late", "overtaken", "cut", "fault_after", "busy"):
            dice -= getattr(self.weather, name)
            if dice < 0:
                return name
        return "undisturbed"


def is_irreversible(request: Request) -> bool:
    """Whether the platform may act on it for good. A renewed sign-in is none: the old one is good for a while."""
    signs_in = request.path.endswith(("refreshSession", "createSession"))
    return request.method in ("POST", "PUT", "DELETE") and not signs_in


@dataclass(eq=False)
class Call(Exchange):
    """One request as the server's side met it, and when (seconds of the loop that never jumps)."""

    at_s: float = field(default_factory=time.monotonic)

    @property
    def marker(self) -> str:
        """Which part it is about, empty when it is about none."""
        return marker_of(self.request.body.decode("utf-8", "replace"))

    @property
    def fate(self) -> str:
        """What the storm made of it, and what the platform said."""
        said = self.said.status if self.said is not None else "never asked"
        return f"{self.script or 'undisturbed'}: {said}"


class StormServer(FaultServer):
    """The fault server before one platform. `arrived` is told of what the platform took for good."""

    def __init__(self, platform: Callable[[Request], Answer], storm: Storm, arrived: Callable[[Request], None]) -> None:
        super().__init__("http://in.this.process")
        self._platform = platform
        self._storm = storm
        self._arrived = arrived

    def start(self) -> Self:
        return LoopbackHttp.start(self)  # no stranger's server: nothing is redirected

    def stop(self) -> None:
        LoopbackHttp.stop(self)

    def _met(self, request: Request) -> tuple[Rule | None, Exchange]:
        script = self._storm.script_for(request)
        exchange = Call(request, script.name if script else "")
        with self.lock:
            self.exchanges.append(exchange)
        return (Rule(script, lambda _: True) if script else None), exchange

    def book(self) -> list[Call]:
        """The calls that may act for good, in their order."""
        calls = [each for each in self.exchanges if isinstance(each, Call)]
        return [each for each in calls if is_irreversible(each.request)]

    async def _forward(self, exchange: Exchange) -> None:
        with self.lock:
            exchange.said = self._platform(exchange.request)
        if is_irreversible(exchange.request) and exchange.said.status < 400:
            self._arrived(exchange.request)
