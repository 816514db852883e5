"""Figures: measured turn by turn with their floor, summed up as median and p95."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Work = Callable[[], object]
"""Does the work once. A float that it returns counts; else the seconds that it took count."""


@dataclass(frozen=True, slots=True)
class Series:
    """What was measured, in the figure's unit."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        """The value that 95 of 100 stay below; the largest of few."""
        ordered = sorted(self.values)
        return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]

    def times(self, factor: float) -> "Series":
        return Series(tuple(value * factor for value in self.values))


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure must and should reach, of its `median`, its `p95` or its `ratio` to the floor."""

    must: float
    goal: float
    of: str = "p95"
    more_is_better: bool = False

    def reached(self, value: float) -> str:
        """`goal`, `must` or `no`."""
        for name, bound in (("goal", self.goal), ("must", self.must)):
            if value >= bound if self.more_is_better else value <= bound:
                return name
        return "no"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `floor` is None where nothing comparable exists; `note` says what the line is about."""

    name: str
    unit: str
    ours: Series
    floor: Series | None = None
    floor_name: str = ""
    target: Target | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the floor."""
        if self.floor is None or not self.floor.median:
            return None
        return self.ours.median / self.floor.median

    @property
    def reached(self) -> str:
        """`goal`, `must`, `no`; empty without a target."""
        if self.target is None:
            return ""
        value = self.ratio if self.target.of == "ratio" else getattr(self.ours, self.target.of)
        return "" if value is None else self.target.reached(value)


def interleaved(rounds: int, works: Mapping[str, Work], warm_up: int = 1) -> dict[str, Series]:
    """Each work once per round, the order turned round each time, so that all meet the same weather on the machine."""
    names = list(works)
    found: dict[str, list[float]] = {name: [] for name in names}
    for number in range(-warm_up, rounds):
        for name in names if number % 2 else reversed(names):
            took = timed(works[name])
            if number >= 0:
                found[name].append(took)
    return {name: Series(tuple(values)) for name, values in found.items()}


def timed(work: Work) -> float:
    """What the work says, or how many seconds it took."""
    start = time.perf_counter()
    said = work()
    return said if isinstance(said, float) else time.perf_counter() - start


def ms(series: Series) -> Series:
    """Seconds as milliseconds."""
    return series.times(1000)
