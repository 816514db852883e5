"""Decisions and outcomes as tables: pure values in, pure values out, every line of reliability.md §3 by itself."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.desk.acts import NETWORK_ACTS, Act
from smmdesk.desk.deciding import ACCEPTED_AT, Case, decide, is_guaranteed, us
from smmdesk.desk.gathering import MOVED_TO
from smmdesk.desk.lanes import WINDOW_US, Lane
from smmdesk.desk.outcomes import (
    Outcome,
    Sent,
    StoppedError,
    backoff_us,
    look_up_gap_us,
    of_answer,
    of_error,
    of_inert_error,
    of_recall,
)
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.delivery import Attempt, Delivery, Evidence, Op, Part, PartKind, Receipt, State, Verdict
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.moves import MOVES, TERMINAL
from smmdesk.model.policy import Policy
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.model.stages import Stage
from smmdesk.platforms import facts_of
from smmdesk.platforms.base import (
    Accepted,
    Listed,
    NotSentError,
    Published,
    RefusedError,
    SignedOutError,
    UnclearError,
)
from tests.fakes.reach import KEY, LISTING, OWN_ID, fake_facts
from ui.presenters.history import history_of

NOW_US = 1_795_000_000_000_000
MINUTE_US = 60_000_000
POLICY = Policy()
NO = Problem("refused", {"said": "no"})
ERRORS = [
    NotSentError(NO),
    NotSentError(NO, 90),
    RefusedError(NO),
    SignedOutError(NO),
    UnclearError(NO),
    StoppedError(NO),
    TimeoutError(),
    KeyError("id"),
    ConnectionResetError(),
]
CHANNEL = Channel("c", "b", "practice", "Bakery", remote_id="x", status=ChannelStatus.CONNECTED)
POST = Post("p", "b", Content(text="Bread"), Stage.APPROVED, channels=("c",))


def case(state: State = State.SCHEDULED, minutes: float = 0, **changes: object) -> Case:
    """A part whose moment is `minutes` from now; `changes` of the case, or of its part with `part_…`."""
    due = Moment.of(from_us(NOW_US + round(minutes * MINUTE_US)), "UTC")
    of_part = {name.removeprefix("part_"): changes.pop(name) for name in list(changes) if name.startswith("part_")}
    part = Part("t", "d", 0, state=state, **of_part)  # type: ignore[arg-type]
    delivery = Delivery("d", "b", "c", due, (part,), post_id="p", home="here")
    base = Case(part, delivery, POST, CHANNEL, fake_facts(), NOW_US, POLICY, session="me", device="here")
    return replace(base, **changes)  # type: ignore[arg-type]


def sent(op: Op = Op.CREATE, doubt: bool = False, **part: object) -> Sent:
    made = Part("t", "d", 0, state=State.SENDING, op=op, **part)  # type: ignore[arg-type]
    return Sent(made, "Bakery", "Fake", NOW_US, POLICY, doubt, random.Random(1))


# ------------------------------------------------------------------ decisions
MISSED_AT = -61
SIGNED_OUT = replace(CHANNEL, status=ChannelStatus.SIGNED_OUT)
PAUSED = replace(CHANNEL, paused=True)
LISTS = fake_facts(schedule=LISTING)
ON_LIST = {"part_remote_due_us": NOW_US + 60 * MINUTE_US, "part_remote_hash": "h", "content_hash": "h"}


@pytest.mark.parametrize(
    ("given_case", "act"),
    [
        (case(minutes=5), Act.WAIT),
        (case(), Act.CLAIM),
        (case(minutes=-30), Act.CLAIM),
        (case(minutes=MISSED_AT), Act.MISS),
        (case(minutes=-30, asks=True, awake_since_us=NOW_US), Act.MISS),
        (case(minutes=-30, asks=True, awake_since_us=NOW_US - 40 * MINUTE_US), Act.CLAIM),
        (case(device="there"), Act.WAIT),
        (case(turn=False, minutes=MISSED_AT), Act.WAIT),
        (case(post=replace(POST, stage=Stage.DRAFT)), Act.PARK),
        (case(post=replace(POST, stage=Stage.REVIEW)), Act.WAIT),
        (case(post=replace(POST, deleted_at_us=1)), Act.PARK),
        (case(post=replace(POST, channels=())), Act.PARK),
        (case(post=None), Act.CLAIM),
        (case(channel=SIGNED_OUT), Act.ASK),
        (case(channel=SIGNED_OUT, minutes=1, facts=fake_facts(lead_s=300)), Act.WAIT),
        (case(channel=PAUSED), Act.WAIT),
        (case(minutes=20, facts=LISTS), Act.HAND_OFF),
        (case(minutes=14, facts=LISTS), Act.WAIT),
        (case(minutes=20, facts=LISTS, alone=False), Act.WAIT),
        (case(State.RETRY_WAIT), Act.CLAIM),
        (case(State.RETRY_WAIT, part_wake_at_us=NOW_US + 1), Act.WAIT),
        (case(State.RETRY_WAIT, minutes=MISSED_AT), Act.MISS),
        (case(State.RETRY_WAIT, minutes=MISSED_AT, part_kind=PartKind.THREAD), Act.CLAIM),
        (case(State.RETRY_WAIT, minutes=-26 * 60, part_kind=PartKind.THREAD), Act.ASK),
        (case(State.RETRY_WAIT, channel=SIGNED_OUT), Act.ASK),
        (case(State.CLAIMED, part_lease="me", part_lease_until_us=NOW_US), Act.SEND),
        (case(State.CLAIMED, minutes=1, part_lease="me", part_lease_until_us=NOW_US), Act.WAIT),
        (case(State.CLAIMED, part_lease="me", part_lease_until_us=NOW_US - 1), Act.RELEASE),
        (case(State.CLAIMED, part_lease="other", part_lease_until_us=NOW_US + 1), Act.WAIT),
        (case(State.CLAIMED, part_lease="me", part_lease_until_us=NOW_US, content_hash="new"), Act.RELEASE),
        (case(State.CLAIMED, part_lease="me", part_lease_until_us=NOW_US, channel=PAUSED), Act.RELEASE),
        (case(State.CLAIMED, busy=True), Act.WAIT),
        (case(State.SENDING, part_lease="me", part_lease_until_us=NOW_US), Act.SUSPECT),
        (case(State.SENDING, part_lease="other", part_lease_until_us=NOW_US + 1), Act.WAIT),
        (case(State.SENDING, part_lease="other", part_lease_until_us=NOW_US - 1), Act.SUSPECT),
        (case(State.SENDING, busy=True), Act.WAIT),
        (case(State.PROCESSING, part_prepared={ACCEPTED_AT: NOW_US}), Act.POLL),
        (case(State.PROCESSING, part_prepared={ACCEPTED_AT: NOW_US - 121 * MINUTE_US}), Act.ASK),
        (case(State.UNKNOWN), Act.LOOK_UP),
        (case(State.UNKNOWN, part_wake_at_us=NOW_US + 1), Act.WAIT),
        (case(State.UNKNOWN, channel=SIGNED_OUT), Act.WAIT),
        (case(State.UNKNOWN, channel=PAUSED), Act.LOOK_UP),
        (case(State.UNKNOWN, first_try_us=NOW_US - 25 * 60 * MINUTE_US), Act.ASK),
        (case(State.NEEDS_YOU, part_problem=Problem("signed_out")), Act.RESUME),
        (case(State.NEEDS_YOU, part_problem=Problem("signed_out"), channel=SIGNED_OUT), Act.WAIT),
        (case(State.NEEDS_YOU, part_problem=Problem("cannot_tell")), Act.WAIT),
        (case(State.NEEDS_YOU), Act.WAIT),
        (case(State.MISSED), Act.WAIT),
        (case(State.HANDED_OFF, 60, **ON_LIST), Act.WAIT),
        (case(State.HANDED_OFF, 90, facts=LISTS, **ON_LIST), Act.RESCHEDULE),
        (case(State.HANDED_OFF, 10, facts=LISTS, **ON_LIST), Act.RECALL),
        (case(State.HANDED_OFF, 60, **{**ON_LIST, "content_hash": "new"}), Act.RECALL),
        (case(State.HANDED_OFF, 60, post=replace(POST, stage=Stage.REVIEW), **ON_LIST), Act.RECALL),
        (case(State.HANDED_OFF, 90, channel=SIGNED_OUT, facts=LISTS, **ON_LIST), Act.WAIT),
        (case(State.HANDED_OFF, 90, facts=LISTS, part_problem=Problem("changed_there"), **ON_LIST), Act.WAIT),
        (case(State.HANDED_OFF, -1, part_remote_due_us=NOW_US - MINUTE_US), Act.WAIT),
        (case(State.HANDED_OFF, -2, part_remote_due_us=NOW_US - 2 * MINUTE_US), Act.CHECK),
        (case(State.PUBLISHED, minutes=MISSED_AT), Act.WAIT),
        (case(State.CANCELLED), Act.WAIT),
        (case(State.DRAFT), Act.WAIT),
    ],
)
def test_what_is_done_with_a_part(given_case: Case, act: Act) -> None:
    assert decide(given_case).act is act


@given(
    state=st.sampled_from(State),
    minutes=st.integers(-3000, 3000),
    op=st.sampled_from(Op),
    kind=st.sampled_from(PartKind),
    stage=st.sampled_from(Stage),
    status=st.sampled_from(ChannelStatus),
    code=st.sampled_from(["signed_out", "cannot_tell", "refused", "changed_there"]),
    lookups=st.integers(0, 5),
    flags=st.tuples(*[st.booleans()] * 5),
)
def test_every_part_has_a_decision_and_none_that_the_table_of_moves_forbids(
    state: State,
    minutes: int,
    op: Op,
    kind: PartKind,
    stage: Stage,
    status: ChannelStatus,
    code: str,
    lookups: int,
    flags: tuple[bool, ...],
) -> None:
    lists, wakes, busy, turn, paused = flags
    asked = case(
        state,
        minutes,
        part_op=op,
        part_kind=kind,
        part_problem=Problem(code),
        part_lookups=lookups,
        part_wake_at_us=NOW_US + MINUTE_US if wakes else None,
        part_lease="me",
        part_lease_until_us=NOW_US,
        post=replace(POST, stage=stage),
        channel=replace(CHANNEL, status=status, paused=paused),
        facts=LISTS if lists else fake_facts(),
        busy=busy,
        turn=turn,
    )
    decision = decide(asked)
    if decision.act in MOVED_TO:
        assert MOVED_TO[decision.act] in MOVES[state]
    if state in TERMINAL or state in (State.MISSED,):
        assert decision.act is Act.WAIT
    if decision.act in (Act.CLAIM, Act.HAND_OFF, Act.SEND):
        assert state in (State.SCHEDULED, State.RETRY_WAIT, State.CLAIMED), "nothing else begins to send (I5)"
        assert stage is Stage.APPROVED
        assert status is ChannelStatus.CONNECTED
    if decision.act in NETWORK_ACTS:
        assert not busy or state in (State.SCHEDULED, State.RETRY_WAIT)


@pytest.mark.parametrize(
    ("promise", "op", "seconds", "alive"),
    [
        (OWN_ID, Op.CREATE, 0, True),
        (OWN_ID, Op.SCHEDULE, 10**6, True),
        (OWN_ID, Op.RECALL, 0, False),
        (KEY, Op.CREATE, 59, False),
        (KEY, Op.CREATE, 60, True),
        (KEY, Op.CREATE, 2999, True),
        (KEY, Op.CREATE, 3000, False),
        (KEY, Op.SCHEDULE, 60, False),
        (None, Op.CREATE, 60, False),
    ],
)
def test_when_the_same_bytes_may_go_again(promise: object, op: Op, seconds: int, alive: bool) -> None:
    facts = fake_facts(**({"idempotency": promise} if promise else {}))
    tried_us = NOW_US - seconds * 1_000_000
    assert is_guaranteed(case(State.UNKNOWN, facts=facts, part_op=op, first_try_us=tried_us), tried_us) is alive


@pytest.mark.parametrize(
    ("platform", "root", "comment"),
    [*((name, True, False) for name in ("flickr", "vimeo", "discourse", "wordpress")), ("bluesky", True, True)],
)
def test_the_id_of_a_post_does_not_protect_its_first_comment(platform: str, root: bool, comment: bool) -> None:
    posted = case(State.UNKNOWN, facts=facts_of(platform))
    commented = replace(posted, part=replace(posted.part, kind=PartKind.FIRST_COMMENT))
    assert (is_guaranteed(posted, NOW_US), is_guaranteed(commented, NOW_US)) == (root, comment)


@pytest.mark.parametrize(
    ("platform", "alive"),
    [("wordpress", False), ("youtube", False), ("bluesky", True), ("mediawiki", True)],
)
def test_the_id_of_a_post_does_not_protect_an_answer(platform: str, alive: bool) -> None:
    """An answer is the first part of its delivery, and still the kind of thing that a first comment is."""
    posted = case(State.UNKNOWN, facts=facts_of(platform))
    delivery = replace(posted.delivery, post_id=None, message_id="m")
    answered = replace(posted, post=None, delivery=delivery)
    assert (is_guaranteed(posted, NOW_US), is_guaranteed(answered, NOW_US)) == (True, alive)
    private = replace(posted, part=replace(posted.part, prepared={"no_key": {"for": "k", "value": True}}))
    assert not is_guaranteed(private, NOW_US), "a private message on Bluesky, where every post has a key"


@pytest.mark.parametrize(
    ("work", "code"), [({"waits": "review"}, "waits_for_review"), ({"id": "7"}, "processing_too_long")]
)
def test_what_waits_for_somebodys_approval_is_not_said_to_be_prepared(work: dict[str, object], code: str) -> None:
    """On a WordPress site an author's post waits for an editor, over a weekend too."""
    decision = decide(case(State.PROCESSING, part_prepared={ACCEPTED_AT: NOW_US - 121 * MINUTE_US, "job": work}))
    assert decision.problem is not None
    assert (decision.act, decision.problem.code) == (Act.ASK, code)


