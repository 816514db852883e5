"""The example week."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smmdesk.desk import demo, demo_week, planning, remote_checks, undo
from smmdesk.desk.desk import SHOWN_AS, Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Part, State
from smmdesk.model.media import Asset
from smmdesk.model.message import Message
from smmdesk.model.numbers import Count
from smmdesk.model.post import Post, progress
from smmdesk.model.stages import Stage
from smmdesk.model.words import set_language
from smmdesk.store import ledger, numbers_reads
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import made_desk


def posts_of(desk: Desk) -> tuple[Post, ...]:
    with desk.store.reading() as reader:
        return reader.all(Post)


def looks(desk: Desk) -> Counter[str]:
    with desk.store.reading() as reader:
        return Counter(progress(post, reader.deliveries_of(post.id)).value for post in reader.all(Post))


def test_the_week_is_full_of_every_state_and_every_row_is_a_sample(desk: Desk, clock: ManualClock) -> None:
    assert demo.fill(desk)
    found = looks(desk)
    assert found["published"] >= 6
    assert found["scheduled"] >= 6
    assert all(found[name] for name in ("draft", "review", "needs_you", "missed", "removed", "idea"))
    assert all(post.sample for post in posts_of(desk))
    with desk.store.reading() as reader:
        assert all(desk.facts_for(channel).takes_samples for channel in reader.all(Channel))
        assert [brand.name for brand in reader.all(Brand)] == ["Forno Lucia"]


async def test_nobody_looks_for_what_was_never_out(desk: Desk) -> None:
    """The published ones of the week were never on any platform: neither a look now nor one days later says removed."""
    demo.fill(desk)
    before = looks(desk)
    assert (await remote_checks.look_at_published(desk)).removed == 0
    with desk.store.reading() as reader:
        assert ledger.parts_to_look_at(reader, 0, desk.now_us(), desk.now_us(), 100) == ()
    assert looks(desk)["removed"] == before["removed"]


@pytest.mark.parametrize("day", range(7))
def test_past_is_published_and_the_future_scheduled_on_every_day_of_a_week(tmp_path: Path, day: int) -> None:
    clock = ManualClock(datetime(2026, 11, 16, 10, 0, tzinfo=UTC) + timedelta(days=day))
    with made_desk(Paths(tmp_path / "desk"), clock) as desk:
        demo.fill(desk)
        with desk.store.reading() as reader:
            for post in reader.all(Post, stage=Stage.APPROVED):
                assert post.planned is not None
                look = progress(post, reader.deliveries_of(post.id)).value
                if look in ("published", "missed", "removed"):
                    assert post.planned.instant < clock.now()
                else:
                    assert look == "needs_you" or post.planned.instant > clock.now()


def test_a_desk_with_something_in_it_is_left_alone(desk: Desk, brand: Brand) -> None:
    planning.add_post(desk, brand.id)
    assert not demo.fill(desk)
    assert len(posts_of(desk)) == 1


@pytest.mark.parametrize(("language", "words"), [("it", "Pane di segale"), ("en", "Rye bread")])
def test_it_speaks_the_language_of_the_brand(desk: Desk, language: str, words: str) -> None:
    set_language(language)
    demo.fill(desk)
    assert any(post.content.text.startswith(words) for post in posts_of(desk))


def test_its_photos_have_sizes_and_descriptions(desk: Desk) -> None:
    demo.fill(desk)
    with desk.store.reading() as reader:
        assets = reader.all(Asset)
    assert {asset.name for asset in assets} == {path.name for path in demo.SAMPLES.glob("*.jpg")}
    for asset in assets:
        assert asset.width_px > 100 < asset.height_px
        assert asset.alt["it"]
        assert asset.alt["en"]
        assert desk.files.has(asset.sha256)


def test_only_what_needs_the_person_is_blocked(desk: Desk) -> None:
    demo.fill(desk)
    blocked = [
        post.content.text
        for post in posts_of(desk)
        if any(checked.blocking for checked in planning.check_post(desk, post).values())
    ]
    assert blocked == [entry.text[1] for entry in demo_week.WEEK if entry.kind == "needs_you"]


def test_a_film_beside_photos_is_too_much_where_it_is_for_the_platform(desk: Desk) -> None:
    """What is learnt in the example week holds outside of it."""
    demo.fill(desk)
    with desk.store.reading() as reader:
        channels = {channel.reported[SHOWN_AS]: channel for channel in reader.all(Channel)}
    for key, mixes in (("mastodon", False), ("bluesky", False), ("wordpress", True)):
        assert desk.facts(key).limits.mixes_images_and_video is mixes
        assert desk.facts_for(channels[key]).limits_for(channels[key].reported).mixes_images_and_video is mixes


@pytest.mark.statement(5)
def test_the_week_goes_in_one_step_and_comes_back_in_one(desk: Desk) -> None:
    demo.fill(desk)
    count, wrote = len(posts_of(desk)), len(messages_of(desk))
    assert demo.remove(desk) == count
    assert posts_of(desk) == ()
    assert messages_of(desk) == ()
    undo.undo(desk)
    assert (len(posts_of(desk)), len(messages_of(desk))) == (count, wrote)


def messages_of(desk: Desk) -> tuple[Message, ...]:
    with desk.store.reading() as reader:
        return reader.all(Message)


def test_the_example_week_has_numbers_and_followers(desk: Desk) -> None:
    """Of what is out, growing day by day, in the kinds that practice tells and the answers that are there."""
    assert demo.fill(desk)
    today = desk.clock.now().date()
    with desk.store.reading() as reader:
        [brand] = reader.all(Brand)
        totals = numbers_reads.totals(reader, brand.id, 0, desk.now_us())
        out = {part.delivery_id for part in reader.all(Part) if part.state is State.PUBLISHED and not part.removed}
        talked = numbers_reads.most_talked(reader, brand.id, 0, desk.now_us(), 5)
        known = numbers_reads.followers(reader, brand.id, today - timedelta(days=70), today)
        grown = numbers_reads.growth(reader, talked[0].post_id)
    assert len(out) >= totals.posts >= 2
    assert totals.counts[Count.VIEWS] > totals.counts[Count.LIKES] > 0
    assert talked[0].counts[Count.ANSWERS] > 0
    assert len(known) == 3
    assert {len(days) for days in known.values()} == {61}
    assert all(days for days in grown.values())
