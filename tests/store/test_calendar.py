"""The calendar's cache shows what `progress` says, whatever was written; its reader needs no SQLAlchemy."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from smmdesk.model.content import Content, Wording
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.label import Label
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.moment import Moment, to_us
from smmdesk.model.post import Post, delivery_progress, progress, published_count
from smmdesk.model.stages import Progress, Stage
from smmdesk.store import calendar_rows, driver, schema
from smmdesk.store.calendar_reads import ByDay, CalendarReader, Chip, DayCount, Filters
from smmdesk.system.paths import Paths
from tests.store.conftest import NINE, WAYS, World

MONTH = to_us(datetime(2026, 10, 26, tzinfo=UTC)), to_us(datetime(2026, 12, 7, tzinfo=UTC))


@pytest.fixture
def calendar(paths: Paths) -> Iterator[CalendarReader]:
    with closing(CalendarReader(paths.database)) as reader:
        yield reader


def rows(calendar: CalendarReader, world: World, filters: Filters | None = None) -> list[str]:
    found = calendar.month(world.brand.id, *MONTH, filters or Filters())
    return [row.post_id for row in found]


def wrong(world: World) -> list[str]:
    with world.store.reading() as reader:
        return calendar_rows.differing(reader._rows)


def test_a_chip_says_what_the_cells_show(world: World, calendar: CalendarReader) -> None:
    asset = world.put(Asset(world.clock.new_id(), world.brand.id, "a" * 64, "a.jpg", "image/jpeg", 1))
    label = world.put(Label(world.clock.new_id(), world.brand.id, "Sale", "offerte"))
    other = world.channel_more("bluesky")
    content = Content(text="Fresh bread\nevery day", media=(MediaUse(asset.id), MediaUse(asset.id)))
    post = world.post(content=content, channels=(world.channel.id, other.id), labels=(label.id,), sample=True)
    delivery = world.delivery(post)
    world.delivery(post, channel=other)
    world.brought_to(delivery.parts[0], State.PUBLISHED)
    (row,) = calendar.month(world.brand.id, *MONTH)
    assert (row.post_id, row.planned_us, row.words) == (post.id, NINE.instant_us, "Fresh bread")
    assert (row.moment, row.date, row.day) == (NINE, date(2026, 11, 20), "2026-11-20")
    assert row.channels == (
        Chip(world.channel.id, "practice", Progress.PUBLISHED),
        Chip(other.id, "bluesky", Progress.SCHEDULED),
    )
    assert row.progress is Progress.SCHEDULED
    assert (row.published, row.live, row.media_count, row.thumb_sha256) == (1, 2, 2, "a" * 64)
    assert (row.label_color, row.stage, row.sample, row.revision) == ("offerte", Stage.APPROVED, True, 1)
    assert (row.needs_computer, row.goes_out_anyway) == (True, False)
    assert calendar.rows_of((post.id, "no")) == (row,)


def test_a_colour_that_changes_is_seen_without_writing_rows(world: World, calendar: CalendarReader) -> None:
    label = world.put(Label(world.clock.new_id(), world.brand.id, "Sale", "offerte"))
    world.post(labels=(label.id,))
    world.put(replace(label, color="eventi"))
    assert calendar.month(world.brand.id, *MONTH)[0].label_color == "eventi"


@pytest.mark.parametrize("state", list(State), ids=lambda state: state.value)
def test_every_state_reaches_the_chip(world: World, calendar: CalendarReader, state: State) -> None:
    post, delivery = world.sent()
    part = world.brought_to(delivery.parts[0], state)
    delivery = replace(delivery, parts=(part,))
    (row,) = calendar.month(world.brand.id, *MONTH)
    live = delivery_progress(delivery) is not None
    assert row.progress is progress(post, [delivery])
    assert row.channels[0].progress is delivery_progress(delivery)
    assert (row.published, row.live) == published_count([delivery])
    assert row.goes_out_anyway is (state is State.HANDED_OFF)
    waits = {State.SCHEDULED, State.CLAIMED, State.SENDING, State.PROCESSING, State.RETRY_WAIT}
    assert row.needs_computer is (live and state in waits)
    assert wrong(world) == []


def test_one_row_for_each_moment_of_a_post(world: World, calendar: CalendarReader) -> None:
    other = world.channel_more()
    post = world.post(channels=(world.channel.id, other.id))
    world.delivery(post)
    later = NINE.plus(timedelta(days=2))
    world.delivery(post, channel=other, due=later)
    first, second = calendar.month(world.brand.id, *MONTH)
    assert (first.moment, second.moment) == (NINE, later)
    assert [[chip.channel_id for chip in row.channels] for row in (first, second)] == [[world.channel.id], [other.id]]
    assert calendar.rows_of((post.id,)) == (first, second)


def test_the_day_is_the_one_that_people_see(world: World, calendar: CalendarReader) -> None:
    gap = Moment(datetime(2026, 3, 29, 2, 30), "Europe/Rome")
    world.post(planned=gap)
    midnight = Moment(datetime(2026, 11, 20, 0, 10), "Pacific/Auckland")
    world.post(planned=midnight)
    first, second = calendar.month(world.brand.id, 0, MONTH[1])
    assert (first.day, first.wall) == ("2026-03-29", "2026-03-29T02:30:00")
    assert second.day == "2026-11-20"
    assert rows(calendar, world) == [second.post_id]


def test_the_edges_of_the_span(world: World, calendar: CalendarReader) -> None:
    post = world.post()
    for first, last, found in ((0, 0, 1), (0, 1, 1), (1, 1, 0), (-1, 0, 0)):
        span = NINE.instant_us + first, NINE.instant_us + last
        assert len(calendar.month(world.brand.id, *span)) == (found if last > first else 0), (first, last)
    assert calendar.month("another brand", *MONTH) == ()
    with world.store.transaction() as tx:
        tx.trash(Post, post.id)
    assert rows(calendar, world) == []


def test_words_of_a_post_that_only_a_channel_words(world: World, calendar: CalendarReader) -> None:
    world.post("", wordings=(Wording(world.channel.id, text="Only here"),))
    assert calendar.month(world.brand.id, *MONTH)[0].words == "Only here"


def test_ideas_and_undated_drafts(world: World, calendar: CalendarReader) -> None:
    old = world.post("old", stage=Stage.IDEA, planned=None)
    new = world.post("new", stage=Stage.DRAFT, planned=None)
    top = world.post("top", stage=Stage.IDEA, planned=None, sort_key=-1)
    world.post("dated", stage=Stage.DRAFT)
    found = calendar.undated(world.brand.id)
    assert [row.post_id for row in found] == [top.id, new.id, old.id]
    assert {(row.planned_us, row.day, row.wall, row.moment, row.date) for row in found} == {(None, "", "", None, None)}
    assert [row.progress for row in found] == [Progress.IDEA, Progress.DRAFT, Progress.IDEA]
    assert [row.post_id for row in calendar.undated(world.brand.id, limit=1, offset=1)] == [new.id]
    ideas = Filters(progress=(Progress.IDEA,))
    assert (calendar.undated_count(world.brand.id), calendar.undated_count(world.brand.id, ideas)) == (3, 2)
    assert calendar.counts(world.brand.id) == {Progress.IDEA: 2, Progress.DRAFT: 2}


def test_filters(world: World, calendar: CalendarReader) -> None:
    asset = world.put(Asset(world.clock.new_id(), world.brand.id, "a" * 64, "a.jpg", "image/jpeg", 1))
    label = world.put(Label(world.clock.new_id(), world.brand.id, "Sale"))
    other = world.channel_more()
    plain = world.post("Caffè", stage=Stage.DRAFT).id
    labeled = world.post("bread", labels=(label.id,)).id
    elsewhere = world.post("coffee", channels=(other.id,)).id
    pictured = world.post(content=Content(text="tea", media=(MediaUse(asset.id),)), stage=Stage.REVIEW).id
    everything = [plain, labeled, elsewhere, pictured]
    for filters, expected in (
        (Filters(), everything),
        (Filters(channels=(other.id,)), [elsewhere]),
        (Filters(channels=(other.id, world.channel.id)), everything),
        (Filters(labels=(label.id,)), [labeled]),
        (Filters(progress=("review", "idea")), [pictured]),
        (Filters(text="caffe"), [plain]),
        (Filters(text="nothing"), []),
        (Filters(text="!!"), []),
        (Filters(with_media=True), [pictured]),
        (Filters(with_media=False), [plain, labeled, elsewhere]),
        (Filters(channels=(world.channel.id,), text="b", with_media=False), []),
        (Filters(channels=(world.channel.id,), text="bre", with_media=False), [labeled]),
    ):
        assert rows(calendar, world, filters) == expected, filters
        by_day = calendar.by_day(world.brand.id, *MONTH, 9, filters)
        assert [row.post_id for row in by_day.rows] == expected, filters
        assert sum(count.rows for count in by_day.days.values()) == len(expected)


@pytest.mark.parametrize("text", ["", "many"])
def test_the_first_rows_of_each_day_and_how_many_it_has(world: World, calendar: CalendarReader, text: str) -> None:
    with world.store.transaction() as tx:
        minutes = [NINE.plus(timedelta(minutes=number)) for number in range(20, 0, -1)]
        tx.put_new(
            [Post(world.clock.new_id(), world.brand.id, Content(text="many"), Stage.DRAFT, at) for at in minutes]
        )
    missed = world.delivery(world.post("many", planned=NINE.plus(timedelta(days=1))))
    world.brought_to(missed.parts[0], State.MISSED)
    found = calendar.by_day(world.brand.id, *MONTH, 3, Filters(text=text))
    assert found.days == {"2026-11-20": DayCount(20, 0), "2026-11-21": DayCount(1, 1)}
    expected = [NINE.plus(timedelta(minutes=number)) for number in (1, 2, 3)]
    assert [row.moment for row in found.rows] == [*expected, NINE.plus(timedelta(days=1))]
    assert calendar.by_day(world.brand.id, *MONTH, 20, Filters(text=text)).rows == calendar.month(
        world.brand.id, *MONTH
    )
    assert calendar.by_day(world.brand.id, 0, 1, 3, Filters(text=text)) == ByDay()


@pytest.mark.fault(98)
@pytest.mark.statement(59)
def test_a_month_is_one_stretch_of_the_table(world: World, paths: Paths) -> None:
    """Rows lie in the order of brand, day and time: reading a month scans nothing else (and sorts nothing)."""
    plans: list[str] = []
    with closing(CalendarReader(paths.database)) as calendar:
        calendar.month(world.brand.id, *MONTH)
        assert calendar._connection is not None
        calendar._connection.set_trace_callback(plans.append)
        calendar.month(world.brand.id, *MONTH, Filters(channels=("x",)))
        (sql,) = [text for text in plans if "calendar_row" in text]
        steps = [row[3] for row in calendar._connection.execute("EXPLAIN QUERY PLAN " + sql)]
    rows, *of_post = steps
    assert rows == "SEARCH calendar_row USING PRIMARY KEY (brand_id=? AND day>? AND day<?)"
    assert len(of_post) == 2, steps  # whether it repeats and its language: each post once, by its id
    assert of_post[1].startswith("SEARCH post USING")
    assert of_post[1].endswith("(id=?)")


def test_a_folder_without_a_database_reads_as_empty(tmp_path: Path) -> None:
    with closing(CalendarReader(tmp_path / "none.sqlite")) as calendar:
        assert calendar.month("b", *MONTH) == ()
        assert calendar.by_day("b", *MONTH, 3) == ByDay()
        assert (calendar.brands(), calendar.counts("b"), calendar.undated("b"), calendar.undated_count("b")) == (
            (),
            {},
            (),
            0,
        )
    assert not (tmp_path / "none.sqlite").exists()


def test_brands_are_known_before_the_store_is_open(world: World, calendar: CalendarReader) -> None:
    assert calendar.brands() == ((world.brand.id, "Forno Rossi", "Europe/Rome", ""),)


def test_the_reader_imports_no_sqlalchemy() -> None:
    code = (
        "import sys, smmdesk.store.calendar_reads;"
        "print([name for name in sys.modules if name.split('.')[0] in ('sqlalchemy', 'alembic', 'httpx', 'keyring')])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_cache_can_be_made_again(world: World, paths: Paths) -> None:
    for state in (State.PUBLISHED, State.MISSED, State.DRAFT):
        world.brought_to(world.sent(state.value)[1].parts[0], state)
    before = world.rows("SELECT * FROM calendar_row ORDER BY post_id")
    with closing(driver.connect(paths.database)) as connection:
        connection.execute("UPDATE calendar_row SET progress = 'idea'")
        connection.execute("DELETE FROM search")
        assert len(wrong(world)) == 3
        connection.execute("BEGIN IMMEDIATE")
        schema.rebuild_local(connection)
        connection.execute("COMMIT")
    assert world.rows("SELECT * FROM calendar_row ORDER BY post_id") == before
    assert world.rows("SELECT count(*) FROM search WHERE search MATCH 'published'") == [(1,)]
    assert wrong(world) == []


def test_a_row_of_a_post_that_is_gone_is_found(world: World, paths: Paths) -> None:
    world.post()
    with closing(driver.connect(paths.database)) as connection:
        connection.execute("DELETE FROM post")
    assert len(wrong(world)) == 1


def test_whatever_happens_the_cache_is_right(world: World) -> None:
    """A long day of one calendar; after each step every row is what `progress` says."""
    other = world.channel_more()
    for number, (state, way) in enumerate(WAYS.items()):
        post = world.post(f"n{number}", channels=(world.channel.id, other.id))
        first, second = world.delivery(post, parts=2), world.delivery(post, channel=other)
        world.brought_to(first.parts[0], state)
        assert wrong(world) == [], (state, way)
        world.put(replace(world.read(Post, post.id), content=Content(text="new words"), channels=(other.id,)))
        assert wrong(world) == []
        delivery = world.read(Delivery, second.id)
        world.put(replace(delivery, due=NINE.plus(timedelta(days=number))))
        assert wrong(world) == []
        with world.store.transaction() as tx:
            tx.trash(Post, post.id)
        assert wrong(world) == []
        with world.store.transaction() as tx:
            tx.restore(Post, post.id)
    assert wrong(world) == []
