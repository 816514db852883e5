"""`backup reset`: an empty calendar for whoever comes next, and everything of before in one archive."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from smmdesk.app import close_now, open_desk
from smmdesk.desk import beginning_again, sessions
from smmdesk.desk.archive_file import export_archive
from smmdesk.desk.media_intake import take_files_now
from smmdesk.desk.planning import first_brand
from smmdesk.model.channel import ChannelStatus
from smmdesk.model.problem import ProblemError
from smmdesk.system.clock import ManualClock
from smmdesk.system.device import read_device, renew_device
from smmdesk.system.paths import Paths
from smmdesk.system.single import FileLock
from tests.desk.pictures import encoded, picture
from tests.desk.signed_in import CANARY, connected, desk_in, now
from tests.desk.support import add_post, everything
from tests.desk.test_cli import Do, channel, do
from tests.fakes.mastodon import FakeMastodon

__all__ = ["channel", "do"]


def test_everything_is_in_the_archive_and_the_calendar_is_empty(do: Do, channel: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept.smmdesk"
    post = do("posts", "add", "--text", "Pane", "--channel", channel, "--at", "now")["post"]["id"]
    assert do("publish", "--once")["published"] == 1
    draft = do("posts", "add", "--text", "Torta", "--channel", channel)["post"]["id"]

    found = do("backup", "reset", str(kept))
    assert (found["archive"], found["posts"]) == (str(kept), 2)
    assert Path(found["kept"]).exists(), "a copy of the calendar as well"
    assert do("posts", "list")["posts"] == []
    assert do("channels", "list")["channels"] == []

    again = do("channels", "add", "practice", "--name", "Nuova")["id"]
    do("posts", "add", "--text", "Focaccia", "--channel", again, "--at", "now")
    assert do("publish", "--once")["published"] == 1, "it publishes, and what was there before asks nothing"

    do("import", str(kept))
    desk = open_desk(Paths(tmp_path / "desk"))
    assert {post, draft} < set(everything(desk))
    close_now(desk)
    assert do("publish", "--once")["published"] == 0, "what was out stays out"


def test_a_place_that_is_taken_or_in_the_folder_changes_nothing(do: Do, channel: str, tmp_path: Path) -> None:
    taken = tmp_path / "letter.txt"
    taken.write_text("Dear all", "utf-8")
    for path in (taken, tmp_path / "desk" / "kept.smmdesk", tmp_path / "desk" / "media" / "x"):
        assert do("backup", "reset", str(path), code=2)["problem"]["code"] == "usage"
    assert (
        do("backup", "reset", str(tmp_path / "no" / "such" / "a"), code=1)["problem"]["code"] == "folder_not_writable"
    )
    lock = FileLock(Paths(tmp_path / "desk").engine_lock)
    assert lock.acquire()
    assert do("backup", "reset", str(tmp_path / "kept"), code=1)["problem"]["code"] == "desk_busy"
    lock.release()
    assert taken.read_text("utf-8") == "Dear all"
    assert not (tmp_path / "kept").exists()
    assert [one["id"] for one in do("channels", "list")["channels"]] == [channel]


async def test_no_sign_in_can_be_opened_any_more_even_where_it_ended_there(
    folder: Path, tmp_path: Path, mastodon: FakeMastodon
) -> None:
    """Power went between the archive and the empty calendar: posts are there, sign-ins are not."""
    async with desk_in(folder) as desk:
        channel = await connected(desk, mastodon)
        post = add_post(desk, first_brand(desk), "Pane")
        with pytest.raises(ProblemError, match="folder_not_writable"):
            await beginning_again.pack(desk, tmp_path / "none" / "kept.smmdesk")
        assert now(desk, channel).status is ChannelStatus.CONNECTED, "nothing was packed: nothing is forgotten"
        await beginning_again.pack(desk, tmp_path / "kept.smmdesk")
        assert post.id in everything(desk)
        assert now(desk, channel).status is ChannelStatus.SIGNED_OUT
        with pytest.raises(ProblemError):
            await sessions.open_session(desk, channel)
    assert CANARY.encode() not in (tmp_path / "kept.smmdesk").read_bytes()


async def test_nothing_goes_where_the_file_would_be_tidied_away(
    folder: Path, tmp_path: Path, mastodon: FakeMastodon
) -> None:
    async with desk_in(folder) as desk:
        channel = await connected(desk, mastodon)
        for place in (desk.paths.cache, tmp_path / ".." / tmp_path.name / folder.name / "media"):
            with pytest.raises(ProblemError, match="archive_inside"):
                await beginning_again.pack(desk, place / "kept.smmdesk")
        assert now(desk, channel).status is ChannelStatus.CONNECTED


def test_a_disk_that_refuses_the_empty_calendar_is_a_problem(tmp_path: Path) -> None:
    paths, clock = Paths(tmp_path / "desk"), ManualClock()
    open_desk(paths, clock).close_parts()
    shutil.rmtree(paths.cache)
    paths.cache.write_text("no folder")
    with pytest.raises(ProblemError, match="folder_not_writable"):
        beginning_again.empty(paths, clock)


@pytest.mark.parametrize("wrong", ["a photo", "a row"])
async def test_nothing_is_forgotten_where_the_file_cannot_be_read_back(
    folder: Path, tmp_path: Path, mastodon: FakeMastodon, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    """A worn stick that changes bytes; a row that no other computer would take in."""
    kept = tmp_path / "kept.smmdesk"
    async with desk_in(folder) as desk:
        channel = await connected(desk, mastodon)
        brand = first_brand(desk)
        (tmp_path / "own.png").write_bytes(encoded(picture(color="red")))
        asset = take_files_now(desk, brand.id, [tmp_path / "own.png"]).assets[0]
        add_post(desk, brand, "Pane", language="../x" if wrong == "a row" else "it")

        def worn(*args: Any, **how: Any) -> int:
            count = export_archive(*args, **how)
            if wrong == "a photo":
                data, photo = kept.read_bytes(), desk.files.path(asset.sha256).read_bytes()
                kept.write_bytes(data.replace(photo, photo[:-1] + b"?"))
            return count

        monkeypatch.setattr(beginning_again, "export_archive", worn)
        with pytest.raises(ProblemError, match="archive_bad"):
            await beginning_again.pack(desk, kept)
        assert now(desk, channel).status is ChannelStatus.CONNECTED
        await sessions.open_session(desk, now(desk, channel))


def test_a_folder_that_asked_before_it_publishes_goes_on_asking(tmp_path: Path) -> None:
    paths, clock = Paths(tmp_path / "desk"), ManualClock()
    open_desk(paths, clock).close_parts()
    beginning_again.empty(paths, clock)
    assert not read_device(paths, clock).asks
    renew_device(paths, clock)
    beginning_again.empty(paths, clock)
    assert read_device(paths, clock).asks
    assert list(paths.cache.glob("empty-*")) == []
