"""Files with odd names and paths (security.md 98): taken under their name, or named and left out."""

from pathlib import Path

import pytest

from smmdesk.desk.desk import Desk
from smmdesk.desk.media_intake import take_files_now
from smmdesk.model.brand import Brand
from tests.desk.pictures import encoded, picture


@pytest.mark.vector(98)
def test_a_file_that_is_read_only_with_an_odd_name_is_taken_under_that_name(
    desk: Desk, brand: Brand, tmp_path: Path
) -> None:
    folder = tmp_path / ("di sola lettura " * 12) / ("molto lungo " * 12)
    folder.mkdir(parents=True)
    photo = folder / "🥐 %APPDATA% pane .jpg"
    photo.write_bytes(encoded(picture()))
    photo.chmod(0o400)
    folder.chmod(0o500)
    try:
        found = take_files_now(desk, brand.id, [photo])
    finally:
        folder.chmod(0o700)
    assert len(str(photo)) > 260
    assert [asset.name for asset in found.assets] == ["🥐 %APPDATA% pane .jpg"]
    assert found.problems == ()


@pytest.mark.vector(98)
@pytest.mark.parametrize("path", ["\0.jpg", "x" * 300 + ".jpg", "%APPDATA%/a.jpg", "/nowhere/share/a.jpg"])
def test_a_path_that_cannot_be_read_is_named_and_nothing_else_stops(
    desk: Desk, brand: Brand, tmp_path: Path, path: str
) -> None:
    good = tmp_path / "a.jpg"
    good.write_bytes(encoded(picture()))
    found = take_files_now(desk, brand.id, [Path(path), good])
    assert [asset.name for asset in found.assets] == ["a.jpg"]
    assert len(found.problems) == 1
