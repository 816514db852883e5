"""An engine whose window crashed, and the program that is put in its place: posts go out, whichever of them works."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.app import close_now, open_desk
from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import first_brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.delivery import State
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.system.paths import Paths
from smmdesk.system.single import is_held
from tests.machine.engine_process import MAIN, PATIENCE_S, EngineProcess

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a script stands for the program in one file")

PROGRAM = f"""#!{sys.executable}
# {{version}}
import os, sys
with open(sys.argv[0] + ".begun", "a") as begun:
    begun.write(f"{{version}} {{{{os.getpid()}}}}\\n")
{{first}}
sys.path.insert(0, {str(MAIN.parent)!r})
sys.frozen, sys.executable = True, os.path.abspath(sys.argv[0])
from smmdesk.system.successor import Succession
Succession.RESTS_S = (0.5, 0.5)
from main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(Paths(tmp_path / "desk"))
    yield made
    close_now(made)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "smmdesk"
    put(path, "old")
    return path


def put(path: Path, version: str, first: str = "") -> None:
    """Another version in its place, as a package puts it there."""
    newer = path.with_name("newer")
    newer.write_text(PROGRAM.format(version=version, first=first), "utf-8")
    newer.chmod(0o755)
    newer.replace(path)


def begun(program: Path) -> list[tuple[str, int]]:
    """Each start so far: which version, and its process."""
    lines = program.with_name("smmdesk.begun").read_text("utf-8").splitlines()
    return [(version, int(pid)) for version, pid in map(str.split, lines)]


def until(is_so: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(round(PATIENCE_S / 0.05)):
        if is_so():
            return
        pause.wait(0.05)
    pytest.fail("it never came to it")


def write(desk: Desk, text: str) -> Post:
    brand = first_brand(desk)
    with desk.store.transaction() as tx:
        known = [channel for channel in tx.all(Channel) if channel.platform == "practice"]
        made = known[0] if known else Channel(desk.clock.new_id(), brand.id, "practice", "Practice")
        channel = tx.put(replace(made, status=ChannelStatus.CONNECTED, remote_id="practice-1"))
    return planning.add_post(desk, brand.id, content=Content(text=text), channels=(channel.id,))


def is_out(desk: Desk, post: Post) -> bool:
    desk.store.poll()
    with desk.store.reading() as reader:
        return reader.deliveries_of(post.id)[0].parts[0].state is State.PUBLISHED


def with_work_left(desk: Desk) -> None:
    post = write(desk, "Tomorrow")
    planning.schedule(desk, post.id, Moment.of(desk.clock.now() + timedelta(days=1), "Europe/Rome"))


def test_the_newer_program_goes_on_in_its_place(desk: Desk, program: Path) -> None:
    with_work_left(desk)
    with EngineProcess(desk.paths.folder, "--from-window", program=program) as old:
        old.hear("started")
        old.hang_up()
        put(program, "new")
        assert old.ended() == 0
    (_, newer) = begun(program)
    assert newer[0] == "new"
    try:
        assert is_held(desk.paths.engine_lock)
        post = write(desk, "Bread")
        planning.publish_now(desk, post.id)
        until(lambda: is_out(desk, post))
    finally:
        os.kill(newer[1], signal.SIGTERM)
    until(lambda: not is_held(desk.paths.engine_lock))
    assert len(begun(program)) == 2


def test_what_a_person_started_in_the_terminal_says_why_it_ended(desk: Desk, program: Path) -> None:
    """And ends as a failure: what begins programs again begins the other one."""
    with EngineProcess(desk.paths.folder, program=program) as old:
        until(lambda: is_held(desk.paths.engine_lock))
        put(program, "new")
        assert old.ended() == 1
        said = [old.hear("words")["words"] for _line in range(2)]
    assert said == ["0 published", "Another version of smmdesk was installed here. Start this again."]
    assert len(begun(program)) == 1


def test_where_the_newer_one_does_not_start_the_old_one_goes_on(desk: Desk, program: Path) -> None:
    with_work_left(desk)
    with EngineProcess(desk.paths.folder, "--from-window", program=program) as old:
        old.hear("started")
        old.hang_up()
        put(program, "broken", first="sys.exit(3)")
        until(lambda: len(begun(program)) == 3)
        until(lambda: is_held(desk.paths.engine_lock))
        post = write(desk, "Bread")
        planning.publish_now(desk, post.id)
        until(lambda: is_out(desk, post))
        assert old.process.poll() is None
        assert [version for version, _ in begun(program)] == ["old", "broken", "broken"], "and not again and again"
        put(program, "mended")
        assert old.ended() == 0
    version, process = begun(program)[-1]
    assert version == "mended"
    os.kill(process, signal.SIGTERM)
    until(lambda: not is_held(desk.paths.engine_lock))
