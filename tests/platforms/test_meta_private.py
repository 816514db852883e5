"""Private messages of a Facebook page and of an Instagram account: heard, answered once and in time, looked for by
their words when an answer was lost; and nothing else fails where Meta does not tell them."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.model.delivery import Op
from smmdesk.model.message import MessageKind
from smmdesk.model.private import LONGER
from smmdesk.platforms import meta_talks
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    Picture,
    Published,
    ReadsBack,
    RefusedError,
    UnclearError,
)
from smmdesk.platforms.shown import pictures_of
from smmdesk.platforms.steps import NO_KEY
from tests.fakes.instagram import USER
from tests.platforms.at_meta import Place, place_of
from tests.platforms.hearing import all_new, hear, parent_of


@pytest.fixture(params=["facebook", "instagram"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return place_of(request.param, tmp_path)


# ------------------------------------------------------------------ hearing
async def test_they_are_heard_beside_comments(place: Place) -> None:
    first = place.fake.writes("Aperto <b>domani</b>?\n@anna", photos=("https://cdn.example/a.jpg", "javascript:1"))
    own = place.fake.answers_there("Sì")
    shared = place.fake.writes("", "888", link="https://www.facebook.com/reel/1")
    sound = place.fake.writes("", "888", file="https://cdn.example/a.m4a")
    place.comment("Buono!")
    heard, _ = await all_new(place.bench)
    assert [one.text for one in heard if one.kind is MessageKind.COMMENT] == ["Buono!"]
    told = {one.remote_id: one for one in heard if one.kind is MessageKind.PRIVATE}
    one = told[f"dm/{first.id}"]
    assert (one.text, one.ours, one.author.remote_id) == ("Aperto <b>domani</b>?\n@anna", False, "777")
    assert one.author.platform == place.bench.platform, "the same key as in a comment: it is the same person"
    assert one.url == place.bench.facts.endpoints["inbox"]
    assert [picture.url for picture in pictures_of(one.data)] == ["https://cdn.example/a.jpg"]
    mine = told[f"dm/{own.id}"]
    assert (mine.ours, mine.answers_remote_id) == (True, one.remote_id), "answered there"
    assert told[f"dm/{shared.id}"].text == "https://www.facebook.com/reel/1"
    assert told[f"dm/{sound.id}"].text == "https://cdn.example/a.m4a"
    assert len(told) == 4
    assert all(each.data["may"] == [] for each in told.values()), "nobody likes or hides them from here"


async def test_a_quiet_look_is_one_call_more_and_tells_nothing_again(place: Place) -> None:
    for number in range(40):
        place.fake.writes(f"Parole {number}", str(700 + number % 8))
        place.clock.advance(timedelta(seconds=30))
    told, cursor = await place.told()
    assert len({one.text for one in told}) == 40
    place.fake.requests.clear()
    told, again = await place.told(cursor)
    assert (told, again) == ([], cursor), "nothing is written down"
    assert [each for each in place.calls if "conversations" in each or "/messages" in each] == [
        f"GET {place.home}/conversations"
    ]


async def test_after_days_it_comes_in_page_by_page(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    _, cursor = await place.told()
    place.clock.advance(timedelta(days=4))
    said = {f"dm/{place.fake.writes(f'P {number}', str(700 + number % 60)).id}" for number in range(300)}
    told, place_after, pages = set[str](), cursor, 0
    while True:
        place.fake.requests.clear()
        page = await hear(place.bench, place_after)
        asked = [each for each in place.calls if "conversations" in each or "/messages" in each]
        assert len(asked) <= 1 + meta_talks.A_LOOK * meta_talks.PAGES, "a look is few calls"
        told |= {one.remote_id for one in page.messages}
        assert len(page.cursor) < 40_000
        pages, place_after = pages + 1, page.cursor
        if not page.more:
            break
    assert said <= told
    assert pages < 80


async def test_two_of_one_person_between_two_looks_both_come_in(place: Place) -> None:
    _, cursor = await place.told()
    said = [place.fake.writes("Aperto?")]
    place.clock.advance(timedelta(hours=5))
    said.append(place.fake.writes("C'è qualcuno?"))
    told, _ = await place.told(cursor)
    assert [one.remote_id for one in told] == [f"dm/{each.id}" for each in said]


async def test_a_long_conversation_is_read_to_its_end(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    if place.bench.platform == "instagram":
        return  # tells the newest twenty alone
    monkeypatch.setattr(meta_talks, "MESSAGES", 3)
    _, cursor = await place.told()
    said = set()
    for number in range(31):
        said.add(f"dm/{place.fake.writes(f'Parole {number}').id}")
        place.clock.advance(timedelta(minutes=20))
    told, _ = await place.told(cursor)
    assert said == {one.remote_id for one in told}


async def test_a_conversation_that_moves_while_the_list_is_read_loses_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meta_talks, "CONVERSATIONS", 2)
    _, cursor = await place.told()
    said = []
    for number in range(8):
        said.append(place.fake.writes(f"Parole {number}", str(800 + number)).id)
        place.clock.advance(timedelta(hours=1))
    page = await hear(place.bench, cursor)
    told, moved = {one.remote_id for one in page.messages}, False
    while page.more:
        if not moved and any(f"dm/{own_id}" in told for own_id in said[4:]):
            said.append(place.fake.writes("Ancora io", "800").id)  # was the last of the list, and is the first now
            place.clock.advance(timedelta(hours=1))
            moved = True
        page = await hear(place.bench, page.cursor)
        told |= {one.remote_id for one in page.messages}
    told |= {one.remote_id for one in (await place.told(page.cursor))[0]}
    assert moved
    assert told == {f"dm/{own_id}" for own_id in said}


async def test_what_was_said_before_last_week_stays_there(place: Place) -> None:
    old = place.fake.writes("Da tempo")
    place.clock.advance(timedelta(days=8))
    assert (await place.told())[0] == []
    _, cursor = await place.told()
    new = place.fake.writes("Ancora io")
    told, _ = await place.told(cursor)
    assert [one.remote_id for one in told] == [f"dm/{new.id}"]
    assert old.id != new.id


async def test_one_odd_message_hides_no_other(place: Place) -> None:
    good = place.fake.writes("Ciao")
    convo = place.fake.convos[0].id
    odd = [{}, 7, {"id": "../1", "created_time": "2026-11-28T10:00:00+0000", "from": {"id": "5"}}, {"id": "m_1"}]
    row = {"id": good.id, "created_time": "2026-11-28T10:20:00+0000", "message": "Ciao", "from": {"id": "777"}}
    body = json.dumps({"data": [*odd, {**row, "attachments": 3, "shares": []}]})
    place.fake.fail_next(f"/v26.0/{convo}/messages", status=200, body=body)
    told, _ = await place.told()
    assert [one.remote_id for one in told] == [f"dm/{good.id}"]


async def test_what_was_taken_back_is_told_so_once_it_is_certain(place: Place) -> None:
    place.fake.writes("Prima")
    said = place.fake.writes("Ops")
    _, cursor = await place.told()
    place.fake.unsends(said.id)
    place.clock.advance(timedelta(minutes=5))
    told, cursor = await place.told(cursor)
    gone = [one for one in told if one.removed]
    assert [(one.remote_id, one.taken_back, one.text) for one in gone] == [(f"dm/{said.id}", True, "")]
    assert (await place.told(cursor))[0] == []


async def test_a_list_that_is_cut_short_takes_nothing_back(place: Place) -> None:
    said = [place.fake.writes(f"Parole {number}") for number in range(3)]
    _, cursor = await place.told()
    convo = place.fake.convos[0]
    row = {"id": convo.id, "updated_time": "2026-11-28T10:20:00+0000", "messages": {"data": [{"id": said[0].id}]}}
    place.fake.fail_next(f"/v26.0/{place.home}/conversations", status=200, body=json.dumps({"data": [row]}))
    told, _ = await place.told(cursor)
    assert not [one for one in told if one.removed], "Meta still knows them when asked"


async def test_a_conversation_that_cannot_be_read_holds_no_other_up(place: Place) -> None:
    _, cursor = await place.told()
    bad = place.fake.writes("Anch'io", "999")
    path = f"/v26.0/{place.fake.convos[0].id}/messages"
    good = place.fake.writes("Aperto?", "888")
    said = json.dumps({"error": {"code": 1, "message": "An unknown error occurred"}})
    place.fake.fail_next(path, status=500, body=said)
    told, cursor = await place.told(cursor)
    assert f"dm/{good.id}" in {one.remote_id for one in told}
    told, cursor = await place.told(cursor)
    assert f"dm/{bad.id}" in {one.remote_id for one in told}


# ------------------------------------------------------------------ answering
async def test_an_answer_goes_to_who_wrote(place: Place, tmp_path: Path) -> None:
    place.fake.writes("Aperto?")
    [heard] = (await place.told())[0]
    job, receipt = await place.bench.publish(place.bench.job("Sì, dalle 7", parent=parent_of(heard)))
    [sent] = place.fake.sent
    assert (sent["recipient"], sent["message"]) == ({"id": "777"}, {"text": "Sì, dalle 7"})
    assert (sent["messaging_type"], "tag" in sent) == ("RESPONSE", False)
    assert receipt.id == f"dm/{place.fake.convos[0].said[-1].id}"
    assert NO_KEY in job.prepared
    for op in (Op.DELETE, Op.EDIT):
        with pytest.raises(RefusedError) as caught:
            await place.bench.connector.commit(place.bench.session(), replace(job, op=op))
        assert caught.value.problem.code == "no_delete_there"
    verb = place.bench.connector
    assert isinstance(verb, ReadsBack)
    assert await verb.read_back(place.bench.session(), replace(job, receipt=receipt, parent=None)) == CannotTell()
    picture = Picture(tmp_path / "a.jpg", "image/jpeg", 10, 10, 10)
    with pytest.raises(RefusedError) as caught:
        await place.bench.prepared(place.bench.job("Ecco", parent=parent_of(heard), media=(picture,)))
    assert caught.value.problem.code == "no_photo_in_answer"
    assert len(place.fake.sent) == 1


@pytest.mark.fault(22)
async def test_a_lost_answer_is_found_by_its_words_and_not_sent_again(place: Place) -> None:
    place.fake.writes("Aperto?")
    [heard] = (await place.told())[0]
    place.clock.advance(timedelta(hours=1))
    job = await place.bench.prepared(place.bench.job("Sì", parent=parent_of(heard)))
    tried = replace(place.bench.tried(job), first_try_at=place.clock.now())
    assert await place.bench.connector.look_up(place.bench.session(), tried) == Absent(by_words=True)
    place.fake.fail_next(f"/v26.0/{place.home}/messages", method="POST", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await place.bench.connector.commit(place.bench.session(), job)
    found = await place.bench.connector.look_up(place.bench.session(), tried)
    assert isinstance(found, Published)
    assert found.receipt.id == f"dm/{place.fake.convos[0].said[-1].id}"
    owned = replace(tried, owned=frozenset({found.receipt.id}))
    assert await place.bench.connector.look_up(place.bench.session(), owned) == Absent(by_words=True)
    place.fake.answers_there("Sì")
    assert await place.bench.connector.look_up(place.bench.session(), tried) == CannotTell(two_alike=True)
    for number in range(120):
        place.fake.writes(f"Parole {number}")
    lost = replace(tried, owned=owned.owned, outgoing=replace(tried.outgoing, text="Altro"))
    assert await place.bench.connector.look_up(place.bench.session(), lost) == CannotTell(), "not all could be read"


async def test_after_a_day_it_is_refused_before_the_first_byte(place: Place) -> None:
    place.fake.writes("Aperto?")
    [heard] = (await place.told())[0]
    place.clock.advance(timedelta(hours=24))
    job = await place.bench.prepared(place.bench.job("Sì", parent=parent_of(heard)))
    place.fake.requests.clear()
    with pytest.raises(RefusedError) as caught:
        await place.bench.connector.commit(place.bench.session(), job)
    problem = caught.value.problem
    assert (problem.code, problem.values["url"]) == ("answer_too_late", place.bench.facts.endpoints["inbox"])
    assert place.calls == []


async def test_their_newest_message_counts_whichever_is_answered(place: Place) -> None:
    place.fake.writes("Aperto?")
    [heard] = (await place.told())[0]
    place.clock.advance(timedelta(hours=23))
    place.fake.writes("C'è qualcuno?")
    place.clock.advance(timedelta(hours=5))
    await place.bench.publish(place.bench.job("Sì", parent=parent_of(heard)))
    assert [sent["message"]["text"] for sent in place.fake.sent] == ["Sì"]


async def test_an_app_that_may_answers_for_seven_days(place: Place) -> None:
    place.fake.human_agent = True
    await place.sign_in(answers_longer="human_agent")
    assert place.bench.account.reported[LONGER] is True
    again = await place.bench.connector.who_am_i(place.bench.session())
    assert again.reported[LONGER] is True, "a check of the channel keeps what its owner said"
    place.fake.writes("Aperto?")
    [heard] = (await place.told())[0]
    place.clock.advance(timedelta(days=2))
    await place.bench.publish(place.bench.job("Sì", parent=parent_of(heard)))
    assert (place.fake.sent[0]["messaging_type"], place.fake.sent[0]["tag"]) == ("MESSAGE_TAG", "HUMAN_AGENT")
    place.clock.advance(timedelta(days=5))
    job = await place.bench.prepared(place.bench.job("E?", parent=parent_of(heard)))
    with pytest.raises(RefusedError) as caught:
        await place.bench.connector.commit(place.bench.session(), job)
    assert caught.value.problem.code == "answer_too_late"


@pytest.mark.parametrize(
    ("refusal", "code"), [("late", "answer_too_late"), ("gone", "refused"), ("blocked", "refused"), ("long", "refused")]
)
async def test_what_meta_refuses_was_not_sent(place: Place, refusal: str, code: str) -> None:
    place.fake.writes("Aperto?")
    [heard] = (await place.told())[0]
    job = await place.bench.prepared(place.bench.job("è" * (3000 if refusal == "long" else 1), parent=parent_of(heard)))
    if refusal == "late":  # its clock is hours ahead of all others
        place.fake.convos[0].said[0].at -= timedelta(hours=30)
    if refusal == "gone":
        place.fake.convos.clear()
    if refusal == "blocked":
        place.fake.blocked.add("777")
    with pytest.raises(RefusedError) as caught:
        await place.bench.connector.commit(place.bench.session(), job)
    assert caught.value.problem.code == code
    assert place.fake.sent == []


async def test_instagram_says_nothing_of_what_is_older_than_twenty(place: Place) -> None:
    """A burst between two looks: its newest twenty come in."""
    if place.bench.platform != "instagram":
        return
    _, cursor = await place.told()
    said = [place.fake.writes(f"Parole {number}").id for number in range(25)]
    told, _ = await place.told(cursor)
    assert [one.remote_id for one in told] == [f"dm/{own_id}" for own_id in said[5:]]
    assert USER not in {one.author.remote_id for one in told}
