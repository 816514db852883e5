"""Photos in answers: where the platform takes them, with their description, by the same machine as every post's."""

from collections.abc import Sequence

import pytest

from smmdesk.desk import answering, contributions, planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.media_intake import take_bytes
from smmdesk.model.channel import Channel
from smmdesk.model.media import MediaUse
from smmdesk.model.message import MessageKind
from smmdesk.model.private import SOME, TOLD
from smmdesk.model.problem import ProblemError
from tests.desk.heard import person, wrote
from tests.desk.pictures import encoded, film, picture
from tests.desk.support import add_channel


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return add_channel(desk, planning.first_brand(desk), "Shop window")


async def photos(desk: Desk, count: int = 1) -> tuple[MediaUse, ...]:
    brand = planning.first_brand(desk)
    colors: Sequence[str] = ("red", "green", "blue", "white", "black")
    taken = [await take_bytes(desk, brand.id, encoded(picture(color=color)), "a.jpg") for color in colors[:count]]
    return tuple(MediaUse(each.assets[0].id, {"en": "Bread"}) for each in taken)


async def test_an_answer_carries_photos_with_their_description(desk: Desk, channel: Channel) -> None:
    uses = await photos(desk, 2)
    message = wrote(desk, channel)
    sent = answering.reply(desk, message.id, "Here they are", uses)
    assert sent.content is not None
    assert sent.content.media == uses


async def video(desk: Desk) -> tuple[MediaUse, ...]:
    taken = await take_bytes(desk, planning.first_brand(desk).id, film(), "forno.mp4")
    return (MediaUse(taken.assets[0].id, {"en": "The oven"}),)


VIDEOS = [
    *((name, "") for name in ("practice", "telegram", "matrix", "mastodon", "bluesky")),
    ("threads", "answer_photo_from_web"),
    *((name, "no_photo_in_answer") for name in ("facebook", "discourse", "lemmy", "wordpress")),
]


@pytest.mark.parametrize(("platform", "code"), VIDEOS)
async def test_where_an_answer_may_have_a_video(desk: Desk, platform: str, code: str) -> None:
    message = wrote(desk, add_channel(desk, planning.first_brand(desk), "Forno", platform=platform))
    uses = await video(desk)
    if not code:
        sent = answering.reply(desk, message.id, "Look", uses)
        assert sent.content is not None
        assert sent.content.media == uses
        return
    with pytest.raises(ProblemError) as refused:
        answering.reply(desk, message.id, "Look", uses)
    assert refused.value.problem.code == code
    assert answering.answers_of(desk, message.id) == ()


@pytest.mark.parametrize("platform", ["mastodon", "bluesky", "matrix"])
async def test_a_video_and_a_photo_in_one_answer_are_refused_where_they_do_not_mix(desk: Desk, platform: str) -> None:
    message = wrote(desk, add_channel(desk, planning.first_brand(desk), "Forno", platform=platform))
    both = (*await photos(desk), *await video(desk))
    with pytest.raises(ProblemError) as refused:
        answering.reply(desk, message.id, "Look", both)
    assert refused.value.problem.code == "media_mixed"


async def test_a_video_for_one_reader_goes_where_photos_do(desk: Desk) -> None:
    reported = {TOLD: SOME}
    for platform, taken in (("mastodon", True), ("facebook", False)):
        channel = add_channel(desk, planning.first_brand(desk), "Forno", platform=platform, reported=reported)
        limits = desk.facts_for(channel).limits_of_answer(channel.reported, False, True)
        assert (limits.videos_max > 0) is taken
    assert desk.facts("bluesky").limits_of_answer({}, True).videos_max == 0


async def test_too_many_and_those_of_a_customer_without_their_yes_are_refused(desk: Desk, channel: Channel) -> None:
    message = wrote(desk, channel)
    with pytest.raises(ProblemError) as refused:
        answering.reply(desk, message.id, "Here they are", await photos(desk, 5))
    assert refused.value.problem.code == "media_too_many"
    one = contributions.from_message(desk, wrote(desk, channel, by=person(desk, channel)).id)
    uses = await photos(desk)
    contributions.attach(desk, one.id, [uses[0].asset_id])
    with pytest.raises(ProblemError) as refused:
        answering.reply(desk, message.id, "Look", uses)
    assert refused.value.problem.code == "consent_missing"
    assert answering.answers_of(desk, message.id) == ()


PLACES = [
    *((name, "") for name in ("facebook", "telegram", "matrix", "mastodon", "bluesky", "discourse", "lemmy")),
    ("threads", "answer_photo_from_web"),
]


@pytest.mark.parametrize(("platform", "code"), PLACES)
async def test_where_an_answer_may_have_one(desk: Desk, platform: str, code: str) -> None:
    """Threads fetches photos from the web, and the brand has no place there."""
    message = wrote(desk, add_channel(desk, planning.first_brand(desk), "Forno", platform=platform))
    uses = await photos(desk)
    if not code:
        sent = answering.reply(desk, message.id, "Look", uses)
        assert sent.content is not None
        assert sent.content.media == uses
        return
    with pytest.raises(ProblemError) as refused:
        answering.reply(desk, message.id, "Look", uses)
    assert refused.value.problem.code == code
    assert answering.answers_of(desk, message.id) == ()


@pytest.mark.parametrize("in_private", [False, True])
async def test_in_private_there_it_is_words_alone(desk: Desk, in_private: bool) -> None:
    page = add_channel(desk, planning.first_brand(desk), "Forno", platform="facebook", reported={TOLD: SOME})
    message = wrote(desk, page, kind=MessageKind.COMMENT if in_private else MessageKind.PRIVATE)
    with pytest.raises(ProblemError) as refused:
        answering.reply(desk, message.id, "Look", await photos(desk), in_private=in_private)
    assert refused.value.problem.code == "no_photo_in_answer"


async def test_where_an_answer_takes_words_alone_it_is_said_before(desk: Desk, channel: Channel) -> None:
    site = add_channel(desk, planning.first_brand(desk), "R", platform="wordpress")
    message = wrote(desk, site)
    with pytest.raises(ProblemError) as refused:
        answering.reply(desk, message.id, "Look", await photos(desk))
    assert refused.value.problem.code == "no_photo_in_answer"
