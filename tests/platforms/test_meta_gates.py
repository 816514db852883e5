"""Who is told of private messages on Facebook and Instagram: the sign-in tries it, and nothing else fails without."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.model.private import NONE, REFUSED, SOME, SWITCHED_OFF, TOLD
from smmdesk.platforms.base import NotSentError
from tests.platforms.at_meta import Place, place_of
from tests.platforms.hearing import all_new, hear


@pytest.fixture(params=["facebook", "instagram"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return place_of(request.param, tmp_path)


async def test_without_the_permission_everything_else_goes_on(place: Place) -> None:
    place.fake.granted -= {place.fake.talk_scope}
    await place.sign_in()
    place.fake.writes("Aperto?")
    place.comment("Buono!")
    place.fake.requests.clear()
    heard, _ = await all_new(place.bench)
    assert [one.text for one in heard] == ["Buono!"]
    assert not [each for each in place.calls if "conversations" in each], "it is not asked for what nobody allowed"


@pytest.mark.parametrize(
    ("gate", "told"), [("none", NONE), ("standard", NONE), ("some", SOME), ("off", SWITCHED_OFF), ("refused", REFUSED)]
)
async def test_the_sign_in_tries_whether_they_are_told(place: Place, gate: str, told: str) -> None:
    if gate != "none":
        place.fake.writes("Aperto?")
    place.fake.advanced = gate != "standard"
    place.fake.switched_on = gate != "off"
    if gate == "refused":
        path = f"/v26.0/{place.home}/conversations"
        place.fake.fail_next(path, status=403, body=json.dumps({"error": {"code": 10, "message": "(#10)"}}))
    await place.sign_in()
    assert place.bench.account.reported[TOLD] == told
    again = await place.bench.connector.who_am_i(place.bench.session())
    assert again.reported[TOLD] == (SOME if gate == "refused" else told)


async def test_a_server_that_is_busy_just_then_stops_no_sign_in(place: Place) -> None:
    place.fake.writes("Aperto?")
    place.fake.fail_next(f"/v26.0/{place.home}/conversations", status=503)
    await place.sign_in()
    assert place.bench.account.reported[TOLD] == NONE, "they were asked for: nothing was told so far"
    assert [one.text for one in (await place.told())[0]] == ["Aperto?"]


@pytest.mark.parametrize("gate", ["off", "some"])
async def test_a_server_that_is_busy_when_a_channel_is_checked_changes_nothing(place: Place, gate: str) -> None:
    place.fake.writes("Aperto?")
    place.fake.switched_on = gate != "off"
    await place.sign_in()
    known = place.bench.account.reported[TOLD]
    place.fake.fail_next(f"/v26.0/{place.home}/conversations", status=503)
    again = await place.bench.connector.who_am_i(place.bench.session())
    assert again.reported[TOLD] == known


async def test_with_standard_access_those_with_a_role_are_heard(place: Place) -> None:
    place.fake.advanced, place.fake.roles = False, {"888"}
    place.fake.writes("Aperto?")
    place.fake.writes("Prova", "888")
    assert [one.text for one in (await place.told())[0]] == ["Prova"]


async def test_a_permission_that_was_taken_away_rests(place: Place) -> None:
    _, cursor = await place.told()
    place.fake.writes("Aperto?")
    for token in place.fake.tokens.values():
        token.scopes -= {place.fake.talk_scope}
    place.comment("Buono!")
    heard, cursor = await all_new(place.bench, cursor)
    assert [one.text for one in heard] == ["Buono!"]
    place.fake.requests.clear()
    place.clock.advance(timedelta(minutes=5))
    await all_new(place.bench, cursor)
    assert not [each for each in place.calls if "conversations" in each]
    for token in place.fake.tokens.values():
        token.scopes |= {place.fake.talk_scope}
    place.clock.advance(timedelta(hours=1))
    assert [one.text for one in (await place.told(cursor))[0]] == ["Aperto?"]


@pytest.mark.parametrize("status", [503, 200])
async def test_where_they_cannot_be_read_just_now_the_rest_is_told(place: Place, status: int) -> None:
    place.fake.writes("Aperto?")
    place.comment("Buono!")
    place.fake.fail_next(f"/v26.0/{place.home}/conversations", status=status, body='{"data": 3}')
    heard, cursor = await all_new(place.bench)
    assert [one.text for one in heard] == ["Buono!"]
    assert [one.text for one in (await place.told(cursor))[0]] == ["Aperto?"]


async def test_a_throttled_account_pauses(place: Place) -> None:
    said = json.dumps({"error": {"code": 613, "message": "Calls to this api have exceeded the rate limit"}})
    place.fake.fail_next(f"/v26.0/{place.home}/conversations", status=400, body=said)
    with pytest.raises(NotSentError) as caught:
        await place.told()
    assert caught.value.retry_after_s


# ------------------------------------------------------------------ nothing is kept away
async def _amid_many(place: Place) -> str:
    """The cursor where conversations are still left to be read."""
    _, cursor = await place.told()
    place.clock.advance(timedelta(hours=4))
    for number in range(6):
        place.fake.writes(f"Parole {number}", str(700 + number))
    for _look in range(20):
        cursor = (await hear(place.bench, cursor)).cursor
        private = json.loads(cursor)["private"]
        if private and json.loads(private)["left"]:
            return cursor
    raise AssertionError("nothing is left")


@pytest.mark.parametrize("gate", ["switched off", "refused", "odd"])
async def test_comments_are_heard_while_conversations_wait_that_nobody_may_read(place: Place, gate: str) -> None:
    cursor = await _amid_many(place)
    place.comment("Buono!")
    if gate == "switched off":
        place.fake.switched_on = False
    if gate == "refused":  # the channel was checked meanwhile
        account = place.bench.account
        place.bench.account = replace(account, reported={**account.reported, TOLD: REFUSED})
    if gate == "odd":
        for convo in place.fake.convos:
            place.fake.fail_next(f"/v26.0/{convo.id}/messages", status=200, body="<p>Sign in to the Wi-Fi</p>")
    heard = list[str]()
    for _look in range(4):
        page = await hear(place.bench, cursor)
        heard, cursor = heard + [one.text for one in page.messages], page.cursor
        place.clock.advance(timedelta(minutes=5))
    assert "Buono!" in heard


@pytest.mark.parametrize(
    ("status", "body"),
    [(403, json.dumps({"error": {"code": 10, "message": "(#10) Not this one"}})), (200, "<p>Sign in to the Wi-Fi</p>")],
)
async def test_one_conversation_that_is_not_told_keeps_no_other_away(place: Place, status: int, body: str) -> None:
    _, cursor = await place.told()
    place.fake.writes("Anch'io", "999")
    path = f"/v26.0/{place.fake.convos[0].id}/messages"
    place.fake.writes("Aperto?", "888")
    heard = list[str]()
    for _look in range(3):
        place.fake.fail_next(path, status=status, body=body)
        page = await hear(place.bench, cursor)
        heard, cursor = heard + [one.text for one in page.messages], page.cursor
    assert "Aperto?" in heard
    place.fake.http.forget_faults()
    heard += [one.text for one in (await place.told(cursor))[0]]
    assert "Anch'io" in heard, "it is tried again"
