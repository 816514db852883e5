"""A platform that switched our interface off: one call, one notice, no more calls until something changed here."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from smmdesk.desk.desk import Desk
from smmdesk.desk.open_problems import open_problems
from smmdesk.desk.settling import retry_now
from smmdesk.model.brand import Brand
from smmdesk.model.delivery import State
from smmdesk.model.post import Post
from smmdesk.system.clock import ManualClock
from tests.desk.test_publishing import HOUR, MINUTE, code
from tests.fakes.connector import Fault
from tests.fakes.reach import Bench, made_bench

pytestmark = pytest.mark.fault(46)


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        yield made


def notices(bench: Bench) -> list[str]:
    with bench.desk.store.reading() as reader:
        return [one.problem.code for one in open_problems(reader, bench.desk)]


async def switched_off(bench: Bench) -> list[Post]:
    """Four posts on two channels of a platform that answers 410 from now on."""
    bench.platform.fail("commit", *[Fault.GONE] * 99)
    shops = [bench.channel("Bakery"), bench.channel("Cafe")]
    posts = [bench.post(f"Bread {number}", shops[number % 2], at=(number + 1) * MINUTE) for number in range(4)]
    await bench.pass_time(30 * MINUTE)
    return posts


async def test_after_one_answer_nothing_more_is_asked(bench: Bench) -> None:
    posts = await switched_off(bench)
    assert {(bench.state(post), code(bench.part(post))) for post in posts} == {(State.NEEDS_YOU, "api_gone")}
    assert bench.reach.fake.calls.count("commit") == 1
    calls = len(bench.reach.fake.calls)
    bench.restart()
    await bench.pass_time(2 * HOUR)
    assert len(bench.reach.fake.calls) == calls, "the next engine knows it too"
    assert notices(bench) == ["api_gone"]


async def test_trying_again_opens_it_for_all(bench: Bench) -> None:
    posts = await switched_off(bench)
    retry_now(bench.desk, bench.part(posts[1]).id)
    await bench.pass_time(2 * MINUTE)
    assert bench.reach.fake.calls.count("commit") == 2, "still gone: one call more"
    assert notices(bench) == ["api_gone"]
    bench.platform._faults.clear()
    retry_now(bench.desk, bench.part(posts[1]).id)
    await bench.pass_time(10 * MINUTE)
    assert sorted(bench.texts()) == [f"Bread {number}" for number in range(4)]
    assert notices(bench) == []


@pytest.mark.parametrize("what", ["version", "facts"])
async def test_a_newer_version_or_newer_facts_ask_again(
    bench: Bench, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await switched_off(bench)
    bench.platform._faults.clear()
    if what == "version":
        monkeypatch.setattr("smmdesk.desk.switched_off.__version__", "99.0")
    else:
        bench.reach.known = replace(bench.reach.known, date="2030-01-01")
    await bench.pass_time(20 * MINUTE)
    assert sorted(bench.texts()) == [f"Bread {number}" for number in range(4)]
    assert notices(bench) == []


async def test_another_server_of_the_platform_goes_on(bench: Bench) -> None:
    bench.platform.fail("commit", Fault.GONE)
    here = bench.channel("Bakery", server="https://gone.example")
    there = bench.channel("Cafe", server="https://well.example")
    shut = bench.post("Bread", here)
    await bench.run()
    assert bench.state(shut) is State.NEEDS_YOU
    bench.post("Rolls", there)
    await bench.run()
    assert bench.texts() == ["Rolls"]


async def test_what_is_in_doubt_waits_and_is_never_sent_anew(bench: Bench) -> None:
    bench.platform.fail("commit", Fault.REPLY_LOST, Fault.GONE)
    bench.platform.fail("look_up", *[Fault.OFFLINE] * 9)
    channel = bench.channel()
    first, second = bench.post("Bread", channel), bench.post("Rolls", channel)
    await bench.pass_time(2 * MINUTE)
    assert (bench.state(first), bench.state(second)) == (State.UNKNOWN, State.NEEDS_YOU)
    bench.platform._faults.clear()
    retry_now(bench.desk, bench.part(second).id)
    await bench.pass_time(40 * MINUTE)
    assert sorted(bench.texts()) == ["Bread", "Rolls"]


async def test_what_is_in_doubt_is_looked_up_again_when_a_person_says_so(bench: Bench) -> None:
    """It may be out: the answer was lost, and then the interface was gone."""
    bench.platform.fail("commit", Fault.REPLY_LOST)
    bench.platform.fail("look_up", Fault.GONE)
    post = bench.post("Bread", bench.channel())
    await bench.pass_time(3 * HOUR, tick=MINUTE)
    assert bench.state(post) is State.UNKNOWN
    asked = bench.reach.fake.calls.count("look_up")
    retry_now(bench.desk, bench.part(post).id)
    await bench.pass_time(2 * MINUTE)
    assert bench.reach.fake.calls.count("look_up") == asked + 1
    assert bench.state(post) is State.PUBLISHED
    assert bench.texts() == ["Bread"]
