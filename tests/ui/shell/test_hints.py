"""What goes out soon and is worth a look is said in the outbox too, and holds nothing back."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from smmdesk.app import close_desk
from smmdesk.desk import media_intake, origins, planning, worth_a_look
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.media import MediaUse
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.store import outbox
from tests.desk.support import ROME, add_channel, add_post, deliveries, publish
from tests.ui.shell.support import press
from ui.bridge import Bridge
from ui.presenters.outbox import OutboxPresenter
from ui.views.outbox import OutboxView

Place = Callable[[QWidget], QWidget]


def at(desk: Desk, hours: float) -> Moment:
    return Moment.of(desk.clock.now() + timedelta(hours=hours), ROME)


@pytest.fixture
def brand(desk: Desk) -> Brand:
    return planning.first_brand(desk)


@pytest.mark.fault(93)
@pytest.mark.statement(32)
@pytest.mark.parametrize("is_out", [False, True])
def test_the_same_words_within_a_day_are_pointed_out_before_they_go_out(
    bridge: Bridge, desk: Desk, brand: Brand, place: Place, qtbot: QtBot, is_out: bool
) -> None:
    """Also where the first is out already, and also when its person published it by hand and told us."""
    channel = add_channel(desk, brand, "Forno")
    first = add_post(desk, brand, "Pane  nero", channel)
    planning.schedule(desk, first.id, at(desk, 1))
    if is_out:
        publish(desk, first, channel)
    second = add_post(desk, brand, "pane nero\n", channel)
    planning.schedule(desk, second.id, at(desk, 3))
    later = add_post(desk, brand, "Focaccia", channel)
    planning.schedule(desk, later.id, at(desk, 4))
    view = OutboxView(OutboxPresenter(bridge))
    place(view)
    group = next(group for group in view.presenter.groups if group.title == "Worth a look")
    assert not group.urgent
    rows = {row.post_id: row for row in group.rows}
    assert set(rows) == ({second.id} if is_out else {first.id, second.id})
    assert rows[second.id].detail.startswith("The same text goes to Forno at ")
    with qtbot.waitSignal(view.post_opened) as opened:
        view.presenter.select(rows[second.id].key)
        press(view, "detail_mend")
    assert opened.args == [first.id], "it leads to the twin"
    assert {part.state for part in deliveries(desk, second)[0].parts} == {State.SCHEDULED}, "nothing is held back"


def photo(path: Path, colour: str) -> Path:
    Image.new("RGB", (640, 480), colour).save(path)
    return path


@pytest.mark.fault(50)
async def test_a_photo_whose_file_was_changed_is_told_before_it_goes_out(
    desk: Desk, brand: Brand, tmp_path: Path
) -> None:
    source = photo(tmp_path / "torta.png", "red")
    taken = await media_intake.take_files(desk, brand.id, [source])
    [asset] = taken.assets
    content = Content(text="Torta", media=(MediaUse(asset.id),))
    channel = add_channel(desk, brand)
    soon = add_post(desk, brand, "", channel, content=content)
    late = add_post(desk, brand, "", channel, content=content)
    planning.schedule(desk, soon.id, at(desk, 2))
    planning.schedule(desk, late.id, at(desk, 100))
    assert await told(desk) == {}
    photo(source, "blue")
    found = await told(desk)
    assert {delivery_id: problem.code for delivery_id, problem in found.items()} == {
        only(desk, soon).id: "file_changed"
    }
    assert next(iter(found.values())).title == "The file torta.png has changed"
    await close_desk(desk)


def only(desk: Desk, post: Post) -> Delivery:
    [delivery] = deliveries(desk, post)
    return delivery


async def told(desk: Desk) -> dict[str, object]:
    with desk.store.reading() as reader:
        waiting = outbox.open_deliveries(reader)
        hashes = worth_a_look.files_of(desk, reader, waiting)
    changed = await desk.pool.run(origins.changed_files, desk, hashes)
    with desk.store.reading() as reader:
        return dict(worth_a_look.hints(desk, reader, waiting, changed))
