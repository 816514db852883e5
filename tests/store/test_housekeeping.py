"""What is thrown away for good, and the lists that say what is there."""

import os
from datetime import timedelta

import pytest

from smmdesk.model.content import Content
from smmdesk.model.delivery import State
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.post import Post
from smmdesk.store import housekeeping, journal, queries
from smmdesk.store.files import MediaFiles
from smmdesk.store.housekeeping import Tidied, tidy
from smmdesk.system.paths import Paths
from smmdesk.system.single import FileLock
from tests.store.conftest import World


def asset(world: World, files: MediaFiles, data: bytes) -> Asset:
    stored = files.put_bytes(data, "a.png")
    return world.put(Asset(world.clock.new_id(), world.brand.id, stored.sha256, "a.png", "image/png", len(data)))


def trash(world: World, *values: object) -> None:
    with world.store.transaction() as tx:
        for value in values:
            tx.trash(type(value), value.id)  # type: ignore[attr-defined]


def test_the_trash_is_kept_for_thirty_days(world: World, paths: Paths) -> None:
    files = MediaFiles(paths)
    post = world.post()
    trash(world, post)
    world.clock.advance(timedelta(days=29))
    assert tidy(world.store, files, world.clock) == Tidied()
    world.clock.advance(timedelta(days=2))
    assert tidy(world.store, files, world.clock).posts == 1
    with world.store.reading() as reader:
        assert reader.find(Post, post.id) is None
        assert [change.field for _, change in journal.history(reader, "post", post.id)] == ["*"]


def test_what_is_taken_out_of_the_trash_meanwhile_stays(
    world: World, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes in pieces, so that a window can write in between: also that a post comes back."""
    monkeypatch.setattr(housekeeping, "AT_ONCE", 1)
    monkeypatch.setattr(housekeeping, "GIVING_WAY_S", 0.0)
    posts = [world.post() for _number in range(3)]
    trash(world, *posts)
    world.clock.advance(timedelta(days=31))

    def bring_back(_changes: object) -> None:
        disconnect()
        with world.store.transaction() as tx:
            tx.restore(Post, posts[1].id)

    disconnect = world.store.changed.connect(bring_back)
    assert tidy(world.store, MediaFiles(paths), world.clock).posts == 2
    with world.store.reading() as reader:
        assert [post.id for post in reader.all(Post, deleted=True)] == [posts[1].id]


def test_what_is_still_on_its_way_stays(world: World, paths: Paths) -> None:
    post, delivery = world.sent()
    world.brought_to(delivery.parts[0], State.HANDED_OFF)
    out, sent = world.sent("out")
    world.brought_to(sent.parts[0], State.PUBLISHED)
    trash(world, post, out)
    world.clock.advance(timedelta(days=31))
    assert tidy(world.store, MediaFiles(paths), world.clock).posts == 1
    with world.store.reading() as reader:
        assert reader.find(Post, post.id) is not None
        assert reader.find(Post, out.id) is None


def test_media_go_with_the_last_post_that_uses_them(world: World, paths: Paths) -> None:
    files = MediaFiles(paths)
    used, unused = asset(world, files, b"used"), asset(world, files, b"unused")
    post = world.post(content=Content(media=(MediaUse(used.id),)))
    trash(world, used, unused, post)
    real_now = files.path(used.sha256).stat().st_mtime
    world.clock.jump(timedelta(seconds=real_now - world.clock.now().timestamp()) + timedelta(days=31))
    found = tidy(world.store, files, world.clock)
    assert (found.posts, found.assets, found.files) == (1, 2, 2)
    assert not files.has(used.sha256)
    assert not files.has(unused.sha256)


def test_media_that_a_post_in_the_trash_uses_stay(world: World, paths: Paths) -> None:
    files = MediaFiles(paths)
    used = asset(world, files, b"used")
    post = world.post(content=Content(media=(MediaUse(used.id),)))
    trash(world, used)
    world.clock.advance(timedelta(days=40))
    trash(world, post)
    assert tidy(world.store, files, world.clock).assets == 0
    assert files.has(used.sha256)


def test_old_steps_go(world: World, paths: Paths) -> None:
    world.post()
    world.clock.advance(timedelta(days=366))
    assert tidy(world.store, MediaFiles(paths), world.clock).steps >= 1


# ------------------------------------------------------------------ lists
def test_counts_by_channel(world: World) -> None:
    other = world.channel_more()
    _, first = world.sent("one")
    world.sent("two")
    _, third = world.sent("three")
    world.brought_to(first.parts[0], State.PUBLISHED)
    world.brought_to(third.parts[0], State.MISSED)
    with world.store.reading() as reader:
        counts = queries.channel_counts(reader, world.brand.id)
        assert queries.channel_counts(reader, "another") == {}
    assert counts == {world.channel.id: queries.ChannelCount(2, 1, 1, 0)}
    assert other.id not in counts


def test_where_a_photo_is_used_and_what_the_trash_holds(world: World, paths: Paths) -> None:
    files = MediaFiles(paths)
    used, unused = asset(world, files, b"used"), asset(world, files, b"unused")
    first = world.post(content=Content(media=(MediaUse(used.id), MediaUse(used.id))))
    second = world.post(content=Content(media=(MediaUse(used.id),)))
    third = world.post(content=Content(media=(MediaUse(used.id),)))
    trash(world, third)
    with world.store.reading() as reader:
        assert queries.uses_of_assets(reader, [used.id, unused.id]) == {used.id: (first.id, second.id)}
        assert queries.in_trash(reader, world.brand.id) == (third.id,)
        assert queries.wanted_files(reader) == {used.sha256, unused.sha256}


@pytest.mark.fault(89)
def test_while_a_window_is_open_the_trash_that_it_can_undo_stays(world: World, paths: Paths) -> None:
    """Left open over the holidays: undo works until it is started again."""
    post = world.post()
    window = paths.folder / "running" / "1-window.lock"
    with FileLock(window) as held:
        assert held.acquire()
        os.utime(window, (world.clock.now().timestamp(),) * 2)
        world.clock.advance(timedelta(days=1))
        with world.store.transaction("to the trash") as tx:
            tx.trash(Post, post.id)
        world.clock.advance(timedelta(days=40))
        assert tidy(world.store, MediaFiles(paths), world.clock).posts == 0
        with world.store.transaction("undo") as tx:
            tx.restore(Post, post.id)
        trash(world, world.read(Post, post.id))
    world.clock.advance(timedelta(days=31))
    assert tidy(world.store, MediaFiles(paths), world.clock).posts == 1
