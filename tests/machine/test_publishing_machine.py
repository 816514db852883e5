"""The stateful test of publishing: small by default and always the same, long and never the same with --long."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.guards import AllowLog
from tests.machine.publishing_machine import PublishingMachine
from tests.machine.publishing_rules import make_template

ANNOUNCED = ("ended with a fault", "sending to practice failed", "a late answer for a part")


@pytest.fixture
def machine(tmp_path: Path, allow_log: AllowLog) -> type[PublishingMachine]:
    for words in ANNOUNCED:
        allow_log(words)
    make_template(tmp_path / "template")
    places = tmp_path / "desks"
    places.mkdir()
    return type("Machine", (PublishingMachine,), {"template": tmp_path / "template", "places": places})


def play(machine: type[PublishingMachine], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_happens_there_is_one_copy_and_nothing_is_lost(machine: type[PublishingMachine]) -> None:
    play(machine, examples=40, steps=20)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_whatever_happens_for_a_long_time(machine: type[PublishingMachine]) -> None:
    play(machine, examples=2000, steps=50)
