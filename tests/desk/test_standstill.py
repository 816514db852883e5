"""Everything paused: nothing goes out, what stands on a platform's list comes off it, and it goes on when told."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from smmdesk.desk import connecting, standstill
from smmdesk.desk.desk import Desk
from smmdesk.desk.missed import decide_missed, missed_posts
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import State
from smmdesk.system.clock import ManualClock
from tests.desk.test_publishing import HOUR, MINUTE, code
from tests.fakes.reach import LISTING, Bench, made_bench


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        yield made


@pytest.fixture
def listing(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand, schedule=LISTING) as made:
        yield made


def paused(bench: Bench) -> dict[str, bool]:
    with bench.desk.store.reading() as reader:
        return {channel.name: channel.paused for channel in reader.all(Channel)}


async def test_nothing_goes_out_and_what_it_made_late_is_asked_about(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel(), at=5 * MINUTE)
    standstill.pause_all(bench.desk)
    await bench.pass_time(10 * MINUTE, tick=MINUTE)
    assert (bench.state(post), bench.texts()) == (State.SCHEDULED, [])
    await bench.pass_time(3 * HOUR, tick=15 * MINUTE)
    assert (bench.state(post), code(bench.part(post)), bench.texts()) == (State.MISSED, "was_paused", [])


async def test_it_goes_on_when_told(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel(), at=HOUR)
    standstill.pause_all(bench.desk)
    await bench.pass_time(20 * MINUTE, tick=5 * MINUTE)
    assert [one.name for one in standstill.let_all_go_on(bench.desk)] == ["Bakery"]
    await bench.pass_time(HOUR, tick=5 * MINUTE)
    assert (bench.state(post), bench.texts()) == (State.PUBLISHED, ["Bread"])


async def test_what_it_made_late_is_asked_about_once_and_not_sent_by_itself(bench: Bench) -> None:
    """Half an hour ago is not now: whoever stopped everything wants to look at it first."""
    channel = bench.channel()
    late, just = bench.post("Bread", channel, at=5 * MINUTE), bench.post("Rolls", channel, at=34 * MINUTE)
    ahead = bench.post("Cakes", channel, at=2 * HOUR)
    standstill.pause_all(bench.desk)
    await bench.pass_time(35 * MINUTE, tick=5 * MINUTE)
    assert bench.texts() == []
    standstill.let_all_go_on(bench.desk)
    assert (bench.state(late), code(bench.part(late))) == (State.MISSED, "was_paused")
    await bench.pass_time(10 * MINUTE, tick=MINUTE)
    assert bench.texts() == ["Rolls"], "a minute late goes out"
    assert (bench.state(just), bench.state(late)) == (State.PUBLISHED, State.MISSED)
    with bench.desk.store.reading() as reader:
        assert [missed.post.id for missed in missed_posts(reader)] == [late.id]
    decide_missed(bench.desk, {late.id: "now"})
    await bench.pass_time(3 * HOUR, tick=5 * MINUTE)
    assert (bench.state(late), bench.state(ahead)) == (State.PUBLISHED, State.PUBLISHED)
    assert sorted(bench.texts()) == ["Bread", "Cakes", "Rolls"], "each once"


async def test_what_another_computer_is_to_send_is_left_to_it(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel(), at=10 * MINUTE)
    with bench.desk.store.transaction() as tx:
        tx.put(replace(tx.deliveries_of(post.id)[0], home=bench.desk.clock.new_id()))
    standstill.pause_all(bench.desk)
    bench.clock.advance(HOUR)
    standstill.let_all_go_on(bench.desk)
    assert bench.part(post).state is State.SCHEDULED


async def test_what_was_sent_now_meanwhile_goes_out(bench: Bench) -> None:
    channel = bench.channel()
    standstill.pause_all(bench.desk)
    post = bench.post("Bread", channel, at=None)
    await bench.pass_time(30 * MINUTE, tick=5 * MINUTE)
    standstill.let_all_go_on(bench.desk)
    await bench.pass_time(MINUTE)
    assert (bench.state(post), bench.texts()) == (State.PUBLISHED, ["Bread"])


async def test_a_channel_that_is_added_meanwhile_waits_too(bench: Bench) -> None:
    standstill.pause_all(bench.desk)
    post = bench.post("Bread", bench.channel("New"), at=None)
    await bench.pass_time(10 * MINUTE, tick=MINUTE)
    assert (bench.state(post), bench.texts()) == (State.SCHEDULED, [])
    bench.restart()
    await bench.pass_time(MINUTE)
    assert bench.texts() == [], "the next engine knows it too"
    standstill.let_all_go_on(bench.desk)
    await bench.pass_time(MINUTE)
    assert bench.texts() == ["Bread"]


@pytest.mark.parametrize("how", ["added", "let go on"])
async def test_a_channel_that_was_opened_meanwhile_is_asked_about_too(bench: Bench, how: str) -> None:
    before = bench.channel()
    standstill.pause_all(bench.desk)
    channel = bench.channel("New") if how == "added" else before
    if how == "let go on":
        connecting.pause_channel(bench.desk, channel.id, paused=False)
    post = bench.post("Bread", channel, at=5 * MINUTE)
    await bench.pass_time(35 * MINUTE, tick=5 * MINUTE)
    assert bench.texts() == []
    standstill.let_all_go_on(bench.desk)
    await bench.pass_time(5 * MINUTE, tick=MINUTE)
    assert (bench.state(post), bench.texts()) == (State.MISSED, [])


async def test_what_was_paused_before_stays_so(bench: Bench) -> None:
    bench.channel("Bakery")
    cafe = bench.channel("Cafe")
    connecting.pause_channel(bench.desk, cafe.id)
    standstill.pause_all(bench.desk)
    assert paused(bench) == {"Bakery": True, "Cafe": True}
    assert standstill.pause_all(bench.desk) == (), "once is enough"
    standstill.let_all_go_on(bench.desk)
    assert paused(bench) == {"Bakery": False, "Cafe": True}
    assert standstill.let_all_go_on(bench.desk) == [], "nothing was paused"


async def test_what_stands_on_a_list_comes_off_and_goes_back_on(listing: Bench) -> None:
    bench = listing
    post = bench.post("Bread", bench.channel(), at=5 * HOUR)
    await bench.run()
    assert bench.state(post) is State.HANDED_OFF
    with bench.desk.store.reading() as reader:
        assert standstill.concerned(reader) == standstill.Stopped(here=0, listed=1)
    standstill.pause_all(bench.desk)
    await bench.pass_time(10 * MINUTE, tick=MINUTE)
    assert (bench.state(post), dict(bench.platform.listed)) == (State.SCHEDULED, {})
    standstill.let_all_go_on(bench.desk)
    await bench.pass_time(20 * MINUTE, tick=5 * MINUTE)
    assert (bench.state(post), len(bench.platform.listed)) == (State.HANDED_OFF, 1)
    await bench.pass_time(5 * HOUR, tick=15 * MINUTE)
    assert (bench.state(post), bench.texts()) == (State.PUBLISHED, ["Bread"]), "once"


async def test_minutes_before_its_moment_the_platform_keeps_it(listing: Bench) -> None:
    bench = listing
    post = bench.post("Bread", bench.channel(), at=HOUR)
    await bench.pass_time(57 * MINUTE, tick=3 * MINUTE)
    assert bench.state(post) is State.HANDED_OFF
    standstill.pause_all(bench.desk)
    await bench.pass_time(10 * MINUTE, tick=MINUTE)
    assert (bench.state(post), bench.texts()) == (State.PUBLISHED, ["Bread"])
