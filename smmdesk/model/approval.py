"""What was said about a post before it goes out: asked, approved, changes wanted, a comment; and by whom.

A note never changes what a post says. An approval names the content hash that it saw (desk.fingerprint).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from smmdesk.model.content import Content, Wording

TEXT_MOST, NAME_MOST = 2_000, 80


class NoteKind(StrEnum):
    """What a note is."""

    ASKED = "asked"  # somebody's OK was asked for
    APPROVED = "approved"
    CHANGES = "changes"  # changes are wanted
    COMMENT = "comment"
    RETURNED = "returned"  # what was approved was changed and waits again
    LATE_OK = "late_ok"  # an OK to words that the post does not say any more: it approves nothing


ANSWERS = frozenset({NoteKind.APPROVED, NoteKind.CHANGES, NoteKind.LATE_OK})


@dataclass(frozen=True, slots=True)
class ApprovalNote:
    """`who` is who said it, "" the person at this desk; `whom` who was asked. `channel_id`: it is about the wording
    there, "" about all.

    `content_hash` is what the post said then. `content` and `wordings` are those words themselves, kept with an
    approval and with what was sent for review, so that the difference can be shown later. `file_id` is the review file
    that it went out with, or came back by; `is_foreign`: the text is somebody else's.
    """

    id: str
    brand_id: str
    post_id: str
    kind: NoteKind
    text: str = ""
    who: str = ""
    whom: str = ""
    at_us: int = 0
    content_hash: str = ""
    channel_id: str = ""
    content: Content | None = None
    wordings: tuple[Wording, ...] = ()
    file_id: str | None = None
    is_foreign: bool = False
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""


@dataclass(frozen=True, slots=True)
class ReviewFile:
    """A file that went to a client. Its `id` stands in it, and its `token`, which nobody can guess: an answer brings
    both back. `posts` is how many it holds. Of the last answer: `answered_at_us` says when, `who` gave it,
    `said` what they said about all of it."""

    id: str
    brand_id: str
    token: str
    name: str = ""
    whom: str = ""
    language: str = ""
    who: str = ""
    said: str = ""
    posts: int = 0
    made_at_us: int = 0
    answered_at_us: int | None = None
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""


def in_order(notes: Iterable[ApprovalNote]) -> tuple[ApprovalNote, ...]:
    """The oldest first."""
    return tuple(sorted(notes, key=lambda note: (note.at_us, note.id)))


def last_of(notes: Sequence[ApprovalNote], *kinds: NoteKind) -> ApprovalNote | None:
    """The newest note of these kinds, of notes in order."""
    return next((note for note in reversed(notes) if note.kind in kinds), None)


def shortened(text: str, most: int = TEXT_MOST) -> str:
    """What is kept of a text."""
    return text.strip()[:most].rstrip()


def one_line(name: str) -> str:
    """A name as it is kept: one line, not too long."""
    return " ".join(name.split())[:NAME_MOST].rstrip()
