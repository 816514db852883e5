"""One human, one card: a platform may tell a number with a comment and a name alone with a post that tags us."""

from dataclasses import replace
from pathlib import Path

import pytest

from smmdesk.desk import forgetting, listening, people, planning, triage, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.contribution import Contribution
from smmdesk.model.message import Heard, HeardPage, Message, MessageKind
from smmdesk.model.person import Identity, Person
from smmdesk.platforms.telling import Hears
from smmdesk.store import people_reads, people_rows
from smmdesk.store.messages import cursor_of
from smmdesk.store.reader import rows_of
from smmdesk.system.clock import ManualClock
from tests.desk.support import add_channel
from tests.fakes.instagram import FakeInstagram, Media
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, signed_in
from tests.platforms.test_instagram import led_to

NUMBER = Identity("instagram", "1789", "@anna", "anna", "https://www.instagram.com/anna/")
NAME = replace(NUMBER, remote_id="anna")


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return add_channel(desk, planning.first_brand(desk), "Forno", platform="instagram", remote_id="178")


def tell(desk: Desk, channel: Channel, *authors: Identity) -> None:
    """What these wrote comes in, a page an author, as a platform tells it look after look."""
    for author in authors:
        with desk.store.reading() as reader:
            place = cursor_of(reader, channel.id)
        at = desk.now_us()
        heard = Heard(desk.clock.new_id(), MessageKind.COMMENT, f"Words of {author.remote_id}", at, author)
        listening.keep(desk, channel, HeardPage((heard,), desk.clock.new_id()), place)


def cards(desk: Desk, *, deleted: bool = False) -> list[Person]:
    with desk.store.reading() as reader:
        return sorted(reader.all(Person, deleted=deleted), key=lambda person: person.id)


def wrote(desk: Desk) -> set[tuple[str | None, str | None]]:
    with desk.store.reading() as reader:
        return {(each.person_id, each.author_remote_id) for each in reader.all(Message)}


def known_before(desk: Desk, channel: Channel, *accounts: Identity, name: str = "") -> list[Person]:
    """Cards as an earlier program made them: one an id, with a message each."""
    made = []
    for account in accounts:
        with desk.store.transaction() as tx:
            person = tx.put(Person(desk.clock.new_id(), channel.brand_id, name or account.name, (account,)))
            own_id = desk.clock.new_id()
            tx.put(
                Message(
                    own_id,
                    channel.brand_id,
                    channel.id,
                    MessageKind.COMMENT,
                    own_id,
                    "Before",
                    desk.now_us(),
                    person.id,
                    account.remote_id,
                )
            )
        made.append(person)
    return made


@pytest.mark.parametrize("told", [(NUMBER, NAME), (NAME, NUMBER), (NAME, NUMBER, NAME), (NUMBER, NAME, NUMBER)])
def test_a_number_and_a_name_are_one_card(desk: Desk, channel: Channel, told: tuple[Identity, ...]) -> None:
    tell(desk, channel, *told)
    (anna,) = cards(desk)
    assert [each.remote_id for each in anna.identities] == ["1789"]
    assert wrote(desk) == {(anna.id, "1789")}


def test_both_in_one_page_are_one_card(desk: Desk, channel: Channel) -> None:
    page = [Heard(str(at), MessageKind.COMMENT, "Hi", desk.now_us(), who) for at, who in enumerate((NAME, NUMBER))]
    listening.keep(desk, channel, HeardPage(tuple(page), "1"), "")
    (anna,) = cards(desk)
    assert wrote(desk) == {(anna.id, "1789")}


def test_two_cards_from_before_become_one_once_both_are_told(desk: Desk, channel: Channel) -> None:
    """What stands on either is kept, and a name that somebody wrote stays."""
    by_number, by_name = known_before(desk, channel, NUMBER, NAME)
    with desk.store.transaction() as tx:
        given = tx.put(Contribution(desk.clock.new_id(), channel.brand_id, person_id=by_number.id))
    triage.describe(desk, by_name.id, name="Anna Pertot", notes="Bakes herself")
    people.tag(desk, [by_number.id], "press", True)
    tell(desk, channel, NAME)
    assert len(cards(desk)) == 2, "a name alone proves nothing"
    tell(desk, channel, NUMBER)
    (anna,) = cards(desk)
    assert (anna.name, anna.notes, anna.tags) == ("Anna Pertot", "Bakes herself", ("press",))
    assert [each.remote_id for each in anna.identities] == ["1789"]
    assert wrote(desk) == {(anna.id, "1789")}
    with desk.store.reading() as reader:
        assert reader.get(Contribution, given.id).person_id == anna.id
    assert undo.peek(desk).undo_label == "tags of a person", "what the machine found out is no step of a person"


def test_a_handle_that_was_typed_by_hand_is_the_account_that_writes(desk: Desk, channel: Channel) -> None:
    (anna,) = known_before(desk, channel, Identity("instagram", "", "@Anna"), name="Anna from the market")
    tell(desk, channel, NUMBER)
    (now,) = cards(desk)
    assert (now.id, now.name, now.identities) == (anna.id, "Anna from the market", (NUMBER,))


