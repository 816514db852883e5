"""What a brand listens for is found on its channels: once, calmly, fairly."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from smmdesk.desk import answering, contributions, listening, lookouts, searching
from smmdesk.desk.desk import Desk
from smmdesk.desk.feed_rounds import GONE, REFUSED, SILENT
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import State
from smmdesk.model.lookout import Becomes, LookoutKind
from smmdesk.model.message import HeardPage, Message, MessageKind
from smmdesk.model.person import Identity
from smmdesk.model.post import Post
from smmdesk.store import messages
from smmdesk.system.clock import ManualClock
from tests.desk.searched import (
    BEA,
    DAY,
    FACT,
    HOUR,
    MINUTE,
    Looking,
    fake,
    found,
    ids,
    listen,
    note,
    place,
    shelf,
)
from tests.fakes.connector import Fault
from tests.fakes.reach import Bench, made_bench
from tests.guards import AllowLog


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand, search=FACT) as made:
        made.reach.fake = Looking(made.platform)
        yield made


async def test_the_last_days_first_then_what_is_new_each_once(bench: Bench) -> None:
    channel, lookout = bench.channel(), listen(bench)
    shelf(bench).notes = [note(bench, 1, ago=30 * DAY), note(bench, 2, ago=2 * DAY)]
    await bench.pass_time(2 * MINUTE)
    [one] = found(bench)
    assert (one.remote_id, one.channel_id, one.url) == ("n2", channel.id, "https://a.example/2")
    assert (one.person_id, one.author_remote_id, one.data["handle"]) == (None, BEA.remote_id, BEA.handle)
    shelf(bench).notes.append(note(bench, 3))
    await bench.pass_time(HOUR)
    assert ids(bench) == ["n2", "n3"]
    assert len(shelf(bench).asked) <= 5, "a quarter of an hour apart"
    with bench.desk.store.transaction() as tx:
        tx.erase(Message, one.id)
    shelf(bench).notes[1] = replace(shelf(bench).notes[1])
    await bench.pass_time(HOUR)
    assert ids(bench) == ["n3"], "what was erased is not found again"
    assert place(bench, lookout, channel).told == ""


async def test_days_offline_are_caught_up_a_page_at_a_time(bench: Bench) -> None:
    bench.channel()
    listen(bench)
    shelf(bench).notes = [note(bench, 0)]
    await bench.pass_time(2 * MINUTE)
    bench.clock.advance(5 * DAY)
    shelf(bench).notes += [note(bench, number, ago=DAY) for number in range(1, 20)]
    before = len(shelf(bench).asked)
    await bench.pass_time(MINUTE)
    assert len(shelf(bench).asked) - before <= 4, "no burst"
    await bench.pass_time(5 * MINUTE)
    assert len(ids(bench)) == 20


async def test_a_days_looks_are_spread_over_all_that_is_listened_for(bench: Bench) -> None:
    """Twelve looks a day for a whole account, whatever they are for, and for each of three in turn."""
    bench.reach.known = replace(bench.reach.known, search=replace(FACT, per_day=12))
    bench.channel()
    for words in ("pane", "forno", "rossi"):
        listen(bench, words)
    await bench.pass_time(DAY, tick=5 * MINUTE)
    asked = [words for words, _cursor in shelf(bench).asked]
    assert 10 <= len(asked) <= 13
    assert {words: asked.count(words) for words in asked} == dict.fromkeys(asked, asked.count("pane"))
    bench.restart()
    await bench.pass_time(HOUR, tick=5 * MINUTE)
    assert len(shelf(bench).asked) <= 14, "a new engine has no looks of its own"


async def test_two_accounts_on_one_server_are_told_the_same_and_one_is_asked(bench: Bench) -> None:
    first = bench.channel("A", server="https://a.example")
    bench.channel("B", server="https://a.example")
    listen(bench)
    shelf(bench).notes = [note(bench, 1)]
    await bench.pass_time(2 * MINUTE)
    assert (len(shelf(bench).asked), [one.channel_id for one in found(bench)]) == (1, [first.id])
    with bench.desk.store.transaction() as tx:
        tx.put(replace(tx.get(Channel, first.id), status=ChannelStatus.SIGNED_OUT))
    shelf(bench).notes.append(note(bench, 2))
    await bench.pass_time(2 * MINUTE)
    assert ids(bench) == ["n1", "n2"], "the other one goes on"


async def test_found_by_two_servers_or_two_lookouts_is_kept_once(bench: Bench) -> None:
    bench.channel("A", server="https://a.example")
    bench.channel("B", server="https://b.example")
    listen(bench)
    listen(bench, "pane", LookoutKind.TAG)
    shelf(bench).notes = [note(bench, 1)]
    await bench.pass_time(5 * MINUTE)
    assert len(shelf(bench).asked) == 4
    assert ids(bench) == ["n1"]


async def test_ours_is_left_out_whoever_comes_across_it(bench: Bench) -> None:
    channel = bench.channel(url=BEA.url)
    post = bench.post("pane caldo", channel)
    await bench.run()
    receipt = bench.part(post).receipt
    assert receipt is not None
    listen(bench)
    other = Identity("practice", "9@x.example", "@x@x.example", "X")
    shelf(bench).notes = [
        note(bench, 1),
        note(bench, 2, remote_id=receipt.id, author=other),
        note(bench, 3, author=other, ours=True),
        note(bench, 4, author=other),
    ]
    shelf(bench).size = 9
    await bench.pass_time(2 * MINUTE)
    assert ids(bench) == ["n4"]


async def test_what_is_heard_as_a_message_is_not_found(bench: Bench) -> None:
    channel = bench.channel("A", server="https://a.example")
    bench.channel("B", server="https://b.example")
    listening.keep(bench.desk, channel, HeardPage((note(bench, 1, kind=MessageKind.MENTION),), "x"), "")
    listen(bench)
    shelf(bench).notes = [note(bench, 1)]
    await bench.pass_time(2 * MINUTE)
    assert found(bench) == []


async def test_what_was_found_waits_for_an_answer_once_it_is_told_as_a_message(bench: Bench) -> None:
    """Somebody names us and uses our hashtag: the search comes across it first."""
    a = bench.channel("A", server="https://a.example")
    b = bench.channel("B", server="https://b.example")
    listen(bench, becomes=Becomes.IDEA)
    shelf(bench).notes = [note(bench, 1)]
    await bench.pass_time(2 * MINUTE)
    [one] = found(bench)
    first, second = (a, b) if one.channel_id == a.id else (b, a)
    with bench.desk.store.reading() as reader:
        cursor = messages.cursor_of(reader, first.id)
    mention = note(bench, 1, kind=MessageKind.MENTION)
    assert listening.keep(bench.desk, first, HeardPage((mention,), "7"), cursor).new == 1
    [now] = answering.inbox(bench.desk, bench.brand.id)
    assert (now.id, now.kind, now.done, now.read) == (one.id, MessageKind.MENTION, False, False)
    assert now.person_id is not None
    with bench.desk.store.transaction() as tx:
        tx.put(replace(now, kind=MessageKind.FOUND))
        cursor = messages.cursor_of(tx, second.id)
    listening.keep(bench.desk, second, HeardPage((replace(mention, remote_id="other"),), "8"), cursor)
    [now] = answering.inbox(bench.desk, bench.brand.id)
    assert (now.channel_id, now.kind) == (second.id, MessageKind.MENTION), "it stands there once"


async def test_edited_and_removed_words_are_shown_so(bench: Bench) -> None:
    channel, lookout = bench.channel(), listen(bench)
    shelf(bench).notes = [note(bench, 1)]
    await bench.pass_time(2 * MINUTE)
    for more, shown in (({"text": "pane nuovo"}, ("pane nuovo", False)), ({"removed": True}, ("pane nuovo", True))):
        again = replace(note(bench, 1), **more)  # type: ignore[arg-type]
        turn = searching.Turn(lookout, place(bench, lookout, channel))
        searching.keep(bench.desk, channel, turn, HeardPage((again,), turn.place.cursor), 1)
        [one] = [m for m in answering.inbox(bench.desk, bench.brand.id) if m.kind is MessageKind.FOUND]
        assert (one.text, one.removed) == shown


async def test_muted_people_and_words_and_ideas(bench: Bench) -> None:
    bench.channel()
    lookout = listen(bench)
    lookouts.mute_words(bench.desk, lookout.id, ("al limone",))
    lookouts.keep_as(bench.desk, lookout.id, Becomes.IDEA)
    shelf(bench).size = 9
    shelf(bench).notes = [note(bench, 1, "pane al limone"), note(bench, 2)]
    await bench.pass_time(2 * MINUTE)
    assert (ids(bench), found(bench)[0].done) == (["n2"], True)
    with bench.desk.store.reading() as reader:
        assert [idea.content.link for idea in reader.all(Post)] == ["https://a.example/2"]
    assert lookouts.mute_author(bench.desk, found(bench)[0].id) == BEA.handle
    shelf(bench).notes.append(note(bench, 3))
    await bench.pass_time(HOUR)
    assert ids(bench) == ["n2"]


async def test_a_paused_or_removed_one_is_not_looked_for(bench: Bench) -> None:
    bench.channel()
    lookout = listen(bench)
    lookouts.pause(bench.desk, lookout.id, True)
    await bench.pass_time(HOUR)
    assert shelf(bench).asked == []
    listen(bench, "x", LookoutKind.ACCOUNT)
    await bench.pass_time(HOUR)
    assert shelf(bench).asked == [], "the platform has no such search"


@pytest.mark.parametrize(
    ("fault", "told", "fails"),
    [(Fault.REFUSED, REFUSED, 1), (Fault.OFFLINE, SILENT, 1), (Fault.BUSY, SILENT, 1), (Fault.SIGNED_OUT, REFUSED, 1)],
)
async def test_a_platform_that_says_no_is_asked_ever_more_seldom(
    bench: Bench, fault: Fault, told: str, fails: int
) -> None:
    channel, lookout = bench.channel(), listen(bench)
    bench.platform.fail("search", *[fault] * 8)
    await bench.pass_time(2 * MINUTE)
    kept = place(bench, lookout, channel)
    assert (kept.told, kept.fails) == (told, fails)
    with bench.desk.store.transaction() as tx:
        tx.put(replace(tx.get(Channel, channel.id), status=ChannelStatus.CONNECTED))
    await bench.pass_time(6 * HOUR, tick=5 * MINUTE)
    assert fake(bench).calls.count("search") <= 5 if fails else True
    bench.platform._faults["search"].clear()
    with bench.desk.store.transaction() as tx:
        tx.put(replace(tx.get(Channel, channel.id), status=ChannelStatus.CONNECTED))
    shelf(bench).notes = [note(bench, 1)]
    await bench.pass_time(DAY, tick=15 * MINUTE)
    assert (place(bench, lookout, channel).fails, ids(bench)) == (0, ["n1"])


async def test_without_a_network_nothing_is_held_against_it(bench: Bench) -> None:
    channel, lookout = bench.channel(), listen(bench)
    bench.platform.online = False
    await bench.pass_time(HOUR, tick=5 * MINUTE)
    assert (place(bench, lookout, channel).told, place(bench, lookout, channel).fails) == ("", 0)
    bench.platform.online = True
    shelf(bench).notes = [note(bench, 1)]
    await bench.pass_time(10 * MINUTE)
    assert ids(bench) == ["n1"]


async def test_nobody_of_that_name_is_asked_for_once_a_week(bench: Bench) -> None:
    bench.reach.known = replace(bench.reach.known, search=replace(FACT, kinds=("account",)))
    channel, lookout = bench.channel(), listen(bench, "@forno", LookoutKind.ACCOUNT)
    shelf(bench).knows = False
    await bench.pass_time(2 * MINUTE)
    await bench.pass_time(3 * DAY, tick=HOUR)
    assert (place(bench, lookout, channel).told, len(shelf(bench).asked)) == (GONE, 1)


def test_a_page_of_what_changed_meanwhile_is_dropped(bench: Bench) -> None:
    channel, lookout = bench.channel(), listen(bench)
    turn = searching.Turn(lookout, place(bench, lookout, channel))
    page = HeardPage((note(bench, 1),), "1")
    lookouts.remove(bench.desk, lookout.id)
    assert searching.keep(bench.desk, channel, turn, page, 1) == 0
    lookout = listen(bench, "forno")
    turn = searching.Turn(lookout, place(bench, lookout, channel))
    assert searching.keep(bench.desk, channel, turn, page, 1) == 1
    assert searching.keep(bench.desk, channel, turn, HeardPage((note(bench, 2),), "2"), 1) == 0, "somebody was faster"


@pytest.mark.fault(38)
async def test_one_refused_question_signs_nobody_out_and_stops_no_post(bench: Bench) -> None:
    """A server may answer 401 to a search alone, and a day's share of searches may be used up."""
    channel, lookout = bench.channel(), listen(bench)
    bench.platform.fail("search", Fault.SIGNED_OUT)
    await bench.pass_time(2 * MINUTE)
    assert (bench.reload(channel).status, fake(bench).calls.count("who_am_i")) == (ChannelStatus.CONNECTED, 1)
    bench.platform.fail("search", Fault.GONE)
    await bench.pass_time(40 * MINUTE)
    assert place(bench, lookout, channel).fails == 2
    bench.platform.fail("search", Fault.BUSY)
    await bench.pass_time(70 * MINUTE)
    assert place(bench, lookout, channel).told == SILENT
    post = bench.post("pane caldo", channel)
    await bench.pass_time(MINUTE)
    assert bench.part(post).state is State.PUBLISHED


