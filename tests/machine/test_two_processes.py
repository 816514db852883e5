"""Two real processes on one folder: a lock that another program holds, a window that hangs, a second start."""

import fcntl
import json
import os
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.app import close_now, open_desk
from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.content import Content
from smmdesk.model.delivery import State
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.store import driver, health
from smmdesk.system.paths import Paths
from tests.helpers.screen import until
from tests.helpers.warm import Warm
from tests.machine.desks import ROME, is_sound, practice_channel, practice_post, practice_texts, states, with_desk
from tests.machine.engine_process import EngineProcess, command, environment
from tests.machine.work import HERE
from tests.store.test_opening import scrambled

IMPATIENT_MS = 300


def locked(folder: Path) -> driver.Connection:
    """Another program that writes: a copier, a virus scanner, a second copy of smmdesk. It is this process."""
    other = driver.connect(Paths(folder).database)
    other.execute("BEGIN IMMEDIATE")
    return other


# ------------------------------------------------------------------ locked by another program
@pytest.mark.fault(79)
def test_a_lock_that_ends_is_waited_for(warm: Warm, folder: Path) -> None:
    practice_post(folder)
    with closing(locked(folder)) as other:
        release = threading.Timer(0.5, other.execute, ["ROLLBACK"])
        release.start()
        began = time.monotonic()
        added = warm.command(folder, "posts", "add", "--text", "Bread", "--json")
        release.join()
    assert added.code == 0, added
    assert time.monotonic() - began > 0.3


@pytest.mark.fault(79)
def test_a_lock_that_does_not_end_is_told_and_nothing_is_half_written(warm: Warm, folder: Path) -> None:
    practice_post(folder)
    with closing(locked(folder)):
        ran = warm.run(f"{HERE}add_post_impatiently", str(folder), IMPATIENT_MS, "Bread")
    assert (ran.code, ran.json["problem"]["code"]) == (1, "desk_busy"), ran
    assert ran.json["problem"]["remedy"] == "retry"
    assert is_sound(folder)
    assert warm.run(f"{HERE}add_post_impatiently", str(folder), IMPATIENT_MS, "Bread").code == 0


@pytest.mark.fault(79)
def test_an_engine_that_finds_it_locked_makes_no_post_a_failed_one(warm: Warm, folder: Path) -> None:
    practice_post(folder)
    with closing(locked(folder)):
        ran = warm.run(f"{HERE}publish_impatiently", str(folder), IMPATIENT_MS)
    assert (ran.code, ran.json["problem"]["code"]) == (1, "desk_busy"), ran
    assert states(folder) == {State.SCHEDULED}
    assert warm.publish(folder).code == 0
    assert practice_texts(folder) == ["1", "2", "3"]
    assert states(folder) == {State.PUBLISHED}


@pytest.mark.fault(79)
def test_locked_when_the_answer_comes_it_is_written_when_the_lock_ends(warm: Warm, folder: Path) -> None:
    """The remote id is in the log at once; the post is never called failed and never sent again."""
    practice_post(folder, Content(text="1"))
    hold = ("answered", f"{HERE}hold_lock_elsewhere", [str(folder), 2 * IMPATIENT_MS])
    ran = warm.run(f"{HERE}publish_impatiently", str(folder), IMPATIENT_MS, meanwhile=hold)
    assert ran.code in (0, 1), ran
    assert "Traceback" not in ran.err
    assert warm.publish(folder).code == 0
    assert practice_texts(folder) == ["1"]
    assert states(folder) == {State.PUBLISHED}


# ------------------------------------------------------------------ a window that hangs
@pytest.mark.fault(13)
@pytest.mark.skipif(sys.platform != "linux", reason="the pipe of a test's size is Linux's")
def test_an_engine_is_on_time_although_its_window_reads_nothing(folder: Path) -> None:
    """A frozen window leaves the pipe full: what the engine says is dropped, what it sends goes out at its moment."""

    def plan(desk: Desk) -> tuple[str, Moment]:
        channel = practice_channel(desk)
        post = planning.add_post(desk, channel.brand_id, content=Content(text="On time"), channels=(channel.id,))
        moment = Moment.of(desk.clock.now() + timedelta(seconds=4), ROME)
        planning.schedule(desk, post.id, moment)
        return post.id, moment

    post_id, moment = with_desk(folder, plan)
    read, write = os.pipe()
    fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, 4096)
    os.write(write, b" " * 4095 + b"\n")
    engine = subprocess.Popen(
        command(folder, "publish", "--from-window"), env=environment(), stdin=subprocess.PIPE, stdout=write
    )
    os.close(write)
    assert engine.stdin is not None
    desk = open_desk(Paths(folder))
    try:
        until(lambda: practice_texts(folder), "the engine does not wait for its window")
        late_s = (desk.clock.now() - moment.instant).total_seconds()
        assert late_s < 3
        engine.stdin.write(b"quit\n")
        engine.stdin.flush()
        assert engine.wait(10) == 0
        with desk.store.reading() as reader:
            [delivery] = reader.deliveries_of(post_id)
            assert delivery.parts[0].state is State.PUBLISHED
    finally:
        engine.kill()
        engine.wait(10)
        engine.stdin.close()
        os.close(read)
        close_now(desk)


# ------------------------------------------------------------------ damage found by the engine
@pytest.mark.fault(81)
def test_an_engine_that_finds_damage_under_a_window_tells_it_and_leaves_the_file(folder: Path) -> None:
    """The window has the file open: exchanged under it, what it writes would be lost."""
    desk = open_desk(Paths(folder))
    try:
        for number in range(60):
            planning.add_post(desk, planning.first_brand(desk).id, content=Content(text=f"{number} " + "word " * 400))
        assert desk.store._writer is not None
        desk.store._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        scrambled(desk.paths.database)
        with EngineProcess(folder, "--from-window") as engine:
            told = engine.hear("problem")
            assert told["problem"]["code"] == "desk_hurt"
            assert engine.ended() == 1
        assert (folder / health.CHECK_WANTED).exists()
        assert not (desk.paths.backups / "damaged").exists()
    finally:
        close_now(desk)


# ------------------------------------------------------------------ a second start
@pytest.mark.fault(64, 80)
def test_of_two_engines_at_once_one_sends(folder: Path) -> None:
    practice_post(folder)
    both = [
        subprocess.Popen(
            command(folder, "publish", "--once", "--json"),
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [json.loads(each.communicate(timeout=60)[0]) for each in both]
    refused = [each["problem"]["code"] for each in said if not each["ok"]]
    assert refused in ([], ["engine_running"]), "one at a time, or one after the other"
    assert sum(each.get("published", 0) for each in said) == 3
    assert practice_texts(folder) == ["1", "2", "3"]


@pytest.mark.fault(80)
def test_window_commands_and_engine_write_at_once_and_nobody_is_refused(warm: Warm, folder: Path) -> None:
    practice_post(folder)
    desk = open_desk(Paths(folder))
    try:
        with EngineProcess(folder, "--from-window") as engine:
            engine.hear("started")
            for number in range(5):
                planning.add_post(desk, planning.first_brand(desk).id, content=Content(text=f"window {number}"))
                assert warm.command(folder, "posts", "add", "--text", f"command {number}").code == 0
            engine.until(lambda: len(practice_texts(folder)) == 3)
            engine.say("quit")
            assert engine.ended() == 0
        with desk.store.reading() as reader:
            assert len(reader.all(Post)) == 11
    finally:
        close_now(desk)