# ------------------------------------------------------------------ outcomes
@pytest.mark.parametrize("doubt", [False, True])
@pytest.mark.parametrize("op", [Op.CREATE, Op.SCHEDULE, Op.RESCHEDULE, Op.RECALL])
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_a_call_that_failed_ends_where_the_table_allows_it(op: Op, error: Exception, doubt: bool) -> None:
    outcome = of_error(sent(op, doubt), error)
    assert outcome.state in MOVES[State.SENDING]
    surely = isinstance(error, NotSentError | RefusedError | SignedOutError)
    if doubt or not surely:
        assert outcome.state is State.UNKNOWN
    if outcome.state is State.UNKNOWN:
        assert outcome.changes["wake_at_us"] is not None, "it has a timer (I6)"
        assert outcome.changes["problem"].code == "unknown_outcome", "never called a failure (I11)"
    assert (outcome.verdict is Verdict.UNKNOWN) is (not surely)
    assert outcome.signed_out is isinstance(error, SignedOutError)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (UnclearError(Problem("unknown_outcome", {"said": "Application limit <b>"})), "Application limit <b>"),
        (UnclearError(Problem("unknown_outcome")), ""),
        (TimeoutError(), ""),
    ],
    ids=["answered", "unclear", "nothing"],
)
def test_what_the_platform_said_of_a_call_that_nobody_can_tell_of_is_shown(error: Exception, words: str) -> None:
    """It is asked about for half an hour; meanwhile the person can read what was answered."""
    outcome = of_error(sent(), error)
    attempt = Attempt("a", "p", 1, Op.CREATE, "k", "h", NOW_US, end_at_us=NOW_US)
    attempt = replace(attempt, verdict=outcome.verdict, evidence=outcome.evidence)
    assert attempt.said == words
    posted = case(State.UNKNOWN).delivery
    lines = [line.words for line in history_of(posted, [attempt], "Forno", from_us(NOW_US))]
    expected = (
        f"not clear whether it was taken; the answer was: “{words}”" if words else "connection dropped, no answer"
    )
    assert expected in lines


