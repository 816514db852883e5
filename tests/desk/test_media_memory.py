"""Gate G9 of security.md: whatever picture comes, the process that opens it stays below 512 MiB, and lives."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from smmdesk.system.decoder import MAX_PIXELS
from smmdesk.system.pictures import PictureError, Pictures
from tests.desk.pictures import encoded, with_place

MOST_MIB = 512
SIDE = int(MAX_PIXELS**0.5)
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="how much a process used at most is read from /proc")


@pytest.fixture
def decoder() -> Iterator[Pictures]:
    with Pictures() as made:
        yield made


def peak_mib(decoder: Pictures) -> int:
    process = decoder._child._process
    assert process is not None, "it died"
    assert process.poll() is None, "it died"
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024


LARGE: dict[str, Callable[[], bytes]] = {
    "the largest photo": lambda: encoded(Image.new("RGB", (SIDE, SIDE), "orange")),
    "the largest that lets light through": lambda: encoded(Image.new("RGBA", (SIDE, SIDE), (9, 9, 9, 9)), "PNG"),
    "the largest of 16 bits": lambda: encoded(Image.new("I;16", (SIDE, SIDE), 40_000), "PNG"),
    "the largest of four inks": lambda: encoded(Image.new("CMYK", (SIDE, SIDE), (0, 99, 99, 0))),
    "the largest of one line": lambda: encoded(Image.new("RGB", (16_000, MAX_PIXELS // 16_000), "orange")),
    "the largest WebP": lambda: encoded(Image.new("RGB", (7_000, 7_000), "orange"), "WEBP"),
}


@pytest.mark.parametrize("kind", LARGE)
def test_the_largest_pictures_are_opened_in_so_much_memory(tmp_path: Path, decoder: Pictures, kind: str) -> None:
    source = tmp_path / "large"
    source.write_bytes(LARGE[kind]())
    with contextlib.suppress(PictureError):
        decoder.probe(source)
        decoder.make(source, tmp_path / "made", (1080, 1350), ("image/jpeg", "image/png"))
    assert peak_mib(decoder) <= MOST_MIB


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIC"])
def test_what_is_made_smaller_at_once_is_upright_and_cut_where_it_was_meant(
    tmp_path: Path, decoder: Pictures, kind: str
) -> None:
    """Taken sideways (orientation 6), much larger than wanted; the crop is of the upright picture."""
    source = tmp_path / "sideways"
    source.write_bytes(with_place(kind, orientation=6, size=(900, 600)))
    whole = decoder.make(source, tmp_path / "whole", (60, 60), ("image/png",))
    assert (whole.width_px, whole.height_px) == (40, 60)
    half = decoder.make(source, tmp_path / "half", (60, 60), ("image/png",), crop=(0.0, 0.0, 1.0, 0.5))
    assert (half.width_px, half.height_px) == (60, 45)
