"""The engine's process: over the window's pipe, from the terminal, stopped, left alone, replaced."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.app import close_now, open_desk
from smmdesk.desk import idea_folder, media_intake, planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import first_brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.delivery import State
from smmdesk.model.media import MediaUse
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.store import backups
from smmdesk.system.paths import RESOURCES, Paths
from tests.machine.engine_process import EngineProcess, run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "desk"


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    """What the window has open while the engine works."""
    made = open_desk(Paths(folder))
    yield made
    close_now(made)


@pytest.fixture
def channel(desk: Desk) -> Channel:
    brand = first_brand(desk)
    with desk.store.transaction() as tx:
        known = [channel for channel in tx.all(Channel) if channel.platform == "practice"]
        made = known[0] if known else Channel(desk.clock.new_id(), brand.id, "practice", "Practice")
        return tx.put(replace(made, status=ChannelStatus.CONNECTED, remote_id="practice-1"))


def write(desk: Desk, channel: Channel, text: str) -> Post:
    return planning.add_post(desk, channel.brand_id, content=Content(text=text), channels=(channel.id,))


def state(desk: Desk, post: Post) -> State:
    with desk.store.reading() as reader:
        return reader.deliveries_of(post.id)[0].parts[0].state


def pages(folder: Path) -> list[str]:
    return sorted(json.loads(path.read_text("utf-8"))["text"] for path in (folder / "practice" / "data").glob("*.json"))


# ------------------------------------------------------------------ with a window
def test_the_window_wakes_it_and_hears_of_what_happened(desk: Desk, channel: Channel, folder: Path) -> None:
    with EngineProcess(folder, "--from-window") as engine:
        started = engine.hear("started")
        assert started["pid"] == engine.process.pid
        post = write(desk, channel, "Bread")
        planning.publish_now(desk, post.id)
        engine.say("wake")
        engine.until(lambda: state(desk, post) is State.PUBLISHED)
        engine.say("quit")
        assert engine.ended() == 0
        assert engine.complaints() == ""
    assert pages(folder) == ["Bread"]


# The window stays usable because the upload runs here, in another process than its own.
@pytest.mark.statement(70)
def test_it_says_how_far_an_upload_is(desk: Desk, channel: Channel, folder: Path) -> None:
    photo = RESOURCES / "sample" / "oven.jpg"
    [asset] = asyncio.run(media_intake.take_files(desk, channel.brand_id, [photo])).assets
    content = Content(text="Bread", media=(MediaUse(asset.id),))
    with EngineProcess(folder, "--from-window") as engine:
        engine.hear("started")
        post = planning.add_post(desk, channel.brand_id, content=content, channels=(channel.id,))
        planning.publish_now(desk, post.id)
        engine.say("wake")
        said = [engine.hear("upload"), engine.hear("upload")]
        engine.until(lambda: state(desk, post) is State.PUBLISHED)
        engine.say("quit")
        assert engine.ended() == 0
    with desk.store.reading() as reader:
        part = reader.deliveries_of(post.id)[0].parts[0]
    assert {one["part"] for one in said} == {part.id}
    assert 0 < said[0]["done"] < said[0]["total"]
    assert said[1]["done"] == said[1]["total"] == said[0]["total"]


def test_it_sees_by_itself_what_another_process_wrote(desk: Desk, channel: Channel, folder: Path) -> None:
    with EngineProcess(folder, "--from-window") as engine:
        engine.hear("started")
        post = write(desk, channel, "Bread")
        planning.publish_now(desk, post.id)
        engine.until(lambda: state(desk, post) is State.PUBLISHED)
        engine.say("quit")
        assert engine.ended() == 0


def test_what_is_put_into_the_folder_of_ideas_becomes_one(desk: Desk, channel: Channel, tmp_path: Path) -> None:
    (tmp_path / "Ideas").mkdir()
    idea_folder.choose(desk, channel.brand_id, tmp_path / "Ideas")

    def ideas() -> list[Post]:
        with desk.store.reading() as reader:
            return [post for post in reader.all(Post) if post.stage is Stage.IDEA]

    with EngineProcess(tmp_path / "desk", "--from-window") as engine:
        engine.hear("started")
        shutil.copyfile(RESOURCES / "sample" / "oven.jpg", tmp_path / "Ideas" / "oven.jpg")
        engine.until(lambda: bool(ideas()))
        engine.say("quit")
        assert engine.ended() == 0
        assert engine.complaints() == ""
    (idea,) = ideas()
    assert len(idea.content.media) == 1


def test_a_post_goes_out_at_its_moment(desk: Desk, channel: Channel, folder: Path) -> None:
    post = write(desk, channel, "Soon")
    moment = Moment.of(desk.clock.now() + timedelta(seconds=3), "Europe/Rome")
    planning.schedule(desk, post.id, moment)
    with EngineProcess(folder, "--from-window") as engine:
        engine.until(lambda: state(desk, post) is State.PUBLISHED)
        engine.say("quit")
        assert engine.ended() == 0
    with desk.store.reading() as reader:
        receipt = reader.deliveries_of(post.id)[0].parts[0].receipt
    assert receipt is not None
    assert 0 <= receipt.at_us - moment.instant_us < 5_000_000


def test_words_it_does_not_know_change_nothing(desk: Desk, folder: Path) -> None:
    with EngineProcess(folder, "--from-window") as engine:
        engine.hear("started")
        for line in ("", "dance", "unlock", "unlock \N{BREAD}", "wake wake", "x" * 100_000):
            engine.say(line)
        engine.say("quit")
        assert engine.ended() == 0
        assert engine.complaints() == ""


def test_a_copy_asks_before_it_publishes_and_the_window_is_told(desk: Desk, channel: Channel, folder: Path) -> None:
    known = json.loads((folder / "device.json").read_text("utf-8"))
    (folder / "device.json").write_text(json.dumps({**known, "machine": "another"}), "utf-8")
    with EngineProcess(folder, "--from-window") as engine:
        told = engine.hear("problem")
        assert told["problem"]["code"] == "other_computer"
        engine.say("quit")
        assert engine.ended() == 0


# ------------------------------------------------------------------ the window crashes
def test_it_outlives_the_window_and_makes_room_for_the_next_one(desk: Desk, channel: Channel, folder: Path) -> None:
    later = write(desk, channel, "Tomorrow")
    planning.schedule(desk, later.id, Moment.of(desk.clock.now() + timedelta(days=1), "Europe/Rome"))
    with EngineProcess(folder, "--from-window") as first:
        first.hear("started")
        first.hang_up()
        post = write(desk, channel, "Without a window")
        planning.publish_now(desk, post.id)
        deadline = time.monotonic() + 20
        while state(desk, post) is not State.PUBLISHED:
            assert time.monotonic() < deadline
            desk.store.poll()
        with EngineProcess(folder, "--from-window") as second:
            assert second.hear("started")["pid"] == second.process.pid
            assert first.ended() == 0
            second.say("quit")
            assert second.ended() == 0


def test_alone_and_without_work_it_ends(desk: Desk, folder: Path) -> None:
    with EngineProcess(folder, "--from-window") as engine:
        engine.hear("started")
        engine.hang_up()
        assert engine.ended() == 0


# ------------------------------------------------------------------ from the terminal
def test_a_second_engine_is_told_that_one_runs(desk: Desk, folder: Path) -> None:
    with EngineProcess(folder, "--from-window") as engine:
        engine.hear("started")
        second = run(folder, "publish", "--once", "--json")
        assert second.returncode == 1
        assert json.loads(second.stdout)["problem"]["code"] == "engine_running"
        engine.say("quit")
        assert engine.ended() == 0


def test_once_sends_what_is_due_and_comes_back(desk: Desk, channel: Channel, folder: Path) -> None:
    posts = [write(desk, channel, text) for text in "ab"]
    for post in posts:
        planning.publish_now(desk, post.id)
    later = write(desk, channel, "later")
    planning.schedule(desk, later.id, Moment.of(desk.clock.now() + timedelta(hours=1), "Europe/Rome"))
    done = run(folder, "publish", "--once", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert (answer["published"], answer["needs_you"]) == (2, 0)
    assert [state(desk, post) for post in (*posts, later)] == [State.PUBLISHED, State.PUBLISHED, State.SCHEDULED]


@pytest.mark.fault(15)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_three_seconds(desk: Desk, channel: Channel, folder: Path, number: int) -> None:
    with EngineProcess(folder) as engine:
        post = write(desk, channel, "Bread")
        planning.publish_now(desk, post.id)
        deadline = time.monotonic() + 20
        while state(desk, post) is not State.PUBLISHED:
            assert time.monotonic() < deadline
        asked = time.monotonic()
        os.kill(engine.process.pid, number)
        engine.process.wait(10)
        assert time.monotonic() - asked < 3
        assert engine.hear("words")["words"] == "1 published"
        assert engine.complaints() == ""


def test_nobody_listening_is_no_fault(desk: Desk, channel: Channel, folder: Path) -> None:
    """Started by a service: no pipe at all."""
    post = write(desk, channel, "Bread")
    planning.publish_now(desk, post.id)
    done = run(folder, "publish", "--once")
    assert done.returncode == 0
    assert state(desk, post) is State.PUBLISHED


def test_the_lock_goes_with_the_process(desk: Desk, channel: Channel, folder: Path) -> None:
    """kill -9: the next engine starts at once and puts right what was left."""
    with EngineProcess(folder, "--from-window") as engine:
        engine.hear("started")
        engine.process.kill()
        engine.process.wait(10)
    assert run(folder, "publish", "--once").returncode == 0


def test_a_backup_can_be_made_while_it_works(desk: Desk, folder: Path) -> None:
    with EngineProcess(folder, "--from-window") as engine:
        engine.hear("started")
        assert backups.create(desk.paths, desk.clock).exists()
        engine.say("quit")
        assert engine.ended() == 0


def test_the_engine_loads_no_screen() -> None:
    program = "import smmdesk.engine, sys; sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    root = Path(__file__).resolve().parents[2]
    assert subprocess.run([sys.executable, "-c", program], cwd=root, check=False).returncode == 0
