"""Every script on the one irreversible call of every connector: one copy, nothing resent blindly, true words."""

from collections.abc import Iterator
from typing import Any

import pytest

from smmdesk.model.delivery import Evidence, State, Verdict
from tests.contract.conftest import OpenStage
from tests.contract.deadlines import leaping
from tests.contract.demands import ALL, TELLING, demanded
from tests.contract.stage import CLAIMS_FAILURE, Stage
from tests.contract.subjects import ON_A_WIRE, SUBJECTS
from tests.contract.tiers import QUICK, marks_of
from tests.servers.fault_scripts import SCRIPTS, Accepts, Script


def cases() -> Iterator[Any]:
    for key in ON_A_WIRE:
        for name in ALL:
            marks = marks_of(key, name, ALL if key == QUICK else TELLING)
            faults = demanded(SCRIPTS[name], SUBJECTS[key]).faults
            marks += [pytest.mark.fault(*faults)] if faults else []
            yield pytest.param(key, SCRIPTS[name], marks=marks, id=f"{key}-{name}")


@pytest.mark.parametrize(("subject", "script"), list(cases()), indirect=["subject"])
async def test_it_happens_to_the_one_call(stage: OpenStage, script: Script) -> None:
    async with stage() as it:
        text = f"Pane {script.name}"
        it.post(text)
        await it.until_ready()
        assert it.part.state is State.CLAIMED
        rule = it.way.play(script, it.subject.commits)
        async with leaping(rule):
            await it.moment_comes()
        demand = demanded(script, type(it.subject))
        first = next(seen for seen in it.seen if seen.state not in (State.SCHEDULED, State.CLAIMED, State.SENDING))
        assert first.state is demand.first
        assert not demand.codes or first.code in demand.codes
        assert len(rule.hits) == 1
        assert len(it.out()) <= 1
        if demand.waits_s is not None:
            assert demand.waits_s[0] <= it.waits.total_seconds() <= demand.waits_s[1]

        await it.until_over()
        assert_one_copy(it, text, demand.end)
        assert_nothing_resent_blindly(it, script)
        assert_true_words(it)
        assert it.way.elsewhere.requests == [], "nothing is told to strangers"


def assert_one_copy(it: Stage, text: str, end: State) -> None:
    assert it.part.state is end, it.problem
    assert it.out() in ([text], []) if end is not State.PUBLISHED else it.out() == [text]
    if end is State.PUBLISHED:
        receipt = it.part.receipt
        assert receipt is not None
        assert receipt.id in [live.id for live in it.subject.live()]


def assert_nothing_resent_blindly(it: Stage, script: Script) -> None:
    """What may have arrived is only sent again under a promise, and then as the very same thing."""
    calls = it.commits()
    attempts = it.attempts()
    assert len({it.subject.name_of(call.request) for call in calls}) == 1, "one key, one id"
    if State.UNKNOWN not in it.states:
        return
    if script.accepts is Accepts.NOW and it.subject.tells:
        assert len(calls) == 1, "found by a look-up, never sent again"
        assert it.part.receipt is not None
        assert it.part.receipt.evidence is Evidence.READBACK
    elif not it.subject.promises:
        assert len(calls) == 1
        assert attempts[0].verdict is Verdict.UNKNOWN
    else:
        assert len(calls) == 2
        assert attempts[0].request_hash == attempts[1].request_hash


def assert_true_words(it: Stage) -> None:
    for seen in it.seen:
        if seen.state is State.UNKNOWN:
            assert not CLAIMS_FAILURE.search(seen.words), seen.words
        assert "…" not in seen.words.replace("Sending…", "").replace("Invio…", ""), seen.words
