"""What goes out, when, and what is written down: each move of a part on a real store, against a platform with opinions."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import Evidence, State, Verdict
from smmdesk.system.clock import ManualClock
from tests.fakes.reach import Bench, made_bench

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        yield made


# ------------------------------------------------------------------ it goes out
async def test_a_due_post_is_published_once_with_its_receipt(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel(), at=10 * MINUTE)
    await bench.pass_time(9 * MINUTE)
    assert bench.state(post) is State.SCHEDULED
    await bench.pass_time(2 * MINUTE)
    part = bench.part(post)
    assert part.state is State.PUBLISHED
    assert part.receipt is not None
    assert part.receipt.evidence is Evidence.RESPONSE
    assert list(bench.platform.live) == [part.receipt.id]
    assert [attempt.verdict for attempt in bench.attempts(part)] == [Verdict.DONE]
    await bench.pass_time(HOUR)
    assert bench.texts() == ["Bread"]


async def test_publish_now_goes_out_at_once(bench: Bench) -> None:
    post = bench.post("Now", bench.channel())
    await bench.run()
    assert bench.state(post) is State.PUBLISHED


async def test_a_thread_goes_out_in_order_each_part_under_the_one_before(bench: Bench) -> None:
    content = Content(text="1", thread=(ThreadItem("2"), ThreadItem("3")), first_comment="4")
    post = bench.post("", bench.channel(), content=content)
    await bench.run()
    assert [part.state for part in bench.parts(post)] == [State.PUBLISHED] * 4
    assert bench.texts() == ["1", "2", "3", "4"]
    ids = [part.receipt.id for part in bench.parts(post) if part.receipt]
    assert [thing.parent_id for thing in bench.platform.live.values()] == ["", ids[0], ids[1], ids[0]]


async def test_the_intent_is_on_disk_before_the_first_byte(bench: Bench) -> None:
    """I2: database and log both know of the attempt when the request begins."""
    seen = []

    def look() -> None:
        [part] = bench.parts(post)
        entries = bench.publisher._bench.sent_log.entries()
        seen.append((part.state, bench.attempts(part)[0].verdict, [entry.what for entry in entries]))

    bench.reach.fake.while_connecting = look
    post = bench.post("Bread", bench.channel())
    await bench.run()
    assert seen == [(State.SENDING, Verdict.OPEN, ["intent"])]
    assert [entry.what for entry in bench.publisher._bench.sent_log.entries()] == ["intent", "done"]


# ------------------------------------------------------------------ it did not go out
@pytest.mark.fault(17)
async def test_offline_waits_and_goes_out_when_the_network_is_back(bench: Bench) -> None:
    bench.platform.online = False
    post = bench.post("Bread", bench.channel())
    await bench.run()
    part = bench.part(post)
    assert part.state is State.RETRY_WAIT
    assert part.problem is not None
    assert part.problem.code == "offline"
    bench.platform.online = True
    await bench.pass_time(5 * MINUTE)
    assert bench.state(post) is State.PUBLISHED
    assert bench.texts() == ["Bread"]
