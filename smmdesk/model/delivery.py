"""What the machine sends to one channel: parts, each with a state, and the journal of attempts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from smmdesk.model.content import Content
from smmdesk.model.moment import Moment
from smmdesk.model.problem import Problem


class State(StrEnum):
    """Where a part is; the allowed moves are `moves.MOVES` (reliability.md §3 with design.md §8)."""

    DRAFT = "draft"  # dormant: the person took the post back
    SCHEDULED = "scheduled"
    HANDED_OFF = "handed_off"
    CLAIMED = "claimed"
    SENDING = "sending"
    PROCESSING = "processing"
    UNKNOWN = "unknown"
    RETRY_WAIT = "retry_wait"
    NEEDS_YOU = "needs_you"
    MISSED = "missed"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class PartKind(StrEnum):
    ROOT = "root"
    THREAD = "thread"
    FIRST_COMMENT = "first_comment"


class Op(StrEnum):
    """What the next irreversible call of a part does, or what is done with what somebody wrote."""

    CREATE = "create"
    SCHEDULE = "schedule"
    RESCHEDULE = "reschedule"
    RECALL = "recall"
    EDIT = "edit"
    DELETE = "delete"
    LIKE = "like"
    HIDE = "hide"
    SPAM = "spam"
    PASS_ON = "pass_on"  # noqa: S105 - no password
    UNQUOTE = "unquote"


class Evidence(StrEnum):
    """How we know that a part is published."""

    RESPONSE = "response"
    READBACK = "readback"
    HUMAN = "human"


ENDED_BY_SIGN_IN = frozenset({"signed_out", "address_changed"})
"""Problems of a part that are its account's: told once, on the account; the post is paused."""


class Verdict(StrEnum):
    """How an attempt ended."""

    OPEN = "open"  # intent written, end not known
    DONE = "done"
    NOT_SENT = "not_sent"  # provably not applied
    REFUSED = "refused"  # provably refused
    UNKNOWN = "unknown"  # nobody can tell
    ABSENT = "absent"  # a look-up proved that nothing is there


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the platform gave back: `id` is its own id, opaque; `url` the public page, may come later."""

    id: str
    url: str = ""
    at_us: int = 0
    evidence: Evidence = Evidence.RESPONSE
    data: Mapping[str, object] = field(default_factory=dict)  # what later parts need (a cid, a visibility)


CHANGED_THERE = "changed_there"
"""The name under which `Part.prepared` keeps what was changed on the platform after it went out."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants done with a part that is out: taken down (`Op.DELETE`), or other words (`Op.EDIT`); and with
    what somebody wrote: liked, passed on, hidden, marked as spam, or that taken back (`on` False), or deleted, or a
    post of ours taken out of it (model/moderation).

    A part stays PUBLISHED whatever becomes of it. `state` is SCHEDULED, SENDING, RETRY_WAIT, UNKNOWN or NEEDS_YOU;
    `rendered` are the words of an edit and `prepared` what was made for it, `since_us` is when it was asked for,
    `wake_at_us` the timer of its state.
    """

    op: Op
    since_us: int
    state: State = State.SCHEDULED
    on: bool = True
    key: str = ""
    rendered: Mapping[str, object] = field(default_factory=dict)
    prepared: Mapping[str, object] = field(default_factory=dict)
    problem: Problem | None = None
    tries: int = 0
    lookups: int = 0
    wake_at_us: int | None = None

    @property
    def may_be_dropped(self) -> bool:
        """Nothing of it is under way."""
        return self.state in (State.SCHEDULED, State.RETRY_WAIT, State.NEEDS_YOU)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to send. `rendered` is frozen at claim, for good; `prepared` is what inert steps made so far.

    `key` is the idempotency key or own id of this (part, generation); `wake_at_us` is the timer of the state.
    `problem` says why it waits for a person or a retry. `remote_due_us` and `remote_hash` are what the platform's
    own list holds while HANDED_OFF. Of a published part: `removed` there, `wish` what is to be done with it there, and
    `looked_at_us` when it was last looked at there.
    """

    id: str
    delivery_id: str
    position: int
    kind: PartKind = PartKind.ROOT
    op: Op = Op.CREATE
    state: State = State.SCHEDULED
    generation: int = 1
    key: str = ""
    content_hash: str = ""
    rendered: Mapping[str, object] = field(default_factory=dict)
    prepared: Mapping[str, object] = field(default_factory=dict)
    receipt: Receipt | None = None
    problem: Problem | None = None
    tries: int = 0
    lookups: int = 0
    wake_at_us: int | None = None
    lease: str = ""
    lease_until_us: int | None = None
    remote_due_us: int | None = None
    remote_hash: str = ""
    removed: bool = False
    wish: Wish | None = None
    looked_at_us: int | None = None
    revision: int = 0

    @property
    def waits_for_account(self) -> bool:
        """It waits for a new sign-in and for nothing else, and then goes on by itself."""
        return self.state is State.NEEDS_YOU and self.problem is not None and self.problem.code in ENDED_BY_SIGN_IN

    @property
    def said_there(self) -> tuple[str, str] | None:
        """What it says on the platform since somebody changed it there, and what we sent; None while it is as sent."""
        match self.prepared.get(CHANGED_THERE):
            case {"there": str() as there, "ours": str() as ours} if self.state is State.PUBLISHED:
                return there, ours
        return None

    @property
    def is_there(self) -> bool:
        """Out, not removed, and known by the platform's own id: something can be done with it there."""
        return self.is_known_there and not self.removed

    @property
    def is_known_there(self) -> bool:
        """Out by the platform's own id, also where it was removed since: it can be asked about."""
        return self.state is State.PUBLISHED and self.receipt is not None and bool(self.receipt.id)

    @property
    def is_over(self) -> bool:
        return self.state in (State.PUBLISHED, State.CANCELLED, State.DRAFT)


