"""The sheets over a photo or film of a post: cropping, cover, the library; and the switch for the place."""

import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPushButton, QWidget

from smmdesk.desk import undo
from smmdesk.desk.media_intake import take_files
from smmdesk.model.brand import Brand
from smmdesk.model.film_times import say_moment
from smmdesk.model.limits import Limits
from smmdesk.model.media import Asset, MediaUse
from tests.desk.pictures import film
from tests.ui.composer import bakery
from tests.ui.composer.test_media import SAMPLES, Kitchen
from tests.ui.composer.test_view import press
from tests.ui.composer.test_view_media import Stage
from ui.presenters.covers import choice_for, read_moment
from ui.presenters.previews import PreviewsPresenter
from ui.views.composer import ComposerView
from ui.views.cover_sheet import CoverSheet
from ui.views.crop_sheet import CropSheet
from ui.views.library_picker import LibraryPicker
from ui.widgets.crop_frame import CropFrame


def sheet(view: ComposerView, kind: type) -> Any:
    found = [one for one in view.window().findChildren(kind) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def push(widget: QWidget, name: str) -> None:
    button = widget.findChild(QPushButton, name)
    assert button is not None, name
    button.click()


@pytest.mark.statement(24)
async def test_a_photo_is_cropped_for_one_platform_and_what_is_seen_follows(qtbot, dressed, tmp_path: Path) -> None:
    async with Kitchen(tmp_path) as kitchen:
        with Stage(kitchen) as view:
            composer = view.presenter
            composer.media.take_files(SAMPLES[:1])
            await kitchen.taken()
            before = composer.draft.media[0]
            press(qtbot, view, "photo_crop")
            crop = sheet(view, CropSheet)
            assert [scope.name for scope in crop.cropping.scopes] == [
                "All platforms",
                "Mastodon",
                "Bluesky",
                "WordPress",
            ]
            crop._choose_scope("mastodon")
            crop._choose_ratio("16:9")
            frame = crop.findChild(CropFrame)
            qtbot.keyClick(frame, Qt.Key.Key_Up)
            qtbot.keyClick(frame, Qt.Key.Key_Plus)
            assert "percent across" in frame.accessibleDescription()
            assert "Mastodon gets" in crop._said()
            push(crop, "crop_done")
            [(key, box)] = composer.draft.media[0].crops.items()
            assert key == "mastodon 16:9"
            assert box[3] < 0.9
            shown = {preview.platform: preview.parts[0].pictures[0] for preview in PreviewsPresenter(composer).previews}
            assert shown["mastodon"].ratio == pytest.approx(16 / 9, rel=0.01)
            assert shown["mastodon"].crop == box
            assert shown["bluesky"].crop is None
            composer.draft.undo()
            assert composer.draft.media[0] == before


@pytest.mark.statement(24)
async def test_the_frame_is_pulled_and_pushed_with_the_mouse_and_leaving_changes_nothing(
    qtbot, dressed, tmp_path: Path
) -> None:
    async with Kitchen(tmp_path) as kitchen:
        with Stage(kitchen) as view:
            view.presenter.media.take_files(SAMPLES[:1])
            await kitchen.taken()
            press(qtbot, view, "photo_crop")
            crop = sheet(view, CropSheet)
            frame = crop.findChild(CropFrame)
            start = frame.frame.bottomRight().toPoint()
            middle = frame.photo.center().toPoint()
            qtbot.mousePress(frame, Qt.MouseButton.LeftButton, pos=start)
            qtbot.mouseMove(frame, middle)
            qtbot.mouseRelease(frame, Qt.MouseButton.LeftButton, pos=middle)
            assert crop.cropping.ratio == "free"
            assert crop.cropping.box[2:] == pytest.approx((0.5, 0.5), abs=0.02)
            inner = frame.frame.center().toPoint()
            qtbot.mousePress(frame, Qt.MouseButton.LeftButton, pos=inner)
            qtbot.mouseMove(frame, middle)
            qtbot.mouseRelease(frame, Qt.MouseButton.LeftButton, pos=middle)
            assert crop.cropping.box[0] == pytest.approx(0.25, abs=0.03)
            push(crop, "crop_focus")
            qtbot.mouseClick(frame, Qt.MouseButton.LeftButton, pos=frame.photo.topLeft().toPoint())
            assert crop.cropping.use.focus == pytest.approx((-1.0, 1.0), abs=0.02)
            crop.findChild(QWidget, "crop_turn").click()
            assert crop.cropping.use.turn == 90
            crop.grab()  # drawn with everything on it
            assert frame.photo.contains(QPointF(frame.frame.center()))
            push(crop, "crop_cancel")
            assert view.presenter.draft.media[0].crops == {}
            assert view.presenter.draft.media[0].turn == 0


async def test_a_film_gets_a_cover_from_the_library(qtbot, dressed, tmp_path: Path) -> None:
    clip = tmp_path / "impasto.mp4"
    clip.write_bytes(film(duration_ms=42_000))
    async with Kitchen(tmp_path) as kitchen:
        with Stage(kitchen) as view:
            composer = view.presenter
            photo = (await take_files(composer.desk, composer.brand.id, SAMPLES[:1])).assets[0]
            composer.media.take_files([clip])
            await kitchen.taken()
            press(qtbot, view, "photo_cover")
            cover = sheet(view, CoverSheet)
            assert "Mastodon: a picture of your own." in cover.text_label.text()
            push(cover, "cover_pick")
            picker = sheet(view, LibraryPicker)
            picker.grid.selectionModel().select(
                picker.grid.library.index(0), picker.grid.selectionModel().SelectionFlag.Select
            )
            push(picker, "picker_take")
            await kitchen.taken()
            push(cover, "cover_done")
            assert composer.draft.media[0].cover_asset_id == photo.id
            await kitchen.taken()
            assert composer.screen.media.tiles[0].has_cover
            assert composer.screen.media.tiles[0].path


def test_moments_are_read_as_people_write_them() -> None:
    clip = Asset("v", "b", "a" * 64, "v.mp4", "video/mp4", 1, duration_ms=42_000)
    for text, moment in (("12", 12_000), ("0:12", 12_000), ("0:12,5", 12_500), ("0:42", 42_000), ("0:43", None)):
        assert read_moment(text, clip) == moment
    for text in ("", "x", "-1", "1:2:3:4", "nan", "inf", "1e9"):
        assert read_moment(text, clip) is None
    assert [say_moment(value) for value in (None, 0, 12_500, 61_000)] == ["", "0:00", "0:12.5", "1:01"]


async def test_a_moment_is_walked_to_with_keys_and_buttons_inside_the_film(qtbot, dressed, tmp_path: Path) -> None:
    clip = Asset("v", "b", "a" * 64, "v.mp4", "video/mp4", 1, duration_ms=42_500)
    async with Kitchen(tmp_path) as kitchen:
        with Stage(kitchen) as view:
            given: list[MediaUse] = []
            cover = CoverSheet(view, view.presenter.bridge, clip, MediaUse("v"), choice_for([]), given.append)
            cover.open()
            field = cover.findChild(QLineEdit, "cover_moment")
            for key in (Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Down, Qt.Key.Key_Up):
                qtbot.keyClick(field, key)
            assert (field.text(), cover.use.cover_ms) == ("0:11", 11_000)
            cover.findChild(QAbstractButton, "cover_ahead").click()
            cover.findChild(QAbstractButton, "cover_back").click()
            cover.findChild(QAbstractButton, "cover_back").click()
            assert cover.use.cover_ms == 10_000
            for _press in range(5):
                qtbot.keyClick(field, Qt.Key.Key_PageUp)
            assert (field.text(), cover.use.cover_ms) == ("0:42.5", 42_500)  # the end, and no further
            for _press in range(6):
                qtbot.keyClick(field, Qt.Key.Key_PageDown)
            assert cover.use.cover_ms == 0
            cover.findChild(QAbstractButton, "cover_ahead").click()
            push(cover, "cover_done")
            assert [use.cover_ms for use in given] == [1000]


def test_who_takes_which_cover_is_said() -> None:
    both, none = Limits(video_cover_picture=True, video_cover_moment=True), Limits()
    choice = choice_for([("One", both), ("Two", none), ("One", both)])
    assert (choice.picture, choice.moment) == (True, True)
    assert choice.lines[-1] == "Two: chooses the cover by itself."
    assert not choice_for([("Two", none)]).picture
    assert choice_for([]).moment


async def test_photos_of_the_library_join_the_post_with_their_description(qtbot, dressed, tmp_path: Path) -> None:
    from smmdesk.desk import library

    async with Kitchen(tmp_path) as kitchen:
        with Stage(kitchen) as view:
            composer = view.presenter
            taken = await take_files(composer.desk, composer.brand.id, SAMPLES)
            library.describe(composer.desk, taken.assets[0].id, "it", "Il panettone")
            press(qtbot, view, "media_library")
            picker = sheet(view, LibraryPicker)
            search = picker.findChild(QLineEdit, "picker_search")
            search.setText("panettone")
            qtbot.keyClick(picker.grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            qtbot.keyClick(picker.grid, Qt.Key.Key_Right)
            picker.grid.selectAll()
            push(picker, "picker_take")
            assert composer.draft.media == (MediaUse(taken.assets[0].id, {"it": "Il panettone"}),)


@pytest.mark.statement(25)
async def test_the_place_is_removed_unless_the_person_says_otherwise_and_it_is_in_sight(
    qtbot, dressed, tmp_path: Path
) -> None:
    async with Kitchen(tmp_path) as kitchen:
        with Stage(kitchen) as view:
            desk, brand_id = view.presenter.desk, view.presenter.brand.id

            def keeps() -> bool:
                with desk.store.reading() as reader:
                    return reader.get(Brand, brand_id).keeps_place

            switch = view.findChild(QPushButton, "media_place")
            assert (keeps(), switch.accessibleName()) == (False, "photos without location")
            switch.click()
            assert (keeps(), switch.accessibleName()) == (True, "photos keep their location")
            assert undo.peek(desk).undo_label == "location of photos"
            undo.undo(desk)
            assert (keeps(), switch.accessibleName()) == (False, "photos without location")
            assert bakery.PHOTOS


# ------------------------------------------------------------------ many at once
@pytest.mark.vector(99)
async def test_five_thousand_files_dropped_on_a_post_end_with_the_first_forty(qtbot, dressed, tmp_path: Path) -> None:
    async with Kitchen(tmp_path) as kitchen:
        with Stage(kitchen) as view:
            composer = view.presenter
            composer.media.take_files([tmp_path / f"{number}.jpg" for number in range(5_000)])
            assert len(view.findChildren(QWidget, "photo_taking")) == 40
            await kitchen.taken()
            assert composer.screen.media.taking == ()
            assert composer.media.refused[0].title == "Only the first 40 files were added"


async def test_a_folder_stands_for_its_photos_and_reading_is_stopped(qtbot, dressed, tmp_path: Path) -> None:
    folder = tmp_path / "foto"
    folder.mkdir()
    for sample in SAMPLES:
        (folder / sample.name).write_bytes(sample.read_bytes())
    async with Kitchen(tmp_path) as kitchen:
        with Stage(kitchen) as view:
            composer = view.presenter
            composer.media.take_files([folder])
            await kitchen.taken()
            assert len(composer.draft.media) == 3
            composer.media.take_files(SAMPLES)
            assert view.findChild(QWidget, "files_reading").accessibleName() == "3 files left to read"
            push(view, "files_stop")
            await kitchen.taken()
            assert composer.screen.media.taking == ()
            assert len(composer.draft.media) == 3


@pytest.mark.vector(99)
async def test_a_paste_of_fifty_megabytes_inside_a_page_is_no_picture_and_no_wait(
    qtbot, dressed, tmp_path: Path
) -> None:
    data = QMimeData()
    data.setHtml('<p>Pane</p><img src="data:image/png;base64,' + "A" * 50_000_000 + '"><p>caldo</p>')
    async with Kitchen(tmp_path) as kitchen:
        with Stage(kitchen) as view:
            began = time.process_time()
            view.editor.box.text.insertFromMimeData(data)
            assert time.process_time() - began < 5
            assert view.presenter.screen.text.split() == ["Pane", "caldo"]
            assert view.presenter.draft.media == ()
