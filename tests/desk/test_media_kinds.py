"""Photos of phones, the sizes and shapes that platforms ask for, and the place that stays at home."""

import io
import random
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from smmdesk.desk.desk import Desk
from smmdesk.desk.media_intake import take_files_now
from smmdesk.desk.media_leaving import picture_for
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content
from smmdesk.model.limits import Limits, check
from smmdesk.model.media import Asset, MediaUse, crop_for, focus_within, ratio_of
from smmdesk.platforms.base import Picture
from smmdesk.system.pictures import PictureError, Pictures
from tests.desk.pictures import CANARY, PHONE, encoded, film, picture, with_place

TEAL, ORANGE = (0, 128, 128), (255, 165, 0)


@pytest.fixture(scope="module")
def decoder() -> Iterator[Pictures]:
    with Pictures() as pictures:
        yield pictures


@pytest.fixture
def desk(desk: Desk, decoder: Pictures) -> Iterator[Desk]:
    desk.made_pictures = decoder
    yield desk
    desk.made_pictures = None


def asset_of(desk: Desk, brand: Brand, folder: Path, data: bytes, name: str = "foto.jpg") -> Asset:
    (folder / name).write_bytes(data)
    found = take_files_now(desk, brand.id, [folder / name])
    assert found.problems == ()
    return found.assets[0]


def leaving(
    desk: Desk, asset: Asset, use: MediaUse | None = None, platform: str = "", limits: Limits | None = None
) -> Picture:
    return picture_for(desk, asset, use or MediaUse(asset.id), limits or Limits(), platform)


def color_at(made: Picture, x: float, y: float) -> tuple[int, int, int]:
    with Image.open(made.path) as seen:
        found = seen.convert("RGB").getpixel((int(seen.width * x), int(seen.height * y)))
    assert isinstance(found, tuple)
    return found  # type: ignore[return-value]


def near(found: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(one - other) < 25 for one, other in zip(found, wanted, strict=True))


