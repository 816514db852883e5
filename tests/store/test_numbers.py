"""What platforms count of our posts: kept as told, never invented, gone with the post, found fast."""

from contextlib import closing
from datetime import date, timedelta

import pytest

from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery, Part, PartKind, Receipt, State
from smmdesk.model.moment import to_us
from smmdesk.model.numbers import Count, Told
from smmdesk.model.post import Post
from smmdesk.store import backups, driver, ledger, numbers, numbers_reads, results_reads
from smmdesk.store.reader import rows_of
from smmdesk.system.paths import Paths
from tests.store.conftest import NINE, World

V, R, L, A, S = Count.VIEWS, Count.REACH, Count.LIKES, Count.ANSWERS, Count.SHARES
TODAY = date(2026, 11, 20)
HOUR_US = 3_600_000_000
STEPS = (HOUR_US, 6 * HOUR_US, 24 * HOUR_US)
MOST = 90 * 24 * HOUR_US


def now_us(world: World) -> int:
    return to_us(world.clock.now())


def out(
    world: World, parts: int = 1, channel: Channel | None = None, post: Post | None = None
) -> tuple[Post, Delivery]:
    """A post that is out now, all its parts."""
    post = post or world.post(channels=((channel or world.channel).id,))
    made = world.delivery(post, parts, channel)
    for part in made.parts:
        publish(world, part)
    return post, world.read(Delivery, made.id)


def publish(world: World, part: Part) -> None:
    with world.store.transaction() as tx:
        part = ledger.move(tx, part, State.NEEDS_YOU)
        ledger.move(tx, part, State.PUBLISHED, receipt=Receipt(f"remote-{part.id}", at_us=now_us(world)))


def tell(world: World, part: Part, counts: dict[Count, object] | None, day: date = TODAY) -> bool:
    with world.store.transaction() as tx:
        return numbers.note(tx, part.id, counts, now_us(world), day)


def told_of(world: World, post: Post) -> dict[str, Told]:
    with world.store.reading() as reader:
        return numbers_reads.of_posts(reader, [post.id]).get(post.id, {})


def due(world: World) -> list[str]:
    with world.store.reading() as reader:
        return [asked.part_id for asked in numbers.due(reader, now_us(world), STEPS, MOST, 50)]


# ------------------------------------------------------------------ as told
def test_what_is_told_is_kept_and_what_is_not_stays_unknown(world: World) -> None:
    post, delivery = out(world)
    assert told_of(world, post) == {}
    assert tell(world, delivery.parts[0], {V: 312, L: 0})
    assert told_of(world, post) == {world.channel.id: Told({V: 312, L: 0}, now_us(world))}


def test_a_number_that_falls_is_as_told_and_one_that_is_told_no_more_stays(world: World) -> None:
    post, delivery = out(world)
    tell(world, delivery.parts[0], {V: 312, L: 14})
    world.clock.advance(timedelta(hours=5))
    tell(world, delivery.parts[0], {L: 13})
    assert told_of(world, post)[world.channel.id] == Told({V: 312, L: 13}, now_us(world))


@pytest.mark.parametrize("number", [-1, 10**13, True, "12", 1.5, None])
def test_what_cannot_be_a_count_is_left_out(world: World, number: object) -> None:
    post, delivery = out(world)
    assert tell(world, delivery.parts[0], {L: number, A: 3})
    assert told_of(world, post)[world.channel.id].counts == {A: 3}
    assert not tell(world, delivery.parts[0], {A: number})
    assert told_of(world, post)[world.channel.id].counts == {A: 3}


def test_nothing_told_is_no_nought(world: World) -> None:
    post, delivery = out(world)
    assert not tell(world, delivery.parts[0], None)
    assert told_of(world, post) == {}
    with world.store.reading() as reader:
        assert numbers_reads.totals(reader, world.brand.id, 0, now_us(world)) == (0, {})


def test_a_part_that_is_gone_meanwhile_is_left_alone(world: World) -> None:
    with world.store.transaction() as tx:
        assert not numbers.note(tx, world.clock.new_id(), {L: 3}, now_us(world), TODAY)
        assert rows_of(tx).query("SELECT * FROM part_numbers") == []


def test_a_thread_is_added_up_and_answers_of_ours_are_none(world: World) -> None:
    post = world.post()
    made = world.clock.new_id()
    kinds = (PartKind.ROOT, PartKind.THREAD, PartKind.FIRST_COMMENT)
    parts = tuple(Part(world.clock.new_id(), made, place, kind) for place, kind in enumerate(kinds))
    with world.store.transaction() as tx:
        tx.put(Delivery(made, world.brand.id, world.channel.id, NINE, parts, post_id=post.id))
    for part in parts:
        publish(world, world.read(Part, part.id))
    tell(world, parts[0], {V: 100, R: 80, A: 5, L: 2})
    tell(world, parts[1], {V: 60, R: 50, A: 1})
    assert told_of(world, post)[world.channel.id].counts == {V: 160, R: 80, L: 2, A: 4}
    with world.store.reading() as reader:
        grown = numbers_reads.growth(reader, post.id)
    assert grown == {world.channel.id: [(TODAY, {V: 160, R: 80, L: 2, A: 4})]}


