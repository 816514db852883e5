"""A disk that is really full, a folder that is really closed: real processes on a small file system of their own."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.content import Content
from smmdesk.model.delivery import Evidence, State
from smmdesk.model.post import Post
from smmdesk.store import driver
from smmdesk.store.sent_log import SentLog
from smmdesk.system.paths import Paths
from tests.fakes.mastodon import GOTOSOCIAL, FakeMastodon
from tests.helpers.warm import Warm
from tests.machine.desks import UNLOCKED, is_sound, mastodon_post, parts, states, with_desk
from tests.machine.work import HERE

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and mounts of POSIX systems")
NOBODY = 65534
SMALL = "size=6m"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with a few megabytes."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", SMALL, "tmpfs", str(place)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only an administrator may mount a small file system; RLIMIT_FSIZE stands in below")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.fixture
def server() -> Iterator[FakeMastodon]:
    """It keeps no key: a post that is sent again is there twice."""
    with FakeMastodon(dialect=GOTOSOCIAL) as made:
        yield made


def is_known_from_the_log(warm: Warm, folder: Path, server: FakeMastodon) -> None:
    """The next engine, with room, knows the remote id by itself: nothing is asked, nothing sent again."""
    [done] = [entry for entry in SentLog(Paths(folder)).entries() if entry.what == "done"]
    assert done.id == server.statuses[0].id
    asked = len(server.requests)
    ran = warm.publish(folder, env=UNLOCKED)
    assert (ran.code, ran.err) == (0, "")
    [part] = parts(folder)
    assert part.state is State.PUBLISHED
    assert part.receipt is not None
    assert (part.receipt.id, part.receipt.evidence) == (done.id, Evidence.RESPONSE)
    assert [status.text for status in server.statuses] == ["Bread"]
    assert not [request for request in server.requests[asked:] if request.method == "POST"]


@pytest.mark.fault(78)
def test_the_disk_is_full_when_the_answer_comes(warm: Warm, small_disk: Path, server: FakeMastodon) -> None:
    folder = small_disk / "desk"
    mastodon_post(folder, server)
    warm.publish(folder, meanwhile=("answered", f"{HERE}fill_disk", [str(small_disk)]), env=UNLOCKED)
    assert [status.text for status in server.statuses] == ["Bread"]
    assert (small_disk / "filler").stat().st_size > 100_000
    (small_disk / "filler").unlink()
    assert is_sound(folder)
    assert states(folder) == {State.SENDING}, "there was no room for it in the database"
    is_known_from_the_log(warm, folder, server)


@pytest.mark.fault(78)
def test_no_file_may_grow_when_the_answer_comes(warm: Warm, folder: Path, server: FakeMastodon) -> None:
    """The same where nobody may mount anything."""
    mastodon_post(folder, server)
    warm.publish(folder, meanwhile=("answered", f"{HERE}no_file_grows", [60_000]), env=UNLOCKED)
    assert [status.text for status in server.statuses] == ["Bread"]
    assert states(folder) == {State.SENDING}
    is_known_from_the_log(warm, folder, server)


@pytest.mark.fault(77, 78)
def test_an_engine_on_a_full_disk_sends_nothing_and_says_so(warm: Warm, small_disk: Path, server: FakeMastodon) -> None:
    folder = small_disk / "desk"
    mastodon_post(folder, server)
    warm.run(f"{HERE}fill_disk", str(small_disk))
    ran = warm.publish(folder, env=UNLOCKED)
    assert (ran.code, ran.json["problem"]["code"]) == (1, "disk_full"), ran
    assert server.statuses == []
    (small_disk / "filler").unlink()
    assert warm.publish(folder, env=UNLOCKED).code == 0
    assert [status.text for status in server.statuses] == ["Bread"]


@pytest.mark.fault(77)
def test_a_draft_that_does_not_fit_is_told_and_the_saved_ones_stay(warm: Warm, small_disk: Path) -> None:
    folder = small_disk / "desk"
    assert warm.command(folder, "posts", "add", "--text", "saved").code == 0
    warm.run(f"{HERE}fill_disk", str(small_disk))
    full = warm.command(folder, "posts", "add", "--text", "long " * 20_000, "--json")
    assert (full.code, full.json["problem"]["code"]) == (1, "disk_full"), full
    assert full.json["problem"]["remedy"] == "free_space"
    (small_disk / "filler").unlink()
    assert warm.command(folder, "posts", "add", "--text", "long " * 20_000).code == 0
    assert is_sound(folder)

    def texts(desk: Desk) -> list[str]:
        with desk.store.reading() as reader:
            return sorted(post.content.text[:5] for post in reader.all(Post))

    assert with_desk(folder, texts) == ["long ", "saved"]


# ------------------------------------------------------------------ closed folders
@pytest.fixture
def public(tmp_path: Path) -> Iterator[Path]:
    """A folder that everybody may enter."""
    made = Path(tempfile.mkdtemp(prefix="smm-public-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


def closed_parent(public: Path) -> Path:
    return public / "desk"


def readable_only(public: Path) -> Path:
    folder = made_desk(public)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def not_to_be_entered(public: Path) -> Path:
    return made_desk(public)


def closed_database(public: Path) -> Path:
    folder = made_desk(public)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    Paths(folder).database.chmod(0o400)
    os.chown(Paths(folder).database, 0, 0)
    return folder


def made_desk(public: Path) -> Path:
    folder = public / "desk"
    with_desk(
        folder, lambda desk: planning.add_post(desk, planning.first_brand(desk).id, content=Content(text="Bread"))
    )
    return folder


@pytest.mark.fault(85)
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become nobody")
@pytest.mark.parametrize("closed", [closed_parent, readable_only, not_to_be_entered, closed_database])
def test_a_folder_that_nobody_may_write_is_named_with_what_to_do(
    warm: Warm, public: Path, tmp_path: Path, closed: Any
) -> None:
    folder = closed(public)
    before = Paths(folder).database.read_bytes() if Paths(folder).database.exists() else b""
    ran = warm.run(f"{HERE}open_as", str(folder), str(tmp_path / "spare"), NOBODY)
    assert ran.code == 1, ran
    assert ran.json["code"] == "folder_not_writable", ran
    assert str(folder) in ran.json["title"]
    assert ran.json["remedy"] == "choose_folder"
    if before:
        assert Paths(folder).database.read_bytes() == before
        assert driver.connect(Paths(folder).database, read_only=True).execute("SELECT text FROM post").fetchall()
