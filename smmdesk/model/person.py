"""Who it came from, across platforms."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """One account of a person on one platform."""

    platform: str
    remote_id: str
    handle: str = ""
    name: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    brand_id: str
    name: str
    identities: tuple[Identity, ...] = ()
    notes: str = ""
    tags: tuple[str, ...] = ()
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""
