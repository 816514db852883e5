"""How far a post has come is derived from its deliveries: same values, same answer, the worst shows."""

from dataclasses import replace
from datetime import datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.model.content import Content
from smmdesk.model.delivery import Delivery, Op, Part, Receipt, State
from smmdesk.model.moment import Moment
from smmdesk.model.moves import MOVES, NEEDS_COMPUTER, TERMINAL, WAITS_FOR_PERSON, ForbiddenMoveError, check_move
from smmdesk.model.policy import Policy
from smmdesk.model.post import Post, delivery_progress, looks_alike, progress, published_count
from smmdesk.model.problem import Problem
from smmdesk.model.stages import Progress, Stage
from smmdesk.model.status import held, sentence

NINE = Moment(datetime(2026, 11, 20, 9), "Europe/Rome")
ORDER = list(Progress)


def delivery(*states: State, removed: bool = False) -> Delivery:
    parts = tuple(
        Part(f"p{place}", "d", place, state=state, receipt=Receipt("r") if state is State.PUBLISHED else None)
        for place, state in enumerate(states)
    )
    if removed:
        parts = (replace(parts[0], removed=True), *parts[1:])
    return Delivery("d", "b", "c", NINE, parts, post_id="p")


def post(stage: Stage = Stage.APPROVED) -> Post:
    return Post("p", "b", Content(text="x"), stage)


states = st.sampled_from(State)
deliveries = st.lists(st.lists(states, min_size=1, max_size=4).map(lambda found: delivery(*found)), max_size=4)


@given(deliveries, st.sampled_from(Stage))
def test_the_answer_does_not_hang_on_the_order(found: list[Delivery], stage: Stage) -> None:
    answers = {progress(post(stage), order) for order in list(permutations(found))[:24]}
    assert len(answers) == 1


@given(deliveries)
def test_the_worst_delivery_shows(found: list[Delivery]) -> None:
    looks = [look for one in found if (look := delivery_progress(one)) is not None]
    answer = progress(post(), found)
    assert answer is (min(looks, key=ORDER.index) if looks else Progress.DRAFT)


@given(deliveries)
def test_published_means_that_everything_is_out(found: list[Delivery]) -> None:
    live = [part for one in found for part in one.parts if part.state not in (State.DRAFT, State.CANCELLED)]
    if progress(post(), found) is Progress.PUBLISHED:
        assert live
        assert all(part.state is State.PUBLISHED for part in live)


@pytest.mark.parametrize(
    ("states", "look"),
    [
        ((State.SCHEDULED,), Progress.SCHEDULED),
        ((State.DRAFT, State.CANCELLED), None),
        ((State.PUBLISHED, State.PUBLISHED), Progress.PUBLISHED),
        ((State.PUBLISHED, State.CANCELLED), Progress.PUBLISHED),
        ((State.PUBLISHED, State.SCHEDULED), Progress.SENDING),
        ((State.PUBLISHED, State.UNKNOWN, State.SCHEDULED), Progress.UNKNOWN),
        ((State.PUBLISHED, State.NEEDS_YOU), Progress.NEEDS_YOU),
        ((State.SCHEDULED, State.SCHEDULED), Progress.SCHEDULED),
        ((State.CLAIMED, State.SCHEDULED), Progress.SENDING),
        ((State.HANDED_OFF,), Progress.HANDED_OFF),
        ((State.PROCESSING,), Progress.PROCESSING),
        ((State.RETRY_WAIT,), Progress.RETRY),
        ((State.MISSED,), Progress.MISSED),
    ],
)
def test_the_look_of_a_delivery(states: tuple[State, ...], look: Progress | None) -> None:
    assert delivery_progress(delivery(*states)) is look


@pytest.mark.parametrize("code", ["signed_out", "address_changed"])
@pytest.mark.parametrize("out", [0, 1])
def test_what_waits_for_its_account_alone_is_as_scheduled_as_before(code: str, out: int) -> None:
    """Its account says so once, and the channel keeps it: it asks for no hand of its own, half out neither."""
    states = (*[State.PUBLISHED] * out, State.NEEDS_YOU, State.SCHEDULED)
    found = delivery(*states)
    waits = replace(found.parts[out], problem=Problem(code, {"channel": "Bakery"}))
    found = replace(found, parts=(*found.parts[:out], waits, *found.parts[out + 1 :]))
    assert delivery_progress(found) is Progress.SCHEDULED
    assert held(None, found) == waits.problem
    assert not looks_alike(waits, replace(waits, problem=Problem("refused", {"said": "no"})))


def test_what_was_removed_there_shows_as_removed() -> None:
    assert delivery_progress(delivery(State.PUBLISHED, State.PUBLISHED, removed=True)) is Progress.REMOVED


