"""What is said and what is answered: exact, in the brand's own weeks, from receipts alone."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from smmdesk.desk import answering, balancing, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.balance import balance_of
from smmdesk.model.brand import Brand
from smmdesk.model.delivery import Evidence, Receipt, State
from smmdesk.model.message import MessageKind
from smmdesk.model.moment import from_us, to_us
from smmdesk.system.clock import ManualClock
from tests.desk.heard import wrote
from tests.desk.support import add_channel, add_post, deliveries, drive, publish

NOW = datetime(2026, 11, 18, 10, 20, tzinfo=UTC)
INSTANTS = st.integers(to_us(NOW - timedelta(weeks=12)), to_us(NOW))
ANSWERS = st.lists(st.tuples(st.sampled_from("abcdef"), INSTANTS, INSTANTS), max_size=30)


def monday(at_us: int, zone: str) -> date:
    day = from_us(at_us).astimezone(ZoneInfo(zone)).date()
    return date.fromisocalendar(*day.isocalendar()[:2], 1)


@given(st.lists(INSTANTS, max_size=60), ANSWERS, st.sampled_from(["Europe/Rome", "Pacific/Auckland", "UTC"]))
def test_every_figure_is_exact(posts: list[int], answers: list[tuple[str, int, int]], zone: str) -> None:
    found = balance_of(posts, answers, zone, NOW)
    weeks = [week.first_day for week in found.weeks]
    assert len(weeks) == 8
    assert weeks[-1] == monday(to_us(NOW), zone)
    assert {later - earlier for earlier, later in pairwise(weeks)} == {timedelta(weeks=1)}
    said = Counter(monday(at_us, zone) for at_us in posts)
    told = Counter(monday(at_us, zone) for _id, _sent, at_us in answers)
    assert [(week.posts, week.answers) for week in found.weeks] == [(said[day], told[day]) for day in weeks]
    first: dict[str, int] = {}
    for key, sent_us, at_us in answers:
        if monday(sent_us, zone) >= weeks[0]:
            first[key] = min(first.get(key, at_us - sent_us if at_us > sent_us else 0), max(0, at_us - sent_us))
    assert found.answered == len(first)
    assert found.median_us == (round(median(first.values())) if first else None)


def test_from_receipts_alone(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    channel, other = add_channel(desk, brand, "A"), add_channel(desk, brand, "B")
    post = planning.publish_now(desk, add_post(desk, brand, "Pane", channel, other).id)
    publish(desk, post, channel)
    clock.advance(timedelta(days=8))
    publish(desk, post, other)  # the same post, later elsewhere: said once
    add_post(desk, brand, "Never sent", channel)
    message = wrote(desk, channel, "Quando?", hours_ago=2)
    wrote(desk, channel, "Heard", kind=MessageKind.FOUND)
    wrote(desk, channel, "Nobody answered")
    delivery = answering.reply(desk, message.id, "Domani")
    assert balancing.figures(desk, brand.id).balance.answers == 0, "not out yet"
    clock.advance(timedelta(hours=1))
    receipt = Receipt("r", "", desk.now_us(), Evidence.RESPONSE)
    drive(desk, delivery.parts[0], State.CLAIMED, State.SENDING, State.PUBLISHED, receipt=receipt)
    found = balancing.figures(desk, brand.id)
    assert [(week.posts, week.answers) for week in found.balance.weeks][-2:] == [(1, 0), (0, 1)]
    assert found.balance.median_us == 3 * 3_600_000_000
    assert found.waiting == 1
    assert deliveries(desk, post)
