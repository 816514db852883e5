"""Liking, hiding, marking and deleting what somebody wrote, on its platform: asked by a person, once, never guessed."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from smmdesk.desk import answering, moderating, undo
from smmdesk.desk.desk import Desk
from smmdesk.desk.listening import keep
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import Op, State, Wish
from smmdesk.model.message import Heard, HeardPage, Message, MessageKind
from smmdesk.model.moderation import ModerationFact, wanted
from smmdesk.model.person import Identity
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.platforms.base import RefusedError, Session
from smmdesk.platforms.moderating import Asked, Done
from smmdesk.store import db_settings
from smmdesk.store.tables import WISHED
from smmdesk.system.clock import ManualClock
from tests.desk.heard import now_of, wrote
from tests.desk.moderated import Moderating
from tests.fakes.connector import Fault
from tests.fakes.crash import CrashError, crash_at
from tests.fakes.reach import Bench, made_bench

MINUTE = timedelta(minutes=1)
FACT = ModerationFact(
    "2026-11-28",
    "the test",
    like=("comment", "mention"),
    hide=("comment",),
    spam=("comment",),
    delete=("comment",),
)
CRASHES = ("intent_committed", "first_byte", "answered", "receipt_committed")
CRASHED_LOOKING = "looked_up"


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with made_bench(desk, clock, brand, moderation=FACT) as made:
        made.reach.fake = Moderating(made.platform)
        monkeypatch.setattr(desk, "facts_for", lambda channel: made.reach.known)
        yield made


def there(bench: Bench) -> Moderating:
    fake = bench.reach.fake
    assert isinstance(fake, Moderating)
    return fake


@pytest.fixture
def comment(bench: Bench) -> Message:
    return wrote(bench.desk, bench.channel())


def wish_of(bench: Bench, message: Message) -> Wish:
    found = wanted(now_of(bench.desk, message))
    assert found is not None
    return found


# ------------------------------------------------------------------ done once
async def test_a_like_is_given_and_taken_back_by_undo(bench: Bench, comment: Message) -> None:
    moderating.like(bench.desk, comment.id)
    assert there(bench).arrived == [], "the engine does it, not the window"
    assert wish_of(bench, comment).state is State.SCHEDULED
    await bench.run()
    now = now_of(bench.desk, comment)
    assert (now.liked, now.liked_there, now.wish, now.read) == (True, True, None, True)
    undo.undo(bench.desk)
    await bench.run()
    now = now_of(bench.desk, comment)
    assert (now.liked, now.liked_there, now.wish) == (False, False, None)
    assert there(bench).arrived == [(Op.LIKE, True), (Op.LIKE, False)]


async def test_what_is_taken_back_before_it_was_done_is_not_done(bench: Bench, comment: Message) -> None:
    bench.platform.online = False
    moderating.hide(bench.desk, comment.id)
    await bench.run()
    assert wish_of(bench, comment).state is State.RETRY_WAIT
    moderating.hide(bench.desk, comment.id, on=False)
    assert wanted(now_of(bench.desk, comment)) is None
    bench.platform.online = True
    await bench.pass_time(5 * MINUTE, tick=MINUTE)
    assert there(bench).arrived == []


async def test_offline_it_waits_and_is_done_when_there_is_a_network(bench: Bench, comment: Message) -> None:
    bench.platform.online = False
    moderating.hide(bench.desk, comment.id)
    moderating.like(bench.desk, comment.id)
    await bench.run()
    bench.platform.online = True
    await bench.pass_time(5 * MINUTE, tick=MINUTE)
    now = now_of(bench.desk, comment)
    assert (now.hushed_there, now.liked_there, wanted(now)) == (True, True, None)
    assert sorted(there(bench).arrived) == [(Op.HIDE, True), (Op.LIKE, True)]


async def test_spam_is_marked_and_taken_out_again_by_undo(bench: Bench, comment: Message) -> None:
    moderating.spam(bench.desk, comment.id)
    await bench.run()
    now = now_of(bench.desk, comment)
    assert (now.spam, now.spam_there, now.done, now.read, now.wish) == (True, True, True, True, None)
    assert moderating.offers(bench.desk, now, bench.channel()) == (Op.SPAM, Op.DELETE)
    with pytest.raises(ProblemError):
        moderating.hide(bench.desk, comment.id)
    undo.undo(bench.desk)
    await bench.run()
    now = now_of(bench.desk, comment)
    assert (now.spam, now.spam_there, now.done) == (False, False, False)
    assert there(bench).arrived == [(Op.SPAM, True), (Op.SPAM, False)]


async def test_what_was_answered_waits_for_no_second_answer_when_it_is_no_spam_after_all(
    bench: Bench, comment: Message
) -> None:
    answering.reply(bench.desk, comment.id, "Sì, alle sette")
    await bench.pass_time(MINUTE)
    moderating.spam(bench.desk, comment.id)
    await bench.pass_time(MINUTE)
    assert moderating.spam(bench.desk, comment.id, on=False).done


async def test_what_is_hidden_and_then_marked_is_both_and_comes_out_of_the_spam_first(
    bench: Bench, comment: Message
) -> None:
    bench.platform.online = False
    moderating.hide(bench.desk, comment.id)
    moderating.spam(bench.desk, comment.id)
    bench.platform.online = True
    await bench.pass_time(5 * MINUTE, tick=MINUTE)
    assert there(bench).arrived == [(Op.HIDE, True), (Op.SPAM, True)]
    moderating.spam(bench.desk, comment.id, on=False)
    moderating.hide(bench.desk, comment.id, on=False)
    await bench.run()
    now = now_of(bench.desk, comment)
    assert (now.spam_there, now.hushed_there, wanted(now)) == (False, False, None)
    assert there(bench).arrived[2:] == [(Op.SPAM, False), (Op.HIDE, False)]


async def test_a_deletion_is_no_step_and_what_is_gone_is_not_answered(bench: Bench, comment: Message) -> None:
    moderating.delete(bench.desk, comment.id)
    assert undo.peek(bench.desk).undo_label == ""
    await bench.run()
    now = now_of(bench.desk, comment)
    assert (now.removed, now.wish, now.text) == (True, None, comment.text)
    for again in (moderating.delete, moderating.like, lambda desk, key: answering.reply(desk, key, "Sì")):
        with pytest.raises(ProblemError):
            again(bench.desk, comment.id)


async def test_what_is_gone_there_is_not_liked_but_told(bench: Bench, comment: Message) -> None:
    there(bench).gone.add(comment.remote_id)
    moderating.like(bench.desk, comment.id)
    await bench.run()
    now = now_of(bench.desk, comment)
    assert (now.removed, wanted(now), there(bench).arrived) == (True, None, [])


# ------------------------------------------------------------------ nobody can tell
@pytest.mark.fault(22)
@pytest.mark.parametrize("ask", [moderating.like, moderating.hide, moderating.spam, moderating.delete])
@pytest.mark.parametrize("fault", [Fault.REPLY_LOST, Fault.STRANGE])
async def test_a_lost_answer_is_looked_up_and_not_asked_again(
    bench: Bench, comment: Message, ask: Callable[[Desk, str], Message], fault: Fault, allow_log: Callable[[str], None]
) -> None:
    if fault is Fault.STRANGE:
        allow_log("a change on practice failed")
    bench.platform.fail("moderate", fault)
    ask(bench.desk, comment.id)
    await bench.run()
    now = now_of(bench.desk, comment)
    assert (len(there(bench).arrived), there(bench).looks, wanted(now)) == (1, 1, None)
    assert now.liked_there or now.hushed_there or now.spam_there or now.removed


@pytest.mark.fault(22)
async def test_a_certain_no_is_tried_again(bench: Bench, comment: Message) -> None:
    bench.platform.fail("moderate", Fault.REQUEST_LOST)
    moderating.delete(bench.desk, comment.id)
    await bench.run()
    assert wish_of(bench, comment).state is State.RETRY_WAIT
    await bench.pass_time(3 * MINUTE, tick=MINUTE)
    assert now_of(bench.desk, comment).removed
    assert there(bench).arrived == [(Op.DELETE, True)]


@pytest.mark.fault(22)
async def test_where_nobody_can_tell_the_person_is_asked_and_nothing_is_guessed(bench: Bench, comment: Message) -> None:
    bench.platform.reads = "blind"
    bench.platform.fail("moderate", Fault.REPLY_LOST)
    moderating.hide(bench.desk, comment.id)
    await bench.run()
    moderating.hide(bench.desk, comment.id, on=False)  # waits for the end of what is in doubt
    assert wish_of(bench, comment).state is State.UNKNOWN
    assert not moderating.leave(bench.desk, comment.id)
    await bench.pass_time(60 * MINUTE, tick=MINUTE)
    assert there(bench).looks == len(bench.desk.policy.look_up_after)
    assert there(bench).arrived == [(Op.HIDE, True), (Op.HIDE, False)], "in doubt it is made as the person wants it"
    assert wanted(now_of(bench.desk, comment)) is None


@pytest.mark.fault(22)
async def test_the_person_is_asked_in_the_end_and_may_leave_it_or_try_again(bench: Bench, comment: Message) -> None:
    bench.platform.reads = "blind"
    bench.platform.fail("moderate", Fault.REPLY_LOST)
    moderating.hide(bench.desk, comment.id)
    await bench.run()
    await bench.pass_time(60 * MINUTE, tick=MINUTE)
    wish = wish_of(bench, comment)
    assert (wish.state, wish.problem and wish.problem.code) == (State.NEEDS_YOU, "change_unclear")
    assert moderating.try_again(bench.desk, comment.id)
    await bench.run()
    assert now_of(bench.desk, comment).hushed_there


@pytest.mark.fault(22)
async def test_what_stayed_in_doubt_is_taken_back_for_certain(bench: Bench, comment: Message) -> None:
    bench.platform.reads = "blind"
    bench.platform.fail("moderate", Fault.REPLY_LOST)
    moderating.like(bench.desk, comment.id)
    await bench.run()
    await bench.pass_time(60 * MINUTE, tick=MINUTE)
    moderating.like(bench.desk, comment.id, on=False)
    await bench.run()
    assert there(bench).arrived == [(Op.LIKE, True), (Op.LIKE, False)]


async def test_what_is_refused_is_told_in_words_of_messages_and_can_be_left(bench: Bench, comment: Message) -> None:
    bench.platform.fail("moderate", Fault.REFUSED)
    moderating.hide(bench.desk, comment.id)
    await bench.run()
    problem = wish_of(bench, comment).problem
    assert problem is not None
    assert (problem.code, problem.remedy.value) == ("moderation_refused", "open_page")
    assert "post" not in f"{problem.title} {problem.advice}"
    assert moderating.leave(bench.desk, comment.id)
    now = now_of(bench.desk, comment)
    assert (now.hushed, wanted(now)) == (False, None)


@pytest.mark.fault(38)
async def test_a_permission_that_is_missing_asks_to_sign_in_again_and_stops_no_post(
    bench: Bench, comment: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sign-in made by an older version may not cover what this one does."""

    async def refuses(session: Session, asked: Asked) -> Done:
        raise RefusedError(Problem("permission_missing", {"platform": "Fake", "channel": "Fake", "said": "scope"}))

    monkeypatch.setattr(there(bench), "moderate", refuses)
    moderating.like(bench.desk, comment.id)
    await bench.run()
    problem = wish_of(bench, comment).problem
    assert problem is not None
    assert (problem.code, problem.remedy.value) == ("moderation_not_permitted", "sign_in")
    assert "post" not in f"{problem.title} {problem.advice}"
    monkeypatch.undo()
    moderating.leave(bench.desk, comment.id)
    bench.platform.fail("moderate", Fault.SIGNED_OUT)
    moderating.hide(bench.desk, comment.id)
    await bench.run()
    problem = wish_of(bench, comment).problem
    assert problem is not None
    assert problem.code == "moderation_refused", "one no says nothing of the sign-in"
    with bench.desk.store.reading() as reader:
        assert {one.status for one in reader.all(Channel)} == {ChannelStatus.CONNECTED}


