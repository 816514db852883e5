"""A repetition that two desks went on with: what both made for the same time comes in once, nothing is sent twice."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from smmdesk.desk import archive, import_archive, importing, planning, repeating, undo
from smmdesk.desk.desk import Desk
from smmdesk.desk.import_plan import Going
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import State
from smmdesk.model.post import Post
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import add_channel, add_post, deliveries, drive, made_desk, publish, rome, states


@pytest.fixture
def other(tmp_path: Path, clock: ManualClock) -> Iterator[Desk]:
    with made_desk(Paths(tmp_path / "other"), clock) as made:
        planning.first_brand(made)
        yield made


def bring(desk: Desk, file: Path) -> None:
    importing.apply_import(desk, importing.read_import(desk, file))


def weekly(desk: Desk) -> str:
    brand = planning.first_brand(desk)
    post = add_post(desk, brand, "Pane", add_channel(desk, brand), planned=rome("2026-12-08 09:00"))
    planning.schedule(desk, post.id)
    return repeating.repeat(desk, post.id, "FREQ=WEEKLY").id


def living(desk: Desk) -> list[Post]:
    with desk.store.reading() as reader:
        return sorted(reader.all(Post), key=lambda each: each.planned.instant_us if each.planned else 0)


def channels_of(desk: Desk) -> tuple[Channel, ...]:
    with desk.store.reading() as reader:
        return reader.all(Channel)


def walls(desk: Desk) -> list[datetime]:
    return [post.planned.wall for post in living(desk) if post.planned]


def test_what_both_desks_made_comes_in_once(desk: Desk, other: Desk, tmp_path: Path, clock: ManualClock) -> None:
    """A later archive came to an end at the first time that both had; what it brings is scheduled once, and undo gives
    ours back."""
    series_id = weekly(desk)
    archive.export_archive(desk, tmp_path / "first.smmdesk")
    bring(other, tmp_path / "first.smmdesk")
    clock.advance(timedelta(days=15))
    assert repeating.extend(desk) == repeating.extend(other) == 2
    ours = {post.id for post in living(other)}
    archive.export_archive(desk, tmp_path / "second.smmdesk")
    bring(other, tmp_path / "second.smmdesk")
    assert walls(other) == walls(desk)
    assert {post.id for post in living(other)} == {post.id for post in living(desk)}
    assert [states(other, post) for post in living(other)] == [states(desk, post) for post in living(desk)]
    assert repeating.extend(other) == 0, "the series makes none there again"
    undo.undo(other)
    assert {post.id for post in living(other)} == ours
    assert {str(states(other, post)) for post in living(other)} == {"[['scheduled']]"}
    bring(other, tmp_path / "second.smmdesk")
    assert walls(other) == walls(desk)
    assert repeating.series_of(other, living(other)[0].brand_id)[0].id == series_id


def test_an_import_that_was_stopped_is_ended_though_the_series_went_on(
    desk: Desk, other: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine finds a repetition whose posts have not come yet, and makes them."""
    monkeypatch.setattr(import_archive, "AT_ONCE", 5)
    weekly(desk)
    archive.export_archive(desk, tmp_path / "all.smmdesk")
    plan, going = importing.read_import(other, tmp_path / "all.smmdesk"), Going()
    there = other.store.changed.connect(lambda changes: setattr(going, "stopping", changes.touches("series")))
    importing.apply_import(other, plan, going=going)
    there()
    assert (living(other), repeating.extend(other) > 1) == ([], True)
    bring(other, tmp_path / "all.smmdesk")
    assert walls(other) == walls(desk)


def both_went_on(desk: Desk, other: Desk, tmp_path: Path, clock: ManualClock) -> tuple[Post, Post]:
    """The posts that each desk has made for the same time of one repetition: theirs and ours."""
    weekly(desk)
    archive.export_archive(desk, tmp_path / "first.smmdesk")
    bring(other, tmp_path / "first.smmdesk")
    clock.advance(timedelta(days=8))
    assert repeating.extend(desk) == repeating.extend(other) == 1
    return living(desk)[-1], living(other)[-1]


@pytest.mark.parametrize(("sent", "ours_is"), [(False, "thrown away"), (True, "thrown away"), (False, "tried")])
def test_what_was_thrown_away_or_tried_here_does_not_come_again_unless_it_went_out(
    desk: Desk, other: Desk, tmp_path: Path, clock: ManualClock, sent: bool, ours_is: str
) -> None:
    theirs, mine = both_went_on(desk, other, tmp_path, clock)
    if ours_is == "thrown away":
        planning.trash(other, [mine.id])
    else:
        drive(other, deliveries(other, mine)[0].parts[0], State.NEEDS_YOU)
    if sent:
        publish(desk, theirs, channels_of(desk)[0])
    archive.export_archive(desk, tmp_path / "second.smmdesk")
    bring(other, tmp_path / "second.smmdesk")
    there = {post.id for post in living(other)}
    assert (theirs.id in there, mine.id in there) == (sent, ours_is == "tried")
    assert states(other, theirs) == ([["published"]] if sent else [])


def test_what_the_other_desk_threw_away_takes_nothing_of_ours(
    desk: Desk, other: Desk, tmp_path: Path, clock: ManualClock
) -> None:
    """What is here stays as it is: a time that is left out there goes out here, as it was planned."""
    theirs, mine = both_went_on(desk, other, tmp_path, clock)
    planning.trash(desk, [theirs.id])
    archive.export_archive(desk, tmp_path / "second.smmdesk")
    bring(other, tmp_path / "second.smmdesk")
    assert mine.id in {post.id for post in living(other)}
    assert states(other, mine) == [["scheduled"]]
