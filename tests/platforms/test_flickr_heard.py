"""What people write below photos on Flickr is heard, and answered as a comment: never as a photo or an album."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smmdesk.model.delivery import Evidence, Op, Receipt
from smmdesk.model.message import HeardPage, MessageKind
from smmdesk.platforms.base import Absent, CannotTell, Published, ReadsBack, RefusedError, Said, UnclearError
from smmdesk.system.clock import ManualClock
from tests.fakes.flickr import ME, Comment, FakeFlickr, Photo
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, leading, with_token
from tests.platforms.hearing import all_new, hear, parent_of

HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeFlickr:
    made = FakeFlickr(clock)
    made.photos += [Photo(str(500 + number), "Pane", "", [], b"", 1, "1") for number in range(9)]
    return made


@pytest.fixture
def bench(fake: FakeFlickr, clock: ManualClock, tmp_path: Path) -> Bench:
    leading(tmp_path, "flickr", **fake.addresses(fake.url))
    return with_token(bench_at("flickr", clock, tmp_path, fake), fake.oauth)


async def test_comments_are_heard_once_an_hour(fake: FakeFlickr, bench: Bench, clock: ManualClock) -> None:
    first = fake.somebody_writes("500", "Aperto &lt;b&gt;domani&lt;/b&gt;?")
    clock.advance(timedelta(minutes=1))
    fake.comments.append(Comment("6065-500-9", "500", bench.channel.remote_id, "Sì", int(fake.now.timestamp())))
    page = await hear(bench)
    heard, ours = page.messages
    assert (heard.kind, heard.text, heard.author.name) == (MessageKind.COMMENT, "Aperto <b>domani</b>?", "anna")
    assert (heard.remote_id, heard.answers_remote_id, heard.data) == (first.id, "500", {"photo": "500"})
    assert (ours.ours, ours.answers_remote_id) == (True, first.id)
    asked = len(fake.requests)
    fake.somebody_writes("501", "Bello")
    assert await hear(bench, page.cursor) == HeardPage((), page.cursor)
    assert len(fake.requests) == asked, "Flickr asks not to be asked more than once an hour"
    clock.advance(HOUR)
    assert "Bello" in [one.text for one in (await hear(bench, page.cursor)).messages]


async def test_nobody_is_lost_over_photos_and_hours(fake: FakeFlickr, bench: Bench, clock: ManualClock) -> None:
    cursor, there, told = (await hear(bench)).cursor, set[str](), set[str]()
    for number in range(40):
        there.add(fake.somebody_writes(str(500 + number % 9), f"Numero {number}").id)
        clock.advance(timedelta(minutes=17))
        page = await hear(bench, cursor)
        told |= {heard.remote_id for heard in page.messages}
        cursor = page.cursor
    clock.advance(HOUR)
    told |= {heard.remote_id for heard in (await all_new(bench, cursor))[0]}
    assert there == told


async def test_a_clock_set_back_stops_nothing(fake: FakeFlickr, bench: Bench, clock: ManualClock) -> None:
    cursor = (await hear(bench)).cursor.replace("2026", "2031")
    fake.asked_at = None
    fake.somebody_writes("500", "Bello")
    assert [heard.text for heard in (await hear(bench, cursor)).messages] == ["Bello"]


async def test_an_answer_is_a_comment_below_the_photo(fake: FakeFlickr, bench: Bench) -> None:
    fake.somebody_writes("500", "Aperto?")
    [heard] = (await hear(bench)).messages
    job = await bench.prepared(bench.job("Sì, dalle sette", parent=parent_of(heard)))
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell(), "never sent again"
    fake.fail_next("/services/rest/", method="POST", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    found = await bench.connector.look_up(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert (fake.comments[-1].author, fake.comments[-1].photo) == (ME, "500")
    assert found.receipt.id == fake.comments[-1].id
    assert (len(fake.photos), len(fake.albums)) == (9, 1), "no answer becomes a photo"


@pytest.mark.parametrize("knows_parent", [True, False])
async def test_an_answer_is_changed_and_taken_down_alone(knows_parent: bool, fake: FakeFlickr, bench: Bench) -> None:
    fake.somebody_writes("500", "Aperto?")
    [heard] = (await hear(bench)).messages
    job, receipt = await bench.publish(bench.job("Sì", parent=parent_of(heard)))
    out, verb = replace(job, parent=job.parent if knows_parent else None), bench.connector
    assert isinstance(verb, ReadsBack)
    assert await verb.read_back(bench.session(), out) == Said("Sì", "Sì", same=True)
    edit = replace(out, op=Op.EDIT, outgoing=replace(job.outgoing, text="No"))
    assert await verb.look_up(bench.session(), edit) == Absent()
    assert await verb.commit(bench.session(), edit) == Published(receipt)
    assert [one.text for one in fake.comments] == ["Aperto?", "No"]
    gone = replace(out, op=Op.DELETE)
    assert await verb.look_up(bench.session(), gone) == Absent()
    assert await verb.commit(bench.session(), gone) == Published(receipt)
    assert [one.text for one in fake.comments] == ["Aperto?"]
    assert len(fake.photos) == 9
    assert await verb.look_up(bench.session(), gone) == Published(receipt)


@pytest.mark.parametrize("op", [Op.EDIT, Op.DELETE])
async def test_the_pasted_address_of_the_photo_is_not_the_answer(op: Op, fake: FakeFlickr, bench: Bench) -> None:
    fake.somebody_writes("500", "Aperto?")
    [heard] = (await hear(bench)).messages
    pasted = Receipt("500", "https://www.flickr.com/photos/7@N01/500", evidence=Evidence.HUMAN)
    job = bench.job("Sì", parent=parent_of(heard), op=op, receipt=pasted)
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == "not_known_there"
    assert (len(fake.photos), fake.photo("500").title) == (9, "Pane")
