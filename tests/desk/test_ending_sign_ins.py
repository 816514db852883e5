"""A sign-in that ends by itself is told in good time, and of every post that is dated after its end."""

from datetime import timedelta

import pytest

from smmdesk.commands import shown
from smmdesk.desk import ending_sign_ins, planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.diagnostics import Level, doctor
from smmdesk.desk.open_problems import OpenProblem, open_problems
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.moment import to_us
from smmdesk.model.post import Post
from smmdesk.model.problem import Remedy
from smmdesk.model.words import set_language
from smmdesk.system.clock import ManualClock
from tests.desk.support import add_channel, add_post, rome, states

LIVES = timedelta(days=14)


@pytest.fixture
def shop(desk: Desk, brand: Brand) -> Channel:
    """Signed in today, Wednesday 18 November, for two weeks: until Wednesday 2 December, 11:20 in Rome."""
    return add_channel(desk, brand, "Shop", sign_in_ends_at_us=to_us(desk.clock.now() + LIVES))


def problems(desk: Desk) -> tuple[OpenProblem, ...]:
    with desk.store.reading() as reader:
        return open_problems(reader, desk)


def dated(desk: Desk, brand: Brand, shop: Channel, when: str) -> Post:
    post = add_post(desk, brand, "Focaccia", shop)
    return planning.schedule(desk, post.id, rome(when))


def hints(desk: Desk, post: Post, shop: Channel) -> list[str]:
    return [hint.code for hint in planning.check_post(desk, post)[shop.id].hints]


def test_it_is_told_five_days_before_and_counts_what_is_planned_for_later(
    desk: Desk, brand: Brand, shop: Channel, clock: ManualClock
) -> None:
    dated(desk, brand, shop, "2026-12-02 11:19")
    dated(desk, brand, shop, "2026-12-02 11:20")
    clock.advance(LIVES - timedelta(days=5, seconds=1))
    assert problems(desk) == ()
    clock.advance(timedelta(seconds=1))
    [one] = problems(desk)
    assert (one.problem.title, one.problem.remedy) == ("The sign-in to Shop ends on Wed 2 Dec", Remedy.SIGN_IN)
    said = "1 post is planned for later. Sign in again before then, and it goes out on time."
    assert one.problem.advice == said
    assert (one.channel, one.delivery, one.since_us) == (shop, None, desk.now_us())
    assert one.problem.values["channel_id"] == shop.id


async def test_after_its_end_it_says_so_and_the_doctor_too(
    desk: Desk, brand: Brand, shop: Channel, clock: ManualClock
) -> None:
    clock.advance(LIVES)
    assert [one.problem.title for one in problems(desk)] == ["The sign-in to Shop ended on Wed 2 Dec"]
    post = add_post(desk, brand, "Focaccia", shop, planned=rome("2026-12-03 09:00"))
    assert hints(desk, post, shop) == ["sign_in_over"]
    found = {finding.key: finding for finding in await doctor(desk)}[f"channel:{shop.id}"]
    assert (found.level, found.problem) == (Level.NOTE, problems(desk)[0].problem)


def test_a_post_dated_after_the_end_is_pointed_out_where_it_is_scheduled(
    desk: Desk, brand: Brand, shop: Channel
) -> None:
    late, early = dated(desk, brand, shop, "2026-12-24 09:00"), dated(desk, brand, shop, "2026-12-01 09:00")
    assert (hints(desk, late, shop), hints(desk, early, shop)) == (["sign_in_ends_before"], [])
    [hint] = planning.check_post(desk, late)[shop.id].hints
    assert hint.title == "The sign-in to Shop ends on Wed 2 Dec, before this post"
    assert (hint.remedy, hint.field) == (Remedy.SIGN_IN, "channels")
    assert states(desk, late) == [["scheduled"]]  # it waits for the person only when the platform refuses
    with desk.store.reading() as reader:
        assert ending_sign_ins.before_any(reader, desk, [early.id, late.id]) == hint
        assert ending_sign_ins.before_any(reader, desk, [early.id]) is None
        [told] = shown.post_data(reader, desk, late)["deliveries"]
    assert told["hint"] == hint.as_dict()


@pytest.mark.parametrize(
    ("platform", "code"),
    [
        ("linkedin", "sign_in_ends_before"),
        ("bluesky", "sign_in_ends_before"),
        ("instagram", "sign_in_lasts_until"),
        ("threads", "sign_in_lasts_until"),
    ],
)
def test_one_that_smmdesk_renews_asks_only_to_let_it_run(desk: Desk, brand: Brand, platform: str, code: str) -> None:
    """Signing in again would not last longer either."""
    ends_us = to_us(desk.clock.now() + LIVES)
    channel = add_channel(desk, brand, "Shop", platform=platform, sign_in_ends_at_us=ends_us)
    problem = ending_sign_ins.before(desk, channel, rome("2026-12-24 09:00"))
    assert problem is not None
    assert (problem.code, problem.remedy) == (code, Remedy.SIGN_IN)
    assert ending_sign_ins.before(desk, channel, rome("2026-12-01 09:00")) is None


@pytest.mark.parametrize(
    "other",
    [{"status": ChannelStatus.SIGNED_OUT}, {"guided": True}, {"status": ChannelStatus.ARCHIVED}],
    ids=["signed out", "guided", "removed"],
)
def test_where_no_sign_in_is_in_use_none_ends(
    desk: Desk, brand: Brand, clock: ManualClock, other: dict[str, object]
) -> None:
    channel = add_channel(desk, brand, sign_in_ends_at_us=desk.now_us(), **other)
    clock.advance(timedelta(hours=1))
    assert not ending_sign_ins.ends_soon(desk, channel)
    assert {one.problem.code for one in problems(desk)} <= {"signed_out"}


def test_a_shop_owner_in_italy_reads_it_in_italian(desk: Desk, brand: Brand, shop: Channel, clock: ManualClock) -> None:
    clock.advance(LIVES - timedelta(days=1))
    set_language("it")
    assert [one.problem.title for one in problems(desk)] == ["L’accesso a Shop scade mer 2 dic"]