# ------------------------------------------------------------------ when it is asked
def test_it_is_asked_at_each_step_once(world: World) -> None:
    _, delivery = out(world)
    part = delivery.parts[0]
    assert due(world) == []
    for hours in (1, 5, 18):
        world.clock.advance(timedelta(hours=hours))
        assert due(world) == [part.id]
        tell(world, part, None)
        assert due(world) == []
    world.clock.advance(timedelta(days=80))
    assert due(world) == []


def test_after_days_offline_it_is_asked_once_and_not_when_too_old(world: World) -> None:
    _, delivery = out(world)
    world.clock.advance(timedelta(days=12))
    assert due(world) == [delivery.parts[0].id]
    tell(world, delivery.parts[0], {L: 1})
    assert due(world) == []
    _, later = out(world)
    world.clock.advance(timedelta(days=91))
    assert due(world) == []
    assert later.parts


def test_of_what_is_removed_in_the_trash_a_first_comment_or_an_answer_nothing_is_asked(world: World) -> None:
    post, delivery = out(world)
    gone, removed = out(world)
    with world.store.transaction() as tx:
        ledger.note(tx, removed.parts[0], removed=True)
        tx.trash(Post, post.id)
    world.clock.advance(timedelta(hours=2))
    assert due(world) == []
    with world.store.transaction() as tx:
        tx.restore(Post, post.id)
    assert due(world) == [delivery.parts[0].id]
    assert gone


# ------------------------------------------------------------------ read
def test_of_a_time_of_channels_and_most_talked(world: World) -> None:
    other = world.channel_more()
    first, one = out(world)
    world.clock.advance(timedelta(hours=1))
    post = world.post(channels=(world.channel.id, other.id))
    _, two = out(world, post=post)
    _, three = out(world, channel=other, post=post)
    quiet, four = out(world)
    tell(world, one.parts[0], {L: 50, A: 1})
    tell(world, two.parts[0], {L: 5, A: 2, S: 1})
    tell(world, three.parts[0], {V: 10, A: 1})
    tell(world, four.parts[0], {V: 900, L: 0})
    with world.store.reading() as reader:
        span = (world.brand.id, now_us(world) - 2 * HOUR_US, now_us(world))
        assert numbers_reads.totals(reader, *span) == (3, {V: 910, L: 55, A: 4, S: 1})
        assert numbers_reads.by_channel(reader, *span) == {
            world.channel.id: (3, {V: 900, L: 55, A: 3, S: 1}),
            other.id: (1, {V: 10, A: 1}),
        }
        talked = numbers_reads.most_talked(reader, *span, 10)
        assert [(one.post_id, one.counts) for one in talked] == [
            (post.id, {V: 10, L: 5, A: 3, S: 1}),
            (first.id, {L: 50, A: 1}),
        ]
        assert numbers_reads.each(reader, *span)[0].counts == {L: 50, A: 1}
        assert len(numbers_reads.each(reader, *span)) == 4
        late = (world.brand.id, now_us(world), now_us(world))
        assert numbers_reads.totals(reader, *late).posts == 2
        assert numbers_reads.totals(reader, "nobody", 0, now_us(world)) == (0, {})
    assert quiet


def test_what_lies_in_the_trash_does_not_count_until_it_is_back(world: World) -> None:
    post, delivery = out(world)
    tell(world, delivery.parts[0], {L: 3})
    span = (world.brand.id, 0, now_us(world))
    with world.store.transaction() as tx:
        tx.trash(Post, post.id)
    with world.store.reading() as reader:
        assert numbers_reads.totals(reader, *span) == (0, {})
        assert numbers_reads.most_talked(reader, *span, 5) == []
    with world.store.transaction() as tx:
        tx.restore(Post, post.id)
    with world.store.reading() as reader:
        assert numbers_reads.totals(reader, *span) == (1, {L: 3})


