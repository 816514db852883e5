"""The window's end of the engine: what it says is understood, and asked to stop it goes by itself."""

import pytest
from pytestqt.qtbot import QtBot

from smmdesk.desk.desk import Desk
from smmdesk.model.problem import Problem
from smmdesk.model.words import set_language
from ui.shell.engine_link import EngineLink


@pytest.fixture
def link(desk: Desk, qtbot: QtBot) -> EngineLink:
    return EngineLink(desk.paths)


def test_a_problem_comes_as_code_and_values_and_is_worded_here(link: EngineLink, qtbot: QtBot) -> None:
    problem = Problem("clock_wrong", {"minutes": 9})
    set_language("it")
    with qtbot.waitSignal(link.told) as told:
        link._hear({"event": "problem", "problem": {**problem.as_dict(), "values": dict(problem.values)}})
    assert told.args == [problem]
    with qtbot.waitSignal(link.told) as told:
        link._hear({"event": "problem", "problem": None})
    assert told.args == [None]


@pytest.mark.parametrize(
    "said", [{"event": "problem", "problem": {"code": "of a newer engine"}}, {"event": "dance"}, {}]
)
def test_what_it_does_not_know_does_no_harm(link: EngineLink, said: dict[str, object]) -> None:
    told: list[object] = []
    link.told.connect(told.append)
    link._hear(said)
    assert told in ([], [None])


@pytest.mark.statement(87)
def test_asked_to_stop_it_parks_and_goes_within_five_seconds(link: EngineLink, qtbot: QtBot) -> None:
    with qtbot.waitSignal(link.started, timeout=10_000):
        link.start()
    with qtbot.waitSignal(link.fell, timeout=5_000) as fell:
        link.ask_to_stop()
    assert (fell.args, link.is_running) == ([0], False)
    link.stop()  # nothing is left to do
