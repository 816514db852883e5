"""Killed for real: an engine's own process dies at every commit point, and the next one finds the world as it is.

Against the practice platform (files named by our own id) and, over a socket, against the Mastodon fake, which counts
what it received and keeps its promise of a key for an hour. The second tier kills at every turn of every point.
"""

import shutil
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.desk import planning
from smmdesk.desk.crash_points import CRASH_AT, POINTS
from smmdesk.desk.desk import Desk
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import Evidence, State
from smmdesk.model.moment import Moment
from tests.fakes.mastodon import GOTOSOCIAL, FakeMastodon
from tests.helpers.warm import KILLED, Finished, Warm
from tests.machine import engine_process
from tests.machine.desks import (
    ROME,
    THREAD,
    UNLOCKED,
    arrived_once,
    clock_file,
    is_sound,
    mastodon_post,
    parts,
    practice_post,
    practice_texts,
    states,
    with_desk,
)

BEFORE_INTENT = ("claimed", "prepared")
IN_DOUBT = ("intent_committed", "intent_logged", "first_byte")
AFTER_ANSWER = ("answered", "receipt_logged", "receipt_committed")
SENDING = (*BEFORE_INTENT, *IN_DOUBT, *AFTER_ANSWER)
LOOKING = ("looked_up", "look_up_committed")
ELSEWHERE = ("step_saved", *LOOKING, "recalled", "released")
NOT_IN_A_PROCESS = ("polled",)
"""No platform of this version works on a post after it accepted it: tests/desk/test_publishing_recovery.py plays it."""
LATER_S = 120.0
"""Past the minute in which the first request might still be on its way."""


def test_every_point_is_killed_at() -> None:
    assert {*SENDING, *ELSEWHERE, *NOT_IN_A_PROCESS} == set(POINTS)


def of_tiers(points: Iterable[str], quick: Iterable[str]) -> list[Any]:
    """The points as parameters; all but the quick ones are of the second tier."""
    chosen = set(quick)
    return [point if point in chosen else pytest.param(point, marks=pytest.mark.long) for point in points]


def goes_on(warm: Warm, folder: Path, clock: dict[str, str] | None = None) -> Finished:
    """The next engine finds a sound database and says nothing odd."""
    assert is_sound(folder)
    again = warm.publish(folder, env={**UNLOCKED, **(clock or {})})
    assert again.err == ""
    return again


def dies(warm: Warm, folder: Path, point: str, turn: int = 1, env: dict[str, str] | None = None) -> None:
    killed = warm.publish(folder, die_at=point, turn=turn, env=UNLOCKED if env is None else env)
    assert killed.code == KILLED, killed


