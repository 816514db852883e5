"""The stage itself: a test leaves nothing behind that the next one would count as its own."""

import threading

import pytest

from tests.contract.conftest import OpenStage
from tests.contract.subjects import OnMastodon

SLOW_S = 1.0
"""How long the platform leaves the late call waiting; a stage that did not wait for it would have ended long before."""


@pytest.mark.parametrize("subject", ["mastodon"], indirect=True)
async def test_what_comes_late_has_come_before_the_next_test_counts(stage: OpenStage) -> None:
    """The one call is lost, and takes longer on its way to the platform than the test itself."""
    async with stage() as it:
        assert isinstance(it.subject, OnMastodon)
        it.post("Pane in ritardo")
        await it.until_ready()
        it.way.play("reset, accepted late", it.subject.commits)
        await it.moment_comes()
        gate = it.subject.fake.http.hold_next("/api/v1/statuses", method="POST", before_accept=True)
        slow = threading.Timer(SLOW_S, gate.release)
        slow.start()
        assert it.out() == []
    arrived = it.out()
    slow.join()
    assert arrived == ["Pane in ritardo"]
