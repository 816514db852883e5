"""Files on the web for as long as a post needs them: laid down, seen from outside, swept; and who publishes without."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.desk import hand_guide, hosting, media_host, opened_host, planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.media_intake import take_files_now
from smmdesk.desk.opened_host import open_host, try_out
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.delivery import Delivery, Evidence, Op, Part, PartKind, Receipt, State
from smmdesk.model.media import MediaUse
from smmdesk.model.media_host import HostChoice
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.private import IN_PRIVATE
from smmdesk.model.problem import ProblemError
from smmdesk.platforms import facts_of
from smmdesk.platforms.base import Job, NotSentError, Outgoing, Picture, RefusedError
from smmdesk.platforms.hosts import CHANNEL
from smmdesk.store import hosted_files, ledger
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import RESOURCES
from tests.desk.heard import wrote
from tests.desk.signed_in import desk_in
from tests.desk.support import add_channel, deliveries, drive, rome
from tests.fakes.media_hosts import SECRET, USER, FakeCloud
from tests.fakes.open_web import open_web
from tests.fakes.reach import fake_facts, made_bench

OVEN = RESOURCES / "sample" / "oven.jpg"
PHOTO = Picture(OVEN, "image/jpeg", OVEN.stat().st_size, 1080, 1350, name="forno.jpg")


@pytest.fixture
def cloud() -> Iterator[FakeCloud]:
    with FakeCloud() as fake:
        yield fake


async def _at_once(_seconds: float) -> None:
    return None


@asynccontextmanager
async def hosted(folder: Path, cloud: FakeCloud, **fields: str) -> AsyncIterator[Desk]:
    """A desk whose brand has the cloud for its photos, at an address of the open web."""
    async with desk_in(folder) as desk:
        cloud.clock = desk.clock
        desk.clock.sleep = _at_once  # type: ignore[method-assign]
        desk.__dict__["fetcher"] = open_web(foto_example=cloud.http.port)
        values = {"server": cloud.url, "user": USER, "secret": SECRET, **fields}
        await media_host.save(desk, planning.first_brand(desk).id, "webdav", values)
        yield desk


@pytest.fixture(autouse=True)
def links_are_of_the_web(cloud: FakeCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cloud of a test listens on this computer; what it links to is read under its name on the web."""
    asked = opened_host.OpenHost._look

    async def look(self: Any, url: str, picture: Picture) -> str:
        return await asked(self, url.replace(cloud.url, "https://foto.example"), picture)

    monkeypatch.setattr(opened_host.OpenHost, "_look", look)


def add_photo_post(desk: Desk, channel: Channel, text: str = "Pane", **more: Any) -> Post:
    brand = planning.first_brand(desk)
    asset = take_files_now(desk, brand.id, [OVEN]).assets[0]
    content = Content(text=text, media=(MediaUse(asset.id, alt={"it": "Il forno", "en": "The oven"}),), **more)
    post = planning.add_post(desk, brand.id, content=content, channels=(channel.id,), planned=rome("2026-11-20 09:00"))
    return planning.schedule(desk, post.id)


def job_for(desk: Desk, post: Post, key: str = "k1") -> Job:
    """The post's one part as claimed under a key."""
    part = deliveries(desk, post)[0].parts[0]
    with desk.store.transaction() as tx:
        part = ledger.note(tx, part, key=key)
    return Job(part.id, PartKind.ROOT, Op.CREATE, key, Outgoing("Pane", media=(PHOTO,)), desk.clock.now())


async def address(desk: Desk, job: Job) -> str:
    share = hosting.share_of(desk, planning.first_brand(desk).id)
    assert share is not None
    return await share(job, PHOTO)


def noted(desk: Desk) -> int:
    with desk.store.reading() as reader:
        return len(hosted_files.of_brand(reader, planning.first_brand(desk).id))


