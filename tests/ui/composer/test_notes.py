"""Gentle notes while writing: names that name nobody, too many hashtags; and where offered times come from."""

from dataclasses import replace
from datetime import datetime, time

import pytest

from smmdesk.desk import good_times
from smmdesk.desk.arming import arm
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.numbers import Count
from smmdesk.model.stages import Stage
from smmdesk.store import numbers
from tests.desk.support import add_post, publish, rome
from tests.ui.composer import bakery
from tests.ui.composer.conftest import Compose
from tests.ui.composer.support import Delays, codes, row_of
from tests.ui.composer.test_checks import written


@pytest.mark.statement(21)
def test_a_name_that_names_nobody_somewhere_stays_plain_text_with_a_note(
    compose: Compose, channels, delays: Delays
) -> None:
    composer = written(compose, delays, "Con @lucia.example e @anna@forno.example, grazie @lucia.example.")
    notes = {
        (row.problem.values["name"], tuple(row.channels))
        for row in composer.screen.problems
        if "mention" in row.problem.code
    }
    mastodon, bluesky, _blog = composer.draft.post.channels
    assert notes == {("@lucia.example", (mastodon,)), ("@anna@forno.example", (bluesky,))}
    assert not [row for row in composer.screen.problems if row.blocking]
    composer.draft.customise(bluesky)
    composer.draft.set_words("text", "Con @lucia.example")
    composer.draft.show_tab("")
    composer.draft.set_words("text", "Con @anna@forno.example")
    delays.pause()
    assert "mention_plain" not in codes(composer, blocking=False)


@pytest.mark.statement(18)
def test_instagram_warns_at_the_sixth_hashtag(
    compose: Compose, channels, desk: Desk, brand: Brand, delays: Delays
) -> None:
    instagram = bakery.channel(desk, brand, "instagram", "Forno Lucia")
    composer = compose(text="Pane " + " ".join(f"#tag{number}" for number in range(5)))
    composer.draft.choose_channels([channels[0].id, instagram.id])
    delays.pause()
    assert "tags_many" not in codes(composer, blocking=False)
    composer.draft.set_words("text", composer.draft.post.content.text + " #sesto")
    delays.pause()
    assert row_of(composer, "tags_many").channels == (instagram.id,)
    assert "Instagram reads 5 hashtags; there are 6" in row_of(composer, "tags_many").problem.title


@pytest.mark.statement(28)
def test_times_offered_follow_what_the_last_posts_did(compose: Compose, channels, desk: Desk, brand: Brand) -> None:
    for day in range(1, 9):
        clock = "07:40" if day < 6 else "20:05"
        post = add_post(desk, brand, f"Pane {day}", channels[2], planned=rome(f"2026-11-{day:02} {clock}"))
        with desk.store.transaction() as tx:
            arm(tx, desk, replace(post, stage=Stage.APPROVED))
        publish(desk, post, channels[2])
    choices = compose().screen.when.choices
    assert [(choice.label, choice.reason) for choice in choices] == [
        ("today 20:00", "from your last 8 posts"),
        ("tomorrow 07:30", "from your last 8 posts"),
    ]


def test_hours_of_few_posts_are_no_habit() -> None:
    assert good_times.general().hours == (time(9), time(13), time(18))
    assert good_times.general().date
    walls = [datetime(2026, 11, 1, 8, 50), datetime(2026, 11, 2, 8, 45), datetime(2026, 11, 3, 12, 1)]
    assert good_times.usual(walls) == good_times.GoodTimes((time(8, 45), time(12, 0)), 3)


def test_hours_that_brought_the_most_lead_once_enough_is_told() -> None:
    told = [*((8, 9) for _each in range(10)), *((18, 2) for _each in range(10)), (12, 500)]
    found = good_times.by_numbers(told)
    assert found == good_times.GoodTimes((time(8), time(18)), 21, by_numbers=True), "one lucky post is no hour"
    assert good_times.by_numbers(told[:15]) is None
    assert good_times.by_numbers([(8, 0)] * 10 + [(18, 0)] * 10) is None


def test_the_composer_says_that_hours_come_from_numbers(compose: Compose, channels, desk: Desk, brand: Brand) -> None:
    for day in range(1, 15):
        for clock, likes in (("08:10", 9), ("20:05", 1)):
            post = add_post(desk, brand, f"Pane {day}", channels[2], planned=rome(f"2026-11-{day:02} {clock}"))
            with desk.store.transaction() as tx:
                arm(tx, desk, replace(post, stage=Stage.APPROVED))
            publish(desk, post, channels[2])
            with desk.store.transaction() as tx:
                [delivery] = tx.deliveries_of(post.id)
                numbers.note(tx, delivery.parts[0].id, {Count.LIKES: likes}, desk.now_us(), desk.clock.now().date())
                tx._rows.connection.execute(
                    "UPDATE part_numbers SET out_at_us = ? WHERE post_id = ?",
                    (
                        rome(f"2026-11-{day:02} {clock}").instant_us,
                        post.id,
                    ),
                )
    reasons = {choice.reason for choice in compose().screen.when.choices}
    assert reasons == {"from what your last 28 posts brought"}
