"""What people chose in the polls of a fake: told as each platform tells it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Votes:
    """Of one poll: how often each answer was chosen, and by how many people. `over`: the platform counted to the end.
    `shy`: what each has is not told before the end."""

    each: tuple[int, ...]
    people: int | None = None
    over: bool = False
    shy: bool = False

    @property
    def total(self) -> int:
        return sum(self.each)

    @property
    def voters(self) -> int:
        return self.total if self.people is None else self.people

    def told(self, number: int) -> int | None:
        """What is told of one answer."""
        return None if self.shy and not self.over else self.each[number]


NOBODY = Votes((0,) * 30)


def without_none(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}