# ------------------------------------------------------------------ laid down
async def test_the_same_part_gets_the_same_address_and_another_part_another(tmp_path: Path, cloud: FakeCloud) -> None:
    async with hosted(tmp_path, cloud) as desk:
        channel = add_channel(desk, planning.first_brand(desk))
        one, two = (job_for(desk, add_photo_post(desk, channel, text)) for text in "ab")
        first = await address(desk, one)
        assert await address(desk, one) == first
        assert await address(desk, two) != first
        assert await address(desk, replace(one, key="k2")) != first
        names = [path.rpartition("/")[2] for path in cloud.files]
        assert len(names) == len(set(names)) == 3
        assert all(len(name) == 36 for name in names), "32 random digits and the ending"
        assert {kept.data for kept in cloud.files.values()} == {OVEN.read_bytes()}


async def test_what_is_gone_there_is_laid_down_again(tmp_path: Path, cloud: FakeCloud) -> None:
    async with hosted(tmp_path, cloud) as desk:
        job = job_for(desk, add_photo_post(desk, add_channel(desk, planning.first_brand(desk))))
        first = await address(desk, job)
        cloud.files.clear()
        assert await address(desk, job) != first
        assert len(cloud.files) == 1


async def test_a_lost_answer_leaves_a_name_that_is_swept(tmp_path: Path, cloud: FakeCloud) -> None:
    async with hosted(tmp_path, cloud) as desk:
        post = add_photo_post(desk, add_channel(desk, planning.first_brand(desk)))
        job = job_for(desk, post)
        await open_host(desk, planning.first_brand(desk).id).lay_down(PHOTO, "warm.jpg")  # type: ignore[union-attr]
        cloud.fail_next("/remote.php/dav/files/lucia/smmdesk/*", drop_after_accept=True)
        with pytest.raises(NotSentError):
            await address(desk, job)
        assert (len(cloud.files), noted(desk)) == (2, 1)
        assert await hosting.sweep(desk) == 0  # its part may still want to go out
        planning.unschedule(desk, [post.id])
        assert await hosting.sweep(desk) == 1
        assert (list(cloud.files), noted(desk)) == (["smmdesk/warm.jpg"], 0)


@pytest.mark.parametrize("over", ["published", "a day later"])
async def test_what_nobody_needs_any_more_is_taken_away(tmp_path: Path, cloud: FakeCloud, over: str) -> None:
    async with hosted(tmp_path, cloud) as desk:
        post = add_photo_post(desk, add_channel(desk, planning.first_brand(desk)))
        await address(desk, job_for(desk, post))
        assert await hosting.sweep(desk) == 0
        if over == "published":
            part = deliveries(desk, post)[0].parts[0]
            drive(desk, part, State.CLAIMED, State.SENDING)
            assert await hosting.sweep(desk) == 0
            part = deliveries(desk, post)[0].parts[0]
            drive(desk, part, State.PUBLISHED, receipt=Receipt("r1", "", desk.now_us(), Evidence.RESPONSE))
        else:
            desk.clock.advance(timedelta(hours=21))  # type: ignore[attr-defined]
        assert await hosting.sweep(desk) == 1
        assert (cloud.files, noted(desk)) == ({}, 0)


async def test_a_silent_host_is_asked_again_at_the_next_round(tmp_path: Path, cloud: FakeCloud) -> None:
    async with hosted(tmp_path, cloud) as desk:
        post = add_photo_post(desk, add_channel(desk, planning.first_brand(desk)))
        await address(desk, job_for(desk, post))
        planning.unschedule(desk, [post.id])
        cloud.http.unplug()
        assert (await hosting.sweep(desk), noted(desk)) == (0, 1)
        cloud.http.plug_in()
        assert (await hosting.sweep(desk), noted(desk)) == (1, 0)


# ------------------------------------------------------------------ refused
@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"status": 200, "body": b"<html>sign in"}, "“text/html” instead of a photo or video"),
        ({"status": 302, "headers": {"Location": "/login"}}, "a redirect to another address"),
        ({"status": 403}, "the answer 403"),
    ],
)
async def test_a_file_that_the_world_cannot_see_is_no_address(
    tmp_path: Path, cloud: FakeCloud, broken: dict[str, Any], said: str
) -> None:
    async with hosted(tmp_path, cloud) as desk:
        job = job_for(desk, add_photo_post(desk, add_channel(desk, planning.first_brand(desk))))
        for path in ("/public.php/*", "/index.php/*", "/s/*"):
            cloud.fail_next(path, times=9, **broken)
        with pytest.raises(RefusedError) as caught:
            await address(desk, job)
    assert caught.value.problem.code == "media_not_public"
    assert caught.value.problem.values == {"name": "forno.jpg", "host": "127.0.0.1", "said": said}


