"""Time that runs faster, the same in every process of a soak: hours of publishing fit into minutes.

The product reads no clock but `system.clock` and the loop's, so both are made fast. What platforms count in minutes (a
list's distance, a key's hour, a rate per five minutes) shrinks with what the desk counts; on top of it the `Policy` is
scaled.
"""

import asyncio
import selectors
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from smmdesk.model.moment import from_us
from smmdesk.model.policy import Policy
from smmdesk.system.clock import LONGEST_SLEEP_S, SystemClock

SPEED = 30.0
SLOWEST_CHAIN_S = 24.0
LEAST_REAL = timedelta(seconds=0.5)
"""No call is hurried more than this: how long one takes is up to this computer, not to the soak."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a soak's time runs: `origin_s` is when it began (seconds since 1970), `speed` seconds in each real one,
    and the policy is scaled by `scale`."""

    origin_s: float
    speed: float
    scale: float

    @classmethod
    def for_soak(cls, seconds: float) -> Self:
        """The pace at which the longest wait of the policy, the look-ups of an unknown outcome, takes a fifth of the
        soak and never more than 24 real seconds (then the policy runs ninety times as fast)."""
        chain_s = min(SLOWEST_CHAIN_S, seconds / 5)
        longest = sum(Policy().look_up_after, timedelta())
        return cls(time.time(), SPEED, chain_s * SPEED / longest.total_seconds())

    @property
    def policy(self) -> Policy:
        policy, least = Policy().scaled(self.scale), LEAST_REAL * self.speed
        return replace(
            policy,
            call_deadline=max(policy.call_deadline, least),
            suspend_guard=max(policy.suspend_guard, least),
            lease=max(policy.lease, 2 * least),
            overdue_after=Policy().overdue_after,  # an engine's start takes the time that it takes
        )

    def real_s(self, step: timedelta) -> float:
        """How long a stretch of the soak's time really takes."""
        return step.total_seconds() / self.speed

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        return cls(**given)


class FastClock(SystemClock):
    """`Clock` at a pace. Ids are made of its time, so they sort as in the product."""

    def __init__(self, pace: Pace) -> None:
        super().__init__()
        self._pace = pace

    def now(self) -> datetime:
        fast_s = self._pace.origin_s + (time.time() - self._pace.origin_s) * self._pace.speed
        return from_us(round(fast_s * 1_000_000))

    def monotonic(self) -> float:
        return super().monotonic() * self._pace.speed

    def boottime(self) -> float:
        return super().boottime() * self._pace.speed

    async def sleep(self, seconds: float) -> None:
        """On a `FastLoop`, whose seconds are the fast ones."""
        await asyncio.sleep(min(max(seconds, 0.0), LONGEST_SLEEP_S))


class FastLoop(asyncio.SelectorEventLoop):
    """A loop whose every timer, time-out and deadline counts fast seconds."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        super().__init__(_FastSelector(speed))

    def time(self) -> float:
        return super().time() * self._speed


class _FastSelector(selectors.DefaultSelector):  # type: ignore[misc, valid-type]
    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def select(self, timeout: float | None = None) -> Any:
        return super().select(timeout / self._speed if timeout else timeout)


class FastLoops(asyncio.DefaultEventLoopPolicy):
    """`asyncio.run` uses a FastLoop."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return FastLoop(self._speed)
