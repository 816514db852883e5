"""The people one names: remembered, found again without a network, and said on each channel as they are called."""

from dataclasses import replace
from pathlib import Path

import pytest

from smmdesk.desk import mentioning, planning, undo
from smmdesk.desk.checking import check_post
from smmdesk.desk.desk import SHOWN_AS, Desk
from smmdesk.desk.planning import first_brand
from smmdesk.desk.rendering import freeze
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content, ThreadItem, Wording
from smmdesk.model.person import FoundPerson, Identity, Person
from smmdesk.model.problem import ProblemError
from tests.desk.signed_in import connected, desk_in
from tests.desk.support import add_channel as channel_of
from tests.desk.support import add_post, deliveries, rome
from tests.fakes.mastodon import FakeMastodon

SEARCH = "/api/v1/accounts/search"
ANNA = FoundPerson("7@forno.example", "@anna@forno.example", "Anna Rossi", "https://forno.example/@anna")


def people(desk: Desk, brand: Brand) -> list[Person]:
    with desk.store.reading() as reader:
        return list(reader.all(Person, brand_id=brand.id))


# ------------------------------------------------------------------ remembering
def test_somebody_found_twice_is_one_person(desk: Desk, brand: Brand) -> None:
    anna = mentioning.remember(desk, brand.id, "mastodon", ANNA)
    assert mentioning.remember(desk, brand.id, "mastodon", ANNA) == anna
    moved = FoundPerson(ANNA.remote_id, "@annar@forno.example", "Anna R.")
    again = mentioning.remember(desk, brand.id, "mastodon", moved)
    assert (again.id, again.name, again.identities[0].handle) == (anna.id, "Anna Rossi", "@annar@forno.example")
    same_handle_elsewhere = mentioning.remember(
        desk, brand.id, "bluesky", FoundPerson("did:plc:x", "@annar@forno.example")
    )
    assert same_handle_elsewhere.id != anna.id
    assert same_handle_elsewhere.name == "annar@forno.example"
    assert not undo.peek(desk).undo_label


def test_known_people_are_found_by_name_and_handle(desk: Desk, brand: Brand) -> None:
    for number in range(9):
        mentioning.remember(
            desk, brand.id, "bluesky", FoundPerson(f"did:{number}", f"@bea{number}.example", f"Bea {number}")
        )
    mentioning.remember(desk, brand.id, "mastodon", ANNA)
    assert [person.name for person in mentioning.known(desk, brand.id, "@ros")] == ["Anna Rossi"]
    assert [person.name for person in mentioning.known(desk, brand.id, "bea")] == [
        f"Bea {number}" for number in range(6)
    ]
    assert not mentioning.known(desk, "another brand", "anna")


def test_who_is_called_so_is_found_behind_many_of_whom_it_is_only_noted(desk: Desk, brand: Brand) -> None:
    """They are looked at some at a time, by name."""
    with desk.store.transaction() as tx:
        for number in range(mentioning.AT_ONCE + 5):
            account = Identity("mastodon", f"{number}@a.example", f"@anna{number}@a.example")
            tx.put(Person(desk.clock.new_id(), brand.id, f"Anna {number}", (account,), notes="A friend of Bea"))
    mentioning.remember(desk, brand.id, "bluesky", FoundPerson("did:plc:z", "@bea.example", "Zoe"))
    assert [person.name for person in mentioning.known(desk, brand.id, "@bea")] == ["Zoe"]


def test_handles_are_typed_pasted_and_taken_back(desk: Desk, brand: Brand) -> None:
    anna = mentioning.remember(desk, brand.id, "mastodon", ANNA)
    wanted = {"x": "annarossi", "bluesky": " @anna.example.com ", "instagram": "https://www.instagram.example/@anna.r"}
    changed = mentioning.set_handles(desk, anna.id, "Anna  R.", wanted)
    assert {each.platform: each.handle for each in changed.identities} == {
        "mastodon": "@anna@forno.example",
        "x": "@annarossi",
        "bluesky": "@anna.example.com",
        "instagram": "@anna.r",
    }
    assert changed.name == "Anna R."
    undo.undo(desk)
    assert people(desk, brand) == [
        person for person in people(desk, brand) if len(person.identities) == 1 and person.name == "Anna Rossi"
    ]
    gone = mentioning.set_handles(desk, anna.id, "", {"mastodon": ""})
    assert (gone.name, gone.identities) == ("Anna Rossi", ())