SAID = "it said: "
"""What the evidence of an attempt in doubt begins with where the platform answered in words."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at one irreversible call; append-only, evidence may be added after the end."""

    id: str
    part_id: str
    generation: int
    op: Op
    key: str
    request_hash: str
    intent_at_us: int
    first_byte_at_us: int | None = None
    end_at_us: int | None = None
    verdict: Verdict = Verdict.OPEN
    evidence: str = ""

    @property
    def said(self) -> str:
        """The platform's own words, where it answered and still nobody can tell; "" where it said nothing."""
        return self.evidence.removeprefix(SAID) if self.evidence.startswith(SAID) else ""

    @property
    def is_in_doubt(self) -> bool:
        """Whether it may have arrived without our knowing."""
        return self.verdict in (Verdict.OPEN, Verdict.UNKNOWN)

    @property
    def may_be_live(self) -> bool:
        """In doubt, or taken by the platform; of a part without a receipt: accepted, and nothing more was heard."""
        makes = self.op in (Op.CREATE, Op.SCHEDULE)
        return self.is_in_doubt or (makes and self.verdict is Verdict.DONE)


@dataclass(frozen=True, slots=True)
class Delivery:
    """All parts of one post (or one reply) for one channel. Exactly one of `post_id` and `message_id` is set.

    `content` is set when the origin is a message. `home` is the device that may send it (design.md §9).
    """

    id: str
    brand_id: str
    channel_id: str
    due: Moment
    parts: tuple[Part, ...] = ()
    post_id: str | None = None
    message_id: str | None = None
    content: Content | None = None
    now: bool = False  # "publish now": lateness and spacing do not hold
    home: str = ""
    created_at_us: int = 0
    revision: int = 0

    def __post_init__(self) -> None:
        if (self.post_id is None) == (self.message_id is None):
            raise ValueError("a delivery belongs to exactly one post or one message")
