"""What has to be done with a part now: pure functions over frozen values (reliability.md §3, design.md §8).

`decide` looks at one part and answers with one `Decision`. It never moves anything and knows no network; what concerns
several parts at once (spacing, quota, "more than three ask") comes in as plain facts of the `Case`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from smmdesk.desk.acts import Act, not_done_yet
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import Delivery, Op, Part, PartKind, State
from smmdesk.model.policy import Policy
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, time_of
from smmdesk.model.stages import Stage
from smmdesk.platforms.facts import Facts, ScheduleFact
from smmdesk.platforms.steps import NO_KEY

RESUMED_BY_SIGN_IN = frozenset({"signed_out", "address_changed", "channel_not_connected"})
"""Problems that end when the channel can send again; only a part that was provably not sent carries one of them."""
SWITCHED_OFF = "api_gone"
NO_HAND_OFF = "no_hand_off"
"""Key in `Part.prepared`: the platform refused this content for its list, so this computer sends it."""
ACCEPTED_AT = "accepted_at_us"
"""Key in `Part.prepared`: since when the platform works on it."""


@dataclass(frozen=True, slots=True)
class Case:
    """One part and all that the decision needs of its surroundings. Instants are microseconds UTC.

    `turn`: the parts before it are out. `alone`: the delivery has no other live part. `busy`: this process works on it
    now. `content_hash`: what it would say if it were rendered now. `awake_since_us`: since when an engine runs without
    a gap. `asks`: so much is overdue that a person decides. `first_try_us`: the earliest attempt. `switched_off`: its
    server refuses this version. `all_paused`: by a person, or its brand is put away. `by_hand`: what they would do.
    """

    part: Part
    delivery: Delivery
    post: Post | None
    channel: Channel
    facts: Facts
    now_us: int
    policy: Policy
    session: str = ""
    device: str = ""
    turn: bool = True
    alone: bool = True
    busy: bool = False
    content_hash: str = ""
    awake_since_us: int = 0
    asks: bool = False
    switched_off: bool = False
    all_paused: bool = False
    first_try_us: int | None = None
    by_hand: str = Problem("by_hand").code

    @property
    def due_us(self) -> int:
        return self.delivery.due.instant_us

    @property
    def is_first(self) -> bool:
        """Lateness is measured for a delivery's first part only: a thread that has begun is finished."""
        return self.part.kind is PartKind.ROOT

    @property
    def is_late(self) -> bool:
        return self.is_first and self.now_us > self.due_us + grace_us(self.delivery, self.policy)

    @property
    def is_overdue(self) -> bool:
        """Its moment passed while no engine ran."""
        after = self.due_us + us(self.policy.overdue_after)
        return self.is_first and not self.delivery.now and after < min(self.awake_since_us, self.now_us)

    @property
    def is_wanted(self) -> bool:
        return wants(self.post, self.channel)

    @property
    def is_approved(self) -> bool:
        return self.is_wanted and (self.post is None or self.post.stage is Stage.APPROVED)

    @property
    def is_paused(self) -> bool:
        return self.channel.paused or self.all_paused

    @property
    def can_send(self) -> bool:
        return self.channel.can_send and not self.all_paused

    @property
    def schedule(self) -> ScheduleFact | None:
        """The scheduler of this channel's own server."""
        return self.facts.schedule_for(self.channel.reported)

    def moved(self, part: Part, now_us: int) -> "Case":
        """The same with the part as it is now, also among those of its delivery."""
        parts = tuple(part if other.id == part.id else other for other in self.delivery.parts)
        delivery = replace(self.delivery, parts=parts)
        return replace(self, part=part, delivery=delivery, content_hash=part.content_hash, now_us=now_us)

    @property
    def wakes_later(self) -> bool:
        return self.part.wake_at_us is not None and self.part.wake_at_us > self.now_us


@dataclass(frozen=True, slots=True)
class Decision:
    """`at_us` is when to look again at the latest (WAIT; None: only a change wakes it)."""

    act: Act
    at_us: int | None = None
    problem: Problem | None = None