# ------------------------------------------------------------------ practice
@pytest.fixture(scope="session")
def thread_on_practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a due thread of three, to be copied."""
    made = tmp_path_factory.mktemp("practice") / "desk"
    practice_post(made)
    return made


ON_PRACTICE = [point for point in SENDING if point != "first_byte"]  # no connection, no first byte
SAMPLE = [(point, number % 3 + 1) for number, point in enumerate(ON_PRACTICE)]
REST = [(point, turn) for point in ON_PRACTICE for turn in (1, 2, 3) if (point, turn) not in SAMPLE]


@pytest.mark.fault(1, 2, 4, 5, 6, 7, 8)
@pytest.mark.parametrize(("point", "turn"), [*SAMPLE, *(pytest.param(*each, marks=pytest.mark.long) for each in REST)])
def test_killed_with_a_thread_on_the_practice_platform(
    warm: Warm, folder: Path, thread_on_practice: Path, point: str, turn: int
) -> None:
    shutil.copytree(thread_on_practice, folder)
    dies(warm, folder, point, turn)
    assert goes_on(warm, folder).code == 0
    assert practice_texts(folder) == ["1", "2", "3"]
    assert states(folder) == {State.PUBLISHED}
    assert arrived_once(folder)


def test_the_named_points_work_from_the_environment(folder: Path) -> None:
    """As a person or a service starts it, without the helper."""
    practice_post(folder, Content(text="1"))
    killed = engine_process.run(folder, "publish", "--once", **{CRASH_AT: "answered"})
    assert killed.returncode in engine_process.KILLED, killed.stderr
    assert engine_process.run(folder, "publish", "--once").returncode == 0
    assert practice_texts(folder) == ["1"]


# ------------------------------------------------------------------ over a socket
def texts(server: FakeMastodon) -> list[str]:
    return [status.text for status in server.statuses]


@pytest.mark.fault(1, 2, 4, 5, 6)
@pytest.mark.parametrize("point", SENDING)
def test_killed_around_the_call_to_a_real_socket(
    warm: Warm, tmp_path: Path, folder: Path, mastodon: FakeMastodon, point: str
) -> None:
    mastodon_post(folder, mastodon)
    dies(warm, folder, point)
    assert len(mastodon.statuses) == (point in AFTER_ANSWER)
    expected = {"receipt_committed": State.PUBLISHED, **dict.fromkeys(BEFORE_INTENT, State.CLAIMED)}
    assert states(folder) == {expected.get(point, State.SENDING)}
    assert goes_on(warm, folder, clock_file(tmp_path, LATER_S)).code == 0
    [part] = parts(folder)
    assert texts(mastodon) == ["Bread"]
    assert part.state is State.PUBLISHED
    assert part.receipt is not None
    assert part.receipt.id == mastodon.statuses[0].id
    assert arrived_once(folder)


@pytest.mark.fault(4, 5)
@pytest.mark.parametrize("point", of_tiers([*IN_DOUBT, "answered"], ["first_byte", "answered"]))
def test_killed_where_the_server_keeps_no_key_it_is_found_or_asked_about(
    warm: Warm, tmp_path: Path, folder: Path, point: str
) -> None:
    """GoToSocial ignores the key: what cannot be found is never sent again by itself."""
    with FakeMastodon(dialect=GOTOSOCIAL) as server:
        mastodon_post(folder, server)
        dies(warm, folder, point)
        for minutes in (0.1, 2, 8, 40):
            goes_on(warm, folder, clock_file(tmp_path, minutes * 60))
        [part] = parts(folder)
        if point == "answered":
            assert (texts(server), part.state) == (["Bread"], State.PUBLISHED)
            assert part.receipt is not None
            assert part.receipt.evidence is Evidence.READBACK
        else:
            assert (texts(server), part.state) == ([], State.NEEDS_YOU)
            assert part.problem is not None
            assert part.problem.code == "cannot_tell"


@pytest.mark.fault(3)
@pytest.mark.parametrize(
    "point", of_tiers(["step_saved", "prepared", "intent_logged"], ["step_saved", "intent_logged"])
)
def test_killed_after_an_upload_the_file_is_used_and_not_sent_again(
    warm: Warm, tmp_path: Path, folder: Path, mastodon: FakeMastodon, point: str
) -> None:
    mastodon_post(folder, mastodon, photo=True)
    dies(warm, folder, point)
    assert texts(mastodon) == []
    assert goes_on(warm, folder, clock_file(tmp_path, LATER_S)).code == 0
    assert texts(mastodon) == ["Bread"]
    assert [media.description for media in mastodon.statuses[0].media] == ["Our window"]
    assert len(mastodon.media) == 1, "what was uploaded before the end is used"


@pytest.mark.fault(3)
def test_killed_in_the_middle_of_an_upload_nothing_is_posted_and_the_rest_goes_on(
    warm: Warm, tmp_path: Path, folder: Path, mastodon: FakeMastodon
) -> None:
    """The server has the file, and its answer never comes: the process is killed while it waits for it."""
    mastodon_post(folder, mastodon, photo=True)
    mastodon.hold_next("/api/v2/media")
    with engine_process.EngineProcess(folder, "--once", **UNLOCKED) as engine:
        mastodon.http.wait_until(lambda: mastodon.media)
        engine.process.kill()
        assert engine.ended() in engine_process.KILLED
    assert states(folder) == {State.CLAIMED}
    assert goes_on(warm, folder).code == 0
    assert texts(mastodon) == ["Bread"]
    assert len(mastodon.statuses[0].media) == 1


THREE = Content(text="1", thread=(ThreadItem("2"), ThreadItem("3")))


@pytest.mark.fault(7, 8)
@pytest.mark.parametrize(
    "point", of_tiers(["claimed", "first_byte", "answered", "receipt_committed"], ["first_byte", "receipt_committed"])
)
def test_killed_between_the_parts_of_a_thread_the_next_part_goes_on(
    warm: Warm, tmp_path: Path, folder: Path, mastodon: FakeMastodon, point: str
) -> None:
    mastodon_post(folder, mastodon, THREE)
    dies(warm, folder, point, turn=2)
    assert goes_on(warm, folder, clock_file(tmp_path, LATER_S)).code == 0
    assert texts(mastodon) == ["1", "2", "3"]
    ids = [status.id for status in mastodon.statuses]
    assert [status.in_reply_to_id for status in mastodon.statuses] == [None, *ids[:2]]
    assert states(folder) == {State.PUBLISHED}


@pytest.mark.parametrize("point", LOOKING)
def test_killed_while_looking_it_is_looked_up_again(
    warm: Warm, tmp_path: Path, folder: Path, mastodon: FakeMastodon, point: str
) -> None:
    mastodon_post(folder, mastodon)
    dies(warm, folder, "answered")
    later = clock_file(tmp_path, LATER_S)
    dies(warm, folder, point, env={**UNLOCKED, **later})
    assert goes_on(warm, folder, later).code == 0
    assert texts(mastodon) == ["Bread"]
    assert states(folder) == {State.PUBLISHED}


def test_killed_when_a_claim_is_given_back_it_waits_as_before(warm: Warm, folder: Path, mastodon: FakeMastodon) -> None:
    """Without the passphrase the sign-in cannot be opened: what was claimed goes back."""
    mastodon_post(folder, mastodon)
    dies(warm, folder, "released", env={})
    assert states(folder) == {State.SCHEDULED}
    assert goes_on(warm, folder).code == 0
    assert texts(mastodon) == ["Bread"]


# ------------------------------------------------------------------ on the platform's own list
@pytest.mark.fault(9)
@pytest.mark.parametrize("point", of_tiers(SENDING, ["prepared", "intent_logged", "answered", "receipt_committed"]))
def test_killed_during_a_hand_off_it_is_found_on_the_list_or_asked_about(
    warm: Warm, folder: Path, mastodon: FakeMastodon, point: str
) -> None:
    mastodon_post(folder, mastodon, at=timedelta(hours=2))
    dies(warm, folder, point)
    assert goes_on(warm, folder).code == 0
    listed = [each.draft.text for each in mastodon.scheduled]
    if point in IN_DOUBT:
        assert (states(folder), listed) == ({State.UNKNOWN}, []), "its key does not protect the list: never twice"
    else:
        assert (states(folder), listed) == ({State.HANDED_OFF}, ["Bread"])
    assert mastodon.statuses == []


def handed_off(warm: Warm, folder: Path, server: FakeMastodon) -> str:
    post_id = mastodon_post(folder, server, at=timedelta(hours=2))
    assert warm.publish(folder, env=UNLOCKED).code == 0
    assert [each.draft.text for each in server.scheduled] == ["Bread"]
    return post_id


@pytest.mark.fault(9)
@pytest.mark.parametrize(
    "point",
    of_tiers(
        ["looked_up", *IN_DOUBT, "answered", "receipt_committed", "recalled"], ["first_byte", "answered", "recalled"]
    ),
)
def test_killed_while_taking_it_off_the_list_it_is_taken_off_and_never_out(
    warm: Warm, tmp_path: Path, folder: Path, mastodon: FakeMastodon, point: str
) -> None:
    post_id = handed_off(warm, folder, mastodon)
    with_desk(folder, lambda desk: planning.unschedule(desk, [post_id]))
    dies(warm, folder, point)
    for minutes in (2, 10):
        assert goes_on(warm, folder, clock_file(tmp_path, minutes * 60)).code == 0
    assert mastodon.scheduled == []
    assert mastodon.statuses == []
    assert states(folder) == {State.DRAFT}


@pytest.mark.fault(9)
@pytest.mark.parametrize(
    "point", of_tiers(["intent_logged", "first_byte", "answered", "receipt_committed"], ["answered"])
)
def test_killed_while_moving_it_on_the_list_it_stands_there_once_at_the_new_moment(
    warm: Warm, tmp_path: Path, folder: Path, mastodon: FakeMastodon, point: str
) -> None:
    post_id = handed_off(warm, folder, mastodon)

    def move(desk: Desk) -> Moment:
        moment = Moment.of(desk.clock.now() + timedelta(hours=4), ROME)
        planning.move_posts(desk, {post_id: moment})
        return moment

    moment = with_desk(folder, move)
    dies(warm, folder, point)
    for minutes in (2, 10):
        assert goes_on(warm, folder, clock_file(tmp_path, minutes * 60)).code == 0
    [listed] = mastodon.scheduled
    assert abs((listed.scheduled_at - moment.instant).total_seconds()) < 1
    assert states(folder) == {State.HANDED_OFF}


# ------------------------------------------------------------------ the second tier: every turn of every point
@pytest.mark.long
@pytest.mark.fault(3, 4, 5, 6, 7, 8)
@pytest.mark.parametrize("turn", [1, 2, 3, 4])
@pytest.mark.parametrize("point", [*SENDING, "step_saved"])
def test_killed_at_every_turn_of_a_thread_with_a_photo(
    warm: Warm, tmp_path: Path, folder: Path, mastodon: FakeMastodon, point: str, turn: int
) -> None:
    content = Content(text=THREAD.text, thread=(*THREAD.thread, ThreadItem("2b")), first_comment=THREAD.first_comment)
    if point == "step_saved" and turn > 1:
        pytest.skip("one photo, one step")
    mastodon_post(folder, mastodon, content, photo=True)
    dies(warm, folder, point, turn)
    assert goes_on(warm, folder, clock_file(tmp_path, LATER_S)).code == 0
    assert texts(mastodon) == ["1", "2", "2b", "3"]
    assert states(folder) == {State.PUBLISHED}
    assert arrived_once(folder)
