"""What somebody made is passed on as it is: once, where its author lets everybody see it, and it can be taken back."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from smmdesk.desk import moderating, undo
from smmdesk.desk.desk import Desk
from smmdesk.desk.listening import keep
from smmdesk.model.brand import Brand
from smmdesk.model.delivery import Op, State
from smmdesk.model.message import Heard, HeardPage, Message, MessageKind
from smmdesk.model.moderation import ModerationFact, wanted
from smmdesk.model.person import Identity
from smmdesk.model.problem import ProblemError
from smmdesk.store import lookouts
from smmdesk.system.clock import ManualClock
from tests.desk.heard import now_of, wrote
from tests.desk.moderated import Moderating
from tests.fakes.connector import Fault
from tests.fakes.reach import Bench, made_bench

MINUTE = timedelta(minutes=1)
KEPT = "Its author shows it to some people only."
FACT = ModerationFact(
    "2026-11-29",
    "the test",
    like=("mention", "found"),
    pass_on=("comment", "mention", "found"),
    spam=("comment",),
    pass_on_audience=("public",),
    kept_means=KEPT,
)
PUBLIC, QUIET = {"options": {"visibility": "public"}}, {"options": {"visibility": "unlisted"}}


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with made_bench(desk, clock, brand, moderation=FACT) as made:
        made.reach.fake = Moderating(made.platform)
        monkeypatch.setattr(desk, "facts_for", lambda channel: made.reach.known)
        yield made


@pytest.fixture
def photo(bench: Bench) -> Message:
    return wrote(bench.desk, bench.channel(), "Il pane di oggi", kind=MessageKind.MENTION, data=PUBLIC)


def there(bench: Bench) -> Moderating:
    fake = bench.reach.fake
    assert isinstance(fake, Moderating)
    return fake


async def test_it_is_passed_on_once_and_undo_takes_it_back(bench: Bench, photo: Message) -> None:
    moderating.pass_on(bench.desk, photo.id)
    moderating.pass_on(bench.desk, photo.id)
    assert there(bench).arrived == [], "the engine does it, not the window"
    await bench.run()
    moderating.pass_on(bench.desk, photo.id)
    await bench.run()
    now = now_of(bench.desk, photo)
    assert (now.passed_on, now.passed_on_there, now.read, wanted(now)) == (True, True, True, None)
    assert there(bench).arrived == [(Op.PASS_ON, True)], "asked three times, done once"
    undo.undo(bench.desk)
    await bench.run()
    assert there(bench).arrived == [(Op.PASS_ON, True), (Op.PASS_ON, False)]
    assert not now_of(bench.desk, photo).passed_on_there


async def test_offline_it_waits_and_what_is_taken_back_meanwhile_never_goes_out(bench: Bench, photo: Message) -> None:
    bench.platform.online = False
    moderating.pass_on(bench.desk, photo.id)
    moderating.like(bench.desk, photo.id)
    await bench.run()
    moderating.pass_on(bench.desk, photo.id, on=False)
    bench.platform.online = True
    await bench.pass_time(5 * MINUTE, tick=MINUTE)
    assert there(bench).arrived == [(Op.LIKE, True)]


@pytest.mark.fault(22)
@pytest.mark.parametrize("fault", [Fault.REPLY_LOST, Fault.STRANGE])
async def test_a_lost_answer_is_looked_up_and_not_asked_again(
    bench: Bench, photo: Message, fault: Fault, allow_log: Callable[[str], None]
) -> None:
    if fault is Fault.STRANGE:
        allow_log("a change on practice failed")
    bench.platform.fail("moderate", fault)
    moderating.pass_on(bench.desk, photo.id)
    await bench.run()
    now = now_of(bench.desk, photo)
    assert (there(bench).arrived, there(bench).looks, now.passed_on_there) == ([(Op.PASS_ON, True)], 1, True)


@pytest.mark.fault(22)
async def test_where_nobody_can_tell_the_person_is_asked_and_nothing_goes_out_again(
    bench: Bench, photo: Message
) -> None:
    bench.platform.fail("moderate", Fault.REPLY_LOST)
    bench.platform.reads = "blind"
    moderating.pass_on(bench.desk, photo.id)
    await bench.pass_time(timedelta(hours=3), tick=5 * MINUTE)
    now = now_of(bench.desk, photo)
    wish = wanted(now)
    assert wish is not None
    assert (wish.state, now.passed_on_there, there(bench).arrived) == (State.NEEDS_YOU, False, [(Op.PASS_ON, True)])
    assert wish.problem is not None
    assert wish.problem.code == "change_unclear"


@pytest.mark.parametrize(
    ("kind", "data", "may"),
    [
        (MessageKind.MENTION, PUBLIC, True),
        (MessageKind.FOUND, PUBLIC, True),
        (MessageKind.COMMENT, {**PUBLIC, "may": ["hide"]}, True),
        (MessageKind.MENTION, QUIET, False),
        (MessageKind.MENTION, {"options": {"visibility": "private"}}, False),
        (MessageKind.MENTION, {}, False),
        (MessageKind.PRIVATE, PUBLIC, False),
        (MessageKind.REVIEW, PUBLIC, False),
    ],
)
def test_what_its_author_keeps_is_not_passed_on(
    bench: Bench, kind: MessageKind, data: dict[str, object], may: bool
) -> None:
    channel = bench.channel()
    message = wrote(bench.desk, channel, kind=kind, data=data)
    assert (Op.PASS_ON in moderating.offers(bench.desk, message, channel)) is may
    if may:
        assert moderating.kept_from_passing_on(bench.desk, message, channel) == ""
        return
    kept = kind in (MessageKind.MENTION, MessageKind.FOUND)
    assert moderating.kept_from_passing_on(bench.desk, message, channel) == (KEPT if kept else "")
    with pytest.raises(ProblemError) as caught:
        moderating.pass_on(bench.desk, message.id)
    assert caught.value.problem.code == ("kept_by_author" if kept else "no_moderation_there")
    assert not now_of(bench.desk, message).passed_on


def test_what_was_passed_on_can_be_taken_back_whoever_may_see_it_now(bench: Bench, photo: Message) -> None:
    passed = replace(photo, passed_on=True, passed_on_there=True, data=QUIET)
    with bench.desk.store.transaction() as tx:
        tx.put(replace(passed, revision=now_of(bench.desk, photo).revision))
    assert not moderating.pass_on(bench.desk, photo.id, on=False).passed_on


def test_what_lies_among_the_spam_is_not_passed_on(bench: Bench) -> None:
    message = wrote(bench.desk, bench.channel(), data=PUBLIC)
    assert Op.PASS_ON in moderating.offers(bench.desk, message, bench.channel())
    assert moderating.offers(bench.desk, moderating.spam(bench.desk, message.id), bench.channel()) == (Op.SPAM,)


def test_what_was_found_and_passed_on_stays_so_when_it_is_told_as_a_mention(bench: Bench) -> None:
    channel = bench.channel()
    found = wrote(bench.desk, channel, kind=MessageKind.FOUND, remote_id="m1", data=PUBLIC)
    moderating.pass_on(bench.desk, found.id)
    told = Heard("m1", MessageKind.MENTION, "Il pane", 1_000_000, Identity("practice", "1"), data=PUBLIC)
    keep(bench.desk, channel, HeardPage((told,), "1"), "")
    now = now_of(bench.desk, found)
    assert (now.kind, now.passed_on, now.passed_on_there) == (MessageKind.MENTION, True, False)


def test_what_was_passed_on_elsewhere_is_told_by_the_platform(bench: Bench) -> None:
    channel = bench.channel()
    told = Heard("m1", MessageKind.MENTION, "Pane", 1_000_000, Identity("practice", "1"), data=PUBLIC, passed_on=True)
    keep(bench.desk, channel, HeardPage((told,), "1"), "")
    with bench.desk.store.reading() as reader:
        [first] = reader.all(Message, remote_id="m1")
    assert (first.passed_on, first.passed_on_there, wanted(first)) == (True, True, None)


def test_what_was_passed_on_is_not_forgotten_for_the_same_found_elsewhere(bench: Bench) -> None:
    channel, url = bench.channel(), "https://x.test/1"
    found = wrote(bench.desk, channel, kind=MessageKind.FOUND, data=PUBLIC, url=url)

    def others() -> list[str]:
        with bench.desk.store.reading() as reader:
            return lookouts.found_elsewhere(reader, channel.brand_id, "another", [url], 0)

    assert others() == [found.id]
    moderating.pass_on(bench.desk, found.id)
    assert others() == []
