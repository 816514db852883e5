"""A stage for each test of the contract; its `subject` is named by the test's parameter and started once."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from smmdesk.model.words import set_language
from smmdesk.system.clock import ManualClock
from tests.contract.stage import Stage, made_template, staged
from tests.contract.subjects import SUBJECTS, Subject

OpenStage = Callable[[], AbstractAsyncContextManager[Stage]]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


@dataclass
class Started:
    """The subjects that were asked for so far, each with a data folder in which it is signed in."""

    stack: ExitStack
    known: dict[str, tuple[Subject, Path]] = field(default_factory=dict)


@pytest.fixture(scope="session")
def started() -> Iterator[Started]:
    with ExitStack() as stack:
        yield Started(stack)


@pytest.fixture(scope="session")
def subject(request: pytest.FixtureRequest, started: Started, tmp_path_factory: pytest.TempPathFactory) -> Subject:
    """The platform that the test's parameter names (indirect)."""
    key = request.param
    if key not in started.known:
        made = started.stack.enter_context(SUBJECTS[key].running(request))
        folder = tmp_path_factory.mktemp(key) / "desk"
        asyncio.run(made_template(folder, made, ManualClock()))
        started.known[key] = made, folder
    return started.known[key][0]


@pytest.fixture
def stage(subject: Subject, started: Started, tmp_path: Path) -> OpenStage:
    """`async with stage() as it:` - a desk of its own before the subject."""

    def opened() -> AbstractAsyncContextManager[Stage]:
        return staged(started.known[subject.key][1], tmp_path / "desk", subject)

    return opened
