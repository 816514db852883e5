"""What the publisher's hands share: the desk, the way to the platforms, the lease, the lanes, the dice."""

import logging
import random
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol, cast

from smmdesk.desk import switched_off
from smmdesk.desk.brands import put_away_ids
from smmdesk.desk.committing import Commits
from smmdesk.desk.deciding import Case, grace_us
from smmdesk.desk.desk import Desk
from smmdesk.desk.in_private import asked_by_hand
from smmdesk.desk.lanes import Lane
from smmdesk.desk.media_host import facts_at
from smmdesk.desk.outcomes import Outcome, Sent
from smmdesk.desk.rendering import content_of, fingerprint, freeze
from smmdesk.desk.uploads import Uploads
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import Attempt, Delivery, Part, PartKind, State, Verdict
from smmdesk.model.moment import to_us
from smmdesk.model.post import Post

if TYPE_CHECKING:
    from datetime import timedelta

    from smmdesk.model.problem import Problem
    from smmdesk.platforms.base import Connector, HandsOff, Session
    from smmdesk.platforms.facts import Facts
    from smmdesk.store.reader import Reader
    from smmdesk.store.sent_log import SentLog

log = logging.getLogger(__name__)

FirstByte = Callable[[], Awaitable[None]]
LOCKED = frozenset({"locked", "passphrase_wrong"})
"""Problems of opening any sign-in at all."""
SIGNED_OUT = frozenset({"signed_out", "address_changed"})
"""Problems of one channel's sign-in that signing in again ends."""
NOT_SENT_STATES = frozenset({State.SCHEDULED, State.RETRY_WAIT, State.NEEDS_YOU, State.MISSED})
"""States in which it is still open who publishes (media_host.facts_at)."""
HASHED_STATES = frozenset({State.CLAIMED, State.HANDED_OFF})
"""States in which the frozen words are compared with what the post says now."""


class Reach(Protocol):
    """The way to the platforms: the real one is the desk's, a test brings its own."""

    def facts(self, channel: Channel) -> "Facts":
        """What holds on a channel."""

    def connector(self, channel: Channel) -> "Connector":
        """The verbs of a channel."""

    async def session(self, channel: Channel, on_first_byte: FirstByte | None = None) -> "Session":
        """The channel's sign-in. Raises ProblemError(locked, signed_out) when it cannot be opened."""

    @property
    def clock_ahead(self) -> "timedelta":
        """How far this computer's clock is ahead of the servers'; zero while no server spoke."""

    @property
    def clock_known(self) -> bool:
        """Whether a server said what time it is."""