@pytest.mark.parametrize("op", [Op.CREATE, Op.SCHEDULE])
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_inert_work_that_failed_is_never_unknown(op: Op, error: Exception) -> None:
    outcome = of_inert_error(sent(op), error)
    assert outcome.state in MOVES[State.CLAIMED]
    assert outcome.state is not State.SENDING


@pytest.mark.parametrize(
    ("error", "op", "state"),
    [
        (NotSentError(NO), Op.CREATE, State.RETRY_WAIT),
        (NotSentError(NO), Op.SCHEDULE, State.SCHEDULED),
        (NotSentError(NO), Op.RECALL, State.HANDED_OFF),
        (RefusedError(NO), Op.CREATE, State.NEEDS_YOU),
        (RefusedError(NO), Op.SCHEDULE, State.SCHEDULED),
        (RefusedError(NO), Op.RECALL, State.UNKNOWN),
        (SignedOutError(NO), Op.CREATE, State.NEEDS_YOU),
        (SignedOutError(NO), Op.RESCHEDULE, State.HANDED_OFF),
        (StoppedError(NO), Op.CREATE, State.SCHEDULED),
        (StoppedError(NO), Op.RECALL, State.HANDED_OFF),
    ],
)
def test_where_a_provably_harmless_end_leads(error: Exception, op: Op, state: State) -> None:
    assert of_error(sent(op), error).state is state