@pytest.mark.parametrize(
    ("platform", "typed"),
    [("x", "anna.rossi"), ("bluesky", "anna"), ("mastodon", "anna rossi"), ("x", "@" + "a" * 16), ("x", "anna\u202e")],
)
def test_what_is_no_name_there_is_said(desk: Desk, brand: Brand, platform: str, typed: str) -> None:
    anna = mentioning.remember(desk, brand.id, "threads", FoundPerson("1", "@anna", "Anna"))
    with pytest.raises(ProblemError) as caught:
        mentioning.set_handles(desk, anna.id, "Anna", {platform: typed})
    assert caught.value.problem.code == "handle_form"
    assert people(desk, brand) == [anna]


def test_a_page_on_mastodon_is_read_as_the_whole_handle(desk: Desk, brand: Brand) -> None:
    anna = mentioning.remember(desk, brand.id, "x", FoundPerson("1", "@anna", "Anna"))
    changed = mentioning.set_handles(desk, anna.id, "Anna", {"mastodon": "https://forno.example/@anna"})
    assert changed.identities[1].handle == "@anna@forno.example"


def test_two_who_are_one_become_one_and_undo_parts_them(desk: Desk, brand: Brand) -> None:
    anna = mentioning.remember(desk, brand.id, "mastodon", ANNA)
    there = mentioning.remember(desk, brand.id, "bluesky", FoundPerson("did:plc:a", "@anna.example.com", "Anna"))
    one = mentioning.set_handles(desk, anna.id, "Anna Rossi", {"bluesky": "anna.example.com"})
    assert people(desk, brand) == [one]
    assert one.identities[1].remote_id == "did:plc:a"
    undo.undo(desk)
    assert {person.id for person in people(desk, brand)} == {anna.id, there.id}


# ------------------------------------------------------------------ as a channel says it
@pytest.mark.statement(21)
def test_what_goes_out_names_each_person_as_they_are_called_there(desk: Desk, brand: Brand) -> None:
    anna = mentioning.remember(desk, brand.id, "mastodon", ANNA)
    mentioning.set_handles(desk, anna.id, "Anna Rossi", {"bluesky": "anna.example.com"})
    channels = {key: channel_of(desk, brand, key, platform=key) for key in ("mastodon", "bluesky", "x", "linkedin")}
    content = Content(text="Con @anna@forno.example!")
    post = add_post(desk, brand, "", *channels.values(), content=content, planned=rome("2026-12-01 09:00"))
    thread = Wording(channels["bluesky"].id, thread=(ThreadItem("e @anna.example.com e @anna@forno.example"),))
    planning.save_post(desk, replace(post, wordings=(thread,)))
    post = planning.schedule(desk, post.id)
    platforms, said = {channel.id: key for key, channel in channels.items()}, {}
    with desk.store.reading() as reader:
        for delivery in deliveries(desk, post):
            texts = [freeze(reader, delivery, part, post)["text"] for part in delivery.parts]
            said[platforms[delivery.channel_id]] = texts
    assert said == {
        "mastodon": ["Con @anna@forno.example!"],
        "bluesky": ["Con @anna.example.com!", "e @anna.example.com e @anna.example.com"],
        "x": ["Con Anna Rossi!"],
        "linkedin": ["Con Anna Rossi!"],
    }