@pytest.mark.parametrize("status", [429, 503])
async def test_a_host_that_is_busy_refuses_nothing(tmp_path: Path, cloud: FakeCloud, status: int) -> None:
    async with hosted(tmp_path, cloud) as desk:
        job = job_for(desk, add_photo_post(desk, add_channel(desk, planning.first_brand(desk))))
        for path in ("/public.php/*", "/index.php/*", "/s/*"):
            cloud.fail_next(path, times=9, status=status)
        with pytest.raises(NotSentError) as caught:
            await address(desk, job)
    assert caught.value.problem.code == "server_unreachable"


async def test_a_host_that_refuses_us_signs_no_channel_out(tmp_path: Path, cloud: FakeCloud) -> None:
    async with hosted(tmp_path, cloud, user="somebody") as desk:
        job = job_for(desk, add_photo_post(desk, add_channel(desk, planning.first_brand(desk))))
        with pytest.raises(RefusedError) as caught:
            await address(desk, job)
    assert caught.value.problem.code == "media_host_refused"
    assert caught.value.problem.values["host"] == "127.0.0.1"


async def test_the_secret_lies_sealed_and_nowhere_else(tmp_path: Path, cloud: FakeCloud) -> None:
    async with hosted(tmp_path, cloud) as desk:
        await media_host.save(desk, planning.first_brand(desk).id, "webdav", {"server": cloud.url, "user": USER})
        opened = open_host(desk, planning.first_brand(desk).id)
        assert opened is not None
        await opened.lay_down(PHOTO, "x.jpg")  # the secret that was kept still holds
        values = {"server": "https://elsewhere.example", "user": USER}
        with pytest.raises(ProblemError) as caught:
            await media_host.save(desk, planning.first_brand(desk).id, "webdav", values)
        assert caught.value.problem.code == "field_missing"
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path


# ------------------------------------------------------------------ the test of each step
async def test_each_step_is_tried_and_nothing_stays(tmp_path: Path, cloud: FakeCloud) -> None:
    async with hosted(tmp_path, cloud) as desk:
        brand_id = planning.first_brand(desk).id
        steps = [(step.key, step.problem) async for step in try_out(desk, brand_id)]
        assert steps == [("lay_down", None), ("seen", None), ("take_away", None)]
        with desk.store.reading() as reader:
            choice = media_host.chosen(reader, brand_id)
        assert choice is not None
        assert choice.seen_at_us == desk.now_us()
        for path in ("/public.php/*", "/index.php/*", "/s/*"):
            cloud.fail_next(path, times=9, status=403)
        found = {step.key: step.problem and step.problem.code async for step in try_out(desk, brand_id)}
        assert found == {"lay_down": None, "seen": "media_not_public", "take_away": None}
    assert cloud.files == {}


# ------------------------------------------------------------------ without a host
@pytest.mark.parametrize(
    ("facts", "has_photo", "has_host", "by_itself"),
    [
        ({"needs_public_media": True}, True, False, False),
        ({"needs_public_media": True}, True, True, True),
        ({"needs_public_media": True}, False, False, True),
        ({"needs_public_images": True}, True, False, False),
        ({}, True, False, True),
    ],
)
async def test_without_a_host_a_person_publishes_what_has_files(
    tmp_path: Path, cloud: FakeCloud, facts: dict[str, bool], has_photo: bool, has_host: bool, by_itself: bool
) -> None:
    async with hosted(tmp_path, cloud) as desk:
        brand_id = planning.first_brand(desk).id
        if not has_host:
            media_host.forget(desk, brand_id)
        post = add_photo_post(desk, add_channel(desk, planning.first_brand(desk)))
        content = post.content if has_photo else Content(text="Pane")
        with desk.store.reading() as reader:
            found = media_host.facts_at(reader, fake_facts(**facts), brand_id, content)
    assert found.sends_by_itself is by_itself


