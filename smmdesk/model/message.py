"""What comes back: a comment, a mention, a review, a private message."""

from dataclasses import dataclass
from enum import StrEnum


class MessageKind(StrEnum):
    COMMENT = "comment"
    MENTION = "mention"
    REVIEW = "review"
    PRIVATE = "private"
    FOUND = "found"


@dataclass(frozen=True, slots=True)
class Message:
    """`remote_id` is the platform's id of it, unique per channel; `answers_remote_id` the remote thing it answers."""

    id: str
    brand_id: str
    channel_id: str
    kind: MessageKind
    remote_id: str
    text: str
    sent_at_us: int
    person_id: str | None = None
    answers_remote_id: str = ""
    post_id: str | None = None
    url: str = ""
    rating: int | None = None
    read: bool = False
    done: bool = False
    hidden: bool = False
    removed: bool = False
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""
