"""Every timing of publishing in one injected value, so that tests and the soak can scale it (design.md §8 Late)."""

from dataclasses import dataclass, replace
from datetime import timedelta

CLOSE_MINUTES = 15
"""Two posts of one channel nearer than this are said to get in each other's way; nothing keeps them apart."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Durations as timedelta; the defaults are reliability.md §3 with design.md §8."""

    tick: timedelta = timedelta(seconds=20)
    overdue_after: timedelta = timedelta(minutes=2)
    grace: timedelta = timedelta(minutes=60)
    overdue_spacing: timedelta = timedelta(minutes=5)
    overdue_asks_above: int = 3
    lease: timedelta = timedelta(minutes=4)
    call_deadline: timedelta = timedelta(seconds=60)
    upload_deadline: timedelta = timedelta(minutes=15)
    suspend_guard: timedelta = timedelta(seconds=30)
    look_up_after: tuple[timedelta, ...] = (
        timedelta(0),
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=30),
    )
    retry_first: timedelta = timedelta(seconds=30)
    retry_most: timedelta = timedelta(minutes=30)
    retry_after_most: timedelta = timedelta(hours=24)
    processing_most: timedelta = timedelta(hours=2)
    hand_off_ahead: timedelta = timedelta(minutes=15)
    hand_off_frozen: timedelta = timedelta(minutes=5)
    hand_off_checks: tuple[timedelta, ...] = (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=60))
    watch_first: timedelta = timedelta(minutes=30)
    watch_again: timedelta = timedelta(hours=12)
    watch_apart: timedelta = timedelta(minutes=2)
    watch_for: timedelta = timedelta(days=30)
    elsewhere_first: timedelta = timedelta(minutes=1)
    elsewhere_again: timedelta = timedelta(minutes=30)
    listen_first: timedelta = timedelta(seconds=20)
    listen_again: timedelta = timedelta(minutes=5)
    listen_apart: timedelta = timedelta(seconds=10)
    measure_first: timedelta = timedelta(minutes=1)
    measure_again: timedelta = timedelta(minutes=30)
    measure_apart: timedelta = timedelta(seconds=30)
    measure_after: tuple[timedelta, ...] = (
        timedelta(hours=1),
        timedelta(hours=6),
        timedelta(days=1),
        timedelta(days=3),
        timedelta(days=7),
        timedelta(days=30),
    )
    measure_for: timedelta = timedelta(days=90)
    clock_drift_most: timedelta = timedelta(minutes=5)
    sign_in_notice: timedelta = timedelta(days=5)
    in_flight: int = 10

    def scaled(self, factor: float) -> "Policy":
        """The same policy with every duration multiplied: for the soak."""
        changed: dict[str, object] = {}
        for name in self.__slots__:
            value = getattr(self, name)
            if isinstance(value, timedelta):
                changed[name] = value * factor
            elif isinstance(value, tuple):
                changed[name] = tuple(item * factor for item in value)
        return replace(self, **changed)  # type: ignore[arg-type]
