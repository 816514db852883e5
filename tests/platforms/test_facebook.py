"""Facebook pages against a fake that refuses what the Pages API refuses: feed, photos, comments, the list."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smmdesk.model.delivery import Op, PartKind, Receipt
from smmdesk.model.problem import Problem
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    Listed,
    NotSentError,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    ScheduledThere,
    SignedOutError,
    UnclearError,
)
from smmdesk.system.clock import ManualClock
from tests.fakes.facebook import Comment, FakeFacebook, Post
from tests.fakes.facebook_login import PAGE
from tests.fakes.graph import graph_error
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, signed_in

HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeFacebook:
    return FakeFacebook(clock)


@pytest.fixture
def bench(fake: FakeFacebook, clock: ManualClock, tmp_path: Path) -> Bench:
    led_to(fake, tmp_path)
    return signed_in(bench_at("facebook", clock, tmp_path, fake), fake.page_token())


def led_to(fake: FakeFacebook, folder: Path) -> None:
    """The folder's own addresses lead to the fake."""
    pages = {
        "api": "v26.0",
        "upload": "video-upload/v26.0",
        "authorize": "v26.0/dialog/oauth",
        "token": "v26.0/oauth/access_token",
    }
    lines = [f'facebook.{name} = "{fake.url}/{path}"' for name, path in pages.items()]
    (folder / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")


# ------------------------------------------------------------------ publishing
async def test_a_post_with_a_link(fake: FakeFacebook, bench: Bench) -> None:
    _, receipt = await bench.publish(bench.job("Pane caldo", link="https://forno.example/pane"))
    [post] = fake.posts
    assert (post.message, post.link, post.photos) == ("Pane caldo", "https://forno.example/pane", [])
    assert receipt.id == post.id
    assert receipt.url == f"https://www.facebook.com/{PAGE}/posts/{post.id.rpartition('_')[2]}"
    assert receipt.at_us == int(fake.now.timestamp()) * 1_000_000


async def test_photos_with_their_descriptions_and_the_link_below(fake: FakeFacebook, bench: Bench) -> None:
    photos = (bench.photo("Un pane"), bench.photo("Due pani", color="brown"), bench.photo(""))
    job = await bench.prepared(bench.job("Pane caldo", link="https://forno.example/pane", media=photos))
    assert not fake.posts, "what is prepared is seen by nobody"
    answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Published)
    [post] = fake.posts
    assert (post.message, post.link) == ("Pane caldo\n\nhttps://forno.example/pane", "")
    assert [photo.alt for photo in post.photos] == ["Un pane", "Due pani", ""]
    assert [photo.data for photo in post.photos] == [photo.path.read_bytes() for photo in photos]


