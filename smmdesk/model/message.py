"""What comes back: a comment, a mention, a review, a private message."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from smmdesk.model.delivery import Wish
from smmdesk.model.person import Identity
from smmdesk.model.polls import PollResult

TEXT_MOST = 20_000
POLL_NAME = "poll"
"""Key in a receipt's data: what its platform calls the poll where it tells of votes among what is heard."""
WRITTEN_BY = "written_by"
"""Key in the data of what an answer answers, as its connector gets it: the account that wrote it."""
UNANSWERED = "unanswered"
"""In `Message.data`, true: the platform lets no program answer this one, which is answered where it stands."""


class MessageKind(StrEnum):
    COMMENT = "comment"
    MENTION = "mention"
    REVIEW = "review"
    PRIVATE = "private"
    FOUND = "found"


@dataclass(frozen=True, slots=True)
class Message:
    """`remote_id` is the platform's id of it, unique per channel; `answers_remote_id` the remote thing it answers. What
    was found in a feed has no channel (`channel_id` ""): it is answered where it stands.

    `data` is what its connector needs to answer it. `removed`: it is gone there; what it said stays readable here.
    `snoozed_until_us`: until then it does not wait for an answer. `assigned_to` is whose it is in the team, `note` what
    they say about it among themselves. `author_remote_id` is which account of theirs wrote it, None where that was not
    kept: cards of people are merged and split by it. `liked`, `passed_on` (shown as it is to whoever follows us),
    `hushed` (hidden there from everybody else) and `spam` are what the person wants, the same with `_there` what stands
    there as far as we know, and `wish` what is being done there (model/moderation).
    """

    id: str
    brand_id: str
    channel_id: str
    kind: MessageKind
    remote_id: str
    text: str
    sent_at_us: int
    person_id: str | None = None
    author_remote_id: str | None = None
    answers_remote_id: str = ""
    post_id: str | None = None
    url: str = ""
    rating: int | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    read: bool = False
    done: bool = False
    hidden: bool = False
    snoozed_until_us: int | None = None
    assigned_to: str = ""
    note: str = ""
    liked: bool = False
    hushed: bool = False
    spam: bool = False
    passed_on: bool = False
    liked_there: bool = False
    hushed_there: bool = False
    spam_there: bool = False
    passed_on_there: bool = False
    wish: Wish | None = None
    removed: bool = False
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as its platform told it: plain words, at most TEXT_MOST signs. `author` is whose it is; `ours` that we
    wrote it ourselves, here or there. `thread_remote_id` is the post that its thread hangs on, where that is told.
    `removed`: the platform says that it is gone, `taken_back` that whoever wrote it took it back, so that its words are
    forgotten here too; `liked` that we liked it, `passed_on` that we passed it on, `hushed` that it is hidden there
    from everybody else, `spam` that it lies among the spam there (None: it does not say). `to`: by what an answer of
    ours names whom it is for (account, "@handle" or name, the surest first), where its platform hangs all answers on
    the comment above."""

    remote_id: str
    kind: MessageKind
    text: str
    sent_at_us: int
    author: Identity
    answers_remote_id: str = ""
    thread_remote_id: str = ""
    url: str = ""
    rating: int | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    ours: bool = False
    removed: bool = False
    taken_back: bool = False
    liked: bool | None = None
    hushed: bool | None = None
    spam: bool | None = None
    passed_on: bool | None = None
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """Somebody passed something of ours on, without a word of their own: nobody waits for an answer. `about_remote_id`
    is what they passed on."""

    remote_id: str
    author: Identity
    at_us: int
    about_remote_id: str = ""


@dataclass(frozen=True, slots=True)
class HeardPage:
    """One page of what came in. `cursor` is what to go on with, now or another day; `more`: there is more already.
    `polls` is how polls of ours stand now, by what our receipt calls each (`POLL_NAME` of its data)."""

    messages: tuple[Heard, ...] = ()
    cursor: str = ""
    more: bool = False
    polls: Mapping[str, PollResult] = field(default_factory=dict)
    shares: tuple[Shared, ...] = ()
