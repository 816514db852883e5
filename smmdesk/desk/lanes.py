"""One lane per channel: its work in order, one piece at a time, never faster than the platform likes.

One piece at a time also means one refresh of a sign-in for all that waits. Instants are microseconds UTC.
"""

from collections import deque
from dataclasses import dataclass, field

from smmdesk.desk.deciding import Case
from smmdesk.model.policy import Policy
from smmdesk.platforms.facts import Facts

WINDOW_US = 300_000_000


@dataclass(slots=True)
class Lane:
    """What is remembered of a channel while the engine runs. `pending` are the cases of a pass, the soonest first."""

    channel_id: str
    pending: deque[Case] = field(default_factory=deque)
    working: bool = False
    free_at_us: int = 0
    overdue_at_us: int = 0
    blocked_until_us: int = 0
    lists_from_us: int = 0  # when the platform's own list may be tried again
    calls: deque[int] = field(default_factory=deque)

    def called(self, now_us: int) -> None:
        """Count one call of the connector."""
        self.calls.append(now_us)
        self._forget(now_us)

    def sent(self, now_us: int, facts: Facts, policy: Policy, overdue: bool) -> None:
        """Something went out: the next one keeps the platform's distance, an overdue one five minutes."""
        self.free_at_us = max(self.free_at_us, now_us + facts.spacing_s * 1_000_000)
        if overdue:
            self.overdue_at_us = now_us + round(policy.overdue_spacing.total_seconds() * 1_000_000)

    def block(self, until_us: int | None) -> None:
        """The platform asked the account to wait."""
        if until_us is not None:
            self.blocked_until_us = max(self.blocked_until_us, until_us)

    def next_send_us(self, now_us: int, facts: Facts, overdue: bool) -> int:
        """The earliest instant at which this channel may publish again; `now_us` or earlier means at once."""
        at_us = max(self.free_at_us, self.next_call_us(now_us, facts))
        return max(at_us, self.overdue_at_us) if overdue else at_us

    def next_call_us(self, now_us: int, facts: Facts) -> int:
        """The earliest instant at which the connector may be asked anything."""
        self._forget(now_us)
        allowed = facts.requests_per_5_min
        full_us = self.calls[-allowed] + WINDOW_US if allowed and len(self.calls) >= allowed else 0
        return max(self.blocked_until_us, full_us)

    def move(self, step_us: int, now_us: int) -> None:
        """The wall clock was set: what is waited for is as far away as before."""
        for name in ("free_at_us", "overdue_at_us", "blocked_until_us", "lists_from_us"):
            setattr(self, name, moved(getattr(self, name), step_us, now_us))
        self.calls = deque(at_us + step_us for at_us in self.calls)

    def _forget(self, now_us: int) -> None:
        while self.calls and not now_us - WINDOW_US < self.calls[0] <= now_us:
            self.calls.popleft()


def moved(at_us: int, step_us: int, now_us: int) -> int:
    """An instant that is waited for, after the clock was set. What lies ahead of a clock that went forward stays: it
    may have been written down after it was set, and would be two steps away."""
    return at_us if step_us > 0 and at_us > now_us else max(0, at_us + step_us)