async def test_what_was_laid_down_is_used_again(fake: FakeFacebook, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane", media=(bench.photo(),)))
    await bench.prepared(job)
    assert len(fake.photos) == 1
    await bench.prepared(replace(job, op=Op.SCHEDULE))
    assert [photo.temporary for photo in fake.photos.values()] == [False, True], "the list wants lasting ones"


@pytest.mark.fault(22)
@pytest.mark.parametrize("with_photos", [False, True])
async def test_a_lost_answer_is_found_again(with_photos: bool, fake: FakeFacebook, bench: Bench) -> None:
    media = (bench.photo(), bench.photo(color="red")) if with_photos else ()
    job = await bench.prepared(bench.job("Pane  caldo", media=media))
    fake.fail_next(f"/v26.0/{PAGE}/feed", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    found = await bench.connector.look_up(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert found.receipt.id == fake.posts[0].id


async def test_two_alike_and_none(fake: FakeFacebook, bench: Bench) -> None:
    fake.refuses_twins = False
    job = await bench.prepared(bench.job("Pane caldo"))
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
    for _ in range(2):
        await bench.connector.commit(bench.session(), job)
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell(two_alike=True)
    mine = replace(bench.tried(job), owned=frozenset({fake.posts[0].id}))
    found = await bench.connector.look_up(bench.session(), mine)
    assert isinstance(found, Published)
    assert found.receipt.id == fake.posts[1].id


@pytest.mark.fault(87, 88)
@pytest.mark.parametrize("with_photos", [False, True])
async def test_photos_laid_down_anew_prove_nothing_about_another_copy(
    with_photos: bool, fake: FakeFacebook, bench: Bench
) -> None:
    """Photos of its own are not below the post that another copy of the desk sent with the same words."""
    media = (bench.photo(),) if with_photos else ()
    job = await bench.prepared(bench.job("Pane caldo", media=media))
    found = await bench.connector.look_up(bench.session(), bench.tried(job))
    assert found == Absent()
    assert isinstance(found, Absent)
    assert found.by_words is not with_photos


async def test_an_older_post_with_the_same_words_is_not_ours(
    fake: FakeFacebook, bench: Bench, clock: ManualClock
) -> None:
    await bench.publish(bench.job("Pane caldo"))
    clock.advance(HOUR)
    assert await bench.connector.look_up(bench.session(), bench.tried(bench.job("Pane caldo"))) == Absent()


@pytest.mark.parametrize("said", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_at_the_end_of_time_is_no_crash(said: str) -> None:
    fields = Fields({"created_time": said}, lambda: UnclearError(Problem("unknown_outcome")))
    with pytest.raises(UnclearError):
        fields.instant("created_time")


async def test_a_link_without_words_is_not_taken_for_another_post(fake: FakeFacebook, bench: Bench) -> None:
    job = await bench.prepared(bench.job("", link="https://forno.example/"))
    fake.fail_next(f"/v26.0/{PAGE}/feed", drop_before_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    fake.posts.append(Post(f"{PAGE}_1", PAGE, "", fake.now, photos=[]))  # somebody's photo, from a phone
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell()


# ------------------------------------------------------------------ the first comment
async def test_a_first_comment(fake: FakeFacebook, bench: Bench) -> None:
    _, root = await bench.publish(bench.job("Pane caldo"))
    job = bench.job("Ordina qui: https://forno.example", kind=PartKind.FIRST_COMMENT, root=root, parent=root)
    fresh = bench.tried(job)
    assert await bench.connector.look_up(bench.session(), fresh) == Absent()
    job, receipt = await bench.publish(job)
    [comment] = fake.comments
    assert (comment.below, comment.message, comment.author) == (root.id, "Ordina qui: https://forno.example", PAGE)
    found = await bench.connector.look_up(bench.session(), fresh)
    assert isinstance(found, Published)
    assert found.receipt.id == receipt.id
    words = replace(job, op=Op.EDIT, outgoing=replace(job.outgoing, text="Ordina al banco"))
    assert await bench.connector.look_up(bench.session(), words) == Absent()
    await bench.connector.commit(bench.session(), words)
    assert fake.comments[0].message == "Ordina al banco"
    await bench.connector.commit(bench.session(), replace(job, op=Op.DELETE))
    assert not fake.comments
    assert len(fake.posts) == 1


async def test_a_comment_without_its_writer_is_nobodys(fake: FakeFacebook, bench: Bench) -> None:
    """A customer who writes the same words was taken for the page, and their comment changed or deleted for ours."""
    _, root = await bench.publish(bench.job("Pane caldo"))
    job = bench.job("Buono!", kind=PartKind.FIRST_COMMENT, root=root, parent=root)
    fake.comments.append(Comment(f"{root.id}_9", root.id, "77", "Buono!", fake.now))
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
    fake.shows_people = False
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell()


# ------------------------------------------------------------------ changing and taking down
async def test_changing_the_words(fake: FakeFacebook, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job("Pane", link="https://forno.example", media=(bench.photo(),)))
    words = replace(job, op=Op.EDIT, outgoing=replace(job.outgoing, text="Focaccia"))
    assert await bench.connector.look_up(bench.session(), words) == Absent()
    assert await bench.connector.commit(bench.session(), await bench.prepared(words)) == Published(receipt)
    assert fake.posts[0].message == "Focaccia\n\nhttps://forno.example"
    assert await bench.connector.look_up(bench.session(), words) == Published(receipt)
    assert len(fake.photos) == 1


async def test_taking_down(fake: FakeFacebook, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job("Pane caldo"))
    gone = replace(job, op=Op.DELETE)
    assert await bench.connector.look_up(bench.session(), gone) == Absent()
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt)
    assert not fake.posts
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt), "gone is gone"
    assert await bench.connector.look_up(bench.session(), gone) == Published(receipt)
    assert await bench.connector.look_up(bench.session(), replace(job, op=Op.EDIT)) == CannotTell()


async def test_what_may_not_be_seen_is_not_gone(fake: FakeFacebook, bench: Bench) -> None:
    """Facebook says the same of both: only a token that reads the page's posts proves it."""
    job, _ = await bench.publish(bench.job("Pane caldo"))
    unknown = graph_error(100, "Unsupported get request", subcode=33).answer.json
    fake.fail_next(f"/v26.0/{fake.posts[0].id}", status=400, body=unknown)
    fake.fail_next(f"/v26.0/{PAGE}/published_posts", status=403, body=graph_error(10, "x").answer.json)
    with pytest.raises(RefusedError) as caught:
        await bench.connector.look_up(bench.session(), replace(job, op=Op.DELETE))
    assert caught.value.problem.code == "permission_missing"


async def test_what_it_says_now(fake: FakeFacebook, bench: Bench) -> None:
    assert isinstance(bench.connector, ReadsBack)
    job, _ = await bench.publish(bench.job("Pane caldo", link="https://forno.example"))
    assert await bench.connector.read_back(bench.session(), job) == Said("Pane caldo", "Pane caldo", same=True)
    fake.posts[0].message = "Pane freddo"
    assert await bench.connector.read_back(bench.session(), job) == Said("Pane freddo", "Pane caldo", same=False)
    fake.posts.clear()
    assert await bench.connector.read_back(bench.session(), job) == Absent()


# ------------------------------------------------------------------ the page's own list
async def test_on_the_list_moved_and_out(fake: FakeFacebook, bench: Bench, clock: ManualClock) -> None:
    due = bench.after(hours=2)
    job, listed = await bench.hand_off(bench.job("Pane", due=due, media=(bench.photo(), bench.photo(color="red"))))
    [post] = fake.posts
    assert (post.due, listed.due) == (due, due)
    assert await bench.list.look_up_listed(bench.session(), job) == replace(listed)
    later = replace(job, due=due + HOUR)
    moved = await bench.list.reschedule(bench.session(), later)
    assert isinstance(moved, Listed)
    assert post.due == moved.due == due + HOUR
    clock.advance(4 * HOUR)
    found = await bench.list.look_up_listed(bench.session(), later)
    assert isinstance(found, Published)
    assert found.receipt.id == listed.receipt.id


async def test_taken_off_the_list(fake: FakeFacebook, bench: Bench) -> None:
    job, _ = await bench.hand_off(bench.job("Pane", due=bench.after(hours=2)))
    await bench.list.recall(bench.session(), job)
    assert not fake.posts
    assert await bench.list.look_up_listed(bench.session(), job) == Absent()
    with pytest.raises(RefusedError):
        await bench.list.recall(bench.session(), job)


async def test_what_went_out_is_not_taken_off_the_list(fake: FakeFacebook, bench: Bench, clock: ManualClock) -> None:
    """The same call would delete the live post."""
    job, _ = await bench.hand_off(bench.job("Pane", due=bench.after(hours=2)))
    clock.advance(3 * HOUR)
    with pytest.raises(RefusedError) as caught:
        await bench.list.recall(bench.session(), job)
    assert caught.value.problem.code == "removed_there"
    assert [post.is_live for post in fake.posts] == [True]


async def test_late_on_the_list(fake: FakeFacebook, bench: Bench) -> None:
    job, listed = await bench.hand_off(bench.job("Pane", due=bench.after(hours=2)))
    assert await bench.list.hurry(bench.session(), job) == Published(listed.receipt)
    assert fake.posts[0].is_live


@pytest.mark.fault(9)
@pytest.mark.parametrize("with_photos", [False, True])
async def test_a_lost_answer_of_the_list(with_photos: bool, fake: FakeFacebook, bench: Bench) -> None:
    fake.posts.clear()
    media = (bench.photo(),) if with_photos else ()
    job = await bench.prepared(bench.job("Pane", due=bench.after(hours=2), media=media, op=Op.SCHEDULE))
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
    fake.fail_next(f"/v26.0/{PAGE}/feed", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.list.hand_off(bench.session(), job)
    found = await bench.connector.look_up(bench.session(), bench.tried(job))
    assert isinstance(found, Listed)
    assert (found.receipt.id, found.due) == (fake.posts[0].id, job.due)


async def test_too_near_for_the_list(fake: FakeFacebook, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane", due=bench.after(minutes=9), op=Op.SCHEDULE))
    with pytest.raises(RefusedError):
        await bench.list.hand_off(bench.session(), job)
    listed, _ = await bench.hand_off(bench.job("Pane", due=bench.after(hours=1)))
    with pytest.raises(RefusedError):
        await bench.list.reschedule(bench.session(), replace(listed, due=bench.after(minutes=5)))
    assert len(fake.asked("POST", "/feed")) == 1


async def test_what_waits_there(fake: FakeFacebook, bench: Bench) -> None:
    assert isinstance(bench.connector, ScheduledThere)
    for number in range(30):
        await bench.hand_off(bench.job(f"Pane {number}", due=bench.after(hours=number + 1)))
    first = await bench.connector.scheduled_there(bench.session())
    second = await bench.connector.scheduled_there(bench.session(), first.more)
    assert (len(first.posts), len(second.posts), second.more) == (25, 5, "")
    assert first.posts[0].words == "Pane 29"


# ------------------------------------------------------------------ what is refused, and what is not understood
async def test_the_same_words_twice_in_a_row(bench: Bench) -> None:
    await bench.publish(bench.job("Pane caldo"))
    job = await bench.prepared(bench.job("Pane caldo"))
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == "duplicate_refused"


async def test_a_token_that_ended_is_told_before_the_moment(fake: FakeFacebook, bench: Bench) -> None:
    for token in fake.tokens.values():
        token.subcode = 460
    with pytest.raises(SignedOutError):
        await bench.prepared(bench.job("Pane caldo"))
    with pytest.raises(SignedOutError):
        await bench.connector.who_am_i(bench.session())


async def test_a_permission_that_was_taken_back(fake: FakeFacebook, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane caldo"))
    for token in fake.tokens.values():
        token.scopes.discard("pages_manage_posts")
    for call in (bench.connector.commit(bench.session(), job), bench.connector.who_am_i(bench.session())):
        with pytest.raises(RefusedError) as caught:
            await call
        assert caught.value.problem.code == "permission_missing"


@pytest.mark.parametrize(
    "body", ["<html>Wi-Fi</html>", "[]", "{}", '{"id": 4.5}', '{"id": "../../me"}', "null", '{"id": "1_2"']
)
async def test_an_answer_that_says_nothing(body: str, fake: FakeFacebook, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane caldo"))
    fake.fail_next(f"/v26.0/{PAGE}/feed", status=200, body=body)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)


@pytest.mark.parametrize("body", ["<html>Wi-Fi</html>", "{}", '{"success": false}'])
async def test_a_deletion_that_nobody_confirmed(body: str, fake: FakeFacebook, bench: Bench) -> None:
    job, _ = await bench.publish(bench.job("Pane caldo"))
    fake.fail_next(f"/v26.0/{fake.posts[0].id}", status=200, body=body)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), replace(job, op=Op.DELETE))


async def test_another_host_gets_no_token(fake: FakeFacebook, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane caldo"))
    away = {"Location": "https://elsewhere.example/"}
    fake.fail_next("/v26.0/me", status=302, headers=away)
    with pytest.raises(RefusedError):
        await bench.prepared(bench.job("Pane caldo"))
    fake.fail_next(f"/v26.0/{PAGE}/feed", status=307, headers=away)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)


async def test_a_look_up_that_is_throttled_is_tried_later(fake: FakeFacebook, bench: Bench) -> None:
    fake.fail_next(f"/v26.0/{PAGE}/published_posts", status=400, body=graph_error(32, "x").answer.json)
    with pytest.raises(NotSentError):
        await bench.connector.look_up(bench.session(), bench.tried(bench.job("Pane")))


async def test_a_post_linked_by_hand_can_be_taken_down(fake: FakeFacebook, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job("Pane caldo"))
    by_hand = replace(job, receipt=Receipt(receipt.id), op=Op.DELETE, prepared={})
    await bench.connector.commit(bench.session(), by_hand)
    assert not fake.posts