@dataclass(slots=True, eq=False)
class Workbench:
    """One engine's working state. Nothing in here is the truth: that is in the database and in sent.log.

    `lease` names this engine on what it claims. `busy` are the parts in hand, `ready` those whose inert work is done,
    `unsaved` results that could not be written yet (a full disk): they are in sent.log already.
    """

    desk: Desk
    reach: Reach
    sent_log: "SentLog"
    lease: str
    rng: random.Random
    lanes: dict[str, Lane] = field(default_factory=dict)
    busy: set[str] = field(default_factory=set)
    ready: set[str] = field(default_factory=set)
    unsaved: dict[str, tuple[Case, Part, Attempt, Outcome]] = field(default_factory=dict)
    stopping: bool = False
    locked: "Problem | None" = None
    awake_since_us: int = 0
    asks: bool = False
    switched_off: Mapping[str, str] = field(default_factory=dict)
    all_paused: bool = False
    put_away: frozenset[str] = frozenset()
    wake: Callable[[], None] = lambda: None
    uploads: Uploads = field(default_factory=Uploads)
    commits: Commits = field(init=False)

    def __post_init__(self) -> None:
        self.commits = Commits(self.desk.store, self.sent_log)

    @property
    def now_us(self) -> int:
        return to_us(self.desk.clock.now())

    def lane(self, channel_id: str) -> Lane:
        return self.lanes.setdefault(channel_id, Lane(channel_id))

    # ------------------------------------------------------------------ cases
    def case(self, reader: "Reader", delivery: Delivery, part: Part) -> Case | None:
        """Everything that a decision needs of one part; None when its channel is gone from the database."""
        post = reader.find(Post, delivery.post_id) if delivery.post_id else None
        channel = reader.find(Channel, delivery.channel_id)
        return None if channel is None else self.case_of(reader, delivery, part, post, channel)

    def case_of(self, reader: "Reader", delivery: Delivery, part: Part, post: Post | None, channel: Channel) -> Case:
        frozen = part.state in HASHED_STATES
        facts = self.reach.facts(channel)
        if part.state in NOT_SENT_STATES:
            facts = facts_at(reader, facts, delivery.brand_id, content_of(delivery, post))
        return Case(
            part=part,
            delivery=delivery,
            post=post,
            channel=channel,
            facts=facts,
            switched_off=switched_off.is_off(self.switched_off, channel, facts),
            all_paused=self.all_paused or delivery.brand_id in self.put_away,
            now_us=self.now_us,
            policy=self.desk.policy,
            session=self.lease,
            device=self.desk.device,
            turn=is_turn(delivery, part),
            alone=sum(other.state not in (State.CANCELLED, State.DRAFT) for other in delivery.parts) == 1,
            busy=part.id in self.busy or part.id in self.unsaved,
            content_hash=fingerprint(freeze(reader, delivery, part, post)) if frozen else "",
            awake_since_us=self.awake_since_us,
            asks=self.asks,
            first_try_us=first_try_us(reader, part) if part.state is State.UNKNOWN else None,
            by_hand=asked_by_hand(reader, delivery, facts),
        )

    def read_case(self, part_id: str) -> Case | None:
        """The part as it is now, read afresh; None when it is gone. Not busy: the caller has it in hand."""
        with self.desk.store.reading() as reader:
            self.put_away = put_away_ids(reader)
            part = reader.find(Part, part_id)
            delivery = reader.find(Delivery, part.delivery_id) if part is not None else None
            case = self.case(reader, delivery, part) if part is not None and delivery is not None else None
        return None if case is None else replace(case, busy=False)

    def sent(self, case: Case, part: Part, earlier: Iterable[Attempt] = ()) -> Sent:
        """What the outcome of a call depends on; `earlier` are the attempts before this one."""
        return Sent(
            part=part,
            channel=case.channel.name,
            platform=case.facts.name,
            now_us=self.now_us,
            policy=self.desk.policy,
            doubt=in_doubt(part, earlier),
            rng=self.rng,
            place=place_of(case.delivery, part),
            zone=case.delivery.due.zone,
            late_after_us=case.due_us + grace_us(case.delivery, self.desk.policy) if case.is_first else None,
        )

    # ------------------------------------------------------------------ channels
    def called(self, case: Case) -> None:
        """One more call to the platform on this channel."""
        self.lane(case.channel.id).called(self.now_us)

    def sign_out(self, channel_id: str) -> None:
        """The platform proved that the sign-in is over: told once, on the channel."""
        with self.desk.store.transaction() as tx:
            channel = tx.find(Channel, channel_id)
            if channel is not None and channel.status is ChannelStatus.CONNECTED:
                tx.put(replace(channel, status=ChannelStatus.SIGNED_OUT))
                log.info("channel %s is signed out", channel_id)

    def switch_off(self, channel: Channel) -> None:
        """The platform no longer speaks with this version: nothing more is asked there."""
        with self.desk.store.transaction() as tx:
            self.switched_off = switched_off.note(tx, channel, self.reach.facts(channel))
        log.info("%s no longer speaks with this version", channel.platform)

    def pause(self, channel_id: str) -> None:
        """The platform closed the account: what waits keeps waiting, and nothing more is tried."""
        with self.desk.store.transaction() as tx:
            channel = tx.find(Channel, channel_id)
            if channel is not None and not channel.paused:
                tx.put(replace(channel, paused=True))
                log.info("channel %s is paused: its account is closed", channel_id)


def is_turn(delivery: Delivery, part: Part) -> bool:
    """True when every live part before it is out; a further part needs a root that is out (I4)."""
    before = [other for other in delivery.parts if other.position < part.position and _is_live(other)]
    if any(other.state is not State.PUBLISHED for other in before):
        return False
    return part.kind is PartKind.ROOT or any(other.kind is PartKind.ROOT for other in before)


def _is_live(part: Part) -> bool:
    return part.state not in (State.CANCELLED, State.DRAFT)


def place_of(delivery: Delivery, part: Part) -> tuple[int, int, int]:
    """(published, all, this one's number) of the live parts."""
    live = [other for other in delivery.parts if _is_live(other)]
    number = sum(other.position <= part.position for other in live)
    return sum(other.state is State.PUBLISHED for other in live), len(live), number


def generation_of(part: Part, attempts: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """The attempts of the part's present generation, oldest first."""
    return tuple(attempt for attempt in attempts if attempt.generation == part.generation)


def in_doubt(part: Part, attempts: Iterable[Attempt]) -> bool:
    """Whether an attempt of this generation may have arrived without our knowing, or was accepted and is not out."""
    mine = generation_of(part, attempts)
    return any(one.is_in_doubt or (part.receipt is None and one.may_be_live) for one in mine)


def first_try_us(reader: "Reader", part: Part) -> int | None:
    """The earliest instant at which this generation may have arrived."""
    attempts = generation_of(part, reader.attempts_of(part.id))
    return min((one.intent_at_us for one in attempts if one.verdict is not Verdict.ABSENT), default=None)


def hands_off(bench: Workbench, case: Case) -> "HandsOff":
    """The verbs of a platform's own list."""
    return cast("HandsOff", bench.reach.connector(case.channel))
