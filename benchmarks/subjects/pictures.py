"""A photo of 12 megapixels made fit to leave (1080 × 1350) and shown small, beside Pillow with its draft mode."""

import os
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageFilter

from benchmarks.measuring import Figure, Series, Target, interleaved, ms
from benchmarks.processes import children, peak_mib
from benchmarks.running import Run
from smmdesk.system.pictures import Pictures

SIZE, QUICK_SIZE = (3000, 4000), (300, 400)
BOX, THUMBNAIL = (1080, 1350), (320, 320)
CROP = (0.0, 0.03125, 1.0, 0.96875)
"""The middle in 4 : 5."""
JPEG = ("image/jpeg",)


def figures(bench: Run) -> Iterator[Figure]:
    folder = bench.folders.empty()
    photo = write_photo(folder / "photo.jpg", QUICK_SIZE if bench.quick else SIZE)
    with Pictures() as pictures:
        pictures.make(write_photo(folder / "small.jpg", (64, 64)), folder / "small.out", THUMBNAIL, JPEG)
        before = peak_of_decoder()

        def ours() -> None:
            pictures.make(photo, folder / "large.out", BOX, JPEG, crop=CROP)
            pictures.make(photo, folder / "thumb.out", THUMBNAIL, JPEG)

        took = interleaved(bench.rounds(12), {"ours": ours, "floor": lambda: by_pillow(photo, folder)})
        after = peak_of_decoder()
    name = f"photo of {photo.stat().st_size / 1e6:.1f} MB, 12 MP, to 1080 × 1350 and a thumbnail"
    note = "in a process of its own that may die, metadata left out; off the screen's thread"
    floor = "Pillow in draft mode, in the same process"
    yield Figure(name, "ms", ms(took["ours"]), ms(took["floor"]), floor, Target(250, 150, "median"), note)
    if before is not None and after is not None:
        yield Figure("memory of it at most", "MiB", Series((after - before,)), target=Target(40, 40, "median"))


def peak_of_decoder() -> float | None:
    """The most memory that the processes we started ever held."""
    found = [peak for pid in children(os.getpid()) if (peak := peak_mib(pid)) is not None]
    return max(found, default=None)


def write_photo(path: Path, size: tuple[int, int]) -> Path:
    """A picture with the detail of a photo, the same every time."""
    noise = Image.effect_noise((size[0] // 4, size[1] // 4), 60).resize(size).filter(ImageFilter.GaussianBlur(1))
    slope = Image.linear_gradient("L").resize(size)
    Image.merge("RGB", (noise, slope, noise.rotate(180))).save(path, quality=90)
    return path


def by_pillow(photo: Path, folder: Path) -> None:
    """The same two pictures with nothing around them."""
    for box, crop, name in ((BOX, CROP, "large.jpg"), (THUMBNAIL, (0.0, 0.0, 1.0, 1.0), "thumb.jpg")):
        with Image.open(photo) as image:
            image.draft("RGB", box)
            width, height = image.size
            part = (round(crop[0] * width), round(crop[1] * height), round(crop[2] * width), round(crop[3] * height))
            made = image.crop(part)
            made.thumbnail(box)
            made.save(folder / name, quality=85)
