"""A file that is changed after its photo was taken: the post keeps its bytes, and the change is known."""

import json
import os
from pathlib import Path

import pytest

from smmdesk.desk import origins
from smmdesk.desk.desk import Desk
from smmdesk.desk.media_intake import take_bytes, take_files, take_files_now
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content
from smmdesk.model.delivery import State
from smmdesk.model.media import Asset, MediaUse
from smmdesk.system.clock import ManualClock
from tests.desk.pictures import encoded, picture
from tests.fakes.reach import made_bench


def saved(path: Path, size: tuple[int, int] = (60, 40)) -> Path:
    path.write_bytes(encoded(picture(size)))
    return path


def taken(desk: Desk, brand: Brand, path: Path) -> Asset:
    found = take_files_now(desk, brand.id, [path])
    assert found.problems == ()
    return found.assets[0]


@pytest.mark.fault(50)
def test_a_file_with_other_bytes_is_known(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    path, other = saved(tmp_path / "pane.jpg"), saved(tmp_path / "torta.jpg", (50, 50))
    pane, torta = taken(desk, brand, path), taken(desk, brand, other)
    both = [pane.sha256, torta.sha256, "0" * 64]
    assert origins.changed_files(desk, both) == {}
    saved(path, (80, 20))
    assert origins.changed_files(desk, both) == {pane.sha256: path}
    assert desk.files.is_sound(pane.sha256), "what the post has stays"


@pytest.mark.fault(50)
def test_the_same_bytes_saved_again_are_no_change(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    path = saved(tmp_path / "pane.jpg")
    asset = taken(desk, brand, path)
    os.utime(path, ns=(1, 1))
    assert origins.changed_files(desk, [asset.sha256]) == {}
    noted = json.loads(desk.paths.origins.read_text("utf-8"))
    assert noted[asset.sha256] == [str(path), asset.size_bytes, 1], "it is not read again each time"


@pytest.mark.parametrize("become", ["gone", "folder", "empty", "pipe"])
def test_a_file_that_is_no_photo_any_more_offers_nothing(desk: Desk, brand: Brand, tmp_path: Path, become: str) -> None:
    path = saved(tmp_path / "pane.jpg")
    asset = taken(desk, brand, path)
    path.unlink()
    if become == "folder":
        path.mkdir()
    elif become == "empty":
        path.touch()
    elif become == "pipe":
        os.mkfifo(path)
    assert origins.changed_files(desk, [asset.sha256]) == {}


@pytest.mark.parametrize("torn", [b"", b"{", b"[1, 2]", b'{"a": 1}', b"\xff"])
def test_notes_that_cannot_be_read_are_begun_anew(desk: Desk, brand: Brand, tmp_path: Path, torn: bytes) -> None:
    desk.paths.origins.write_bytes(torn)
    path = saved(tmp_path / "pane.jpg")
    asset = taken(desk, brand, path)
    saved(path, (80, 20))
    assert origins.changed_files(desk, [asset.sha256]) == {asset.sha256: path}
    assert desk.paths.origins.stat().st_mode & 0o777 == 0o600


async def test_what_was_pasted_comes_from_no_file(desk: Desk, brand: Brand) -> None:
    await take_bytes(desk, brand.id, encoded(picture()), "pasted.png")
    assert not desk.paths.origins.exists()


@pytest.mark.fault(50)
async def test_what_goes_out_is_what_was_scheduled(
    desk: Desk, clock: ManualClock, brand: Brand, tmp_path: Path
) -> None:
    path = saved(tmp_path / "pane.jpg")
    with made_bench(desk, clock, brand) as bench:
        [asset] = (await take_files(desk, brand.id, [path])).assets
        post = bench.post(
            "", bench.channel(), content=Content(text="Pane", media=(MediaUse(asset.id, {"it": "Pane"}),))
        )
        saved(path, (80, 20))
        await bench.run()
        assert bench.state(post) is State.PUBLISHED
        [job] = [job for verb, job in bench.platform.received if verb == "commit"]
        assert [(one.width_px, one.height_px) for one in job.outgoing.media] == [(60, 40)]
