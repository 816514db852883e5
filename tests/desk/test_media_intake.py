"""Photos and videos: what is taken, what is refused, and what leaves."""

import asyncio
import io
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from smmdesk.desk import media_intake, media_leaving
from smmdesk.desk.desk import Desk
from smmdesk.desk.media_intake import Taken, take_files, take_files_now
from smmdesk.desk.media_leaving import picture_for
from smmdesk.model.brand import Brand
from smmdesk.model.limits import Limits
from smmdesk.model.media import Asset, MediaUse
from smmdesk.platforms.base import Picture
from smmdesk.system.pictures import PictureError, Pictures
from smmdesk.system.video import VideoError, VideoFacts, probe_video, strip_video
from tests.desk.pictures import CANARY, box, encoded, film, huge_png, picture, with_place

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIC")


@pytest.fixture(scope="module")
def decoder() -> Iterator[Pictures]:
    """One process for all: starting one costs more than most tests."""
    with Pictures() as pictures:
        yield pictures


@pytest.fixture
def desk(desk: Desk, decoder: Pictures) -> Iterator[Desk]:
    desk.made_pictures = decoder
    yield desk
    desk.made_pictures = None


def taken(desk: Desk, brand: Brand, folder: Path, **files: bytes) -> Taken:
    paths = []
    for name, data in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(data)
        paths.append(path)
    return take_files_now(desk, brand.id, paths)


def asset_of(desk: Desk, brand: Brand, folder: Path, data: bytes, name: str = "foto.jpg") -> Asset:
    (folder / name).write_bytes(data)
    found = take_files_now(desk, brand.id, [folder / name])
    assert found.problems == ()
    return found.assets[0]


def leaving(desk: Desk, asset: Asset, use: MediaUse | None = None, **limits: object) -> Picture:
    return picture_for(desk, asset, use or MediaUse(asset.id), Limits(**limits))  # type: ignore[arg-type]