@pytest.mark.parametrize(
    ("stage", "look"),
    [
        (Stage.IDEA, Progress.IDEA),
        (Stage.DRAFT, Progress.DRAFT),
        (Stage.REVIEW, Progress.REVIEW),
        (Stage.APPROVED, Progress.DRAFT),
    ],
)
def test_without_deliveries_the_stage_shows(stage: Stage, look: Progress) -> None:
    assert progress(post(stage), ()) is look
    assert progress(post(stage), (delivery(State.DRAFT),)) is look


@pytest.mark.parametrize("state", list(State))
def test_waiting_for_approval_hides_only_what_merely_waits(state: State) -> None:
    look = progress(post(Stage.REVIEW), (delivery(state),))
    if state in (State.SCHEDULED, State.HANDED_OFF, State.DRAFT, State.CANCELLED):
        assert look is Progress.REVIEW
    else:
        assert look is delivery_progress(delivery(state))


@pytest.mark.parametrize("state", [State.UNKNOWN])
def test_unknown_is_never_called_failed(state: State) -> None:
    """I11: nothing about an unknown outcome says that it failed."""
    assert progress(post(), (delivery(state), delivery(State.PUBLISHED))) is Progress.UNKNOWN


@given(deliveries)
def test_two_of_three_published(found: list[Delivery]) -> None:
    published, live = published_count(found)
    assert 0 <= published <= live <= len(found)
    assert published == sum(delivery_progress(one) is Progress.PUBLISHED for one in found)


# ------------------------------------------------------------------ moves
def test_every_state_stands_in_the_table() -> None:
    assert set(MOVES) == set(State)
    assert set(State) >= TERMINAL | WAITS_FOR_PERSON | NEEDS_COMPUTER
    assert not TERMINAL & (WAITS_FOR_PERSON | NEEDS_COMPUTER)


def reachable(start: State, without: frozenset[State] = frozenset()) -> set[State]:
    seen, ahead = {start}, [start]
    while ahead:
        for state in MOVES[ahead.pop()] - seen - without:
            seen.add(state)
            ahead.append(state)
    return seen


def test_every_state_is_reached_and_every_open_one_gets_out() -> None:
    assert reachable(State.SCHEDULED) == set(State)
    for state in set(State) - {State.PUBLISHED}:
        assert State.PUBLISHED in reachable(state), state


def test_what_is_published_stays_published() -> None:
    assert MOVES[State.PUBLISHED] == frozenset()


def test_bytes_go_out_only_after_a_claim_or_with_a_living_guarantee() -> None:
    """I5: SENDING is entered from CLAIMED; from UNKNOWN and HANDED_OFF only for a key or an id that already is."""
    assert {state for state in State if State.SENDING in MOVES[state]} == {
        State.CLAIMED,
        State.UNKNOWN,
        State.HANDED_OFF,
    }
    for state in WAITS_FOR_PERSON:
        assert not MOVES[state] & {State.CLAIMED, State.SENDING, State.PROCESSING, State.UNKNOWN}


def test_an_unknown_outcome_is_never_simply_scheduled_again() -> None:
    assert not MOVES[State.UNKNOWN] & {State.SCHEDULED, State.RETRY_WAIT, State.CLAIMED, State.CANCELLED, State.DRAFT}


@given(states, states)
def test_a_move_outside_the_table_is_a_bug(old: State, new: State) -> None:
    if new in MOVES[old]:
        check_move(old, new)
    else:
        with pytest.raises(ForbiddenMoveError):
            check_move(old, new)


# ------------------------------------------------------------------ deliveries and timings
def test_a_delivery_has_one_origin() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        Delivery("d", "b", "c", NINE)
    with pytest.raises(ValueError, match="exactly one"):
        Delivery("d", "b", "c", NINE, post_id="p", message_id="m")


@pytest.mark.parametrize("state", list(State))
def test_over_means_no_timer(state: State) -> None:
    assert Part("p", "d", 0, state=state).is_over is (state in TERMINAL)


def test_a_scaled_policy_scales_every_duration() -> None:
    plain, fast = Policy(), Policy().scaled(0.01)
    assert fast.grace == plain.grace * 0.01
    assert fast.look_up_after == tuple(step * 0.01 for step in plain.look_up_after)
    assert fast.in_flight == plain.in_flight
    assert fast.overdue_asks_above == plain.overdue_asks_above
    assert plain.scaled(1) == plain


@pytest.mark.parametrize(
    ("op", "words"),
    [
        (Op.CREATE, "Sending…"),
        (Op.SCHEDULE, "Being handed over to X"),
        (Op.RESCHEDULE, "Being changed on X’s list"),
        (Op.RECALL, "Being taken off X’s list"),
    ],
)
@pytest.mark.parametrize("state", [State.CLAIMED, State.SENDING])
def test_what_is_only_put_on_a_platforms_list_is_not_said_to_go_out(state: State, op: Op, words: str) -> None:
    waiting = delivery(state)
    under_way = replace(waiting, parts=(replace(waiting.parts[0], op=op),))
    assert sentence(under_way, "X", NINE.instant) == words