def wants(post: Post | None, channel: Channel) -> bool:
    """False when nobody wants it out on this channel any more: trashed, a draft again, channel taken away.

    `post` is None for a reply.
    """
    if channel.deleted_at_us is not None or channel.status is ChannelStatus.ARCHIVED:
        return False
    if post is None:
        return True
    kept = post.deleted_at_us is None and channel.id in post.channels
    return kept and post.stage in (Stage.APPROVED, Stage.REVIEW)


def us(step: timedelta) -> int:
    """A duration in microseconds."""
    return step // timedelta(microseconds=1)


def grace_us(delivery: Delivery, policy: Policy) -> int:
    """How late the first part may still go out by itself. What a person sent "now" is tried for a day."""
    return us(policy.retry_after_most if delivery.now else policy.grace)


def decide(case: Case) -> Decision:
    """What to do with the part now."""
    if case.delivery.home not in ("", case.device):
        return Decision(Act.WAIT)
    rule = _RULES.get(case.part.state)
    return rule(case) if rule is not None else Decision(Act.WAIT)


# ------------------------------------------------------------------ before it is sent
def _scheduled(case: Case) -> Decision:
    if not case.is_wanted:
        return Decision(Act.PARK)
    if not case.turn:
        return Decision(Act.WAIT)
    if case.is_late and case.is_approved:
        return Decision(Act.MISS, problem=_why_missed(case))
    if not case.is_approved:
        return Decision(Act.WAIT)
    if may_hand_off(case):
        return Decision(Act.HAND_OFF)
    start_us = case.due_us - lead_us(case)
    if case.now_us < start_us:
        return Decision(Act.WAIT, start_us)
    if case.is_overdue and case.asks:
        return Decision(Act.MISS, problem=_why_missed(case))
    return _ready(case, Act.CLAIM)


def _ready(case: Case, act: Act) -> Decision:
    """`act` where the channel can take it now; else wait until due, and then ask a person."""
    problem = obstacle(case)
    if problem is None and case.is_paused:
        return Decision(Act.WAIT, case.due_us + grace_us(case.delivery, case.policy) + 1)
    if problem is None:
        return Decision(act)
    if case.now_us < case.due_us:
        return Decision(Act.WAIT, case.due_us)
    return Decision(Act.ASK, problem=problem)


def obstacle(case: Case) -> Problem | None:
    """What a person has to do before this can go out here."""
    channel, facts = case.channel, case.facts
    if case.post is not None and case.post.sample and not facts.takes_samples:
        return Problem("sample_only")
    if not facts.sends_by_itself:
        return Problem(case.by_hand, {"channel": channel.name})
    if channel.status is ChannelStatus.SIGNED_OUT:
        return Problem("signed_out", {"channel": channel.name})
    if channel.status is not ChannelStatus.CONNECTED:
        return Problem("channel_not_connected", {"channel": channel.name, **time_of(case.delivery.due)})
    return Problem(SWITCHED_OFF, {"channel": channel.name, "platform": facts.name}) if case.switched_off else None


def lead_us(case: Case) -> int:
    """How long before its moment the inert work begins."""
    return case.facts.lead_s * 1_000_000 if case.is_first else 0


def _why_missed(case: Case) -> Problem:
    values = {"channel": case.channel.name, **time_of(case.delivery.due)}
    if case.is_paused:
        return Problem("was_paused", values)
    return Problem("missed" if case.awake_since_us > case.due_us else "retry_over", values)


def _claimed(case: Case) -> Decision:
    part = case.part
    if case.busy:
        return Decision(Act.WAIT)
    if part.lease != case.session or (part.lease_until_us or 0) < case.now_us:
        return _of_dead_owner(case, Act.RELEASE)
    if not case.is_approved or part.content_hash != case.content_hash or not case.can_send or case.switched_off:
        return Decision(Act.RELEASE)
    if part.op is not Op.SCHEDULE and case.now_us < case.due_us:
        return Decision(Act.WAIT, case.due_us)
    return Decision(Act.SEND)