@pytest.mark.fault(1)
async def test_a_days_likes_that_are_used_up_stop_no_post(bench: Bench) -> None:
    channel = bench.channel()
    message = wrote(bench.desk, channel)
    bench.platform.fail("moderate", Fault.BUSY)
    moderating.like(bench.desk, message.id)
    await bench.run()
    assert wish_of(bench, message).state is State.RETRY_WAIT
    post = bench.post("Pane caldo", channel)
    await bench.run()
    assert bench.part(post).state is State.PUBLISHED
    await bench.pass_time(12 * MINUTE, tick=MINUTE)
    assert now_of(bench.desk, message).liked_there


@pytest.mark.fault(5)
@pytest.mark.parametrize("ask", [moderating.like, moderating.delete])
@pytest.mark.parametrize("point", CRASHES)
async def test_a_crash_at_any_point_ends_with_it_done(
    bench: Bench,
    comment: Message,
    ask: Callable[[Desk, str], Message],
    point: str,
    allow_log: Callable[[str], None],
) -> None:
    allow_log("ended with a fault")
    ask(bench.desk, comment.id)
    with crash_at(point) as reached, suppress(CrashError):
        await bench.run(until=lambda: bool(reached))
    assert reached == [point]
    bench.restart()
    await bench.run()
    await bench.pass_time(3 * MINUTE, tick=MINUTE)
    now = now_of(bench.desk, comment)
    assert (now.liked_there or now.removed, wanted(now)) == (True, None)
    assert len(there(bench).arrived) == 1


