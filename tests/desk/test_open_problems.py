"""The problems centre: one entry per cause, oldest first, empty when all is well."""

import pytest

from smmdesk.desk.desk import Desk
from smmdesk.desk.open_problems import OpenProblem, open_problems
from smmdesk.model.brand import Brand
from smmdesk.model.channel import ELSEWHERE, ChannelStatus
from smmdesk.model.delivery import State
from smmdesk.model.problem import Problem
from tests.desk.support import add_channel, drive
from tests.ui.shell.busy import Busy, hours
from ui.presenters.remedies import button_label


def read(desk: Desk) -> tuple[OpenProblem, ...]:
    with desk.store.reading() as reader:
        return open_problems(reader, desk)


@pytest.mark.statement(77)
def test_it_lists_what_is_open_oldest_first_and_nothing_when_all_is_well(desk: Desk, brand: Brand) -> None:
    busy, shop = Busy(desk, brand), add_channel(desk, brand, "Shop")
    busy.post("book", hours(5), shop)
    assert read(desk) == ()
    refused = Problem("refused", {"channel": "Shop", "platform": "Practice", "said": "no"})
    busy.asking("coffee", hours(-1), shop, refused)
    busy.missed("cake", hours(-50), shop)
    busy.unknown("salt", hours(-2), shop)
    assert [one.problem.code for one in read(desk)] == ["missed", "refused"]


@pytest.mark.statement(74)
def test_a_sign_in_that_ended_is_one_entry_for_all_its_posts(desk: Desk, brand: Brand) -> None:
    busy = Busy(desk, brand)
    out = add_channel(desk, brand, "Blog", status=ChannelStatus.SIGNED_OUT)
    for number in range(3):
        busy.asking("coffee", hours(-number - 1), out, Problem("signed_out", {"channel": "Blog"}))
    busy.post("book", hours(5), out)
    [one] = read(desk)
    assert one.problem.advice == "Your 4 posts are safe and paused. Sign in again and they go on."
    assert (one.problem.title, one.delivery) == ("Blog signed us out", None)


def test_an_account_that_came_along_without_its_sign_in_was_closed_by_nobody(desk: Desk, brand: Brand) -> None:
    """On a new computer it read as if the platform had thrown the shop out."""
    busy = Busy(desk, brand)
    out = add_channel(desk, brand, "Blog", status=ChannelStatus.SIGNED_OUT, reported={ELSEWHERE: True})
    busy.asking("coffee", hours(-1), out, Problem("signed_out", {"channel": "Blog"}))
    [one] = read(desk)
    assert (one.problem.title, button_label(one.problem)) == ("Sign in to Blog once on this computer", "Sign in")
    assert one.problem.advice.startswith("Its sign-in is not here. Your 1 post is safe")


def test_a_post_missed_on_two_channels_is_one_entry(desk: Desk, brand: Brand) -> None:
    busy = Busy(desk, brand)
    busy.missed("cake", hours(-5), add_channel(desk, brand, "A"), add_channel(desk, brand, "B"))
    assert [one.problem.code for one in read(desk)] == ["missed"]


def test_a_thread_that_stopped_is_one_entry(desk: Desk, brand: Brand) -> None:
    busy, shop = Busy(desk, brand), add_channel(desk, brand, "Shop")
    post = busy.asking("cake", hours(-5), shop, Problem("refused", {"channel": "Shop"}))
    assert [one.delivery and one.delivery.post_id for one in read(desk)] == [post.id]
    drive(desk, busy.parts(post)[0], State.DRAFT)
    assert read(desk) == ()
