"""Another copy of the desk sent it: a folder that was copied to a second computer, a backup without the log of what
went out. Nothing of that call is kept here, and what is made ready anew has new names on the platform."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.app import close_desk, open_desk
from smmdesk.desk.settling import take_over
from smmdesk.model.delivery import State
from smmdesk.store import driver
from smmdesk.system.paths import Paths
from smmdesk.system.secrets import Secret
from tests.contract.conftest import OpenStage, Started
from tests.contract.stage import PASSPHRASE
from tests.contract.subjects import ON_A_WIRE, SUBJECTS

LATE = timedelta(minutes=7)
ALWAYS = ("mastodon", "ghost", "youtube")
"""By its words, by a draft's number, by a film's."""


def copied(database: Path, to: Path) -> None:
    """The calendar as it is now, with its sign-ins; by the library that has it open: another one in the same process
    would take that one's locks away."""
    to.unlink()
    connect = driver.dbapi.connect
    with closing(connect(database)) as here, closing(connect(to)) as there:
        here.backup(there)


def cases() -> Iterator[Any]:
    for key in ON_A_WIRE:
        marks = [pytest.mark.servers] if SUBJECTS[key].slow else []
        yield pytest.param(key, marks=marks if key in ALWAYS else [*marks, pytest.mark.long])


@pytest.mark.fault(87, 88)
@pytest.mark.parametrize("subject", list(cases()), indirect=True)
async def test_what_another_copy_sent_is_not_sent_again(stage: OpenStage, started: Started, tmp_path: Path) -> None:
    async with stage() as it:
        text = "Pane di ieri"
        it.post(text)
        folder = tmp_path / "second computer"
        shutil.copytree(started.known[it.subject.key][1], folder)
        copied(it.desk.paths.database, Paths(folder).database)
        await it.until_ready()
        await it.moment_comes()
        await it.until_over()
        assert it.part.state is State.PUBLISHED
        assert it.out() == [text]
        await it.pass_time(LATE)
        there = open_desk(Paths(folder), it.clock, passphrase=Secret(PASSPHRASE))
        try:
            second = it.again(there)
            take_over(there)
            await second.until_over()
            assert it.out() == [text]
            asked = second.problem is not None and second.problem.code == "cannot_tell"
            assert asked or second.part.state is State.PUBLISHED, second.problem
            await second.close()
        finally:
            await close_desk(there)
