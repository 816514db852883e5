"""The machine is worth what it catches: with a deliberate bug in the program a few small runs of it must fail.

The runs have fixed seeds, so that the answer is the same every time.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from smmdesk.desk.crash_points import CRASH_AT
from smmdesk.model.content import Content
from smmdesk.model.delivery import State
from tests.guards import AllowLog
from tests.machine import seeded_bugs
from tests.machine.engine_process import KILLED, run
from tests.machine.publishing_machine import PublishingMachine
from tests.machine.publishing_rules import make_template
from tests.machine.seeded_bugs import BUGS, SEEDED_BUG
from tests.machine.test_kill import parts, practice_post

EXAMPLES, STEPS, RUNS = 3, 20, 40
FIRST_SEEDS = {"recall_taken_for_granted": 22, "no_intent_row": 5}
FIRST_SEEDS |= {"resend_without_promise": 3, "unreadable_answer_is_retry": 3}
"""Where the first run that catches it was when this was written: it only saves time."""


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("machine")
    make_template(folder / "template")
    (folder / "desks").mkdir()
    return folder


def play_from(desks: Path, first: int) -> None:
    """Small runs of the machine, one after the other; raises what the machine found."""
    for number in range(first, first + RUNS):
        play(desks, number)


def play(desks: Path, number: int) -> None:
    machine = type("Machine", (PublishingMachine,), {"template": desks / "template", "places": desks / "desks"})
    run_state_machine_as_test(
        seed(number)(machine),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            phases=[Phase.generate],  # found is enough: nobody reads a shorter story of it
            report_multiple_bugs=False,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("name", BUGS)
def test_the_machine_finds_a_deliberate_bug(name: str, desks: Path, allow_log: AllowLog) -> None:
    allow_log("")  # a program with a bug in it may complain
    with seeded_bugs.planted(name), pytest.raises(AssertionError):
        play_from(desks, FIRST_SEEDS.get(name, 2))


def test_as_a_process_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    practice_post(folder, Content(text="Bread"))
    chosen = {CRASH_AT: "answered", SEEDED_BUG: "no_intent_row"}
    killed = run(folder, "publish", "--once", program=Path(seeded_bugs.__file__), **chosen)
    assert killed.returncode in KILLED, killed.stderr
    [part] = parts(folder)
    assert part.state is State.CLAIMED, "the real program says that it is being sent"