# ------------------------------------------------------------------ taken in
@pytest.mark.fault(56)
def test_photos_are_taken_as_they_are_and_known_by_their_size_as_seen(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    data = with_place("JPEG", orientation=6)
    asset = asset_of(desk, brand, tmp_path, data, "è già.jpg")
    assert (asset.name, asset.mime) == ("è già.jpg", "image/jpeg")
    assert (asset.width_px, asset.height_px) == (40, 60)  # lying in the file, upright as seen
    assert desk.files.path(asset.sha256).read_bytes() == data


def test_the_same_bytes_stand_in_the_library_once(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    data = encoded(picture())
    first, second = asset_of(desk, brand, tmp_path, data, "a.jpg"), asset_of(desk, brand, tmp_path, data, "b.jpg")
    assert first.id == second.id


@pytest.mark.statement(22)
def test_wrong_files_are_listed_by_name_and_the_good_ones_are_taken(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    found = taken(
        desk,
        brand,
        tmp_path,
        a__jpg=encoded(picture()),
        notes__txt=b"hello",
        empty__jpg=b"",
        b__png=encoded(picture(color="red"), "PNG"),
    )
    assert [asset.name for asset in found.assets] == ["a.jpg", "b.png"]
    assert [(problem.code, problem.values["name"]) for problem in found.problems] == [
        ("file_not_taken", "notes.txt"),
        ("file_not_taken", "empty.jpg"),
    ]


@pytest.mark.vector(82)
@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"II*\x00" + bytes(64),
        b"<html><body>",
        b"PK\x03\x04" + bytes(60),
        b"GIF89a",
        b"RIFF\x10\x00\x00\x00WEBPVP8 ",
        b"\x89PNG\r\n\x1a\n" + b"broken" * 20,
    ],
)
def test_what_only_calls_itself_a_picture_is_not_taken(desk: Desk, brand: Brand, tmp_path: Path, data: bytes) -> None:
    found = taken(desk, brand, tmp_path, safe__png=data)
    assert found.assets == ()
    assert [problem.code for problem in found.problems] == ["file_not_taken"]
    assert [path for path in desk.paths.media.rglob("*") if path.is_file()] == []  # nothing of it is kept


@pytest.mark.vector(81)
@pytest.mark.fault(55)
@pytest.mark.parametrize("side", [30_000, 10_000])
def test_a_picture_of_too_many_pixels_is_refused_at_once(desk: Desk, brand: Brand, tmp_path: Path, side: int) -> None:
    found = taken(desk, brand, tmp_path, big__png=huge_png(side, side))
    assert found.problems[0].code == "file_too_large"
    assert found.problems[0].values["actual"] == f"{side * side // 1_000_000} MP"


@pytest.mark.vector(85)
def test_a_torn_picture_is_refused_and_odd_ones_are_taken(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    whole = encoded(Image.effect_noise((400, 300), 50).convert("RGB"))
    assert taken(desk, brand, tmp_path, torn__jpg=whole[: len(whole) // 2]).problems[0].code == "file_not_taken"
    odd = taken(
        desk,
        brand,
        tmp_path,
        cmyk__jpg=encoded(picture(mode="CMYK", color=(0, 128, 255, 0))),
        deep__png=encoded(Image.new("I;16", (20, 20), 40_000), "PNG"),
        two__png=encoded(picture(mode="1", color=1), "PNG"),
    )
    assert odd.problems == ()
    for asset in odd.assets:
        made = leaving(desk, asset, image_types=("image/jpeg",))
        with Image.open(made.path) as seen:
            assert seen.mode in ("RGB", "L")


@pytest.mark.vector(88)
def test_what_is_no_ordinary_file_is_never_waited_for(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jpg"
    os.mkfifo(pipe)
    found = take_files_now(desk, brand.id, [pipe, tmp_path, Path("/dev/zero"), tmp_path / "gone.jpg"])
    assert [problem.code for problem in found.problems] == ["file_unreadable"] * 4
    assert asyncio.run(take_files(desk, brand.id, [pipe, Path("/dev/zero")])).problems[0].code == "file_unreadable"


@pytest.mark.vector(83)
def test_a_gif_of_endless_frames_becomes_a_still(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    frames = [Image.new("P", (2, 2), number % 200) for number in range(700)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=0)
    asset = asset_of(desk, brand, tmp_path, data, "a.gif")
    made = leaving(desk, asset)
    assert made.mime != "image/gif"


@pytest.mark.vector(21)
def test_names_are_one_plain_line(desk: Desk, brand: Brand) -> None:
    name = "invoice\u202egpj.exe\n\x00" + "x" * 300 + ".jpg"
    found = asyncio.run(media_intake.take_bytes(desk, brand.id, encoded(picture()), name))
    assert found.assets[0].name.isprintable()
    assert len(found.assets[0].name) <= 120
    assert found.assets[0].name.endswith(".jpg")


# ------------------------------------------------------------------ small pictures
def test_thumbnails_are_made_once_and_kept(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    asset = asset_of(desk, brand, tmp_path, encoded(picture((1600, 900))))
    path = asyncio.run(media_leaving.thumbnail(desk, asset, 200))
    assert path == media_leaving.thumbnail_path(desk, asset, 200)
    with Image.open(path) as seen:
        assert seen.size == (200, 113)
    before = path.stat().st_mtime_ns
    assert asyncio.run(media_leaving.thumbnail(desk, asset, 200)) == path
    assert path.stat().st_mtime_ns == before


def test_no_thumbnail_of_what_is_gone_or_moves(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    asset = asset_of(desk, brand, tmp_path, encoded(picture()))
    desk.files.path(asset.sha256).unlink()
    assert asyncio.run(media_leaving.thumbnail(desk, asset, 99)) is None
    clip = asset_of(desk, brand, tmp_path, film(), "clip.mp4")
    assert asyncio.run(media_leaving.thumbnail(desk, clip)) is None


# ------------------------------------------------------------------ what leaves
@pytest.mark.vector(84)
@pytest.mark.parametrize("kind", FORMATS)
def test_no_place_and_no_camera_leaves_in_any_format(desk: Desk, brand: Brand, tmp_path: Path, kind: str) -> None:
    data = with_place(kind, orientation=6)
    assert CANARY.encode() in data
    asset = asset_of(desk, brand, tmp_path, data, f"a.{kind.lower()}")
    thumb = asyncio.run(media_leaving.thumbnail(desk, asset))
    assert thumb is not None
    for types in (("image/jpeg",), ("image/png",), ("image/webp",), ("image/gif",), Limits().image_types):
        made = leaving(desk, asset, image_types=types)
        for left in (made.path.read_bytes(), thumb.read_bytes()):
            assert CANARY.encode() not in left
            assert b"Exif" not in left
            assert b"xmpmeta" not in left
        with Image.open(made.path) as seen:
            assert not seen.getexif()
            assert seen.size == (made.width_px, made.height_px) == (asset.width_px, asset.height_px)
            assert seen.width < seen.height or kind == "GIF"


def test_a_moving_gif_keeps_moving_where_it_may(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    asset = asset_of(desk, brand, tmp_path, with_place("GIF"), "a.gif")
    with Image.open(leaving(desk, asset).path) as seen:
        assert seen.format == "GIF"
        assert getattr(seen, "n_frames", 1) == 2
    with Image.open(leaving(desk, asset, image_types=("image/jpeg", "image/png")).path) as seen:
        assert seen.format in ("JPEG", "PNG")


def test_pictures_are_shrunk_to_bytes_sides_and_pixels(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    noise = Image.effect_noise((1200, 800), 80).convert("RGB")
    asset = asset_of(desk, brand, tmp_path, encoded(noise, quality=95))
    small = leaving(desk, asset, image_max_bytes=100_000)
    assert small.size_bytes == small.path.stat().st_size <= 100_000
    side = leaving(desk, asset, image_max_side_px=600)
    assert (side.width_px, side.height_px) == (600, 400)
    area = leaving(desk, asset, image_max_px=240_000)
    assert area.width_px * area.height_px <= 240_000
    png = asset_of(desk, brand, tmp_path, encoded(noise, "PNG"), "a.png")
    made = leaving(desk, png, image_max_bytes=150_000)
    assert made.mime == "image/jpeg"
    assert made.size_bytes <= 150_000


def test_what_is_see_through_lies_on_white_where_it_must(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    asset = asset_of(desk, brand, tmp_path, encoded(picture(mode="RGBA", color=(0, 0, 0, 0)), "PNG"), "logo.png")
    with Image.open(leaving(desk, asset, image_types=("image/jpeg",)).path) as seen:
        assert seen.getpixel((5, 5)) == (255, 255, 255)
    with Image.open(leaving(desk, asset).path) as seen:
        assert seen.mode == "RGBA"


def test_a_crop_and_a_description_go_with_it(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    image = picture((100, 100), color="red")
    image.paste((0, 0, 255), (50, 0, 100, 100))
    asset = asset_of(desk, brand, tmp_path, encoded(image, quality=95))
    use = MediaUse(asset.id, {"it": "Pane"}, (0.5, 0.0), {"1:2": (0.5, 0.0, 1.0, 1.0)})
    made = leaving(desk, asset, use)
    assert (made.alt, made.name) == ("Pane", "foto.jpg")
    assert made.focus == (0.0, 0.0)  # the middle of what is left
    assert (made.width_px, made.height_px) == (50, 100)
    with Image.open(made.path) as seen:
        red, _, blue = seen.getpixel((25, 50))  # type: ignore[misc]
        assert blue > 200 > 60 > red


def test_what_left_once_is_found_again(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    asset = asset_of(desk, brand, tmp_path, encoded(picture()))
    first = leaving(desk, asset)
    desk.files.path(asset.sha256).touch()
    assert leaving(desk, asset) == first


def test_a_photo_whose_bytes_are_gone_is_named(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    from smmdesk.model.problem import ProblemError

    asset = asset_of(desk, brand, tmp_path, encoded(picture()), "vetrina.jpg")
    desk.files.path(asset.sha256).unlink()
    with pytest.raises(ProblemError) as caught:
        leaving(desk, asset)
    assert caught.value.problem.title == "The photo “vetrina.jpg” is no longer on this computer"


# ------------------------------------------------------------------ films
def test_a_film_is_read_by_its_boxes(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    asset = asset_of(desk, brand, tmp_path, film(), "clip.mp4")
    assert (asset.mime, asset.duration_ms) == ("video/mp4", 12_500)
    assert (asset.width_px, asset.height_px) == (1920, 1080)
    assert asset_of(desk, brand, tmp_path, film(brand=b"qt  "), "clip.mov").mime == "video/quicktime"


@pytest.mark.parametrize(
    ("data", "facts"),
    [
        (film(turned=True), VideoFacts(12_500, 1080, 1920, "h264")),
        (film(long=True, duration_ms=36_000_000, codec=b"hvc1"), VideoFacts(36_000_000, 1920, 1080, "hevc")),
        (film(codec=b"abcd"), VideoFacts(12_500, 1920, 1080, "abcd")),
    ],
)
def test_films_in_their_kinds(tmp_path: Path, data: bytes, facts: VideoFacts) -> None:
    (tmp_path / "a.mp4").write_bytes(data)
    assert probe_video(tmp_path / "a.mp4") == facts


@pytest.mark.vector(87)
def test_a_film_leaves_without_its_place_and_with_every_byte_of_picture(
    desk: Desk, brand: Brand, tmp_path: Path
) -> None:
    data = film()
    assert data.count(CANARY.encode()) == 3
    asset = asset_of(desk, brand, tmp_path, data, "clip.mp4")
    made = leaving(desk, asset)
    left = made.path.read_bytes()
    assert CANARY.encode() not in left
    assert len(left) == len(data)
    assert left.index(b"film") == data.index(b"film")
    assert probe_video(made.path) == probe_video(desk.files.path(asset.sha256))


@pytest.mark.vector(87)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        box(b"ftyp", b"isom"),
        film()[:-30],
        film().replace(b"vide", b"text"),
        film().replace(b"mvhd", b"free"),
        box(b"ftyp", b"isom") + b"\xff\xff\xff\xffmoov",
        box(b"ftyp", b"isom") + b"\x00\x00\x00\x03moov",
        box(b"ftyp", b"isom") + box(b"moov", box(b"mvhd", bytes(100))),
        box(b"free") * 30_000,
    ],
)
def test_films_that_are_not_are_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.mp4").write_bytes(data)
    with pytest.raises(VideoError):
        probe_video(tmp_path / "a.mp4")


def test_no_cut_of_a_film_breaks_reader_or_stripper(tmp_path: Path) -> None:
    data = film()
    for end in range(0, len(data), 7):
        (tmp_path / "a.mp4").write_bytes(data[:end])
        for work in (lambda: probe_video(tmp_path / "a.mp4"), lambda: strip_video(tmp_path / "a.mp4", tmp_path / "b")):
            try:
                work()
            except VideoError:
                continue


# ------------------------------------------------------------------ the process
@pytest.mark.fault(16)
def test_a_decoder_that_hangs_is_ended_and_the_next_picture_works(tmp_path: Path) -> None:
    good = tmp_path / "a.jpg"
    good.write_bytes(encoded(picture()))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)  # reading it waits for ever
    with Pictures(hang_s=1.0) as pictures:
        assert pictures.probe(good).width_px == 60
        began = time.monotonic()
        with pytest.raises(PictureError, match="hung"):
            pictures.probe(pipe)
        assert time.monotonic() - began < 10
        assert pictures.probe(good).width_px == 60


def test_a_decoder_that_was_killed_is_started_again(tmp_path: Path) -> None:
    good = tmp_path / "a.jpg"
    good.write_bytes(encoded(picture()))
    with Pictures() as pictures:
        pictures.probe(good)
        assert pictures._child._process is not None
        pictures._child._process.kill()
        pictures._child._process.wait()
        assert pictures.probe(good).mime == "image/jpeg"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limits of this kind")
def test_the_decoder_lives_within_limits_and_knows_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMMDESK_PASSPHRASE", CANARY)
    good = tmp_path / "a.jpg"
    good.write_bytes(encoded(picture()))
    with Pictures() as pictures:
        pictures.probe(good)
        assert pictures._child._process is not None
        folder = Path(f"/proc/{pictures._child._process.pid}")
        if folder.exists():
            assert CANARY.encode() not in (folder / "environ").read_bytes()
            limits = (folder / "limits").read_text()
            assert str(1 << 30) in next(line for line in limits.splitlines() if line.startswith("Max address space"))


def test_wide_colours_become_ordinary_ones(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    data = encoded(picture(), icc_profile=profile.tobytes())
    asset = asset_of(desk, brand, tmp_path, data)  # a profile that does not fit the picture is ignored
    with Image.open(io.BytesIO(leaving(desk, asset).path.read_bytes())) as seen:
        assert "icc_profile" not in seen.info
