"""The stage itself: a test leaves nothing behind that the next one would count as its own."""

import re
import threading
from collections import defaultdict
from pathlib import Path

import pytest

from smmdesk.desk.listening import listen_to_all
from tests.contract.answers import ANSWERS, Ear
from tests.contract.conftest import OpenStage
from tests.contract.subjects import OnMastodon

SLOW_S = 1.0
"""How long the platform leaves the late call waiting; a stage that did not wait for it would have ended long before."""
OF_A_SCRIPT = re.compile(r'f"(Pane[^"{]*)\{')
"""How the words of a post begin that end with the name of a script."""


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


@pytest.mark.parametrize(("subject", "turn"), [("youtube", 1), ("youtube", 2)], indirect=["subject"])
async def test_what_somebody_wrote_in_a_test_before_is_not_taken_for_this_ones(stage: OpenStage, turn: int) -> None:
    """The second turn finds the words of the first below the channel's films: its new desk hears them too."""
    async with stage() as it:
        ear = await Ear.listening(it.desk)
        assert len(ear.before) >= turn - 1
        ANSWERS["youtube"].says(it.subject, f"film{turn}", "Aperto?")
        assert not (await listen_to_all(it.desk)).problems
        [message] = ear.of("Aperto?")
        assert message.answers_remote_id == f"film{turn}"


def test_no_two_files_publish_the_same_words() -> None:
    """A forum refuses for five minutes what is "too similar to what you recently posted": the same script has its turn
    in both."""
    written = defaultdict[str, set[str]](set)
    for file in Path(__file__).parent.glob("*.py"):
        for begins in OF_A_SCRIPT.findall(file.read_text("utf-8")):
            written[begins].add(file.name)
    assert len(written) > 8
    assert [begins for begins, files in written.items() if len(files) > 1] == []