# ------------------------------------------------------------------ phones
@pytest.mark.fault(56)
def test_a_phones_photo_is_taken_and_leaves_upright_as_jpeg(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    asset = asset_of(desk, brand, tmp_path, PHONE.read_bytes(), "IMG_0012.HEIC")
    assert (asset.mime, asset.width_px, asset.height_px) == ("image/heic", 64, 96)
    made = leaving(desk, asset)
    assert (made.mime, made.width_px, made.height_px) == ("image/jpeg", 64, 96)
    assert near(color_at(made, 0.5, 0.2), TEAL)
    assert near(color_at(made, 0.5, 0.8), ORANGE)


def test_only_what_is_whole_is_taken_of_a_phones_photo(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    (tmp_path / "torn.heic").write_bytes(PHONE.read_bytes()[:600])
    (tmp_path / "empty.heic").write_bytes(PHONE.read_bytes()[:40])
    found = take_files_now(desk, brand.id, [tmp_path / "torn.heic", tmp_path / "empty.heic"])
    assert [problem.code for problem in found.problems] == ["file_not_taken"] * 2
    assert [problem.title.split("”")[0] for problem in found.problems] == ["“torn.heic", "“empty.heic"]


def test_an_avif_leaves_as_what_the_platform_takes(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    asset = asset_of(desk, brand, tmp_path, encoded(picture(), "AVIF"), "a.avif")
    assert asset.mime == "image/avif"
    assert leaving(desk, asset).mime == "image/jpeg"
    assert leaving(desk, asset, limits=Limits(image_types=("image/avif",))).mime == "image/avif"


WIDE = {b"rXYZ": (0.5151, 0.2412, -0.0011), b"gXYZ": (0.2920, 0.6922, 0.0419), b"bXYZ": (0.1571, 0.0666, 0.7841)}
"""The primaries of Display P3, which phones take photos in."""


def wide_profile() -> bytes:
    """The profile of sRGB with the wider primaries."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for number in range(struct.unpack_from(">I", made, 128)[0]):
        name, start, _ = struct.unpack_from(">4sII", made, 132 + 12 * number)
        if name in WIDE:
            struct.pack_into(">3i", made, start + 8, *(round(value * 65536) for value in WIDE[name]))
    return bytes(made)


def test_the_wide_colours_of_a_phone_keep_their_look(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    data = encoded(picture(color=(200, 100, 100)), quality=98, icc_profile=wide_profile())
    made = leaving(desk, asset_of(desk, brand, tmp_path, data))
    with Image.open(made.path) as seen:
        assert "icc_profile" not in seen.info
    red, green, blue = color_at(made, 0.5, 0.5)
    assert (red > 207, green < 98, blue < 99) == (True, True, True)


# ------------------------------------------------------------------ as big as may be
def test_the_best_quality_that_fits_comes_before_fewer_pixels(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    noise = Image.effect_noise((900, 600), 60).convert("RGB")
    asset = asset_of(desk, brand, tmp_path, encoded(noise, quality=97))
    free = leaving(desk, asset)
    limit = free.size_bytes * 3 // 4
    made = leaving(desk, asset, limits=Limits(image_max_bytes=limit))
    assert (made.width_px, made.height_px) == (900, 600)
    assert limit * 0.9 < made.size_bytes <= limit
    little = leaving(desk, asset, limits=Limits(image_max_bytes=free.size_bytes // 12))
    assert little.size_bytes <= free.size_bytes // 12
    assert 200 < little.width_px < 900
    assert abs(little.width_px / little.height_px - 1.5) < 0.02


# ------------------------------------------------------------------ crops
def halves(desk: Desk, brand: Brand, folder: Path) -> Asset:
    image = picture((400, 200), color=TEAL)
    image.paste(ORANGE, (200, 0, 400, 200))
    return asset_of(desk, brand, folder, encoded(image, quality=95))


@pytest.mark.statement(24)
def test_each_platform_gets_its_own_crop_and_the_original_stays(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    asset = halves(desk, brand, tmp_path)
    before = desk.files.path(asset.sha256).read_bytes()
    use = MediaUse(asset.id).with_crop("", "1:1", (0.0, 0.0, 0.5, 1.0)).with_crop("two", "1:1", (0.5, 0.0, 1.0, 1.0))
    one, two = leaving(desk, asset, use, "one"), leaving(desk, asset, use, "two")
    assert (one.width_px, one.height_px) == (two.width_px, two.height_px) == (200, 200)
    assert near(color_at(one, 0.5, 0.5), TEAL)
    assert near(color_at(two, 0.5, 0.5), ORANGE)
    whole = leaving(desk, asset, use.with_crop("two", "", None), "two")
    assert (whole.width_px, whole.height_px) == (400, 200)
    assert leaving(desk, asset, use.with_crop("", "", None).with_crop("two", "", None), "one").width_px == 400
    assert desk.files.path(asset.sha256).read_bytes() == before


def test_what_a_platform_does_not_show_is_cut_around_the_focus(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    asset = halves(desk, brand, tmp_path)
    narrow = Limits(image_ratio_least=0.8, image_ratio_most=1.0)
    made = leaving(desk, asset, MediaUse(asset.id, focus=(0.9, 0.0)), limits=narrow)
    assert (made.width_px, made.height_px) == (200, 200)
    assert near(color_at(made, 0.1, 0.5), ORANGE)


def test_a_turned_photo_is_cropped_as_it_is_seen(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    asset = halves(desk, brand, tmp_path)
    turned = leaving(desk, asset, MediaUse(asset.id, turn=90))
    assert (turned.width_px, turned.height_px) == (200, 400)
    assert near(color_at(turned, 0.5, 0.1), TEAL)  # clockwise: the left goes up
    use = MediaUse(asset.id, turn=90).with_crop("", "free", (0.0, 0.5, 1.0, 1.0))
    assert near(color_at(leaving(desk, asset, use), 0.5, 0.2), ORANGE)


def test_crops_of_any_numbers_stay_inside() -> None:
    use = MediaUse("a", crops={"free": (-3.0, 0.9, 0.2, 0.1)})
    left, top, right, bottom = crop_for(use, "", 1.5) or (0.0, 0.0, 1.0, 1.0)
    assert 0.0 <= left < right <= 1.0
    assert 0.0 <= top < bottom <= 1.0
    assert crop_for(MediaUse("a"), "x", 1.0, 0.8, 1.91) is None
    assert focus_within((0.5, 0.0), (0.5, 0.0, 1.0, 1.0)) == (0.0, 0.0)
    assert [ratio_of(name) for name in ("4:5", "1.91:1", "free", "4:0", "x:y")] == [0.8, 1.91, 0.0, 0.0, 0.0]


# ------------------------------------------------------------------ the place
@pytest.mark.statement(25)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIC"])
def test_the_place_leaves_only_when_the_brand_says_so(desk: Desk, brand: Brand, tmp_path: Path, kind: str) -> None:
    """And then the place alone: never the camera, the comment, or the first picture's own words."""
    asset = asset_of(desk, brand, tmp_path, with_place(kind), f"a.{kind.lower()}")
    types = Limits(image_types=("image/png", "image/webp", "image/avif") if kind == "AVIF" else Limits().image_types)
    with Image.open(leaving(desk, asset, limits=types).path) as seen:
        assert not seen.getexif()
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Brand, brand.id), keeps_place=True))
    with Image.open(leaving(desk, asset, limits=types).path) as seen:
        found = seen.getexif()
        assert found.get_ifd(0x8825)[1] == "N"
        assert list(found) == [0x8825]


