"""How somebody is written to in private: only who wrote first, where the conversation is, and never where it is too
late."""

from dataclasses import replace

import pytest

from smmdesk.desk import answering, planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.ways_to_write import way_to
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.message import MessageKind
from smmdesk.model.person import Person
from smmdesk.model.private import REFUSED, SOME, TOLD
from tests.desk.heard import person, wrote
from tests.desk.support import add_channel


def place(desk: Desk, platform: str, **reported: object) -> Channel:
    return add_channel(desk, planning.first_brand(desk), "Forno", platform=platform, reported=reported)


def found(desk: Desk, who: Person) -> str:
    with desk.store.reading() as reader:
        message = way_to(reader, desk, who.id)
    return message.id if message is not None else ""


@pytest.mark.parametrize(
    ("platform", "reported"),
    [("lemmy", {}), ("bluesky", {TOLD: SOME}), ("facebook", {TOLD: SOME}), ("mastodon", {})],
)
def test_the_newest_that_may_be_answered_in_private(desk: Desk, platform: str, reported: dict[str, object]) -> None:
    channel = place(desk, platform, **reported)
    anna = person(desk, channel)
    assert found(desk, anna) == "", "nobody is written to who did not write first"
    names = {"names": "@anna"}
    wrote(desk, channel, "older", by=anna, hours_ago=9, data=names)
    newest = wrote(desk, channel, "newer", by=anna, hours_ago=2, data=names)
    assert found(desk, anna) == newest.id
    talk = wrote(desk, channel, "private", by=anna, hours_ago=5, kind=MessageKind.PRIVATE, data=names)
    assert found(desk, anna) == talk.id, "a conversation goes on where it is"


def test_not_where_it_is_given_too_late_or_not_allowed(desk: Desk) -> None:
    page = place(desk, "facebook", **{TOLD: SOME})
    anna = person(desk, page)
    wrote(desk, page, by=anna, hours_ago=8 * 24)
    wrote(desk, page, by=anna, hours_ago=25, kind=MessageKind.PRIVATE)
    assert found(desk, anna) == ""
    comment = wrote(desk, page, by=anna)
    assert found(desk, anna) == comment.id
    answering.reply(desk, comment.id, "Tre euro", in_private=True)
    assert found(desk, anna) == "", "one for each comment"


@pytest.mark.parametrize(
    "change", [{"reported": {TOLD: REFUSED}}, {"reported": {}}, {"status": ChannelStatus.SIGNED_OUT}]
)
def test_not_from_a_channel_that_may_not(desk: Desk, change: dict[str, object]) -> None:
    channel = place(desk, "bluesky", **{TOLD: SOME})
    anna = person(desk, channel)
    comment = wrote(desk, channel, by=anna)
    assert found(desk, anna) == comment.id
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Channel, channel.id), **change))  # type: ignore[arg-type]
    assert found(desk, anna) == ""