async def test_the_row_says_sending_before_the_first_byte(bench: Bench, comment: Message) -> None:
    seen: list[State] = []
    bench.reach.fake.at_first_byte = lambda: seen.append(wish_of(bench, comment).state)
    bench.reach.fake.while_connecting = lambda: seen.append(wish_of(bench, comment).state)
    moderating.hide(bench.desk, comment.id)
    await bench.run()
    assert seen == [State.SCHEDULED, State.SENDING]


@pytest.mark.fault(38)
async def test_a_signed_out_account_does_it_after_the_sign_in(bench: Bench) -> None:
    channel = bench.channel()
    message = wrote(bench.desk, channel)
    bench.platform.signed_in = False
    moderating.like(bench.desk, message.id)
    await bench.run()
    assert bench.reload(channel).status is ChannelStatus.SIGNED_OUT
    bench.platform.signed_in = True
    bench.put(replace(bench.reload(channel), status=ChannelStatus.CONNECTED))
    await bench.run()
    assert now_of(bench.desk, message).liked_there


@pytest.mark.fault(87)
async def test_after_a_restore_nothing_is_done_that_nobody_asks_for_now(bench: Bench, comment: Message) -> None:
    moderating.delete(bench.desk, comment.id)
    moderating.like(bench.desk, comment.id)
    with bench.desk.store.transaction() as tx:
        db_settings.put(tx, db_settings.RESTORED_AT, bench.desk.now_us())
    bench.restart()
    await bench.run()
    assert (wanted(now_of(bench.desk, comment)), there(bench).arrived) == (None, [])