def test_growth_by_days_and_how_it_is_thinned(world: World) -> None:
    post, delivery = out(world, parts=2)
    root, item = delivery.parts
    tell(world, root, {L: 1})
    tell(world, item, {L: 1})
    tell(world, root, {L: 2}, TODAY + timedelta(days=1))
    tell(world, root, {L: 4}, TODAY + timedelta(days=1))
    with world.store.reading() as reader:
        days = numbers_reads.growth(reader, post.id)[world.channel.id]
    assert days == [(TODAY, {L: 2}), (TODAY + timedelta(days=1), {L: 5})]
    went_out = world.clock.now().date()
    for today, gone in ((went_out + timedelta(days=399), 0), (went_out + timedelta(days=402), 3)):
        with world.store.transaction() as tx:
            assert numbers.thin(tx, today) == gone
    assert told_of(world, post)[world.channel.id].counts == {L: 5}


def test_followers_by_days(world: World) -> None:
    with world.store.transaction() as tx:
        assert numbers.note_followers(tx, world.channel.id, TODAY, 120)
        assert not numbers.note_followers(tx, world.channel.id, TODAY + timedelta(days=1), None)
        assert not numbers.note_followers(tx, world.channel.id, TODAY + timedelta(days=2), -5)
        assert numbers.note_followers(tx, world.channel.id, TODAY + timedelta(days=3), 118)
        assert not numbers.note_followers(tx, world.channel.id, TODAY + timedelta(days=3), None)
        assert numbers.asked_for_followers(tx, world.channel.id, TODAY + timedelta(days=1))
        assert not numbers.asked_for_followers(tx, world.channel.id, TODAY + timedelta(days=9))
    with world.store.reading() as reader:
        found = numbers_reads.followers(reader, world.brand.id, TODAY, TODAY + timedelta(days=9))
        assert found == {world.channel.id: [(TODAY, 120), (TODAY + timedelta(days=3), 118)]}
        assert numbers_reads.followers(reader, world.brand.id, TODAY + timedelta(days=4), date.max) == {}


# ------------------------------------------------------------------ goes and comes back with the post
def test_they_go_with_an_erased_post(world: World) -> None:
    post, delivery = out(world)
    tell(world, delivery.parts[0], {L: 3})
    with world.store.transaction() as tx:
        tx.trash(Post, post.id)
        tx.erase(Post, post.id)
    assert world.rows("SELECT * FROM part_numbers UNION ALL SELECT * FROM part_numbers") == []
    assert world.rows("SELECT * FROM part_numbers_day") == []


def test_they_go_with_an_erased_channel(world: World) -> None:
    other = world.channel_more()
    with world.store.transaction() as tx:
        numbers.note_followers(tx, other.id, TODAY, 7)
        tx.trash(Channel, other.id)
        tx.erase(Channel, other.id)
    assert world.rows("SELECT * FROM followers_day") == []


def test_a_copy_keeps_them(world: World, paths: Paths) -> None:
    _, delivery = out(world)
    tell(world, delivery.parts[0], {L: 3})
    copy = paths.backups / "copy.sqlite"
    copy.parent.mkdir(exist_ok=True)
    backups.write_copy(paths, copy)
    with closing(driver.connect(copy, read_only=True)) as connection:
        assert connection.execute("SELECT likes FROM part_numbers").fetchall() == [(3,)]
        assert connection.execute("SELECT likes FROM part_numbers_day").fetchall() == [(3,)]


# ------------------------------------------------------------------ fast
@pytest.mark.parametrize("ask", ["of_posts", "totals", "growth", "due", "followers"])
def test_every_question_goes_through_an_index(world: World, ask: str) -> None:
    seen: list[str] = []
    with world.store.reading() as reader:
        connection = rows_of(reader).connection
        connection.set_trace_callback(seen.append)
        try:
            {
                "of_posts": lambda: numbers_reads.of_posts(reader, ["x"]),
                "totals": lambda: numbers_reads.totals(reader, world.brand.id, 0, 1),
                "growth": lambda: numbers_reads.growth(reader, "x"),
                "due": lambda: numbers.due(reader, 10**15, STEPS, MOST, 5),
                "followers": lambda: numbers_reads.followers(reader, world.brand.id, TODAY, TODAY),
            }[ask]()
        finally:
            connection.set_trace_callback(None)
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {seen[0]}").fetchall()]
    looked = [step for step in plan if step.startswith("SCAN") and not step.startswith(("SCAN json_each", "SCAN ("))]
    assert looked == [], plan


def test_what_went_out_in_a_time_is_read_from_an_index_alone(world: World) -> None:
    seen: list[str] = []
    with world.store.reading() as reader:
        connection = rows_of(reader).connection
        connection.set_trace_callback(seen.append)
        try:
            results_reads.posts_out(reader, results_reads.Between(world.brand.id, 1, 2))
        finally:
            connection.set_trace_callback(None)
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {seen[0]}").fetchall()]
    assert plan[0].startswith("SEARCH part USING COVERING INDEX ix_part_out (receipt_at_us>"), plan
