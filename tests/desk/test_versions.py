"""Earlier versions of a draft: where each stretch of writing ended, thirty days long, and back without a loss."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from smmdesk.desk import planning, undo
from smmdesk.desk.desk import Desk
from smmdesk.desk.media_intake import take_files_now
from smmdesk.desk.versions import keep_version, restore_version, versions_of
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content, Wording
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.moment import from_us
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.store.housekeeping import tidy
from smmdesk.store.reader import rows_of
from smmdesk.system.clock import ManualClock
from tests.desk.pictures import encoded, picture
from tests.desk.support import add_channel, add_post, edited, post_now, publish, rome

SECOND = timedelta(seconds=1)
pytestmark = pytest.mark.statement(31)


def write(desk: Desk, clock: ManualClock, post: Post, texts: Iterable[str], apart: timedelta = SECOND) -> Post:
    """One save after each pause, as the composer does it."""
    for text in texts:
        clock.advance(apart)
        post = planning.save_post(desk, edited(post, text))
    return post


def texts_of(desk: Desk, post: Post) -> list[str]:
    return [version.post.content.text for version in versions_of(desk, post.id)]


@pytest.fixture
def post(desk: Desk, clock: ManualClock, brand: Brand) -> Post:
    """Two and a half minutes of writing: one more letter each second."""
    return write(desk, clock, add_post(desk, brand, "a"), ("a" * (number + 2) for number in range(150)))


def test_there_is_a_version_for_each_half_minute_of_writing(desk: Desk, clock: ManualClock, post: Post) -> None:
    lengths = [len(text) for text in texts_of(desk, post)]
    assert lengths == sorted(lengths, reverse=True)
    assert 4 <= len(lengths) <= 5, lengths
    assert len(post.content.text) not in lengths, "what it says now is no earlier version"
    times = [from_us(version.at_us) for version in versions_of(desk, post.id)]
    assert times == sorted(times, reverse=True)
    assert all(timedelta(seconds=25) < one - other < timedelta(seconds=40) for one, other in pairwise(times))


def test_what_is_taken_away_at_once_stays_a_version(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    post = write(desk, clock, add_post(desk, brand, "P"), ["Pane di segale, forno a legna, domani", "", "Altro"])
    assert texts_of(desk, post) == ["Pane di segale, forno a legna, domani"]


def test_yesterdays_text_is_a_version_with_its_own_time(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    """Saved for the last time at the end of the writing, not when it was changed again."""
    post = write(desk, clock, add_post(desk, brand, "Pane"), ["Pane bianco", "Pane bianco e nero"])
    last = clock.now()
    clock.advance(timedelta(days=1))
    post = write(desk, clock, post, ["Pane bianco e nero!"])
    versions = versions_of(desk, post.id)
    assert [(version.post.content.text, from_us(version.at_us)) for version in versions] == [
        ("Pane bianco e nero", last)
    ]


def test_a_post_from_before_there_were_versions_begins_with_what_it_said(
    desk: Desk, clock: ManualClock, brand: Brand
) -> None:
    post = add_post(desk, brand, "Com’era")
    clock.advance(timedelta(days=3))
    assert texts_of(desk, write(desk, clock, post, ["Com’è"])) == ["Com’era"]


def test_a_change_of_date_or_channel_makes_no_version(desk: Desk, brand: Brand, post: Post) -> None:
    before = texts_of(desk, post)
    planning.move_posts(desk, {post.id: rome("2026-11-30 09:00")})
    planning.save_post(desk, replace(post_now(desk, post), channels=(add_channel(desk, brand).id,)))
    assert texts_of(desk, post) == before


def test_back_to_a_version_and_what_stood_there_is_kept(desk: Desk, brand: Brand, post: Post) -> None:
    planning.move_posts(desk, {post.id: rome("2026-11-30 09:00")})
    now, wanted = post.content.text, versions_of(desk, post.id)[2]
    restored = restore_version(desk, post.id, wanted.id)
    assert restored.content.text == wanted.post.content.text
    assert restored.planned == rome("2026-11-30 09:00")
    assert texts_of(desk, post)[0] == now
    assert wanted.post.content.text in texts_of(desk, post), "what was said earlier still is there too"
    undo.undo(desk)
    assert post_now(desk, post).content.text == now
    undo.redo(desk)
    assert post_now(desk, post).content.text == wanted.post.content.text


def test_soon_after_a_return_what_stood_there_is_not_written_over(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    """Within one second, and with nearly the same length: still both are there."""
    post = write(desk, clock, add_post(desk, brand, "x"), ["uno uno", "due due"], apart=timedelta(minutes=1))
    first = versions_of(desk, post.id)[0]
    restore_version(desk, post.id, first.id)
    write(desk, clock, post_now(desk, post), ["tre tre"])
    assert "due due" in texts_of(desk, post)


def test_keeping_a_version_by_hand(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    post = write(desk, clock, add_post(desk, brand, "x"), ["uno"])
    keep_version(desk, post.id)
    assert texts_of(desk, post) == []
    assert texts_of(desk, write(desk, clock, post, ["due"])) == ["uno"]


def test_everything_that_is_said_comes_back(desk: Desk, clock: ManualClock, full: Post) -> None:
    """Title, link, photos with their descriptions, parts, comment, and the wording of a channel."""
    clock.advance(timedelta(hours=1))
    emptied = planning.save_post(desk, replace(full, content=Content(text="niente"), wordings=()))
    restored = restore_version(desk, full.id, versions_of(desk, full.id)[0].id)
    assert restored.content == full.content
    assert restored.wordings == full.wordings
    assert versions_of(desk, full.id)[0].post.content == emptied.content


def test_a_photo_that_is_gone_for_good_is_left_out(
    desk: Desk, clock: ManualClock, brand: Brand, tmp_path: Path
) -> None:
    (tmp_path / "a.png").write_bytes(encoded(picture()))
    asset = take_files_now(desk, brand.id, [tmp_path / "a.png"]).assets[0]
    own = (Wording(add_channel(desk, brand).id, text="Mio", media=(MediaUse(asset.id),)),)
    post = add_post(desk, brand, content=Content(text="Foto", media=(MediaUse(asset.id),)), wordings=own)
    clock.advance(timedelta(hours=1))
    planning.save_post(desk, replace(post, content=Content(text="Senza"), wordings=()))
    with desk.store.transaction() as tx:
        tx.erase(Asset, asset.id)
    restored = restore_version(desk, post.id, versions_of(desk, post.id)[0].id)
    assert (restored.content.text, restored.content.media) == ("Foto", ())
    assert restored.wordings == (replace(own[0], media=()),)


def test_what_is_out_is_not_changed(desk: Desk, clock: ManualClock, brand: Brand, post: Post) -> None:
    channel = add_channel(desk, brand)
    planning.save_post(desk, replace(post, channels=(channel.id,)))
    planning.schedule(desk, post.id, rome("2026-11-30 09:00"))
    publish(desk, post, channel)
    with pytest.raises(ProblemError) as stopped:
        restore_version(desk, post.id, versions_of(desk, post.id)[0].id)
    assert stopped.value.problem.code == "out_already"
    with pytest.raises(ProblemError) as unknown:
        restore_version(desk, post.id, "nobody")
    assert unknown.value.problem.code == "not_found"


def test_after_thirty_days_they_go_and_with_the_post_at_once(desk: Desk, clock: ManualClock, post: Post) -> None:
    clock.advance(timedelta(days=29))
    tidy(desk.store, desk.files, clock)
    assert len(texts_of(desk, post)) >= 4
    clock.advance(timedelta(days=2))
    tidy(desk.store, desk.files, clock)
    assert texts_of(desk, post) == []
    write(desk, clock, post, ["uno due tre", ""], apart=timedelta(minutes=1))
    with desk.store.transaction() as tx:
        tx.erase(Post, post.id)
    with desk.store.reading() as reader:
        assert rows_of(reader).first("SELECT 1 FROM post_version") is None