async def test_a_site_that_is_removed_is_no_host(desk: Desk, brand: Brand) -> None:
    site = add_channel(desk, brand, "Sito", platform="wordpress")
    assert media_host.channels_for(desk, brand.id) == (site,)
    await media_host.save(desk, brand.id, CHANNEL, {}, site.id)
    with desk.store.reading() as reader:
        assert media_host.chosen(reader, brand.id) == HostChoice(CHANNEL, {}, site.id)
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Channel, site.id), status=ChannelStatus.ARCHIVED))
    with desk.store.reading() as reader:
        assert media_host.chosen(reader, brand.id) is None
    assert open_host(desk, brand.id) is None
    assert facts_of("wordpress").keeps_files


def answer_waiting(desk: Desk, message: Message, content: Content) -> Delivery:
    """An answer as it waits to be sent: what it needs was there when it was written."""
    made, due = desk.clock.new_id(), Moment.of(desk.clock.now(), "Europe/Rome")
    part = Part(desk.clock.new_id(), made, 0, PartKind.ROOT)
    waits = Delivery(
        made, message.brand_id, message.channel_id, due, (part,), message_id=message.id, content=content, now=True
    )
    with desk.store.transaction() as tx:
        return tx.put(replace(waits, home=desk.device, created_at_us=desk.now_us()))


@pytest.mark.parametrize(
    ("kind", "options", "code"),
    [
        (MessageKind.COMMENT, {}, "answer_by_hand"),
        (MessageKind.COMMENT, {IN_PRIVATE: True}, "private_answer_by_hand"),
        (MessageKind.PRIVATE, {}, "private_answer_by_hand"),
    ],
)
async def test_an_answer_whose_photos_have_no_place_any_more_says_what_it_is(
    desk: Desk, brand: Brand, clock: ManualClock, kind: MessageKind, options: dict[str, bool], code: str
) -> None:
    """A person who does it themselves must know that it is no post, and whether everybody may read it."""
    with made_bench(desk, clock, brand, needs_public_media=True) as bench:
        message = wrote(desk, bench.channel(), kind=kind, url="https://social.example/p/1")
        asset = take_files_now(desk, brand.id, [OVEN]).assets[0]
        content = Content(text="Eccolo", media=(MediaUse(asset.id, alt={"en": "The oven"}),), options=options)
        sent = answer_waiting(desk, message, content)
        await bench.pass_time(timedelta(minutes=1))
        with desk.store.reading() as reader:
            [part] = reader.get(Delivery, sent.id).parts
        assert (part.state, part.problem and part.problem.code) == (State.NEEDS_YOU, code)
        guide = await hand_guide.lay_out(desk, part.id)
        assert (guide.text, guide.page) == ("Eccolo", "https://social.example/p/1")
        assert guide.folder is not None


async def test_the_publisher_asks_a_person_for_what_has_files_and_sends_the_rest(
    desk: Desk, brand: Brand, clock: ManualClock
) -> None:
    with made_bench(desk, clock, brand, needs_public_media=True) as bench:
        channel = bench.channel()
        asset = take_files_now(desk, brand.id, [OVEN]).assets[0]
        content = Content(text="Pane", media=(MediaUse(asset.id, alt={"en": "The oven"}),))
        with_photo = bench.post("", channel, content=content, at=timedelta(minutes=5))
        words = bench.post("Solo parole", channel, at=timedelta(minutes=5))
        await bench.pass_time(timedelta(minutes=4))
        assert (bench.state(with_photo), bench.state(words)) == (State.SCHEDULED, State.SCHEDULED)
        await bench.pass_time(timedelta(minutes=3))
        assert bench.state(words) is State.PUBLISHED
        part = bench.part(with_photo)
        assert (part.state, part.problem and part.problem.code) == (State.NEEDS_YOU, "by_hand")
