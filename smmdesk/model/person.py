"""Who it came from, across platforms."""

from dataclasses import dataclass
from datetime import date


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


TAGS = ("customer", "supplier", "press", "opinion_leader")
"""The tags that the program has words for; people may add their own."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody we know, with one identity for each account of theirs.

    `remind_on` is the day on which something is to be done about them, `remind_about` what, in the brand's words.
    """

    id: str
    brand_id: str
    name: str
    identities: tuple[Identity, ...] = ()
    notes: str = ""
    tags: tuple[str, ...] = ()
    remind_on: date | None = None
    remind_about: str = ""
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""
