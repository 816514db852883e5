"""A merge or a split that was stopped: only the same one goes on with it, whatever another one is called."""

import pytest

from smmdesk.desk import handing_over, people, planning, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.message import Message
from smmdesk.model.person import Identity, Person
from tests.desk.heard import person, wrote
from tests.desk.support import add_channel
from tests.desk.test_people_pieces import FEW, MANY, account_of, ids, stopping_after, whose


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (handing_over, people):
        monkeypatch.setattr(module, "AT_ONCE", FEW)
    monkeypatch.setattr(handing_over, "GIVING_WAY_S", 0.0)


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return add_channel(desk, planning.first_brand(desk), "Shop window")


@pytest.fixture
def two(desk: Desk, channel: Channel) -> tuple[Person, Person]:
    """One who wrote little, and one who wrote much."""
    anna, bea = person(desk, channel, "Anna"), person(desk, channel, "Bea")
    wrote(desk, channel, "Zwieback-Anna", by=anna)
    for number in range(MANY):
        wrote(desk, channel, f"Grissini {number}", by=bea, hours_ago=number + 1)
    return anna, bea


def test_another_one_of_the_kept_card_does_not_go_on_with_it(
    desk: Desk, channel: Channel, two: tuple[Person, Person]
) -> None:
    """The step of another merge has the same name."""
    anna, bea = two
    carla = person(desk, channel, "Carla")
    wrote(desk, channel, "Ciabatta", by=carla)
    people.merge(desk, ids(two), stopping_after(desk, 2))
    people.merge(desk, [anna.id, carla.id])
    undo.undo(desk)
    assert whose(desk) == {anna.id: 4, bea.id: MANY - 3, carla.id: 1}


def test_a_split_of_another_account_of_the_same_name_does_not_go_on_with_it(
    desk: Desk, channel: Channel, two: tuple[Person, Person]
) -> None:
    anna, bea = two
    with desk.store.transaction() as tx:
        account = Identity(channel.platform, "another", "@bea@example.net", "Bea")
        other = tx.put(Person(desk.clock.new_id(), channel.brand_id, "Bea", (account,)))
    for number in range(MANY):
        wrote(desk, channel, f"Focaccia {number}", by=other, hours_ago=number + 1)
    people.merge(desk, [anna.id, bea.id, other.id])
    assert people.split_off(desk, anna.id, account_of(bea), stopping_after(desk, 2)) is None
    made = people.split_off(desk, anna.id, account_of(other))
    assert made is not None
    assert whose(desk)[made.id] == MANY
    with desk.store.reading() as reader:
        said = {message.text.split()[0] for message in reader.all(Message, person_id=made.id)}
    assert said == {"Focaccia"}
