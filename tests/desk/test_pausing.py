"""Days on which channels rest, and what becomes of the posts that stood there."""

from datetime import date

import pytest

from smmdesk.desk import pausing, planning, undo
from smmdesk.desk.desk import Desk
from smmdesk.desk.pausing import Then
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.planning_aids import Pause
from smmdesk.model.post import Post
from tests.desk.support import add_channel, add_post, publish, rome, states


@pytest.fixture
def channel(desk: Desk, brand: Brand) -> Channel:
    return add_channel(desk, brand)


def pause(desk: Desk, brand: Brand, *channels: Channel) -> Pause:
    days = date(2026, 11, 20), date(2026, 11, 24)
    return Pause(desk.clock.new_id(), brand.id, "Holidays", *days, tuple(one.id for one in channels))


def stored(desk: Desk, post: Post) -> Post:
    with desk.store.reading() as reader:
        return reader.get(Post, post.id)


@pytest.mark.statement(44)
@pytest.mark.parametrize(
    ("then", "day", "state"),
    [(Then.WAIT, "21", [["draft"]]), (Then.AFTER, "26", [["scheduled"]]), (Then.ANYWAY, "21", [["scheduled"]])],
)
def test_posts_wait_move_behind_or_go_out_and_one_undo_takes_it_back(
    desk: Desk, brand: Brand, channel: Channel, then: Then, day: str, state: list[list[str]]
) -> None:
    post = add_post(desk, brand, "Rye", channel, planned=rome("2026-11-21 09:00"))
    planning.schedule(desk, post.id)
    outside = add_post(desk, brand, "Later", channel, planned=rome("2026-11-25 09:00"))
    made = pausing.pause_days(desk, pause(desk, brand), then)
    assert f"{stored(desk, post).planned.wall:%d %H:%M}" == f"{day} 09:00"
    assert states(desk, post) == state
    assert stored(desk, outside).planned == outside.planned
    assert undo.peek(desk).undo_label == "pause"
    undo.undo(desk)
    assert states(desk, post) == [["scheduled"]]
    assert stored(desk, post).planned == post.planned
    with desk.store.reading() as reader:
        assert reader.all(Pause, brand_id=brand.id) == ()
    assert made.pause.name == "Holidays"


def test_a_pause_of_one_channel_leaves_the_others_and_what_is_out(desk: Desk, brand: Brand, channel: Channel) -> None:
    other = add_channel(desk, brand, "Other")
    mine = add_post(desk, brand, "Mine", channel, other, planned=rome("2026-11-21 09:00"))
    add_post(desk, brand, "Theirs", other, planned=rome("2026-11-21 09:00"))
    out = add_post(desk, brand, "Out", channel, planned=rome("2026-11-22 09:00"))
    planning.schedule(desk, out.id)
    publish(desk, out, channel)
    assert [post.id for post in pausing.inside(desk, pause(desk, brand, channel))] == [mine.id]
    assert len(pausing.inside(desk, pause(desk, brand))) == 2
