"""The scripts that never end are worth what they catch: with a deliberate bug in the program each of them must fail."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace

import httpx
import pytest

from smmdesk.desk import sending
from smmdesk.platforms import http, wire
from tests.contract.conftest import OpenStage
from tests.contract.deadlines import BREATH_S, LEAP_S, leaping
from tests.contract.test_commit import test_it_happens_to_the_one_call as it_happens
from tests.fakes.exchange import Request
from tests.guards import AllowLog
from tests.machine import seeded_bugs
from tests.servers.fault_scripts import SCRIPTS, Script
from tests.servers.faults import Exchange, Rule

ON_MASTODON = pytest.mark.parametrize("subject", ["mastodon"], indirect=True)
NEVER = SCRIPTS["silence before accept"]


def told(name: str, bug: str) -> Script:
    """The script under a name of its own: it is in the words of the post, which others must not find."""
    return replace(SCRIPTS[name], name=f"{name}, {bug}")


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing watches over the whole call."""
    patient = SimpleNamespace(**{**vars(asyncio), "timeout": lambda _seconds: asyncio.timeout(None)})
    monkeypatch.setattr(http, "asyncio", patient)
    monkeypatch.setattr(sending, "asyncio", patient)


@ON_MASTODON
@pytest.mark.parametrize("name", ["silence before accept", "silence after accept", "drip"])
async def test_no_answer_taken_for_not_sent_is_seen(stage: OpenStage, name: str, allow_log: AllowLog) -> None:
    allow_log("")  # a program with a bug in it may complain
    with seeded_bugs.planted("retry_on_timeout"), pytest.raises(AssertionError, match="RETRY_WAIT"):
        await it_happens(stage, told(name, "tried again"))


@ON_MASTODON
@pytest.mark.usefixtures("endless")
async def test_a_call_without_a_deadline_is_seen(stage: OpenStage) -> None:
    with pytest.raises(AssertionError, match="nothing ends this call"):
        await it_happens(stage, told(NEVER.name, "no deadline"))


@ON_MASTODON
@pytest.mark.usefixtures("endless")
async def test_a_deadline_for_each_reading_is_not_taken_for_one(
    stage: OpenStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for_each = httpx.Timeout(60.0)
    monkeypatch.setattr(wire.httpx, "Timeout", lambda *_, **__: for_each)
    with pytest.raises(AssertionError):
        await it_happens(stage, told("drip", "many deadlines"))


async def test_only_the_scripted_request_is_hurried() -> None:
    rule = Rule(NEVER, lambda _: True)
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    async with leaping(rule):
        await asyncio.sleep(3 * BREATH_S)
        assert loop.time() - began_s < LEAP_S, "what is asked before has all its time"
        rule.hits.append(waiting := Exchange(Request("POST", "/", (), {}, b""), NEVER.name))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(60.0):
                await asyncio.Event().wait()
        waiting.over = True
        ended_s = loop.time()
        await asyncio.sleep(3 * BREATH_S)
        assert loop.time() - ended_s < LEAP_S, "and what is asked after it"
    assert ended_s - began_s >= 60.0
