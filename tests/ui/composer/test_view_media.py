"""Photos on screen: dropped, pasted, dragged, moved by keys, described."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QAccessible, QGuiApplication, QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tests.ui.composer import bakery
from tests.ui.composer.test_media import SAMPLES, Kitchen
from tests.ui.composer.test_view import child, drop, has_cursor, press
from ui.presenters.composer import ComposerPresenter
from ui.views.composer import ComposerView
from ui.widgets.media_tile import PhotoTile, tile_mime

ALT = Qt.KeyboardModifier.AltModifier


class Stage:
    """A composer in a window, as long as the block lasts."""

    def __init__(self, kitchen: Kitchen) -> None:
        self.kitchen = kitchen
        self.window = QWidget()
        self.view = ComposerView(kitchen.composer)
        column = QVBoxLayout(self.window)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.window.resize(1364, 900)
        self.window.show()

    def __enter__(self) -> ComposerView:
        return self.view

    def __exit__(self, *_error: object) -> None:
        self.kitchen.composer.let_go()
        self.window.close()
        self.window.deleteLater()


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def names(view: ComposerView) -> list[str]:
    return [tile.name for tile in view.presenter.screen.media.tiles]


@pytest.mark.statement(22)
async def test_files_are_dropped_anywhere_on_the_column(qtbot, dressed, tmp_path: Path) -> None:
    async with Kitchen(tmp_path) as kitchen:
        with Stage(kitchen) as view:
            drop(view.editor.viewport(), files(*SAMPLES))
            reading = view.findChildren(QWidget, "photo_taking")
            assert reading[0].accessibleName() == "Reading panettone.jpg"
            await kitchen.taken()
            assert names(view) == list(bakery.PHOTOS)
            assert child(view, "photo_2").accessibleName() == "Photo 2 of 3, oven.jpg, no description yet"


async def test_files_dropped_on_the_text_become_photos(qtbot, dressed, tmp_path: Path) -> None:
    async with Kitchen(tmp_path) as kitchen:
        with Stage(kitchen) as view:
            drop(view.editor.box.text.viewport(), files(SAMPLES[0]))
            await kitchen.taken()
            assert names(view) == ["panettone.jpg"]
            assert view.presenter.screen.text == ""


async def test_a_picture_from_the_clipboard_becomes_a_photo(qtbot, dressed, tmp_path: Path) -> None:
    async with Kitchen(tmp_path) as kitchen:
        with Stage(kitchen) as view:
            QGuiApplication.clipboard().setImage(QImage(str(SAMPLES[0])))
            qtbot.keyClick(view.editor.box.text, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
            await kitchen.taken()
            assert names(view) == ["pasted.png"]


@pytest.mark.statement(22)
async def test_a_wrong_file_is_listed_with_its_reason(qtbot, dressed, tmp_path: Path) -> None:
    note = tmp_path / "è già.txt"
    note.write_text("farina", "utf-8")
    async with Kitchen(tmp_path) as kitchen:
        with Stage(kitchen) as view:
            drop(view.editor.media.strip, files(note, SAMPLES[0]))
            await kitchen.taken()
            assert names(view) == ["panettone.jpg"]
            assert child(view, "file_refused").accessibleName().startswith("“è già.txt” was not added")
            press(qtbot, view, "refused_close")
            assert view.presenter.screen.media.refused == ()


@pytest.mark.statement(22)
async def test_photos_are_described_moved_and_removed(qtbot, dressed, tmp_path: Path) -> None:
    async with Kitchen(tmp_path) as kitchen:
        with Stage(kitchen) as view:
            view.presenter.media.take_files(SAMPLES)
            await kitchen.taken()
            press(qtbot, view, "photo_2")
            alt = child(view, "alt_text")
            assert alt.accessibleName() == "Description of photo 2"
            qtbot.keyClicks(alt, "Il forno")
            assert view.presenter.draft.media[1].alt == {"it": "Il forno"}
            qtbot.keyClick(child(view, "photo_2"), Qt.Key.Key_Left, ALT)
            assert names(view)[:2] == ["oven.jpg", "panettone.jpg"]
            assert has_cursor(view, "photo_1")
            press(qtbot, view, "photo_later")
            assert names(view)[:2] == ["panettone.jpg", "oven.jpg"]
            qtbot.keyClick(child(view, "photo_3"), Qt.Key.Key_Delete)
            assert names(view) == ["panettone.jpg", "oven.jpg"]
            for _photo in range(2):
                remove = child(view, "photo_remove")
                remove.setFocus()
                qtbot.keyClick(remove, Qt.Key.Key_Space)
            assert names(view) == []
            assert has_cursor(view, "add_media"), "what took the last one away is gone with it"


async def test_a_photo_is_dropped_between_others(qtbot, dressed, tmp_path: Path) -> None:
    async with Kitchen(tmp_path) as kitchen:
        with Stage(kitchen) as view:
            view.presenter.media.take_files(SAMPLES)
            await kitchen.taken()
            strip = view.editor.media.strip
            first = child(view, "photo_1")
            drop(strip, tile_mime(2), first.mapTo(strip, QPoint(2, 20)))
            assert names(view) == ["shop-front.jpg", "panettone.jpg", "oven.jpg"]
            drop(strip, files(SAMPLES[2].with_name("coffee.jpg")), first.mapTo(strip, QPoint(2, 20)))
            await kitchen.taken()
            assert names(view)[0] == "coffee.jpg"


async def test_the_hint_leads_to_the_description(qtbot, dressed, tmp_path: Path) -> None:
    async with Kitchen(tmp_path) as kitchen:
        with Stage(kitchen) as view:
            view.presenter.draft.set_words("title", "Pane")
            view.presenter.media.take_files(SAMPLES[:2])
            await kitchen.taken()
            view.presenter.draft.set_alt(0, "Un panettone", "it")
            kitchen.delays.pause()
            press(qtbot, view, "problem_jump")
            assert has_cursor(view, "alt_text")
            assert view.editor.media.strip.selected == 1


@pytest.mark.statement(98)
async def test_a_screen_reader_chooses_a_photo_and_cannot_choose_none(qtbot, dressed, tmp_path: Path) -> None:
    async with Kitchen(tmp_path) as kitchen:
        with Stage(kitchen) as view:
            drop(view.editor.viewport(), files(*SAMPLES))
            await kitchen.taken()
            QAccessible.setActive(True)
            tile = view.findChild(PhotoTile, "photo_2")
            toggle = QAccessible.queryAccessibleInterface(tile).actionInterface()
            for _time in range(2):
                toggle.doAction("Toggle")
                assert view.editor.media.strip.selected == 1
                assert tile.isChecked()
            QAccessible.setActive(False)


@pytest.mark.statement(75)
async def test_a_photo_whose_file_is_gone_is_said_before_it_should_go_out(qtbot, dressed, tmp_path: Path) -> None:
    async with Kitchen(tmp_path) as kitchen:
        composer = kitchen.composer
        composer.media.take_files(SAMPLES[:1])
        await kitchen.taken()
        [asset] = composer.media.assets.values()
        composer.desk.files.path(asset.sha256).unlink()
        composer.draft.set_words("text", "Panettone")
        kitchen.delays.pause()
        gone = [row for row in composer.screen.problems if row.problem.code == "media_missing"]
        assert [row.problem.title for row in gone] == ["The photo “panettone.jpg” is no longer on this computer"]
        assert gone[0].blocking
        assert [action.label for action in gone[0].actions] == ["Show the photos"]


@pytest.mark.fault(50)
async def test_a_changed_file_is_offered_and_taken_by_one_click(qtbot, dressed, tmp_path: Path) -> None:
    file = tmp_path / "pane.jpg"
    file.write_bytes(SAMPLES[0].read_bytes())
    async with Kitchen(tmp_path) as kitchen:
        composer = kitchen.composer
        composer.media.take_files([file, SAMPLES[1]])
        await kitchen.taken()
        [use, other] = composer.draft.media
        composer.draft.set_media([replace(use, crops={"1:1": (0.1, 0.0, 0.9, 1.0)}), other])
        composer.draft.set_alt(0, "Un panettone", "it")
        composer.draft.customise(kitchen.channels[0].id)
        composer.draft.set_own(kitchen.channels[0].id, "media", composer.draft.media)
        composer.draft.show_tab("")
        assert composer.close()
        file.write_bytes(SAMPLES[2].read_bytes())
        kitchen.composer = composer = ComposerPresenter.open(
            kitchen.bridge, composer.draft.post.id, kitchen.delays.make
        )
        with Stage(kitchen) as view:
            await kitchen.taken()
            before = composer.draft.post
            row = child(view, "file_changed")
            assert row.accessibleName().startswith("The file pane.jpg has changed. The post keeps the photo")
            assert len(view.findChildren(QWidget, "file_changed")) == 1
            assert [tile.changed for tile in composer.screen.media.tiles] == [True, False]

            press(qtbot, view, "changed_use")
            await kitchen.taken()
            [new, still] = composer.draft.media
            assert kitchen.desk.files.path(composer.media.assets[new.asset_id].sha256).read_bytes() == file.read_bytes()
            assert (new.alt, new.crops) == ({"it": "Un panettone"}, {"1:1": (0.1, 0.0, 0.9, 1.0)})
            assert still == before.content.media[1]
            assert composer.draft.post.content_for(kitchen.channels[0].id).media[0].asset_id == new.asset_id
            assert not any(tile.changed for tile in composer.screen.media.tiles)
            composer.draft.undo()
            assert composer.draft.post == before
            assert composer.screen.media.tiles[0].changed, "it is offered again"