async def test_what_nobody_foresaw_takes_no_turn_of_the_others(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, allow_log: AllowLog
) -> None:
    allow_log("was not read")
    channel, odd = bench.channel(), listen(bench, "odd")
    listen(bench)
    shelf(bench).notes = [note(bench, 1)]
    page = shelf(bench).page

    def falls_over(words: str, cursor: str) -> HeardPage:
        if words == "odd":
            raise KeyError(words)
        return page(words, cursor)

    monkeypatch.setattr(shelf(bench), "page", falls_over)
    await bench.pass_time(5 * MINUTE)
    assert (ids(bench), place(bench, odd, channel).fails) == (["n1"], 1)


async def test_an_answer_that_nobody_here_understands_is_not_asked_for_again_at_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked = []

    async def strange(*_given: object) -> HeardPage:
        asked.append(bench.clock.now())
        raise KeyError("statuses")

    channel, lookout = bench.channel(), listen(bench)
    monkeypatch.setattr(fake(bench), "search", strange)
    with caplog.at_level("CRITICAL"):
        await bench.pass_time(HOUR)
    assert 1 <= len(asked) <= 5
    assert place(bench, lookout, channel).told == SILENT


async def test_what_is_kept_to_ask_its_maker_stays_when_it_is_heard_as_a_message_elsewhere(bench: Bench) -> None:
    first, second = (bench.channel(name, server=f"https://{name}.example") for name in "ab")
    listen(bench)
    shelf(bench).notes = [note(bench, 1)]
    await bench.pass_time(5 * MINUTE)
    [one] = found(bench)
    contributions.from_message(bench.desk, one.id)
    other = second if one.channel_id == first.id else first
    listening.keep(bench.desk, other, HeardPage((note(bench, 1, kind=MessageKind.MENTION),), "x"), "")
    assert [each.id for each in found(bench)] == [one.id], "the question to them goes there"