def _retry_wait(case: Case) -> Decision:
    if not case.is_approved:
        return Decision(Act.RELEASE)
    values = {"channel": case.channel.name}
    if case.is_late:
        return Decision(Act.MISS, problem=Problem("retry_over", values))
    end_us = case.due_us + us(case.policy.retry_after_most)
    if not case.is_first and case.now_us > end_us + us(case.policy.grace):
        return Decision(Act.ASK, problem=Problem("retry_over", values))
    if case.wakes_later:
        return Decision(Act.WAIT, case.part.wake_at_us)
    return _ready(case, Act.CLAIM)


def _needs_you(case: Case) -> Decision:
    problem = case.part.problem
    code = problem.code if problem is not None else ""
    ended = code in RESUMED_BY_SIGN_IN or (code == SWITCHED_OFF and not case.switched_off and not case.busy)
    if ended and case.channel.status is ChannelStatus.CONNECTED and case.is_wanted:
        return Decision(Act.RESUME)
    return Decision(Act.WAIT)


# ------------------------------------------------------------------ after the first byte
def is_guaranteed(case: Case, last_try_us: int) -> bool:
    """Whether a living promise of the platform makes it harmless to send the same bytes again under the same key (I5).

    A key of limited life protects posts only: servers ignore it for their own lists.
    """
    promise = case.facts.idempotency_for(case.channel.reported)
    is_comment = case.part.kind is PartKind.FIRST_COMMENT or case.delivery.message_id is not None
    if (is_comment and not promise.first_comment) or NO_KEY in case.part.prepared:
        return False
    if promise.kind == "own_id":
        alive = case.part.op in (Op.CREATE, Op.SCHEDULE)
    elif promise.kind == "key":
        first_us = case.first_try_us if case.first_try_us is not None else last_try_us
        alive = case.part.op is Op.CREATE and case.now_us < first_us + promise.horizon_s * 1_000_000
    else:
        return False
    return alive and case.now_us >= last_try_us + promise.resend_after_s * 1_000_000


def _sending(case: Case) -> Decision:
    return Decision(Act.WAIT) if case.busy else _of_dead_owner(case, Act.SUSPECT)


def _of_dead_owner(case: Case, act: Act) -> Decision:
    """`act` once nobody can be working on it: our own task ended without an answer, or the other's lease ran out."""
    if case.part.lease != case.session and (until_us := case.part.lease_until_us or 0) >= case.now_us:
        return Decision(Act.WAIT, until_us + 1)
    return Decision(act)


def _processing(case: Case) -> Decision:
    if case.busy:
        return Decision(Act.WAIT)
    since = case.part.prepared.get(ACCEPTED_AT)
    since_us = since if isinstance(since, int) else case.due_us
    if _is_given_up(case, since_us + us(case.policy.processing_most)):
        return Decision(Act.ASK, problem=not_done_yet(case.part, case.facts.name))
    return _ask_there(case, Act.POLL)


def _unknown(case: Case) -> Decision:
    if case.busy:
        return Decision(Act.WAIT)
    tried_us = case.first_try_us if case.first_try_us is not None else case.now_us
    if _is_given_up(case, tried_us + us(case.policy.retry_after_most)):
        return Decision(Act.ASK, problem=Problem("cannot_tell", {"channel": case.channel.name}))
    return _ask_there(case, Act.LOOK_UP)


def _is_given_up(case: Case, end_us: int) -> bool:
    """Whether a person is asked by now. An engine that has just woken asks the platform first, for some minutes."""
    return case.now_us > max(end_us, case.awake_since_us + us(case.policy.overdue_spacing))


def _ask_there(case: Case, act: Act) -> Decision:
    """Reading needs a sign-in and no more: a paused channel is read, a signed-out one waits for the sign-in."""
    if case.wakes_later:
        return Decision(Act.WAIT, case.part.wake_at_us)
    if case.switched_off or case.channel.status not in (ChannelStatus.CONNECTED, ChannelStatus.ARCHIVED):
        return Decision(Act.WAIT)
    return Decision(act)


# ------------------------------------------------------------------ on the platform's own list
def may_hand_off(case: Case) -> bool:
    """Whether the platform's own list may have it; the quota is the publisher's to count."""
    if case.schedule is None or case.post is None or not case.alone or not case.is_first or case.delivery.now:
        return False
    if not (case.channel.hand_off and case.can_send) or case.wakes_later or NO_HAND_OFF in case.part.prepared:
        return False
    return obstacle(case) is None and fits_list(case)


