"""What goes out within a day is looked at before: gone files and changed limits are told while there is time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from smmdesk.desk.desk import Desk
from smmdesk.desk.media_intake import take_bytes, take_files
from smmdesk.desk.settling import retry_now
from smmdesk.model.brand import Brand
from smmdesk.model.channel import ChannelStatus
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import State
from smmdesk.model.limits import Limits
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.system.clock import ManualClock
from tests.desk.pictures import encoded, picture
from tests.fakes.reach import Bench, fake_facts, made_bench

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        yield made


async def photo(bench: Bench) -> Asset:
    return (await take_bytes(bench.desk, bench.brand.id, encoded(picture()), "shop.jpg")).assets[0]


def problem(bench: Bench, post: Post) -> Problem:
    found = bench.part(post).problem
    assert found is not None
    return found


@pytest.mark.fault(51)
async def test_a_photo_that_is_gone_is_told_a_day_before(bench: Bench) -> None:
    asset = await photo(bench)
    used = Content(text="Look", media=(MediaUse(asset.id),))
    channel = bench.channel()
    post = bench.post("", channel, content=used, at=30 * HOUR)
    other = bench.post("Bread", channel, at=30 * HOUR)
    bench.desk.files.path(asset.sha256).unlink()
    await bench.pass_time(5 * HOUR, tick=10 * MINUTE)
    assert bench.state(post) is State.SCHEDULED, "there is time"
    await bench.pass_time(2 * HOUR, tick=10 * MINUTE)
    assert bench.state(post) is State.NEEDS_YOU
    assert (problem(bench, post).code, problem(bench, post).field) == ("media_missing", "media")
    assert "shop.jpg" in problem(bench, post).title
    assert bench.state(other) is State.SCHEDULED

    await photo(bench)  # the person chooses it again
    retry_now(bench.desk, bench.part(post).id)
    await bench.pass_time(24 * HOUR, tick=10 * MINUTE)
    assert sorted(bench.texts()) == ["Bread", "Look"]


@pytest.mark.fault(51)
async def test_the_last_hour_is_looked_at_too(bench: Bench) -> None:
    asset = await photo(bench)
    thread = Content(text="1", thread=(ThreadItem("2", (MediaUse(asset.id),)),))
    post = bench.post("", bench.channel(), content=thread, at=2 * HOUR)
    await bench.pass_time(70 * MINUTE, tick=10 * MINUTE)
    assert bench.state(post) is State.SCHEDULED
    bench.desk.files.path(asset.sha256).unlink()
    await bench.pass_time(30 * MINUTE, tick=10 * MINUTE)
    assert bench.state(post) is State.NEEDS_YOU, "the first part waits for the photo of the second"
    assert problem(bench, post).code == "media_missing"
    await bench.pass_time(HOUR, tick=10 * MINUTE)
    assert bench.texts() == []


async def test_what_nobody_wants_out_any_more_is_not_asked_about(bench: Bench) -> None:
    asset = await photo(bench)
    channel = bench.channel()
    post = bench.post("", channel, content=Content(text="Look", media=(MediaUse(asset.id),)), at=5 * HOUR)
    bench.desk.files.path(asset.sha256).unlink()
    bench.put(replace(channel, status=ChannelStatus.ARCHIVED))
    await bench.pass_time(HOUR, tick=10 * MINUTE)
    assert bench.state(post) is not State.NEEDS_YOU


@pytest.mark.fault(57)
async def test_a_limit_that_the_platform_changed_is_told_on_its_field(bench: Bench) -> None:
    post = bench.post("Bread for everybody", bench.channel(), at=10 * HOUR)
    await bench.pass_time(HOUR, tick=10 * MINUTE)
    bench.reach.known = fake_facts(limits=replace(Limits(), text_max=5))
    await bench.pass_time(HOUR, tick=10 * MINUTE)
    assert bench.state(post) is State.NEEDS_YOU
    assert (problem(bench, post).code, problem(bench, post).field) == ("text_too_long", "text")


@pytest.mark.fault(49)
async def test_the_app_has_its_own_copy_of_a_photo(bench: Bench, tmp_path: Path) -> None:
    """Edited or deleted after it was taken: what was previewed goes out."""
    path = tmp_path / "shop.png"
    Image.new("RGB", (40, 30), "orange").save(path)
    taken = await take_files(bench.desk, bench.brand.id, [path])
    content = Content(text="Look", media=(MediaUse(taken.assets[0].id),))
    post = bench.post("", bench.channel(), content=content, at=HOUR)
    Image.new("RGB", (90, 90), "blue").save(path)
    await bench.pass_time(59 * MINUTE, tick=10 * MINUTE)
    path.unlink()
    await bench.pass_time(2 * MINUTE)
    assert bench.state(post) is State.PUBLISHED
    [job] = [job for verb, job in bench.platform.received if verb == "commit"]
    with Image.open(job.outgoing.media[0].path) as sent:
        assert sent.size == (40, 30)
        red, _green, blue = sent.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
        assert red > blue