def test_what_the_platform_took() -> None:
    live = of_answer(sent(), Published(Receipt("1")))
    assert (live.state, live.verdict) == (State.PUBLISHED, Verdict.DONE)
    assert live.receipt == Receipt("1", at_us=NOW_US, evidence=Evidence.RESPONSE)
    due = from_us(NOW_US + 60 * MINUTE_US)
    listed = of_answer(sent(Op.SCHEDULE, content_hash="h"), Listed(Receipt("2"), due))
    assert (listed.state, listed.changes["remote_hash"]) == (State.HANDED_OFF, "h")
    assert listed.changes["wake_at_us"] == NOW_US + 62 * MINUTE_US
    works = of_answer(sent(prepared={"upload:0": "m"}), Accepted({"id": 3}, again_s=7))
    assert works.state is State.PROCESSING
    assert works.changes["prepared"] == {"upload:0": "m", "job": {"id": 3}, ACCEPTED_AT: NOW_US}
    assert works.changes["wake_at_us"] == NOW_US + 7_000_000
    home = of_recall(sent(Op.RECALL, generation=2))
    assert (home.state, home.changes["generation"], home.changes["receipt"]) == (State.SCHEDULED, 3, None)


@pytest.mark.fault(29, 30)
@given(tries=st.integers(0, 100), wish_s=st.none() | st.floats(-10, 10**7), seed=st.integers(0, 1000))
def test_waiting_grows_with_jitter_and_honours_a_wish_up_to_a_day(tries: int, wish_s: float | None, seed: int) -> None:
    wait_us = backoff_us(POLICY, tries, wish_s, random.Random(seed))
    assert us(POLICY.retry_first) // 2 <= wait_us
    if wish_s is None:
        assert wait_us <= us(POLICY.retry_most)
    else:
        assert wait_us <= us(POLICY.retry_after_most)
        assert wait_us >= min(round(wish_s * 1_000_000), us(POLICY.retry_after_most))