def fits_list(case: Case) -> bool:
    """Whether the delivery's moment lies inside the window of the platform's list."""
    if (schedule := case.schedule) is None:
        return False
    ahead_us = case.due_us - case.now_us
    least_us = max(us(case.policy.hand_off_ahead), schedule.min_ahead_s * 1_000_000)
    return ahead_us >= least_us and (not schedule.max_ahead_s or ahead_us <= schedule.max_ahead_s * 1_000_000)


def is_out_of_step(case: Case) -> bool:
    """The platform's list says something else than we want there now (derived, never stored)."""
    part = case.part
    wanted = case.is_approved and not case.all_paused
    return not wanted or part.remote_due_us != case.due_us or part.remote_hash != case.content_hash


def first_check_us(policy: Policy, remote_due_us: int) -> int:
    """When to look for the first time whether the platform kept its word."""
    return remote_due_us + us(policy.hand_off_checks[0])


def _handed_off(case: Case) -> Decision:
    if case.busy:
        return Decision(Act.WAIT)
    remote_us = case.part.remote_due_us if case.part.remote_due_us is not None else case.due_us
    if case.now_us >= (frozen_us := remote_us - us(case.policy.hand_off_frozen)):
        return _check(case, remote_us)
    held_there = case.part.problem is not None and case.part.problem.code == "changed_there"
    if not is_out_of_step(case) or held_there:
        return Decision(Act.WAIT, frozen_us)
    if case.wakes_later and (case.part.wake_at_us or 0) < frozen_us:  # a change failed a moment ago
        return Decision(Act.WAIT, case.part.wake_at_us)
    if case.switched_off or case.channel.status not in (ChannelStatus.CONNECTED, ChannelStatus.ARCHIVED):
        return Decision(Act.WAIT, frozen_us)
    schedule = case.schedule
    only_time = case.is_approved and not case.all_paused and case.part.remote_hash == case.content_hash
    in_place = schedule is not None and schedule.moves_in_place and fits_list(case)
    return Decision(Act.RESCHEDULE if only_time and in_place else Act.RECALL)


def _check(case: Case, remote_us: int) -> Decision:
    checks = case.policy.hand_off_checks
    done = case.part.lookups
    at_us = remote_us + us(checks[min(done, len(checks) - 1)])
    if case.now_us < at_us:
        return Decision(Act.WAIT, at_us)
    if done >= len(checks) and not case.is_wanted:  # so late there that a person took it back
        return _ask_there(case, Act.RECALL)
    return _ask_there(case, Act.CHECK)


# ------------------------------------------------------------------ it is out
def _published(case: Case) -> Decision:
    """Nothing more of it goes out; what a person asked for is done there. The end of a thread is taken down first."""
    wish = case.part.wish
    if wish is None or wish.state is State.NEEDS_YOU or case.busy:
        return Decision(Act.WAIT)
    if wish.op is Op.DELETE and any(_goes_first(other, case.part) for other in case.delivery.parts):
        return Decision(Act.WAIT)
    if wish.wake_at_us is not None and wish.wake_at_us > case.now_us:
        return Decision(Act.WAIT, wish.wake_at_us)
    if case.switched_off or case.channel.status is not ChannelStatus.CONNECTED:
        return Decision(Act.WAIT)
    return Decision(Act.FULFIL)


def _goes_first(other: Part, part: Part) -> bool:
    wish = other.wish
    return other.position > part.position and wish is not None and wish.op is Op.DELETE and not other.removed


_RULES: dict[State, Callable[[Case], Decision]] = {
    State.SCHEDULED: _scheduled,
    State.CLAIMED: _claimed,
    State.RETRY_WAIT: _retry_wait,
    State.NEEDS_YOU: _needs_you,
    State.SENDING: _sending,
    State.PROCESSING: _processing,
    State.UNKNOWN: _unknown,
    State.HANDED_OFF: _handed_off,
    State.PUBLISHED: _published,
}
