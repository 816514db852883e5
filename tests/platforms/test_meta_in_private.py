"""The one private answer to a comment on a Facebook page and on Instagram: to whoever wrote it, within 7 days, once;
looked for in the conversation that it began when its answer was lost."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.model.message import Heard, MessageKind
from smmdesk.model.private import IN_PRIVATE
from smmdesk.platforms.base import Absent, CannotTell, Job, Published, ReadsBack, RefusedError, UnclearError
from smmdesk.platforms.steps import NO_KEY
from tests.platforms.at_meta import Place, place_of
from tests.platforms.hearing import all_new, parent_of

OPTIONS = {IN_PRIVATE: True}


@pytest.fixture(params=["facebook", "instagram"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return place_of(request.param, tmp_path)


async def commented(place: Place, words: str = "Quanto costa?") -> Heard:
    place.comment(words)
    told, _ = await all_new(place.bench)
    return next(one for one in told if one.text == words and one.kind is MessageKind.COMMENT)


def answer(place: Place, heard: Heard, words: str = "Tre euro") -> Job:
    return place.bench.job(words, parent=parent_of(heard), options=OPTIONS)


async def test_it_goes_to_whoever_wrote_the_comment(place: Place) -> None:
    heard = await commented(place)
    job, receipt = await place.bench.publish(answer(place, heard))
    assert place.fake.sent == [{"recipient": {"comment_id": heard.remote_id}, "message": {"text": "Tre euro"}}]
    [convo] = place.fake.convos
    assert (convo.who, [each.text for each in convo.said]) == ("777", ["Tre euro"])
    assert (receipt.id, receipt.data["to"]) == (f"dm/{convo.said[0].id}", "777")
    assert receipt.url == place.bench.facts.endpoints["inbox"]
    assert NO_KEY in job.prepared, "never again by itself"
    told, _ = await all_new(place.bench)
    assert receipt.id in {one.remote_id for one in told if one.ours}, "heard as ours: known by its number, told once"
    connector = place.bench.connector
    assert isinstance(connector, ReadsBack)
    assert await connector.read_back(place.bench.session(), replace(job, receipt=receipt)) == CannotTell()


async def test_a_second_one_is_refused_by_meta(place: Place) -> None:
    heard = await commented(place)
    await place.bench.publish(answer(place, heard))
    with pytest.raises(RefusedError) as caught:
        await place.bench.publish(answer(place, heard, "Ancora"))
    assert caught.value.problem.code == "private_answer_given"
    assert [sent["message"]["text"] for sent in place.fake.sent] == ["Tre euro"]


@pytest.mark.parametrize("days", [6.9, 7])
async def test_after_seven_days_it_is_refused_before_the_first_byte(place: Place, days: float) -> None:
    heard = await commented(place)
    place.clock.advance(timedelta(days=days))
    job = await place.bench.prepared(answer(place, heard))
    place.fake.requests.clear()
    if days < 7:
        assert isinstance(await place.bench.connector.commit(place.bench.session(), job), Published)
        return
    with pytest.raises(RefusedError) as caught:
        await place.bench.connector.commit(place.bench.session(), job)
    assert caught.value.problem.code == "private_answer_too_late"
    assert place.calls == []


@pytest.mark.parametrize(
    ("refusal", "code"), [("late", "private_answer_too_late"), ("blocked", "refused"), ("gone", "refused")]
)
async def test_what_meta_refuses_was_not_sent(place: Place, refusal: str, code: str) -> None:
    heard = await commented(place)
    job = await place.bench.prepared(answer(place, heard))
    if refusal == "late":
        place.fake.comments[-1].at -= timedelta(days=8)
    if refusal == "gone":
        place.fake.comments.clear()
    if refusal == "blocked":
        place.fake.blocked.add("777")
    with pytest.raises(RefusedError) as caught:
        await place.bench.connector.commit(place.bench.session(), job)
    assert caught.value.problem.code == code
    assert place.fake.sent == []


async def test_without_the_permission_it_says_so(place: Place) -> None:
    heard = await commented(place)
    for token in place.fake.tokens.values():
        token.scopes.discard(place.fake.talk_scope)
    with pytest.raises(RefusedError) as caught:
        await place.bench.publish(answer(place, heard))
    assert caught.value.problem.code == "permission_missing"


@pytest.mark.fault(22)
async def test_a_lost_one_is_found_in_the_conversation_that_it_began(place: Place) -> None:
    heard = await commented(place)
    job = await place.bench.prepared(answer(place, heard))
    tried, session = place.bench.tried(job), place.bench.session()
    assert await place.bench.connector.look_up(session, tried) == CannotTell(), "no conversation so far: no proof"
    place.fake.fail_next(f"/v26.0/{place.home}/messages", method="POST", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await place.bench.connector.commit(session, job)
    found = await place.bench.connector.look_up(session, tried)
    assert isinstance(found, Published)
    [convo] = place.fake.convos
    assert (found.receipt.id, found.receipt.data) == (f"dm/{convo.said[0].id}", {"convo": convo.id, "to": "777"})
    owned = replace(tried, owned=frozenset({found.receipt.id}))
    assert await place.bench.connector.look_up(session, owned) == Absent(by_words=True)
    place.fake.answers_there("Tre euro")
    assert await place.bench.connector.look_up(session, tried) == CannotTell(two_alike=True)


async def test_the_same_words_to_somebody_else_are_no_proof(place: Place) -> None:
    """Where the list of conversations is told whole, though one person's was asked for."""
    heard = await commented(place)
    job = await place.bench.prepared(answer(place, heard))
    place.fake.writes("Ciao", who="999")
    place.fake.answers_there("Tre euro", who="999")
    place.fake.heeds_user = False
    tried, session = place.bench.tried(job), place.bench.session()
    assert await place.bench.connector.look_up(session, tried) == CannotTell()
    place.fake.writes("Quanto costa?", who="777")
    place.fake.answers_there("Tre euro", who="777")
    place.fake.writes("Grazie", who="999")
    found = await place.bench.connector.look_up(session, tried)
    assert isinstance(found, Published)
    assert found.receipt.data == {"convo": place.fake.convos[1].id, "to": "777"}
    place.fake.tells_participants = False
    assert await place.bench.connector.look_up(session, tried) == CannotTell(), "nobody says whose it is"


async def test_of_whom_meta_does_not_tell_it_cannot_be_looked_for(place: Place) -> None:
    """An older message, kept before the author was: only a comment of Facebook names its conversation."""
    heard = await commented(place)
    parent = replace(parent_of(heard), data=heard.data)
    job, receipt = await place.bench.publish(replace(answer(place, heard), parent=parent))
    found = await place.bench.connector.look_up(place.bench.session(), place.bench.tried(job))
    if place.bench.platform == "facebook":
        assert isinstance(found, Published)
        assert found.receipt.id == receipt.id
    else:
        assert found == CannotTell()


async def test_facebook_says_where_it_lets_nobody(place: Place) -> None:
    """It was given there already: told with the comment, where the sign-in has the permission."""
    if place.bench.platform == "instagram":
        return  # tells it of no comment
    heard = await commented(place)
    assert IN_PRIVATE not in heard.data
    place.fake.answered[heard.remote_id] = "t_1"
    told, _ = await all_new(place.bench)
    assert next(one for one in told if one.remote_id == heard.remote_id).data[IN_PRIVATE] is False
