"""Every script on the question that is asked when an answer was lost: what nobody answers proves nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

from smmdesk.desk.settling import retry_now
from smmdesk.model.delivery import Evidence, State
from tests.contract.conftest import OpenStage
from tests.contract.deadlines import leaping
from tests.contract.demands import ALL
from tests.contract.stage import MINUTE
from tests.contract.subjects import ON_A_WIRE, SUBJECTS
from tests.contract.test_commit import assert_true_words
from tests.contract.tiers import marks_of
from tests.servers.fault_scripts import SCRIPTS, Script

TELLING = ("wi-fi page", "302 elsewhere", "404 of a proxy", "401", "503, wait: seconds", "reset before accept")
HARMLESS = ("forward", "slow")


def cases() -> Iterator[Any]:
    for key in (key for key in ON_A_WIRE if SUBJECTS[key].tells):
        for name in ALL:
            if name in HARMLESS:
                continue
            yield pytest.param(key, SCRIPTS[name], marks=marks_of(key, name, TELLING), id=f"{key}-{name}")


@pytest.mark.fault(22, 26)
@pytest.mark.parametrize(("subject", "script"), list(cases()), indirect=["subject"])
async def test_the_first_question_goes_wrong_too(stage: OpenStage, script: Script) -> None:
    """It is out, its answer was lost, and what is asked then goes wrong: it is found later and never sent again."""
    async with stage() as it:
        text = f"Pane cercato, {script.name}"
        it.post(text)
        await it.until_ready()
        it.way.play("reset after accept", it.subject.commits)
        rule = it.way.play(script, it.subject.looks, times=1 if script.status == 401 else 2)
        async with leaping(rule):
            await it.moment_comes()
        assert it.part.state in (State.UNKNOWN, State.PUBLISHED)
        signed_out = it.channel_now.status.value == "signed_out"
        if signed_out:  # asked again after the next sign-in
            await it.pass_time(2 * MINUTE)
            assert it.part.state is State.UNKNOWN
            it.sign_in_again()
        async with leaping(rule):
            await it.until_over()
        while script.status == 410 and it.part.state is State.UNKNOWN:  # not asked until a person says so
            retry_now(it.desk, it.part.id)
            await it.until_over()
        if script.name.endswith("ten days"):  # left alone for a day: still nobody's word against it
            assert it.part.state is State.UNKNOWN
        else:
            assert it.part.state is State.PUBLISHED, it.problem
            assert it.part.receipt is not None
            assert it.part.receipt.evidence is Evidence.READBACK or it.subject.promises
        assert it.out() == [text]
        assert len({it.subject.name_of(call.request) for call in it.commits()}) == 1
        if not it.subject.promises:
            assert len(it.commits()) == 1
        assert_true_words(it)
