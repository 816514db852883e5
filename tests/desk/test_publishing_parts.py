"""Files and accepted work: what goes out with a part, and what the platform still has to finish."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.media_intake import take_bytes
from smmdesk.desk.settling import retry_now
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import State, Verdict
from smmdesk.model.media import MediaUse
from smmdesk.model.problem import ProblemError
from smmdesk.store import ledger
from smmdesk.system.clock import ManualClock
from tests.desk.pictures import encoded, picture
from tests.desk.test_publishing import HOUR, MINUTE, code
from tests.fakes.connector import Fault
from tests.fakes.reach import KEY, Bench, made_bench


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        yield made


# ------------------------------------------------------------------ media
@pytest.mark.fault(51)
async def test_a_photo_that_is_gone_is_told_before_anything_is_sent(bench: Bench) -> None:
    taken = await take_bytes(bench.desk, bench.brand.id, encoded(picture()), "shop.jpg")
    content = Content(text="Look", media=(MediaUse(taken.assets[0].id, {"it": "Shop"}),))
    channel = bench.channel()
    kept = bench.post("", channel, content=content, at=MINUTE)
    await bench.pass_time(MINUTE)
    assert bench.state(kept) is State.PUBLISHED
    [job] = [job for verb, job in bench.platform.received if verb == "commit"]
    assert [(one.alt, one.mime, one.path.exists()) for one in job.outgoing.media] == [("Shop", "image/jpeg", True)]
    assert job.prepared == {"upload:0": "m0"}

    lost = bench.post("", channel, content=replace(content, text="Again"), at=MINUTE)
    bench.desk.files.path(taken.assets[0].sha256).unlink()
    await bench.pass_time(2 * MINUTE)
    part = bench.part(lost)
    assert (part.state, code(part)) == (State.NEEDS_YOU, "media_missing")
    assert bench.texts() == ["Look"]


# ------------------------------------------------------------------ accepted work
async def test_accepted_work_is_polled_and_never_made_twice(bench: Bench) -> None:
    bench.platform.fail("commit", Fault.WORKS)
    bench.platform.fail("poll", Fault.OFFLINE, Fault.REQUEST_LOST)
    post = bench.post("Film", bench.channel())
    await bench.run()
    assert bench.state(post) is State.PROCESSING
    await bench.pass_time(5 * MINUTE)
    assert bench.state(post) is State.PUBLISHED
    assert bench.texts() == ["Film"]


@pytest.mark.fault(53)
async def test_work_that_never_ends_goes_to_the_person(bench: Bench) -> None:
    bench.platform.fail("commit", Fault.WORKS)
    bench.platform.fail("poll", *[Fault.OFFLINE] * 500)
    post = bench.post("Film", bench.channel())
    await bench.run()
    await bench.pass_time(3 * HOUR, tick=2 * MINUTE)
    part = bench.part(post)
    assert (part.state, code(part)) == (State.NEEDS_YOU, "processing_too_long")


async def test_work_that_ended_while_the_computer_slept_is_asked_about_first(bench: Bench) -> None:
    bench.platform.fail("commit", Fault.WORKS)
    bench.platform.fail("poll", Fault.OFFLINE)
    post = bench.post("Film", bench.channel())
    await bench.run()
    bench.clock.suspend(8 * HOUR)
    await bench.pass_time(2 * MINUTE)
    assert bench.state(post) is State.PUBLISHED


async def test_work_the_platform_gave_up_is_told(bench: Bench) -> None:
    bench.platform.fail("commit", Fault.WORKS_IN_VAIN)
    post = bench.post("Film", bench.channel())
    await bench.pass_time(MINUTE)
    part = bench.part(post)
    assert (part.state, code(part)) == (State.NEEDS_YOU, "refused")
    assert [attempt.verdict for attempt in bench.attempts(part)] == [Verdict.REFUSED]
    retry_now(bench.desk, part.id)
    await bench.pass_time(MINUTE)
    assert bench.texts() == ["Film"]


@pytest.mark.fault(22)
@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.GONE])
async def test_a_question_that_is_refused_says_nothing_of_the_work(bench: Bench, fault: Fault) -> None:
    """The platform will not tell how far it is; the post is live all the same."""
    bench.platform.fail("commit", Fault.WORKS)
    bench.platform.fail("poll", *[fault] * 99)
    bench.platform.reads = "blind"
    post = bench.post("Film", bench.channel())
    await bench.pass_time(40 * MINUTE, tick=MINUTE)
    part = bench.part(post)
    if fault is Fault.REFUSED:
        assert (part.state, code(part)) == (State.NEEDS_YOU, "cannot_tell")
    with suppress(ProblemError):
        retry_now(bench.desk, part.id)
    with pytest.raises(ProblemError, match="not_clear_yet" if fault is Fault.REFUSED else "too_late_to_change"):
        planning.publish_now(bench.desk, post.id)
    await bench.pass_time(5 * MINUTE, tick=MINUTE)
    assert bench.texts() == ["Film"]


async def test_a_further_try_under_a_key_leaves_what_was_accepted_in_doubt(
    desk: Desk, clock: ManualClock, brand: Brand
) -> None:
    """Accepted, then no word of it; sent once more under its key, and that one is refused: it may be live."""
    with made_bench(desk, clock, brand, idempotency=KEY) as bench:
        bench.platform.fail("commit", Fault.WORKS, Fault.OFFLINE, *[Fault.REFUSED] * 9)
        bench.platform.fail("poll", *[Fault.REQUEST_LOST] * 5)
        bench.platform.reads = "blind"
        post = bench.post("Film", bench.channel())
        seen = set()
        for _ in range(50):
            await bench.pass_time(MINUTE, tick=MINUTE)
            seen.add((bench.state(post), code(bench.part(post))))
        assert seen == {
            (State.PROCESSING, ""),
            (State.UNKNOWN, "unknown_outcome"),
            (State.NEEDS_YOU, "cannot_tell"),
        }
        assert bench.texts() == ["Film"]


async def test_no_part_is_claimed_before_the_one_ahead_is_out(bench: Bench) -> None:
    """I4, also in the ledger itself."""
    post = bench.post("", bench.channel(), content=Content(text="1", thread=(ThreadItem("2"),)), at=HOUR)
    second = bench.parts(post)[1]
    with pytest.raises(Exception, match="conflict"), bench.desk.store.transaction() as tx:
        ledger.claim(tx, second, "me", 1)


@pytest.mark.fault(35)
async def test_a_long_upload_keeps_its_claim(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty minutes for a film: the lease is prolonged by every pass, and nobody takes the part for lost."""
    begun, done = asyncio.Event(), asyncio.Event()

    async def prepare(*_: object) -> None:
        begun.set()
        await done.wait()

    monkeypatch.setattr(bench.reach.fake, "prepare", prepare)
    post = bench.post("Film", bench.channel())
    await bench.publisher.tick()
    await begun.wait()
    for _ in range(60):
        bench.clock.advance(timedelta(seconds=20))
        await bench.publisher.tick()
        await asyncio.sleep(0)
        assert bench.state(post) is State.CLAIMED
    done.set()
    await bench.run()
    assert bench.texts() == ["Film"]
