"""New rules for a zone (fault 73): what is planned keeps its hour, goes out at it, and the person sees which posts."""

import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.zone_changes import zone_changes, zone_changes_seen, zone_problem
from smmdesk.model.brand import Brand
from smmdesk.model.channel import ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.delivery import State
from smmdesk.model.moment import Moment, _instant_us, zone_of
from smmdesk.store import calendar_rows, zone_rules
from smmdesk.store.reader import rows_of
from smmdesk.system.clock import ManualClock
from tests.desk.test_publishing import HOUR, MINUTE
from tests.fakes.reach import ROME, Bench, made_bench

DAY = timedelta(days=1)
NEXT_WEEK = Moment(datetime(2026, 11, 25, 9), ROME)
NewRules = Callable[[str, str], None]


@pytest.fixture
def new_rules(tmp_path: Path) -> Iterator[NewRules]:
    """`new_rules("Europe/Rome", "Asia/Dubai")`: from now on the clocks of the first go as those of the second."""
    folder = tmp_path / "zoneinfo"
    was = zoneinfo.TZPATH

    def install(zone: str, like: str) -> None:
        source = next(path for path in (Path(root, like) for root in (*was, _shipped())) if path.exists())
        target = folder / zone
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
        zoneinfo.reset_tzpath(to=[str(folder), *was])
        _forget()

    yield install
    zoneinfo.reset_tzpath(to=was)
    _forget()


def _shipped() -> Path:
    import tzdata

    return Path(tzdata.__file__).parent / "zoneinfo"


def _forget() -> None:
    zoneinfo.ZoneInfo.clear_cache()
    zone_of.cache_clear()
    _instant_us.cache_clear()


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        yield made


@pytest.mark.fault(73)
async def test_a_post_keeps_its_hour_and_goes_out_at_it(bench: Bench, new_rules: NewRules) -> None:
    """Dubai is three hours ahead of Rome in winter: nine o'clock comes three hours earlier."""
    post = planning.add_post(bench.desk, bench.brand.id, content=Content(text="Bread"), channels=(bench.channel().id,))
    planning.schedule(bench.desk, post.id, NEXT_WEEK)
    new_rules(ROME, "Asia/Dubai")
    bench.restart()
    assert NEXT_WEEK.instant == datetime(2026, 11, 25, 5, tzinfo=UTC)
    bench.clock.advance(datetime(2026, 11, 25, 4, 59, tzinfo=UTC) - bench.clock.now())
    await bench.run()
    assert bench.state(post) is State.SCHEDULED
    await bench.pass_time(2 * MINUTE)
    assert bench.state(post) is State.PUBLISHED
    assert bench.texts() == ["Bread"]


@pytest.mark.fault(73)
def test_the_person_sees_which_posts_and_by_how_much(desk: Desk, brand: Brand, new_rules: NewRules) -> None:
    late = planning.add_post(desk, brand.id, content=Content(text="Panettone"), planned=NEXT_WEEK)
    soon = planning.add_post(desk, brand.id, content=Content(text="Pane"), planned=NEXT_WEEK.plus(-2 * DAY))
    elsewhere = Moment(NEXT_WEEK.wall, "Asia/Tokyo")
    planning.add_post(desk, brand.id, content=Content(text="Sushi"), planned=elsewhere)
    gone = planning.add_post(desk, brand.id, content=Content(text="Weg"), planned=NEXT_WEEK)
    planning.trash(desk, [gone.id])
    planning.add_post(desk, brand.id, content=Content(text="Past"), planned=NEXT_WEEK.plus(-30 * DAY))
    assert zone_rules.resolve_again(desk.store, desk.clock) == ()
    assert zone_problem(desk) is None
    new_rules(ROME, "Europe/London")
    shifted = zone_rules.resolve_again(desk.store, desk.clock)
    assert {row.id for row in shifted} == {late.id, soon.id, gone.id}
    changes = zone_changes(desk)
    assert [(change.words, change.moment, change.later) for change in changes] == [
        ("Pane", NEXT_WEEK.plus(-2 * DAY), HOUR),
        ("Panettone", NEXT_WEEK, HOUR),
    ]
    problem = zone_problem(desk)
    assert problem is not None
    assert problem.title == "The clocks of Rome follow new rules"
    assert "2" in problem.advice
    assert zone_rules.resolve_again(desk.store, desk.clock) == ()
    assert len(zone_changes(desk)) == 2, "told until it was seen"
    zone_changes_seen(desk)
    assert zone_problem(desk) is None


def test_rules_that_come_back_leave_nothing_to_tell(desk: Desk, brand: Brand, new_rules: NewRules) -> None:
    planning.add_post(desk, brand.id, content=Content(text="Pane"), planned=NEXT_WEEK)
    new_rules(ROME, "Europe/London")
    zone_rules.resolve_again(desk.store, desk.clock)
    new_rules(ROME, "Europe/Paris")
    assert len(zone_rules.resolve_again(desk.store, desk.clock)) == 1
    assert zone_changes(desk) == ()


async def test_what_was_taken_back_is_right_too_when_it_is_scheduled_again(bench: Bench, new_rules: NewRules) -> None:
    """A draft's sleeping delivery moves with it: the same hour, scheduled again, is the new instant."""
    channel = bench.channel()
    post = planning.add_post(bench.desk, bench.brand.id, content=Content(text="Bread"), channels=(channel.id,))
    planning.schedule(bench.desk, post.id, NEXT_WEEK)
    planning.back_to_draft(bench.desk, [post.id])
    new_rules(ROME, "Asia/Dubai")
    bench.restart()
    planning.schedule(bench.desk, post.id, NEXT_WEEK)
    bench.clock.advance(datetime(2026, 11, 25, 5, 0, 30, tzinfo=UTC) - bench.clock.now())
    await bench.run()
    assert bench.texts() == ["Bread"]


async def test_the_calendar_follows(bench: Bench, new_rules: NewRules) -> None:
    """The cached rows say the new instant; a signed-out channel's post moves as well."""
    channel = bench.channel("Out", status=ChannelStatus.SIGNED_OUT)
    post = planning.add_post(bench.desk, bench.brand.id, content=Content(text="Bread"), channels=(channel.id,))
    planning.schedule(bench.desk, post.id, NEXT_WEEK)
    new_rules(ROME, "Europe/London")
    bench.restart()
    with bench.desk.store.reading() as reader:
        assert calendar_rows.differing(rows_of(reader)) == []
        row = rows_of(reader).first("SELECT planned_us FROM calendar_row WHERE post_id = ?", (post.id,))
    assert row is not None
    assert row[0] == NEXT_WEEK.instant_us
