"""Every script on the call that puts a post on a platform's own list: it stands there at most once, nowhere else."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from smmdesk.desk import planning
from smmdesk.model.delivery import State
from tests.contract.conftest import OpenStage
from tests.contract.deadlines import leaping
from tests.contract.demands import ALL
from tests.contract.subjects import ON_A_WIRE, SUBJECTS
from tests.contract.test_commit import assert_true_words
from tests.contract.tiers import marks_of
from tests.servers.fault_scripts import SCRIPTS, Accepts, Script
from tests.servers.faults import Match

LISTS = [key for key in ON_A_WIRE if SUBJECTS[key].hands_off is not None]
TELLING = ("reset before accept", "reset after accept", "other schema", "422")
NOT_YET = (State.SCHEDULED, State.UNKNOWN, State.NEEDS_YOU, State.HANDED_OFF)


def cases() -> Iterator[Any]:
    for key in LISTS:
        for name in ALL:
            yield pytest.param(key, SCRIPTS[name], marks=marks_of(key, name, TELLING), id=f"{key}-{name}")


@pytest.mark.fault(9)
@pytest.mark.parametrize(("subject", "script"), list(cases()), indirect=["subject"])
async def test_it_happens_to_the_hand_off(stage: OpenStage, script: Script) -> None:
    async with stage() as it:
        text = f"Pane in lista, {script.name}"
        before = len(it.subject.listed())
        rule = it.way.play(script, it.subject.hands_off)
        it.post(text, ahead=timedelta(hours=5))
        async with leaping(rule):
            await it.run()
        assert len(rule.hits) == 1
        assert it.out() == []
        await it.pass_time(timedelta(minutes=50))
        assert it.part.state in NOT_YET, it.problem
        assert it.subject.listed().count(text) <= 1
        assert len(it.subject.listed()) <= before + 1
        assert it.out() == []
        if script.accepts is Accepts.NOW:
            assert it.part.state is State.HANDED_OFF, it.problem
            assert it.subject.listed().count(text) == 1
            assert len(it.way.forwarded(it.subject.hands_off)) == 1
        assert_true_words(it)


RECALLS = {
    "mastodon": Match("DELETE", "/api/v1/scheduled_statuses/"),
    "fork": Match("DELETE", "/api/v1/scheduled_statuses/"),
    "wordpress": Match("POST", r"/wp/v2/posts/\d+"),
}


@pytest.mark.fault(9, 21)
@pytest.mark.parametrize("script", ["wi-fi page", "reset before accept", "reset after accept"])
@pytest.mark.parametrize("subject", ["mastodon", pytest.param("wordpress", marks=pytest.mark.servers)], indirect=True)
async def test_it_happens_to_the_taking_back(stage: OpenStage, script: str) -> None:
    """What was not taken off the list still goes out there, and then never from here too."""
    async with stage() as it:
        text = f"Pane ripreso, {script}"
        post = it.post(text, ahead=timedelta(hours=5))
        await it.run()
        assert it.part.state is State.HANDED_OFF
        it.way.play(script, RECALLS[it.subject.key])
        planning.back_to_draft(it.desk, [post.id])
        await it.run()
        listed = it.subject.listed().count(text)
        assert (it.part.state in (State.DRAFT, State.SCHEDULED)) <= (listed == 0), "the list has it, and so it owns it"
        it.way.behave()
        await it.pass_time(timedelta(minutes=20))
        assert (it.part.state, it.subject.listed().count(text)) == (State.DRAFT, 0)
        assert it.out() == []
