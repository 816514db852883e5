"""A folder of a person's own, whose files become ideas of a brand (decision 0044)."""

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What came of a file."""

    TAKEN = "taken"  # it is in an idea
    COPY = "copy"  # another file with the same bytes was taken
    BEFORE = "before"  # it lay there when the folder was chosen, and was to be left
    REFUSED = "refused"  # `why` says why
    LEFT_OUT = "left_out"  # the film of a moving photo


REMEMBERED = frozenset({Fate.TAKEN, Fate.COPY})
"""Of these the bytes never make an idea again."""
LOOKED_AT_MOST = 5_000
"""Files of one folder."""


@dataclass(frozen=True, slots=True)
class IdeaFolder:
    """`path` is where it really lies, links followed once, when it was chosen. `told` is the code of the problem that
    stands against it now, "" for none; `told_closed`: somebody has seen that."""

    brand_id: str
    path: str
    chosen_at_us: int = 0
    told: str = ""
    told_closed: bool = False


@dataclass(frozen=True, slots=True)
class IdeaFile:
    """A file that was seen there. `mtime_ns` as the file system told it; `why` a word of `Refusal`."""

    brand_id: str
    name: str
    sha256: str
    size_bytes: int
    mtime_ns: int
    fate: Fate
    why: str = ""
    post_id: str | None = None
    at_us: int = 0


class Refusal(StrEnum):
    """Why a file was left alone."""

    LINK = "link"  # it points somewhere else
    KIND = "kind"  # neither photo, film, PDF nor text
    TOO_LARGE = "too_large"
    EMPTY = "empty"  # a text without a word
    UNREADABLE = "unreadable"
    DAMAGED = "damaged"  # not what its name says, torn, or locked
