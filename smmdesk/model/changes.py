"""What a transaction touched: enough for a screen to know what to read again."""

from dataclasses import dataclass, field
from enum import StrEnum


class Origin(StrEnum):
    """Where a change came from."""

    HERE = "here"  # this process
    OTHER = "other"  # another process on the same folder: kinds and ids are not known
    REMOTE = "remote"  # another desk (design.md §9; nothing of it is built yet)


@dataclass(frozen=True, slots=True)
class Changes:
    """Touched ids by kind (`"post" -> {ids}`). Empty `ids` with origin OTHER means: read everything again."""

    ids: dict[str, frozenset[str]] = field(default_factory=dict)
    origin: Origin = Origin.HERE

    def of(self, kind: str) -> frozenset[str]:
        return self.ids.get(kind, frozenset())

    def touches(self, *kinds: str) -> bool:
        """True when any of `kinds` may have changed."""
        return self.origin is Origin.OTHER or any(self.ids.get(kind) for kind in kinds)

    def __bool__(self) -> bool:
        return self.origin is Origin.OTHER or any(self.ids.values())
