"""The log of what went out: there before the call, readable after any crash, writable on a full disk."""

import errno
import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from smmdesk.model.delivery import Attempt, Op, Receipt, State
from smmdesk.model.problem import ProblemError
from smmdesk.store import ledger, sent_log
from smmdesk.store.sent_log import DONE, INTENT, RENEW_BELOW_BYTES, RESERVE_BYTES, Entry, SentLog
from smmdesk.system.paths import Paths
from tests.store.conftest import World

INTENDED = Entry(INTENT, 5, "part-1", 1, "key-1", "did:plc:x", "hash-1")


@pytest.fixture
def log(paths: Paths) -> SentLog:
    made = SentLog(paths.make())
    made.prepare()
    return made


def done(number: int = 1) -> Entry:
    return Entry(DONE, 6, f"part-{number}", 1, id=f"at://x/{number}", url="https://x.example/1")


def test_entries_come_back_in_order(log: SentLog, paths: Paths) -> None:
    log.append(INTENDED)
    log.append(done())
    odd = Entry(INTENT, 7, "part", 2, 'k"\n\\é', "日本", op="schedule")
    log.append(odd)
    assert log.entries() == SentLog(paths).entries() == (INTENDED, done(), odd)
    assert paths.sent_log.stat().st_mode & 0o077 == 0


def test_a_folder_without_a_log(paths: Paths) -> None:
    assert SentLog(paths.make()).entries() == ()


def test_room_is_written_ahead_and_renewed(log: SentLog, paths: Paths) -> None:
    assert paths.sent_log.stat().st_size == RESERVE_BYTES
    log.append(INTENDED)
    assert paths.sent_log.stat().st_size == RESERVE_BYTES
    long = replace(INTENDED, key="k" * 10_000)
    for _ in range(20):
        log.append(long)
    left = paths.sent_log.stat().st_size - log._end
    assert RENEW_BELOW_BYTES <= left <= RESERVE_BYTES
    log.prepare()
    assert paths.sent_log.stat().st_size - log._end >= RESERVE_BYTES
    assert len(log.entries()) == 21