def test_look_ups_come_at_once_then_after_one_five_and_thirty_minutes() -> None:
    gaps = [look_up_gap_us(POLICY, done) // MINUTE_US for done in range(4)]
    assert gaps == [0, 1, 4, 25]
    assert sum(gaps) == 30


def test_a_refused_part_says_which_of_how_many() -> None:
    outcome: Outcome = of_error(replace(sent(), place=(2, 4, 3)), RefusedError(NO))
    problem = outcome.changes["problem"]
    assert problem.code == "part_refused"
    assert problem.title == "2 of 4 parts are online. Part 3 was refused"


@pytest.mark.vector(80)
def test_a_server_that_sends_the_sign_in_elsewhere_is_not_asked_without_end() -> None:
    """The channel waits for a new sign-in: a part whose problem a sign-in ends would else begin again at once."""
    outcome = of_inert_error(sent(), RefusedError(Problem("address_changed", {"channel": "Bakery"})))
    assert (outcome.state, outcome.signed_out) == (State.NEEDS_YOU, True)
    assert outcome.changes["problem"].code == "address_changed"


# ------------------------------------------------------------------ lanes
def test_a_lane_keeps_the_distance_the_allowance_and_the_platforms_wish() -> None:
    facts, lane = fake_facts(spacing_s=60, requests_per_5_min=2), Lane("c")
    assert lane.next_send_us(NOW_US, facts, False) <= NOW_US
    lane.sent(NOW_US, facts, POLICY, overdue=True)
    assert lane.next_send_us(NOW_US, facts, False) == NOW_US + MINUTE_US
    assert lane.next_send_us(NOW_US, facts, True) == NOW_US + 5 * MINUTE_US
    lane.called(NOW_US)
    assert lane.next_call_us(NOW_US, facts) <= NOW_US
    lane.called(NOW_US + 1)
    assert lane.next_call_us(NOW_US + 1, facts) == NOW_US + WINDOW_US
    lane.block(NOW_US + 9 * MINUTE_US)
    assert lane.next_call_us(NOW_US + WINDOW_US + 2, facts) == NOW_US + 9 * MINUTE_US


def test_a_clock_set_back_frees_the_allowance_instead_of_blocking_it_for_hours() -> None:
    facts, lane = fake_facts(requests_per_5_min=1), Lane("c")
    lane.called(NOW_US)
    back_us = NOW_US - us(timedelta(hours=2))
    assert lane.next_call_us(back_us, facts) <= back_us