# ------------------------------------------------------------------ what is offered
@pytest.mark.parametrize(
    ("kind", "data", "offered"),
    [
        (MessageKind.COMMENT, {}, (Op.LIKE, Op.HIDE, Op.SPAM, Op.DELETE)),
        (MessageKind.COMMENT, {"may": ["hide"]}, (Op.HIDE,)),
        (MessageKind.MENTION, {}, (Op.LIKE,)),
        (MessageKind.PRIVATE, {}, ()),
    ],
)
def test_only_what_the_platform_allows_is_offered(
    bench: Bench, kind: MessageKind, data: dict[str, object], offered: tuple[Op, ...]
) -> None:
    channel = bench.channel()
    message = wrote(bench.desk, channel, kind=kind, data=data)
    assert moderating.offers(bench.desk, message, channel) == offered
    if Op.DELETE not in offered:
        with pytest.raises(ProblemError) as caught:
            moderating.delete(bench.desk, message.id)
        assert caught.value.problem.code == "no_moderation_there"


def test_what_the_platform_says_stands_unless_the_person_wants_something(bench: Bench) -> None:
    channel: Channel = bench.channel()
    told = Heard("m1", MessageKind.COMMENT, "Compra qui", 1_000_000, Identity("practice", "1"), hushed=True)

    def hear(heard: Heard, before: str, place: str) -> Message:
        keep(bench.desk, channel, HeardPage((heard,), place), before)
        with bench.desk.store.reading() as reader:
            return reader.all(Message, remote_id="m1")[0]

    first = hear(told, "", "1")
    assert (first.hushed, first.hushed_there, wanted(first)) == (True, True, None)
    shown = moderating.hide(bench.desk, first.id, on=False)
    again = hear(replace(told, text="Compra qui!"), "1", "2")
    assert (again.hushed, again.hushed_there, again.text) == (False, True, "Compra qui!")
    assert shown.wish is None


def test_what_waits_is_found_by_its_index_alone(bench: Bench) -> None:
    query = f"SELECT id FROM message WHERE ({WISHED}) AND removed = 0 AND deleted_at_us IS NULL ORDER BY id LIMIT 5"
    with bench.desk.store.reading() as reader:
        plan = str(reader._rows.query(f"EXPLAIN QUERY PLAN {query}"))
    assert "ix_message_wish" in plan
    assert "TEMP B-TREE" not in plan
