"""Containers, as some platforms have them: made first, published by a second call, with a status that can be asked.

A container publishes once, however often it is told to, and never after its end: its status is proof.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Status(StrEnum):
    """What the platform says of a container."""

    IN_PROGRESS = "in progress"
    FINISHED = "finished"
    EXPIRED = "expired"  # it ended unpublished
    PUBLISHED = "published"


@dataclass
class Container:
    """`live_id` is what it became."""

    id: str
    ready_at: datetime
    ends_at: datetime
    live_id: str = ""

    def status(self, now: datetime) -> Status:
        if self.live_id:
            return Status.PUBLISHED
        if now >= self.ends_at:
            return Status.EXPIRED
        return Status.FINISHED if now >= self.ready_at else Status.IN_PROGRESS


@dataclass
class Shelf:
    """All containers of a platform. `takes` is how long one is worked on, `life` how long it may be published."""

    life: timedelta
    takes: timedelta = timedelta()

    def __post_init__(self) -> None:
        self.made: dict[str, Container] = {}

    def make(self, now: datetime) -> Container:
        container = Container(f"c{len(self.made) + 1}", now + self.takes, now + self.life)
        self.made[container.id] = container
        return container