@pytest.mark.statement(21)
def test_a_note_says_where_a_person_is_not_known(desk: Desk, brand: Brand) -> None:
    anna = mentioning.remember(desk, brand.id, "mastodon", ANNA)
    channels = [channel_of(desk, brand, key, platform=key) for key in ("mastodon", "bluesky", "linkedin")]
    post = add_post(desk, brand, "Con @anna@forno.example e @carla.example", *channels)
    mastodon, bluesky, linkedin = (check_post(desk, post)[channel.id].hints for channel in channels)
    assert [problem.values["name"] for problem in mastodon] == ["@carla.example"]
    assert [(problem.code, problem.values["name"]) for problem in bluesky] == [("mention_unknown", "Anna Rossi")]
    assert not linkedin
    mentioning.set_handles(desk, anna.id, anna.name, {"bluesky": "anna.example.com"})
    assert not check_post(desk, post)[channels[1].id].hints


def test_a_practice_channel_names_people_as_the_platform_it_plays(desk: Desk, brand: Brand) -> None:
    anna = mentioning.remember(desk, brand.id, "mastodon", ANNA)
    played = {name: channel_of(desk, brand, name, reported={SHOWN_AS: name}) for name in ("mastodon", "bluesky")}
    post = add_post(desk, brand, "Con @anna@forno.example", *played.values())
    hints = {name: check_post(desk, post)[channel.id].hints for name, channel in played.items()}
    assert not hints["mastodon"]
    assert [(problem.code, problem.values["id"]) for problem in hints["bluesky"]] == [("mention_unknown", anna.id)]


def test_counters_count_what_is_said(desk: Desk, brand: Brand) -> None:
    mentioning.remember(desk, brand.id, "mastodon", ANNA)
    x = channel_of(desk, brand, "X", platform="x")
    fits = add_post(desk, brand, "a" * 269 + " @anna@forno.example", x)  # 270 and "Anna Rossi"
    over = add_post(desk, brand, "a" * 270 + " @anna@forno.example", x)
    assert not check_post(desk, fits)[x.id].blocking
    assert [problem.values["actual"] for problem in check_post(desk, over)[x.id].blocking] == [281]


# ------------------------------------------------------------------ the platform's own search
@pytest.fixture
def town(fake_mastodon: FakeMastodon) -> FakeMastodon:
    fake_mastodon.book.domain = "forno.example"
    fake_mastodon.add_account("anna", display_name="Anna Rossi")
    return fake_mastodon


async def test_a_platform_is_asked_and_whatever_goes_wrong_is_told(town: FakeMastodon, tmp_path: Path) -> None:
    async with desk_in(tmp_path / "desk") as desk:
        channel = await connected(desk, town)
        assert mentioning.can_search(channel)
        found = await mentioning.search(desk, channel, "ann")
        assert [person.handle for person in found.people] == ["@anna@forno.example"]
        town.too_many_next(SEARCH, retry_after_s=30)
        limited = await mentioning.search(desk, channel, "ann")
        assert (limited.people, limited.wait_s) == ((), 30)
        town.fail_next(SEARCH, status=200, body="<html>")
        with town.forgiving():
            strange = await mentioning.search(desk, channel, "ann")
        assert strange.problem is not None
        town.revoke(town.alice)
        out = await mentioning.search(desk, channel, "ann")
        assert out.problem is not None
        assert not people(desk, first_brand(desk))


async def test_a_slow_platform_is_not_waited_for(
    town: FakeMastodon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_in(tmp_path / "desk") as desk:
        channel = await connected(desk, town)
        monkeypatch.setattr(mentioning, "SEARCH_S", 0.2)
        gate = town.hold_next(SEARCH)
        try:
            found = await mentioning.search(desk, channel, "ann")
        finally:
            gate.release()
    assert found.problem is not None
    assert found.problem.code == "server_unreachable"


async def test_a_platform_without_a_search_finds_nobody(tmp_path: Path) -> None:
    async with desk_in(tmp_path / "desk") as desk:
        channel = channel_of(desk, first_brand(desk), "Forno")
        assert await mentioning.search(desk, channel, "anna") == mentioning.Searched()
