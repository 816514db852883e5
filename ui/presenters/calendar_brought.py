"""What is brought to the calendar from elsewhere: bits of a picture as a file."""

from pathlib import Path

from smmdesk.desk.desk import Desk


def keep_picture(desk: Desk, png: bytes) -> Path:
    """A picture without a file (dragged from a page, pasted) as a file in the cache, for the composer to take in."""
    folder = desk.paths.cache / "brought"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{desk.clock.new_id()}.png"
    path.write_bytes(png)
    return path