def test_a_film_keeps_its_place_only_when_the_brand_says_so(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    asset = asset_of(desk, brand, tmp_path, film(), "a.mp4")
    assert CANARY.encode() not in leaving(desk, asset).path.read_bytes()
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Brand, brand.id), keeps_place=True))
    kept = leaving(desk, asset).path.read_bytes()
    assert kept.count(CANARY.encode()) == 2  # the two place boxes; not the one that says anything at all
    assert len(kept) == asset.size_bytes


# ------------------------------------------------------------------ films
def test_a_film_of_a_kind_that_the_platform_does_not_play_is_told_before(
    desk: Desk, brand: Brand, tmp_path: Path
) -> None:
    asset = asset_of(desk, brand, tmp_path, film(codec=b"hvc1"), "a.mp4")
    assert (asset.codec, asset.duration_ms) == ("hevc", 12_500)
    limits = Limits(videos_max=1, video_types=("video/mp4",), video_codecs=("h264",))
    content = Content(text="x", media=(MediaUse(asset.id),))
    [problem] = check(content, limits, "Forno", {asset.id: asset}).blocking
    assert problem.title == "Forno does not play the kind of video in “a.mp4”"
    assert "hevc" in problem.advice


# ------------------------------------------------------------------ hostile ones
def mangled(data: bytes, seed: int) -> bytes:
    """Some bytes changed, cut off or doubled, by a seed."""
    chance = random.Random(seed)
    made = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        made[chance.randrange(len(made))] = chance.randrange(256)
    if chance.random() < 0.3:
        del made[chance.randrange(20, len(made)) :]
    if chance.random() < 0.2:
        place = chance.randrange(len(made))
        made[place:place] = made[place : place + chance.randint(1, 400)]
    return bytes(made)


def broken_ones(folder: Path, decoder: Pictures, seeds: range) -> int:
    """Every one is opened or refused, the process answers, and nothing of the place is in what it made."""
    opened = 0
    refused: set[str] = set()
    for kind in ("WEBP", "AVIF", "HEIC", "JPEG", "PNG", "GIF"):
        whole = with_place(kind)
        for seed in seeds:
            source, target = folder / "broken", folder / "made"
            source.write_bytes(mangled(whole, seed))
            try:
                decoder.probe(source)
                made = decoder.make(source, target, (64, 64), ("image/jpeg", "image/png"))
            except PictureError as error:
                refused.add(error.why)
                continue
            opened += 1
            assert made.width_px <= 64
            assert CANARY.encode() not in target.read_bytes()
    assert refused <= {"unreadable", "too_large"}  # none hung
    return opened


@pytest.mark.vector(86)
def test_broken_pictures_of_every_kind_are_opened_or_refused(tmp_path: Path, decoder: Pictures) -> None:
    assert broken_ones(tmp_path, decoder, range(25)) > 20


@pytest.mark.long
@pytest.mark.vector(86)
def test_broken_pictures_by_the_thousand(tmp_path: Path, decoder: Pictures) -> None:
    assert broken_ones(tmp_path, decoder, range(1_000, 3_000)) > 1_000


@pytest.mark.vector(85)
def test_a_profile_of_fifty_megabytes_is_not_used(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    data = encoded(picture(), "PNG", icc_profile=random.Random(1).randbytes(50_000_000))
    (tmp_path / "a.png").write_bytes(data)
    found = take_files_now(desk, brand.id, [tmp_path / "a.png"])
    for asset in found.assets:
        assert leaving(desk, asset).size_bytes < 100_000
    assert len(found.assets) + len(found.problems) == 1


def test_a_picture_in_memory_has_its_place_in_every_format() -> None:
    """The canaries are really there: what does not leave was in the file."""
    for kind in ("JPEG", "PNG", "WEBP", "AVIF", "HEIC", "GIF"):
        assert CANARY.encode() in with_place(kind)
        if kind not in ("HEIC", "GIF"):
            with Image.open(io.BytesIO(with_place(kind))) as seen:
                assert seen.getexif().get_ifd(0x8825)[1] == "N"
