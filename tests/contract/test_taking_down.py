"""Every script on the call that deletes a published post there: "removed" is said only of what is gone (fault 63)."""

from collections.abc import Iterator
from typing import Any

import pytest

from smmdesk.desk import taking_down
from smmdesk.model.delivery import Op, State, Verdict
from tests.contract.conftest import OpenStage
from tests.contract.deadlines import leaping
from tests.contract.demands import ALL
from tests.contract.stage import MINUTE, Stage
from tests.contract.subjects import ON_A_WIRE, SUBJECTS
from tests.contract.tiers import marks_of
from tests.servers.fault_scripts import SCRIPTS, Script
from tests.servers.faults import Match

DAY = 24 * 60 * MINUTE

DELETES = {
    "mastodon": Match("DELETE", "/api/v1/statuses/"),
    "fork": Match("DELETE", "/api/v1/statuses/"),
    "bluesky": Match("POST", "com.atproto.repo.deleteRecord"),
    "wordpress": Match("DELETE", "/wp/v2/posts/"),
}
TELLING = ("reset after accept", "reset before accept", "wi-fi page", "404 of a proxy", "302 elsewhere", "410")


def deletes(key: str) -> Match | None:
    """The call that takes a post down; None where the platform has none."""
    return SUBJECTS[key].deletes or DELETES.get(key)


def cases() -> Iterator[Any]:
    for key in ON_A_WIRE:
        if deletes(key) is None:
            continue
        for name in ALL:
            yield pytest.param(key, SCRIPTS[name], marks=marks_of(key, name, TELLING), id=f"{key}-{name}")


def assert_true(it: Stage) -> None:
    """What the part says is what visitors see."""
    assert it.part.state is State.PUBLISHED, "a deletion never makes it unsent"
    assert not (it.part.removed and it.out()), "it says removed, and it is there"


@pytest.mark.fault(63)
@pytest.mark.parametrize(("subject", "script"), list(cases()), indirect=["subject"])
async def test_a_deletion_goes_wrong(stage: OpenStage, script: Script) -> None:
    async with stage() as it:
        text = f"Pane di ieri, {script.name}"
        it.post(text)
        await it.until_ready()
        await it.moment_comes()
        assert it.out() == [text]
        rule = it.way.play(script, deletes(it.subject.key))
        taking_down.take_down(it.desk, it.delivery.id)
        async with leaping(rule):
            await it.run()
        assert_true(it)
        for _ in range(12):
            if it.part.wish is None or it.part.wish.state is State.NEEDS_YOU:
                break
            it.sign_in_again()
            await it.pass_time(5 * MINUTE)
            assert_true(it)
        it.way.behave()
        it.sign_in_again()
        it.put(paused=False)
        if it.part.wish is not None:
            taking_down.try_again(it.desk, it.delivery.id)
            await it.pass_time(DAY if script.name.endswith("ten days") else 40 * MINUTE)  # no longer is waited
        assert (it.part.removed, it.part.wish, it.out()) == (True, None, [])
        tried = [attempt for attempt in it.attempts() if attempt.op is Op.DELETE]
        assert tried
        assert all(attempt.verdict is not Verdict.OPEN for attempt in tried)
        assert len(it.commits()) == 1, "nothing was published again"


@pytest.mark.fault(63)
@pytest.mark.parametrize("subject", ["practice"], indirect=True)
async def test_the_practice_platform_takes_down_too(stage: OpenStage) -> None:
    async with stage() as it:
        it.post("Pane di prova")
        await it.until_ready()
        await it.moment_comes()
        assert it.out() == ["Pane di prova"]
        taking_down.take_down(it.desk, it.delivery.id)
        await it.run()
        assert (it.part.removed, it.out()) == (True, [])


@pytest.mark.parametrize(
    "subject", ["mastodon", "practice", pytest.param("wordpress", marks=pytest.mark.servers)], indirect=True
)
async def test_the_words_are_changed_there(stage: OpenStage) -> None:
    async with stage() as it:
        it.post("Pane alle sette")
        await it.until_ready()
        await it.moment_comes()
        if it.subject.way is not None:
            it.way.play("reset after accept", Match("PUT" if it.subject.key == "mastodon" else "POST", "s/\\d+"))
        taking_down.change_words(it.desk, it.delivery.id, "Pane alle otto")
        await it.run()
        await it.pass_time(5 * MINUTE)
        assert it.out() == ["Pane alle otto"]
        assert it.part.wish is None
        assert it.part.rendered["text"] == "Pane alle otto"
