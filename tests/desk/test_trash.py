"""The trash: thirty days, and back with date and files."""

from datetime import timedelta

import pytest

from smmdesk.desk import media_intake, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content
from smmdesk.model.media import MediaUse
from smmdesk.model.stages import Stage
from smmdesk.store import housekeeping
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import RESOURCES
from tests.desk.support import add_channel, add_post, rome, states


@pytest.mark.statement(45)
def test_trash_and_back_keeps_date_and_files_but_not_the_schedule(desk: Desk, brand: Brand) -> None:
    post = planning.schedule(desk, add_post(desk, brand, "Pane", add_channel(desk, brand)).id, rome("2026-11-24 09:00"))
    [gone] = planning.trash(desk, [post.id])
    assert gone.deleted_at_us == desk.now_us()
    assert states(desk, post) == [["draft"]]
    [back] = planning.restore(desk, [post.id])
    assert (back.deleted_at_us, back.planned, back.content) == (None, post.planned, post.content)
    assert back.stage is Stage.DRAFT


@pytest.mark.statement(45)
def test_the_trash_keeps_for_thirty_days_and_not_for_longer(desk: Desk, brand: Brand) -> None:
    clock = desk.clock
    assert isinstance(clock, ManualClock)
    [photo] = media_intake.take_files_now(desk, brand.id, [RESOURCES / "sample" / "oven.jpg"]).assets
    content = Content(text="Pane", media=(MediaUse(photo.id, {"it": "Il forno"}),))
    first = add_post(desk, brand, content=content, planned=rome("2027-03-24 09:00"))
    planning.trash(desk, [first.id])
    clock.advance(timedelta(days=29, hours=23))
    assert housekeeping.tidy(desk.store, desk.files, clock).posts == 0
    [back] = planning.restore(desk, [first.id])
    assert (back.content, back.planned) == (content, first.planned)
    assert desk.files.path(photo.sha256).read_bytes() == (RESOURCES / "sample" / "oven.jpg").read_bytes()
    planning.trash(desk, [first.id])
    clock.advance(timedelta(days=30, hours=1))
    assert housekeeping.tidy(desk.store, desk.files, clock).posts == 1
