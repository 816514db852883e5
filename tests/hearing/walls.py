"""What every platform is in a test of hearing: a place on which strangers write, change and take away words.

A wall keeps no book of what happened: the test does. It says what the platform tells of changes, and what nobody can
ask of it.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from pathlib import Path
from typing import Any

from smmdesk.system.clock import ManualClock
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench

NOW = datetime(2026, 11, 28, 10, 20, tzinfo=UTC)


class Ours(Hurried):
    """This computer's clock, set wrong by `skew`; the platform's own goes on with it."""

    def __init__(self, skew: timedelta = timedelta()) -> None:
        super().__init__(NOW + skew)
        self.there = ManualClock(NOW)

    def advance(self, span: timedelta) -> None:
        super().advance(span)
        self.there.advance(span)


class Tells(Enum):
    """Of which changes a platform tells: of all, of those to its newest messages, of none for sure."""

    ALL = auto()
    NEWEST = auto()
    NONE = auto()


@dataclass
class Wall:
    """`say(place, words)` is the new message's remote id; `place` chooses among posts, people and kinds. `edit` and
    `delete` are None where nobody can there. `sizes` are (module, constant): how much one page holds. `edits` and
    `removals` is what the platform tells of them; `newest` how many messages back that goes. `again` is the pace at
    which it is asked, `rounds` how many quiet ones it takes to see all; `held` is how long what nobody asked for is
    kept there; `after` is what goes by at least after a message. `delete` says what else goes with it."""

    bench: Bench
    say: Callable[[int, str], str]
    edit: Callable[[str, str], object] | None = None
    delete: Callable[[str], Iterable[str] | None] | None = None
    sizes: tuple[tuple[Any, str], ...] = ()
    least: int = 1
    edits: Tells = Tells.NONE
    removals: Tells = Tells.NONE
    newest: int = 0
    again: timedelta = timedelta(minutes=5)
    rounds: int = 2
    held: timedelta = timedelta(days=30)
    after: timedelta = timedelta(milliseconds=400)
    fail: Callable[[], object] = lambda: None
    mend: Callable[[], object] = lambda: None
    looked: Callable[[], object] = lambda: None
    lost: Callable[[], object] = lambda: None
    also: dict[str, int] = field(default_factory=dict)


def told_the_time(bench: Bench, clock: Ours) -> None:
    """Servers say what time it is; those of a test stand on loopback, which proves nothing."""
    bench.http._wire.ahead_s["https://a.example"] = clock.there.now().timestamp() - clock.boottime()


MakesWall = Callable[[Path, Ours], AbstractAsyncContextManager[Wall]]
Walls = AsyncIterator[Wall]
