"""A sign-in made before numbers were asked for is good for all the rest, and its channel says what it lacks."""

from dataclasses import replace

import pytest

from smmdesk.desk import measuring, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.problem import Problem
from smmdesk.platforms.base import RefusedError
from tests.desk.support import add_channel


@pytest.mark.parametrize(("code", "lacks"), [("permission_missing", True), ("refused", False)])
def test_a_sign_in_without_the_permission_is_told_on_the_channel(desk: Desk, code: str, lacks: bool) -> None:
    channel = add_channel(desk, planning.first_brand(desk), "Forno", platform="bluesky")
    measuring.note_closed(desk, channel, RefusedError(Problem(code, {"platform": "Bluesky"})))
    with desk.store.reading() as reader:
        now = reader.get(Channel, channel.id)
    assert now.lacks_numbers is lacks
    assert replace(now, status=ChannelStatus.SIGNED_OUT).lacks_numbers is False, "then the sign-in itself is told"
    assert replace(now, reported={}).lacks_numbers is False, "a new sign-in reports anew"