@pytest.mark.fault(78)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a file")
def test_a_full_disk_still_records_what_went_out(log: SentLog, paths: Paths) -> None:
    """RLIMIT_FSIZE stands in for the full disk: no file may grow, what lies inside one may be written."""
    code = (
        "import resource, signal, sys; from pathlib import Path; from smmdesk.system.paths import Paths;"
        "from smmdesk.store.sent_log import *; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "log = SentLog(Paths(Path(sys.argv[1])));"
        "size = log._path.stat().st_size; resource.setrlimit(resource.RLIMIT_FSIZE, (size, size));"
        "[log.append(Entry(DONE, n, f'part-{n}', 1, id=str(n))) for n in range(500)];"
        "print('written')\n"
        "try:\n  [log.append(Entry(DONE, n, 'x' * 9000, 1)) for n in range(60)]\n"
        "except Exception as error: print(error.problem.code)"
    )
    found = subprocess.run([sys.executable, "-c", code, str(paths.folder)], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["written", "disk_full"], found.stderr
    assert [entry.id for entry in log.entries()][:500] == [str(number) for number in range(500)]
    assert resource.RLIM_INFINITY


def test_a_disk_that_fails_is_said_before_anything_is_sent(log: SentLog, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(sent_log, "_sync", fail)
    with pytest.raises(ProblemError) as caught:
        log.append(INTENDED)
    assert caught.value.problem.code == "disk_full"


def torn(data: bytes) -> bytes:
    """Half of the last entry only reached the disk."""
    text = data.rstrip(b"\n")
    return text[: len(text) - 30] + b"\n" * 300


def torn_to_the_end_of_file(data: bytes) -> bytes:
    return data.rstrip(b"\n")[:-30]


def with_zeros(data: bytes) -> bytes:
    """What some file systems leave of a block that was never written."""
    return data.rstrip(b"\n") + b"\n" + bytes(500)


def with_rubbish(data: bytes) -> bytes:
    return data.rstrip(b"\n") + b'\n[1,2]\n{"what":3}\nnull\n\xff\xfe\n{"a":\n' + b"\n" * 100


@pytest.mark.fault(11)
@pytest.mark.parametrize("cut", [torn, torn_to_the_end_of_file, with_zeros, with_rubbish], ids=lambda cut: cut.__name__)
def test_what_a_power_cut_leaves_is_read_and_written_on(
    log: SentLog, paths: Paths, cut: Callable[[bytes], bytes]
) -> None:
    log.append(done(1))
    log.append(done(2))
    paths.sent_log.write_bytes(cut(paths.sent_log.read_bytes()))
    after = SentLog(paths)
    before = after.entries()
    assert before[0] == done(1)
    after.append(done(3))
    after.append(done(4))
    assert after.entries() == (*before, done(3), done(4))
    assert SentLog(paths).entries() == after.entries()


def test_only_the_end_of_a_long_log_is_read_when_asked(log: SentLog) -> None:
    for number in range(100):
        log.append(done(number))
    found = log.entries(last_bytes=1000)
    assert 0 < len(found) < 20
    assert found == log.entries()[-len(found) :]


def test_two_that_append_do_not_overwrite_each_other(log: SentLog, paths: Paths) -> None:
    other = SentLog(paths)

    def write(writer: SentLog, base: int) -> None:
        for number in range(40):
            writer.append(done(base + number))

    threads = [threading.Thread(target=write, args=args) for args in ((log, 0), (other, 100), (log, 200))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {entry.id for entry in log.entries()} == {f"at://x/{base + n}" for base in (0, 100, 200) for n in range(40)}


def test_an_entry_has_a_length(log: SentLog) -> None:
    with pytest.raises(ValueError, match="too long"):
        log.append(replace(INTENDED, key="k" * 20_000))


def test_a_line_is_understood_without_the_program(log: SentLog, paths: Paths) -> None:
    log.append(done())
    line = json.loads(paths.sent_log.read_text(encoding="ascii").splitlines()[0])
    assert (line["what"], line["id"], line["part"]) == ("done", "at://x/1", "part-1")


@pytest.mark.fault(6)
@pytest.mark.fault(87)
def test_what_the_log_knows_and_the_database_does_not(world: World, paths: Paths) -> None:
    log = SentLog(paths)
    part = world.brought_to(world.sent()[1].parts[0], State.CLAIMED)
    intent = Entry(INTENT, 5, part.id, 1, "k")
    gone_out = Entry(DONE, 6, part.id, 1, id="at://x/9")
    foreign = Entry(DONE, 7, "a part that the restored file does not have", 1, id="at://x/8")
    for entry in (intent, gone_out, foreign, Entry(DONE, 8, part.id, 1)):
        log.append(entry)

    def unknown() -> tuple[Entry, ...]:
        with world.store.reading() as reader:
            return log.unknown_to(reader)

    assert unknown() == (intent, gone_out, foreign)
    with world.store.transaction() as tx:
        tx.add_attempt(Attempt(world.clock.new_id(), part.id, 1, Op.CREATE, "k", "h", 5))
    assert unknown() == (gone_out, foreign)
    with world.store.transaction() as tx:
        sending = ledger.move(tx, part, State.SENDING)
        ledger.move(tx, sending, State.PUBLISHED, receipt=Receipt("at://x/9"))
    assert unknown() == (foreign,)


def test_a_folder_that_may_not_be_written_is_said(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    paths.make()

    def refuse(*_more: object, **_named: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ProblemError) as caught:
        SentLog(paths).append(INTENDED)
    assert caught.value.problem.code == "folder_not_writable"
    assert Path(str(caught.value.problem.values["folder"])) == paths.folder
