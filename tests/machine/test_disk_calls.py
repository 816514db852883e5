"""Every system call by which a publishing run changes the disk: the process dies there, or the disk says no.

strace counts the calls and injects the fault; nothing of the program is replaced. Afterwards the database is sound, the
next engine goes on, and every part is out once. The default tier takes a sample, the second one every call.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from smmdesk.model.content import Content
from smmdesk.model.delivery import State
from smmdesk.store.sent_log import SentLog
from smmdesk.system.paths import Paths
from tests.fakes.mastodon import GOTOSOCIAL, FakeMastodon
from tests.helpers.warm import KILLED, WRITES, Finished, Inject, Warm, has_strace
from tests.machine.desks import (
    UNLOCKED,
    arrived_once,
    clock_file,
    is_sound,
    mastodon_post,
    parts,
    practice_post,
    practice_texts,
    states,
)

pytestmark = pytest.mark.skipif(not has_strace(), reason="the system calls are strace's to break: Linux with strace")

COMMAND = "smmdesk.commands.running:main"
PUBLISH = ("publish", "--once", "--json")
EVERY = 23
"""The default tier takes each so-manieth call."""
FAILURES = ("ENOSPC", "EIO")
SAID = {"disk_full", "disk_refused", "desk_hurt", "folder_not_writable", "desk_busy"}
LATER_S = 40 * 60.0
KIND = Content(text="1", first_comment="2")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("template") / "desk"
    practice_post(made, KIND)
    return made


def copied(template: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)


def points(warm: Warm, template: Path, folder: Path, how: str, every: int) -> Iterator[Inject]:
    """Each call of a run that goes well, as something to break; the folder is fresh for each."""
    copied(template, folder)
    counted = warm.count_writes(COMMAND, ["--data-dir", str(folder), *PUBLISH])
    calls = [(syscall, number) for syscall in WRITES for number in range(1, counted[syscall] + 1)]
    for syscall, number in calls[every // 2 :: every]:
        copied(template, folder)
        yield Inject(syscall, how, number)


def all_is_out(warm: Warm, folder: Path, tmp_path: Path, at: Inject) -> None:
    assert is_sound(folder), at
    for _ in range(2):  # what could not be sent waits half a minute, as for any disk that had no room
        again = warm.publish(folder, env=clock_file(tmp_path, LATER_S))
        assert (again.code, again.err) == (0, ""), (at, again)
    assert practice_texts(folder) == ["1", "2"], at
    assert states(folder) == {State.PUBLISHED}, at
    assert arrived_once(folder), at
    assert sum(entry.what == "done" for entry in SentLog(Paths(folder)).entries()) >= 1, at


# ------------------------------------------------------------------ killed
def killed_at(warm: Warm, template: Path, tmp_path: Path, every: int) -> int:
    folder = tmp_path / "desk"
    killed = 0
    for at in points(warm, template, folder, "signal=KILL", every):
        ran = warm.publish(folder, trace=at.arguments)
        assert ran.code in (KILLED, 0), (at, ran)  # a run may make a call less than the counted one
        killed += ran.code == KILLED
        all_is_out(warm, folder, tmp_path, at)
    return killed


@pytest.mark.fault(1, 2, 4, 5, 6, 7, 11)
def test_killed_at_a_system_call_nothing_is_torn_and_all_goes_out_once(
    warm: Warm, template: Path, tmp_path: Path
) -> None:
    assert killed_at(warm, template, tmp_path, EVERY) >= 5


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.fault(1, 2, 4, 5, 6, 7, 11)
def test_killed_at_every_system_call(warm: Warm, template: Path, tmp_path: Path) -> None:
    assert killed_at(warm, template, tmp_path, 1) >= 100


# ------------------------------------------------------------------ the disk says no
def is_told(ran: Finished, at: Inject) -> None:
    """It went on, or a problem was said in words; nobody sees a fault of the program."""
    assert ran.code in (0, 1), (at, ran)
    assert "Traceback" not in ran.err, (at, ran.err)
    if ran.code:
        assert ran.json["problem"]["code"] in SAID, (at, ran)


def failed_at(warm: Warm, template: Path, tmp_path: Path, failure: str, every: int) -> None:
    folder = tmp_path / "desk"
    for at in points(warm, template, folder, f"error={failure}", every):
        is_told(warm.publish(folder, trace=at.arguments), at)
        all_is_out(warm, folder, tmp_path, at)


@pytest.mark.fault(77, 78)
@pytest.mark.parametrize("failure", FAILURES)
def test_a_disk_that_fails_once_is_said_and_nothing_is_lost_or_sent_twice(
    warm: Warm, template: Path, tmp_path: Path, failure: str
) -> None:
    failed_at(warm, template, tmp_path, failure, EVERY)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.fault(77, 78)
@pytest.mark.parametrize("failure", FAILURES)
def test_the_same_at_every_system_call(warm: Warm, template: Path, tmp_path: Path, failure: str) -> None:
    failed_at(warm, template, tmp_path, failure, 1)


# ------------------------------------------------------------------ where a second copy would be seen
def once_or_asked(warm: Warm, tmp_path: Path, how: str, every: int) -> None:
    """A server that keeps no key: two copies would be two posts. What cannot be proven is asked, never sent again."""
    for at in _calls_over_a_socket(warm, tmp_path, how, every):
        folder = tmp_path / str(at)
        with FakeMastodon(dialect=GOTOSOCIAL) as server:
            mastodon_post(folder, server)
            warm.publish(folder, trace=at.arguments, env=UNLOCKED)
            assert is_sound(folder), at
            for minutes in (0.1, 2, 8, 40):
                warm.publish(folder, env={**UNLOCKED, **clock_file(tmp_path, minutes * 60)})
            [part] = parts(folder)
            found = [status.text for status in server.statuses]
            assert found in (["Bread"], []), at
            assert part.state is (State.PUBLISHED if found else State.NEEDS_YOU), at


def _calls_over_a_socket(warm: Warm, tmp_path: Path, how: str, every: int) -> list[Inject]:
    folder = tmp_path / "counted"
    with FakeMastodon(dialect=GOTOSOCIAL) as server:
        mastodon_post(folder, server)
        command = ["--data-dir", str(folder), *PUBLISH]
        counted = warm.count_writes(COMMAND, command, env=UNLOCKED)
    calls = [(syscall, number) for syscall in WRITES for number in range(1, counted[syscall] + 1)]
    return [Inject(syscall, how, number) for syscall, number in calls[every // 2 :: every]]


@pytest.mark.fault(4, 5, 6)
def test_over_a_socket_without_a_key_there_is_one_copy_or_a_question(warm: Warm, tmp_path: Path) -> None:
    once_or_asked(warm, tmp_path, "signal=KILL", 37)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.fault(4, 5, 6, 78)
@pytest.mark.parametrize("how", ["signal=KILL", "error=ENOSPC", "error=EIO"])
def test_the_same_over_a_socket_at_every_system_call(warm: Warm, tmp_path: Path, how: str) -> None:
    once_or_asked(warm, tmp_path, how, 1)
