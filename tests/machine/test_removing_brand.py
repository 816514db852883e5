"""The engine is a process of its own, and a brand is taken out beside it: from the first commit on it sends nothing."""

from datetime import timedelta
from pathlib import Path

from smmdesk.desk import planning, removing_brand, several_brands
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.moment import Moment
from smmdesk.store import brand_erasing
from tests.helpers.screen import until
from tests.machine.desks import ROME, practice_channel, practice_texts, with_desk
from tests.machine.engine_process import EngineProcess, run

MANY = 60


def two_brands(desk: Desk) -> str:
    """One with a post that is due when the other is gone, and one with posts that are due while it goes."""
    mine = practice_channel(desk)
    client = several_brands.add_brand(desk, "Cafe Lume")
    theirs = Channel(desk.clock.new_id(), client.id, "practice", "Lume", status=ChannelStatus.CONNECTED)
    with desk.store.transaction() as tx:
        tx.put(theirs)
    for number in range(MANY):
        post = planning.add_post(desk, client.id, content=Content(text=f"Brunch {number}"), channels=(theirs.id,))
        moment = Moment.of(desk.clock.now() + timedelta(seconds=3 + number / 10), ROME)
        planning.schedule(desk, post.id, moment)
    post = planning.add_post(desk, mine.brand_id, content=Content(text="Bread"), channels=(mine.id,))
    planning.schedule(desk, post.id, Moment.of(desk.clock.now() + timedelta(seconds=10), ROME))
    return client.id


def test_the_engine_sends_nothing_of_a_brand_that_is_taken_out(folder: Path) -> None:
    client_id = with_desk(folder, two_brands)
    with EngineProcess(folder):
        ran = run(folder, "brands", "remove", client_id, "--yes", "--json")
        assert ran.returncode == 0, ran
        sent_before = [text for text in practice_texts(folder) if text.startswith("Brunch")]
        until(lambda: "Bread" in practice_texts(folder), "the other brand goes on")
    assert [text for text in practice_texts(folder) if text.startswith("Brunch")] == sent_before

    def look(desk: Desk) -> tuple[bool, int]:
        with desk.store.reading() as reader:
            return reader.find(Brand, client_id) is None, brand_erasing.held(reader, client_id)

    assert with_desk(folder, look) == (True, 0)


def test_the_other_process_ends_what_this_one_left(folder: Path) -> None:
    """It let go of the brand and died: nothing is sent by the engine, and the command ends it."""
    client_id = with_desk(folder, two_brands)

    def let_go(desk: Desk) -> None:
        several_brands.put_away(desk, client_id)
        with desk.store.transaction() as tx:
            brand_erasing.begin(tx, client_id)

    with_desk(folder, let_go)
    with EngineProcess(folder):
        until(lambda: "Bread" in practice_texts(folder), "the other brand goes on")
        assert practice_texts(folder) == ["Bread"]
        assert run(folder, "brands", "remove", client_id, "--yes").returncode == 0
    assert with_desk(folder, removing_brand._leaving_now) == ()
