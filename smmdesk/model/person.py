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
class FoundPerson:
    """Somebody whom a platform's search found. `remote_id` is as in Identity (a DID, an id with its server), `handle`
    what a text has to say there to name them, "@" included; `picture` is the address of theirs, "" for none."""

    remote_id: str
    handle: str
    name: str = ""
    url: str = ""
    picture: str = ""


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