def test_a_name_that_passed_to_somebody_else_joins_nobody(desk: Desk, channel: Channel) -> None:
    """Two numbers are two people; the name is the second one's from now on, also where it is told alone."""
    stranger = replace(NUMBER, remote_id="999")
    tell(desk, channel, NUMBER, stranger)
    first, second = cards(desk)
    assert [(each.remote_id, each.handle) for card in (first, second) for each in card.identities] == [
        ("1789", ""),
        ("999", "@anna"),
    ]
    tell(desk, channel, NAME)
    assert wrote(desk) == {(first.id, "1789"), (second.id, "999")}


def test_a_new_name_of_an_account_is_kept(desk: Desk, channel: Channel) -> None:
    """A mention would name a stranger otherwise."""
    tell(desk, channel, NUMBER, replace(NUMBER, handle="@annarossi", name="annarossi", url=""))
    (anna,) = cards(desk)
    assert [(each.handle, each.url) for each in anna.identities] == [("@annarossi", NUMBER.url)]
    assert anna.name == "anna", "the card's own name is the person's to change"
    tell(desk, channel, replace(NAME, remote_id="annarossi", handle="@annarossi"))
    assert wrote(desk) == {(anna.id, "1789")}


def test_an_account_seen_from_two_servers_is_one_card_and_one_line(desk: Desk) -> None:
    brand = planning.first_brand(desk)
    here, there = (add_channel(desk, brand, name, platform="mastodon") for name in ("Here", "There"))
    one = Identity("mastodon", "1@a.example", "@anna@c.example", "Anna")
    other = replace(one, remote_id="77@b.example")
    tell(desk, here, one)
    tell(desk, there, other)
    (anna,) = cards(desk)
    assert wrote(desk) == {(anna.id, "1@a.example"), (anna.id, "77@b.example")}
    bea = known_before(desk, here, Identity("mastodon", "5@a.example", "@bea@a.example", "Bea"))[0]
    people.merge(desk, [bea.id, anna.id])
    made = people.split_off(desk, bea.id, one)
    assert made.identities == (one, other), "both ids go with the account"
    assert {who for who, by in wrote(desk) if by in ("1@a.example", "77@b.example")} == {made.id}


def test_who_was_forgotten_stays_so_by_name_too(desk: Desk, channel: Channel) -> None:
    tell(desk, channel, NUMBER)
    old = Heard("tag", MessageKind.MENTION, "Look", desk.now_us() - 1, NAME)
    forgetting.forget(desk, cards(desk)[0].id)
    with desk.store.reading() as reader:
        place = cursor_of(reader, channel.id)
    listening.keep(desk, channel, HeardPage((old,), "again"), place)
    assert cards(desk) == []


def test_of_who_is_forgotten_no_card_of_before_stays(desk: Desk, channel: Channel) -> None:
    """Neither one that the machine joined with it, also under an older name, nor one that a person merged into it."""
    known_before(desk, channel, NUMBER, NAME)
    tell(desk, channel, NUMBER, replace(NUMBER, handle="@anna.p", name="anna.p"))
    (anna,) = cards(desk)
    forgetting.forget(desk, anna.id)
    assert cards(desk, deleted=True) == []
    by_name, by_number = known_before(desk, channel, replace(NAME, handle="@bea", remote_id="bea"), NUMBER)
    people.merge(desk, [by_number.id, by_name.id])
    tell(desk, channel, replace(NUMBER, handle="@bea"))
    forgetting.forget(desk, by_number.id)
    assert cards(desk, deleted=True) == []


def test_accounts_follow_their_cards(desk: Desk, channel: Channel) -> None:
    """Whose an account is stands in rows that can be made again, and an index finds it."""
    anna, bea = known_before(desk, channel, NUMBER, Identity("instagram", "2", "@bea", "bea"))
    people.merge(desk, [anna.id, bea.id])
    undo.undo(desk)
    asked = "SELECT * FROM person_account ORDER BY person_id, place"
    with desk.store.transaction() as tx:
        before = rows_of(tx).query(asked)
        people_rows.rebuild(rows_of(tx))
        assert rows_of(tx).query(asked) == before
        assert len(before) == 2
        found = people_reads.with_accounts(tx, channel.brand_id, [NAME, Identity("instagram", "2")])
    assert [person.id for person in found] == [anna.id, bea.id]


# ------------------------------------------------------------------ by the connector itself
@pytest.fixture
def fake(clock: ManualClock) -> FakeInstagram:
    return FakeInstagram(clock)


@pytest.fixture
def bench(fake: FakeInstagram, clock: ManualClock, tmp_path: Path) -> Bench:
    led_to(fake, tmp_path)
    return signed_in(bench_at("instagram", clock, tmp_path, fake), fake.user_token())


async def test_instagram_tells_a_number_below_a_post_and_a_name_where_it_tags_us(
    desk: Desk, channel: Channel, fake: FakeInstagram, bench: Bench
) -> None:
    post = Media(f"179{fake.number():06}", "Pane caldo", "FEED", fake.now, [], [], {})
    fake.media.append(post)
    fake.say(post.id, "Buono!", "anna")
    fake.tag("Da @forno", ("IMAGE", "https://cdn.example/1.jpg"), user="anna")
    verb = bench.connector
    assert isinstance(verb, Hears)
    page = await verb.fetch_messages(bench.session(), "")
    assert {heard.author.remote_id for heard in page.messages} == {"777", "anna"}
    listening.keep(desk, channel, page, "")
    (anna,) = cards(desk)
    assert wrote(desk) == {(anna.id, "777")}
